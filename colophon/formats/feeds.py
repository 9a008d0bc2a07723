"""Feeds as Atom (RFC 4287) and JSON Feed (https://www.jsonfeed.org/version/1.1/).

Each entry names its source: in fields of the format, as author where the record names none, and at the beginning of
summary and text, since feed readers show one or the other. The theme words all of it. In Atom a style sheet and a few
words in XHTML are for people who open the feed in a browser; feed readers ignore both. In JSON an object `_colophon`
holds what the format has no fields for: credit line, source with place and statuses, comparison, translation, review,
terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, urljoin

import orjson

from colophon.model.article import Contributor, Source
from colophon.model.l10n import rfc3339
from colophon.model.licences import licence_address
from colophon.model.spelling import composed
from colophon.readers.links import with_addresses
from colophon.views.article import ArticleView, Paired
from colophon.views.feed import CORRECTIONS, UNKNOWN, FeedEntry, FeedView, StoredEntry, urn
from colophon.views.site import PageView, SiteView

# Most articles are in several feeds, so this number of written entries is kept.
KEPT = 8192

_XMLNS = 'xmlns="http://www.w3.org/2005/Atom"'
_XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'  # declared where it is used, since some readers know no prefixes


class FeedWords(Protocol):
    """The theme's words for feeds, by the names of its macros; `site` is the site that they are for. A theme has one
    object of this kind, since `kept` holds the entries that were made with its words."""

    site: SiteView
    kept: dict[tuple[Any, ...], tuple[str, str]]

    def plain(self, macro: str, *values: Any) -> str:
        """The result of a macro as text on one line."""

    def markup(self, macro: str, *values: Any) -> str:
        """The result of a macro as HTML."""


class Worded(NamedTuple):
    """An entry in words. `html` is empty in feeds without texts. `url` is the address of the article, absolute if the
    site has an address, else relative to the root."""

    title: str
    credit: str
    summary: str
    authors: tuple[str, ...]
    html: str
    url: str


def entries(feed: FeedView, stored: StoredEntry, words: FeedWords, root: str) -> tuple[str, str]:
    """An entry in Atom and in JSON, for feeds from which the relative address `root` leads to the site's root."""
    key = (stored.key, feed.kind == CORRECTIONS, root)
    if (forms := words.kept.get(key)) is None:
        if len(words.kept) >= KEPT:
            words.kept.clear()
        entry = feed.entry(stored)
        worded = _worded(entry, words)
        forms = words.kept[key] = _atom_entry(entry, worded, words, root), _json_item(entry, worded, root)
    return forms


def _worded(entry: FeedEntry, words: FeedWords) -> Worded:
    """An entry in words. In the feed of changes, its text is the changes."""
    article, site = entry.article, words.site
    url = _address(site, article.path)
    title = article.record.title if article.age is None else words.plain("dated", article)
    credit = article.credit
    if entry.changes:
        summary = words.plain("corrected", article, credit)
        html = words.markup("corrections", article, credit)
    else:
        summary = words.plain("summary", article, credit) if article.record.summary else credit
        html = f'<p lang="{site.lang}">{escape(credit)}</p>\n{_body(article, site, url)}' if article.record.html else ""
    if article.source:
        author = article.source.name or words.plain("unknown")
    else:
        author = site.name if article.record.original else words.plain("unsourced", article, site)
    authors = tuple(one.name for one in article.record.authors) or (author,)
    return Worded(title, credit, summary, authors, html, url)


def _body(article: ArticleView, site: SiteView, url: str) -> str:
    """The text. Its links are absolute if the site has an address, since few readers resolve relative ones."""
    html = article.captioned
    if site.url and '="' in html:
        html = with_addresses(html, lambda written: _joined(url, written))
    if article.record.lang == site.lang:
        return html
    return f'<div lang="{article.record.lang}" dir="{article.direction}">{html}</div>'


def _joined(url: str, written: str) -> str | None:
    """The absolute form of an address; None for what is none, such as https://[x."""
    try:
        return urljoin(url, written)
    except ValueError:
        return None


def _address(site: SiteView, path: str) -> str:
    return f"{site.url}/{quote(path)}" if site.url else quote(path)


def _via(article: ArticleView) -> list[str]:
    """The addresses of web pages that had the text before, the last one first."""
    steps = [step.record.url for step in reversed(article.custody)]
    source = [article.source.record.url] if article.source else []
    return list(dict.fromkeys(address for address in (*steps, *source) if address))


def _key(path: str) -> str:
    """The key of an index by its file."""
    return path.rpartition("/")[2].removesuffix(".html")


def _publication(article: ArticleView) -> str:
    source = article.source
    return urn("publication", composed(source.record.publication or "unknown") if source else "")


def atom(feed: FeedView, page: PageView, words: FeedWords, written: Iterable[str]) -> str:
    """The feed in Atom; `written` are its entries."""
    return f"{''.join(_head(feed, page, words))}{''.join(written)}</feed>\n"


def _head(feed: FeedView, page: PageView, words: FeedWords) -> Iterator[str]:
    site, root = words.site, page.root
    here = "" if site.url else root
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<?xml-stylesheet type="text/css" href="{root}{escape(site.static)}/feed.css"?>\n'
    yield f'<feed {_XMLNS} xml:lang="{site.lang}">\n<id>{feed.id}</id>\n'
    yield f"<title>{_text(words.plain('name', feed, site))}</title>\n"
    if about := words.plain("about", feed, site):
        yield f"<subtitle>{_text(about)}</subtitle>\n"
    yield f"<updated>{feed.updated}</updated>\n<author><name>{_text(site.name)}</name></author>\n"
    home = here + _address(site, feed.home)
    # The only alternate link: with one to the JSON feed, some readers take that for the home page.
    yield _link("alternate", home, "text/html")
    if site.url:
        yield _link("self", _address(site, feed.path), "application/atom+xml")
    yield f"<div {_XHTML}><p>{_text(words.plain('what'))}</p>\n"
    yield f'<p><a href="{escape(home)}">{_text(words.plain("home"))}</a></p></div>\n'


def _atom_entry(entry: FeedEntry, worded: Worded, words: FeedWords, root: str) -> str:
    article, record = entry.article, entry.article.record
    lang = f' xml:lang="{record.lang}"' if record.lang != words.site.lang else ""
    url = escape(root + worded.url)
    rights = f"<rights>{_text(record.rights)}</rights>\n" if record.rights else ""
    published = f"<published>{entry.published}</published>\n" if entry.published else ""
    if record.licence:
        rights += _link("license", licence_address(record.licence))
    content = f'<content type="html" xml:base="{url}">{_text(worded.html)}</content>\n' if worded.html else ""
    pairs = [_link("related", root + _address(words.site, one.path), lang=one.lang) for one in _pairs(article)]
    return (
        f"<entry{lang}>\n<id>{entry.id}</id>\n<title>{_text(worded.title)}</title>\n"
        f"{_people('author', worded.authors)}{_people('contributor', [one.name for one in article.translators])}"
        f"{_link('alternate', root + worded.url, 'text/html')}"
        f"{''.join([_link('via', address) for address in _via(article)])}"
        f"{''.join(pairs)}"
        f"{published}<updated>{entry.updated}</updated>\n"
        f"{''.join(_categories(article, words.site))}{rights}"
        f"<summary>{_text(worded.summary)}</summary>\n{content}{_source(article)}"
        f'<a {_XHTML} href="{url}">{_text(words.plain("read"))}</a>\n</entry>\n'
    )


def _people(element: str, names: Iterable[str]) -> str:
    return "".join([f"<{element}><name>{_text(name)}</name></{element}>\n" for name in names])


def _link(relation: str, target: str, media: str = "", lang: str = "") -> str:
    of_type = (f' type="{media}"' if media else "") + (f' hreflang="{lang}"' if lang else "")
    return f'<link rel="{relation}"{of_type} href="{escape(target)}"/>\n'


def _pairs(article: ArticleView) -> tuple[Paired, ...]:
    """The original and the translations of an article on this site."""
    return (*([article.translated_from] if article.translated_from else []), *article.translations)


def _categories(article: ArticleView, site: SiteView) -> Iterator[str]:
    for kind, names in article.terms.items():
        scheme = f' scheme="{escape(site.url)}/{kind}/"' if site.url else ""
        for name in names:
            term = _key(name.path) if name.path else name.text
            yield f'<category term="{escape(term)}"{scheme} label="{escape(name.text)}"/>\n'


def _source(article: ArticleView) -> str:
    """The publication, dated by the day of print where that is known."""
    if (source := article.source) is None:
        return ""
    if source.name is None:
        return ""
    printed = source.record.date and source.record.date.day
    updated = f"<updated>{rfc3339(printed)}</updated>" if printed else ""
    return f"<source><id>{_publication(article)}</id><title>{_text(source.name)}</title>{updated}</source>\n"


def _text(text: str) -> str:
    return escape(text, quote=False)


def json_feed(feed: FeedView, page: PageView, words: FeedWords, written: Iterable[str]) -> str:
    """The feed as JSON, with one of the entries `written` a line."""
    site, root = words.site, "" if words.site.url else page.root
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words.plain("name", feed, site),
        "home_page_url": root + _address(site, feed.home),
        "feed_url": root + _address(site, feed.json),
        "description": words.plain("about", feed, site),
        "language": site.lang,
        "authors": [{"name": site.name}],
    }
    items = ",\n".join(written)
    return f'{orjson.dumps(_known(head)).decode()[:-1]},"items": [\n{items}\n]}}\n'


def _json_item(entry: FeedEntry, worded: Worded, root: str) -> str:
    article = entry.article
    item: dict[str, Any] = {
        "id": entry.id,
        "url": root + worded.url,
        "external_url": next(iter(_via(article)), None),
        "title": worded.title,
        "content_html": worded.html,
        "content_text": "" if worded.html else worded.summary,
        "summary": worded.summary if worded.html else "",
        "date_published": entry.published,
        # Atom must have a day here, and JSON Feed need not.
        "date_modified": None if entry.updated == UNKNOWN else entry.updated,
        "authors": [{"name": name} for name in worded.authors],
        "tags": list(dict.fromkeys(name.text for names in article.terms.values() for name in names)),
        "language": article.record.lang,
        "_colophon": _record(article, worded.credit),
    }
    return orjson.dumps(_known(item)).decode()


def _record(article: ArticleView, credit: str) -> dict[str, Any]:
    record, source, translation = article.record, article.source, article.translation
    fields: dict[str, Any] = {
        "credit": credit,
        "printed": record.date and str(record.date),
        "original": record.original,
    }
    if source:
        stated: dict[str, Any] = {"page": source.record.page, "status": source.status}
        fields["source"] = {"id": _publication(article), "name": source.name, **stated} | _known(_place(source.record))
    if translation:
        step = translation.record
        fields["translation"] = _known(
            {"method": step.method, "from": step.origin, "to": step.target, "status": step.status}
        )
    if article.translated:
        fields["review"] = "voided" if record.review_voided else "reviewed" if article.reviewed_by else "none"
    fields["comparison"] = _known({"outcome": record.comparison.outcome, "kept": record.comparison.kept})
    more = {
        "authors": [_contributor(one, article) for one in record.authors],
        "translators": [_contributor(one, article) for one in article.translators],
        "rights": record.rights,
        "licence": record.licence,
        "images": [
            _known({"credit": one.credit, "licence": one.licence, "file": file}) for one, file in article.pictures
        ],
        "translation_of": article.translated_from and article.translated_from.path,
        "translations": [one.path for one in article.translations],
    }
    return fields | _known(more)


def _place(source: Source) -> dict[str, Any]:
    """Where in the paper, and where on the web."""
    archived = source.archived and _known({"url": source.archived.url, "date": source.archived.date})
    names = ("title", "edition", "volume", "issue", "section", "url")
    return {**{name: getattr(source, name) for name in names}, "archived": archived}


def _contributor(one: Contributor, article: ArticleView) -> dict[str, Any]:
    return _known({"name": one.name, "at": article.name_of(one.at) if one.at else None, "kind": one.kind})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that are empty or unknown."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
