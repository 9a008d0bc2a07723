"""What changed in the content folder since the last build, read and entered into the archive.

Files are read by workers, in batches; here their readings are taken in. Knows the tree, the reader, the archive and
where articles stand; not which pages are made of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any, NamedTuple

from colophon import tree
from colophon.addresses import Addresses, Unsafe
from colophon.archive import Archive, Place, moment_of
from colophon.article import Article
from colophon.executor import batched, each
from colophon.files import read_file
from colophon.links import targets
from colophon.problems import ERROR, WARNING, Problem
from colophon.reader import Reader, Reading, received_beside
from colophon.reader_settings import ReaderSettings
from colophon.register import Register

BATCH = 64


class Sources(NamedTuple):
    """The files of the content folder by what they are: article files and the site's own pages."""

    articles: set[str]
    pages: set[str]


class Desk(NamedTuple):
    """What a worker needs to read. It compares by its digest, so that a worker makes one reader of it."""

    settings: ReaderSettings
    register: Register
    digest: bytes

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Desk) and self.digest == other.digest


class Wanted(NamedTuple):
    """A file to be read: its path, whether it is one of the site's own pages, and the digest of the bytes for which
    nothing need be done."""

    path: str
    page: bool
    known: bytes | None


@lru_cache(maxsize=2)
def _reader(desk: Desk) -> Reader:
    return Reader(desk.settings, desk.register)


def read(desk: Desk, batch: list[Wanted]) -> list[tuple[bytes | None, Reading | None]]:
    """The digest and the reading of each file; no reading where the bytes are the known ones."""
    reader = _reader(desk)
    found: list[tuple[bytes | None, Reading | None]] = []
    for wanted in batch:
        data = read_file(desk.settings.content, wanted.path)
        digest = blake2b(data, digest_size=16).digest() if isinstance(data, bytes) else None
        if digest is not None and digest == wanted.known:
            found.append((digest, None))
        elif isinstance(data, bytes):
            found.append((digest, (reader.parse_page if wanted.page else reader.parse)(wanted.path, data)))
        else:
            found.append((None, (reader.page if wanted.page else reader.read)(wanted.path)))
    return found


class Change(NamedTuple):
    """One article before and after; None where there was or is none."""

    path: str
    before: Article | None
    after: Article | None


@dataclass
class Intake:
    """One round of reading. `problems` are those of the files read; warnings of others stay in the archive."""

    archive: Archive
    addresses: Addresses
    desk: Desk
    today: str
    drafts: bool
    reserved: Callable[[str], bool]
    started: int
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    others: set[str] = field(default_factory=set)
    _placed: list[str] = field(default_factory=list)

    def wanted(
        self, sources: Sources, stamps: dict[str, tree.Stamp], *, everything: bool
    ) -> tuple[list[Wanted], list[str]]:
        """The files to read, sorted, and the files that are gone."""
        known = self.archive.stamps()
        gone = [path for path in known if path not in stamps]
        changed = [path for path, s in stamps.items() if known.get(path) != s]
        again = {article for path in (*gone, *changed) for article in self.archive.resting_on(path)}
        again |= set(self.archive.due(self.today))
        files = sources.articles | sources.pages
        again = files & again if not everything else set(files)
        found = [Wanted(path, path in sources.pages, None) for path in again]
        found += [
            Wanted(p, p in sources.pages, self.archive.hash_of(p)) for p in changed if p in files and p not in again
        ]
        self.others = {p for p in changed if p not in files}
        for path in self.others:
            self._saw(path, stamps[path], None)
        for path in gone:
            self.archive.lost(path)
        return sorted(found), sorted(gone)

    def readings(
        self, wanted: list[Wanted], stamps: dict[str, tree.Stamp], executor: Executor | None
    ) -> Iterator[Reading]:
        """What came of each file that was read; files whose bytes didn't change are passed over."""
        for batch, found in each(executor, partial(read, self.desk), batched(wanted, BATCH)):
            for want, (digest, reading) in zip(batch, found, strict=True):
                self._saw(want.path, stamps[want.path], digest)
                if reading is not None:
                    self.read += 1
                    self.problems += reading.problems
                    yield reading

    def _saw(self, path: str, stamp: tree.Stamp, digest: bytes | None) -> None:
        sure = stamp.mtime < self.started - tree.TICK and stamp.ctime < self.started - tree.TICK
        self.archive.saw(path, stamp if sure else tree.UNSURE, digest)

    # --- the archive -------------------------------------------------------------------------------------------

    def changes(self, readings: Iterable[Reading], gone: Iterable[str]) -> Iterator[tuple[Change, Reading | None]]:
        """What each reading, and each file that is gone, means for the archive."""
        for reading in readings:
            yield Change(reading.path, self.before(reading.path), reading.article), reading
        for path in gone:
            before = self.before(path)
            if before is not None:
                yield Change(path, before, None), None

    def before(self, path: str) -> Article | None:
        """The article of a file as the archive has it."""
        head = self.archive.head(path) if not self.archive.empty else None
        return self.archive.article(head.id) if head is not None else None

    def enter(self, change: Change, reading: Reading | None, *, page: bool) -> None:
        """Bring the archive up to date with one change."""
        old = () if change.before is None else [(k, key) for k, key, _ in self.addresses.entries(change.before)]
        self.archive.remove(change.path, old)
        if reading is None:
            return
        if reading.problems:
            warnings = [(p.line, p.field, p.found, p.remedy) for p in reading.problems if p.level == WARNING]
            self.archive.warn(reading.path, warnings)
        if change.after is not None and change.after.status != "skip":
            self._place(change.after, reading, page=page)

    def _place(self, article: Article, reading: Reading, *, page: bool) -> None:
        try:
            address = self.addresses.of_page(article) if page else self.addresses.of_article(article)
            if self.reserved(address):
                raise Unsafe(f"“{address}” is the address of one of the site's own files")
        except Unsafe as error:
            self.complain(article.path, "slug", str(error), "give the article another slug or date")
            return
        waits = article.published.isoformat() > self.today
        shown = not waits and (article.status in ("published", "hidden") or (article.status == "draft" and self.drafts))
        listed = shown and article.status != "hidden" and not page
        entries = tuple(self.addresses.entries(article)) if listed else ()
        place = Place("page" if page else "article", listed, shown, waits, address, entries)
        links = [target for target in targets(article) if target != article.path]
        self.archive.store(article, place, (*reading.evidence, received_beside(article.path), *links))
        self._placed.append(address)

    def check_addresses(self) -> None:
        """Two articles can't stand at one address; call it when all changes are entered."""
        few = self._placed if len(self._placed) < BATCH else None
        for address, one, two in self.archive.clashes(few):
            found = f"“{address}” is the address of {self.label(two)} too"
            self.complain(one, "slug", found, "give one of them another slug")

    def complain(self, path: str, name: str, found: str, remedy: str) -> None:
        """Add a problem of a whole file."""
        self.problems.append(Problem(self.label(path), 0, name, found, remedy, ERROR))

    def label(self, path: str) -> str:
        """A content file's path as messages have it."""
        return f"{os.path.basename(self.desk.settings.content)}/{path}"


def moments(change: Change, addresses: Addresses) -> dict[tuple[str, str], set[int]]:
    """The indexes that a change touches, and where in time."""
    found: dict[tuple[str, str], set[int]] = {}
    for article in (change.before, change.after):
        if article is not None:
            for kind, key, _ in addresses.entries(article):
                found.setdefault((kind, key), set()).add(moment_of(article))
    return found


def digest_of(*parts: Any) -> bytes:
    """One digest of plain values."""
    return blake2b(repr(parts).encode(), digest_size=16).digest()
