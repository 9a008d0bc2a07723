"""The files beside a page: an article's other forms and pictures, the ledger's data; and pages without a template."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from typing import Any

from colophon.formats.evidence import EvidenceChanged
from colophon.formats.ledger import ledger
from colophon.formats.registry import FORMATS
from colophon.model.names import Named
from colophon.readers.files import read_file
from colophon.rendering.maps import framed, land
from colophon.rendering.page_formats import WORDED
from colophon.rendering.renderer import Theme, marked, said, template_digest
from colophon.views.article import CARD, ArticlePage, ArticleView
from colophon.views.lists import LedgerView, OverviewView
from colophon.views.page import Page
from colophon.views.site import SiteView

ATTRIBUTION, LINE = "_parts/attribution", "line"  # the template of the credit line, and its macro
FEEDS = "_parts/feeds"  # that of the words of feeds
File = tuple[str, bytes]  # path and bytes


class ThemeWords:
    """The site, the theme's words and files of the content folder. Methods raise Missing where the theme has no such
    words, and TemplateFailed."""

    def __init__(self, theme: Theme, content: str) -> None:
        self.theme, self.content = theme, content
        self.site: SiteView = dict(theme.globals)["site"]
        self.kept: dict[tuple[Any, ...], tuple[str, str]] = {}
        self._constant = cache(partial(said, theme, FEEDS))  # what a macro without values says

    def read(self, path: str, expected: Callable[[bytes], bool]) -> bytes:
        """A file of the content folder. Raises EvidenceChanged where it isn't what was expected."""
        data = read_file(self.content, path)
        if isinstance(data, bytes) and expected(data):
            return data
        reason = data if isinstance(data, str) else "it changed while the site was built"
        raise EvidenceChanged(f"{os.path.basename(self.content)}/{path}", reason)

    def credit(self, article: ArticleView) -> str:
        """The credit line of an article."""
        return said(self.theme, ATTRIBUTION, LINE, article, self.site)

    def plain(self, macro: str, *values: Any) -> str:
        """What a macro says of feeds, as text on one line."""
        return said(self.theme, FEEDS, macro, *values) if values else self._constant(macro)

    def markup(self, macro: str, *values: Any) -> str:
        """The same as HTML."""
        return str(marked(self.theme, FEEDS, macro, *values))


words_of = lru_cache(maxsize=4)(ThemeWords)


def files(page: Page, seen: dict[str, Any], words: ThemeWords) -> Iterator[File]:
    """The files beside a page. Raises Missing where the theme doesn't word a credit line, and EvidenceChanged."""
    if isinstance(page, ArticlePage):
        article: ArticleView = seen["article"]
        yield from _land(article.land, article.terms.get("places", ()))
        for form, path in article.forms:
            yield path, encoded(FORMATS[form].write(article, words.site, article.credit))
    elif isinstance(page, LedgerView):
        yield page.data, ledger(page, words.site).encode()
    elif isinstance(page, OverviewView):
        yield from _land(page.land, page.mapped)


def _land(path: str | None, places: Iterable[Named]) -> Iterator[File]:
    """The land behind the map of the places whose coordinates are given; nothing where the page has no map."""
    if path:
        yield path, land(framed([place.at for place in places if place.at]))


def encoded(file: str | bytes) -> bytes:
    """The bytes of a file."""
    return file if isinstance(file, bytes) else file.encode()


def encoding_digest(theme: Theme, name: str) -> bytes:
    """Changes with all that such a page depends on besides what it is made of: the engine, the site, and the theme's
    words. A card takes long to draw, so its digest changes only with the code that draws it. Raises Missing."""
    if name == CARD:
        from colophon.rendering.cards import edition  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

        return edition()
    return template_digest(theme, FEEDS) if name in WORDED else theme.digest
