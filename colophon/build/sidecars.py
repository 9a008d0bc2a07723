"""What is made with a page and stands beside it: an article's other forms and pictures, the ledger's data; and the
pages that no template makes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from colophon.formats.evidence import EvidenceChanged
from colophon.formats.ledger import ledger
from colophon.formats.registry import FORMATS
from colophon.model.names import Named
from colophon.readers.files import read_file
from colophon.rendering.maps import framed, land
from colophon.rendering.page_formats import PAGES, WORDED
from colophon.rendering.renderer import Theme, marked, said, template_digest
from colophon.views.article import CARD, ArticlePage, ArticleView
from colophon.views.lists import LedgerView, OverviewView
from colophon.views.page import Page
from colophon.views.site import SiteView

# Where the theme words the credit line.
ATTRIBUTION, LINE = "_parts/attribution", "line"
# Where it words feeds.
FEEDS = "_parts/feeds"

# A file as (path, bytes).
File = tuple[str, bytes]


class ThemeWords:
    """What pages don't carry themselves: the site, what a theme says of it, and files of the content folder. Raises
    Missing where the theme says nothing, and TemplateFailed."""

    def __init__(self, theme: Theme, content: str) -> None:
        self.theme, self.content = theme, content
        self.site: SiteView = dict(theme.globals)["site"]
        self.kept: dict[tuple[Any, ...], tuple[str, str]] = {}
        self._always: dict[str, str] = {}

    def read(self, path: str, expected: Callable[[bytes], bool]) -> bytes:
        """A file of the content folder. Raises EvidenceChanged where it isn't what was expected."""
        data, label = read_file(self.content, path), f"{os.path.basename(self.content)}/{path}"
        if isinstance(data, str):
            raise EvidenceChanged(label, data)
        if not expected(data):
            raise EvidenceChanged(label, "it changed while the site was built")
        return data

    def credit(self, article: ArticleView) -> str:
        """The credit line of an article."""
        return said(self.theme, ATTRIBUTION, LINE, article, self.site)

    def plain(self, macro: str, *values: Any) -> str:
        """What a macro says of feeds, as text on one line."""
        if values:
            return said(self.theme, FEEDS, macro, *values)
        if macro not in self._always:
            self._always[macro] = said(self.theme, FEEDS, macro)
        return self._always[macro]

    def markup(self, macro: str, *values: Any) -> str:
        """The same as HTML."""
        return str(marked(self.theme, FEEDS, macro, *values))


words_of = lru_cache(maxsize=4)(ThemeWords)


def files(page: Page, seen: dict[str, Any], words: ThemeWords) -> Iterator[File]:
    """The files beside a page. Raises Missing where the theme doesn't word a credit line, and EvidenceChanged."""
    make = _BESIDE.get(type(page))
    return make(seen, words.site) if make else iter(())


def _article_files(seen: dict[str, Any], site: SiteView) -> Iterator[File]:
    article: ArticleView = seen["article"]
    yield from _land(article.land, article.terms.get("places", ()))
    for form, path in article.forms:
        yield path, _bytes(FORMATS[form].write(article, site, article.credit))


def _ledger_files(seen: dict[str, Any], site: SiteView) -> Iterator[File]:
    view: LedgerView = seen["ledger"]
    yield view.data, ledger(view, site).encode()


def _overview_files(seen: dict[str, Any], _site: SiteView) -> Iterator[File]:
    overview: OverviewView = seen["overview"]
    return _land(overview.land, overview.mapped)


def _land(path: str | None, places: Iterable[Named]) -> Iterator[File]:
    """The land behind the map of those places of which it is known where they are; nothing where the page has no
    map."""
    if path:
        yield path, land(framed([place.at for place in places if place.at]))


_BESIDE: dict[type[Page], Callable[[dict[str, Any], SiteView], Iterator[File]]] = {
    ArticlePage: _article_files,
    LedgerView: _ledger_files,
    OverviewView: _overview_files,
}


def encoded(name: str, seen: dict[str, Any], words: ThemeWords) -> bytes:
    """A page that a format makes of what a template would see. Raises Missing where it needs words and the theme has
    none, and TemplateFailed."""
    return _bytes(PAGES[name](seen, words))


def _bytes(made: str | bytes) -> bytes:
    return made if isinstance(made, bytes) else made.encode()


def encoding_digest(theme: Theme, name: str) -> bytes:
    """Changes with all that such a page depends on besides what it is made of: the engine, the site, and what the theme
    says in it. A card, which takes long to draw, depends on no more than how it is drawn. Raises Missing."""
    if name == CARD:
        from colophon.rendering.cards import edition  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

        return edition()
    return template_digest(theme, FEEDS) if name in WORDED else theme.digest
