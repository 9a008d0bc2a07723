"""The shapes in which articles go into the database and come out of it: the record itself as msgpack, and the columns
that queries ask for without opening it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec.msgpack import Decoder, Encoder, Ext
from msgspec.structs import replace

from colophon.model.article import Article, Event, Record, fields_of

T = TypeVar("T")

DAY = 24 * 60 * 60
SEAL = 16  # bytes of a digest


class Untrusted(Exception):
    """Something in the database is not what was stored, or another version of Colophon stored it."""


class Account(Record, frozen=True, kw_only=True):
    """What the ledger says of an article. `status` is that of its source, None where it has none; `review` is none,
    reviewed or voided; `custody` has of each step its act, actor, day, method, status and digest; `changes` and
    `readings` are numbers."""

    published: dt.date
    status: str | None
    review: str
    custody: tuple[Event, ...]
    changes: int
    readings: int


# An index that an article stands in: its kind, the key, and the name that the article gives it.
Entry = tuple[str, str, str | None]
# A kind and a word or a key of that kind.
Pair = tuple[str, str]


class StoredArticle(Record, frozen=True, kw_only=True):
    """An article as the database takes it.

    `kind` is article or page; `lookups` are all (kind, word) that its page looks up; `links` are its links to other
    files as (what, target); `corrected` is the day of the last declared change, `month` that of print as one number,
    `modified` the last day on which something of the article is known to have changed here. `excerpt` is the record
    without the text, where the site has feeds that show it; its digest comes first. Days are ordinals
    (datetime.date.toordinal), but `published` is as it is written.
    """

    path: str
    kind: str
    template: str
    status: str
    published: str
    address: str
    moment: int
    title: str
    lang: str
    source: str | None
    page: str | None
    original: bool
    entries: tuple[Entry, ...]
    lookups: tuple[Pair, ...]
    links: tuple[Pair, ...]
    redirects: tuple[str, ...]
    evidence: tuple[str, ...]
    account: Account
    corrected: int | None
    month: int
    modified: int
    record: bytes
    excerpt: bytes | None


class Placement(Record, frozen=True, kw_only=True):
    """Where an article stood before a change: its file in the output, its moment, and its indexes by kind and key."""

    address: str
    moment: int
    indexes: tuple[Pair, ...]


class Summary(Record, frozen=True, kw_only=True):
    """What a list shows of an article. `seq` orders the articles of one moment."""

    id: int
    path: str
    address: str
    moment: int
    seq: str
    title: str
    lang: str
    source: str | None
    page: str | None
    original: int


class ArticleRow(Record, frozen=True, kw_only=True):
    """What the page of an article is made of, before its neighbours and names are added."""

    summary: Summary
    template: str
    listed: bool
    record: bytes
    lookups: tuple[Pair, ...]
    links: tuple[Pair, ...]


def moment_of(article: Article) -> int:
    """Where an article stands in time: seconds since the calendar began, by the day and time of print as written."""
    time = article.time
    return article.date.toordinal() * DAY + (time.hour * 3600 + time.minute * 60 + time.second if time else 0)


def account(article: Article) -> Account:
    """What the ledger says of an article."""
    source, review = article.source, article.review
    return Account(
        published=article.published,
        status=str(source.status) if source else None,
        review="voided" if article.review_voided else "reviewed" if review else "none",
        custody=tuple(
            Event(act=e.act, by=e.by, date=e.date, method=e.method, status=e.status, sha256=e.sha256)
            for e in article.custody
        ),
        changes=len(article.changes),
        readings=len(article.readings),
    )


def corrected(article: Article) -> int | None:
    """The day of an article's last declared change as an ordinal; None where nothing was changed."""
    days = [(change.date or article.published).toordinal() for change in article.changes]
    return max(days, default=None)


def month(article: Article) -> int:
    """The month of print as one number, 12 × year + month, the month counted from 0."""
    return article.date.year * 12 + article.date.month - 1


def modified(article: Article) -> int:
    """The last day, as an ordinal, on which something of an article is known to have changed: its first day here, its
    last declared change, or its review."""
    days = (article.published.toordinal(), corrected(article), article.review and article.review.date.toordinal())
    return max(day for day in days if day)


# --- bytes ----------------------------------------------------------------------------------------------------------


def _shape(kinds: Iterable[type[msgspec.Struct]]) -> str:
    return repr([(kind.__name__, kind.__struct_fields__, kind.__annotations__) for kind in kinds])


# The number of the shape in which things are stored. Those of another shape are of another version.
_PARTS = [one.record for one in fields_of(Article) if one.record]
SHAPE = zlib.crc32(_shape((Article, Account, *_PARTS)).encode())


def digest(data: bytes) -> bytes:
    """A digest of bytes."""
    return sha256(data).digest()[:SEAL]


def seal(data: bytes) -> bytes:
    """The digest by which a record is checked when it is read; it covers the shape of what was stored."""
    return digest(b"%08x" % SHAPE + data)


def record(article: Article) -> bytes:
    """An article as bytes."""
    return encode(replace(article, extra=portable(article.extra)) if article.extra else article)


def excerpt(article: Article) -> bytes:
    """The record of an article without its text and what is said of passages in it, for feeds that show the rest; its
    digest comes first."""
    data = record(replace(article, html="", changes=(), readings=(), notes=(), dates=()))
    return seal(data) + data


def unsealed(excerpt: bytes) -> bytes:
    """The record in an excerpt. Raises Untrusted."""
    stored, data = excerpt[:SEAL], excerpt[SEAL:]
    if seal(data) != stored:
        raise Untrusted("a record of the archive is damaged")
    return data


def opened(data: bytes) -> Article:
    """The article of a record. Raises Untrusted where another version of Colophon made it."""
    return decode(_ARTICLE, data)


def decode(decoder: Decoder[T], data: bytes) -> T:
    """What was stored as bytes. Raises Untrusted."""
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Untrusted(f"another version of Colophon made it, or it is damaged: {error}") from error


# What header fields of other people may hold and msgpack has no word for.
_DATE, _NUMBER = 1, 2


def portable(value: Any) -> Any:
    """A value of anybody's header or register as `encode` takes it."""
    if isinstance(value, dict):
        return {str(key): portable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [portable(one) for one in value]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Ext(_DATE, value.isoformat().encode())
    if isinstance(value, int) and value.bit_length() > 63:
        return Ext(_NUMBER, str(value).encode())
    return value


def from_ext(code: int, data: memoryview) -> Any:
    """What `portable` wrote."""
    text = str(data, "ascii")
    return dt.date.fromisoformat(text) if code == _DATE else int(text)


encode = Encoder(enc_hook=str).encode
_ARTICLE = Decoder(Article, ext_hook=from_ext)
ENTRIES, PAIRS, ACCOUNT = Decoder(tuple[Entry, ...]), Decoder(tuple[Pair, ...]), Decoder(Account)
