"""Which pages there are, and which of them a change touches.

Pages come in generators, each of which can name all of its pages, or those that a change touches. What a change touches
is found by looking at the indexes before and after it. Knows the archive and what pages are made of; never templates,
bytes or files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from colophon.pages.articles import Articles, Own, Redirects, Singles
from colophon.pages.base import Planned, Touched
from colophon.pages.cards import Cards
from colophon.pages.context import DATES, PageContext, PageGenerator
from colophon.pages.dates import Dates, Months, of_months
from colophon.pages.feeds import Feeds
from colophon.pages.lists import Front, Ledger, Lists, Llms
from colophon.pages.overviews import Overviews
from colophon.pages.sitemaps import Sitemaps
from colophon.store.indexes import LATEST, Index

# In the order in which they are built. Articles come last in a whole build: they are many, and their pages are made
# while the others' are still written.
GENERATORS: tuple[type[PageGenerator], ...] = (
    Lists,
    Months,
    Front,
    Overviews,
    Dates,
    Ledger,
    Llms,
    Feeds,
    Sitemaps,
    Redirects,
    Singles,
    Own,
    Cards,
    Articles,
)


@dataclass
class Pages:
    """The pages of one site."""

    context: PageContext
    generators: list[PageGenerator] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.generators = [generator(self.context) for generator in GENERATORS]

    def all(self) -> Iterator[Planned]:
        """Every page of the site."""
        for generator in self.generators:
            yield from generator.all()

    def touched(self, touched: Touched) -> Iterator[Planned]:
        """The pages that a change may have touched, after it."""
        for generator in self.generators:
            yield from generator.touched(touched)

    def gone(self, touched: Touched) -> Iterator[str]:
        """Files that a change may have taken from the site, among them some that `touched` yields."""
        for generator in self.generators:
            yield from generator.gone(touched)

    def series(self, touched: Touched) -> Iterator[tuple[int, int, int]]:
        """The same for pages in a series, as (its number, the first start, the start after the last)."""
        for generator in self.generators:
            yield from generator.series(touched)

    def look(self, touched: Touched) -> None:
        """Note what stands around the touched moments; call it before the archive changes and once more after."""
        self.context.forget()
        if self.context.has(DATES):
            touched.moments.update(of_months(touched.moments.get(LATEST, set())))
        for (kind, key), moments in touched.moments.items():
            index = self.context.index(kind, key)
            touched.held.setdefault((kind, key), set()).add(index is not None)
            if index is None:
                continue
            touched.spans.setdefault((kind, key), set()).update(index.span_of(m) for m in moments)
            touched.firsts.setdefault((kind, key), set()).add(index.first_page().start)
            if (kind, key) == LATEST:
                for moment in moments:
                    _note_neighbours(index, moment, touched)


def _note_neighbours(index: Index, moment: int, touched: Touched) -> None:
    before, _ = index.neighbours(moment, "")
    _, after = index.neighbours(moment, "\U0010ffff")
    touched.articles.update(summary.path for summary in (before, after) if summary is not None)
    touched.articles.update(index.files_at(moment))
