"""The pages of lists: the front page, the indexes of sources, subjects, people, … with their further pages, and the
ledger, whose pages are cut where those of the list of all articles are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from colophon.model import addresses
from colophon.pages.base import Page, Touched
from colophon.pages.context import DATES, Family, day
from colophon.pages.years import by_year
from colophon.store.indexes import END, EVER, LATEST, Index, Span, every_index, largest
from colophon.store.records import DAY, Account
from colophon.views.make import IndexParts, LedgerParts, YearParts
from colophon.views.make_article import RowParts

# The kinds of index that the front page leads to, in its order, and how many entries of each it names.
WAYS = ("sources", "subjects", "people", "organisations", "places", "events", "terms")
WAYS_SHOWN = 6


class Rows(Family):
    """Pages that list articles."""

    def older(self, index: Index, span: Span | None) -> tuple[int, str] | None:
        """The link to the next older page."""
        if span is None:
            return None
        return day(span.end), addresses.span(index.kind, index.key, span.start)

    def page(self, index: Index, path: str, span: Span, **more: Any) -> IndexParts:
        """The rows of a span."""
        name, about = (self.stock.site.name, None) if index.kind == LATEST[0] else self.stock.known(index, span)
        total = index.total() if span.end == index.ever.end else None
        more = {"lead": None, "newer": None, "older": None, **more}
        first, rows = addresses.index(index.kind, index.key), self.stock.rows(index, span)
        feeds = self.stock.feeds(index.kind, index.key)
        return IndexParts(index.kind, index.key, name, about, path, first, rows, total, **more, feeds=feeds)


class Lists(Rows):
    """Every index: its first page, and a page for each older span of time."""

    def indexes(self) -> Iterator[Index]:
        """The indexes of this family."""
        return every_index(self.stock.archive, self.stock.size)

    def among(self, touched: Touched) -> list[tuple[str, str]]:
        """Those of the touched indexes that are of this family, by kind and key."""
        return sorted(pair for pair in touched.moments if pair[0] not in VIRTUAL)

    def number(self, kind: str, key: str) -> int | None:
        """The number of the series that the further pages of an index are in; None where there never were any."""
        return self.stock.archive.terms.number(kind, key)

    def all(self) -> Iterator[Page]:
        """Every page of every index."""
        for index in self.indexes():
            spans, first = index.every_page()
            yield from self.first_pages(index, first, spans[-1] if spans else None)
            for older, span, newer in zip([None, *spans], spans, [*spans[1:], None], strict=False):
                yield from self.span_pages(index, span, older, newer)

    def touched(self, touched: Touched) -> Iterator[Page]:
        """The first page of each touched index, and those around the touched moments."""
        for kind, key in self.among(touched):
            index = self.stock.index(kind, key)
            if index is not None:
                yield from self._touched_spans(index, touched)

    def _touched_spans(self, index: Index, touched: Touched) -> Iterator[Page]:
        first = index.first_page()
        spans: set[Span | None] = set()
        for region in regions(index.kind, index.key, touched):
            spans.update(index.spans(region))
            spans.update((index.older(region), index.newer(region)))
        spans.add(index.older(first))
        for span in sorted(s for s in spans if s is not None):
            if span.start < first.start:
                newer = index.newer(span)
                newer = newer if newer is not None and newer.start < first.start else None
                yield from self.span_pages(index, span, index.older(span), newer)
        yield from self.first_pages(index, first, index.older(first))

    def gone(self, touched: Touched) -> Iterator[str]:
        """The first pages of indexes that hold nothing any more."""
        for kind, key in self.among(touched):
            if (kind, key) != LATEST and self.stock.index(kind, key) is None:
                yield addresses.index(kind, key)

    def series(self, touched: Touched) -> Iterator[tuple[int, int, int]]:
        """The stretches of each touched index in which pages may have come or gone."""
        for kind, key in self.among(touched):
            index = self.stock.index(kind, key)
            if index is not None:
                yield index.series, index.first_page().start, END
                yield from ((index.series, *span) for span in regions(kind, key, touched))
            elif number := self.number(kind, key):
                yield number, *EVER

    # --- single pages ------------------------------------------------------------------------------------------

    def first_pages(self, index: Index, first: Span, older: Span | None) -> Iterator[Page]:
        """The first page of an index; the list of all has its own on the front page."""
        if (index.kind, index.key) != LATEST:
            path = addresses.index(index.kind, index.key)
            yield Page(path, "index", self.page(index, path, first, older=self.older(index, older)))

    def span_pages(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Iterator[Page]:
        """A further page of an index; where no newer one follows, the first page does."""
        path = addresses.span(index.kind, index.key, span.start)
        at = addresses.span(index.kind, index.key, newer.start) if newer else addresses.index(index.kind, index.key)
        after = day(span.end), at
        parts = self.page(index, path, span, older=self.older(index, older), newer=after)
        yield Page(path, "index", parts, (index.series, span.start))


# Kinds of index that have no entries of their own in the archive.
VIRTUAL = ("dates",)


def regions(kind: str, key: str, touched: Touched) -> list[Span]:
    """The stretches of an index in which pages may have come or gone: no page outside them starts or stops."""
    spans = set(touched.spans.get((kind, key), ()))
    firsts = touched.firsts.get((kind, key), set())
    if len(firsts) > 1:
        spans.add(Span(min(firsts), max(firsts)))
    largest_first = sorted(spans, key=lambda s: s.start - s.end)
    kept: list[Span] = []
    for span in largest_first:
        if not any(k.start <= span.start and span.end <= k.end for k in kept):
            kept.append(span)
    return kept


class Front(Rows):
    """The front page: the newest articles, and the ways in. Any change may touch it."""

    def all(self) -> Iterator[Page]:
        """The one page."""
        index = self.stock.latest()
        first = index.first_page() if index else EVER
        yield self._front(index, first, index.older(first) if index else None)

    def _front(self, index: Index | None, first: Span, older: Span | None) -> Page:
        path, stock = addresses.FRONT, self.stock
        if index is None:
            nothing = IndexParts(*LATEST, stock.site.name, None, path, path, (), 0, None, None, None)
            return Page(path, "front", nothing)
        newest = stock.archive.row(index.newest(1)[0].path)
        more: dict[str, Any] = {"lead": stock.article(newest) if newest else None, "older": self.older(index, older)}
        more |= {"ways": tuple(self._ways()), "year": self._newest_year(index) if stock.has(DATES) else None}
        return Page(path, "front", self.page(index, path, first, **more))

    def _newest_year(self, index: Index) -> YearParts:
        year = dt.date.fromordinal(index.ends()[1] // DAY).year
        return by_year(self.stock, dt.date(year, 1, 1).toordinal() * DAY)[-1]

    def _ways(self) -> Iterator[tuple[str, int, tuple[tuple[str, str | None, int], ...]]]:
        for kind in WAYS:
            held, entries = largest(self.stock.archive, kind, self.stock.size, WAYS_SHOWN)
            if held:
                of = self.stock.names.of
                links = [(*of(kind, index.name(EVER) or index.key)[:2], count) for index, count in entries]
                yield kind, held, tuple(links)


class Llms(Rows):
    """What language models are told: what there is, and the newest articles as Markdown. Any change may touch it."""

    def all(self) -> Iterator[Page]:
        """The one page."""
        path, index = self.stock.site.llms, self.stock.latest()
        if not path:
            return
        rows = self.stock.rows(index, index.first_page()) if index else ()
        form = "md" if "md" in self.stock.forms else "html"
        rows = tuple((row[0], addresses.beside(row[1], form), *row[2:]) for row in rows)
        total = index.total() if index else 0
        parts = IndexParts(*LATEST, self.stock.site.name, None, path, path, rows, total, None, None, None)
        yield Page(path, "llms.txt", parts)


class Ledger(Lists):
    """The ledger: the list of all articles once more, as accounts."""

    def indexes(self) -> Iterator[Index]:
        """The list of all."""
        if (index := self.stock.latest()) is not None:
            yield index

    def among(self, touched: Touched) -> list[tuple[str, str]]:
        """The list of all."""
        return [LATEST] if LATEST in touched.moments else []

    def all(self) -> Iterator[Page]:
        """Every page of it; one that says so where nothing is."""
        if not self.stock.site.ledger:
            return
        yield from super().all()
        yield from self._nothing()

    def touched(self, touched: Touched) -> Iterator[Page]:
        """The pages around the touched moments."""
        if not self.stock.site.ledger:
            return
        yield from super().touched(touched)
        yield from self._nothing()

    def _nothing(self) -> Iterator[Page]:
        if self.stock.latest() is None:
            path = self.stock.site.ledger
            yield Page(path, "ledger", LedgerParts(path, path, (), 0, None, None))

    def series(self, touched: Touched) -> Iterator[tuple[int, int, int]]:
        """None of its own: its pages are in the series of the list of all."""
        yield from ()

    def first_pages(self, index: Index, first: Span, older: Span | None) -> Iterator[Page]:
        """The first page."""
        path = self.stock.site.ledger
        yield Page(path, "ledger", self._ledger(index, path, first, index.total(), older=older))

    def span_pages(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Iterator[Page]:
        """A further page."""
        path = addresses.ledger(span.start)
        after = day(span.end), addresses.ledger(newer.start if newer else None)
        parts = self._ledger(index, path, span, None, older=older)._replace(newer=after)
        yield Page(path, "ledger", parts, (index.series, span.start))

    def _ledger(self, index: Index, path: str, span: Span, total: int | None, *, older: Span | None) -> LedgerParts:
        before = (day(older.end), addresses.ledger(older.start)) if older else None
        return LedgerParts(path, self.stock.site.ledger, self._accounts(index, span), total, None, before)

    def _accounts(self, index: Index, span: Span) -> tuple[tuple[RowParts, Account], ...]:
        def named(account: Account) -> Account:
            steps = tuple(
                replace(step, by=self.stock.names.of("actor", step.by)[0]) if step.by else step
                for step in account.custody
            )
            return replace(account, custody=steps)

        return tuple((self.stock.row(summary), named(account)) for summary, account in index.accounts(span))
