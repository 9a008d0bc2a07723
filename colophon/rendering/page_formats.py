"""The pages that a format makes instead of a template, by the name that stands in place of a template's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from colophon.formats.article_json import schema
from colophon.formats.atom import atom, atom_entry
from colophon.formats.entry import Words, kept
from colophon.formats.json_feed import json_feed, json_item
from colophon.formats.llms import llms
from colophon.formats.opensearch import opensearch
from colophon.formats.robots import robots
from colophon.formats.sitemap import sitemap, sitemap_index
from colophon.views.article import CARD
from colophon.views.feed import FeedView
from colophon.views.page import CardPage
from colophon.views.site import PageView

# (variables as for a template, words of the theme) → the content of the page
Encoding = Callable[[dict[str, Any], Words], str | bytes]

FORMS = (atom_entry, json_item)


def _feed(form: int, document: Callable[[FeedView, PageView, Words, Iterable[str]], str]) -> Encoding:
    """A feed in the form with this number in FORMS. Its entries are made once for all forms."""

    def encoded(seen: dict[str, Any], words: Words) -> str:
        feed, page = seen["feed"], seen["page"]
        # Where the site has no address, links are relative to the file.
        root = "" if words.site.url else page.root
        entries = (kept(feed, stored, words, root, FORMS)[form] for stored in feed.record.stored)
        return document(feed, page, words, entries)

    return encoded


def _card(page: CardPage) -> bytes:
    from colophon.rendering.cards import card  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

    fonts = tuple((font.file, font.number) for font in page.fonts)
    return card(page.title, page.source, (page.day, page.date), page.site, fonts)


# The pages that need words of the theme.
WORDED: dict[str, Encoding] = {"atom_feed": _feed(0, atom), "json_feed": _feed(1, json_feed)}

PAGES: dict[str, Encoding] = {
    **WORDED,
    "robots.txt": lambda seen, words: robots(words.site),
    "opensearch.xml": lambda seen, words: opensearch(words.site),
    "sitemap": lambda seen, words: sitemap(seen["sitemap"], words.site),
    "sitemap_index": lambda seen, words: sitemap_index(seen["sitemap"], words.site),
    "article.schema.json": lambda seen, words: schema(words.site),
    "llms.txt": lambda seen, words: llms(seen["index"], words.site),
    CARD: lambda seen, words: _card(seen["card"]),
}
