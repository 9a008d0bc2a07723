"""From the parts of an article, and of a row of a list, to their views."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from colophon.model.addresses import beside
from colophon.model.article import Article
from colophon.readers.links import resolve
from colophon.store.records import opened
from colophon.views.article import ArticleView, article_view
from colophon.views.card import CARD
from colophon.views.site import Named, Row

# The file beside a page that holds the land behind the map of its places, by the ending of its name.
MAP = "map.svg"

# A row of a list: title, file, language, day as an ordinal (datetime.date.toordinal), source, printed page, and whether
# it was written for this site.
RowParts = tuple[str, str, str, int, str | None, str | None, bool]


class ArticleParts(NamedTuple):
    """An article: its record, its file, its neighbours, the names it looks up as (kind, word) → the values of Named,
    and the addresses of what its text links to. `forms` are the endings of the files beside its page; `evidence`
    are the files of the content that these hold, its own first, each with a mark that changes with it; `figures` are
    the endings of the pictures beside the page; `card` says whether it has a social card, a page of its own."""

    record: bytes
    path: str
    older: RowParts | None
    newer: RowParts | None
    names: dict[tuple[str, str], tuple[Any, ...]]
    links: dict[tuple[str, str], str | None]
    forms: tuple[str, ...] = ()
    evidence: tuple[tuple[str, bytes], ...] = ()
    figures: tuple[str, ...] = ()
    card: bool = False


def article(parts: ArticleParts, record: Article | None = None) -> ArticleView:
    """The view of an article; `record` is its record, if that is open already."""
    record = resolve(record or opened(parts.record), parts.path, parts.links)
    older, newer = (row(part) if part is not None else None for part in (parts.older, parts.newer))
    forms = tuple((form, beside(parts.path, form)) for form in parts.forms)

    def naming(kind: str, word: str) -> Named:
        return Named(*parts.names[kind, word])

    view = article_view(record, parts.path, naming, older, newer, forms)
    if not parts.card and not parts.figures:
        return view
    card, land = (beside(parts.path, CARD) if parts.card else None), MAP in parts.figures
    return replace(view, land=beside(parts.path, MAP) if land else None, card=card)


def row(parts: RowParts) -> Row:
    """A row of a list."""
    title, file, lang, day, source, page, original = parts
    return Row(title, file, lang, date_of(day), source, page, original)


date_of = lru_cache(maxsize=8192)(dt.date.fromordinal)
