"""A feed as Atom: https://www.rfc-editor.org/rfc/rfc4287.

Its source goes with each entry, as `source`, as `author` and as the first words of summary and text, since readers show
one or the other. For those who open a feed in a browser, it leads to a style sheet and has a few words and links in
XHTML, which feed readers pass over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from colophon.formats.entry import Worded, Words, address, key, via
from colophon.model.l10n import rfc3339
from colophon.views.article import ArticleView
from colophon.views.feed import FeedEntry, FeedView, urn
from colophon.views.site import PageView

SPACES = 'xmlns="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml"'


def atom(feed: FeedView, page: PageView, words: Words, entries: Iterable[str]) -> str:
    """The document."""
    return f"{''.join(_head(feed, page, words))}{''.join(entries)}</feed>\n"


def _head(feed: FeedView, page: PageView, words: Words) -> Iterator[str]:
    site, root = words.site, page.root
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<?xml-stylesheet type="text/css" href="{root}{escape(site.static)}/feed.css"?>\n'
    yield f'<feed {SPACES} xml:lang="{site.lang}">\n<id>{feed.id}</id>\n'
    yield f"<title>{_text(words.plain('name', feed, site))}</title>\n"
    if about := words.plain("about", feed, site):
        yield f"<subtitle>{_text(about)}</subtitle>\n"
    yield f"<updated>{feed.updated}</updated>\n<author><name>{_text(site.name)}</name></author>\n"
    home = address(site, feed.home) if site.url else root + address(site, feed.home)
    yield _link("alternate", home, "text/html")
    if feed.json:
        other = address(site, feed.json) if site.url else root + address(site, feed.json)
        yield _link("alternate", other, "application/feed+json")
    if site.url:
        yield _link("self", address(site, feed.path), "application/atom+xml")
    yield f"<h:div><h:p>{_text(words.plain('what'))}</h:p>\n"
    yield f'<h:p><h:a href="{escape(home)}">{_text(words.plain("home"))}</h:a></h:p></h:div>\n'


def atom_entry(entry: FeedEntry, said: Worded, words: Words, root: str) -> str:
    """An entry of one."""
    article = entry.article
    lang = f' xml:lang="{article.record.lang}"' if article.record.lang != words.site.lang else ""
    url = escape(root + said.url)
    content = f'<content type="html" xml:base="{url}">{_text(said.html)}</content>\n' if said.html else ""
    return (
        f"<entry{lang}>\n<id>{entry.id}</id>\n<title>{_text(said.title)}</title>\n"
        f"<author><name>{_text(said.author)}</name></author>\n{_link('alternate', root + said.url, 'text/html')}"
        f"{''.join(_link('via', one) for one in via(article))}"
        f"<published>{entry.published}</published>\n<updated>{entry.updated}</updated>\n"
        f"{''.join(_categories(article, words))}{_rights(article)}"
        f"<summary>{_text(said.summary)}</summary>\n{content}{_source(article)}"
        f'<h:a href="{url}">{_text(words.plain("read"))}</h:a>\n</entry>\n'
    )


def _link(relation: str, target: str, media: str = "") -> str:
    of_type = f' type="{media}"' if media else ""
    return f'<link rel="{relation}"{of_type} href="{escape(target)}"/>\n'


def _categories(article: ArticleView, words: Words) -> Iterator[str]:
    for kind, names in article.terms.items():
        scheme = f' scheme="{escape(words.site.url)}/{kind}/"' if words.site.url else ""
        for name in names:
            term = key(name.path) if name.path else name.text
            yield f'<category term="{escape(term)}"{scheme} label="{escape(name.text)}"/>\n'


def _rights(article: ArticleView) -> str:
    return f"<rights>{_text(article.record.rights)}</rights>\n" if article.record.rights else ""


def _source(article: ArticleView) -> str:
    """Where the entry comes from: the publication, dated by the day of print."""
    source = article.source
    if source is None:
        return ""
    number = urn("publication", key(source.path) if source.path else source.name)
    updated = rfc3339(source.record.date)
    return f"<source><id>{number}</id><title>{_text(source.name)}</title><updated>{updated}</updated></source>\n"


def _text(text: str) -> str:
    return escape(text, quote=False)
