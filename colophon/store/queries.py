"""Questions to the archive about many articles: how many each index holds, and when they came here and last changed.

Days are ordinals (datetime.date.toordinal), except those of waiting articles, which are compared as they are written.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import NamedTuple

from colophon.model.article import Record
from colophon.model.spelling import alike
from colophon.store.records import DAY, PAIRS, Entry, Pair, decode, unsealed

SCHEMA = """
CREATE TABLE term (id INTEGER PRIMARY KEY, kind TEXT, key TEXT, count INT, alike TEXT, UNIQUE (kind, key));
CREATE INDEX term_count ON term (kind, count DESC, key);
CREATE INDEX term_alike ON term (kind, alike) WHERE alike IS NOT NULL AND count > 0;
CREATE TABLE tally (term INT, day INT, known INT, count INT, PRIMARY KEY (term, day, known)) WITHOUT ROWID;
CREATE INDEX article_corrected ON article (corrected) WHERE corrected IS NOT NULL;
CREATE INDEX article_waits ON article (waits, published, moment, seq);
CREATE INDEX article_month ON article (month, modified) WHERE kind = 'article' AND modified IS NOT NULL;
"""

# The kinds of index whose articles are counted by day too.
TALLIED = ("latest", "sources")

# The indexes of a kind that hold articles.
HELD = "FROM term WHERE kind = ? AND count > 0"

# The same by what their names are like. SQLite would choose the index that it has for counts.
ALIKE = HELD.replace("term", "term INDEXED BY term_alike") + " AND alike"

# The articles of one index among those.
OF_TERM = "FROM entry e JOIN article a ON a.id = e.article WHERE e.term = term.id"

# The articles that crawlers may read: neither hidden nor drafts.
OPEN = "FROM article WHERE kind = 'article' AND modified IS NOT NULL"


class Spelling(NamedTuple):
    """The name of an index in the words of its articles: the key, the name, the number of articles, and the file of the
    newest of them."""

    key: str
    name: str
    articles: int
    file: str


class IndexCounts:
    """The indexes of an archive, each with a number, the count of its articles and, for some kinds, the counts by day.

    The counts are stored, so that asking for them costs nothing however large the archive is. `settle` writes what was
    counted; call it before asking."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: Counter[int] = Counter()
        self._tally: Counter[tuple[int, int, int]] = Counter()

    def count(self, entry: Entry, moment: int, known: int, by: int) -> int:
        """Count an article of a moment in (`by` is 1) or out (-1). `known` says how much of its date is: 3 for the day,
        2 for the month, 1 for the year, 0 for nothing. Returns the number of the index, new if needed."""
        kind, key, name = entry
        if (term := self._numbers.get((kind, key))) is None:
            term = self.number(kind, key)
            if term is None:
                row = (kind, key, name and alike(name))
                term = int(self.db.execute("INSERT INTO term VALUES (NULL, ?, ?, 0, ?)", row).lastrowid or 0)
            self._numbers[kind, key] = term
        self._counts[term] += by
        if kind in TALLIED:
            self._tally[term, moment // DAY, known] += by
        return term

    def settle(self) -> None:
        """Write what was counted."""
        changed = [(number, term) for term, number in self._counts.items() if number]
        self.db.executemany("UPDATE term SET count = count + ? WHERE id = ?", changed)
        tally = "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
        self.db.executemany(tally, [(*at, number) for at, number in self._tally.items() if number])
        self._counts.clear()
        self._tally.clear()

    def number(self, kind: str, key: str) -> int | None:
        """The number of an index, None where it never had an entry."""
        row = self.db.execute("SELECT id FROM term WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return int(row[0]) if row else None

    def of(self, kind: str, key: str) -> int:
        """How many articles an index holds."""
        row = self.db.execute("SELECT count FROM term WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return int(row[0]) if row else 0

    def kinds(self) -> frozenset[str]:
        """The kinds of index that hold articles; “latest” is one of them if there is any article."""
        return frozenset(row[0] for row in self.db.execute("SELECT DISTINCT kind FROM term WHERE count > 0"))

    def held(self, kind: str) -> int:
        """How many indexes of a kind hold articles."""
        return int(self.db.execute(f"SELECT count(*) {HELD}", (kind,)).fetchone()[0])

    def keys(self, kind: str) -> list[str]:
        """The keys of the indexes of a kind that hold articles, in order."""
        return [row[0] for row in self.db.execute(f"SELECT key {HELD} ORDER BY key", (kind,))]

    def alike(self, kind: str) -> list[str]:
        """What `spelling.alike` makes of the names of several indexes of a kind that hold articles."""
        query = f"SELECT alike {ALIKE} IS NOT NULL GROUP BY alike HAVING count(*) > 1 ORDER BY alike"
        return [row[0] for row in self.db.execute(query, (kind,))]

    def spellings(self, kind: str, alike: str) -> list[Spelling]:
        """The indexes of a kind that hold articles and whose names are alike."""
        newest = f"{OF_TERM} ORDER BY e.moment DESC, e.seq DESC LIMIT 1"
        columns = f"key, (SELECT e.name {newest}), count, (SELECT a.path {newest})"
        rows = self.db.execute(f"SELECT {columns} {ALIKE} = ? ORDER BY key", (kind, alike))
        return [Spelling(*row) for row in rows]

    def days(self, term: int, start: int, end: int) -> list[tuple[int, int, int]]:
        """The days between two moments on which an index of a TALLIED kind has articles, as (day, how much of the date
        is known, number of articles), from old to new. A date of which less than the day is known counts on the
        earliest day that it may be."""
        query = "SELECT day, known, count FROM tally WHERE term = ? AND day >= ? AND day < ? AND count > 0"
        query += " ORDER BY day, known"
        return self.db.execute(query, (term, start // DAY, -(-end // DAY))).fetchall()


class FeedRow(Record, frozen=True, kw_only=True):
    """An article in the feed of an index: its record without the text, its lookups, the day of its last declared
    change, and that of its last change of any kind."""

    id: int
    address: str
    record: bytes
    lookups: tuple[Pair, ...]
    corrected: int | None
    modified: int


class ArticleDates:
    """The days on which the articles of an archive came and changed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def due(self, today: str) -> list[str]:
        """Files whose article was held back and is due, or is not due any more because the clock went back."""
        query = "SELECT path FROM article WHERE (waits = 1 AND published <= ?) OR (waits = 0 AND published > ?)"
        return [row[0] for row in self.db.execute(query, (today, today))]

    def waiting(self) -> list[tuple[str, str]]:
        """Files whose article is held back, with the day on which it appears."""
        query = "SELECT path, published FROM article WHERE waits = 1 ORDER BY published, path"
        return self.db.execute(query).fetchall()

    def newest(self, limit: int) -> list[tuple[str, int | None, int]]:
        """The articles that came here last, from new to old, as (file, day of the last declared change, the last day of
        all, 0 where none is recorded). The articles of one day are in the order of print."""
        last = "max(ifnull(came, 0), ifnull(corrected, 0))"
        query = f"SELECT path, corrected, {last} FROM article WHERE waits = 0 AND listed AND NOT withdrawn"
        return self.db.execute(f"{query} ORDER BY published DESC, moment DESC, seq DESC LIMIT ?", (limit,)).fetchall()

    def excerpts(self, term: int, limit: int) -> list[FeedRow]:
        """The same for one index, without the texts. Raises Untrusted."""
        # Created for all rows when it is first needed, since a site without such feeds needs none.
        self.db.execute("CREATE INDEX IF NOT EXISTS entry_arrived ON entry (term, arrived, moment, seq)")
        rows = self.db.execute(
            "SELECT a.id, a.address, r.excerpt, a.lookups, a.corrected, max(ifnull(a.came, 0), ifnull(a.corrected, 0)) "
            "FROM entry e JOIN article a ON a.id = e.article JOIN record r ON r.article = e.article "
            "WHERE e.term = ? ORDER BY e.arrived DESC, e.moment DESC, e.seq DESC LIMIT ?",
            (term, limit),
        )
        return [
            FeedRow(
                id=number,
                address=address,
                record=unsealed(excerpt),
                lookups=decode(PAIRS, lookups),
                corrected=changed,
                modified=last,
            )
            for number, address, excerpt, lookups, changed, last in rows
        ]

    def corrected(self, limit: int) -> list[tuple[str, int, int]]:
        """The same for articles with declared changes, by the day of the last one."""
        query = "SELECT path, corrected, corrected FROM article WHERE corrected IS NOT NULL"
        return self.db.execute(f"{query} ORDER BY corrected DESC, seq LIMIT ?", (limit,)).fetchall()

    def months(self) -> list[tuple[int, int, int | None]]:
        """The months of print that have articles, as (12 × year + month counted from 0, number of articles, the last
        day on which one of them changed)."""
        return self.db.execute(f"SELECT month, count(*), nullif(max(modified), 1) {OPEN} GROUP BY month").fetchall()

    def of_month(self, month: int) -> list[tuple[str, int | None]]:
        """The articles of a month, from old to new, as (address, the last day on which it changed, None where none is
        recorded)."""
        query = f"SELECT address, nullif(modified, 1) {OPEN} AND month = ? ORDER BY moment, seq"
        return self.db.execute(query, (month,)).fetchall()

    def own(self) -> list[tuple[str, int | None]]:
        """The same for the site's own pages, by address. A page without a day, as most are, has the first day of the
        calendar in the database, and None here."""
        query = "SELECT address, nullif(modified, 1) FROM article WHERE kind = 'page' AND modified IS NOT NULL"
        return self.db.execute(f"{query} ORDER BY address").fetchall()
