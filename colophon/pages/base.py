"""One planned page, and what changes affect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from colophon.model import addresses
from colophon.store.indexes import Span
from colophon.store.records import Pair
from colophon.views.page import Page


class Planned(NamedTuple):
    """One planned page: its template, or the name of its format, and what it shows. `series` is for a page of a span:
    the number of the series, and the start of the span."""

    template: str
    page: Page
    series: tuple[int, int] | None = None

    @property
    def path(self) -> str:
        """The page's file."""
        return self.page.path

    def beside(self) -> list[str]:
        """The files that are written with the page."""
        return [addresses.beside(self.page.path, form) for form in self.page.beside]


class Surroundings(NamedTuple):
    """The surroundings of some moments in one index: their spans, and the start of the first page; in the index of all
    articles also the files of the articles at these moments, and of their neighbours."""

    spans: set[Span]
    first: int
    files: set[str]


@dataclass(frozen=True)
class Affected:
    """What changes affect: moments of indexes, articles by their file, the addresses that articles had before, and the
    files on which the changed articles rested before or rest now.

    `before` and `after` are the surroundings of these moments before the archive changed and afterwards, without
    indexes that held nothing.
    """

    moments: Mapping[Pair, set[int]]
    changed: set[str]
    left: set[str]
    evidence: set[str]
    before: Mapping[Pair, Surroundings]
    after: Mapping[Pair, Surroundings]

    def around(self, kind: str, key: str) -> list[Surroundings]:
        """The surroundings in one index, before and after."""
        return [then[kind, key] for then in (self.before, self.after) if (kind, key) in then]

    @cached_property
    def articles(self) -> set[str]:
        """The files of the articles whose pages may be stale: those that changed, and their neighbours."""
        return self.changed.union(*(one.files for then in (self.before, self.after) for one in then.values()))

    @cached_property
    def came_or_went(self) -> set[Pair]:
        """The indexes that hold articles either before or after, not both."""
        return self.before.keys() ^ self.after.keys()
