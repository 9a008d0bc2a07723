"""What encodings make of a page: the files that stand beside it, such as an article's other forms and pictures, the
evidence that it rests on and the ledger's data; and the pages that have no template.

They are made where the page is rendered, from the view that it shows and with the credit line that the theme words.
Knows encodings and what a page is made of; not which pages there are, nor where bytes go.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from colophon.formats.entry import Words
from colophon.formats.evidence import evidence
from colophon.formats.ledger import ledger
from colophon.formats.sidecars import FORMS
from colophon.model.problems import Problem
from colophon.readers.files import read_file
from colophon.rendering.figures.frame import framed
from colophon.rendering.figures.land import land
from colophon.rendering.page_formats import PAGES, WORDED
from colophon.rendering.renderer import Theme, marked, said, template_digest
from colophon.store.records import digest, opened
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
    """Each file as (path, bytes). Raises Missing where the theme doesn't word a credit line, and EvidenceChanged."""
    yield from map_land(view.land, view.terms.get("places", ()))
    if not view.forms:
        return
    site: Any = dict(theme.globals)["site"]
    credit = said(theme, ATTRIBUTION, LINE, view, site)
    for form, path in view.forms:
        if form in FORMS:
            yield path, _bytes(FORMS[form](view, site, credit))
        else:
            yield path, _bundle(content, parts, credit)


class EvidenceChanged(Exception):
    """A file that a bundle needs is not the one that was read; `problem` says which."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(found)
        self.problem = Problem(path, 0, "evidence", found, "build again, when nobody writes to the file")


def _bundle(content: str, parts: ArticleParts, credit: str) -> bytes:
    """The evidence bundle. What goes into it has the digest by which it was read, or that the header states. Raises
    EvidenceChanged."""
    article = opened(parts.record)
    stated = {hop.file: hop.sha256 for hop in article.custody if hop.sha256}
    label, data = os.path.basename(content), {}
    for number, (name, mark) in enumerate(parts.evidence):
        found = read_file(content, name)
        if isinstance(found, str):
            raise EvidenceChanged(f"{label}/{name}", found)
        changed = digest(found) != mark if number == 0 else sha256(found).hexdigest() != stated.get(name)
        if changed and (number == 0 or name in stated):
            raise EvidenceChanged(f"{label}/{name}", "it changed while the site was built")
        data[name] = found
    return evidence(article, data.pop(article.path), data, credit)


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
        from colophon.rendering.figures.card import edition  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

        return edition()
    return template_digest(theme, FEEDS) if name in WORDED else theme.digest
