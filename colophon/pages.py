"""Which pages exist, and which of them a change touches. Knows the archive, its indexes and what views are made
of.

A page is its file, its template and its view; whether it must be rendered is for others to decide. What a change
touches is found by looking at the indexes before and after it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from colophon import addresses
from colophon.archive import Archive
from colophon.filing import DAY, Head, Sheet
from colophon.indexes import END, EVER, LATEST, Index, Span, every_index, largest, the_index
from colophon.names import Names
from colophon.page import Page, Touched
from colophon.views.make import ArticleParts, FeedParts, IndexParts, LedgerParts, OwnParts, RedirectParts, RowParts
from colophon.views.site import SiteView
from colophon.words import short_day

# The form of an article that holds its evidence.
EVIDENCE = "evidence.zip"

# The kinds of index that the front page leads to, in its order, and how many entries of each it names.
WAYS = ("sources", "subjects", "people", "organisations", "places", "events", "terms")
WAYS_SHOWN = 6


@dataclass
class Pages:
    """The pages of one site."""

    archive: Archive
    site: SiteView
    size: int
    feed_items: int
    names: Names
    # endings of the files beside an article's page; EVIDENCE stands only where there is some
    forms: tuple[str, ...]
    # (what, target) of a link in a text → the target's file in the output, None where there is none
    find: Callable[[str, str], str | None]

    # --- all pages ---------------------------------------------------------------------------------------------

    def all(self) -> Iterator[Page]:
        """Every page of the site but its articles' own."""
        for index in every_index(self.archive, self.size):
            spans, first = index.every_page()
            yield from self._first_pages(index, first, spans[-1] if spans else None)
            for older, span, newer in zip([None, *spans], spans, [*spans[1:], None], strict=False):
                yield from self._span_pages(index, span, older, newer)
        if the_index(self.archive, *LATEST, self.size) is None:
            yield from self._nothing()
        yield from self.always()

    def always(self) -> Iterator[Page]:
        """Pages that any change may touch: the feed, and pages left at old addresses."""
        if self.site.feed:
            yield self._feed()
        if self.site.corrections:
            yield self._corrections()
        for old, new, title in self.archive.redirects():
            yield Page(old, "redirect", RedirectParts(old, title, new))

    def articles(self) -> Iterator[Page]:
        """The page of every article, from old to new."""
        older: Head | None = None
        waiting: Sheet | None = None
        for sheet in self.archive.sheets("article"):
            if not sheet.listed:
                yield self._article(sheet, None, None)
                continue
            if waiting is not None:
                yield self._article(waiting, older, sheet.head)
                older = waiting.head
            waiting = sheet
        if waiting is not None:
            yield self._article(waiting, older, None)

    def own(self) -> Iterator[Page]:
        """The site's own pages, such as About."""
        for sheet in self.archive.sheets("page"):
            path = sheet.head.address
            template = sheet.template if sheet.template != "article" else "page"
            yield Page(path, template, OwnParts(sheet.record, path, self._links(sheet)))

    # --- what a change touches ---------------------------------------------------------------------------------

    def look(self, touched: Touched) -> None:
        """Note what stands around the touched moments; call it before the archive changes and once more after."""
        for (kind, key), moments in touched.moments.items():
            index = the_index(self.archive, kind, key, self.size)
            if index is None:
                continue
            touched.spans.setdefault((kind, key), set()).update(index.span_of(m) for m in moments)
            touched.firsts.setdefault((kind, key), set()).add(index.first_page().start)
            if (kind, key) == LATEST:
                for moment in moments:
                    self._note_neighbours(index, moment, touched)

    def _note_neighbours(self, index: Index, moment: int, touched: Touched) -> None:
        before, _ = index.neighbours(moment, "")
        _, after = index.neighbours(moment, "\U0010ffff")
        touched.articles.update(head.path for head in (before, after) if head is not None)
        touched.articles.update(index.files_at(moment))

    def touched(self, touched: Touched) -> Iterator[Page]:
        """The pages that a change may have touched, after it."""
        for path in sorted(touched.articles):
            sheet = self.archive.sheet(path)
            if sheet is not None and sheet.template != "page":
                yield self._article(sheet, *self._neighbours(sheet))
        for kind, key in sorted(touched.spans):
            index = the_index(self.archive, kind, key, self.size)
            if index is not None:
                yield from self._touched_spans(index, touched)
        front = the_index(self.archive, *LATEST, self.size)
        if front is None:
            yield from self._nothing()
        elif LATEST not in touched.spans:
            first = front.first_page()
            yield self._front(front, first, front.older(first))
        yield from self.always()

    def _touched_spans(self, index: Index, touched: Touched) -> Iterator[Page]:
        first = index.first_page()
        spans: set[Span | None] = set()
        for region in self.regions(index.kind, index.key, touched):
            spans.update(index.spans(region))
            spans.update((index.older(region), index.newer(region)))
        spans.add(index.older(first))
        for span in sorted(s for s in spans if s is not None):
            if span.start < first.start:
                newer = index.newer(span)
                newer = newer if newer is not None and newer.start < first.start else None
                yield from self._span_pages(index, span, index.older(span), newer)
        yield from self._first_pages(index, first, index.older(first))

    def regions(self, kind: str, key: str, touched: Touched) -> list[Span]:
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

    # --- single pages ------------------------------------------------------------------------------------------

    def _neighbours(self, sheet: Sheet) -> tuple[Head | None, Head | None]:
        index = the_index(self.archive, *LATEST, self.size) if sheet.listed else None
        return index.neighbours(sheet.head.moment, sheet.head.seq) if index else (None, None)

    def _article(self, sheet: Sheet, older: Head | None, newer: Head | None) -> Page:
        parts = self._parts(sheet, older, newer)
        if sheet.listed and self.forms:
            parts = self._with_forms(sheet, parts)
        return Page(sheet.head.address, sheet.template, parts)

    def _with_forms(self, sheet: Sheet, parts: ArticleParts) -> ArticleParts:
        files = [word for kind, word in sheet.named if kind == "file"] if EVIDENCE in self.forms else []
        if not files:
            return parts._replace(forms=tuple(form for form in self.forms if form != EVIDENCE))
        marks = self.archive.marks([sheet.head.path, *sorted(set(files))])
        return parts._replace(forms=self.forms, evidence=tuple(marks.items()))

    def _parts(self, sheet: Sheet, older: Head | None = None, newer: Head | None = None) -> ArticleParts:
        of = self.names.of if sheet.listed else self.names.alone
        before, after = (self.row(head) if head is not None else None for head in (older, newer))
        names = {pair: of(*pair) for pair in sheet.named}
        return ArticleParts(sheet.record, sheet.head.address, before, after, names, self._links(sheet))

    def _links(self, sheet: Sheet) -> dict[tuple[str, str], str | None]:
        return {link: self.find(*link) for link in sheet.links}

    def _nothing(self) -> Iterator[Page]:
        """What there is where no article is."""
        yield self._front(None)
        if path := self.site.ledger:
            yield Page(path, "ledger", LedgerParts(path, path, (), 0, None, None))

    def _first_pages(self, index: Index, first: Span, older: Span | None) -> Iterator[Page]:
        if (index.kind, index.key) != LATEST:
            path = addresses.index(index.kind, index.key)
            yield Page(path, "index", self._index(index, path, first, older=self._older(index, older)))
            return
        yield self._front(index, first, older)
        if path := self.site.ledger:
            link = (f"Before {_day(older.end)}", addresses.ledger(older.start)) if older else None
            accounts = self._accounts(index, first)
            yield Page(path, "ledger", LedgerParts(path, path, accounts, index.total(), None, link))

    def _span_pages(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Iterator[Page]:
        """A further page of an index; where no newer one follows, the first page does."""
        path = addresses.span(index.kind, index.key, span.start)
        at = addresses.span(index.kind, index.key, newer.start) if newer else addresses.index(index.kind, index.key)
        parts = self._index(index, path, span, older=self._older(index, older), newer=(f"From {_day(span.end)}", at))
        yield Page(path, "index", parts, (index.term, span.start))
        if (index.kind, index.key) == LATEST and self.site.ledger:
            path = addresses.ledger(span.start)
            before = (f"Before {_day(older.end)}", addresses.ledger(older.start)) if older else None
            after = f"From {_day(span.end)}", addresses.ledger(newer.start if newer else None)
            accounts = self._accounts(index, span)
            ledger = LedgerParts(path, self.site.ledger, accounts, None, after, before)
            yield Page(path, "ledger", ledger, (index.term, span.start))

    def _accounts(self, index: Index, span: Span) -> tuple[tuple[RowParts, tuple[Any, ...]], ...]:
        named = self.names.of

        def actors(hops: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
            return tuple((act, by and named("actor", by)[0], *rest) for act, by, *rest in hops)

        return tuple(
            (self._row(of), (day, status, review, actors(hops), *more))
            for of, (day, status, review, hops, *more) in index.accounts(span)
        )

    def _older(self, index: Index, span: Span | None) -> tuple[str, str] | None:
        if span is None:
            return None
        return f"Before {_day(span.end)}", addresses.span(index.kind, index.key, span.start)

    def _index(self, index: Index, path: str, span: Span, **more: Any) -> IndexParts:
        """The rows of a span; the name is that of the span's newest article, so that no other page depends on it."""
        rows = tuple(self._row(of) for of in index.rows(span))
        known = self.names.registered("publications" if index.kind == "sources" else index.kind, index.key)
        name, note = known[:2] if known else (index.name(span) or index.key, None)
        if index.kind == LATEST[0]:
            name, note = self.site.name, None
        total = index.total() if span.end == END else None
        more = {"lead": None, "newer": None, "older": None, **more}
        return IndexParts(index.kind, name, note, path, addresses.index(index.kind, index.key), rows, total, **more)

    def _front(self, index: Index | None, first: Span = EVER, older: Span | None = None) -> Page:
        path = addresses.FRONT
        if index is None:
            return Page(path, "front", IndexParts(LATEST[0], self.site.name, None, path, path, (), 0, None, None, None))
        newest = self.archive.sheet(index.newest(1)[0].path)
        more = {"lead": self._parts(newest) if newest else None, "older": self._older(index, older)}
        return Page(path, "front", self._index(index, path, first, **more, ways=tuple(self._ways())))

    def _ways(self) -> Iterator[tuple[str, int, tuple[tuple[str, str | None, int], ...]]]:
        for kind in WAYS:
            held, entries = largest(self.archive, kind, self.size, WAYS_SHOWN)
            if held:
                links = [(*self.names.of(kind, index.name(EVER) or index.key)[:2], count) for index, count in entries]
                yield kind, held, tuple(links)

    def _feed(self) -> Page:
        index = the_index(self.archive, *LATEST, self.size)
        heads = index.newest(self.feed_items) if index is not None else []
        sheets = [sheet for head in heads if (sheet := self.archive.sheet(head.path)) is not None]
        entries = tuple((self._parts(sheet), self._id(sheet.head), None) for sheet in sheets)
        parts = FeedParts(_urn("feed", self.site.name), self.site.feed, self.site.name, entries)
        return Page(self.site.feed, "atom", parts)

    def _corrections(self) -> Page:
        """The feed of what was changed, an entry an article, by the day of its last change."""
        found = ((self.archive.sheet(file), day) for file, day in self.archive.corrected(self.feed_items))
        entries = tuple((self._parts(s), _urn("correction", self._id(s.head)), day) for s, day in found if s)
        parts = FeedParts(_urn("corrections", self.site.name), self.site.corrections, self.site.name, entries)
        return Page(self.site.corrections, "corrections", parts)

    def _id(self, head: Head) -> str:
        """An entry's id: what the source printed when, wherever this site may move."""
        return _urn("article", head.source or "", str(head.moment // DAY), head.address.rpartition("/")[2])

    def row(self, head: Head) -> RowParts:
        """What a list shows of an article."""
        return self._row(
            (head.title, head.address, head.lang, head.moment // DAY, head.source, head.page, head.original)
        )

    def _row(self, of: tuple[Any, ...]) -> RowParts:
        title, file, lang, day, source, page, original = of
        return title, file, lang, day, self.names.of("sources", source)[0] if source else None, page, bool(original)


def _day(moment: int) -> str:
    return short_day(dt.date.fromordinal(min(moment // DAY, dt.date.max.toordinal())))


def _urn(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, "colophon/" + "/".join(parts)).urn
