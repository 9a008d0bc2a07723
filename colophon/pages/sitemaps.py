"""Sitemaps: the pages of the site for crawlers, in lists by the month of print and by kind.

Their addresses are absolute, so a site without an address has none. They leave out the further pages of lists, whose
articles they have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from colophon.model import addresses
from colophon.pages.base import Affected, Planned
from colophon.pages.context import DATES, PageGenerator
from colophon.store.indexes import LATEST
from colophon.store.records import DAY
from colophon.views.page import SitemapPage

SITEMAP_ADDRESSES = (
    10_000  # addresses in one file: fewer than the 50,000 of the protocol, so that 50 MB are enough for any length
)
SITEMAPS = -3_000_000  # a series that no index has
LIST_PARTS = 1000  # the places of each list in that series, for its parts

# The lists besides those of months, in the order of their numbers, which are below those of months.
PAGES = "pages"
FEW = (PAGES, DATES)
KINDS = (*FEW, *(kind for kind in addresses.LISTS if kind not in ("latest", DATES)))

Files = Sequence[tuple[str, int | None]]


class Sitemaps(PageGenerator):
    """A list for each month and each kind of page, and the list of these lists."""

    def all(self) -> Iterator[Planned]:
        """Every one of them."""
        if self.context.site.sitemap:
            for month, *_ in self.context.archive.article_dates.months():
                yield from self._of_month(month)
            for kind in KINDS:
                yield from self._of_kind(kind)
            yield self._index()

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The lists of the affected months and of kinds of which an index came or went; always those of the site's own
        pages and of dates, which are few."""
        if self.context.site.sitemap:
            for month in _months(affected):
                yield from self._of_month(month)
            for kind in _kinds(affected):
                yield from self._of_kind(kind)
            yield self._index()

    def has(self, path: str) -> bool:
        """Whether `path` is the list of all lists."""
        return bool(path) and path == self.context.site.sitemap

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """The same lists, since one may have lost its last part."""
        for number in (*_months(affected), *map(_number, _kinds(affected))):
            yield SITEMAPS, number * LIST_PARTS, (number + 1) * LIST_PARTS

    def _of_month(self, month: int) -> Iterator[Planned]:
        yield from _pages(_name(month), month, self.context.archive.article_dates.of_month(month))

    def _of_kind(self, kind: str) -> Iterator[Planned]:
        yield from _pages(kind, _number(kind), self._files(kind))

    def _files(self, kind: str) -> Files:
        """The pages of a kind."""
        site, archive = self.context.site, self.context.archive
        if kind == PAGES:
            ways = (path for _, path in site.ways)
            ours = [addresses.FRONT, *(path for path in (*ways, site.ledger, site.search) if path)]
            return [*((path, None) for path in ours), *archive.article_dates.own()]
        if kind == DATES:
            return [(path, None) for path in self._of_dates()] if self.context.has(DATES) else []
        return [(addresses.index(kind, key), None) for key in archive.counts.keys(kind)]

    def _of_dates(self) -> Iterator[str]:
        """The pages of years, then the lists of their months and of articles without a month or a date."""
        years = self.context.years()
        yield from (year.path for year in years)
        for year in years:
            yield from (month.path for month in year.months)
            yield from [year.unknown.path] if year.unknown and year.unknown.path else []
        if (undated := self.context.undated()) and undated.path:
            yield undated.path

    def _index(self) -> Planned:
        """The list of all lists."""
        files = [
            (addresses.sitemap(name, part), day)
            for name, count, day in self._lists()
            for part in range(-(-count // SITEMAP_ADDRESSES))
        ]
        return Planned("sitemap_index", SitemapPage(path=self.context.site.sitemap, files=tuple(files)))

    def _lists(self) -> Iterator[tuple[str, int, int | None]]:
        """Each list as (name, number of pages, last day of a change or None)."""
        archive = self.context.archive
        for month, count, day in archive.article_dates.months():
            yield _name(month), count, day
        for kind in FEW:
            files = self._files(kind)
            yield kind, len(files), max((day for _, day in files if day), default=None)
        for kind in KINDS[len(FEW) :]:
            yield kind, archive.counts.held(kind), None


def _pages(name: str, number: int, files: Files) -> Iterator[Planned]:
    """The parts of one list."""
    for part, at in enumerate(range(0, len(files), SITEMAP_ADDRESSES)):
        path = addresses.sitemap(name, part)
        page = SitemapPage(path=path, files=tuple(files[at : at + SITEMAP_ADDRESSES]))
        yield Planned("sitemap", page, (SITEMAPS, number * LIST_PARTS + part))


def _name(month: int) -> str:
    return addresses.month(month // 12, month % 12 + 1).replace("/", "-") if month else addresses.UNDATED


def _number(kind: str) -> int:
    return -1 - KINDS.index(kind)


def _months(affected: Affected) -> list[int]:
    """The affected months, in the numbers of records.month."""
    days = {moment // DAY for moment in affected.moments.get(LATEST, ())}
    dates = map(dt.date.fromordinal, days - {0})
    return sorted({12 * date.year + date.month - 1 for date in dates} | ({0} & days))


def _kinds(affected: Affected) -> list[str]:
    """The kinds of which an index came or went; and those of FEW, if any article changed."""
    came_or_went = {kind for kind, _ in affected.came_or_went}
    return [kind for kind in KINDS if kind in came_or_went or (kind in FEW and affected.articles)]
