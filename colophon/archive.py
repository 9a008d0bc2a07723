"""All articles, in a small database, so that a build costs what changed and not what there is.

The archive keeps what was read and the entries of every index. It is a cache: when it can't be trusted it is thrown
away and made again. It knows records; it must not know files, pages or templates.
"""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, cast

from colophon.article import Article

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, size INT, mtime INT, ctime INT, inode INT, hash BLOB) WITHOUT ROWID;
CREATE TABLE evidence (file TEXT, article TEXT, PRIMARY KEY (file, article)) WITHOUT ROWID;
CREATE TABLE warning (path TEXT, line INT, field TEXT, found TEXT, remedy TEXT);
CREATE INDEX warning_path ON warning (path);
CREATE TABLE article (id INTEGER PRIMARY KEY, path TEXT UNIQUE, kind TEXT, listed INT, built INT, published TEXT,
    address TEXT COLLATE NOCASE, moment INT, seq TEXT, title TEXT, lang TEXT, source TEXT, page TEXT, original INT,
    waits INT);
CREATE INDEX article_address ON article (address);
CREATE INDEX article_waits ON article (waits, published);
CREATE TABLE record (article INTEGER PRIMARY KEY, data BLOB, digest BLOB);
CREATE TABLE term (id INTEGER PRIMARY KEY, kind TEXT, key TEXT, count INT, UNIQUE (kind, key));
CREATE INDEX term_count ON term (kind, count DESC, key);
CREATE TABLE entry (term INT, moment INT, seq TEXT, article INT, name TEXT, PRIMARY KEY (term, moment, seq))
    WITHOUT ROWID;
CREATE TABLE redirect (address TEXT PRIMARY KEY COLLATE NOCASE, article INT) WITHOUT ROWID;
CREATE INDEX redirect_article ON redirect (article);
"""


DAY = 24 * 60 * 60


def moment_of(article: Article) -> int:
    """Where an article stands in time: seconds since the calendar began, by the day and time of print as written."""
    time = article.time
    return article.date.toordinal() * DAY + (time.hour * 3600 + time.minute * 60 + time.second if time else 0)


class Place(NamedTuple):
    """Where an article stands: whether it is listed and built, its file in the output, and its index entries as
    (kind, key, name). `waits` says that it is held back until its `published` day."""

    kind: str
    listed: bool
    built: bool
    waits: bool
    address: str
    entries: tuple[tuple[str, str, str | None], ...]


class Head(NamedTuple):
    """What a list shows of an article."""

    id: int
    path: str
    address: str
    moment: int
    seq: str
    title: str
    lang: str
    source: str | None
    page: str | None
    original: int


HEAD = "a.id, a.path, a.address, a.moment, a.seq, a.title, a.lang, a.source, a.page, a.original"


class Untrusted(Exception):
    """A row is not what was stored."""


class Busy(Exception):
    """Another build holds the archive: opening it takes the only lock there is, and a killed build lets go of it."""


class Archive:
    """One database file. Nothing is kept until `commit`."""

    def __init__(self, path: Path | str, more: str = "") -> None:
        """Open or create the archive, with the tables of `more` beside its own.

        Raises Untrusted where the file is no archive of this shape, else Busy.
        """
        self._terms: dict[tuple[str, str], int] = {}
        self._counts: Counter[int] = Counter()
        self._entries: list[tuple[int, int, str, int | None, str | None]] = []
        self.db = sqlite3.connect(path, timeout=0.5, isolation_level=None, cached_statements=256)
        try:
            self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;")
            wanted = zlib.crc32((SCHEMA + more).encode()) & 0x7FFFFFFF
            shape = self.db.execute("PRAGMA user_version").fetchone()[0]
            if shape == 0 and not self.db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                self.db.executescript(f"BEGIN; {SCHEMA} {more} PRAGMA user_version={wanted}; COMMIT;")
            elif shape != wanted:
                raise Untrusted("it has another shape")
            self.db.execute("BEGIN IMMEDIATE")
            # With nothing to look for, looking is left out: a first build asks for each article otherwise.
            self.empty = not self.db.execute("SELECT 1 FROM article LIMIT 1").fetchone()
        except (sqlite3.DatabaseError, Untrusted) as error:
            self.db.close()
            if "locked" in str(error):
                raise Busy from error
            raise Untrusted(str(error)) from error

    def commit(self) -> None:
        """Keep all that was stored since the archive was opened or last committed."""
        self.db.execute("COMMIT")
        self.db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Forget what was not committed, and let go of the file."""
        self.db.close()

    # --- what the last build saw -------------------------------------------------------------------------------

    def get(self, name: str) -> Any:
        """A named value, None where it was never set."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set(self, name: str, value: Any) -> None:
        """Keep a text, number or bytes under a name."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def stamps(self) -> dict[str, tuple[int, int, int, int]]:
        """The stamps of all files of the content folder, by path."""
        rows = self.db.execute("SELECT path, size, mtime, ctime, inode FROM file")
        return {r[0]: r[1:] for r in rows}

    def hash_of(self, path: str) -> bytes | None:
        """The digest of the bytes of a file as they were last read."""
        row = self.db.execute("SELECT hash FROM file WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def saw(self, path: str, stamp: tuple[int, int, int, int], digest: bytes | None) -> None:
        """Note a file's stamp and the digest of its bytes."""
        self.db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", (path, *stamp, digest))

    def lost(self, path: str) -> None:
        """A file is gone."""
        self.db.execute("DELETE FROM file WHERE path = ?", (path,))

    def resting_on(self, file: str) -> list[str]:
        """The article files that were checked against this file."""
        return [r[0] for r in self.db.execute("SELECT article FROM evidence WHERE file = ? ORDER BY article", (file,))]

    # --- articles ----------------------------------------------------------------------------------------------

    def store(self, article: Article, place: Place, evidence: Iterable[str]) -> None:
        """Keep one article and its index entries. Its earlier state must have been removed."""
        moment, seq = moment_of(article), f"{place.address}|{article.path}"
        source = article.source.publication if article.source else None
        page = article.source.page if article.source else None
        number = self.db.execute(
            "INSERT INTO article VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article.path, place.kind, place.listed, place.built, article.published.isoformat(), place.address,
             moment, seq, article.title, article.lang, source, page, article.original, place.waits),
        ).lastrowid  # fmt: skip
        data = pickle.dumps(article, 5)
        self.db.execute("INSERT INTO record VALUES (?, ?, ?)", (number, data, _digest(data)))
        self.db.executemany("INSERT OR IGNORE INTO evidence VALUES (?, ?)", [(e, article.path) for e in evidence])
        self.db.executemany(
            "INSERT OR IGNORE INTO redirect VALUES (?, ?)", [(r, number) for r in article.redirect_from]
        )
        for kind, key, name in place.entries if place.listed else ():
            term = self._term(kind, key)
            self._counts[term] += 1
            self._entries.append((term, moment, seq, number, name))

    def _term(self, kind: str, key: str) -> int:
        """The number of an index, made where there is none."""
        if (term := self._terms.get((kind, key))) is None:
            row = self.db.execute("SELECT id FROM term WHERE kind = ? AND key = ?", (kind, key)).fetchone()
            if row is None:
                row = (self.db.execute("INSERT INTO term VALUES (NULL, ?, ?, 0)", (kind, key)).lastrowid,)
            term = self._terms[kind, key] = int(row[0])
        return term

    def settle(self) -> None:
        """Enter what was kept back; call it after the last `store` and before the indexes are asked."""
        self._entries.sort()
        self.db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", self._entries)
        changed = [(number, term) for term, number in self._counts.items() if number]
        self.db.executemany("UPDATE term SET count = count + ? WHERE id = ?", changed)
        self._entries.clear()
        self._counts.clear()

    def remove(self, path: str, terms: Iterable[tuple[str, str]]) -> None:
        """Forget the article of a file, which stood in the index entries (kind, key) of `terms`."""
        if self.empty:
            return
        row = self.db.execute("SELECT id, moment, seq, listed FROM article WHERE path = ?", (path,)).fetchone()
        self.db.execute("DELETE FROM evidence WHERE article = ?", (path,))
        self.db.execute("DELETE FROM warning WHERE path = ?", (path,))
        if row is None:
            return
        number, moment, seq, listed = row
        if listed:
            for kind, key in terms:
                term = self._term(kind, key)
                self.db.execute("DELETE FROM entry WHERE term = ? AND moment = ? AND seq = ?", (term, moment, seq))
                self._counts[term] -= 1
        self.db.execute("DELETE FROM redirect WHERE article = ?", (number,))
        self.db.execute("DELETE FROM record WHERE article = ?", (number,))
        self.db.execute("DELETE FROM article WHERE id = ?", (number,))

    def head(self, path: str) -> Head | None:
        """What lists show of the article of a file."""
        row = self.db.execute(f"SELECT {HEAD} FROM article a WHERE path = ?", (path,)).fetchone()
        return Head(*row) if row else None

    def article(self, number: int) -> Article:
        """One article, whole. Raises Untrusted where the row is damaged."""
        row = self.db.execute("SELECT data, digest FROM record WHERE article = ?", (number,)).fetchone()
        return _record(row)

    def built(self, kind: str) -> Iterator[tuple[Head, bool]]:
        """Articles of a kind that have a page, from old to new, and whether lists show them."""
        rows = self.db.execute(
            f"SELECT {HEAD}, a.listed FROM article a WHERE kind = ? AND built ORDER BY moment, seq", (kind,)
        )
        for row in rows:
            yield Head(*row[:-1]), bool(row[-1])

    def due(self, today: str) -> list[str]:
        """Files whose article was held back and is due by now, or the reverse where the clock went back."""
        rows = self.db.execute(
            "SELECT path FROM article WHERE (waits = 1 AND published <= ?) OR (waits = 0 AND published > ?)",
            (today, today),
        )
        return [r[0] for r in rows]

    def waiting(self) -> list[tuple[str, str]]:
        """Files whose article is held back, with the day on which it appears."""
        return self.db.execute(
            "SELECT path, published FROM article WHERE waits = 1 ORDER BY published, path"
        ).fetchall()

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

    def term(self, kind: str, key: str) -> int | None:
        """The number of an index, None where it never had an entry."""
        row = self.db.execute("SELECT id FROM term WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return row[0] if row else None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _record(row: tuple[bytes, bytes] | None) -> Article:
    if row is None or _digest(row[0]) != row[1]:
        raise Untrusted("a record of the archive is damaged")
    try:
        return cast(Article, pickle.loads(row[0]))  # noqa: S301 - the digest says that it is what we stored
    except (AttributeError, TypeError, ImportError, pickle.UnpicklingError) as error:
        raise Untrusted(f"another version of Colophon made it: {error}") from error
