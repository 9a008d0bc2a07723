"""When articles came here and last changed: what feeds and sitemaps ask of the archive, and which articles still wait.

Days are ordinals (datetime.date.toordinal), but those of waiting, which are compared as they are written. Knows the
tables of the archive alone.
"""

from __future__ import annotations

import datetime as dt
import sqlite3

from colophon.model.article import Record
from colophon.store.records import PAIRS, Pair, decode, unsealed

SCHEMA = """
CREATE INDEX article_corrected ON article (corrected) WHERE corrected IS NOT NULL;
CREATE INDEX article_waits ON article (waits, published, moment, seq);
CREATE INDEX article_month ON article (month, modified) WHERE kind = 'article' AND modified IS NOT NULL;
"""

# What crawlers are told of: neither hidden nor a draft.
OPEN = "FROM article WHERE kind = 'article' AND modified IS NOT NULL"


class FeedRow(Record, frozen=True, kw_only=True):
    """An article in the feed of an index: its record without the text, all that it looks up, the day of its last
    declared change, and the last day of all."""

    id: int
    address: str
    record: bytes
    lookups: tuple[Pair, ...]
    corrected: int | None
    modified: int


class Arrivals:
    """The days of the articles in one archive."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def due(self, today: str) -> list[str]:
        """Files whose article was held back and is due by now, or the reverse where the clock went back."""
        rows = self.db.execute(
            "SELECT path FROM article WHERE (waits = 1 AND published <= ?) OR (waits = 0 AND published > ?)",
            (today, today),
        )
        return [r[0] for r in rows]

    def waiting(self) -> list[tuple[str, str]]:
        """Files whose article is held back, with the day on which it appears."""
        query = "SELECT path, published FROM article WHERE waits = 1 ORDER BY published, path"
        return self.db.execute(query).fetchall()

    def newest(self, limit: int) -> list[tuple[str, int | None, int]]:
        """The articles that came here last, from new to old, as (file, day of the last declared change, the last day of
        all). Those of one day stand as they were printed."""
        query = "SELECT path, corrected, published FROM article WHERE waits = 0 AND listed"
        rows = self.db.execute(f"{query} ORDER BY published DESC, moment DESC, seq DESC LIMIT ?", (limit,))
        return [
            (path, changed, max(dt.date.fromisoformat(came).toordinal(), changed or 0)) for path, changed, came in rows
        ]

    def excerpts(self, term: int, limit: int) -> list[FeedRow]:
        """The same for one index, without the texts. Raises Untrusted."""
        # Made where it is first asked for, and for all rows at once: a site without such feeds does without.
        self.db.execute("CREATE INDEX IF NOT EXISTS entry_arrived ON entry (term, arrived, moment, seq)")
        rows = self.db.execute(
            "SELECT a.id, a.address, r.excerpt, a.lookups, a.corrected, max(e.arrived, ifnull(a.corrected, 0)) "
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

    def months(self) -> list[tuple[int, int, int]]:
        """The months of print that have articles, as (12 × year + month counted from 0, how many, the last day on which
        one of them changed)."""
        return self.db.execute(f"SELECT month, count(*), max(modified) {OPEN} GROUP BY month").fetchall()

    def of_month(self, month: int) -> list[tuple[str, int]]:
        """The articles of a month, from old to new, as (address, the last day on which it changed)."""
        query = f"SELECT address, modified {OPEN} AND month = ? ORDER BY moment, seq"
        return self.db.execute(query, (month,)).fetchall()

    def own(self) -> list[tuple[str, int | None]]:
        """The site's own pages in the same way, by address; few of them have a day, and those that don't have the first
        day of all."""
        query = "SELECT address, nullif(modified, 1) FROM article WHERE kind = 'page' AND modified IS NOT NULL"
        return self.db.execute(f"{query} ORDER BY address").fetchall()
