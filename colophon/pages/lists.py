"""Pages that list articles: the front page, the indexes of sources, subjects, people, … with their further pages,
llms.txt, and the ledger, which has the same spans as the index of all articles.
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
from colophon.store.indexes import END, EVER, LATEST, Index, Span, every_index, largest
from colophon.store.records import DAY
from colophon.views.lists import IndexView, LedgerView, Line, Way, Year
from colophon.views.site import Further, Link, Row

# The kinds of index that the front page links to, in its order, and the number of entries of each that it names.
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
        """The list of all articles, which may be none."""
        kind, key = LATEST
        return IndexView(path=path, kind=kind, key=key, name=self.context.site.name, first=path, rows=rows, total=total)


class Lists(Rows):
    """The pages of every index: its first page, and a page for each older span of time."""

    def indexes(self) -> Iterator[Index]:
        """The indexes of this generator."""
        return every_index(self.context.archive, self.context.size)

    def among(self, affected: Affected) -> list[tuple[str, str]]:
        """Those of the affected indexes that are of this generator, by kind and key."""
        return sorted(pair for pair in affected.moments if pair[0] not in VIRTUAL)

    def number(self, kind: str, key: str) -> int | None:
        """The number of the series of the further pages of an index; None where there never were any."""
        return self.context.archive.counts.number(kind, key)

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

    def has(self, path: str) -> bool:
        """Whether `path` is the first page of an index that holds articles."""
        kind, _, name = path.partition("/")
        pair = kind, addresses.key_in(name)
        listed = kind not in (LATEST[0], *VIRTUAL) and addresses.index(*pair) == path
        return listed and self.context.index(*pair) is not None

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

    def first_pages(self, index: Index, first: Span, older: Span | None) -> Iterator[Planned]:
        """The first page of an index; that of all articles is the front page."""
        if (index.kind, index.key) != LATEST:
            path = addresses.index(index.kind, index.key)
            yield Planned("index", self.page(index, path, first, older=self.older(index, older)))

    def span_pages(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Iterator[Planned]:
        """A further page of an index. The page after the newest of them is the first page."""
        path = addresses.span(index.kind, index.key, span.start)
        at = addresses.span(index.kind, index.key, newer.start) if newer else addresses.index(index.kind, index.key)
        after = Further(day_of(span.end), at)
        page = self.page(index, path, span, older=self.older(index, older), newer=after)
        yield Planned("index", page, (index.series, span.start))


# Kinds of index without entries in the archive.
VIRTUAL = ("dates",)


def regions(kind: str, key: str, affected: Affected) -> list[Span]:
    """The stretches of an index in which pages may have come or gone. No page outside them did."""
    around = affected.around(kind, key)
    spans = {span for one in around for span in one.spans}
    firsts = {one.first for one in around}
    if len(firsts) > 1:
        spans.add(Span(min(firsts), max(firsts)))
    largest: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start - span.end):
        if not any(other.start <= span.start and span.end <= other.end for other in largest):
            largest.append(span)
    return largest


class Front(Rows):
    """The front page: the newest articles, and the ways into the archive. Any change may make it stale."""

    def all(self) -> Iterator[Planned]:
        """The one page."""
        context, index = self.context, self.context.latest()
        if index is None:
            yield Planned("front", self.latest(addresses.FRONT))
            return
        first = index.first_page()
        # Of the newest articles, the first that was not withdrawn.
        paths = (summary.path for summary in index.newest(self.context.size) if not summary.withdrawn)
        newest = context.archive.row(next(paths, ""))
        more = {
            "newest": context.article(newest) if newest else None,
            "older": self.older(index, index.older(first)),
            "ways": tuple(self._ways()),
            "year": self._newest_year(index) if context.has(DATES) else None,
        }
        yield Planned("front", self.page(index, addresses.FRONT, first, **more))

    def _newest_year(self, index: Index) -> Year | None:
        if (ends := index.ends()) is None:
            return None
        year = date_of(ends[1].moment // DAY).year
        return self.context.years(dt.date(year, 1, 1).toordinal() * DAY)[-1]

    def _ways(self) -> Iterator[Way]:
        names = self.context.names
        for kind in WAYS:
            total, entries = largest(self.context.archive, kind, self.context.size, WAYS_SHOWN)
            if total:
                named = ((names.of(kind, index.name(EVER) or index.key), count) for index, count in entries)
                links = tuple(Link(name.text, name.path, count) for name, count in named)
                yield Way(kind=kind, count=total, entries=links)

    def has(self, path: str) -> bool:
        """Whether `path` is the front page."""
        return path == addresses.FRONT


class Llms(Rows):
    """llms.txt: the site for language models, with those of the newest articles as Markdown that may be offered to
    them. Any change may make it stale."""

    def all(self) -> Iterator[Planned]:
        """The one page."""
        path, index = self.context.site.llms, self.context.latest()
        if not path:
            return
        shown = index.summaries(index.first_page()) if index else iter(())
        offered = (one for one in shown if not one.withdrawn and (one.licensed or self.context.site.training))
        rows = tuple(map(self.context.row, offered))
        form = "md" if "md" in self.context.forms else "html"
        rows = tuple(replace(row, path=addresses.beside(row.path, form)) for row in rows)
        yield Planned("llms.txt", self.latest(path, rows, index.total() if index else 0))


class Ledger(Lists):
    """The ledger: the list of all articles, as accounts."""

    def indexes(self) -> Iterator[Index]:
        """The list of all."""
        if (index := self.context.latest()) is not None:
            yield index

    def among(self, affected: Affected) -> list[tuple[str, str]]:
        """The list of all."""
        return [LATEST] if LATEST in affected.moments else []

    def all(self) -> Iterator[Planned]:
        """Every page of it."""
        return self._or_empty(super().all())

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The pages around the affected moments."""
        return self._or_empty(super().candidates(affected))

    def has(self, path: str) -> bool:
        """Whether `path` is the first page, or its data."""
        return bool(ledger := self.context.site.ledger) and path in (ledger, addresses.beside(ledger, "json"))

    def _or_empty(self, pages: Iterator[Planned]) -> Iterator[Planned]:
        """The pages if the site has a ledger; an empty page if there is no article."""
        if path := self.context.site.ledger:
            yield from pages
            if self.context.latest() is None:
                yield Planned("ledger", LedgerView(path=path, first=path, total=0))

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """None: its pages are in the series of the index of all articles."""
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
