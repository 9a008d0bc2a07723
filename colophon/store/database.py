"""All articles, in a small database, so that a build costs what changed and not what there is.

The archive keeps what was read and the entries of every index. It is a cache: when it can't be trusted it is thrown
away and made again. It knows records; it must not know files, pages or templates.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import asdict

from colophon.store.counts import SCHEMA as TERMS
from colophon.store.counts import Terms
from colophon.store.queries import SCHEMA as ARRIVALS
from colophon.store.queries import Arrivals
from colophon.store.records import (
    ENTRIES,
    PAIRS,
    SHAPE,
    ArticleRow,
    Placement,
    StoredArticle,
    Summary,
    Untrusted,
    decode,
    encode,
    seal,
)

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, size INT, mtime INT, ctime INT, inode INT, hash BLOB) WITHOUT ROWID;
CREATE TABLE evidence (file TEXT, article TEXT, PRIMARY KEY (file, article)) WITHOUT ROWID;
CREATE TABLE warning (path TEXT, line INT, field TEXT, found TEXT, remedy TEXT);
CREATE INDEX warning_path ON warning (path);
CREATE TABLE article (id INTEGER PRIMARY KEY, path TEXT UNIQUE, kind TEXT, template TEXT, listed INT, built INT,
    waits INT, published TEXT, address TEXT COLLATE NOCASE, moment INT, seq TEXT, title TEXT, lang TEXT, source TEXT,
    page TEXT, original INT, entries BLOB, lookups BLOB, links BLOB, account BLOB, corrected INT, month INT,
    modified INT);
CREATE INDEX article_address ON article (address);
CREATE INDEX article_own ON article (moment, seq) WHERE kind = 'page';
CREATE TABLE record (article INTEGER PRIMARY KEY, excerpt BLOB, data BLOB, digest BLOB);
CREATE TABLE entry (term INT, moment INT, seq TEXT, article INT, name TEXT, arrived INT,
    PRIMARY KEY (term, moment, seq)) WITHOUT ROWID;
CREATE TABLE redirect (address TEXT PRIMARY KEY COLLATE NOCASE, article INT) WITHOUT ROWID;
CREATE INDEX redirect_article ON redirect (article);
"""

SUMMARIZED = Summary.__struct_fields__
SUMMARY = ", ".join(f"a.{column}" for column in SUMMARIZED)
ROW = (
    f"{SUMMARY}, a.template, a.listed, r.data, r.digest, a.lookups, a.links "
    "FROM article a JOIN record r ON r.article = a.id"
)

FILE = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)"
COLUMNS = re.findall(
    r"(\w+) (?:INTEGER|INT|TEXT|BLOB)", SCHEMA.partition("CREATE TABLE article (")[2].partition(");")[0]
)
ARTICLE = f"INSERT INTO article VALUES ({', '.join(f':{column}' for column in COLUMNS)})"
RECORD = "INSERT INTO record VALUES (:article, :excerpt, :data, :digest)"
EVIDENCE = "INSERT OR IGNORE INTO evidence VALUES (?, ?)"
ENTRY = "INSERT INTO entry VALUES (:term, :moment, :seq, :article, :name, :arrived)"
INSERTS = (FILE, ARTICLE, RECORD, EVIDENCE, ENTRY)

TOGETHER = 256  # so many articles are kept back to be written together


class Busy(Exception):
    """Another build holds the archive: opening it takes the only lock there is, and a killed build lets go of it."""


class Archive:
    """One database file. Nothing is kept until `commit`."""

    def __init__(self, path: Path | str, more: str = "") -> None:
        """Open or create the archive, with the tables of `more` beside its own.

        Raises Untrusted where the file is no archive of this shape, else Busy.
        """
        self._shape: int | None = None  # to be set when the first build is committed
        self._kept: dict[str, list[Any]] = {insert: [] for insert in INSERTS}
        self.db = sqlite3.connect(path, timeout=0.5, isolation_level=None, cached_statements=256)
        self.terms, self.arrivals = Terms(self.db), Arrivals(self.db)
        try:
            self._begin(SCHEMA + TERMS + ARRIVALS + more)
            # With nothing to look for, looking is left out: a first build asks for each article otherwise.
            self._next = 1 + (self.db.execute("SELECT max(id) FROM article").fetchone()[0] or 0)
            self.empty = not self.db.execute("SELECT 1 FROM article LIMIT 1").fetchone()
        except (sqlite3.DatabaseError, Untrusted) as error:
            self.db.close()
            if "locked" in str(error):
                raise Busy from error
            raise Untrusted(str(error)) from error

    def _begin(self, schema: str) -> None:
        """Take the lock, then see what the file is; a new one gets its tables. Raises Untrusted, and DatabaseError."""
        self.db.executescript("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;")
        if self._version() == 0:
            # A first build fills the file without a log beside it, from which all would be copied in the end. Cut off,
            # it leaves a file without the number of its shape, which nobody trusts.
            self.db.execute("PRAGMA journal_mode=MEMORY")
        self.db.execute("BEGIN IMMEDIATE")
        wanted = zlib.crc32(schema.encode(), SHAPE) & 0x7FFFFFFF
        if self._version() == 0 and not self.db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            for statement in schema.split(";"):
                self.db.execute(statement)
            self._shape = wanted
        elif self._version() != wanted:
            raise Untrusted("it has another shape, or its first build was cut off")

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    def commit(self) -> None:
        """Keep all that was stored since the archive was opened or last committed."""
        self.db.execute("COMMIT")
        if self._shape is not None:
            self.db.executescript(f"PRAGMA user_version={self._shape}; PRAGMA journal_mode=WAL;")
            self._shape = None
        self.db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Forget what was not committed, and let go of the file: at once, though somebody may still be asking."""
        self.db.rollback()
        self.db.close()

    # --- what the last build saw -------------------------------------------------------------------------------

    def get(self, name: str) -> Any:
        """A named value, None where it was never set."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def keep(self, name: str, value: Any) -> None:
        """Keep a text, number or bytes under a name."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def stamps(self, only: set[str] | None = None) -> dict[str, tuple[int, int, int, int]]:
        """The stamps of the files of the content folder, by path; of `only` some of them, where these are given."""
        query = "SELECT path, size, mtime, ctime, inode FROM file"
        if only is None:
            return {row[0]: row[1:] for row in self.db.execute(query)}
        rows = [self.db.execute(f"{query} WHERE path = ?", (path,)).fetchone() for path in only]
        return {row[0]: row[1:] for row in rows if row}

    def hash_of(self, path: str) -> bytes | None:
        """The digest of the bytes of a file as they were last read."""
        row = self.db.execute("SELECT hash FROM file WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def saw(self, path: str, stamp: tuple[int, int, int, int], digest: bytes | None) -> None:
        """Note a file's stamp and the digest of its bytes."""
        self._kept[FILE].append((path, *stamp, digest))

    def marks(self, paths: list[str]) -> dict[str, bytes]:
        """For each file something that changes with it."""
        stamps = self.stamps(set(paths))
        return {path: self.hash_of(path) or repr(stamps.get(path)).encode() for path in paths}

    def lost(self, path: str) -> None:
        """A file is gone."""
        self.db.execute("DELETE FROM file WHERE path = ?", (path,))

    def resting_on(self, file: str) -> list[str]:
        """The article files that were checked against this file."""
        return [r[0] for r in self.db.execute("SELECT article FROM evidence WHERE file = ? ORDER BY article", (file,))]

    # --- articles ----------------------------------------------------------------------------------------------

    def store(self, article: StoredArticle, *, listed: bool, built: bool, waits: bool) -> None:
        """Keep one article; its earlier state must have been removed. `settle` must follow before indexes are asked."""
        number, seq = self._next, f"{article.address}|{article.path}"
        self._next += 1
        row = asdict(article) | {"id": number, "seq": seq, "listed": listed, "built": built, "waits": waits}
        row.update((column, encode(row[column])) for column in ("entries", "lookups", "links", "account"))
        row["corrected"] = article.corrected if listed else None
        row["modified"] = article.modified if built and article.status == "published" else None
        self._kept[ARTICLE].append(row)
        data = article.record
        self._kept[RECORD].append({"article": number, "excerpt": article.excerpt, "data": data, "digest": seal(data)})
        self._kept[EVIDENCE] += [(file, article.path) for file in article.evidence]
        if article.redirects:
            redirects = [(address, number) for address in article.redirects]
            self.db.executemany("INSERT OR IGNORE INTO redirect VALUES (?, ?)", redirects)
        arrived = dt.date.fromisoformat(article.published).toordinal()
        for kind, key, name in article.entries if listed else ():
            term = self.terms.count(kind, key, article.moment, 1)
            entry = {"term": term, "moment": article.moment, "seq": seq}
            self._kept[ENTRY].append(entry | {"article": number, "name": name, "arrived": arrived})
        if len(self._kept[ARTICLE]) >= TOGETHER:
            self._write()

    def _write(self) -> None:
        self._kept[ENTRY].sort(key=itemgetter("term", "moment", "seq"))
        for insert, rows in self._kept.items():
            self.db.executemany(insert, rows)
            rows.clear()

    def settle(self) -> None:
        """Enter what was kept back; call it after the last `store` and before the indexes are asked."""
        self._write()
        self.terms.settle()

    def placement(self, path: str) -> Placement | None:
        """Where the article of a file stands; None where there is none."""
        query = "SELECT address, moment, entries FROM article WHERE path = ?"
        row = None if self.empty else self.db.execute(query, (path,)).fetchone()
        if row is None:
            return None
        address, moment, entries = row
        indexes = tuple((kind, key) for kind, key, _ in decode(ENTRIES, entries))
        return Placement(address=address, moment=moment, indexes=indexes)

    def remove(self, path: str) -> None:
        """Forget the article and the warnings of a file."""
        if self.empty:
            return
        self.db.execute("DELETE FROM warning WHERE path = ?", (path,))
        query = "SELECT id, moment, seq, listed, entries FROM article WHERE path = ?"
        row = self.db.execute(query, (path,)).fetchone()
        if row is None:
            return
        number, moment, seq, listed, entries = row
        for kind, key, _ in decode(ENTRIES, entries) if listed else ():
            term = self.terms.count(kind, key, moment, -1)
            self.db.execute("DELETE FROM entry WHERE term = ? AND moment = ? AND seq = ?", (term, moment, seq))
        self.db.execute("DELETE FROM evidence WHERE article = ?", (path,))
        for table, column in (("redirect", "article"), ("record", "article"), ("article", "id")):
            self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))

    def rows(self, kind: Literal["article", "page"]) -> Iterator[ArticleRow]:
        """What the pages of all articles of a kind are made of, from old to new. Raises Untrusted."""
        # As text, not as a parameter, so that the few of kind “page” are found by their own index.
        rows = self.db.execute(f"SELECT {ROW} WHERE a.kind = '{kind}' AND a.built ORDER BY a.moment, a.seq")
        return map(_article_row, rows)

    def rows_of(self, term: int, start: int, end: int) -> Iterator[ArticleRow]:
        """The same for the articles of an index between two moments, from new to old. Raises Untrusted."""
        query = f"SELECT {ROW} JOIN entry e ON e.article = a.id WHERE e.term = ? AND e.moment >= ? AND e.moment < ?"
        return map(_article_row, self.db.execute(f"{query} ORDER BY e.moment DESC, e.seq DESC", (term, start, end)))

    def row(self, path: str) -> ArticleRow | None:
        """The same for the article of one file; None where it has no page."""
        row = self.db.execute(f"SELECT {ROW} WHERE a.path = ? AND a.built", (path,)).fetchone()
        return _article_row(row) if row else None

    def clashes(self, addresses: list[str] | None) -> list[tuple[str, str, str]]:
        """(address, file, other file) where two articles stand at one address, whatever the case; among all articles,
        or at `addresses` alone."""
        if addresses is None:
            query = "SELECT address FROM article WHERE built GROUP BY address HAVING count(*) > 1"
            addresses = [row[0] for row in self.db.execute(query)]
        found = []
        for address in addresses:
            rows = self.db.execute("SELECT path FROM article WHERE address = ? AND built", (address,)).fetchall()
            found += [(address, one, two) for (one,) in rows for (two,) in rows if one != two]
        return found

    def redirects(self) -> list[tuple[str, str, str]]:
        """(old address, new address, title) of all articles that moved."""
        return self.db.execute(
            "SELECT r.address, a.address, a.title FROM redirect r JOIN article a ON a.id = r.article AND a.built "
            "ORDER BY r.address"
        ).fetchall()

    # --- warnings ----------------------------------------------------------------------------------------------

    def warn(self, path: str, warnings: Iterable[tuple[int, str, str, str]]) -> None:
        """Keep warnings (line, field, found, remedy) of a file, so that every build repeats them."""
        self.db.executemany("INSERT INTO warning VALUES (?, ?, ?, ?, ?)", [(path, *w) for w in warnings])

    def warnings(self) -> list[tuple[str, int, str, str, str]]:
        """All warnings, as (file, line, field, found, remedy)."""
        return self.db.execute("SELECT path, line, field, found, remedy FROM warning ORDER BY path, line").fetchall()


def _article_row(columns: tuple[Any, ...]) -> ArticleRow:
    template, listed, data, stored, lookups, links = columns[len(SUMMARIZED) :]
    if seal(data) != stored:
        raise Untrusted("a record of the archive is damaged")
    return ArticleRow(
        summary=summary(columns),
        template=template,
        listed=bool(listed),
        record=data,
        lookups=decode(PAIRS, lookups),
        links=decode(PAIRS, links),
    )


def summary(columns: tuple[Any, ...]) -> Summary:
    """A summary from the columns of SUMMARY."""
    return Summary(**dict(zip(SUMMARIZED, columns, strict=False)))
