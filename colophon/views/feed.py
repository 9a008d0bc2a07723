"""What a feed shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from msgspec.msgpack import Decoder

from colophon.model.article import Article
from colophon.model.days import Days
from colophon.model.l10n import rfc3339
from colophon.store.records import UNRECORDED, came, decode, digest, encode
from colophon.views.article import ArticlePage, ArticleView, RecordView
from colophon.views.page import Page, Provider
from colophon.views.site import View

# The kinds of the feed of all articles and of the feed of declared changes. Other feeds have the kind of their index.
ALL, CORRECTIONS = "all", "corrections"
# The day of what has none, where a form must have one.
UNKNOWN = "1970-01-01T00:00:00Z"


class EntryParts(View, frozen=True, kw_only=True):
    """An article in a feed; `corrected` is the ordinal of the day of its last declared change."""

    article: ArticlePage
    corrected: int | None


class StoredEntry(View, frozen=True, kw_only=True):
    """The bytes of EntryParts and their digest. All feeds that have the entry share them. A worker keeps the written
    entry under the digest."""

    key: bytes
    data: bytes


class FeedPage(Page, frozen=True, kw_only=True):
    """A feed in one form. `kind` is all, corrections, or that of its index; `title` is the name of the site or of the
    index; `atom` and `json` are the files of both forms, empty for none; `home` is the page of the feed; `last` is the
    ordinal of the day on which it last changed; `stored` are its articles from new to old."""

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
    """One article in a feed; the feed of an index has no texts. `corrected` is the day of its last declared change;
    `changes` is true in the feed of changes."""

    article: ArticleView
    corrected: dt.date | None
    changes: bool

    @property
    def id(self) -> str:
        """The entry's id, which stays the same when the site moves."""
        number = entry_id(self.article.record)
        return urn("correction", number) if self.changes else number

    @property
    def updated(self) -> str:
        """The day of the last declared change, or that on which the article came if that is later, as in RFC 3339. Atom
        wants a day: where none is recorded, it is that on which its calendar begins."""
        days = [self.corrected, None if self.changes else came(self.article.record)]
        last = max((day for day in days if day and day.toordinal() != UNRECORDED), default=None)
        return rfc3339(last) if last else UNKNOWN

    @property
    def published(self) -> str | None:
        """The first day here, as in RFC 3339; None where it is not recorded."""
        published = self.article.record.published
        return rfc3339(published) if published else None


@dataclass(frozen=True)
class FeedView(RecordView, of=FeedPage):
    """A feed with the entries that templates see. Its dates do not depend on the clock."""

    record: FeedPage
    provider: Provider

    @property
    def path(self) -> str:
        """The file of its Atom form, empty for none."""
        return self.record.atom

    @property
    def updated(self) -> str:
        """The day on which it last changed, as in RFC 3339."""
        last = self.record.last
        return rfc3339(dt.date.fromordinal(last)) if last and last != UNRECORDED else UNKNOWN

    @property
    def entries(self) -> Iterator[FeedEntry]:
        """Its entries from new to old, decoded one by one. Raises Untrusted."""
        return map(self.entry, self.record.stored)

    def entry(self, stored: StoredEntry) -> FeedEntry:
        """One entry, decoded. Raises Untrusted."""
        parts = decode(_ENTRY, stored.data)
        corrected = dt.date.fromordinal(parts.corrected) if parts.corrected else None
        return FeedEntry(parts.article.opened(self.provider), corrected, self.record.kind == CORRECTIONS)


_ENTRY = Decoder(EntryParts)


def stored_entry(article: ArticlePage, corrected: int | None) -> StoredEntry:
    """An article in a feed, encoded."""
    data = encode(EntryParts(article=article, corrected=corrected))
    return StoredEntry(key=digest(data), data=data)


def entry_id(article: Article) -> str:
    """An entry's id. It follows from the source, the day of print, the language and the article's first name here, not
    from the address of the site nor the folder of the article."""
    source, name = (article.source.publication if article.source else None) or "", article.slug
    if article.redirect_from:
        *folders, file = article.redirect_from[0].split("/")
        name = folders[-1] if file.startswith("index.") and folders else file.rpartition(".")[0] or file
    return urn("article", source, _number(article.date), article.lang, name)


def _number(date: Days | None) -> str:
    """A day as its ordinal, anything else as it is written."""
    return str(date.first.toordinal() if date.day else date) if date else "unknown"


@lru_cache(maxsize=1024)
def urn(*parts: str) -> str:
    """A UUID of version 5 (RFC 9562, section 5.5) that follows from the parts alone."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "colophon/" + "/".join(parts)).urn
