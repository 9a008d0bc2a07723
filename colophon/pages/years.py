"""Years of days, as the pages of dates and the front page show them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from colophon.model import addresses
from colophon.pages.context import DATES, PageContext, date_of
from colophon.store.indexes import END, FIRST
from colophon.views.lists import Month, Year

Days = tuple[tuple[dt.date, int], ...]


def by_year(context: PageContext, since: int = FIRST) -> list[Year]:
    """The years that have articles, from old to new; `since` is the moment at which the first of them starts."""
    latest = context.latest()
    counted = context.archive.terms.days(latest.term, since, END) if latest else []
    days = [(date_of(day), count) for day, count in counted]
    return [_year(year, tuple(group)) for year, group in groupby(days, key=lambda day: day[0].year)]


def _year(year: int, days: Days) -> Year:
    months = tuple(_month(year, month, tuple(group)) for month, group in groupby(days, key=lambda day: day[0].month))
    return Year(year=year, count=sum(count for _, count in days), path=addresses.year(year), months=months, days=days)


def _month(year: int, month: int, days: Days) -> Month:
    path = addresses.index(DATES, addresses.month(year, month))
    return Month(start=dt.date(year, month, 1), count=sum(count for _, count in days), path=path)
