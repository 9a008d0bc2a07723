"""The particulars of an article that reference formats share: what is cited, where and when it was printed.

The names are those of CSL 1.0.2, which has a word for each. Nobody is named as author, since the record has none, and
the day is the source's, never ours. How a format writes these particulars must not be known here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from colophon.views.article import ArticleView
from colophon.views.site import SiteView

_NO_KEY = re.compile(r"[\W_]+")
_TRANSLATIONS = {"machine": "machine translation", "human": "human translation"}


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference; every value is on one line.

    `newspaper` says that the text was printed in `container`; otherwise it is a page of the site, which `container`
    then names. `key` is the same as long as the page's address is. `page` is a string, since a zero in front counts.
    `language` and `original_language` are BCP 47 tags; `genre` says what kind of translation it is. `url` is our
    page's address; `note` the credit line. None stands for what is not known.
    """

    key: str
    newspaper: bool
    title: str
    container: str
    issued: dt.date
    page: str | None
    language: str
    original_language: str | None
    genre: str | None
    url: str | None
    note: str
    abstract: str | None


def citation(article: ArticleView, site: SiteView, credit: str) -> Citation:
    """The particulars of `article`; those of a page of `site` where the text was written for it or no source is
    stated."""
    source, translation = article.source, article.translation
    return Citation(
        key=_key(article.path),
        newspaper=source is not None,
        title=_line(article.title),
        container=_line(source.name if source else site.name),
        issued=source.date if source else article.date,
        page=_line(source.page) if source and source.page else None,
        language=article.lang,
        original_language=translation.origin if translation else None,
        genre=_TRANSLATIONS.get(translation.method or "", "translation") if translation else None,
        url=f"{site.url}/{_address(article.path)}" if site.url else None,
        note=_line(credit),
        abstract=_line(article.summary) if article.summary else None,
    )


# One article is asked for by several formats in a row.
@lru_cache(maxsize=1)
def _address(path: str) -> str:
    return quote(path)


@lru_cache(maxsize=1)
def _key(path: str) -> str:
    """A letter comes first, since BibTeX's older readers take no digit there."""
    return "article-" + _NO_KEY.sub("-", path.rpartition(".")[0] or path).strip("-")


def _line(text: str) -> str:
    """The text on one line: reference formats end a value, or a paragraph, where a line ends."""
    return " ".join(text.split())
