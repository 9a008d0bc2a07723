"""What pages of every kind are made from: rows, names, and what the pages of articles show, as the database and the
register have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from colophon.model import addresses
from colophon.model.names import About, Named, Names
from colophon.pages.base import Affected, Planned
from colophon.store.database import Archive
from colophon.store.indexes import LATEST, Index, Span, month_index, the_index
from colophon.store.records import DAY, ArticleRow, Pair, Summary
from colophon.views.article import ArticlePage
from colophon.views.page import Font
from colophon.views.site import Row, SiteView

# The feeds beside the page of an index: the ending of the file, and the media type.
FEED_FORMS = {"atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}

# Months are indexes of this kind, with keys as in “2022/11”.
DATES = "dates"


class Feeding(NamedTuple):
    """Which feeds there are: how many articles one of the whole site holds, the kinds of index that have their own, and
    what makes the feed of everything and that of changes (a template, or the name of an encoding)."""

    items: int
    kinds: tuple[str, ...]
    all: str
    corrections: str


@dataclass
class PageContext:
    """What the generators of pages share. It keeps indexes as they were counted first, so make another one when the
    archive changes."""

    archive: Archive
    site: SiteView
    size: int
    feeding: Feeding
    names: Names
    # endings of the files beside an article's page; EVIDENCE stands only where there is some
    forms: tuple[str, ...]
    # whether the theme shows the places of an article on a map
    maps: bool
    # the fonts of social cards besides ours; None where the site has no cards
    cards: tuple[Font, ...] | None
    # the locale by which days are told in words
    locale: str
    # (what, target) of a link in a text → the target's file in the output, None where there is none
    find: Callable[[str, str], str | None]
    _indexes: dict[tuple[str, str], Index | None] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        """Whether the site has the overview of a kind."""
        return any(kind == one for one, _ in self.site.ways)

    def index(self, kind: str, key: str) -> Index | None:
        """One index, None where it holds no article."""
        if (kind, key) not in self._indexes:
            found = month_index(self.archive, key, self.size) if kind == DATES else None
            self._indexes[kind, key] = found or the_index(self.archive, kind, key, self.size)
        return self._indexes[kind, key]

    def latest(self) -> Index | None:
        """All articles, None where there is none."""
        return self.index(*LATEST)

    def article(self, row: ArticleRow, older: Summary | None = None, newer: Summary | None = None) -> ArticlePage:
        """The page of an article, between its neighbours."""
        return ArticlePage(
            path=row.summary.address,
            record=row.record,
            older=self.row(older) if older else None,
            newer=self.row(newer) if newer else None,
            names=self.looked_up(row.lookups, listed=row.listed),
            links=self.links(row),
        )

    def looked_up(self, lookups: Iterable[Pair], *, listed: bool = True) -> dict[str, dict[str, Named]]:
        """Names by kind and word; without links for what is in no list."""
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

    def links(self, row: ArticleRow) -> tuple[tuple[str, str, str | None], ...]:
        """Where the links in a text lead, as (what, target, file in the output)."""
        return tuple((what, target, self.find(what, target)) for what, target in row.links)

    def known(self, index: Index, span: Span) -> tuple[str, About]:
        """What an index is called, and what the register says of it. A free name is that of the newest article of
        a span, so that a page of that span depends on no other article."""
        kind = "publications" if index.kind == "sources" else index.kind
        return self.names.about(kind, index.key) or (index.name(span) or index.key, About())

    def rows(self, index: Index, span: Span) -> tuple[Row, ...]:
        """The articles of a span, from new to old."""
        return tuple(map(self.row, index.summaries(span)))

    def row(self, summary: Summary) -> Row:
        """What a list shows of an article."""
        return Row(
            title=summary.title,
            path=summary.address,
            lang=summary.lang,
            date=date_of(summary.moment // DAY),
            source=self.names.of("sources", summary.source).text if summary.source else None,
            page=summary.page,
            original=bool(summary.original),
        )


class PageGenerator:
    """Pages of one kind: which there are, and which of them a change may make stale."""

    def __init__(self, context: PageContext) -> None:
        self.context = context

    def all(self) -> Iterator[Planned]:
        """Every page of the generator."""
        raise NotImplementedError

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The pages that changes may have made stale: all of them, where they are few."""
        return self.all()

    def gone(self, affected: Affected) -> Iterator[str]:
        """Files that may be gone with the changes. A file of a page that `candidates` yields is not gone."""
        yield from ()

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """The same for pages in a series: its number, and the starts between which all pages are gone that
        `candidates` doesn't yield."""
        yield from ()


@cache
def date_of(ordinal: int) -> dt.date:
    """A day by its ordinal."""
    return dt.date.fromordinal(ordinal)


def day_of(moment: int) -> dt.date:
    """A moment's day."""
    return date_of(min(moment // DAY, dt.date.max.toordinal()))
