"""Years of days, as the pages of dates and the front page show them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from colophon.model import addresses
from colophon.pages.context import DATES, Stock
from colophon.store.indexes import END, FIRST
from colophon.views.make import MonthParts, YearParts


def by_year(stock: Stock, since: int = FIRST) -> list[YearParts]:
    """The years that have articles, from old to new; `since` is the moment at which the first of them starts."""
    latest = stock.latest()
    days = stock.archive.terms.days(latest.term, since, END) if latest else []
    return [_year(year, list(group)) for year, group in groupby(days, key=lambda day: _date(day[0]).year)]


def _year(year: int, days: list[tuple[int, int]]) -> YearParts:
    months = tuple(
        _month(year, month, list(group)) for month, group in groupby(days, key=lambda day: _date(day[0]).month)
    )
    return year, sum(count for _, count in days), addresses.year(year), months, tuple(days)


def _month(year: int, month: int, days: list[tuple[int, int]]) -> MonthParts:
    path = addresses.index(DATES, addresses.month(year, month))
    return dt.date(year, month, 1).toordinal(), sum(count for _, count in days), path


_date = dt.date.fromordinal
