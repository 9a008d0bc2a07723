"""What a feed shows, and what it is made of."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from msgspec.msgpack import Decoder

from colophon.model.article import Article
from colophon.model.l10n import rfc3339
from colophon.store.records import decode, digest, encode
from colophon.views.article import ArticlePage, ArticleView, RecordView
from colophon.views.page import Page, Provider
from colophon.views.site import View

# The feed of everything and that of declared changes; the others are called by the kind of their index.
ALL, CORRECTIONS = "all", "corrections"


class EntryParts(View, frozen=True, kw_only=True):
    """What an article in a feed is made of; `corrected` is the day of its last declared change as an ordinal."""

    article: ArticlePage
    corrected: int | None


class StoredEntry(View, frozen=True, kw_only=True):
    """The bytes of EntryParts and their digest: so an entry is put together once for all feeds that have it, and known
    again where it is made."""

    key: bytes
    data: bytes


class FeedPage(Page, frozen=True, kw_only=True):
    """A feed; `stored` are its articles from new to old, `last` is the day as an ordinal on which it last changed.
    `path` is that of this form; `kind` is all, corrections, or that of the index of which it is the feed, `title` the
    site's name or that of the index; `atom` and `json` are the files of both its forms, empty for none, and `home` is
    the page that it belongs to."""

    id: str
    kind: str
    title: str
    atom: str
    json: str
    home: str
    last: int | None
    stored: tuple[StoredEntry, ...]

    def shown(self, provider: Provider) -> dict[str, Any]:
        """The feed."""
        return {"feed": FeedView(self, provider)}


@dataclass(frozen=True)
class FeedEntry:
    """One article in a feed, in feeds of an index without its text. `corrected` is the day of its last declared change;
    `changes` says that the feed is that of changes."""

    article: ArticleView
    corrected: dt.date | None
    changes: bool

    @property
    def id(self) -> str:
        """What stays the same when the site moves."""
        number = entry_id(self.article.record)
        return urn("correction", number) if self.changes else number

    @property
    def updated(self) -> str:
        """The day of the last declared change, if it is later than `published`; as RFC 3339 has it."""
        published = self.article.record.published
        if self.corrected is None:
            return rfc3339(published)
        return rfc3339(self.corrected if self.changes else max(self.corrected, published))

    @property
    def published(self) -> str:
        """The first day here; as RFC 3339 has it."""
        return rfc3339(self.article.record.published)


@dataclass(frozen=True)
class FeedView(RecordView, of=FeedPage):
    """A feed, with entries as templates see them. It is never dated by the clock."""

    record: FeedPage
    provider: Provider

    @property
    def path(self) -> str:
        """The file of its Atom form, empty for none."""
        return self.record.atom

    @property
    def updated(self) -> str:
        """When it last changed, as RFC 3339 has it."""
        last = self.record.last
        return rfc3339(dt.date.fromordinal(last)) if last else "1970-01-01T00:00:00Z"

    @property
    def entries(self) -> Iterator[FeedEntry]:
        """Its entries from new to old, each opened when it is reached. Raises Untrusted."""
        return map(self.entry, self.record.stored)

    def entry(self, stored: StoredEntry) -> FeedEntry:
        """One entry, opened. Raises Untrusted."""
        parts = decode(_ENTRY, stored.data)
        corrected = dt.date.fromordinal(parts.corrected) if parts.corrected else None
        return FeedEntry(parts.article.opened(self.provider), corrected, self.record.kind == CORRECTIONS)


_ENTRY = Decoder(EntryParts)


def stored_entry(article: ArticlePage, corrected: int | None) -> StoredEntry:
    """An article in a feed, as it travels."""
    data = encode(EntryParts(article=article, corrected=corrected))
    return StoredEntry(key=digest(data), data=data)


def entry_id(article: Article) -> str:
    """An entry's id: what the source printed when, in which language, under which name here. It doesn't depend on where
    this site stands, nor on the folder of the article. An article that moved keeps the name that it had first."""
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
