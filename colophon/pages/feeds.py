"""The feeds: of everything, and of what was changed."""

from __future__ import annotations

from collections.abc import Iterator

from colophon.filing import DAY, Head
from colophon.page import Page
from colophon.pages.stock import Family, urn
from colophon.views.make import FeedParts


class Feeds(Family):
    """Each feed is one file with the newest entries."""

    def all(self) -> Iterator[Page]:
        """Every feed."""
        if self.stock.site.feed:
            yield self._newest()
        if self.stock.site.corrections:
            yield self._corrections()

    def _newest(self) -> Page:
        stock = self.stock
        index = stock.latest()
        heads = index.newest(stock.feed_items) if index is not None else []
        sheets = [sheet for head in heads if (sheet := stock.archive.sheet(head.path)) is not None]
        entries = tuple((stock.article(sheet), entry_id(sheet.head), None) for sheet in sheets)
        parts = FeedParts(urn("feed", stock.site.name), stock.site.feed, stock.site.name, entries)
        return Page(stock.site.feed, "atom", parts)

    def _corrections(self) -> Page:
        """The feed of what was changed, an entry an article, by the day of its last change."""
        stock = self.stock
        found = ((stock.archive.sheet(file), day) for file, day in stock.archive.arrivals.corrected(stock.feed_items))
        entries = tuple((stock.article(s), urn("correction", entry_id(s.head)), day) for s, day in found if s)
        parts = FeedParts(urn("corrections", stock.site.name), stock.site.corrections, stock.site.name, entries)
        return Page(stock.site.corrections, "corrections", parts)


def entry_id(head: Head) -> str:
    """An entry's id: what the source printed when, wherever this site may move."""
    return urn("article", head.source or "", str(head.moment // DAY), head.address.rpartition("/")[2])
