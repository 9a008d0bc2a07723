"""Which pages there are, and which of them a change may make stale.

Each generator yields all pages of its kind, or those that a change affects. The indexes before and after the change
tell which these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from colophon.pages.articles import Articles, Own, Redirects, Singles
from colophon.pages.base import Affected, Planned, Surroundings
from colophon.pages.cards import Cards
from colophon.pages.context import DATES, PageContext, PageGenerator
from colophon.pages.dates import Dates, Months, of_months
from colophon.pages.feeds import Feeds
from colophon.pages.lists import Front, Ledger, Lists, Llms
from colophon.pages.overviews import Overviews
from colophon.pages.sitemaps import Sitemaps
from colophon.store.indexes import LATEST, Index
from colophon.store.records import Pair

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

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The pages that changes may have made stale."""
        for generator in self.generators:
            yield from generator.candidates(affected)

    def gone(self, affected: Affected) -> Iterator[str]:
        """Files that may be gone with the changes, among them some of pages that `candidates` yields."""
        for generator in self.generators:
            yield from generator.gone(affected)

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """The same for pages in a series, as (its number, the first start, the start after the last)."""
        for generator in self.generators:
            yield from generator.series(affected)

    def with_months(self, moments: Mapping[Pair, set[int]]) -> dict[Pair, set[int]]:
        """Moments of indexes, with those of the months, where the site has pages of them."""
        return {**moments, **(of_months(moments.get(LATEST, set())) if self.context.has(DATES) else {})}

    def surroundings(self, moments: Mapping[Pair, set[int]]) -> dict[Pair, Surroundings]:
        """What stands around moments of indexes now."""
        around = {}
        for pair, at in moments.items():
            if (index := self.context.index(*pair)) is not None:
                files = {file for moment in at for file in _files_around(index, moment)} if pair == LATEST else set()
                around[pair] = Surroundings(set(map(index.span_of, at)), index.first_page().start, files)
        return around


def _files_around(index: Index, moment: int) -> Iterator[str]:
    """The files of the articles at a moment, and of those before and after it."""
    before, _ = index.neighbours(moment, "")
    _, after = index.neighbours(moment, "\U0010ffff")
    yield from (summary.path for summary in (before, after) if summary is not None)
    yield from index.files_at(moment)
