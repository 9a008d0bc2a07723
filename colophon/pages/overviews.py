"""Overviews: all sources, all people, … on one page; if they are many, on pages by the beginnings of their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from colophon.model import addresses
from colophon.pages.base import Affected, Planned
from colophon.pages.context import PageGenerator, date_of, days_of
from colophon.pages.lists import WAYS
from colophon.store.indexes import DATED, EVER, Index, largest
from colophon.views.article import MAP
from colophon.views.lists import Item, OverviewView
from colophon.views.site import Link

PAGE_ENTRIES = 300  # entries on one page
FIRST_ENTRIES = 60  # entries on the first page at most, if not all fit
PLACES = "places"  # the kind whose first page has a map


class Overviews(PageGenerator):
    """A first page for each kind, and if it has many entries a page for each beginning of their keys.

    The beginnings follow from the keys alone. So an article that adds and removes no key affects the first page and
    the pages of its own keys.
    """

    def all(self) -> Iterator[Planned]:
        """Every overview."""
        for kind in self._here():
            yield from self._of(kind, self.context.archive.counts.keys(kind))

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The overviews of the affected indexes' kinds."""
        for kind, changed in self._kinds(affected):
            keys = self.context.archive.counts.keys(kind)
            came_or_went = any((kind, key) in affected.came_or_went for key in changed)
            yield from self._of(kind, keys, None if came_or_went else changed)

    def has(self, path: str) -> bool:
        """Whether `path` is the first page of a kind."""
        return any(path == addresses.overview(kind) for kind in self._here())

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """All further pages of a kind of which a key came or went, since the beginnings may change."""
        for kind, changed in self._kinds(affected):
            if any((kind, key) in affected.came_or_went for key in changed):
                yield _series(kind), 0, 1

    def gone(self, affected: Affected) -> Iterator[str]:
        """The land behind the map of places, since the last place with coordinates may be gone."""
        if any(kind == PLACES for kind, _ in self._kinds(affected)):
            yield addresses.beside(addresses.overview(PLACES), MAP)

    def _kinds(self, affected: Affected) -> Iterator[tuple[str, set[str]]]:
        pairs = sorted(pair for pair in affected.moments if pair[0] in self._here())
        for kind, group in groupby(pairs, key=lambda pair: pair[0]):
            yield kind, {key for _, key in group}

    def _here(self) -> list[str]:
        """The kinds with overviews: those that have entries."""
        return [kind for kind in WAYS if self.context.has(kind)]

    def _of(self, kind: str, keys: list[str], only: set[str] | None = None) -> Iterator[Planned]:
        """The first page of a kind, and the further pages: all, or those with a key of `only`."""
        total, context = len(keys), self.context
        first, parts = addresses.overview(kind), list(parted(keys)) if total > PAGE_ENTRIES else []
        items = self._largest(kind) if parts else self._items(kind, keys)
        page = OverviewView(
            path=first,
            kind=kind,
            first=first,
            items=items,
            total=total,
            parts=tuple(Link(beginning, addresses.overview(kind, beginning)) for beginning, _ in parts),
            has_map=kind == PLACES and context.maps and any("lat" in item.about.facts for item in items),
        )
        yield Planned("overview", page)
        for beginning, held in parts:
            if only is None or not only.isdisjoint(held):
                path, some = addresses.overview(kind, beginning), self._items(kind, held)
                page = OverviewView(path=path, kind=kind, first=first, items=some, part=beginning)
                yield Planned("overview", page, (_series(kind), 0))

    def _items(self, kind: str, keys: list[str]) -> tuple[Item, ...]:
        indexes = (self.context.index(kind, key) for key in keys)
        return tuple(self._item(index) for index in indexes if index is not None)

    def _largest(self, kind: str) -> tuple[Item, ...]:
        """Those with more articles than any other, at most FIRST_ENTRIES; none where too many have equally many."""
        found = largest(self.context.archive, kind, self.context.size, FIRST_ENTRIES + 1)[1]
        most_of_others = found[-1][1]
        return tuple(self._item(index) for index, count in found if count > most_of_others)

    def _item(self, index: Index) -> Item:
        name, about = self.context.known(index, EVER)
        oldest, newest = map(days_of, index.ends() or (None, None))
        return Item(
            key=index.key,
            name=name,
            path=addresses.index(index.kind, index.key),
            count=index.total(),
            first=oldest,
            last=newest,
            about=about,
            months=self._months(index) if index.kind == "sources" else (),
        )

    def _months(self, index: Index) -> tuple[tuple[dt.date, int], ...]:
        counts = self.context.archive.counts.days(index.term, *DATED)
        days = ((date_of(day), count) for day, known, count in counts if known >= 2)
        months = groupby(days, key=lambda day: day[0].replace(day=1))
        return tuple((month, sum(count for _, count in group)) for month, group in months)


def parted(keys: list[str], beginning: str = "") -> Iterator[tuple[str, list[str]]]:
    """Sorted keys by their beginnings, each as short as possible for at most PAGE_ENTRIES keys. A key that is itself
    such a beginning is a group of its own."""
    at = len(beginning)
    for letter, group in groupby(keys, key=lambda key: key[at : at + 1]):
        members, longer = list(group), beginning + letter
        if len(members) > PAGE_ENTRIES and letter:
            yield from parted(members, longer)
        else:
            yield longer, members


def _series(kind: str) -> int:
    """A number that no index has."""
    return -1_000_000 - WAYS.index(kind)
