"""Pages of dates: one with the days of all years, one for each year, and a list of articles for each month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

from colophon.model import addresses
from colophon.pages.base import Affected, Planned
from colophon.pages.context import DATES, PageGenerator, date_of
from colophon.pages.lists import Lists
from colophon.store.indexes import END, FIRST, LATEST, Index, dates_series
from colophon.store.records import DAY
from colophon.views.lists import DatesView
from colophon.views.site import Link

YEARS = -2_000_000  # a series that no index has


class Dates(PageGenerator):
    """The page of all years, and that of each year."""

    def all(self) -> Iterator[Planned]:
        """Every one of them."""
        if not self.context.has(DATES):
            return
        years = self.context.years()
        first = addresses.overview(DATES)
        undated = self.context.undated()
        yield Planned(DATES, DatesView(path=first, first=first, years=tuple(reversed(years)), undated=undated))
        links = [None, *(Link(str(year.year), year.path) for year in years), None]
        for older, year, newer in zip(links, years, links[2:], strict=False):
            page = DatesView(path=year.path, first=first, years=(year,), newer=newer, older=older)
            yield Planned(DATES, page, (YEARS, year.year))

    def has(self, path: str) -> bool:
        """Whether `path` is one of them."""
        return path.startswith(f"{DATES}/") and super().has(path)

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """Every year, since one may have lost its only article."""
        if LATEST in affected.moments and self.context.has(DATES):
            yield YEARS, dt.MINYEAR, dt.MAXYEAR + 1

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """All of them: they are few, and pages that are not stale are not rendered."""
        return self.all() if LATEST in affected.moments else iter(())


class Months(Lists):
    """The articles of each month, of each year whose month is not known, and those without a date: a list of each."""

    def indexes(self) -> Iterator[Index]:
        """Every one that has articles."""
        latest = self.context.latest() if self.context.has(DATES) else None
        days = self.context.archive.counts.days(latest.term, FIRST, END) if latest else []
        for key in dict.fromkeys(key for day, *_ in days for key in _keys(day)):
            if (index := self.context.index(DATES, key)) is not None:
                yield index

    def has(self, path: str) -> bool:
        """Whether `path` is the first page of a month with articles."""
        return path.startswith(f"{DATES}/") and any(path == addresses.index(DATES, one.key) for one in self.indexes())

    def among(self, affected: Affected) -> list[tuple[str, str]]:
        """The affected months."""
        return sorted(pair for pair in affected.moments if pair[0] == DATES)

    def number(self, kind: str, key: str) -> int | None:
        """The number of a month's series, whether or not it still holds articles."""
        return dates_series(key)


def of_months(moments: set[int]) -> dict[tuple[str, str], set[int]]:
    """The indexes of dates in which articles of these moments may be, each with its moments."""
    months: dict[tuple[str, str], set[int]] = {}
    for moment in moments:
        for key in _keys(moment // DAY):
            months.setdefault((DATES, key), set()).add(moment)
    return months


@cache
def _keys(day: int) -> tuple[str, ...]:
    """The keys of the indexes in which an article of a day may be: its month, or its year if the month is not
    known."""
    if day == 0:
        return (addresses.UNDATED,)
    date = date_of(day)
    return addresses.month(date.year, date.month), addresses.month_unknown(date.year)
