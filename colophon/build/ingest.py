"""Reads what changed in the content folder since the last build, and enters it into the archive.

Files are read by workers, in batches; this process enters what they return.
"""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from colophon.build import card_letters
from colophon.build.destinations import Destinations
from colophon.build.named_files import leads_to, named_in_extra, was_received
from colophon.model.addresses import Addresses, Unsafe, beside, index, received_page
from colophon.model.article import Article
from colophon.model.problems import ERROR, WARNING, Problem, errors
from colophon.readers import scanner
from colophon.readers.files import read_file
from colophon.readers.links import field_link, text_link
from colophon.readers.old_addresses import OldAddresses
from colophon.readers.reader import Reader, Reading
from colophon.readers.received import received_stem
from colophon.readers.register import Register
from colophon.readers.settings import ReaderSettings
from colophon.rendering import assets
from colophon.store import records
from colophon.store.database import Archive
from colophon.store.records import Pair, Placement, StoredArticle
from colophon.views.article import lookups
from colophon.views.page import Font
from colophon.workers import Pool, batched, each

if TYPE_CHECKING:
    from colophon.build.settings import SiteConfig

FILES_A_BATCH = 64

Evidence = tuple[tuple[str, bool], ...]  # as in StoredArticle


@dataclass
class ReaderContext:
    """What a worker reads with, pickled once and opened once. `digest` changes with all on which reading depends."""

    settings: ReaderSettings
    register: Register
    addresses: Addresses
    digest: bytes
    fonts: tuple[Font, ...] | None  # those of social cards besides our own; None where the site has no cards

    @cached_property
    def data(self) -> bytes | None:
        """The context as bytes. With a lambda in MARKDOWN it can't be pickled: None, and this process reads alone."""
        try:
            return pickle.dumps((self.settings, self.register, self.addresses, self.digest, self.fonts), 5)
        except (pickle.PicklingError, AttributeError, TypeError):
            return None

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened_context, (self.data,)

    @cached_property
    def reader(self) -> Reader:
        """The reader of this process."""
        return Reader(self.settings, self.register)


@lru_cache(maxsize=2)
def _opened_context(data: bytes) -> ReaderContext:
    return ReaderContext(*pickle.loads(data))  # noqa: S301 - from our own process


class FileToRead(NamedTuple):
    """A file to read: its path, what it is read as (“article” or “page”), and the digest of the bytes that need not be
    read again."""

    path: str
    kind: str
    known: bytes | None


class FileRead(NamedTuple):
    """The digest of a file's bytes and, where it is not the known one, the problems and the article to store; of one
    with the status skip only what it names, as in StoredArticle.evidence."""

    digest: bytes | None
    problems: tuple[Problem, ...] = ()
    article: StoredArticle | None = None
    skipped: Evidence = ()


def read(context: ReaderContext, batch: list[FileToRead]) -> list[FileRead]:
    """Read files, here or in a worker."""
    return [_read(context, file) for file in batch]


def _read(context: ReaderContext, file: FileToRead) -> FileRead:
    page, reader, addresses = file.kind == "page", context.reader, context.addresses
    label = f"{os.path.basename(context.settings.content)}/{file.path}"
    data = read_file(context.settings.content, file.path)
    if isinstance(data, str):
        return FileRead(None, (Problem(label, 0, "file", data, "make it a readable text file"),))
    hash_ = records.digest(data)
    if hash_ == file.known:
        return FileRead(hash_)
    reading = (reader.parse_page if page else reader.parse)(file.path, data)
    article = reading.article
    if article is None:
        return FileRead(hash_, reading.problems)
    place, remedy = "slug", "give the article another slug or date"
    try:
        address = addresses.of_page(article) if page else addresses.of_article(article)
        place, remedy = "redirect_from", "write another address, or take it out"
        for old in article.redirect_from:
            addresses.free(old)
    except Unsafe as error:
        problem = Problem(label, _line(reading, place, "title"), place, str(error), remedy, ERROR)
        return FileRead(hash_, (*reading.problems, problem))
    problems = reading.problems
    if context.fonts is not None and not page and article.status == "published":
        problems += tuple(card_letters.of_article(context.fonts, (label, data), article, context.register))
    stored = _stored(context, article, address, reading, file.kind)
    if article.status == "skip":
        return FileRead(hash_, problems, skipped=stored.evidence)
    return FileRead(hash_, problems, stored)


def _line(reading: Reading, *places: str) -> int:
    """The line of the first of some fields that the header has, else of its beginning."""
    return next((reading.lines[place] for place in places if place in reading.lines), 1)


def _stored(context: ReaderContext, article: Article, address: str, reading: Reading, kind: str) -> StoredArticle:
    source, original, redirects = article.source, article.translation_of, enumerate(article.redirect_from, 1)
    site = context.settings.site
    links = tuple(filter(None, (text_link(link, article.path, address, site) for link in reading.links)))
    links += tuple(
        field_link(place := f"images.{n}.file", image.file, _line(reading, place, f"images.{n}", "images"))
        for n, image in enumerate(article.images, 1)
    )
    targets = {file for link in links for file in leads_to(link, context.register, context.addresses)}
    targets |= {*named_in_extra(article, address, site), *([original.article] if original else ())}
    kept = (*reading.evidence, received_stem(article.path))
    return StoredArticle(
        path=article.path,
        kind=kind,
        template=article.template,
        status=article.status,
        published=records.arrival(article).isoformat(),
        came=day.toordinal() if (day := records.came(article)) else None,
        address=address,
        moment=records.moment_of(article),
        dated="unknown" if article.date is None else "" if article.date.day else str(article.date),
        known=len(article.date.known) if article.date else 0,
        seq=records.order(article, address),
        title=article.title,
        lang=article.lang,
        source=(source.publication or "") if source else None,
        page=source.page if source else None,
        original=article.original,
        withdrawn=article.withdrawn is not None,
        licensed=article.original or article.licence is not None,
        digest=article.digest,
        translation=(original.article, original.sha256, _line(reading, "translation_of")) if original else None,
        entries=() if kind == "page" else tuple(context.addresses.entries(article)),
        lookups=tuple(lookups(article)),
        links=() if article.withdrawn else links,
        line=_line(reading, "slug", "title"),
        redirects=tuple((old, _line(reading, f"redirect_from.{n}", "redirect_from")) for n, old in redirects),
        evidence=(
            *((file, True) for file in kept),
            *((file, False) for file in sorted(targets - {article.path, f"/{address}"})),
        ),
        account=records.account(article),
        corrected=records.corrected(article),
        month=records.month(article),
        modified=records.modified(article),
        record=records.record(article),
        excerpt=records.excerpt(article) if context.settings.briefs and kind == "article" else None,
    )


class ArticleChange(NamedTuple):
    """The article of one file before and after: where it stood, and what to store now; None where there is none. Of one
    with the status skip `skipped` is stored, see FileRead."""

    path: str
    before: Placement | None
    after: StoredArticle | None
    warnings: tuple[Problem, ...] = ()
    skipped: Evidence = ()


class Selection(NamedTuple):
    """The changed files: those to read, sorted, those that are copied, and those that are gone."""

    read: list[FileToRead]
    copied: set[str]
    gone: list[str]


@dataclass
class Ingest:
    """One round of reading. `started` is the time at which the content folder was scanned, in nanoseconds; `problems`
    are those of the files read, whose number is `read`; `entered` are those whose articles were entered, and `linking`
    those of them that link within the site."""

    archive: Archive
    config: SiteConfig
    started: int
    progress: Callable[[str, int, int | None], None]
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    linking: list[str] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = self.config.today

    def select(self, stamps: dict[str, scanner.Stamp], only: set[str] | None, *, everything: bool) -> Selection:
        """The files that changed; where `only` is given, among these files alone. With `everything` all are read."""
        archive, known = self.archive, self.archive.stamps(only)
        among = stamps if only is None else {path: stamps[path] for path in only if path in stamps}
        gone = sorted(path for path in known if path not in stamps)
        changed = [path for path, stamp in among.items() if known.get(path) != stamp]
        due = archive.article_dates.due(self.today)
        if everything:
            again = set(stamps)
        else:
            moved = [*gone, *changed, *due]
            again = {*due, *(article for path in moved for article in archive.resting_on(path))}
            again.update(self._linking_to_pages(moved))
            again.intersection_update(stamps)
        kinds = {path: kind for path in {*changed, *again} if (kind := self.config.kind(path)) is not None}
        copied = {path for path in changed if path not in kinds}
        for path in copied:
            self._saw(path, stamps[path], None)
        for path in gone:
            archive.lost(path)
        files = [FileToRead(p, kind, None if p in again else archive.hash_of(p)) for p, kind in kinds.items()]
        return Selection(sorted(files), copied, gone)

    def _linking_to_pages(self, paths: list[str]) -> Iterator[str]:
        """The article files that link, by address, to what the output has because of these files, and may have no more.

        Of an article that is the page, what is beside it, its old addresses, the pages of its received texts, the lists
        of which it was the last, and all pages of dates. How an article will be is not known before it is read; nothing
        can link to it before.
        """
        archive, last = self.archive, Counter[Pair]()
        if not paths or not archive.any_below("/"):
            return
        yield from archive.resting_below("/dates/")
        for path in paths:
            yield from archive.resting_on(f"/{assets.place(self.config.settings, path)}")
            if (placed := archive.placement(path)) is None:
                continue
            last.update(placed.indexes)
            for address in (placed.address, *archive.old_addresses(path)):
                yield from self._linking_to(address)
            for file in archive.evidence([path]):
                yield from archive.resting_on(f"/{received_page(assets.place(self.config.settings, file))}")
        for pair, number in last.items():
            if archive.counts.of(*pair) <= number:
                yield from self._linking_to(index(*pair))

    def _linking_to(self, address: str) -> Iterator[str]:
        """The article files that link to a page, or to a file beside it."""
        yield from self.archive.resting_on(f"/{address}")
        yield from self.archive.resting_below("/" + beside(address, ""))

    def changes(self, files: Selection, stamps: dict[str, scanner.Stamp], pool: Pool | None) -> Iterator[ArticleChange]:
        """Read files, and say what they and those that are gone change; a file with known bytes changes nothing."""
        done, context = 0, self.config.reader_context
        workers = pool if context.data is not None else None
        for batch, results in each(workers, partial(read, context), batched(files.read, FILES_A_BATCH)):
            for file, result in zip(batch, results, strict=True):
                self._saw(file.path, stamps[file.path], result.digest)
                if result.digest is not None and result.digest == file.known:
                    continue
                self.read += 1
                self.problems += result.problems
                warnings = tuple(p for p in result.problems if p.level == WARNING)
                before = self.archive.placement(file.path)
                yield ArticleChange(file.path, before, result.article, warnings, result.skipped)
            done += len(batch)
            self.progress("Reading", done, len(files.read))
        for path in files.gone:
            if (before := self.archive.placement(path)) is not None or self.config.kind(path) is not None:
                yield ArticleChange(path, before, None)

    def _saw(self, path: str, stamp: scanner.Stamp, digest: bytes | None) -> None:
        self.archive.saw(path, stamp if scanner.settled(stamp, self.started) else scanner.UNSURE, digest)

    def enter_all(self, changes: Iterable[ArticleChange]) -> None:
        """Bring the archive up to date, then check addresses, which depend on all articles."""
        placed, translations = list[str](), list[tuple[str, tuple[str, str | None, int]]]()
        for change in changes:
            self._enter(change)
            self.entered.append(change.path)
            if change.after is not None:
                placed += (change.after.address, *(address for address, _ in change.after.redirects))
                if change.after.links:
                    self.linking.append(change.path)
                if change.after.translation:
                    translations.append((change.path, change.after.translation))
        self.archive.settle()
        self.archive.empty = False
        for path, translation in translations:
            self._check_translation(path, *translation)
        alike = [*{address.lower(): address for address in placed}.values()]
        for address, first, other in self.archive.clashes(alike if len(alike) < FILES_A_BATCH else None):
            found, remedy = (
                f"“{address}” is the address of {self._label(first.path)} too",
                "give one of them another slug",
            )
            if "redirect_from" in (first.field, other.field):
                remedy = "take it out of redirect_from"
            self._complain(other.path, other.line, other.field, found, remedy)

    def check_links(self, config: SiteConfig, stamps: Mapping[str, scanner.Stamp], *, everything: bool) -> None:
        """Say which links lead nowhere: those of the texts that were read, and of those that link to files of the theme
        or to what was received for a text that was read; with `everything`, of all texts. `config` are the settings by
        now; call it when all is entered."""
        unread = {p.path.removeprefix(f"{config.label}/") for p in errors(self.problems)}
        destinations = Destinations(config, self.archive, stamps, unread)
        theme = self.archive.resting_below(f"/{str(config.settings['THEME_STATIC_DIR']).strip('/')}/")
        received = filter(was_received, self.archive.evidence(self.entered))
        beside = (path for file in received for path in self.archive.resting_on(file))
        for path in self.archive.linking() if everything else dict.fromkeys((*self.linking, *theme, *beside)):
            source = self.archive.state(path)
            for link in self.archive.links(path) if source else ():
                if source and (fault := destinations.fault(link, source)):
                    level = ERROR if config.settings.get("STRICT", True) else WARNING
                    self.problems += (
                        Problem(self._label(path), line, link.field, *fault, level) for line in link.lines
                    )
        self._check_old(config.old, destinations, stamps)
        for item in config.site.nav:
            if item.path and destinations.page(item.path.partition("#")[0].partition("?")[0]) is None:
                found, remedy = f"the site has no “{item.path}”", "name a file of the site, as in pages/about.html"
                self.problems.append(Problem("settings", 0, "MENUITEMS", found, remedy, WARNING))

    def _check_old(self, old: OldAddresses, destinations: Destinations, stamps: Mapping[str, scanner.Stamp]) -> None:
        """Warn of old addresses that lead to what isn't there. What waits or is a draft will be."""
        remedy = f"write another target, or take the line out of {old.label}"
        for one in (*old.moved, *old.feeds):
            link = one.link
            if link is None or link.notation == "author" or destinations.file(link) is not None:
                continue  # an author has a list when the register has the person
            if not link.file or (self.archive.state(link.file) is None and link.file not in destinations.unread):
                found = f"“{one.address}” leads to “{link.written}”, which the site doesn't have"
                self.problems.append(Problem(old.label, one.line, "address", found, remedy, WARNING))
        for path, address in (*old.texts.items(), *old.copies.items()):
            if path not in stamps:
                found = f"“{address}” is the place of “{path}”, which isn't in the content folder"
                self.problems.append(Problem(old.label, 0, "address", found, remedy, WARNING))

    def _enter(self, change: ArticleChange) -> None:
        self.archive.remove(change.path)
        if change.warnings:
            self.archive.warn(change.path, [(p.line, p.field, p.found, p.remedy) for p in change.warnings])
        article = change.after
        if article is None:
            self.archive.name(change.path, change.skipped)
            return
        waits, drafts = article.published > self.today, bool(self.config.settings.get("SHOW_DRAFTS"))
        shown = article.status not in ("draft", "skip") or (article.status == "draft" and drafts)
        built = shown and not waits
        listed = built and article.status != "hidden" and article.kind == "article"
        self.archive.store(article, listed=listed, built=built, waits=waits)

    def _check_translation(self, path: str, original: str, digest: str | None, line: int) -> None:
        """Check that the original of a translation is there, and say whether it changed since."""
        state = self.archive.state(original)
        if state is None or state.kind != "article" or original == path:
            found = f"“{original}” is not another article of this site"
            remedy = "write the path of its file below the content folder, as in articles/2022/original.md"
            self._complain(path, line, "translation_of", found, remedy)
            return
        if self._leads_back(path, original):
            found = f"“{original}” is itself made from this text, by its own translation_of"
            self._complain(path, line, "translation_of", found, "keep the field in the translation alone")
            return
        now, found = state.digest, ""
        if digest is None:
            found = "no digest says which state of the original was translated"
            remedy = f"write sha256: {now}, if it is the present one"
        elif digest != now:
            found = f"“{original}” changed since it was translated"
            remedy = f"bring the translation up to date and write sha256: {now}"
        elif state.status not in ("published", "hidden") or state.waits:
            lacks = "waits for its day" if state.waits else f"has status: {state.status}"
            found, remedy = f"“{original}” {lacks}, so no page leads to it", "publish the original, or leave it so"
        if found:
            self.problems.append(Problem(self._label(path), line, "translation_of", found, remedy, WARNING))
            self.archive.warn(path, [(line, "translation_of", found, remedy)])

    def _leads_back(self, path: str, original: str) -> bool:
        """Whether the original of a text, the original of that, and so on, are in the end the text itself."""
        seen = set[str]()
        while original != path and original not in seen:
            seen.add(original)
            original = next(iter(self.archive.originals((original,))), original)
        return original == path

    def _complain(self, path: str, line: int, name: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(self._label(path), line, name, found, remedy, ERROR))

    def warnings_of_others(self, read: set[str]) -> list[Problem]:
        """The warnings of earlier builds about files that were not read this time."""
        return [
            Problem(self._label(path), line, name, found, remedy, WARNING)
            for path, line, name, found, remedy in self.archive.warnings()
            if path not in read
        ]

    def _label(self, path: str) -> str:
        return f"{self.config.label}/{path}"  # as messages have it


def moments(changes: Iterable[ArticleChange]) -> dict[Pair, set[int]]:
    """The indexes that changes affect, and where in time."""
    found: dict[Pair, set[int]] = {}
    for _, before, after, *_ in changes:
        if before is not None:
            for index in before.indexes:
                found.setdefault(index, set()).add(before.moment)
        if after is not None:
            for kind, key, _name in after.entries:
                found.setdefault((kind, key), set()).add(after.moment)
    return found


def digest_of(*parts: Any) -> bytes:
    """One digest of plain values."""
    return blake2b(repr(parts).encode(), digest_size=16).digest()
