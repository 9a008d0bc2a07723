"""What encodings make of a page: the files that stand beside it, such as an article's other forms and pictures, the
evidence that it rests on and the ledger's data; and the pages that have no template.

They are made where the page is rendered, from the view that it shows and with the credit line that the theme words.
Knows encodings and what a page is made of; not which pages there are, nor where bytes go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from colophon.formats.entry import Words
from colophon.formats.evidence import evidence
from colophon.formats.ledger import ledger
from colophon.formats.sidecars import FORMS
from colophon.rendering.maps import framed, land
from colophon.rendering.page_formats import PAGES, WORDED
from colophon.rendering.renderer import Theme, marked, said, template_digest
from colophon.store.records import opened
from colophon.views.article import ArticleView
from colophon.views.card import CARD
from colophon.views.ledger import LedgerView
from colophon.views.make_article import ArticleParts
from colophon.views.site import Named

# Where the theme words the credit line.
ATTRIBUTION, LINE = "_parts/attribution", "line"
# Where it words feeds.
FEEDS = "_parts/feeds"


def files(theme: Theme, content: str, parts: ArticleParts, view: ArticleView) -> Iterator[tuple[str, bytes]]:
    """Each file as (path, bytes). Raises Missing where the theme doesn't word a credit line, and OSError."""
    yield from map_land(view.land, view.terms.get("places", ()))
    if not view.forms:
        return
    site: Any = dict(theme.globals)["site"]
    credit = said(theme, ATTRIBUTION, LINE, view, site)
    for form, path in view.forms:
        if form in FORMS:
            yield path, _bytes(FORMS[form](view, site, credit))
        else:
            own, *received = (name for name, _ in parts.evidence)
            data = {name: Path(content, name).read_bytes() for name in received}
            yield path, evidence(opened(parts.record), Path(content, own).read_bytes(), data, credit)


def map_land(path: str | None, places: Iterable[Named]) -> Iterator[tuple[str, bytes]]:
    """The land behind the map of those places of which it is known where they are, as (path, bytes); nothing where the
    page has no map."""
    if path:
        yield path, land(framed([place.at for place in places if place.at]))


def ledger_data(theme: Theme, view: LedgerView) -> tuple[str, bytes]:
    """A page of the ledger as JSON, as (path, bytes)."""
    return view.data, ledger(view, dict(theme.globals)["site"]).encode()


class Spoken(Words):
    """What a theme says of feeds. Raises Missing where it says nothing, and TemplateFailed."""

    def __init__(self, theme: Theme) -> None:
        self.theme, self.site = theme, dict(theme.globals)["site"]
        self.kept: dict[tuple[Any, ...], tuple[str, ...]] = {}
        self._always: dict[str, str] = {}

    def credit(self, article: ArticleView) -> str:
        """The credit line of an article."""
        return said(self.theme, ATTRIBUTION, LINE, article, self.site)

    def plain(self, macro: str, *values: Any) -> str:
        """What a macro says, as text on one line."""
        if values:
            return said(self.theme, FEEDS, macro, *values)
        if macro not in self._always:
            self._always[macro] = said(self.theme, FEEDS, macro)
        return self._always[macro]

    def markup(self, macro: str, *values: Any) -> str:
        """The same as HTML."""
        return str(marked(self.theme, FEEDS, macro, *values))


_spoken = lru_cache(maxsize=4)(Spoken)


def encoded(theme: Theme, name: str, seen: dict[str, Any]) -> bytes:
    """A page that an encoding makes of what a template would see. Raises Missing where it needs words and the theme has
    none, and TemplateFailed."""
    return _bytes(PAGES[name](seen, _spoken(theme)))


def _bytes(made: str | bytes) -> bytes:
    return made if isinstance(made, bytes) else made.encode()


def encoding_digest(theme: Theme, name: str) -> bytes:
    """Changes with all that such a page depends on besides what it is made of: the engine, the site, and what the theme
    says in it. A card, which takes long to draw, depends on no more than how it is drawn. Raises Missing."""
    if name == CARD:
        from colophon.rendering.cards import edition  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

        return edition()
    return template_digest(theme, FEEDS) if name in WORDED else theme.digest
