"""The indexes that the archive has, each with a number: how many articles it holds, for some also on which days.

Counts are kept, not taken, so that they cost nothing when the archive is large. Knows the tables of its own alone.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

from colophon.store.records import DAY

SCHEMA = """
CREATE TABLE term (id INTEGER PRIMARY KEY, kind TEXT, key TEXT, count INT, UNIQUE (kind, key));
CREATE INDEX term_count ON term (kind, count DESC, key);
CREATE TABLE tally (term INT, day INT, count INT, PRIMARY KEY (term, day)) WITHOUT ROWID;
"""

# The kinds of index whose articles are counted by day too.
TALLIED = ("latest", "sources")

# The indexes of a kind that hold articles.
HELD = "FROM term WHERE kind = ? AND count > 0"


class Terms:
    """The numbers of indexes, and their counts; what is counted is there to be asked after `settle`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: Counter[int] = Counter()
        self._tally: Counter[tuple[int, int]] = Counter()

    def count(self, kind: str, key: str, moment: int, by: int) -> int:
        """Count an article of a moment in or out, and return the index's number, made where there is none."""
        if (term := self._numbers.get((kind, key))) is None:
            term = self.number(kind, key)
            if term is None:
                term = int(self.db.execute("INSERT INTO term VALUES (NULL, ?, ?, 0)", (kind, key)).lastrowid or 0)
            self._numbers[kind, key] = term
        self._counts[term] += by
        if kind in TALLIED:
            self._tally[term, moment // DAY] += by
        return term

    def settle(self) -> None:
        """Enter what was counted."""
        changed = [(number, term) for term, number in self._counts.items() if number]
        self.db.executemany("UPDATE term SET count = count + ? WHERE id = ?", changed)
        tally = "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
        self.db.executemany(tally, [(*at, number) for at, number in self._tally.items() if number])
        self._counts.clear()
        self._tally.clear()

    def number(self, kind: str, key: str) -> int | None:
        """The number of an index, None where it never had an entry."""
        row = self.db.execute("SELECT id FROM term WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return int(row[0]) if row else None

    def kinds(self) -> frozenset[str]:
        """The kinds of index that hold articles; “latest” is one of them where there is any article."""
        return frozenset(row[0] for row in self.db.execute("SELECT DISTINCT kind FROM term WHERE count > 0"))

    def held(self, kind: str) -> int:
        """How many indexes of a kind hold articles."""
        return int(self.db.execute(f"SELECT count(*) {HELD}", (kind,)).fetchone()[0])

    def keys(self, kind: str) -> list[str]:
        """The keys of the indexes of a kind that hold articles, in order."""
        return [row[0] for row in self.db.execute(f"SELECT key {HELD} ORDER BY key", (kind,))]

    def days(self, term: int, start: int, end: int) -> list[tuple[int, int]]:
        """How many articles an index of a TALLIED kind holds on each day between two moments, as (day as an ordinal,
        number), from old to new; days without any are left out."""
        query = "SELECT day, count FROM tally WHERE term = ? AND day >= ? AND day < ? AND count > 0 ORDER BY day"
        return self.db.execute(query, (term, start // DAY, -(-end // DAY))).fetchall()
