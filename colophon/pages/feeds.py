"""The feeds: of everything, of what was changed, and of the indexes of some kinds. Each is a file with the newest
entries, or two, in as many forms.

What came here last stands first, since a feed tells what is new: a text of long ago that is carried here today too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colophon.model import addresses
from colophon.pages.base import Page, Touched
from colophon.pages.context import Family
from colophon.store.indexes import EVER, Index, every_index
from colophon.store.queries import FeedRow
from colophon.views.feed import ALL, CORRECTIONS, FeedParts, urn
from colophon.views.make_article import ArticleParts

# So many articles stand in the feed of an index, without their texts.
MOST = 20
# So many entries are kept: most articles stand in the feeds of several indexes.
KEPT = 10_000

# The encodings that make feeds.
ATOM_FEED, JSON_FEED = "atom_feed", "json_feed"


class Feeds(Family):
    """Each feed, in each of its forms."""

    def all(self) -> Iterator[Page]:
        """Every feed."""
        yield from self._of_the_site()
        kinds = self.stock.feeding.kinds
        if kinds:
            kept: dict[int, tuple[bytes, bytes]] = {}
            for index in every_index(self.stock.archive, self.stock.size):
                if index.kind in kinds:
                    yield from self._of_index(index, kept)

    def touched(self, touched: Touched) -> Iterator[Page]:
        """The feeds of the site, and those of the touched indexes."""
        yield from self._of_the_site()
        for kind, key in self._among(touched):
            if (index := self.stock.index(kind, key)) is not None:
                yield from self._of_index(index, {})

    def gone(self, touched: Touched) -> Iterator[str]:
        """The feeds of indexes that hold nothing any more."""
        for kind, key in self._among(touched):
            if self.stock.index(kind, key) is None:
                yield from (file for _, file in self.stock.feeds(kind, key))

    def _among(self, touched: Touched) -> list[tuple[str, str]]:
        return sorted(pair for pair in touched.moments if pair[0] in self.stock.feeding.kinds)

    def _of_the_site(self) -> Iterator[Page]:
        site, feeding, arrivals = self.stock.site, self.stock.feeding, self.stock.archive.arrivals
        if site.feed or site.json_feed:
            newest = arrivals.newest(feeding.items)
            parts = self._whole(ALL, "feed", site.feed, site.json_feed, addresses.FRONT, newest)
            yield from _pages(parts, feeding.all)
        if site.corrections or site.json_corrections:
            changed = arrivals.corrected(feeding.items)
            home = site.ledger or addresses.FRONT
            parts = self._whole(CORRECTIONS, "corrections", site.corrections, site.json_corrections, home, changed)
            yield from _pages(parts, feeding.corrections)

    def _whole(
        self, kind: str, called: str, path: str, json: str, home: str, articles: Sequence[tuple[str, int | None, int]]
    ) -> FeedParts:
        """A feed with the texts of its articles."""
        stock, name = self.stock, self.stock.site.name
        found = ((stock.archive.row(file), changed) for file, changed, _ in articles)
        entries = tuple(stock.entry(stock.article(row), changed) for row, changed in found if row is not None)
        last = max((day for *_, day in articles), default=None)
        return FeedParts(urn(called, name), kind, name, path, json, home, last, entries)

    def _of_index(self, index: Index, kept: dict[int, tuple[bytes, bytes]]) -> Iterator[Page]:
        """The feed of an index; `kept` has entries by the numbers of their articles."""
        stock, kind, key = self.stock, index.kind, index.key
        rows = stock.archive.arrivals.excerpts(index.term, min(MOST, stock.feeding.items))
        for row in rows:
            if row.id not in kept:
                if len(kept) >= KEPT:
                    kept.clear()
                kept[row.id] = self._entry(row)
        name, (_, path), (_, json) = stock.known(index, EVER)[0], *stock.feeds(kind, key)
        entries = tuple(kept[row.id] for row in rows)
        home, last = addresses.index(kind, key), max(row.modified for row in rows)
        parts = FeedParts(urn("feed", stock.site.name, kind, key), kind, name, path, json, home, last, entries)
        yield from _pages(parts, ATOM_FEED)

    def _entry(self, row: FeedRow) -> tuple[bytes, bytes]:
        names = {pair: self.stock.names.of(*pair) for pair in row.lookups}
        return self.stock.entry(ArticleParts(row.record, row.address, None, None, names, {}), row.corrected)


def _pages(parts: FeedParts, atom: str) -> Iterator[Page]:
    """The forms of a feed."""
    if parts.path:
        yield Page(parts.path, atom, parts)
    if parts.json:
        yield Page(parts.json, JSON_FEED, parts)
