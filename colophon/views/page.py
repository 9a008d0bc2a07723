"""What one page shows, in a form that goes to the worker that writes it. A page is a pure function of it and of its
template, so the digest of its bytes tells whether the page is stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from colophon.views.site import Link, PageView, SiteView, View, page_view

if TYPE_CHECKING:
    from colophon.views.article import ArticleView


class Provider(Protocol):
    """What a page does not hold itself: the site, the words of the theme, and the bytes of evidence."""

    site: SiteView

    def credit(self, article: ArticleView) -> str:
        """The credit line of an article, as plain text on one line."""

    def read(self, path: str, expected: Callable[[bytes], bool]) -> bytes:
        """The bytes of a file of the content folder. Raises EvidenceChanged where `expected` returns False for them."""


class Page(View, frozen=True, kw_only=True, tag=True):
    """What one page shows; each kind of page has its own class. `path` is the page's file."""

    path: str

    @property
    def beside(self) -> tuple[str, ...]:
        """The endings of the files that are written with the page."""
        return ()

    def variables(self, provider: Provider) -> dict[str, Any]:
        """The variables of the page's template. Raises Untrusted."""
        return {"page": page_view(self.path), **self.shown(provider)}

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The variables besides `page`."""
        return {}


class PlainPage(Page, frozen=True, kw_only=True):
    """A page that shows nothing of the archive; `root` replaces the relative path to the site's root, None does not."""

    root: str | None = None

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The path to the root, if it is replaced."""
        return {} if self.root is None else {"page": PageView(self.path, self.root)}


class RedirectPage(Page, frozen=True, kw_only=True):
    """A page left at an old address."""

    title: str
    target: str

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """Where it leads."""
        return {"redirect": Link(self.title, self.target)}


class SitemapPage(Page, frozen=True, kw_only=True):
    """A list of files for crawlers, each with the ordinal of the day on which it last changed, None if unknown."""

    files: tuple[tuple[str, int | None], ...]

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """The list."""
        return {"sitemap": self}


class Font(View, frozen=True):
    """A font for letters that ours lacks: its file, its number in the file, and the digest of the file."""

    file: str
    number: int
    digest: bytes


class CardPage(Page, frozen=True, kw_only=True):
    """The social card of an article: title, source and site by name; the day in words and as a bare date. `lang` is the
    language of the article, as a BCP 47 tag."""

    title: str
    lang: str
    source: str | None
    day: str
    date: str
    site: str
    fonts: tuple[Font, ...] = ()

    def shown(self, _provider: Provider) -> dict[str, Any]:
        """What is drawn."""
        return {"card": self}
