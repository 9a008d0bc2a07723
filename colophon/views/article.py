"""What an article's page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from colophon.model.article import Article, Change, Dated, Event, Note
from colophon.model.l10n import direction
from colophon.views.site import Named, Row
from colophon.views.text import Group, beside, body
from colophon.views.timeline import Day, timeline

# Looks a name up: (kind, word of a header) → the name used on the page, and the file of its index.
Naming = Callable[[str, str], Named]


NOBODY = Named("")


def named(article: Article) -> Iterator[tuple[str, str]]:
    """All that the page of an article looks up."""
    if article.source is not None:
        yield "sources", article.source.publication
    for hop in article.custody:
        if hop.by:
            yield "actor", hop.by
        if hop.file:
            yield "file", hop.file
    for kind, words in article.terms.items():
        for word in words:
            yield kind, word


@dataclass(frozen=True, slots=True)
class SourceView:
    """The publication by name; `path` of its index page; `page`, `credit` None where not stated; `status` is one
    of verified, as-stated, inferred, unknown. `what` it is (newspaper, agency, …) and its `names` in other languages
    as (BCP 47 tag, name) are the register's."""

    name: str
    path: str | None
    what: str | None
    names: tuple[tuple[str, str], ...]
    date: dt.date
    page: str | None
    credit: str | None
    status: str


@dataclass(frozen=True, slots=True)
class HopView:
    """One step of custody. `act` is printed, reposted, translated, received, …; `by` is a name, None if unknown;
    `what` that actor is (newspaper, organisation, person, …) and its `names` in other languages as (BCP 47 tag, name).
    Languages are BCP 47 tags; `file` is the path of the evidence in the output, `sha256` its digest; `url` and
    `evidence`, in words, are what else the step rests on."""

    act: str
    by: str | None
    what: str | None
    names: tuple[tuple[str, str], ...]
    date: dt.date | None
    page: str | None
    lang: str | None
    method: str | None
    origin: str | None
    target: str | None
    file: str | None
    sha256: str | None
    url: str | None
    evidence: str | None
    status: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article.

    `body` is safe HTML whose top-level paragraphs are `<p id="p1"><a class="pn" href="#p1" …></a>…`, with the
    source's credit line, where it is known, in `<span class="credit">`, the nth reading's passage in
    `<span class="reading" id="rN" data-now="…">` and the nth note's in `<a class="noted" id="on-N" href="#note-N">`;
    `html` is the same without these marks; `beside` has the notes by the blocks of the text.
    `date` is the day of print, `published` the first day here, `age` the whole (years, months) between them, None under
    a month. `translation` is the hop that made this language, None for a text in its own language. `received` is the
    path of the bytes as received; `forms` are the files beside the page as (ending, path), `land` is the picture behind
    the map of its places, None where no place is known to be anywhere; `card` is its social card, None where the site
    has none. `timeline` runs from the first day to the last.
    """

    title: str
    title_by: str
    path: str
    lang: str
    direction: str
    summary: str | None
    date: dt.date
    published: dt.date
    age: tuple[int, int] | None
    body: str
    html: str
    words: int
    source: SourceView | None
    original: bool
    translation: HopView | None
    custody: tuple[HopView, ...]
    reviewed_by: str | None
    reviewed_on: dt.date | None
    review_voided: bool
    changes: tuple[Change, ...]
    readings: tuple[Change, ...]
    notes: tuple[Note, ...]
    dates: tuple[Dated, ...]
    beside: tuple[Group, ...]
    received: str | None
    terms: dict[str, tuple[Named, ...]]
    rights: str | None
    older: Row | None
    newer: Row | None
    draft: bool
    extra: dict[str, Any]
    forms: tuple[tuple[str, str], ...]
    timeline: tuple[Day, ...]
    land: str | None = None
    card: str | None = None

    @property
    def printing(self) -> HopView | None:
        """The step that printed the text on its day."""
        return next((hop for hop in self.custody if hop.act == "printed" and hop.date == self.date), None)

    @property
    def reception(self) -> HopView | None:
        """The first step that received the text here."""
        return next((hop for hop in self.custody if hop.act == "received"), None)


def article_view(
    article: Article, path: str, naming: Naming, older: Row | None, newer: Row | None,
    forms: tuple[tuple[str, str], ...] = (),
) -> ArticleView:  # fmt: skip
    """The page of `article` at `path`, between its neighbours and beside its other forms."""
    hops = tuple(_hop(hop, naming) for hop in article.custody)
    received = next((hop.file for hop in reversed(hops) if hop.act == "received" and hop.file), None)
    review = article.review
    credit = article.source.credit if article.source else None
    shown = body(article.html, credit, article.readings, article.notes, article.dates)
    terms = {kind: tuple(naming(kind, word) for word in words) for kind, words in article.terms.items() if words}
    return ArticleView(
        title=article.title,
        title_by=article.title_by,
        path=path,
        lang=article.lang,
        direction=direction(article.lang),
        summary=article.summary,
        date=article.date,
        published=article.published,
        age=_age(article.date, article.published),
        body=shown,
        html=article.html,
        words=article.words,
        source=_source(article, naming),
        original=article.original,
        translation=next((hop for hop in reversed(hops) if hop.act == "translated"), None),
        custody=hops,
        reviewed_by=review.by if review and not article.review_voided else None,
        reviewed_on=review.date if review else None,
        review_voided=article.review_voided,
        changes=article.changes,
        readings=article.readings,
        notes=article.notes,
        dates=article.dates,
        beside=beside(shown, article.notes) if article.notes else (),
        received=received,
        terms=terms,
        rights=article.rights,
        older=older,
        newer=newer,
        draft=article.status == "draft",
        extra=article.extra,
        forms=forms,
        timeline=timeline(article, hops, terms.get("events", ())),
    )


def _source(article: Article, naming: Naming) -> SourceView | None:
    source = article.source
    if source is None:
        return None
    link = naming("sources", source.publication)
    return SourceView(
        link.text, link.path, link.what, link.names, source.date, source.page, source.credit, str(source.status)
    )


def _hop(hop: Event, naming: Naming) -> HopView:
    by = naming("actor", hop.by) if hop.by else NOBODY
    file = naming("file", hop.file).path if hop.file else None
    return HopView(
        hop.act, by.text or None, by.what, by.names, hop.date, hop.page, hop.lang, hop.method, hop.origin, hop.target,
        file, hop.sha256, hop.url, hop.evidence, str(hop.status),
    )  # fmt: skip


def _age(printed: dt.date, here: dt.date) -> tuple[int, int] | None:
    months = (here.year - printed.year) * 12 + here.month - printed.month - (here.day < printed.day)
    return divmod(months, 12) if months > 0 else None
