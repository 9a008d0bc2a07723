"""Reads what changed in the content folder since the last build, and enters it into the archive.

Files are read by workers, in batches; this process enters what they return.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from typing import Any, NamedTuple

from colophon.build.fingerprint import Incomparable, fingerprint
from colophon.model.addresses import Addresses, Unsafe
from colophon.model.article import Article
from colophon.model.problems import ERROR, WARNING, Problem
from colophon.readers import scanner
from colophon.readers.files import read_file
from colophon.readers.links import FILES
from colophon.readers.links import wanted as wanted_links
from colophon.readers.reader import Reader, Reading, received_beside
from colophon.readers.register import KINDS, Register
from colophon.readers.settings import ReaderSettings
from colophon.store.database import Archive
from colophon.store.records import (
    Placement,
    StoredArticle,
    account,
    corrected,
    digest,
    excerpt,
    modified,
    moment_of,
    month,
    record,
)
from colophon.views.article import lookups
from colophon.workers import Pool, batched, each

BATCH = 64


class ReaderContext:
    """What a worker reads with: settings, register and addresses. It is pickled once, and a worker opens it once."""

    def __init__(self, settings: ReaderSettings, register: Register, addresses: Addresses, more: Any) -> None:
        """`more` is whatever else reading depends on; only the digest has it."""
        names = [(k, e.key, e.name, sorted(e.names.items())) for k in KINDS for e in register.entries(k)]
        self.settings, self.register, self.addresses = settings, register, addresses
        # The same folder by another path gives the same articles.
        alike = replace(settings, content=os.path.basename(settings.content), markdown={})
        # Why all is read at each build, if it is.
        self.incomparable = ""
        try:
            markdown = fingerprint(settings.markdown)
        except Incomparable as error:
            self.incomparable, markdown = str(error), os.urandom(16)
        self.digest = digest_of(alike, markdown, names, addresses, more)

    @cached_property
    def data(self) -> bytes | None:
        """The context as bytes. With a lambda in MARKDOWN it can't be pickled: None, and this process reads alone."""
        try:
            return pickle.dumps((self.settings, self.register, self.addresses), 5)
        except (pickle.PicklingError, AttributeError, TypeError):
            return None

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened_context, (self.digest, self.data)

    @cached_property
    def reader(self) -> Reader:
        """The reader of this process."""
        return Reader(self.settings, self.register)


@lru_cache(maxsize=2)
def _opened_context(digest: bytes, data: bytes) -> ReaderContext:
    context = ReaderContext.__new__(ReaderContext)
    context.settings, context.register, context.addresses = pickle.loads(data)  # noqa: S301 - from our own process
    context.digest, context.data = digest, data
    return context


class Wanted(NamedTuple):
    """A file to be read: its path, what it is read as (article, page, or foreign, which can't be), and the digest of
    the bytes for which nothing need be done."""

    path: str
    kind: str
    known: bytes | None


class Found(NamedTuple):
    """What came of one file: the digest of its bytes, whether these are the known ones, its problems, and the article
    ready for the archive, if there is one. `unsafe` says why it can have no address."""

    hash: bytes | None
    same: bool
    problems: tuple[Problem, ...] = ()
    filed: StoredArticle | None = None
    unsafe: str | None = None


def read(context: ReaderContext, batch: list[Wanted]) -> list[Found]:
    """Read files, here or in a worker."""
    return [_read(context, wanted) for wanted in batch]


def _read(context: ReaderContext, wanted: Wanted) -> Found:
    page = wanted.kind == "page"
    if wanted.kind == "foreign":
        label, ending = os.path.basename(context.settings.content), os.path.splitext(wanted.path)[1]
        found, remedy = f"Colophon reads Markdown, not {ending}", "rewrite it as .md, or leave it out"
        return Found(None, same=False, problems=(Problem(f"{label}/{wanted.path}", 0, "file", found, remedy, WARNING),))
    data = read_file(context.settings.content, wanted.path)
    if isinstance(data, bytes):
        hash_ = digest(data)
        if hash_ == wanted.known:
            return Found(hash_, same=True)
        reading = (context.reader.parse_page if page else context.reader.parse)(wanted.path, data)
    else:
        hash_, reading = None, (context.reader.page if page else context.reader.read)(wanted.path)
    article = reading.article
    if article is None or article.status == "skip":
        return Found(hash_, same=False, problems=reading.problems)
    try:
        address = context.addresses.of_page(article) if page else context.addresses.of_article(article)
        for old in article.redirect_from:
            context.addresses.free(old)
    except Unsafe as error:
        return Found(hash_, same=False, problems=reading.problems, unsafe=str(error))
    return Found(hash_, same=False, problems=reading.problems, filed=_filed(context, article, address, reading, wanted))


def _filed(context: ReaderContext, article: Article, address: str, reading: Reading, wanted: Wanted) -> StoredArticle:
    source = article.source
    links = tuple(wanted_links(article)) if "=" in article.html else ()  # a link is an attribute, name="value"
    targets = {target for what, target in links if what in FILES}
    return StoredArticle(
        path=article.path,
        kind=wanted.kind,
        template=article.template,
        status=article.status,
        published=article.published.isoformat(),
        address=address,
        moment=moment_of(article),
        title=article.title,
        lang=article.lang,
        source=source.publication if source else None,
        page=source.page if source else None,
        original=article.original,
        entries=() if wanted.kind == "page" else tuple(context.addresses.entries(article)),
        lookups=tuple(lookups(article)),
        links=links,
        redirects=article.redirect_from,
        evidence=(*reading.evidence, received_beside(article.path), *sorted(targets - {article.path})),
        account=account(article),
        corrected=corrected(article),
        month=month(article),
        modified=modified(article),
        record=record(article),
        excerpt=excerpt(article) if context.settings.briefs and wanted.kind == "article" else None,
    )


class Change(NamedTuple):
    """One file before and after: where its article stood, and what is to be filed now; None where nothing is."""

    path: str
    before: Placement | None
    after: StoredArticle | None
    warnings: tuple[Problem, ...] = ()


@dataclass
class Intake:
    """One round of reading. `problems` takes those of the files read; warnings of others stay in the archive."""

    archive: Archive
    context: ReaderContext
    kind: Callable[[str], str | None]
    today: str
    drafts: bool
    started: int
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    others: set[str] = field(default_factory=set)
    _placed: list[str] = field(default_factory=list)

    def wanted(
        self, stamps: dict[str, scanner.Stamp], only: set[str] | None, *, everything: bool
    ) -> tuple[list[Wanted], list[str]]:
        """The files to read, sorted, and the files that are gone; where `only` is given, among these files alone."""
        known = self.archive.stamps(only)
        among = stamps if only is None else {path: stamps[path] for path in only if path in stamps}
        gone = sorted(path for path in known if path not in stamps)
        changed = [path for path, stamp in among.items() if known.get(path) != stamp]
        due = self.archive.arrivals.due(self.today)
        again = set(stamps) if everything else set(due)
        if not everything:
            again.update(article for path in (*gone, *changed, *due) for article in self.archive.resting_on(path))
        again.intersection_update(stamps)
        kinds = {path: kind for path in {*changed, *again} if (kind := self.kind(path)) is not None}
        self.others = {path for path in changed if path not in kinds}
        for path in self.others:
            self._saw(path, stamps[path], None)
        for path in gone:
            self.archive.lost(path)
        return sorted(
            Wanted(path, kind, None if path in again else self.archive.hash_of(path)) for path, kind in kinds.items()
        ), gone

    def changes(
        self, wanted: list[Wanted], gone: list[str], stamps: dict[str, scanner.Stamp], executor: Pool | None
    ) -> Iterator[Change]:
        """What each file read, and each file that is gone, means for the archive; files with the bytes that are known
        are passed over."""
        workers = executor if executor is not None and self.context.data is not None else None
        for batch, found in each(workers, partial(read, self.context), batched(wanted, BATCH)):
            for want, came in zip(batch, found, strict=True):
                self._saw(want.path, stamps[want.path], came.hash)
                if came.same:
                    continue
                self.read += 1
                self.problems += came.problems
                if came.unsafe is not None:
                    self.complain(want.path, "slug", came.unsafe, "give the article another slug or date")
                warnings = tuple(p for p in came.problems if p.level == WARNING)
                yield Change(want.path, self.archive.placement(want.path), came.filed, warnings)
        for path in gone:
            if (before := self.archive.placement(path)) is not None:
                yield Change(path, before, None)

    def _saw(self, path: str, stamp: scanner.Stamp, digest: bytes | None) -> None:
        sure = stamp.mtime < self.started - scanner.TICK and stamp.ctime < self.started - scanner.TICK
        self.archive.saw(path, stamp if sure else scanner.UNSURE, digest)

    def enter(self, change: Change) -> None:
        """Bring the archive up to date with one change."""
        self.archive.remove(change.path)
        if change.warnings:
            self.archive.warn(change.path, [(p.line, p.field, p.found, p.remedy) for p in change.warnings])
        filed = change.after
        if filed is None:
            return
        waits = filed.published > self.today
        built = not waits and (filed.status in ("published", "hidden") or (filed.status == "draft" and self.drafts))
        listed = built and filed.status != "hidden" and filed.kind == "article"
        self.archive.store(filed, listed=listed, built=built, waits=waits)
        self._placed.append(filed.address)

    def check_addresses(self) -> None:
        """Add a Problem for each two articles at one address. Call it when all changes are entered."""
        few = self._placed if len(self._placed) < BATCH else None
        for address, one, two in self.archive.clashes(few):
            found = f"“{address}” is the address of {self.label(two)} too"
            self.complain(one, "slug", found, "give one of them another slug")

    def complain(self, path: str, name: str, found: str, remedy: str) -> None:
        """Add a problem of a whole file."""
        self.problems.append(Problem(self.label(path), 0, name, found, remedy, ERROR))

    def label(self, path: str) -> str:
        """A content file's path as messages have it."""
        return f"{os.path.basename(self.context.settings.content)}/{path}"


def moments(change: Change) -> dict[tuple[str, str], set[int]]:
    """The indexes that a change touches, and where in time."""
    found: dict[tuple[str, str], set[int]] = {}
    if change.before is not None:
        for index in change.before.indexes:
            found.setdefault(index, set()).add(change.before.moment)
    if change.after is not None:
        for kind, key, _ in change.after.entries:
            found.setdefault((kind, key), set()).add(change.after.moment)
    return found


def digest_of(*parts: Any) -> bytes:
    """One digest of plain values."""
    return blake2b(repr(parts).encode(), digest_size=16).digest()
