"""What an overview shows: all entries of one kind (sources, people, …), and the year at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from colophon.views.site import About, Link, Named


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an overview: a source, a person, ….

    `path` is the file of its index, `count` how many articles that holds, `first` and `last` the days of the oldest and
    the newest, `about` what the register says of it. `months` are (first of the month, number of articles) for sources,
    from old to new; months without any are left out.
    """

    key: str
    name: str
    path: str
    count: int
    first: dt.date
    last: dt.date
    about: About
    months: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """A page of the overview of one kind; `path` is its own, `first` that of its first page.

    Few entries stand together on the first page, by key. Of many the first page has those with most articles, and
    `parts` lead to pages that have all of them by the beginnings of their keys; there `part` is that beginning, else
    None. `total` counts all entries of the kind, on the first page alone. `mapped` are places of which it is known
    where they are, those with most articles first, and `land` is the picture behind their map, None where there is no
    map.
    """

    kind: str
    path: str
    first: str
    total: int | None
    part: str | None
    items: tuple[Item, ...]
    parts: tuple[Link, ...]
    mapped: tuple[Named, ...] = ()
    land: str | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month with articles: its first day, how many there are, and its page."""

    start: dt.date
    count: int
    path: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year with articles: how many there are, its page, its months, and the number of articles for each day that has
    any."""

    year: int
    count: int
    path: str
    months: tuple[Month, ...]
    days: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True, slots=True)
class DatesView:
    """Days at a glance, by the year, from new to old: all years on the first page, else the year of the page alone."""

    path: str
    first: str
    years: tuple[Year, ...]
    newer: Link | None
    older: Link | None
