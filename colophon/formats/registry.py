"""The formats in which an article stands beside its page. A module that has one registers it here; theme, settings,
server and documents read the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from colophon.views.article import ArticleView
from colophon.views.site import SiteView


class Format(NamedTuple):
    """One format: what writes it from an article, its site and the credit line; what it is called; its media type; and
    its place among the others, by number."""

    write: Callable[[ArticleView, SiteView, str], str | bytes]
    label: str
    media_type: str
    place: int

    @property
    def content_type(self) -> str:
        """The media type as HTTP has it."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


# By the ending of the file's name.
FORMATS: dict[str, Format] = {}


def endings() -> tuple[str, ...]:
    """The endings of all formats, in their order."""
    return tuple(sorted(FORMATS, key=lambda ending: (FORMATS[ending].place, ending)))


def format_label(ending: str) -> str:
    """What a format is called, by the ending of its files."""
    return FORMATS[ending].label
