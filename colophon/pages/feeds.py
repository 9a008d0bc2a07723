"""The feeds: of all articles, of declared changes, and of the indexes of some kinds; each in up to two forms.

The articles that came here last are first, even those that were printed long ago, since a feed tells what is new here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from colophon.model import addresses
from colophon.pages.base import Affected, Planned
from colophon.pages.context import FEED_FORMS, PageGenerator
from colophon.store.indexes import EVER, Index, every_index
from colophon.store.queries import FeedRow
from colophon.views.article import ArticlePage
from colophon.views.feed import ALL, CORRECTIONS, FeedPage, StoredEntry, stored_entry, urn

FEED_ARTICLES = 20  # articles in the feed of an index, without their texts
KEPT = 10_000  # entries, since most articles are in the feeds of several indexes

# The names of the formats of feeds.
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

    def has(self, path: str) -> bool:
        """Whether `path` is a feed of the site, or that of an index that holds articles."""
        site, (kind, _, name) = self.context.site, path.partition("/")
        if path and path in (site.feed, site.json_feed, site.corrections, site.json_corrections):
            return True
        if any(path == one.address for one in self.context.old.feeds):
            return True
        key = next((addresses.key_in(name.removesuffix(f".{f}")) for f in FEED_FORMS if name.endswith(f".{f}")), None)
        feeds = self.context.feeds(kind, key) if key is not None else ()
        return any(path == file for _, file in feeds) and self.context.index(kind, key or "") is not None

    def gone(self, affected: Affected) -> Iterator[str]:
        """The feeds of indexes that hold nothing any more."""
        for kind, key in self._among(affected):
            if self.context.index(kind, key) is None:
                yield from (file for _, file in self.context.feeds(kind, key))

    def _among(self, affected: Affected) -> list[tuple[str, str]]:
        return sorted(pair for pair in affected.moments if pair[0] in self.context.feeding.kinds)

    def _of_the_site(self) -> Iterator[Planned]:
        site, feeding, article_dates = self.context.site, self.context.feeding, self.context.archive.article_dates
        if site.feed or site.json_feed or self._old.get(None):
            files = {"atom": site.feed, "json": site.json_feed, "home": addresses.FRONT}
            page = self._whole(article_dates.newest(feeding.items), id=urn("feed", site.name), kind=ALL, **files)
            yield from _forms(page, feeding.all)
            yield from (Planned(feeding.all, replace(page, path=path)) for path in self._old.get(None, ()))
        if site.corrections or site.json_corrections:
            files = {"atom": site.corrections, "json": site.json_corrections, "home": site.ledger or addresses.FRONT}
            identity = urn("corrections", site.name)
            page = self._whole(article_dates.corrected(feeding.items), id=identity, kind=CORRECTIONS, **files)
            yield from _forms(page, feeding.corrections)

    def _whole(self, articles: Sequence[tuple[str, int | None, int]], **fields: str) -> FeedPage:
        """A feed with the texts of its articles, which are (file, day of the last declared change, last day)."""
        context = self.context
        rows = ((context.archive.row(file), changed) for file, changed, _ in articles)
        stored = tuple(stored_entry(context.article(row), changed) for row, changed in rows if row is not None)
        last = max((day for *_, day in articles), default=None)
        return FeedPage(path="", title=context.site.name, last=last, stored=stored, **fields)

    def _of_index(self, index: Index, kept: dict[int, StoredEntry]) -> Iterator[Planned]:
        """The feed of an index; `kept` has entries by the numbers of their articles."""
        context, kind, key = self.context, index.kind, index.key
        rows = context.archive.article_dates.excerpts(index.term, min(FEED_ARTICLES, context.feeding.items))
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
        yield from (Planned(ATOM_FEED, replace(page, path=path)) for path in self._old.get((kind, key), ()))

    @cached_property
    def _old(self) -> dict[tuple[str, str] | None, list[str]]:
        """The old addresses of feeds, by the index whose feed stands there now; None is that of all articles, which
        also stands in for that of an index that is gone or has no feed."""
        found: dict[tuple[str, str] | None, list[str]] = {}
        for one in self.context.old.feeds:
            where = self.context.find(one.link) if one.link else None
            kind, _, name = (where[0] if where else "").partition("/")
            key = addresses.key_in(name)
            pair = (kind, key) if kind in self.context.feeding.kinds and self.context.index(kind, key) else None
            found.setdefault(pair, []).append(one.address)
        return found

    def _entry(self, row: FeedRow) -> StoredEntry:
        page = ArticlePage(path=row.address, record=row.record, names=self.context.looked_up(row.lookups))
        return stored_entry(page, row.corrected)


def _forms(page: FeedPage, atom: str) -> Iterator[Planned]:
    """The forms of a feed; `atom` is the template of the one in Atom, or the name of its format."""
    if page.atom:
        yield Planned(atom, replace(page, path=page.atom))
    if page.json:
        yield Planned(JSON_FEED, replace(page, path=page.json))
