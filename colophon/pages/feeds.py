"""The feeds: of everything, of what was changed, and of the indexes of some kinds. Each is a file with the newest
entries, or two, in as many forms.

What came here last stands first, since a feed tells what is new: a text of long ago that is carried here today too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from colophon.model import addresses
from colophon.pages.base import Affected, Planned
from colophon.pages.context import PageGenerator
from colophon.store.indexes import EVER, Index, every_index
from colophon.store.queries import FeedRow
from colophon.views.article import ArticlePage
from colophon.views.feed import ALL, CORRECTIONS, FeedPage, StoredEntry, stored_entry, urn

# So many articles stand in the feed of an index, without their texts.
MOST = 20
# So many entries are kept: most articles stand in the feeds of several indexes.
KEPT = 10_000

# The encodings that make feeds.
ATOM_FEED, JSON_FEED = "atom_feed", "json_feed"


class Feeds(PageGenerator):
    """Each feed, in each of its forms."""

    def all(self) -> Iterator[Planned]:
        """Every feed."""
        yield from self._of_the_site()
        kinds = self.context.feeding.kinds
        if kinds:
            kept: dict[int, StoredEntry] = {}
            for index in every_index(self.context.archive, self.context.size):
                if index.kind in kinds:
                    yield from self._of_index(index, kept)

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The feeds of the site, and those of the affected indexes."""
        yield from self._of_the_site()
        for kind, key in self._among(affected):
            if (index := self.context.index(kind, key)) is not None:
                yield from self._of_index(index, {})

    def gone(self, affected: Affected) -> Iterator[str]:
        """The feeds of indexes that hold nothing any more."""
        for kind, key in self._among(affected):
            if self.context.index(kind, key) is None:
                yield from (file for _, file in self.context.feeds(kind, key))

    def _among(self, affected: Affected) -> list[tuple[str, str]]:
        return sorted(pair for pair in affected.moments if pair[0] in self.context.feeding.kinds)

    def _of_the_site(self) -> Iterator[Planned]:
        site, feeding, arrivals = self.context.site, self.context.feeding, self.context.archive.arrivals
        if site.feed or site.json_feed:
            page = FeedPage(
                **self._whole(ALL, "feed", arrivals.newest(feeding.items)),
                path="",
                atom=site.feed,
                json=site.json_feed,
                home=addresses.FRONT,
            )
            yield from _forms(page, feeding.all)
        if site.corrections or site.json_corrections:
            page = FeedPage(
                **self._whole(CORRECTIONS, "corrections", arrivals.corrected(feeding.items)),
                path="",
                atom=site.corrections,
                json=site.json_corrections,
                home=site.ledger or addresses.FRONT,
            )
            yield from _forms(page, feeding.corrections)

    def _whole(self, kind: str, called: str, articles: Sequence[tuple[str, int | None, int]]) -> dict[str, Any]:
        """A feed with the texts of its articles, which are (file, day of the last declared change, last day)."""
        context, name = self.context, self.context.site.name
        rows = ((context.archive.row(file), changed) for file, changed, _ in articles)
        stored = tuple(stored_entry(context.article(row), changed) for row, changed in rows if row is not None)
        last = max((day for *_, day in articles), default=None)
        return {"id": urn(called, name), "kind": kind, "title": name, "last": last, "stored": stored}

    def _of_index(self, index: Index, kept: dict[int, StoredEntry]) -> Iterator[Planned]:
        """The feed of an index; `kept` has entries by the numbers of their articles."""
        context, kind, key = self.context, index.kind, index.key
        rows = context.archive.arrivals.excerpts(index.term, min(MOST, context.feeding.items))
        for row in rows:
            if row.id not in kept:
                if len(kept) >= KEPT:
                    kept.clear()
                kept[row.id] = self._entry(row)
        (_, atom), (_, json) = context.feeds(kind, key)
        page = FeedPage(
            path="",
            id=urn("feed", context.site.name, kind, key),
            kind=kind,
            title=context.known(index, EVER)[0],
            atom=atom,
            json=json,
            home=addresses.index(kind, key),
            last=max(row.modified for row in rows),
            stored=tuple(kept[row.id] for row in rows),
        )
        yield from _forms(page, ATOM_FEED)

    def _entry(self, row: FeedRow) -> StoredEntry:
        page = ArticlePage(path=row.address, record=row.record, names=self.context.looked_up(row.lookups))
        return stored_entry(page, row.corrected)


def _forms(page: FeedPage, atom: str) -> Iterator[Planned]:
    """The forms of a feed; `atom` is the template or encoding that makes the one in Atom."""
    if page.atom:
        yield Planned(atom, replace(page, path=page.atom))
    if page.json:
        yield Planned(JSON_FEED, replace(page, path=page.json))
