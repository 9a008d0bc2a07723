"""The pages of a site as crawlers take them: https://www.sitemaps.org/protocol.html.

A day stands beside a page where its content tells one; a list has none. Which pages there are must not be known here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from colophon.views.page import SitemapPage
from colophon.views.site import SiteView

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(parts: SitemapPage, site: SiteView) -> str:
    """A list of pages."""
    return _document("urlset", "url", parts, site)


def sitemap_index(parts: SitemapPage, site: SiteView) -> str:
    """The list of the lists."""
    return _document("sitemapindex", "sitemap", parts, site)


def _document(root: str, element: str, parts: SitemapPage, site: SiteView) -> str:
    lines = "".join(_lines(element, parts, site))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{SPACE}">\n{lines}</{root}>\n'


def _lines(element: str, parts: SitemapPage, site: SiteView) -> Iterator[str]:
    url = escape(site.url)
    for path, day in parts.files:
        changed = f"<lastmod>{dt.date.fromordinal(day).isoformat()}</lastmod>" if day else ""
        yield f"<{element}><loc>{url}/{escape(quote(path))}</loc>{changed}</{element}>\n"
