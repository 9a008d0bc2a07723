"""The words of an entry in a feed, which both forms of a feed share: title, credit line, summary, and the text as HTML.

The theme words them. What form a feed has must not be known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, urljoin

from colophon.views.article import ArticleView
from colophon.views.feed import CORRECTIONS, FeedEntry, FeedView, StoredEntry
from colophon.views.site import SiteView

# So many entries are kept as they are written, since most articles stand in several feeds.
KEPT = 8192

_ADDRESS = re.compile(r'(?<= )(href|src)="([^"]*)"')


class Words(Protocol):
    """What the theme says of feeds, by the names of its macros; `site` is the site that it speaks for. There is one for
    a theme, and no second, since entries that were made with its words are kept with it."""

    site: SiteView
    kept: dict[tuple[Any, ...], tuple[str, ...]]

    def plain(self, macro: str, *values: Any) -> str:
        """What a macro says, as text on one line."""

    def markup(self, macro: str, *values: Any) -> str:
        """What a macro says, as HTML."""


class Worded(NamedTuple):
    """An entry in words. `html` is empty in feeds without texts; `url` is where the article stands, in full if the site
    knows its address, else from the root."""

    title: str
    credit: str
    summary: str
    author: str
    html: str
    url: str


# Entry, its words, what the theme says besides, the way to the root → the entry in one form.
Form = Callable[[FeedEntry, Worded, Words, str], str]


def kept(feed: FeedView, stored: StoredEntry, words: Words, root: str, forms: tuple[Form, ...]) -> tuple[str, ...]:
    """An entry in all its forms, for pages from which `root` leads to the site's root."""
    at = (stored.key, feed.kind == CORRECTIONS, root)
    found = words.kept.get(at)
    if found is None:
        if len(words.kept) >= KEPT:
            words.kept.clear()
        entry = feed.entry(stored)
        said = worded(entry, words)
        found = words.kept[at] = tuple(form(entry, said, words, root) for form in forms)
    return found


def worded(entry: FeedEntry, words: Words) -> Worded:
    """An entry in words; in the feed of changes, its text is these."""
    article, site = entry.article, words.site
    url = address(site, article.path)
    title = article.record.title if article.age is None else words.plain("dated", article)
    credit = article.credit
    if entry.changes:
        summary = words.plain("corrected", article, credit)
        html = words.markup("corrections", article, credit)
    else:
        summary = words.plain("summary", article, credit) if article.record.summary else credit
        html = f'<p lang="{site.lang}">{escape(credit)}</p>\n{_text(article, site, url)}' if article.record.html else ""
    if article.source:
        author = article.source.name
    else:
        author = site.name if article.record.original else words.plain("unsourced", article, site)
    return Worded(title, credit, summary, author, html, url)


def _text(article: ArticleView, site: SiteView, url: str) -> str:
    """The text, with its links in full where that can be: few readers know from where a relative one leads."""
    html = article.record.html
    if site.url and '="' in html:
        html = _ADDRESS.sub(lambda found: f'{found[1]}="{urljoin(url, found[2])}"', html)
    if article.record.lang == site.lang:
        return html
    return f'<div lang="{article.record.lang}" dir="{article.direction}">{html}</div>'


def address(site: SiteView, path: str) -> str:
    """The address of a file, in full if the site knows its own, else from the root."""
    return f"{site.url}/{quote(path)}" if site.url else quote(path)


def via(article: ArticleView) -> Iterator[str]:
    """The addresses on the web at which the text stood on its way here, the last one first."""
    yield from dict.fromkeys(hop.record.url for hop in reversed(article.custody) if hop.record.url)


def key(path: str) -> str:
    """The key of an index by its file."""
    return path.rpartition("/")[2].removesuffix(".html")
