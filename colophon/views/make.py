"""From what a page is made of to the variables that its template sees; done where the page is rendered.

What it is made of is plain and small: records as bytes, rows, names that were looked up. Equal parts make equal pages,
so a page is known by the digest of its parts without being made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from colophon.model.addresses import beside
from colophon.model.l10n import direction
from colophon.readers.links import resolve
from colophon.store.records import Account, opened
from colophon.views.card import CardParts
from colophon.views.feed import FeedParts, feed
from colophon.views.index import IndexView, Way
from colophon.views.ledger import LedgerView, Line
from colophon.views.make_article import MAP, ArticleParts, RowParts, article, date_of, row
from colophon.views.overview import DatesView, Item, Month, OverviewView, Year
from colophon.views.site import About, Further, Link, Named, PageView, page_view
from colophon.views.sitemap import SitemapParts

_FULL_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)

# So many places stand on the map of them all; with more of them, few names would find room.
MAPPED = 40

# What the register says of an entry: the values of About after the first; None where it has none.
AboutParts = tuple[Any, ...]


# A month: its first day, number of articles, file; a year: number, number of articles, file, its months and days.
MonthParts = tuple[int, int, str]
YearParts = tuple[int, int, str, tuple[MonthParts, ...], tuple[tuple[int, int], ...]]


class IndexParts(NamedTuple):
    """A page of an index; further pages are (day as an ordinal, file), ways are (kind, count, entries as (text, file,
    count))."""

    kind: str
    key: str
    name: str
    about: AboutParts | None
    path: str
    first: str
    rows: tuple[RowParts, ...]
    total: int | None
    lead: ArticleParts | None
    newer: tuple[int, str] | None
    older: tuple[int, str] | None
    ways: tuple[tuple[str, int, tuple[tuple[str, str | None, int], ...]], ...] = ()
    year: YearParts | None = None
    feeds: tuple[tuple[str, str], ...] = ()


def variables(parts: Any) -> dict[str, Any]:
    """The template's variables."""
    return MAKERS[type(parts)](parts)


def _further(parts: tuple[int, str] | None) -> Further | None:
    return Further(date_of(parts[0]), parts[1]) if parts is not None else None


def _article_page(parts: ArticleParts) -> dict[str, Any]:
    return {"page": page_view(parts.path), "article": article(parts)}


def _index_page(parts: IndexParts) -> dict[str, Any]:
    ways = tuple(Way(kind, count, tuple(Link(*e) for e in entries)) for kind, count, entries in parts.ways)
    newer, older = _further(parts.newer), _further(parts.older)
    rows = tuple(row(part) for part in parts.rows)
    lead = article(parts.lead) if parts.lead is not None else None
    year = _year(*parts.year) if parts.year is not None else None
    about, feeds = _about(parts.about), parts.feeds
    view = IndexView(*parts[:3], about, *parts[4:6], rows, parts.total, lead, newer, older, ways, year, feeds)
    return {"page": page_view(parts.path), "index": view}


class LedgerParts(NamedTuple):
    """A page of the ledger; accounts are (row, account as filed with its actors' names), further pages (day as an
    ordinal, file)."""

    path: str
    first: str
    accounts: tuple[tuple[RowParts, Account], ...]
    total: int | None
    newer: tuple[int, str] | None
    older: tuple[int, str] | None
    forms: tuple[str, ...] = ("json",)


def _ledger_page(parts: LedgerParts) -> dict[str, Any]:
    newer, older = _further(parts.newer), _further(parts.older)
    accounts = tuple(Line(row(of), account) for of, account in parts.accounts)
    data = beside(parts.path, parts.forms[0])
    view = LedgerView(parts.path, parts.first, data, accounts, parts.total, newer, older)
    return {"page": page_view(parts.path), "ledger": view}


# An entry of an overview: key, name, file, number of articles, the days of the oldest and the newest, what the register
# says, and (first of a month, number of articles).
ItemParts = tuple[str, str, str, int, int, int, AboutParts | None, tuple[tuple[int, int], ...]]


class OverviewParts(NamedTuple):
    """A page of an overview; links are (text, file), `figures` the endings of the pictures beside the page."""

    kind: str
    path: str
    first: str
    total: int | None
    part: str | None
    items: tuple[ItemParts, ...]
    parts: tuple[tuple[str, str], ...]
    figures: tuple[str, ...] = ()


def _overview(parts: OverviewParts) -> dict[str, Any]:
    items = tuple(_item(*item) for item in parts.items)
    view = OverviewView(*parts[:5], items, tuple(Link(*link) for link in parts.parts))
    if MAP in parts.figures:
        view = replace(view, mapped=_mapped(items), land=beside(parts.path, MAP))
    return {"page": page_view(parts.path), "overview": view}


def _mapped(items: tuple[Item, ...]) -> tuple[Named, ...]:
    known = sorted((item for item in items if "lat" in item.about.facts), key=lambda item: (-item.count, item.key))
    facts = ((item, item.about.facts) for item in known[:MAPPED])
    return tuple(Named(item.name, item.path, at=(float(at["lat"]), float(at["lon"]))) for item, at in facts)


def _item(key: str, name: str, path: str, count: int, first: int, last: int, *more: Any) -> Item:
    about, months = more
    by_month = tuple((date_of(month), number) for month, number in months)
    return Item(key, name, path, count, date_of(first), date_of(last), _about(about), by_month)


def _about(parts: AboutParts | None) -> About:
    if parts is None:
        return About()
    note, what, names, facts, sources = parts
    return About(True, note, what, names, _with_days(dict(facts)), sources)


def _with_days(fact: Any) -> Any:
    """What the register says, with days as such."""
    if isinstance(fact, dict):
        return {part: _with_days(value) for part, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_with_days(value) for value in fact]
    return dt.date.fromisoformat(fact) if isinstance(fact, str) and _FULL_DATE.fullmatch(fact) else fact


class DatesParts(NamedTuple):
    """Years of days; links are (text, file)."""

    path: str
    first: str
    years: tuple[YearParts, ...]
    newer: tuple[str, str] | None
    older: tuple[str, str] | None


def _dates(parts: DatesParts) -> dict[str, Any]:
    newer, older = (Link(*link) if link is not None else None for link in (parts.newer, parts.older))
    view = DatesView(parts.path, parts.first, tuple(_year(*year) for year in parts.years), newer, older)
    return {"page": page_view(parts.path), "dates": view}


def _year(
    number: int, count: int, path: str, months: tuple[MonthParts, ...], days: tuple[tuple[int, int], ...]
) -> Year:
    held = tuple(Month(date_of(start), number, file) for start, number, file in months)
    return Year(number, count, path, held, tuple((date_of(day), number) for day, number in days))


class OwnParts(NamedTuple):
    """One of the site's own pages, such as About."""

    record: bytes
    path: str
    links: dict[tuple[str, str], str | None]


def _own_page(parts: OwnParts) -> dict[str, Any]:
    page = resolve(opened(parts.record), parts.path, parts.links)
    content = {"title": page.title, "body": page.html, "lang": page.lang, "direction": direction(page.lang)}
    return {"page": page_view(parts.path), "content": {**content, "path": parts.path}}


class PlainParts(NamedTuple):
    """A page that shows nothing of the archive; `root` is the way to the site's root, None for the usual one."""

    path: str
    root: str | None = None


def _plain(parts: PlainParts) -> dict[str, Any]:
    page = page_view(parts.path)
    return {"page": page if parts.root is None else PageView(page.path, parts.root)}


class RedirectParts(NamedTuple):
    """A page left at an old address."""

    path: str
    title: str
    target: str


def _redirect(parts: RedirectParts) -> dict[str, Any]:
    return {"page": page_view(parts.path), "redirect": Link(parts.title, parts.target)}


MAKERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    ArticleParts: _article_page,
    IndexParts: _index_page,
    FeedParts: feed,
    OverviewParts: _overview,
    DatesParts: _dates,
    OwnParts: _own_page,
    LedgerParts: _ledger_page,
    PlainParts: _plain,
    CardParts: lambda parts: {"page": page_view(parts.path), "card": parts},
    SitemapParts: lambda parts: {"page": page_view(parts.path), "sitemap": parts},
    RedirectParts: _redirect,
}
