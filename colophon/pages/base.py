"""One page to come, and what a change touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from colophon.model import addresses
from colophon.store.indexes import Span
from colophon.views.page import Page


class Planned(NamedTuple):
    """One page to come: its template or the encoding that makes it, and what it shows. A page that is a span of an
    index carries the index's number and the span's start."""

    template: str
    page: Page
    series: tuple[int, int] | None = None

    @property
    def path(self) -> str:
        """The page's file."""
        return self.page.path

    def beside(self) -> list[str]:
        """The files beside the page, which are made with it."""
        return [addresses.beside(self.page.path, form) for form in self.page.beside]


@dataclass
class Touched:
    """What a change touches: articles by their file, moments of indexes, and the addresses that articles had before.
    The spans and neighbours that stood there before and after the change are gathered in two looks."""

    moments: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    # whether an index held anything, before and after
    held: dict[tuple[str, str], set[bool]] = field(default_factory=dict)
    spans: dict[tuple[str, str], set[Span]] = field(default_factory=dict)
    firsts: dict[tuple[str, str], set[int]] = field(default_factory=dict)
