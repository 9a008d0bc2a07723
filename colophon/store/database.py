"""All articles in a small database, so that a build costs as much as changed, not as much as there is.

The archive holds the articles that were read and the entries of every index. It is a cache: when it can't be trusted it
is deleted and made again.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from msgspec.structs import asdict

from colophon.model.article import Article
from colophon.readers.links import TextLink
from colophon.store.queries import SCHEMA as QUERIES
from colophon.store.queries import ArticleDates, IndexCounts
from colophon.store.records import (
    ENTRIES,
    LINKS,
    PAIRS,
    SHAPE,
    ArticleRow,
    ArticleState,
    ArticleSummary,
    Placement,
    StoredArticle,
    Untrusted,
    decode,
    encode,
    opened,
    seal,
)

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, size INT, mtime INT, ctime INT, inode INT, hash BLOB) WITHOUT ROWID;
CREATE TABLE evidence (file TEXT, article TEXT, kept INT, PRIMARY KEY (file, article)) WITHOUT ROWID;
CREATE INDEX evidence_article ON evidence (article);
CREATE TABLE warning (path TEXT, line INT, field TEXT, found TEXT, remedy TEXT);
CREATE INDEX warning_path ON warning (path);
CREATE TABLE article (id INTEGER PRIMARY KEY, path TEXT UNIQUE, kind TEXT, template TEXT, listed INT, built INT,
    waits INT, published TEXT, came INT, line INT, address TEXT COLLATE NOCASE, moment INT, dated TEXT, known INT,
    seq TEXT, title TEXT, lang TEXT, status TEXT, source TEXT, page TEXT, original INT, withdrawn INT, licensed INT,
    digest TEXT, translates TEXT, translated TEXT, entries BLOB, lookups BLOB, links BLOB, account BLOB,
    corrected INT, month INT, modified INT);
CREATE INDEX article_unlisted ON article (path) WHERE status IN ('draft', 'hidden');
CREATE INDEX article_translates ON article (translates) WHERE translates IS NOT NULL;
CREATE INDEX article_address ON article (address);
CREATE INDEX article_own ON article (moment, seq) WHERE kind = 'page';
CREATE TABLE record (article INTEGER PRIMARY KEY, excerpt BLOB, data BLOB, digest BLOB);
CREATE TABLE entry (term INT, moment INT, seq TEXT, article INT, name TEXT, arrived INT, known INT,
    PRIMARY KEY (term, moment, seq)) WITHOUT ROWID;
CREATE TABLE redirect (address TEXT COLLATE NOCASE, article INT, line INT, PRIMARY KEY (address, article))
    WITHOUT ROWID;
CREATE INDEX redirect_article ON redirect (article);
"""

SUMMARIZED = ArticleSummary.__struct_fields__
SUMMARY = ", ".join(f"a.{column}" for column in SUMMARIZED)
STATE = f"SELECT {', '.join(ArticleState.__struct_fields__)} FROM article"
ROW = (
    f"{SUMMARY}, a.template, a.listed, r.data, r.digest, a.lookups, a.links "
    "FROM article a JOIN record r ON r.article = a.id"
)

FILE = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)"
COLUMNS = re.findall(
    r"(\w+) (?:INTEGER|INT|TEXT|BLOB)", SCHEMA.partition("CREATE TABLE article (")[2].partition(");")[0]
)
ARTICLE = f"INSERT INTO article VALUES ({', '.join('?' * len(COLUMNS))})"
RECORD = "INSERT INTO record VALUES (?, ?, ?, ?)"
EVIDENCE = "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?)"
ENTRY = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)"
INSERTS = (FILE, ARTICLE, RECORD, EVIDENCE, ENTRY)

TOGETHER = 256  # articles that are written together


class RecordRow(NamedTuple):
    """A row of the table `record`."""

    article: int
    excerpt: bytes | None
    data: bytes
    digest: bytes


class EntryRow(NamedTuple):
    """A row of the table `entry`. No two have the same term, moment and seq, by which they are sorted. `known` says how
    much of the date is: 3 for the day, 2 for the month, 1 for the year, 0 for nothing."""

    term: int
    moment: int
    seq: str
    article: int
    name: str | None
    arrived: int
    known: int


class Place(NamedTuple):
    """A file, a line of its header, and the field there that gives an article an address."""

    path: str
    line: int
    field: str


class Naming(NamedTuple):
    """The file of an article that names a file; whether it rests on it, or only leads to it; and whether the article is
    built and was not withdrawn."""

    article: str
    kept: int
    published: int


class PairRow(NamedTuple):
    """The other article of a translation: its page, title and language; whether the translation follows another state
    of the original's text, None where it doesn't say; and the ordinal of the original's last declared change."""

    address: str
    title: str
    lang: str
    behind: int | None
    corrected: int | None


class Busy(Exception):
    """Another build has the archive open. Opening it takes its only lock, and a killed build releases that."""


class Archive:
    """One database file. `commit` makes changes permanent."""

    def __init__(self, path: Path | str, more: str = "") -> None:
        """Open or create the archive, with the tables of `more` beside its own.

        Raises Untrusted where the file is no archive of this shape, else Busy.
        """
        self._shape: int | None = None  # of a new file; the first commit writes it
        self._waiting: dict[str, list[Any]] = {insert: [] for insert in INSERTS}
        self.db = sqlite3.connect(path, timeout=0.5, isolation_level=None, cached_statements=256)
        self.counts, self.article_dates = IndexCounts(self.db), ArticleDates(self.db)
        try:
            self._begin(SCHEMA + QUERIES + more)
            self._next = 1 + (self.db.execute("SELECT max(id) FROM article").fetchone()[0] or 0)
            # A first build skips the search for the earlier state of each article.
            self.empty = not self.db.execute("SELECT 1 FROM article LIMIT 1").fetchone()
        except (sqlite3.DatabaseError, Untrusted) as error:
            self.db.close()
            if "locked" in str(error):
                raise Busy from error
            raise Untrusted(str(error)) from error

    def _begin(self, schema: str) -> None:
        """Take the lock and check the file, or create its tables. Raises Untrusted and DatabaseError."""
        self.db.executescript("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;")
        if self._version() == 0:
            # A first build fills the file without a write-ahead log, whose whole content would be copied in the end. If
            # it is cut off, it leaves a file without the number of its shape, which is not trusted.
            self.db.execute("PRAGMA journal_mode=MEMORY")
        self.db.execute("BEGIN IMMEDIATE")
        shape = zlib.crc32(schema.encode(), SHAPE) & 0x7FFFFFFF
        if self._version() == 0 and not self.db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            for statement in schema.split(";"):
                self.db.execute(statement)
            self._shape = shape
        elif self._version() != shape:
            raise Untrusted("it has another shape, or its first build was cut off")

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    def commit(self) -> None:
        """Make permanent what was stored since the archive was opened or last committed."""
        self.db.execute("COMMIT")
        if self._shape is not None:
            self.db.executescript(f"PRAGMA user_version={self._shape}; PRAGMA journal_mode=WAL;")
            self._shape = None
        self.db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Roll back and close the database, even if a query is still being read."""
        self.db.rollback()
        self.db.close()

    def get(self, name: str) -> Any:
        """A named value, None where it was never set."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def keep(self, name: str, value: Any) -> None:
        """Keep a text, number or bytes under a name."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def stamps(self, only: set[str] | None = None) -> dict[str, tuple[int, int, int, int]]:
        """The stamps (size, mtime, ctime, inode) of the files of the content folder, by path: of all, or of `only`."""
        query = "SELECT path, size, mtime, ctime, inode FROM file"
        if only is None:
            return {row[0]: row[1:] for row in self.db.execute(query)}
        rows = [self.db.execute(f"{query} WHERE path = ?", (path,)).fetchone() for path in only]
        return {row[0]: row[1:] for row in rows if row}

    def hash_of(self, path: str) -> bytes | None:
        """The digest of the bytes of a file when they were last read; None where it was not read."""
        row = self.db.execute("SELECT hash FROM file WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def saw(self, path: str, stamp: tuple[int, int, int, int], digest: bytes | None) -> None:
        """Note a file's stamp and the digest of its bytes."""
        self._waiting[FILE].append((path, *stamp, digest))

    def marks(self, paths: list[str]) -> dict[str, bytes]:
        """For each file a value that changes when the file does: its digest, or its stamp."""
        stamps = self.stamps(set(paths))
        return {path: self.hash_of(path) or repr(stamps.get(path)).encode() for path in paths}

    def lost(self, path: str) -> None:
        """Forget the stamp of a file that is gone."""
        self.db.execute("DELETE FROM file WHERE path = ?", (path,))

    def resting_on(self, file: str) -> list[str]:
        """The article files that were checked against this file, or link to it. What begins with a slash is a file of
        the output."""
        # An article names a copy beside it up to the dot before its ending.
        query = "SELECT DISTINCT article FROM evidence WHERE file IN (?, ?) ORDER BY article"
        return [row[0] for row in self.db.execute(query, (file, file.rpartition(".")[0] + "."))]

    def pairs(self) -> bool:
        """Whether any article is a translation of another."""
        return bool(self.db.execute("SELECT 1 FROM article WHERE translates IS NOT NULL LIMIT 1").fetchone())

    def originals(self, articles: Iterable[str]) -> set[str]:
        """The files of the articles of which these are translations."""
        query = "SELECT translates FROM article WHERE path = ? AND translates IS NOT NULL"
        return {row[0] for article in articles for row in self.db.execute(query, (article,))}

    def paired(self, path: str) -> tuple[list[PairRow], list[PairRow]]:
        """The original of an article, which is one at most, and its translations by language, as far as they are in
        lists and were not withdrawn."""
        of, its = (
            f"SELECT {one}.address, {one}.title, {one}.lang, t.translated != o.digest, o.corrected "
            f"FROM article t JOIN article o ON o.path = t.translates "
            f"WHERE {other}.path = ? AND {one}.listed AND NOT {one}.withdrawn ORDER BY {one}.lang, {one}.address"
            for one, other in (("o", "t"), ("t", "o"))
        )
        originals, translations = ([PairRow(*row) for row in self.db.execute(query, (path,))] for query in (of, its))
        return originals, translations

    def evidence(self, articles: Iterable[str]) -> set[str]:
        """The files that these articles name."""
        query = "SELECT file FROM evidence WHERE article = ?"
        return {row[0] for article in articles for row in self.db.execute(query, (article,))}

    def naming(self, file: str) -> list[Naming]:
        """The articles that name a file, those with the status skip too, of which nothing else is stored."""
        rows = self.db.execute(
            "SELECT e.article, e.kept, ifnull(a.built AND NOT a.withdrawn, 0) FROM evidence e "
            "LEFT JOIN article a ON a.path = e.article WHERE e.file = ? ORDER BY e.article",
            (file,),
        )
        return list(map(Naming._make, rows))

    def files(self) -> Iterator[str]:
        """The files on which articles rest that are built and were not withdrawn, in order."""
        query = "SELECT DISTINCT e.file FROM evidence e JOIN article a ON a.path = e.article"
        for row in self.db.execute(f"{query} WHERE a.built AND NOT a.withdrawn ORDER BY e.file"):
            yield row[0]

    def holders(self, file: str) -> list[ArticleRow]:
        """The rows of these articles that rest on a file: those in lists first, each from old to new. Raises
        Untrusted."""
        query = f"SELECT {ROW} JOIN evidence e ON e.article = a.path WHERE e.file = ? AND a.built AND NOT a.withdrawn"
        return [*map(_article_row, self.db.execute(f"{query} ORDER BY a.listed DESC, a.moment, a.seq", (file,)))]

    def unlisted(self) -> tuple[set[str], set[str]]:
        """What no list may name: the addresses of hidden articles and drafts that have a page, with the old ones; and
        the files on which they rest and no other text does that is built."""
        those = "article a WHERE a.status IN ('draft', 'hidden') AND a.built"
        addresses = (
            f"SELECT address FROM {those} UNION SELECT address FROM redirect WHERE article IN (SELECT id FROM {those})"
        )
        files = (
            f"SELECT file FROM evidence e WHERE article IN (SELECT path FROM {those}) AND NOT EXISTS ("
            "SELECT 1 FROM evidence o JOIN article b ON b.path = o.article WHERE o.file = e.file "
            "AND b.built AND NOT b.withdrawn AND b.status NOT IN ('draft', 'hidden'))"
        )
        found = ({row[0] for row in self.db.execute(query)} for query in (addresses, files))
        return next(found), next(found)

    def resting_below(self, beginning: str) -> list[str]:
        """The same for all files whose path begins so; the last character is a slash or a dot."""
        return sorted({row[0] for row in self._below(beginning)})

    def any_below(self, beginning: str) -> bool:
        """Whether any article rests on such a file."""
        return next(self._below(beginning), None) is not None

    def _below(self, beginning: str) -> Iterator[tuple[str]]:
        end = beginning[:-1] + chr(ord(beginning[-1]) + 1)
        return self.db.execute("SELECT article FROM evidence WHERE file >= ? AND file < ?", (beginning, end))

    def store(self, article: StoredArticle, *, listed: bool, built: bool, waits: bool) -> None:
        """Store one article; its earlier state must have been removed. Call `settle` before asking indexes."""
        number = self._next
        self._next += 1
        row = asdict(article) | {"id": number, "listed": listed, "built": built, "waits": waits}
        row.update((column, encode(row[column])) for column in ("entries", "lookups", "links", "account"))
        row["translates"], row["translated"], _ = article.translation or (None, None, 0)
        row["corrected"] = article.corrected if listed else None
        row["modified"] = article.modified if built and article.status == "published" else None
        self._waiting[ARTICLE].append([row[column] for column in COLUMNS])
        self._waiting[RECORD].append(RecordRow(number, article.excerpt, article.record, seal(article.record)))
        self.name(article.path, article.evidence)
        if article.redirects:
            redirects = [(address, number, line) for address, line in article.redirects]
            self.db.executemany("INSERT OR IGNORE INTO redirect VALUES (?, ?, ?)", redirects)
        arrived = dt.date.fromisoformat(article.published).toordinal()
        for entry in article.entries if listed else ():
            term = self.counts.count(entry, article.moment, article.known, 1)
            placed = EntryRow(term, article.moment, article.seq, number, entry[2], arrived, article.known)
            self._waiting[ENTRY].append(placed)
        if len(self._waiting[ARTICLE]) >= TOGETHER:
            self._write()

    def name(self, path: str, evidence: Iterable[tuple[str, bool]]) -> None:
        """Store the files that an article names, and whether it rests on each; see `store`."""
        self._waiting[EVIDENCE] += [(file, path, kept) for file, kept in evidence]

    def _write(self) -> None:
        self._waiting[ENTRY].sort()
        for insert, rows in self._waiting.items():
            self.db.executemany(insert, rows)
            rows.clear()

    def settle(self) -> None:
        """Write what `store` collected; call it after the last article and before asking indexes."""
        self._write()
        self.counts.settle()

    def placement(self, path: str) -> Placement | None:
        """The place of the article of a file; None where the file has no article."""
        query = "SELECT address, moment, entries FROM article WHERE path = ?"
        row = None if self.empty else self.db.execute(query, (path,)).fetchone()
        if row is None:
            return None
        address, moment, entries = row
        indexes = tuple((kind, key) for kind, key, _ in decode(ENTRIES, entries))
        return Placement(address=address, moment=moment, indexes=indexes)

    def state(self, path: str) -> ArticleState | None:
        """The state of the article of a file, even where it has no page."""
        return self._state("path = ?", path)

    def state_at(self, address: str) -> ArticleState | None:
        """The same of an article by its address, whatever the case of its letters; one with a page before others."""
        return self._state("address = ? ORDER BY built DESC, waits DESC, path LIMIT 1", address)

    def moved(self, address: str) -> ArticleState | None:
        """The article with a page that was at an address before."""
        moved = "id IN (SELECT article FROM redirect WHERE address = ?) AND built ORDER BY path LIMIT 1"
        return self._state(moved, address)

    def _state(self, where: str, value: str) -> ArticleState | None:
        row = self.db.execute(f"{STATE} WHERE {where}", (value,)).fetchone()
        return ArticleState(**dict(zip(ArticleState.__struct_fields__, row, strict=True))) if row else None

    def old_addresses(self, path: str) -> list[str]:
        """The addresses at which the article of a file was before."""
        query = "SELECT r.address FROM redirect r JOIN article a ON a.id = r.article WHERE a.path = ?"
        return [row[0] for row in self.db.execute(query, (path,))]

    def built(self, column: Literal["path", "address"]) -> list[str]:
        """The files or the addresses of all articles with a page."""
        return [row[0] for row in self.db.execute(f"SELECT {column} FROM article WHERE built ORDER BY {column}")]

    def article(self, path: str) -> Article | None:
        """The article of a file, even where it has no page. Raises Untrusted."""
        query = "SELECT r.data, r.digest FROM article a JOIN record r ON r.article = a.id WHERE a.path = ?"
        row = self.db.execute(query, (path,)).fetchone()
        return opened(_sealed(*row)) if row else None

    def linking(self) -> list[str]:
        """The files of the articles that link within the site."""
        query = "SELECT path FROM article WHERE links != ? ORDER BY path"
        return [row[0] for row in self.db.execute(query, (encode(()),))]

    def links(self, path: str) -> tuple[TextLink, ...]:
        """The links of the article of a file within the site. Raises Untrusted."""
        row = self.db.execute("SELECT links FROM article WHERE path = ?", (path,)).fetchone()
        return decode(LINKS, row[0]) if row else ()

    def remove(self, path: str) -> None:
        """Forget the article and the warnings of a file."""
        if self.empty:
            return
        self.db.execute("DELETE FROM warning WHERE path = ?", (path,))
        self.db.execute("DELETE FROM evidence WHERE article = ?", (path,))
        query = "SELECT id, moment, seq, known, listed, entries FROM article WHERE path = ?"
        row = self.db.execute(query, (path,)).fetchone()
        if row is None:
            return
        number, moment, seq, known, listed, entries = row
        for entry in decode(ENTRIES, entries) if listed else ():
            term = self.counts.count(entry, moment, known, -1)
            self.db.execute("DELETE FROM entry WHERE term = ? AND moment = ? AND seq = ?", (term, moment, seq))
        for table, column in (("redirect", "article"), ("record", "article"), ("article", "id")):
            self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))

    def rows(self, kind: Literal["article", "page"]) -> Iterator[ArticleRow]:
        """The rows of all articles of a kind that have a page, from old to new. Raises Untrusted."""
        # The kind is text, not a parameter, so that SQLite uses the index of the few of kind “page”.
        rows = self.db.execute(f"SELECT {ROW} WHERE a.kind = '{kind}' AND a.built ORDER BY a.moment, a.seq")
        return map(_article_row, rows)

    def rows_of(self, term: int, start: int, end: int) -> Iterator[ArticleRow]:
        """The rows of the articles of an index between two moments, from new to old. Raises Untrusted."""
        query = f"SELECT {ROW} JOIN entry e ON e.article = a.id WHERE e.term = ? AND e.moment >= ? AND e.moment < ?"
        return map(_article_row, self.db.execute(f"{query} ORDER BY e.moment DESC, e.seq DESC", (term, start, end)))

    def row(self, path: str) -> ArticleRow | None:
        """The row of the article of one file; None where it has no page. Raises Untrusted."""
        row = self.db.execute(f"SELECT {ROW} WHERE a.path = ? AND a.built", (path,)).fetchone()
        return _article_row(row) if row else None

    def clashes(self, addresses: list[str] | None) -> list[tuple[str, Place, Place]]:
        """(address, the article that has it first by its file, another) for each address that is not of one article
        alone, whatever the case of its letters: of all addresses, or of these."""
        if addresses is None:
            taken = (
                "SELECT address FROM article WHERE built GROUP BY address HAVING count(*) > 1 "
                "UNION SELECT r.address FROM redirect r WHERE "
                "EXISTS (SELECT 1 FROM article a WHERE a.address = r.address AND a.built) OR "
                "EXISTS (SELECT 1 FROM redirect o WHERE o.address = r.address AND o.article != r.article)"
            )
            addresses = [row[0] for row in self.db.execute(taken)]
        query = (
            "SELECT path, line, 'slug' FROM article WHERE address = ?1 AND built UNION ALL "
            "SELECT a.path, r.line, 'redirect_from' FROM redirect r JOIN article a ON a.id = r.article AND a.built "
            "WHERE r.address = ?1 ORDER BY 1, 2"
        )
        found = ((address, [Place(*row) for row in self.db.execute(query, (address,))]) for address in addresses)
        return [(address, places[0], other) for address, places in found for other in places[1:]]

    def redirects(self) -> list[tuple[str, str, str]]:
        """(old address, new address, title) of all articles that moved."""
        return self.db.execute(
            "SELECT r.address, a.address, a.title FROM redirect r JOIN article a ON a.id = r.article AND a.built "
            "ORDER BY r.address"
        ).fetchall()

    def warn(self, path: str, warnings: Iterable[tuple[int, str, str, str]]) -> None:
        """Store the warnings (line, field, finding, remedy) of a file, so that every build repeats them."""
        self.db.executemany("INSERT INTO warning VALUES (?, ?, ?, ?, ?)", [(path, *w) for w in warnings])

    def warnings(self) -> list[tuple[str, int, str, str, str]]:
        """All warnings, as (file, line, field, finding, remedy), by file and line."""
        return self.db.execute("SELECT path, line, field, found, remedy FROM warning ORDER BY path, line").fetchall()


def _article_row(columns: tuple[Any, ...]) -> ArticleRow:
    template, listed, data, stored, lookups, links = columns[len(SUMMARIZED) :]
    return ArticleRow(
        summary=summary(columns),
        template=template,
        listed=bool(listed),
        record=_sealed(data, stored),
        lookups=decode(PAIRS, lookups),
        links=decode(LINKS, links),
    )


def _sealed(data: bytes, stored: bytes) -> bytes:
    if seal(data) != stored:
        raise Untrusted("a record of the archive is damaged")
    return data


def summary(columns: tuple[Any, ...]) -> ArticleSummary:
    """A summary from the columns of SUMMARY."""
    return ArticleSummary(**dict(zip(SUMMARIZED, columns, strict=False)))
