"""What the site tells machines about itself: sitemaps (https://www.sitemaps.org/protocol.html), robots.txt (RFC 9309),
llms.txt (https://llmstxt.org) and a search description (https://github.com/dewitt/opensearch, version 1.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from colophon.views.lists import IndexView
from colophon.views.page import SitemapPage
from colophon.views.site import Row, SiteView

_DATA = {
    "JSON Lines": "every article with its source, custody, changes and text, one a line, from old to new",
    "SQLite": "the same as a database, with full-text search over titles, summaries and texts",
    "CSV": "the ledger, one row an article, without the texts",
}
_SCHEMA = "what each field of an article means; the same JSON stands beside each page, with .json in place of .html"
_CITE = """\
Cite an article by the source that printed it, with its day and printed page, and never by this site alone. Its credit
line (`credit_line`) says so in one line; keep it with the text. `date` is the day of print, which is the date of the
news; `published` is the day on which the text appeared here. Many texts are translations, some of them by machine and
not reviewed: `custody` says which, and how well each statement is founded.
"""
_NO_TRAINING = """\
Rights in the texts remain with their sources unless an article names a licence. The texts are here to be read, searched
and cited, not to train models; `robots.txt` says the same. So this file lists only articles that were written here or
have a licence of their own.
"""
_TRAINING = """\
This site allows that its texts are used to train models; `robots.txt` says the same. Rights in a text and its licence
stand on its page.
"""
# Signs that Markdown interprets. Not every reader takes a backslash before a bracket of HTML.
_SPECIAL = str.maketrans({**{sign: f"\\{sign}" for sign in "\\`*_[]"}, "&": "&amp;", "<": "&lt;", ">": "&gt;"})


def sitemap(page: SitemapPage, site: SiteView) -> str:
    """A list of pages. A page has a day where its content tells one; a page of a list has none."""
    return _sitemap("urlset", "url", page, site)


def sitemap_index(page: SitemapPage, site: SiteView) -> str:
    """The list of the lists."""
    return _sitemap("sitemapindex", "sitemap", page, site)


def _sitemap(root: str, element: str, page: SitemapPage, site: SiteView) -> str:
    lines, url = [], escape(site.url)
    for path, day in page.files:
        changed = f"<lastmod>{dt.date.fromordinal(day).isoformat()}</lastmod>" if day else ""
        lines.append(f"<{element}><loc>{url}/{escape(quote(path))}</loc>{changed}</{element}>\n")
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{namespace}">\n{"".join(lines)}</{root}>\n'


# Names under which makers of models ask for texts to train on, as public tables of crawlers have them (2026-11).
TRAINERS = ("GPTBot", "ClaudeBot", "Google-Extended", "Applebot-Extended", "CCBot", "Bytespider", "meta-externalagent")


def robots(site: SiteView) -> str:
    """The text of robots.txt: crawlers may read all pages; those that train models may read them only if the site says
    so. A site with an address names its list of pages."""
    groups = [["User-agent: *", "Allow: /"]]
    if not site.training:
        groups.append([*(f"User-agent: {name}" for name in TRAINERS), "Disallow: /"])
    if site.sitemap:
        groups.append([f"Sitemap: {site.url}/{site.sitemap}"])
    return "\n\n".join(map("\n".join, groups)) + "\n"


def opensearch(site: SiteView) -> str:
    """The description by which a browser offers the site's search."""
    url, tagline = escape(site.url), site.tagline or site.name
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        # The lengths are the most that the specification allows.
        f"<ShortName>{_cut(site.name, 16)}</ShortName>\n<LongName>{_cut(site.name, 48)}</LongName>\n"
        f"<Description>{_cut(tagline, 1024)}</Description>\n"
        f'<Url type="text/html" template="{url}/{site.search}?q={{searchTerms}}"/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{url}/{site.opensearch}"/>\n'
        f'<Image type="image/svg+xml">{url}/{site.static}/icon.svg</Image>\n'
        f"<Language>{site.lang}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n</OpenSearchDescription>\n"
    )


def _cut(text: str, most: int) -> str:
    """The whole words of a text that fit into `most` letters, as XML; the beginning of a single longer word."""
    if len(text) > most:
        text = text[: most + 1].rpartition(" ")[0].rstrip() or text[:most]
    return escape(text)


def llms(index: IndexView, site: SiteView) -> str:
    """The text of llms.txt: what the site is, how to cite it, and where its data, feeds, indexes and newest articles
    are. It is in English, since the format has no field for a language. The rows of `index` have the paths of the form
    of an article that is easiest to read."""
    parts = [f"# {_line(site.name)}\n"]
    if site.tagline:
        parts.append(f"> {_line(site.tagline)}\n")
    number = f"{index.total} articles" if index.total != 1 else "1 article"
    parts.append(f"An archive of republished news: {number}, each with where it came from.\n\n{_CITE}")
    parts.append(_TRAINING if site.training else _NO_TRAINING)
    sections = {"Data": _data(site), "Feeds": _feeds(site), "Indexes": _indexes(site)}
    sections["Newest articles"] = (_article(row, site) for row in index.rows)
    for heading, links in sections.items():
        if lines := "\n".join(links):
            parts.append(f"## {heading}\n\n{lines}\n")
    return "\n".join(parts)


def _data(site: SiteView) -> Iterator[str]:
    # Without leave to train, only the table without texts is offered.
    for link in site.data if site.training else site.data[-1:]:
        yield _link(link.text, link.path or "", site, _DATA[link.text])
    yield _link("JSON Schema", site.schema, site, _SCHEMA)


def _feeds(site: SiteView) -> Iterator[str]:
    if site.feed:
        yield _link("Atom", site.feed, site, "the newest articles")
    if site.corrections:
        yield _link("Corrections", site.corrections, site, "what was changed in articles, and when")


def _indexes(site: SiteView) -> Iterator[str]:
    if site.ledger:
        yield _link("Ledger", site.ledger, site, "every article with its source, its changes and its open questions")
    for kind, path in site.ways:
        yield _link(kind.capitalize(), path, site)


def _article(row: Row, site: SiteView) -> str:
    source = (row.source, row.page and f"page {row.page}") if row.source else ()
    return _link(row.title, row.path, site, ", ".join(filter(None, (*source, str(row.date) if row.date else None))))


def _link(text: str, path: str, site: SiteView, note: str = "") -> str:
    address = f"{site.url}/{quote(path)}" if site.url else quote(path)
    return f"- [{_line(text)}]({address}){f': {_line(note)}' if note else ''}"


def _line(text: str) -> str:
    """The text on one line, with the signs escaped that Markdown interprets."""
    return " ".join(text.split()).translate(_SPECIAL)
