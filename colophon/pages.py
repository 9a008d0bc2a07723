"""Which pages exist, and which of them a change touches. Knows the archive, its indexes and the views of pages.

A page is its file, its template and its view; whether it must be rendered is for others to decide. What a change
touches is found by looking at the indexes before and after it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from colophon import addresses
from colophon.archive import DAY, Archive, Head
from colophon.article import Article
from colophon.indexes import END, EVER, LATEST, Index, Span, every_index, largest, the_index
from colophon.names import Names
from colophon.views.article import ArticleView, article_view
from colophon.views.index import FeedView, IndexView, Way, feed_entry
from colophon.views.site import Link, Row, SiteView, page_view
from colophon.words import direction, short_day

# The kinds of index that the front page leads to, in its order, and how many entries of each it names.
WAYS = ("sources", "subjects", "people", "organisations", "places", "events", "terms")
WAYS_SHOWN = 6


class Page(NamedTuple):
    """One file to come: its template and the variables that the template sees. A page that is a span of an index
    carries the index's number and the span's start."""

    path: str
    template: str
    variables: dict[str, Any]
    series: int | None = None
    start: int | None = None


@dataclass
class Touched:
    """What a change touches: articles by their file, and moments of indexes. The spans and neighbours that stood
    there before and after the change are gathered in two looks."""

    moments: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)
    spans: dict[tuple[str, str], set[Span]] = field(default_factory=dict)
    firsts: dict[tuple[str, str], set[int]] = field(default_factory=dict)


@dataclass
class Pages:
    """The pages of one site."""

    archive: Archive
    site: SiteView
    size: int
    feed_items: int
    names: Names
    # (article, its file in the output) → the article with the links of its text resolved
    linked: Callable[[Article, str], Article]

    # --- all pages ---------------------------------------------------------------------------------------------

    def all(self) -> Iterator[Page]:
        """Every page of the site but its articles' own."""
        for index in every_index(self.archive, self.size):
            yield self._first_page(index)
            first = index.first_page()
            spans = [None, *(span for span in index.every_span() if span.start < first.start), None]
            for older, span, newer in zip(spans, spans[1:], spans[2:], strict=False):
                if span is not None:
                    yield self._span_page(index, span, older, newer)
        if the_index(self.archive, *LATEST, self.size) is None:
            yield self._front(None)
        yield from self.always()

    def always(self) -> Iterator[Page]:
        """Pages that any change may touch: the feed, and pages left at old addresses."""
        if self.site.feed:
            yield self._feed()
        for old, new, title in self.archive.redirects():
            variables = {"page": page_view(old), "redirect": Link(title, new)}
            yield Page(old, "redirect", variables)

    def articles(self) -> Iterator[Page]:
        """The page of every article, from old to new."""
        older: Head | None = None
        waiting: Head | None = None
        for head, listed in self.archive.built("article"):
            if not listed:
                yield self._article(head, None, None, listed=False)
                continue
            if waiting is not None:
                yield self._article(waiting, older, head)
                older = waiting
            waiting = head
        if waiting is not None:
            yield self._article(waiting, older, None)

    def own(self) -> Iterator[Page]:
        """The site's own pages, such as About."""
        for head, _ in self.archive.built("page"):
            article = self.linked(self.archive.article(head.id), head.address)
            content = {"title": article.title, "body": article.html, "lang": article.lang, "path": head.address}
            template = article.template if article.template != "article" else "page"
            variables = {"page": page_view(head.address), "content": content | {"direction": direction(article.lang)}}
            yield Page(head.address, template, variables)

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
        around = (before, after, *index.rows(Span(moment, moment + 1)))
        touched.articles.update(head.path for head in around if head is not None)

    def touched(self, touched: Touched) -> Iterator[Page]:
        """The pages that a change may have touched, after it."""
        for path in sorted(touched.articles):
            head = self.archive.head(path)
            if head is not None:
                yield from self._article_of(head)
        for kind, key in sorted(touched.spans):
            index = the_index(self.archive, kind, key, self.size)
            if index is not None:
                yield from self._touched_spans(index, touched)
        if LATEST not in touched.spans or the_index(self.archive, *LATEST, self.size) is None:
            yield self._front(the_index(self.archive, *LATEST, self.size))
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
                yield self._span_page(index, span, index.older(span), newer)
        yield self._first_page(index)

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

    def _article_of(self, head: Head) -> Iterator[Page]:
        row = self.archive.db.execute("SELECT kind, built, listed FROM article WHERE id = ?", (head.id,)).fetchone()
        if row is None or row[0] != "article" or not row[1]:
            return
        if not row[2]:
            yield self._article(head, None, None, listed=False)
            return
        index = the_index(self.archive, *LATEST, self.size)
        older, newer = index.neighbours(head.moment, head.seq) if index else (None, None)
        yield self._article(head, older, newer)

    def _article(self, head: Head, older: Head | None, newer: Head | None, *, listed: bool = True) -> Page:
        article = self.archive.article(head.id)
        view = self._view(article, head, older, newer, listed=listed)
        return Page(head.address, article.template, {"page": page_view(head.address), "article": view})

    def _view(
        self, article: Article, head: Head, older: Head | None = None, newer: Head | None = None, *, listed: bool = True
    ) -> ArticleView:
        naming = self.names.of if listed else self.names.alone
        rows = [self.row(h) if h is not None else None for h in (older, newer)]
        return article_view(self.linked(article, head.address), head.address, naming, *rows)

    def _first_page(self, index: Index) -> Page:
        if (index.kind, index.key) == LATEST:
            return self._front(index)
        first = index.first_page()
        path = addresses.index(index.kind, index.key)
        view = self._index_view(index, path, first, older=self._older(index, index.older(first)), newer=None)
        return Page(path, "index", {"page": page_view(path), "index": view})

    def _span_page(self, index: Index, span: Span, older: Span | None, newer: Span | None) -> Page:
        """A further page of an index; where no newer one follows, the first page does."""
        path = addresses.span(index.kind, index.key, span.start)
        at = addresses.span(index.kind, index.key, newer.start) if newer else addresses.index(index.kind, index.key)
        links = {"older": self._older(index, older), "newer": Link(f"From {_day(span.end)}", at)}
        view = self._index_view(index, path, span, **links)
        return Page(path, "index", {"page": page_view(path), "index": view}, index.term, span.start)

    def _older(self, index: Index, span: Span | None) -> Link | None:
        if span is None:
            return None
        return Link(f"Before {_day(span.end)}", addresses.span(index.kind, index.key, span.start))

    def _index_view(self, index: Index, path: str, span: Span, **more: Any) -> IndexView:
        """The rows of a span; the name is that of the span's newest article, so that no other page depends on it."""
        rows = tuple(self.row(head) for head in index.rows(span))
        known = self.names.registered("publications" if index.kind == "sources" else index.kind, index.key)
        name, note = known or (index.name(span) or index.key, None)
        if index.kind == LATEST[0]:
            name, note = self.site.name, None
        total = index.total() if span.end == END else None
        return IndexView(index.kind, name, note, path, addresses.index(index.kind, index.key), rows, total, **more)

    def _front(self, index: Index | None) -> Page:
        path = addresses.FRONT
        if index is None:
            view = IndexView(LATEST[0], self.site.name, None, path, path, (), 0)
            return Page(path, "front", {"page": page_view(path), "index": view})
        first = index.first_page()
        head = index.newest(1)[0]
        lead = self._view(self.archive.article(head.id), head)
        older = self._older(index, index.older(first))
        view = self._index_view(index, path, first, lead=lead, older=older, ways=tuple(self._ways()))
        return Page(path, "front", {"page": page_view(path), "index": view})

    def _ways(self) -> Iterator[Way]:
        for kind in WAYS:
            held, entries = largest(self.archive, kind, self.size, WAYS_SHOWN)
            links = [self.names.of(kind, index.name(EVER) or index.key) for index, _ in entries]
            if held:
                counted = zip(links, entries, strict=True)
                yield Way(kind, held, tuple(Link(link.text, link.path, count) for link, (_, count) in counted))

    def _feed(self) -> Page:
        index = the_index(self.archive, *LATEST, self.size)
        heads = index.newest(self.feed_items) if index is not None else []
        entries = tuple(self._feed_entry(head) for head in heads)
        updated = max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z")
        feed = FeedView(_urn("feed", self.site.name), self.site.feed, self.site.name, updated, entries)
        return Page(self.site.feed, "atom", {"page": page_view(self.site.feed), "feed": feed})

    def _feed_entry(self, head: Head) -> Any:
        article = self.archive.article(head.id)
        source = article.source
        origin = (source.publication, source.date.isoformat()) if source else ("", article.date.isoformat())
        return feed_entry(self._view(article, head), _urn("article", *origin, article.slug))

    def row(self, head: Head) -> Row:
        """What a list shows of an article."""
        source = self.names.of("sources", head.source).text if head.source else None
        day = dt.date.fromordinal(head.moment // DAY)
        return Row(head.title, head.address, head.lang, day, source, head.page, bool(head.original))


def _day(moment: int) -> str:
    return short_day(dt.date.fromordinal(min(moment // DAY, dt.date.max.toordinal())))


def _urn(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, "colophon/" + "/".join(parts)).urn
