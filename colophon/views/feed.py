"""What a feed shows, and how that is made of its parts."""

from __future__ import annotations

import datetime as dt
import pickle
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from colophon.model.article import Article
from colophon.model.l10n import rfc3339
from colophon.store.records import opened
from colophon.views.article import ArticleView
from colophon.views.make_article import ArticleParts, article, date_of
from colophon.views.site import page_view

# The feed of everything and that of declared changes; the others are called by the kind of their index.
ALL, CORRECTIONS = "all", "corrections"


class FeedParts(NamedTuple):
    """A feed, and the day as an ordinal on which it last changed. `entries` are its articles from new to old, each as a
    digest and the bytes of EntryParts: so one is put together once for all feeds that have it, and known again where it
    is made."""

    id: str
    kind: str
    title: str
    path: str
    json: str
    home: str
    updated: int | None
    entries: tuple[tuple[bytes, bytes], ...]


class EntryParts(NamedTuple):
    """An article in a feed; the day of its last declared change is an ordinal."""

    article: ArticleParts
    corrected: int | None


class FeedEntry(NamedTuple):
    """One article in a feed, in feeds of an index without its text; `changes` says that the feed is that of changes,
    `key` is another where the entry is. It is opened where it is looked into, since what is made of it may be known
    from another feed."""

    key: bytes
    data: bytes
    changes: bool

    @property
    def article(self) -> ArticleView:
        """The article."""
        return _opened(self.data)[0]

    @property
    def id(self) -> str:
        """What stays the same when the site moves."""
        number = _opened(self.data)[1]
        return urn("correction", number) if self.changes else number

    @property
    def updated(self) -> str:
        """The day of the last declared change, if it is later than `published`; as RFC 3339 has it."""
        view, _, corrected = _opened(self.data)
        if corrected is None:
            return rfc3339(view.published)
        return rfc3339(corrected if self.changes else max(corrected, view.published))

    @property
    def published(self) -> str:
        """The first day here; as RFC 3339 has it."""
        return rfc3339(self.article.published)


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed; entries run from new to old. `kind` is all, corrections, or that of the index of which it is the feed,
    `title` the site's name or that of the index; `path` and `json` are the files of both its forms, empty for none, and
    `home` is the page that it belongs to."""

    id: str
    kind: str
    title: str
    path: str
    json: str
    home: str
    updated: str
    entries: tuple[FeedEntry, ...]


def feed(parts: FeedParts) -> dict[str, Any]:
    """The variables of a feed's template, or of the encoding that makes it."""
    entries = tuple(FeedEntry(key, data, parts.kind == CORRECTIONS) for key, data in parts.entries)
    updated = rfc3339(date_of(parts.updated)) if parts.updated else "1970-01-01T00:00:00Z"
    return {"page": page_view(parts.path), "feed": FeedView(*parts[:-2], updated, entries)}


@lru_cache(maxsize=1)
def _opened(data: bytes) -> tuple[ArticleView, str, dt.date | None]:
    """An article, its id, and the day of its last declared change; never dated by the clock. One stays open while it is
    looked into."""
    parts, corrected = pickle.loads(data)  # noqa: S301 - from our own process
    record = opened(parts.record)
    return article(parts, record), entry_id(record), date_of(corrected) if corrected else None


def entry_id(article: Article) -> str:
    """An entry's id: what the source printed when, in which language, under which name here. It doesn't know where this
    site stands, nor in which folder the article does. An article that moved keeps the name that it had first."""
    source = article.source.publication if article.source else ""
    return urn("article", source, str(article.date.toordinal()), article.lang, _name(article))


def _name(article: Article) -> str:
    if not article.redirect_from:
        return article.slug
    *folders, file = article.redirect_from[0].split("/")
    return folders[-1] if file.startswith("index.") and folders else file.rpartition(".")[0] or file


@lru_cache(maxsize=1024)
def urn(*parts: str) -> str:
    """An id that follows from what it names, and from nothing else."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "colophon/" + "/".join(parts)).urn
