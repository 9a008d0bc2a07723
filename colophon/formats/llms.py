"""What language models and those who feed them are told of the site: https://llmstxt.org.

What it is, how to cite it, and where its data, feeds, indexes and newest articles lie. In English, as the format has no
word for a language of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from colophon.views.lists import IndexView
from colophon.views.site import Row, SiteView

_WHAT = {
    "JSON Lines": "every article with its source, custody, changes and text, one a line, from old to new",
    "SQLite": "the same as a database, with full-text search over titles, summaries and texts",
    "CSV": "the ledger, one row an article, without the texts",
}
_CITE = """\
Cite an article by the source that printed it, with its day and printed page, and never by this site alone. Its credit
line (`credit_line`) says so in one line; keep it with the text. `date` is the day of print, which is the date of the
news; `published` is the day on which the text appeared here. Many texts are translations, some of them by machine and
not reviewed: `custody` says which, and how well each statement is founded. Rights in the texts remain with their
sources.
"""
# What means something to Markdown. A backslash before a bracket of HTML does not do for every reader.
_SPECIAL = str.maketrans({**{sign: f"\\{sign}" for sign in "\\`*_[]"}, "&": "&amp;", "<": "&lt;", ">": "&gt;"})


def llms(index: IndexView, site: SiteView) -> str:
    """The file's text; the rows of `index` lead to the form of an article that is easiest to read."""
    said = [f"# {_line(site.name)}\n"]
    if site.tagline:
        said.append(f"> {_line(site.tagline)}\n")
    number = f"{index.total} articles" if index.total != 1 else "1 article"
    said.append(f"An archive of republished news: {number}, each with where it came from.\n\n{_CITE}")
    links = {"Data": _data(site), "Feeds": _feeds(site), "Indexes": _indexes(site)}
    links["Newest articles"] = (_article(row, site) for row in index.rows)
    for heading, found in links.items():
        if listed := "\n".join(found):
            said.append(f"## {heading}\n\n{listed}\n")
    return "\n".join(said)


def _data(site: SiteView) -> Iterator[str]:
    for link in site.data:
        yield _link(link.text, link.path or "", site, _WHAT[link.text])
    yield _link("JSON Schema", site.schema, site, "what each field of an article means; the same JSON stands beside "
        "each page, with .json in place of .html")  # fmt: skip


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
    return _link(row.title, row.path, site, ", ".join(filter(None, (*source, row.date.isoformat()))))


def _link(text: str, path: str, site: SiteView, note: str = "") -> str:
    address = f"{site.url}/{quote(path)}" if site.url else quote(path)
    return f"- [{_line(text)}]({address}){f': {_line(note)}' if note else ''}"


def _line(text: str) -> str:
    """The text on one line, so that Markdown finds nothing in it."""
    return " ".join(text.split()).translate(_SPECIAL)
