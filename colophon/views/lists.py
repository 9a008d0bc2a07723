"""What lists show: the front page, the index of one source, subject, …, the overview of all entries of one kind, the
days of a year, and the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from colophon.model.addresses import beside
from colophon.model.article import Event
from colophon.model.days import Days
from colophon.model.names import About, Named
from colophon.store.records import Account
from colophon.views.article import MAP, ArticlePage
from colophon.views.page import Page, Provider
from colophon.views.site import Further, Link, Row, View

# The number of places on the map of all places. With more of them, the map has no room for their names.
MAPPED = 40

UNSURE = ("inferred", "unknown")
UNFOUNDED = ("asserted", *UNSURE)


class Way(View, frozen=True, kw_only=True):
    """A way into the archive: a kind of index, how many entries it has, and the first of them."""

    kind: str
    count: int
    entries: tuple[Link, ...]


class Month(View, frozen=True, kw_only=True):
    """A month with articles: its first day, their number, and its page."""

    start: dt.date
    count: int
    path: str


class Year(View, frozen=True, kw_only=True):
    """A year with articles: their number, its page, its months, the number of articles for each day with any, and the
    list of those whose month is not known, with their number."""

    year: int
    count: int
    path: str
    months: tuple[Month, ...]
    days: tuple[tuple[dt.date, int], ...]
    unknown: Link | None = None


class IndexView(Page, frozen=True, kw_only=True):
    """One page of one index.

    `kind` is latest, sources, subjects, people, … or dates; `key` is that of the entry, for dates as in “2022/11”;
    `name` is its name (the site's for latest); `about` is what the register says of it. `rows` run from new to old.
    `total` counts the whole index and is on its first page only (None elsewhere). `newer` and `older` are the pages
    before and after. `feeds` are those of this index, as (media type, file). Only the front page has `ways`, the `year`
    of the newest article, and `newest`, the page of that article, which the template sees as `lead`.
    """

    kind: str
    key: str
    name: str
    first: str
    about: About = About()
    rows: tuple[Row, ...] = ()
    total: int | None = None
    newest: ArticlePage | None = None
    newer: Further | None = None
    older: Further | None = None
    ways: tuple[Way, ...] = ()
    year: Year | None = None
    feeds: tuple[tuple[str, str], ...] = ()

    @property
    def years(self) -> tuple[tuple[int | None, tuple[Row, ...]], ...]:
        """The rows by year; None for those whose date is unknown, which are the last."""
        by_year = groupby(self.rows, key=lambda row: row.date.first.year if row.date else None)
        return tuple((year, tuple(rows)) for year, rows in by_year)

    def shown(self, provider: Provider) -> dict[str, Any]:
        """The list, and on the front page the newest article."""
        return {"index": self, "lead": self.newest.opened(provider) if self.newest else None}


class Item(View, frozen=True, kw_only=True):
    """One entry of an overview: a source, a person, ….

    `path` is the file of its index, `count` the number of articles there, `first` and `last` the dates of the oldest
    and the newest, None where none has a date, `about` what the register says of it. For sources, `months` has (first
    of the month, number of articles) of each month with any, from old to new.
    """

    key: str
    name: str
    path: str
    count: int
    first: Days | None
    last: Days | None
    about: About
    months: tuple[tuple[dt.date, int], ...]


class OverviewView(Page, frozen=True, kw_only=True):
    """A page of the overview of one kind; `first` is the path of its first page.

    A few entries are all on the first page, by key. Of many entries the first page has those with most articles, and
    `parts` are links to pages of all entries by the beginnings of their keys; there `part` is that beginning, else
    None. `total` counts all entries of the kind, on the first page only. `has_map`: a map shows places.
    """

    kind: str
    first: str
    items: tuple[Item, ...]
    total: int | None = None
    part: str | None = None
    parts: tuple[Link, ...] = ()
    has_map: bool = False

    @property
    def beside(self) -> tuple[str, ...]:
        """The picture behind the map."""
        return (MAP,) if self.has_map else ()

    @property
    def land(self) -> str | None:
        """The picture behind the map of places, None where there is no map."""
        return beside(self.path, MAP) if self.has_map else None

    @property
    def mapped(self) -> tuple[Named, ...]:
        """The places with coordinates, those with most articles first; none where there is no map."""
        if not self.has_map:
            return ()
        known = sorted((item for item in self.items if "lat" in item.about.facts), key=lambda i: (-i.count, i.key))
        facts = ((item, item.about.facts) for item in known[:MAPPED])
        return tuple(Named(item.name, item.path, at=(float(at["lat"]), float(at["lon"]))) for item, at in facts)

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The overview."""
        return {"overview": self}


class DatesView(Page, frozen=True, kw_only=True):
    """The days of years, from new to old: of all years on the first page, of one year on the others. The first page
    leads to the articles without a date."""

    first: str
    years: tuple[Year, ...]
    undated: Link | None = None
    newer: Link | None = None
    older: Link | None = None

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The years."""
        return {"dates": self}


class Line(View, frozen=True, kw_only=True):
    """One article in the ledger: its row, and its account with the names of actors."""

    row: Row
    account: Account

    @property
    def translation(self) -> Event | None:
        """The last translation, None for a text in its own language."""
        return next((step for step in reversed(self.account.custody) if step.act == "translated"), None)

    @property
    def doubts(self) -> tuple[tuple[str, tuple[str, ...], int], ...]:
        """The open questions, as (of what, what, number). The source and its day may be missing, absent (not known),
        asserted (no evidence is given), inferred or unknown (nobody says how it is known), and so may a step by its
        act; a step may have no actor or no date; a translation may have no review; readings are doubtful."""
        return tuple(self._doubts())

    def _doubts(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        account = self.account
        if self.row.source is None and not self.row.original:
            yield "source", ("missing",), 0
        if account.status in UNFOUNDED:
            yield "source", (account.status if self.row.source else "absent",), 0
        if account.day in UNFOUNDED:
            yield "day", (account.day if self.row.date else "absent",), 0
        for step in account.custody:
            status = str(step.status) if step.status in UNSURE else ""
            nobody = "actor" if step.by is None and step.act != "received" else ""
            if what := tuple(filter(None, (status, nobody, "" if step.date else "date"))):
                yield step.act, what, 0
        if account.review != "reviewed" and self.translation is not None:
            yield "review", ("missing",), 0
        if account.readings:
            yield "readings", ("doubtful",), account.readings


class LedgerView(Page, frozen=True, kw_only=True):
    """One page of the ledger; `lines` run from new to old. `total` counts all articles, on the first page only; `newer`
    and `older` are the pages before and after."""

    first: str
    lines: tuple[Line, ...] = ()
    total: int | None = None
    newer: Further | None = None
    older: Further | None = None

    @property
    def beside(self) -> tuple[str, ...]:
        """The ledger as JSON."""
        return ("json",)

    @property
    def data(self) -> str:
        """The file of the page as JSON."""
        return beside(self.path, "json")

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The ledger."""
        return {"ledger": self}
