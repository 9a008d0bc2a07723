"""What the generators of pages share: rows, names and views, from the database and the register."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import groupby
from typing import Any, NamedTuple

from colophon.model import addresses
from colophon.model.days import Days
from colophon.model.names import About, Named, Names
from colophon.pages.base import Affected, Planned
from colophon.readers.links import Target, TextLink
from colophon.readers.old_addresses import OldAddresses
from colophon.store.database import Archive, PairRow
from colophon.store.indexes import END, LATEST, Index, Span, dates_index, the_index
from colophon.store.records import DAY, UNRECORDED, ArticleRow, ArticleSummary, Pair
from colophon.views.article import ArticlePage, Paired
from colophon.views.lists import Month, Year
from colophon.views.page import Font
from colophon.views.site import Link, Row, SiteView

# The feeds beside the page of an index: the ending of the file, and the media type.
FEED_FORMS = {"atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}

# Months are indexes of this kind, with keys as in “2022/11”.
DATES = "dates"


class Feeding(NamedTuple):
    """The feeds of the site: the number of articles in a feed of the whole site, the kinds of index with feeds, and the
    template, or the name of the format, for the feed of all articles and for that of changes."""

    items: int
    kinds: tuple[str, ...]
    all: str
    corrections: str


@dataclass
class PageContext:
    """What the generators of pages share. It caches indexes, so make another one when the archive changes."""

    archive: Archive
    site: SiteView
    size: int
    feeding: Feeding
    names: Names
    # endings of the files beside an article's page; EVIDENCE only where an article has some
    forms: tuple[str, ...]
    # whether the theme shows the places of an article on a map
    maps: bool
    # the fonts of social cards besides ours; None where the site has no cards
    cards: tuple[Font, ...] | None
    # the locale of days in words
    locale: str
    # a link of a text → the file of the output that it leads to, and the id there if it is not the one written; None
    # where there is none
    find: Callable[[TextLink], tuple[str, str] | None]
    # the addresses of an earlier site
    old: OldAddresses = field(default_factory=OldAddresses)
    _indexes: dict[tuple[str, str], Index | None] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        """Whether the site has the overview of a kind."""
        return any(kind == one for one, _ in self.site.ways)

    def index(self, kind: str, key: str) -> Index | None:
        """One index, None where it holds no article."""
        if (kind, key) not in self._indexes:
            index = dates_index if kind == DATES else partial(the_index, kind=kind)
            self._indexes[kind, key] = index(self.archive, key=key, size=self.size)
        return self._indexes[kind, key]

    def latest(self) -> Index | None:
        """The index of all articles, None where there is none."""
        return self.index(*LATEST)

    def article(
        self, row: ArticleRow, older: ArticleSummary | None = None, newer: ArticleSummary | None = None
    ) -> ArticlePage:
        """The page of an article, with its neighbours."""
        return ArticlePage(
            path=row.summary.address,
            record=row.record,
            older=self.row(older) if older else None,
            newer=self.row(newer) if newer else None,
            **(self._paired(row.summary.path) if self._pairs else {}),
            names=self.looked_up(row.lookups, listed=row.listed),
            links=self.links(row),
        )

    @cached_property
    def _pairs(self) -> bool:
        return self.archive.pairs()

    def _paired(self, path: str) -> dict[str, Any]:
        original, translations = (tuple(map(_pair, rows)) for rows in self.archive.paired(path))
        return {"original": original[0] if original else None, "translations": translations}

    def looked_up(self, lookups: Iterable[Pair], *, listed: bool = True) -> dict[str, dict[str, Named]]:
        """Names by kind and word; without links for an article that is in no list."""
        names: dict[str, dict[str, Named]] = {}
        of = self.names.of if listed else self.names.alone
        for kind, word in lookups:
            names.setdefault(kind, {})[word] = of(kind, word)
        return names

    def feeds(self, kind: str, key: str) -> tuple[tuple[str, str], ...]:
        """The feeds of an index, as (media type, file)."""
        if kind not in self.feeding.kinds:
            return ()
        page = addresses.index(kind, key)
        return tuple((media, addresses.beside(page, form)) for form, media in FEED_FORMS.items())

    def links(self, row: ArticleRow) -> tuple[Target, ...]:
        """The targets of the links of a text to other files of the output."""
        found = ((link.written, self.find(link)) for link in row.links if link.field == "text" and not link.here)
        return tuple((written, *where) for written, where in found if where is not None)

    def row_at(self, path: str, *forms: str) -> ArticleRow | None:
        """The row of the article whose page is at `path`, or has that file beside it, with an ending of `forms`."""
        pages = (path, *(f"{path.removesuffix(f'.{form}')}.html" for form in forms if path.endswith(f".{form}")))
        states = (self.archive.state_at(page) for page in pages)
        found = next((s for s in states if s and s.built and s.kind == "article" and s.address in pages), None)
        return self.archive.row(found.path) if found else None

    def known(self, index: Index, span: Span) -> tuple[str, About]:
        """The name of an index, and what the register says of it. A free name is that of the newest article of a span,
        so that a page of that span depends on no other article."""
        kind = "publications" if index.kind == "sources" else index.kind
        return self.names.about(kind, index.key) or (index.name(span) or index.key, About())

    def rows(self, index: Index, span: Span) -> tuple[Row, ...]:
        """The articles of a span, from new to old."""
        return tuple(map(self.row, index.summaries(span)))

    def row(self, summary: ArticleSummary) -> Row:
        """The row of an article in a list."""
        return Row(
            title=summary.title,
            path=summary.address,
            lang=summary.lang,
            date=days_of(summary),
            source=self.names.of("sources", summary.source).text if summary.source else summary.source,
            page=summary.page,
            original=bool(summary.original),
            withdrawn=bool(summary.withdrawn),
        )

    def years(self, since: int = DAY) -> list[Year]:
        """The years with articles, from old to new; `since` is the moment at which the first of them starts."""
        latest = self.latest()
        counts = self.archive.counts.days(latest.term, since, END) if latest else []
        days = [(date_of(day), known, count) for day, known, count in counts]
        return [_year(year, [*group]) for year, group in groupby(days, key=lambda day: day[0].year)]

    def undated(self) -> Link | None:
        """The list of the articles without a date; None where there are none."""
        index = self.index(DATES, addresses.UNDATED)
        return Link("", addresses.index(DATES, addresses.UNDATED), index.total()) if index else None


def _year(number: int, days: list[tuple[dt.date, int, int]]) -> Year:
    months, unknown = [], sum(count for _, known, count in days if known < 2)
    with_month = ((day, count) for day, known, count in days if known >= 2)
    for month, group in groupby(with_month, key=lambda day: day[0].month):
        path = addresses.index(DATES, addresses.month(number, month))
        months.append(Month(start=dt.date(number, month, 1), count=sum(count for _, count in group), path=path))
    unknown_at = addresses.index(DATES, addresses.month_unknown(number))
    return Year(
        year=number,
        count=sum(count for *_, count in days),
        path=addresses.year(number),
        months=tuple(months),
        days=tuple((day, count) for day, known, count in days if known == 3),
        unknown=Link("", unknown_at, unknown) if unknown else None,
    )


class PageGenerator(ABC):
    """Pages of one kind: which there are, and which of them a change may make stale."""

    def __init__(self, context: PageContext) -> None:
        self.context = context

    @abstractmethod
    def all(self) -> Iterator[Planned]:
        """Every page of the generator."""

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The pages that changes may have made stale: all of them, where they are few."""
        return self.all()

    def has(self, path: str) -> bool:
        """Whether one of the pages, or a file beside one, is at `path` and stays there while others come and go. It
        must not ask where links of texts lead, since that is what it is asked for."""
        return any(path in (planned.path, *planned.beside()) for planned in self.all())

    def gone(self, affected: Affected) -> Iterator[str]:
        """Files that may be gone with the changes. A file of a page that `candidates` yields is not gone."""
        yield from ()

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """The same for pages in a series: its number, and the starts between which all pages are gone that
        `candidates` doesn't yield."""
        yield from ()


@cache
def date_of(ordinal: int) -> dt.date:
    """The day of an ordinal."""
    return dt.date.fromordinal(ordinal)


def _pair(row: PairRow) -> Paired:
    recorded = row.corrected is not None and row.corrected != UNRECORDED
    changed = date_of(row.corrected) if recorded and row.corrected else None
    return Paired(path=row.address, title=row.title, lang=row.lang, behind=bool(row.behind), changed=changed)


def days_of(summary: ArticleSummary | None) -> Days | None:
    """The date of an article; None where it is unknown, or where there is no article."""
    if summary is None:
        return None
    if summary.dated:
        return _days_read(summary.dated)
    return _days_on(summary.moment // DAY)


@cache
def _days_on(ordinal: int) -> Days:
    return Days.on(date_of(ordinal))


@cache
def _days_read(written: str) -> Days | None:
    return None if written == "unknown" else Days.read(written)


def day_of(moment: int) -> dt.date | None:
    """The day of a moment; None of those of articles without a date, and of the first moment after them."""
    return None if moment <= DAY else date_of(min(moment // DAY, dt.date.max.toordinal()))
