"""One page to come, and what a change touches: what the rooms that plan pages and those that make them share."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

from colophon.model import addresses
from colophon.store.indexes import Span
from colophon.views.make import LedgerParts, OverviewParts
from colophon.views.make_article import ArticleParts


class Page(NamedTuple):
    """One file to come: its template or the encoding that makes it, and the parts that its view is made of. A page that
    is a span of an index carries the index's number and the span's start."""

    path: str
    template: str
    parts: Any
    series: tuple[int, int] | None = None

    def beside(self) -> list[str]:
        """The files beside the page, which are made with it."""
        forms = self.parts.forms if isinstance(self.parts, ArticleParts | LedgerParts) else ()
        figures = self.parts.figures if isinstance(self.parts, ArticleParts | OverviewParts) else ()
        return [addresses.beside(self.path, form) for form in (*forms, *figures)]


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


def plain(parts: Any) -> bytes:
    """The bytes of parts, the same for equal ones: without a memo it doesn't matter which of them are one object."""
    buffer = BytesIO()
    pickler = pickle.Pickler(buffer, 5)
    pickler.fast = True
    pickler.dump(parts)
    return buffer.getvalue()
