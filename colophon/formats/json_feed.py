"""A feed as JSON Feed, version 1.1: https://www.jsonfeed.org/version/1.1/.

What the format has no words for stands in an object `_colophon`: the credit line, the source with its day and status,
the translation and the review.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from colophon.formats.entry import Worded, Words, address, key, via
from colophon.views.article import ArticleView
from colophon.views.feed import FeedEntry, FeedView, urn
from colophon.views.site import PageView


def json_feed(feed: FeedView, page: PageView, words: Words, entries: Iterable[str]) -> str:
    """The document, an entry a line."""
    site, root = words.site, "" if words.site.url else page.root
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words.plain("name", feed, site),
        "home_page_url": root + address(site, feed.home),
        "feed_url": root + address(site, feed.json),
        "description": words.plain("about", feed, site),
        "language": site.lang,
        "authors": [{"name": site.name}],
    }
    items = ",\n".join(entries)
    return f'{orjson.dumps(_said(head)).decode()[:-1]},"items": [\n{items}\n]}}\n'


def json_item(entry: FeedEntry, said: Worded, words: Words, root: str) -> str:  # noqa: ARG001 - as all forms are called
    """An entry of one."""
    article = entry.article
    tags = [name.text for names in article.terms.values() for name in names]
    item: dict[str, Any] = {
        "id": entry.id,
        "url": root + said.url,
        "external_url": next(via(article), None),
        "title": said.title,
        "content_html": said.html,
        "content_text": "" if said.html else said.summary,
        "summary": said.summary if said.html else "",
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": said.author}],
        "tags": list(dict.fromkeys(tags)),
        "language": article.record.lang,
        "_colophon": _record(article, said.credit),
    }
    return orjson.dumps(_said(item)).decode()


def _record(article: ArticleView, credit: str) -> dict[str, Any]:
    source, translation = article.source, article.translation
    record: dict[str, Any] = {
        "credit": credit,
        "printed": article.record.date.isoformat(),
        "original": article.record.original,
    }
    if source:
        record["source"] = {
            "id": urn("publication", key(source.path) if source.path else source.name),
            "name": source.name,
            "page": source.record.page,
            "status": source.record.status,
        }
    if translation:
        languages = {"from": translation.record.origin, "to": translation.record.target}
        record["translation"] = _said(
            {"method": translation.record.method, **languages, "status": translation.record.status}
        )
        voided = "voided" if article.record.review_voided else "none"
        record["review"] = "reviewed" if article.reviewed_by and not article.record.review_voided else voided
    if article.record.rights:
        record["rights"] = article.record.rights
    return record


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty or not known."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
