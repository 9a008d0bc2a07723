"""The pages that an encoding makes and no template, by the name that stands in a template's place.

This room knows the other encodings and nothing else; which of these pages there are must not be known here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from colophon.encodings.article_json import schema
from colophon.encodings.llms import llms
from colophon.encodings.opensearch import opensearch
from colophon.encodings.robots import robots
from colophon.encodings.sitemap import sitemap, sitemap_index
from colophon.views.article import ArticleView
from colophon.views.card import CARD, CardParts
from colophon.views.site import SiteView

# What a template would see, the site, and what words the credit line of an article → the file.
Encoding = Callable[[dict[str, Any], SiteView, Callable[[ArticleView], str]], str | bytes]


def _card(parts: CardParts) -> bytes:
    from colophon.figures.card import card  # noqa: PLC0415 - most builds draw none, and Pillow is slow to load

    fonts = tuple((path, index) for path, index, _ in parts.fonts)
    return card(parts.title, parts.source, (parts.day, parts.date), parts.site, fonts)


PAGES: dict[str, Encoding] = {
    "robots.txt": lambda seen, site, credit: robots(site),
    "opensearch.xml": lambda seen, site, credit: opensearch(site),
    "sitemap": lambda seen, site, credit: sitemap(seen["sitemap"], site),
    "sitemap_index": lambda seen, site, credit: sitemap_index(seen["sitemap"], site),
    "article.schema.json": lambda seen, site, credit: schema(site),
    CARD: lambda seen, site, credit: _card(seen["card"]),
    "llms.txt": lambda seen, site, credit: llms(seen["index"], site),
}
