"""What one page shows, as it travels to the worker that makes it. A page is a pure function of it and of its template,
so a page is known by the digest of these bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from colophon.views.site import Link, PageView, SiteView, View, page_view

if TYPE_CHECKING:
    from colophon.views.article import ArticleView


class Provider(Protocol):
    """What a page doesn't carry itself: the site, words of the theme, and the bytes of evidence."""

    site: SiteView

    def credit(self, article: ArticleView) -> str:
        """The credit line of an article, as plain text on one line."""

    def read(self, path: str, expected: Callable[[bytes], bool]) -> bytes:
        """A file of the content folder, if its bytes are those `expected`. Raises an error that says what is wrong."""


class Page(View, frozen=True, kw_only=True, tag=True):
    """What one page shows; each kind of page has a class of its own. `path` is the page's file."""

    path: str

    @property
    def beside(self) -> tuple[str, ...]:
        """The files that are made with the page, by the endings of their names."""
        return ()

    def variables(self, provider: Provider) -> dict[str, Any]:
        """What the page's template sees. Raises Untrusted."""
        return {"page": page_view(self.path), **self.shown(provider)}

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The variables besides `page`."""
        return {}


class PlainPage(Page, frozen=True, kw_only=True):
    """A page that shows nothing of the archive; `root` is the way to the site's root, None for the usual one."""

    root: str | None = None

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The way to the root, where it is another."""
        return {} if self.root is None else {"page": PageView(self.path, self.root)}


class RedirectPage(Page, frozen=True, kw_only=True):
    """A page left at an old address."""

    title: str
    target: str

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """Where it leads."""
        return {"redirect": Link(self.title, self.target)}


class SitemapPage(Page, frozen=True, kw_only=True):
    """A list of files for crawlers, each with the day as an ordinal on which it last changed, None where that isn't
    known."""

    files: tuple[tuple[str, int | None], ...]

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The list."""
        return {"sitemap": self}


class Font(View, frozen=True):
    """A font for the letters that ours lacks: its file, its number in it, and the digest of the file."""

    file: str
    number: int
    digest: bytes


class CardPage(Page, frozen=True, kw_only=True):
    """The social card of an article: title, source and site by name; the day in words and as a bare date."""

    title: str
    source: str | None
    day: str
    date: str
    site: str
    fonts: tuple[Font, ...] = ()

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """What is drawn."""
        return {"card": self}
