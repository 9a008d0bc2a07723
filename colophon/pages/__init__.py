"""Which pages there are, and which of them a change may make stale.

Each generator yields all pages of its kind, or those that a change affects. The indexes before and after the change
tell which these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from colophon.pages.articles import Articles, Cards, Own, Redirects, Singles
from colophon.pages.base import Affected, Planned, Surroundings
from colophon.pages.context import DATES, PageContext, PageGenerator
from colophon.pages.dates import Dates, Months, of_months
from colophon.pages.feeds import Feeds
from colophon.pages.lists import Front, Ledger, Lists, Llms
from colophon.pages.overviews import Overviews
from colophon.pages.received import Received
from colophon.pages.sitemaps import Sitemaps
from colophon.store.indexes import LATEST, Index
from colophon.store.records import Pair

# In the order in which pages are written. Articles are last, since they are many: workers render them while the pages
# before them are still being written.
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
    Received,
    Cards,
    Articles,
)


class Pages:
    """The pages of one site."""

    def __init__(self, context: PageContext) -> None:
        self.context = context
        self.generators = [generator(context) for generator in GENERATORS]
        others = [one for one in self.generators if not isinstance(one, Redirects)]
        for one in self.generators:
            if isinstance(one, Redirects):
                one.taken = lambda path: any(other.has(path) for other in others)

    def all(self) -> Iterator[Planned]:
        """Every page of the site."""
        return chain.from_iterable(generator.all() for generator in self.generators)

    def has(self, path: str) -> bool:
        """Whether one of them, or a file beside one, is at `path` and stays there while others come and go."""
        return any(generator.has(path) for generator in self.generators)

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The pages that changes may have made stale."""
        return chain.from_iterable(generator.candidates(affected) for generator in self.generators)

    def gone(self, affected: Affected) -> Iterator[str]:
        """Files that may be gone with the changes, among them some of pages that `candidates` yields."""
        return chain.from_iterable(generator.gone(affected) for generator in self.generators)

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """The same for pages in a series, as (its number, the first start, the start after the last)."""
        return chain.from_iterable(generator.series(affected) for generator in self.generators)

    def with_months(self, moments: Mapping[Pair, set[int]]) -> dict[Pair, set[int]]:
        """Moments of indexes, with those of the months, where the site has pages of them."""
        return {**moments, **(of_months(moments.get(LATEST, set())) if self.context.has(DATES) else {})}

    def surroundings(self, moments: Mapping[Pair, set[int]]) -> dict[Pair, Surroundings]:
        """The surroundings of moments of indexes in the archive as it is now."""
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
