"""The formats in which an article stands beside its page. The module of a format registers it here; theme, settings,
server and documentation read the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from colophon.views.article import ArticleView
from colophon.views.site import SiteView


class Format(NamedTuple):
    """One format: the function that writes it from an article, its site and the credit line; its name; its media type;
    its place in the order of the formats."""

    write: Callable[[ArticleView, SiteView, str], str | bytes]
    label: str
    media_type: str
    place: int

    @property
    def content_type(self) -> str:
        """The value of HTTP's Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


# By the ending of the file.
FORMATS: dict[str, Format] = {}


def endings() -> tuple[str, ...]:
    """The endings of all formats, in their order."""
    return tuple(sorted(FORMATS, key=lambda ending: (FORMATS[ending].place, ending)))


def format_label(ending: str) -> str:
    """The name of a format, by the ending of its files."""
    return FORMATS[ending].label
