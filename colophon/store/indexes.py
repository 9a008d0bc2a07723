"""One index: the articles that share a source, a subject, a person, … or simply all of them, by day.

An index is cut into spans of time, each of about a page. The cuts follow from the moments of the articles alone, not
from the order in which the articles came. An added article moves at most the cuts around its own moment, so no page
shifts, as counted pages would.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from colophon.model import addresses
from colophon.store.database import SUMMARY, Archive, summary
from colophon.store.queries import HELD
from colophon.store.records import ACCOUNT, DAY, Account, ArticleRow, ArticleSummary, decode

LATEST = ("latest", "")

# All moments of Python's calendar, from which the cuts follow; those of its day 0 are of articles without a date.
FIRST, END = 0, (dt.date.max.toordinal() + 1) * DAY


class Span(NamedTuple):
    """The moments from `start` up to, not including, `end`, in seconds (see records.moment_of)."""

    start: int
    end: int


EVER = Span(FIRST, END)

DATED = Span(DAY, END)  # of all that have a date

# The entries of an index, those between two moments, and those with their articles.
_OF = "FROM entry e WHERE e.term = ? AND e.known BETWEEN ? AND ?"
_WITHIN = f"{_OF} AND e.moment >= ? AND e.moment < ?"
_ARTICLES, _ARTICLES_WITHIN = (
    part.replace("entry e", "entry e JOIN article a ON a.id = e.article") for part in (_OF, _WITHIN)
)
_NEW_TO_OLD = "ORDER BY e.moment DESC, e.seq DESC"


@cache
def cut(start: int, end: int) -> int:
    """The moment that halves a span: the first day of the calendar, before which articles have no date, else a New
    Year, else the first of a month, else midnight, else one within the day."""
    if start < DAY:
        return DAY if end > DAY else (start + end) // 2
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

    A span is cut while it holds more than one and a half pages, except a single moment: so pages hold `size` on
    average. The first page has the newest spans that together reach `size`; each of the others is a page. `ever` is the
    stretch of time of the index; `known` says how much of a date must be known at least and at most (see EntryRow);
    `series` is the number of the series of its pages.
    """

    archive: Archive
    kind: str
    key: str
    term: int
    size: int
    series: int
    ever: Span = EVER
    known: tuple[int, int] = (0, 3)
    # counts of spans; after a change of the archive, make the index anew
    _counted: dict[Span, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def most(self) -> int:
        """The most articles that a span holds, unless it is a single moment."""
        return self.size * 3 // 2

    def total(self) -> int:
        """The number of articles in the index."""
        if self.ever != EVER:
            least, most = self.known
            days = self.archive.counts.days(self.term, *self.ever)
            return sum(count for _, known, count in days if least <= known <= most)
        row = self.archive.db.execute("SELECT count FROM term WHERE id = ?", (self.term,)).fetchone()
        return int(row[0]) if row else 0

    def _ask(self, query: str, *values: object) -> sqlite3.Cursor:
        return self.archive.db.execute(query, (self.term, *self.known, *values))

    def files(self) -> Iterator[str]:
        """The files of all articles in the output, from old to new, without those that were withdrawn."""
        return (
            row[0] for row in self._ask(f"SELECT a.address {_ARTICLES} AND NOT a.withdrawn ORDER BY e.moment, e.seq")
        )

    def ends(self) -> tuple[ArticleSummary, ArticleSummary] | None:
        """The oldest and the newest article that have a date; None where none has."""
        ends = [
            self._ask(f"SELECT {SUMMARY} {_ARTICLES_WITHIN} ORDER BY {order} LIMIT 1", *DATED).fetchone()
            for order in ("e.moment, e.seq", "e.moment DESC, e.seq DESC")
        ]
        return (summary(ends[0]), summary(ends[1])) if ends[0] else None

    def name(self, span: Span) -> str | None:
        """The name that the newest article of a span has for the index."""
        row = self._ask(f"SELECT e.name {_OF} AND e.moment < ? {_NEW_TO_OLD} LIMIT 1", span.end).fetchone()
        return row[0] if row else None

    def summaries(self, span: Span) -> Iterator[ArticleSummary]:
        """Summaries of the articles of a span, from new to old."""
        return map(summary, self._ask(f"SELECT {SUMMARY} {_ARTICLES_WITHIN} {_NEW_TO_OLD}", *span))

    def accounts(self, span: Span) -> Iterator[tuple[ArticleSummary, Account]]:
        """The same with what the ledger says of them. Raises Untrusted."""
        for columns in self._ask(f"SELECT {SUMMARY}, a.account {_ARTICLES_WITHIN} {_NEW_TO_OLD}", *span):
            yield summary(columns), decode(ACCOUNT, columns[-1])

    def rows(self, span: Span) -> Iterator[ArticleRow]:
        """The rows of the articles of a span, from new to old. Raises Untrusted."""
        return self.archive.rows_of(self.term, *span)

    def files_at(self, moment: int) -> list[str]:
        """The files of the articles of one moment."""
        return [row[0] for row in self._ask(f"SELECT a.path {_ARTICLES} AND e.moment = ?", moment)]

    def newest(self, limit: int) -> list[ArticleSummary]:
        """Summaries of the newest articles, from new to old."""
        return [summary(row) for row in self._ask(f"SELECT {SUMMARY} {_ARTICLES} {_NEW_TO_OLD} LIMIT ?", limit)]

    def neighbours(self, moment: int, seq: str) -> tuple[ArticleSummary | None, ArticleSummary | None]:
        """The article before and the article after a place in the index."""
        place = f"SELECT {SUMMARY} {_ARTICLES} AND (e.moment, e.seq)"
        before = self._ask(f"{place} < (?, ?) {_NEW_TO_OLD} LIMIT 1", moment, seq).fetchone()
        after = self._ask(f"{place} > (?, ?) ORDER BY e.moment, e.seq LIMIT 1", moment, seq).fetchone()
        return summary(before) if before else None, summary(after) if after else None

    def span_of(self, moment: int) -> Span:
        """The span of a moment, whether or not it holds articles."""
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
        """The spans that hold articles, from old to new, each with their number: in one pass over the whole index."""
        moments = [row[0] for row in self._ask(f"SELECT e.moment {_WITHIN} ORDER BY e.moment", *self.ever)]

        def count(span: Span) -> int:
            return bisect_left(moments, span.end) - bisect_left(moments, span.start)

        return [(span, count(span)) for span in cut_up(self.ever, self.most, count)]

    def every_page(self) -> tuple[list[Span], Span]:
        """The spans of the further pages, from old to new, and the span of the first page: the same as `spans` and
        `first_page` return, but from `every_span`."""
        spans, held, start = self.every_span(), 0, self.ever.end
        while spans and held < self.size:
            span, count = spans.pop()
            held, start = held + count, span.start
        return [span for span, _ in spans], Span(start, self.ever.end)

    def older(self, span: Span) -> Span | None:
        """The next older span that holds articles."""
        return self._span_at("max", Span(self.ever.start, span.start))

    def newer(self, span: Span) -> Span | None:
        """The next newer span that holds articles."""
        return self._span_at("min", Span(span.end, self.ever.end))

    def _span_at(self, end: str, within: Span) -> Span | None:
        moment = self._ask(f"SELECT {end}(e.moment) {_WITHIN}", *within).fetchone()[0]
        return None if moment is None else self.span_of(moment)

    def first_page(self) -> Span:
        """The span of the first page: the newest spans that together reach `size` articles."""
        end = self.ever.end
        held, start, span = 0, end, self.older(Span(end, end))
        while span is not None and held < self.size:
            held, start = held + self._count(span), span.start
            span = self.older(span)
        return Span(start, end)

    def _count(self, span: Span) -> int:
        """The number of articles in a span; counting stops when it is enough to cut the span."""
        if (count := self._counted.get(span)) is None:
            query = f"SELECT count(*) FROM (SELECT 1 {_WITHIN} LIMIT ?)"
            count = self._counted[span] = int(self._ask(query, *span, max(self.most, self.size) + 1).fetchone()[0])
        return count


def cut_up(span: Span, most: int, count: Callable[[Span], int]) -> Iterator[Span]:
    """Cuts a span until no part holds more than `most` articles. Yields the parts that hold any, from old to new;
    `count` returns the number of articles in a span."""
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
    rows = archive.db.execute("SELECT kind, key, id FROM term WHERE count > 0 ORDER BY kind, key").fetchall()
    for kind, key, term in rows:
        yield Index(archive, kind, key, term, size, term)


def the_index(archive: Archive, kind: str, key: str, size: int) -> Index | None:
    """One index, None where it holds no article."""
    row = archive.db.execute(f"SELECT id {HELD} AND key = ?", (kind, key)).fetchone()
    return Index(archive, kind, key, row[0], size, row[0]) if row else None


def largest(archive: Archive, kind: str, size: int, limit: int) -> tuple[int, list[tuple[Index, int]]]:
    """The number of indexes of a kind that hold articles, and those with the most, each with their number."""
    query = f"SELECT key, id, count {HELD} ORDER BY count DESC, key LIMIT ?"
    rows = archive.db.execute(query, (kind, limit)).fetchall()
    return archive.counts.held(kind), [
        (Index(archive, kind, key, term, size, term), count) for key, term, count in rows
    ]


def dates_index(archive: Archive, key: str, size: int) -> Index | None:
    """The articles of one month, “2022/11”, of a year whose month is not known, “2022/unknown”, or those without a
    date, “undated”: a stretch of the index of all; None where it holds none."""
    latest = the_index(archive, *LATEST, size)
    if latest is None:
        return None
    ever, known = stretch(key)
    index = replace(latest, kind="dates", key=key, series=dates_series(key), ever=ever, known=known, _counted={})
    return index if index.newer(Span(ever.start, ever.start)) else None


def stretch(key: str) -> tuple[Span, tuple[int, int]]:
    """The moments of a key of the kind “dates”, and how much of a date its articles have at least and at most."""
    if key == addresses.UNDATED:
        return Span(FIRST, DAY), (0, 0)
    year, part = int(key[:4]), key[5:]
    if part == addresses.UNKNOWN:
        start, days, known = dt.date(year, 1, 1), 365 + isleap(year), (0, 1)
    else:
        start, days, known = dt.date(year, int(part), 1), monthrange(year, int(part))[1], (2, 3)
    return Span(start.toordinal() * DAY, (start.toordinal() + days) * DAY), known


def dates_series(key: str) -> int:
    """The number of the series of a key of the kind “dates”, which no other index has."""
    if key == addresses.UNDATED:
        return -2  # the search index has -1
    year, part = int(key[:4]), key[5:]
    return -(year * 13 + (0 if part == addresses.UNKNOWN else int(part)))
