"""The pages of lists: the front page, the indexes of sources, subjects, people, … with their further pages, and the
ledger, whose pages are cut where those of the list of all articles are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from colophon.model import addresses
from colophon.model.article import Event
from colophon.model.names import About
from colophon.pages.base import Affected, Planned
from colophon.pages.context import DATES, PageGenerator, date_of, day_of
from colophon.pages.years import by_year
from colophon.store.indexes import END, EVER, LATEST, Index, Span, every_index, largest
from colophon.store.records import DAY
from colophon.views.lists import IndexView, LedgerView, Line, Way, Year
from colophon.views.site import Further, Link, Row

# The kinds of index that the front page leads to, in its order, and how many entries of each it names.
WAYS = ("sources", "subjects", "people", "organisations", "places", "events", "terms")
WAYS_SHOWN = 6


class Rows(PageGenerator):
    """Pages that list articles."""

    def older(self, index: Index, span: Span | None) -> Further | None:
        """The link to the next older page."""
        return Further(day_of(span.end), addresses.span(index.kind, index.key, span.start)) if span else None

    def page(self, index: Index, path: str, span: Span, **more: Any) -> IndexView:
        """The rows of a span."""
        name, about = self.context.known(index, span) if index.kind != LATEST[0] else (self.context.site.name, About())
        return IndexView(
            path=path,
            kind=index.kind,
            key=index.key,
            name=name,
            first=addresses.index(index.kind, index.key),
            about=about,
            rows=self.context.rows(index, span),
            total=index.total() if span.end == index.ever.end else None,
            feeds=self.context.feeds(index.kind, index.key),
            **more,
        )

    def latest(self, path: str, rows: tuple[Row, ...] = (), total: int = 0) -> IndexView:
        """The list of all articles, whether or not there are any."""
        kind, key = LATEST
        return IndexView(path=path, kind=kind, key=key, name=self.context.site.name, first=path, rows=rows, total=total)


class Lists(Rows):
    """Every index: its first page, and a page for each older span of time."""

    def indexes(self) -> Iterator[Index]:
        """The indexes of this generator."""
        return every_index(self.context.archive, self.context.size)

    def among(self, affected: Affected) -> list[tuple[str, str]]:
        """Those of the affected indexes that are of this generator, by kind and key."""
        return sorted(pair for pair in affected.moments if pair[0] not in VIRTUAL)

    def number(self, kind: str, key: str) -> int | None:
        """The number of the series that the further pages of an index are in; None where there never were any."""
        return self.context.archive.terms.number(kind, key)

    def all(self) -> Iterator[Planned]:
        """Every page of every index."""
        for index in self.indexes():
            spans, first = index.every_page()
            yield from self.first_pages(index, first, spans[-1] if spans else None)
            for older, span, newer in zip([None, *spans], spans, [*spans[1:], None], strict=False):
                yield from self.span_pages(index, span, older, newer)

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The first page of each affected index, and those around the affected moments."""
        for kind, key in self.among(affected):
            index = self.context.index(kind, key)
            if index is not None:
                yield from self._affected_spans(index, affected)

    def _affected_spans(self, index: Index, affected: Affected) -> Iterator[Planned]:
        first = index.first_page()
        spans: set[Span | None] = set()
        for region in regions(index.kind, index.key, affected):
            spans.update(index.spans(region))
            spans.update((index.older(region), index.newer(region)))
        spans.add(index.older(first))
        for span in sorted(s for s in spans if s is not None):
            if span.start < first.start:
                newer = index.newer(span)
                newer = newer if newer is not None and newer.start < first.start else None
                yield from self.span_pages(index, span, index.older(span), newer)
        yield from self.first_pages(index, first, index.older(first))

    def gone(self, affected: Affected) -> Iterator[str]:
        """The first pages of indexes that hold nothing any more."""
        for kind, key in self.among(affected):
            if (kind, key) != LATEST and self.context.index(kind, key) is None:
                yield addresses.index(kind, key)

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """The stretches of each affected index in which pages may have come or gone."""
        for kind, key in self.among(affected):
            index = self.context.index(kind, key)
            if index is not None:
                yield index.series, index.first_page().start, END
                yield from ((index.series, *span) for span in regions(kind, key, affected))
            elif number := self.number(kind, key):
                yield number, *EVER

    # --- single pages ------------------------------------------------------------------------------------------

    def first_pages(self, index: Index, first: Span, older: Span | None) -> Iterator[Planned]:
        """The first page of an index; the list of all has its own on the front page."""
        if (index.kind, index.key) != LATEST:
            path = addresses.index(index.kind, index.key)
            yield Planned("index", self.page(index, path, first, older=self.older(index, older)))

    def span_pages(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Iterator[Planned]:
        """A further page of an index; where no newer one follows, the first page does."""
        path = addresses.span(index.kind, index.key, span.start)
        at = addresses.span(index.kind, index.key, newer.start) if newer else addresses.index(index.kind, index.key)
        after = Further(day_of(span.end), at)
        page = self.page(index, path, span, older=self.older(index, older), newer=after)
        yield Planned("index", page, (index.series, span.start))


# Kinds of index that have no entries of their own in the archive.
VIRTUAL = ("dates",)


def regions(kind: str, key: str, affected: Affected) -> list[Span]:
    """The stretches of an index in which pages may have come or gone: no page outside them starts or stops."""
    around = affected.around(kind, key)
    spans = {span for one in around for span in one.spans}
    firsts = {one.first for one in around}
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

    def all(self) -> Iterator[Planned]:
        """The one page."""
        index = self.context.latest()
        first = index.first_page() if index else EVER
        yield self._front(index, first, index.older(first) if index else None)

    def _front(self, index: Index | None, first: Span, older: Span | None) -> Planned:
        path, context = addresses.FRONT, self.context
        if index is None:
            return Planned("front", self.latest(path))
        newest = context.archive.row(index.newest(1)[0].path)
        page = self.page(
            index,
            path,
            first,
            newest=context.article(newest) if newest else None,
            older=self.older(index, older),
            ways=tuple(self._ways()),
            year=self._newest_year(index) if context.has(DATES) else None,
        )
        return Planned("front", page)

    def _newest_year(self, index: Index) -> Year:
        year = date_of(index.ends()[1] // DAY).year
        return by_year(self.context, dt.date(year, 1, 1).toordinal() * DAY)[-1]

    def _ways(self) -> Iterator[Way]:
        for kind in WAYS:
            held, entries = largest(self.context.archive, kind, self.context.size, WAYS_SHOWN)
            if held:
                names = (
                    (self.context.names.of(kind, index.name(EVER) or index.key), count) for index, count in entries
                )
                links = tuple(Link(named.text, named.path, count) for named, count in names)
                yield Way(kind=kind, count=held, entries=links)


class Llms(Rows):
    """What language models are told: what there is, and the newest articles as Markdown. Any change may touch it."""

    def all(self) -> Iterator[Planned]:
        """The one page."""
        path, index = self.context.site.llms, self.context.latest()
        if not path:
            return
        rows = self.context.rows(index, index.first_page()) if index else ()
        form = "md" if "md" in self.context.forms else "html"
        rows = tuple(replace(row, path=addresses.beside(row.path, form)) for row in rows)
        yield Planned("llms.txt", self.latest(path, rows, index.total() if index else 0))


class Ledger(Lists):
    """The ledger: the list of all articles once more, as accounts."""

    def indexes(self) -> Iterator[Index]:
        """The list of all."""
        if (index := self.context.latest()) is not None:
            yield index

    def among(self, affected: Affected) -> list[tuple[str, str]]:
        """The list of all."""
        return [LATEST] if LATEST in affected.moments else []

    def all(self) -> Iterator[Planned]:
        """Every page of it; one that says so where nothing is."""
        if not self.context.site.ledger:
            return
        yield from super().all()
        yield from self._nothing()

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The pages around the affected moments."""
        if not self.context.site.ledger:
            return
        yield from super().candidates(affected)
        yield from self._nothing()

    def _nothing(self) -> Iterator[Planned]:
        if self.context.latest() is None:
            path = self.context.site.ledger
            yield Planned("ledger", LedgerView(path=path, first=path, total=0))

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """None of its own: its pages are in the series of the list of all."""
        yield from ()

    def first_pages(self, index: Index, first: Span, older: Span | None) -> Iterator[Planned]:
        """The first page."""
        yield Planned("ledger", self._ledger(index, self.context.site.ledger, first, older, total=index.total()))

    def span_pages(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Iterator[Planned]:
        """A further page."""
        after = Further(day_of(span.end), addresses.ledger(newer.start if newer else None))
        page = self._ledger(index, addresses.ledger(span.start), span, older, newer=after)
        yield Planned("ledger", page, (index.series, span.start))

    def _ledger(self, index: Index, path: str, span: Span, older: Span | None, **more: Any) -> LedgerView:
        before = Further(day_of(older.end), addresses.ledger(older.start)) if older else None
        first, lines = self.context.site.ledger, tuple(self._lines(index, span))
        return LedgerView(path=path, first=first, lines=lines, older=before, **more)

    def _lines(self, index: Index, span: Span) -> Iterator[Line]:
        def named(step: Event) -> Event:
            return replace(step, by=self.context.names.of("actor", step.by).text) if step.by else step

        for summary, account in index.accounts(span):
            custody = tuple(map(named, account.custody))
            yield Line(row=self.context.row(summary), account=replace(account, custody=custody))
