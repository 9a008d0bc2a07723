"""The pages that a format makes, not a template: by the name that stands where other pages have their template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from colophon.formats.article_json import schema
from colophon.formats.crawlers import llms, opensearch, robots, sitemap, sitemap_index
from colophon.formats.feeds import FeedWords, atom, entries, json_feed
from colophon.views.article import CARD
from colophon.views.feed import FeedView
from colophon.views.page import CardPage
from colophon.views.site import PageView

# The variables that a template would see, and the theme's words → the file.
Encoding = Callable[[dict[str, Any], FeedWords], str | bytes]


def _feed(form: int, document: Callable[[FeedView, PageView, FeedWords, Iterable[str]], str]) -> Encoding:
    """A feed in one of its forms; an entry is written once for both."""

    def encoded(variables: dict[str, Any], words: FeedWords) -> str:
        feed, page = variables["feed"], variables["page"]
        # Without an address of the site, all links are relative to the file.
        root = "" if words.site.url else page.root
        written = (entries(feed, stored, words, root)[form] for stored in feed.record.stored)
        return document(feed, page, words, written)

    return encoded


def _card(page: CardPage) -> bytes:
    from colophon.rendering.cards import card  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

    fonts = tuple((font.file, font.number) for font in page.fonts)
    return card(page.title, page.source, (page.day, page.date), page.site, fonts, page.lang)


# Those that need words of the theme.
WORDED: dict[str, Encoding] = {"atom_feed": _feed(0, atom), "json_feed": _feed(1, json_feed)}

PAGES: dict[str, Encoding] = {
    **WORDED,
    "robots.txt": lambda variables, words: robots(words.site),
    "opensearch.xml": lambda variables, words: opensearch(words.site),
    "sitemap": lambda variables, words: sitemap(variables["sitemap"], words.site),
    "sitemap_index": lambda variables, words: sitemap_index(variables["sitemap"], words.site),
    "article.schema.json": lambda variables, words: schema(words.site),
    "llms.txt": lambda variables, words: llms(variables["index"], words.site),
    CARD: lambda variables, words: _card(variables["card"]),
}
