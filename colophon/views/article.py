"""What an article's page shows: the record, and the names and neighbours that were looked up for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.parse import quote

from msgspec import Struct, field

from colophon.model.addresses import beside, keys_of_people, received_page
from colophon.model.article import Article, Contributor, Event, Image, Source
from colophon.model.l10n import direction, language_of_name
from colophon.model.licences import licence_address, licence_name
from colophon.model.names import Named
from colophon.readers.links import Target, resolve
from colophon.readers.plain import flowed_text
from colophon.readers.received import is_text, opens
from colophon.store.records import Pair, opened
from colophon.views.images import captioned
from colophon.views.page import Page, Provider
from colophon.views.site import Row, View
from colophon.views.text import Group, body, framed
from colophon.views.text import beside as notes_beside
from colophon.views.timeline import Day, timeline

# The endings of the pictures beside an article's page: the land behind the map of its places, and its social card.
MAP, CARD = "map.svg", "card.png"


# What the register calls those who are no persons.
INSTITUTIONS = frozenset({"organisation", "publication", "agency", "newspaper", "magazine", "journal", "site"})


def lookups(article: Article) -> Iterator[Pair]:
    """All that the page of an article looks up."""
    if article.source is not None and article.source.publication:
        yield "sources", article.source.publication
    for one in (*article.authors, *article.translators):
        yield from (("actor", key) for key in (one.key, one.at) if key)
    for event in article.custody:
        if event.by:
            yield "actor", event.by
        if event.file:
            yield "file", event.file
    for kind, words in article.terms.items():
        for word in words:
            yield kind, word
    for key in keys_of_people(article):
        yield "people", key
    for image in article.images:
        yield "image", image.file


class Paired(View, frozen=True, kw_only=True):
    """The other article of a translation: its page, title and language. `behind`: the translation follows another
    state of the original's text; `changed` is the day of the original's last declared change, None for none."""

    path: str
    title: str
    lang: str
    behind: bool
    changed: dt.date | None


class ArticlePage(Page, frozen=True, kw_only=True):
    """The page of an article: its record, its neighbours, its original and its translations, the names by kind and
    word, and the targets of the links of its text. `forms` are the endings of the
    files beside the page. `evidence` are the content files in them, the article's own first, each with a value that
    changes with it. `mapped`: a map shows its places. `card`: it has a social card, which is a page of its own."""

    record: bytes
    older: Row | None = None
    newer: Row | None = None
    original: Paired | None = None
    translations: tuple[Paired, ...] = ()
    names: dict[str, dict[str, Named]] = field(default_factory=dict)
    links: tuple[Target, ...] = ()
    forms: tuple[str, ...] = ()
    evidence: tuple[tuple[str, bytes], ...] = ()
    mapped: bool = False
    card: bool = False

    @property
    def beside(self) -> tuple[str, ...]:
        """The endings of the files that are written with the page."""
        return (*self.forms, MAP) if self.mapped else self.forms

    def shown(self, provider: Provider) -> dict[str, Any]:
        """The article. Raises Untrusted."""
        return {"article": self.opened(provider)}

    def opened(self, provider: Provider) -> ArticleView:
        """The article's view. Raises Untrusted."""
        record = opened(self.record)
        if self.links:
            record = resolve(record, self.path, self.links)
        return ArticleView(record=record, made_of=self, provider=provider)


class RecordView:
    """Base of views that contain a record. The view has each field of the record that it does not define itself, so
    that templates read `article.title`."""

    record: Any
    _shared: ClassVar[tuple[str, ...]] = ()
    _values: ClassVar[Callable[[Any], Any]]

    def __init_subclass__(cls, of: type[Struct]) -> None:
        cls._shared = tuple(name for name in of.__struct_fields__ if not hasattr(cls, name))
        cls._values = attrgetter(*cls._shared)

    def __post_init__(self) -> None:
        # A `__getattr__` would be slow: a page reads most fields, some many times.
        cls = type(self)
        vars(self).update(zip(cls._shared, cls._values(self.record), strict=True))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class _NamedView:
    """Base of views of a publication or an actor under its name; None stands for an unknown actor."""

    named: Named | None

    @property
    def what(self) -> str | None:
        """Its kind in the register, such as newspaper or person."""
        return self.named.what if self.named else None

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Its names in other languages, as (BCP 47 tag, name)."""
        return self.named.names if self.named else ()


@dataclass(frozen=True)
class SourceView(_NamedView, RecordView, of=Source):
    """The source of an article, and the name of its publication, None where that is unknown."""

    record: Source
    named: Named | None

    @property
    def name(self) -> str | None:
        """The publication."""
        return self.named.text if self.named else None

    @property
    def path(self) -> str | None:
        """The file of its list."""
        return self.named.path if self.named else None

    @property
    def status(self) -> dict[str, str]:
        """How well each fact is founded."""
        return {fact: str(status) for fact, status in self.record.status.items()}


class Apart(NamedTuple):
    """The status of the date and of the page of a print, None where the step has the same."""

    date: str | None = None
    page: str | None = None


ALIKE = Apart()


@dataclass(frozen=True)
class StepView(_NamedView, RecordView, of=Event):
    """One step of custody, the name of its actor, and the path of its evidence in the output. `text_page` is the page
    that shows the evidence, None where it is no text. `apart` has the status of its date and of its page where the
    source says another than the step: a paper may be named, and its day inferred."""

    record: Event
    named: Named | None = None
    file: str | None = None
    text_page: str | None = None
    apart: Apart = ALIKE

    @property
    def opens(self) -> bool:
        """Whether browsers show its evidence as what it is."""
        return bool(self.record.file) and opens(self.record.file or "")

    @property
    def by(self) -> str | None:
        """Who did it, None if unknown."""
        return self.named.text if self.named else None


@dataclass(frozen=True)
class ContributorView(RecordView, of=Contributor):
    """Who wrote or translated a text, as the source names them, with the name of their institution. `path` and
    `at_path` are lists that this article is in, None where there is none. `languages` are those of the text."""

    record: Contributor
    path: str | None = None
    at: str | None = None
    at_path: str | None = None
    languages: tuple[str, ...] = ()

    @property
    def lang(self) -> str:
        """The language tag of a name in other letters than Latin ones, else empty."""
        return language_of_name(self.record.name, self.languages)


@dataclass(frozen=True, eq=False)
class ArticleView(RecordView, of=Article):
    """One article: its record, with links to files of the output, and what follows from it, computed once when it is
    read. `provider` has what the page itself does not hold."""

    record: Article
    made_of: ArticlePage
    provider: Provider

    @property
    def path(self) -> str:
        """The page's file."""
        return self.made_of.path

    @cached_property
    def quoted(self) -> str:
        """The page's file, percent-encoded for an address."""
        return quote(self.path)

    @cached_property
    def credit(self) -> str:
        """The credit line in the words of the theme: plain text on one line. Raises Missing and TemplateFailed."""
        return self.provider.credit(self)

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return direction(self.record.lang)

    @property
    def draft(self) -> bool:
        """Whether it is a draft."""
        return self.record.status == "draft"

    @cached_property
    def age(self) -> tuple[int, int] | None:
        """The (years, months) from the day of print to the first day here, rounded down; None under a month."""
        printed, here = self.record.date and self.record.date.day, self.record.published
        if not printed or not here:
            return None
        months = (here.year - printed.year) * 12 + here.month - printed.month - (here.day < printed.day)
        return divmod(months, 12) if months > 0 else None

    @cached_property
    def marked(self) -> str:
        """The text as safe HTML whose top-level paragraphs are `<p id="p1"><a class="pn" href="#p1" …></a>…`, with the
        source's credit line, where it is known, in `<span class="credit">`, the nth reading's passage in
        `<span class="reading" id="rN" data-n="N" data-now="…">`, without data-now where the words are left out, and
        the nth note's in `<a class="noted" id="on-N" href="#note-N" data-n="N">`."""
        record = self.record
        credit = record.source.credit if record.source else None
        return body(record.html, credit, record.readings, record.notes, record.dates)

    @cached_property
    def body(self) -> str:
        """The text as the page shows it: `marked`, with the captions of its pictures."""
        return self._captioned(self.marked)

    @cached_property
    def captioned(self) -> str:
        """The text as safe HTML, with the captions of its pictures."""
        return self._captioned(self.record.html)

    def _captioned(self, text: str) -> str:
        if not self.record.images:
            return text
        return captioned(text, self.path, {file: one for one, file in self.pictures})

    @cached_property
    def pictures(self) -> tuple[tuple[Image, str], ...]:
        """What the header says of each picture, and its file in the output."""
        published = self.made_of.names.get("image", {})
        paths = ((one, published.get(one.file)) for one in self.record.images)
        return tuple((one, named.path if named and named.path else one.file) for one, named in paths)

    @cached_property
    def text(self) -> str:
        """The text as plain text, a blank line between paragraphs."""
        return flowed_text(self.record.html)

    @cached_property
    def shared(self) -> dict[Any, Any]:
        """Results that several formats share, by what they were computed from."""
        return {}

    @cached_property
    def beside(self) -> tuple[Group, ...]:
        """The notes in groups, by the blocks of the text that they are on."""
        return notes_beside(self.body, self.record.notes) if self.record.notes else ()

    @cached_property
    def source(self) -> SourceView | None:
        """Its source with its name."""
        source = self.record.source
        if source is None:
            return None
        return SourceView(source, self.made_of.names["sources"][source.publication] if source.publication else None)

    @cached_property
    def custody(self) -> tuple[StepView, ...]:
        """The steps of custody with names, oldest first."""
        return tuple(map(self._step, self.record.custody))

    def _step(self, event: Event) -> StepView:
        names = self.made_of.names
        actor = names["actor"][event.by] if event.by else None
        file = names["file"][event.file].path if event.file else None
        shown = file if event.file and is_text(event.file) and self.provider.site.received else None
        return StepView(event, actor, file, shown and received_page(shown), _apart(event, self.record.source))

    @cached_property
    def written_by(self) -> tuple[ContributorView, ...]:
        """Who wrote the text, in the order of the source."""
        return tuple(map(self._contributor, self.record.authors))

    @cached_property
    def translated_by(self) -> tuple[ContributorView, ...]:
        """Who translated it."""
        return tuple(map(self._contributor, self.translators))

    def _contributor(self, one: Contributor) -> ContributorView:
        """A contributor with links to lists that have this article."""
        names, source = self.made_of.names, self.record.source
        held = self.record.terms.get("organisations", ())
        path = None
        if one.key and one.key in names.get("people", {}):
            path = names["people"][one.key].path
        elif one.key and one.key in held:
            path = names["organisations"][one.key].path
        elif one.key and source and source.publication == one.key:
            path = names["sources"][one.key].path
        at_path = names["organisations"][one.at].path if one.at in held else None
        return ContributorView(one, path, self.name_of(one.at) if one.at else None, at_path, _languages(self.record))

    @property
    def title_lang(self) -> str:
        """The language tag of the headline of the source, where it is in other letters than Latin ones, else empty."""
        return language_of_name(self.record.source.title or "", _languages(self.record)) if self.record.source else ""

    @property
    def translated(self) -> bool:
        """Whether the record says that the text is a translation."""
        return bool(self.translation or self.record.translators or self.record.translation_of)

    @property
    def licence_name(self) -> str:
        """The short name of its licence, empty where it has none."""
        return licence_name(self.record.licence) if self.record.licence else ""

    @property
    def licence_url(self) -> str:
        """Where the terms of its licence stand, empty where it has none."""
        return licence_address(self.record.licence) if self.record.licence else ""

    @property
    def account(self) -> str:
        """The place of its entry in the ledger's first page; empty where the site has no ledger."""
        ledger = self.provider.site.ledger
        return f"{ledger}#{self.quoted}" if ledger else ""

    @property
    def canonical(self) -> str:
        """The address that search engines shall take for the text's own: that of the page or, where the site says so
        and it is known, that of the text at its source; empty where the site has no address."""
        site, source = self.provider.site, self.record.source
        if site.canonical == "source" and source and source.url and not self.record.withdrawn:
            return source.url
        return f"{site.url}/{self.path}" if site.url else ""

    @cached_property
    def report(self) -> str:
        """Where to report a mistake in it, percent-encoded; empty where the site has no such address."""
        site = self.provider.site
        if not site.report:
            return ""
        url = f"{site.url}/{self.quoted}" if site.url else self.quoted
        values = {"url": url, "title": self.record.title, "sha256": self.record.digest}
        return site.report.format_map({name: quote(value, safe="") for name, value in values.items()})

    @cached_property
    def terms(self) -> dict[str, tuple[Named, ...]]:
        """The names in the article's header, by kind."""
        names = self.made_of.names
        return {kind: tuple(names[kind][word] for word in words) for kind, words in self.record.terms.items() if words}

    @cached_property
    def translation(self) -> StepView | None:
        """The last translation, None for a text in its own language."""
        return next((step for step in reversed(self.custody) if step.record.act == "translated"), None)

    @property
    def days_later(self) -> int | None:
        """The days from the day of print to the first day here, where both are known."""
        printed, here = self.record.date and self.record.date.day, self.record.published
        return (here - printed).days if printed and here else None

    @cached_property
    def received(self) -> str | None:
        """The path of the bytes as received."""
        return next((s.file for s in reversed(self.custody) if s.record.act == "received" and s.file), None)

    @property
    def reviewed_by(self) -> str | None:
        """Who reviewed the text as it is."""
        return self.record.review.by if self.record.review and not self.record.review_voided else None

    @property
    def reviewed_on(self) -> dt.date | None:
        """The day of the review, even where the text has changed since."""
        return self.record.review.date if self.record.review else None

    @cached_property
    def timeline(self) -> tuple[Day, ...]:
        """The days of the text and of its story, from first to last."""
        return timeline(self.record, self.custody, self.terms.get("events", ()))

    @property
    def older(self) -> Row | None:
        """The article printed before it."""
        return self.made_of.older

    @property
    def newer(self) -> Row | None:
        """The article printed after it."""
        return self.made_of.newer

    def name_of(self, key: str) -> str:
        """The name of an institution by its key; the key itself where the register has none."""
        named = self.made_of.names.get("actor", {}).get(key)
        return named.text if named else key

    @cached_property
    def translators(self) -> tuple[Contributor, ...]:
        """Who translated the text: those whom the header names or, where it names none, who did the last
        translation."""
        step = self.translation
        if self.record.translators or step is None or not step.by:
            return self.record.translators
        if step.what in INSTITUTIONS:
            return (Contributor(name=step.by, key=step.record.by, kind="institution"),)
        return (Contributor(name=step.by, key=step.record.by),)

    @property
    def translated_from(self) -> Paired | None:
        """The article of this site of which it is the translation."""
        return self.made_of.original

    @property
    def translations(self) -> tuple[Paired, ...]:
        """Its translations on this site."""
        return self.made_of.translations

    @cached_property
    def forms(self) -> tuple[tuple[str, str], ...]:
        """The files beside the page, as (ending, path)."""
        return tuple((form, beside(self.path, form)) for form in self.made_of.forms)

    @property
    def land(self) -> str | None:
        """The picture behind the map of its places, None where no place has coordinates."""
        return beside(self.path, MAP) if self.made_of.mapped else None

    @property
    def card(self) -> str | None:
        """Its social card, None where the site has none."""
        return beside(self.path, CARD) if self.made_of.card else None


def _languages(article: Article) -> tuple[str, ...]:
    """The languages that a text had on its way here, and its own."""
    steps = (tag for event in article.custody for tag in (event.lang, event.origin, event.target) if tag)
    return tuple(dict.fromkeys((*steps, article.lang)))


def _apart(event: Event, source: Source | None) -> Apart:
    if source is None or event.act != "printed" or event.by not in (None, source.publication):
        return ALIKE
    stated = {fact: source.status[fact] for fact in ("date", "page") if getattr(event, fact) and fact in source.status}
    return Apart(**{fact: str(status) for fact, status in stated.items() if status != event.status})


class OwnPage(Page, frozen=True, kw_only=True):
    """One of the site's own pages, such as About."""

    record: bytes
    links: tuple[Target, ...] = ()

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """Its text. Raises Untrusted."""
        page = resolve(opened(self.record), self.path, self.links)
        content = {"title": page.title, "body": framed(page.html), "lang": page.lang, "direction": direction(page.lang)}
        return {"content": {**content, "path": self.path}}
