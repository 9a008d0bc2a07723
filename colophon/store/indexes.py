"""One index: the articles that share a source, a subject, a person, … or simply all of them, by day.

An index is cut into spans of time that hold about a page each. Where the cuts lie follows from the articles' moments
alone, not from the order in which they came, and an article added anywhere moves at most the cuts around its own
moment: so no page ever shifts, as it would if pages counted off their articles. Knows the archive, nothing else.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from colophon.store.database import SUMMARY, Archive, summary
from colophon.store.records import ACCOUNT, DAY, Account, ArticleRow, Summary, decode

LATEST = ("latest", "")

# All moments that Python's calendar has; the cuts follow from these two alone.
FIRST, END = DAY, (dt.date.max.toordinal() + 1) * DAY


class Span(NamedTuple):
    """Moments from `start` up to, not including, `end`, as in Archive."""

    start: int
    end: int


EVER = Span(FIRST, END)


@cache
def cut(start: int, end: int) -> int:
    """Where a span is halved: at a New Year, else at the first of a month, else at midnight, else within the day."""
    first, last = dt.date.fromordinal(start // DAY), dt.date.fromordinal((end - 1) // DAY)
    if first.year != last.year:
        return dt.date((first.year + last.year + 1) // 2, 1, 1).toordinal() * DAY
    if first.month != last.month:
        return dt.date(first.year, (first.month + last.month + 1) // 2, 1).toordinal() * DAY
    if first != last:
        return (first.toordinal() + last.toordinal() + 1) // 2 * DAY
    return (start + end) // 2


@dataclass(frozen=True, slots=True)
class Index:
    """One index of the archive. `size` is the number of articles that a page should hold.

    A span is cut while it holds more than one and a half pages, a single moment never: so pages hold `size` on average.
    The newest spans that together reach `size` stand on the index's first page; each of the others is a page. `ever` is
    the stretch of time that the index is about; `series` is the number of the series that its pages are in.
    """

    archive: Archive
    kind: str
    key: str
    term: int
    size: int
    series: int
    ever: Span = EVER
    # what was counted; whoever changes the archive asks for the index anew
    _counted: dict[Span, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def most(self) -> int:
        """What one span holds at the most, unless it is a single moment."""
        return self.size * 3 // 2

    def total(self) -> int:
        """How many articles the index holds."""
        if self.ever != EVER:
            return sum(count for _, count in self.archive.terms.days(self.term, *self.ever))
        row = self.archive.db.execute("SELECT count FROM term WHERE id = ?", (self.term,)).fetchone()
        return int(row[0]) if row else 0

    def files(self) -> Iterator[str]:
        """The files of all articles in the output, from old to new."""
        query = (
            "SELECT a.address FROM entry e JOIN article a ON a.id = e.article WHERE e.term = ? ORDER BY e.moment, e.seq"
        )
        return (row[0] for row in self.archive.db.execute(query, (self.term,)))

    def ends(self) -> tuple[int, int]:
        """The moments of the oldest and the newest article."""
        query = "SELECT min(moment), max(moment) FROM entry WHERE term = ? AND moment >= ? AND moment < ?"
        found: tuple[int, int] = self.archive.db.execute(query, (self.term, *self.ever)).fetchone()
        return found

    def name(self, span: Span) -> str | None:
        """The name under which the newest article of a span puts itself here."""
        row = self.archive.db.execute(
            "SELECT name FROM entry WHERE term = ? AND moment < ? ORDER BY moment DESC, seq DESC LIMIT 1",
            (self.term, span.end),
        ).fetchone()
        return row[0] if row else None

    def summaries(self, span: Span) -> Iterator[Summary]:
        """What a list shows of the articles of a span, from new to old."""
        return map(summary, self._of_span(SUMMARY, span))

    def accounts(self, span: Span) -> Iterator[tuple[Summary, Account]]:
        """What the ledger shows of the articles of a span, from new to old. Raises Untrusted."""
        for columns in self._of_span(f"{SUMMARY}, a.account", span):
            yield summary(columns), decode(ACCOUNT, columns[-1])

    def _of_span(self, columns: str, span: Span) -> Iterator[tuple[Any, ...]]:
        return self.archive.db.execute(
            f"SELECT {columns} FROM entry e JOIN article a ON a.id = e.article "
            "WHERE e.term = ? AND e.moment >= ? AND e.moment < ? ORDER BY e.moment DESC, e.seq DESC",
            (self.term, *span),
        )

    def rows(self, span: Span) -> Iterator[ArticleRow]:
        """What the pages of the articles of a span are made of, from new to old. Raises Untrusted."""
        return self.archive.rows_of(self.term, *span)

    def files_at(self, moment: int) -> list[str]:
        """The files of the articles of one moment."""
        query = "SELECT a.path FROM entry e JOIN article a ON a.id = e.article WHERE e.term = ? AND e.moment = ?"
        return [row[0] for row in self.archive.db.execute(query, (self.term, moment))]

    def newest(self, limit: int) -> list[Summary]:
        """The newest articles."""
        found = self.archive.db.execute(
            f"SELECT {SUMMARY} FROM entry e JOIN article a ON a.id = e.article "
            "WHERE e.term = ? ORDER BY e.moment DESC, e.seq DESC LIMIT ?",
            (self.term, limit),
        )
        return [summary(row) for row in found]

    def neighbours(self, moment: int, seq: str) -> tuple[Summary | None, Summary | None]:
        """The article before and the article after a place in the index."""
        return self._next(moment, seq, "<", "DESC"), self._next(moment, seq, ">", "ASC")

    def _next(self, moment: int, seq: str, sign: str, order: str) -> Summary | None:
        row = self.archive.db.execute(
            f"SELECT {SUMMARY} FROM entry e JOIN article a ON a.id = e.article "
            f"WHERE e.term = ? AND (e.moment, e.seq) {sign} (?, ?) ORDER BY e.moment {order}, e.seq {order} LIMIT 1",
            (self.term, moment, seq),
        ).fetchone()
        return summary(row) if row else None

    # --- spans -------------------------------------------------------------------------------------------------

    def span_of(self, moment: int) -> Span:
        """The span that a moment falls into, whether or not it holds articles."""
        span = self.ever
        while span.end - span.start > 1 and self._count(span) > self.most:
            middle = cut(*span)
            span = Span(span.start, middle) if moment < middle else Span(middle, span.end)
        return span

    def spans(self, within: Span) -> Iterator[Span]:
        """The spans that hold articles and start within a stretch of time, from old to new."""
        span = self.newer(Span(within.start, within.start))
        while span is not None and span.start < within.end:
            yield span
            span = self.newer(span)

    def every_span(self) -> list[tuple[Span, int]]:
        """The spans that hold articles, from old to new, each with how many: in one pass over the whole index."""
        query = "SELECT moment FROM entry WHERE term = ? AND moment >= ? AND moment < ? ORDER BY moment"
        moments = [row[0] for row in self.archive.db.execute(query, (self.term, *self.ever))]

        def count(span: Span) -> int:
            return bisect_left(moments, span.end) - bisect_left(moments, span.start)

        return [(span, count(span)) for span in cut_up(self.ever, self.most, count)]

    def every_page(self) -> tuple[list[Span], Span]:
        """The spans that are pages of their own, from old to new, and the one on the first page: what `spans` and
        `first_page` find, from `every_span`."""
        spans, held, start = self.every_span(), 0, self.ever.end
        while spans and held < self.size:
            span, count = spans.pop()
            held, start = held + count, span.start
        return [span for span, _ in spans], Span(start, self.ever.end)

    def older(self, span: Span) -> Span | None:
        """The next older span that holds articles."""
        row = self.archive.db.execute(
            "SELECT max(moment) FROM entry WHERE term = ? AND moment >= ? AND moment < ?",
            (self.term, self.ever.start, span.start),
        ).fetchone()
        return self.span_of(row[0]) if row[0] is not None else None

    def newer(self, span: Span) -> Span | None:
        """The next newer span that holds articles."""
        row = self.archive.db.execute(
            "SELECT min(moment) FROM entry WHERE term = ? AND moment >= ? AND moment < ?",
            (self.term, span.end, self.ever.end),
        ).fetchone()
        return self.span_of(row[0]) if row[0] is not None else None

    def first_page(self) -> Span:
        """The moments that stand on the index's first page: the newest spans that reach `size` articles together."""
        end = self.ever.end
        held, start, span = 0, end, self.older(Span(end, end))
        while span is not None and held < self.size:
            held, start = held + self._count(span), span.start
            span = self.older(span)
        return Span(start, end)

    def _count(self, span: Span) -> int:
        """Articles of a span; counting stops where the span is known to be too full."""
        if (held := self._counted.get(span)) is None:
            row = self.archive.db.execute(
                "SELECT count(*) FROM (SELECT 1 FROM entry WHERE term = ? AND moment >= ? AND moment < ? LIMIT ?)",
                (self.term, *span, max(self.most, self.size) + 1),
            ).fetchone()
            held = self._counted[span] = int(row[0])
        return held


def cut_up(span: Span, most: int, count: Callable[[Span], int]) -> Iterator[Span]:
    """The spans into which one is cut until none holds more than `most` articles, from old to new, without empty ones;
    `count` says how many one holds."""
    held = count(span)
    if held == 0:
        return
    if held <= most or span.end - span.start == 1:
        yield span
        return
    middle = cut(*span)
    yield from cut_up(Span(span.start, middle), most, count)
    yield from cut_up(Span(middle, span.end), most, count)


def every_index(archive: Archive, size: int) -> Iterator[Index]:
    """All indexes that hold articles, by kind and key."""
    found = archive.db.execute("SELECT kind, key, id FROM term WHERE count > 0 ORDER BY kind, key")
    for kind, key, term in found.fetchall():
        yield Index(archive, kind, key, term, size, term)


def the_index(archive: Archive, kind: str, key: str, size: int) -> Index | None:
    """One index, None where it holds no article."""
    row = archive.db.execute("SELECT id FROM term WHERE kind = ? AND key = ? AND count > 0", (kind, key)).fetchone()
    return Index(archive, kind, key, row[0], size, row[0]) if row else None


def largest(archive: Archive, kind: str, size: int, limit: int) -> tuple[int, list[tuple[Index, int]]]:
    """How many indexes of a kind hold articles, and those with the most, with their number of articles."""
    held = archive.db.execute("SELECT count(*) FROM term WHERE kind = ? AND count > 0", (kind,)).fetchone()[0]
    found = archive.db.execute(
        "SELECT key, id, count FROM term WHERE kind = ? AND count > 0 ORDER BY count DESC, key LIMIT ?", (kind, limit)
    )
    return held, [(Index(archive, kind, key, term, size, term), count) for key, term, count in found.fetchall()]


def month_index(archive: Archive, key: str, size: int) -> Index | None:
    """The articles of one month, “2022/11”: a stretch of the index of all; None where it holds none."""
    latest = the_index(archive, *LATEST, size)
    if latest is None:
        return None
    year, month = map(int, key.split("/"))
    start, after = (dt.date(year, month, 1).toordinal(), _month_after(year, month))
    index = replace(latest, kind="dates", key=key, series=-(year * 12 + month), ever=Span(start * DAY, after * DAY))
    return index if index.newer(Span(start * DAY, start * DAY)) else None


def _month_after(year: int, month: int) -> int:
    return dt.date(year, month, monthrange(year, month)[1]).toordinal() + 1
