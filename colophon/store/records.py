"""The shapes of articles in the database: the record itself as msgpack, and the columns that queries need without
opening it."""

from __future__ import annotations

import datetime as dt
import zlib
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec.msgpack import Decoder, Encoder, Ext
from msgspec.structs import replace

from colophon.model.article import Article, Comparison, Event, Record, fields_of
from colophon.readers.links import TextLink

T = TypeVar("T")

DAY = 24 * 60 * 60
SEAL = 16  # bytes of a digest
UNRECORDED = 1  # the ordinal that stands for a day that nobody wrote


class Untrusted(Exception):
    """Something in the database differs from what was stored, or another version of Colophon stored it."""


class Account(Record, frozen=True, kw_only=True):
    """What the ledger says of an article. `status` is that of its source and `day` that of the day of print, None where
    it has none; `withdrawn` is the day on which the text was withdrawn; `review` is none, reviewed or voided; each step
    of `custody` has act, actor, day, method, status and digest; `changes` and `readings` are numbers."""

    published: dt.date | None
    status: str | None
    comparison: Comparison
    review: str
    withdrawn: dt.date | None
    custody: tuple[Event, ...]
    changes: int
    readings: int
    day: str | None = None


_LAST = 0x10FFFF  # the last character of Unicode

# An index of an article: its kind, its key, and the name that the article has for it.
Entry = tuple[str, str, str | None]
# A kind and a word or a key of that kind.
Pair = tuple[str, str]


class StoredArticle(Record, frozen=True, kw_only=True):
    """An article for the database.

    `kind` is article or page; `digest` is that of the text (see Article); `translation` is the file of the original,
    the digest of the text that was translated, and the line of the header that says so; `lookups` are the (kind, word)
    that its page looks up; `links` are those of its text within the site; `line` is where its slug is written, else its
    title; `redirects` are its old addresses, each with its line; `corrected` is the day of the last declared change;
    `month` is that of print, see `month`; `modified` is the last day on which something of it is known to have changed
    here. `excerpt` is the record without the text, after its digest; None where the site has no feeds that show it.
    Days are ordinals (datetime.date.toordinal), except `published`, which is as in ISO 8601: the day until which it
    waits and by which feeds sort it. `evidence` are the files that it names, and whether it rests on each or only leads
    to it. `came` is the day on which it is known to have come here. `dated` is empty for a day that the moment has,
    else what is known of the date, in EDTF or “unknown”; `known` says how much that is: 3 for the day, 2 for the month,
    1 for the year, 0 for nothing. `source` is empty for a publication that is unknown.
    """

    path: str
    kind: str
    template: str
    status: str
    published: str
    came: int | None
    address: str
    moment: int
    dated: str
    known: int
    seq: str
    title: str
    lang: str
    source: str | None
    page: str | None
    original: bool
    withdrawn: bool
    licensed: bool
    digest: str
    translation: tuple[str, str | None, int] | None
    entries: tuple[Entry, ...]
    lookups: tuple[Pair, ...]
    links: tuple[TextLink, ...]
    line: int
    redirects: tuple[tuple[str, int], ...]
    evidence: tuple[tuple[str, bool], ...]
    account: Account
    corrected: int | None
    month: int
    modified: int
    record: bytes
    excerpt: bytes | None


class Placement(Record, frozen=True, kw_only=True):
    """The place of an article before a change: its file in the output, its moment, its indexes by kind and key."""

    address: str
    moment: int
    indexes: tuple[Pair, ...]


class ArticleSummary(Record, frozen=True, kw_only=True):
    """What lists need of an article. `seq` orders the articles of one moment; `licensed`: it was written here, or has a
    licence."""

    id: int
    path: str
    address: str
    moment: int
    dated: str
    seq: str
    title: str
    lang: str
    source: str | None
    page: str | None
    original: int
    withdrawn: int
    licensed: int


class ArticleRow(Record, frozen=True, kw_only=True):
    """What the page of an article needs, without its neighbours and names."""

    summary: ArticleSummary
    template: str
    listed: bool
    record: bytes
    lookups: tuple[Pair, ...]
    links: tuple[TextLink, ...]


class ArticleState(Record, frozen=True, kw_only=True):
    """Whether the article of a file has a page, and where: `built` is 0 for a draft and for one that `waits` until
    `published`; `digest` is that of its text."""

    path: str
    kind: str
    address: str
    line: int
    status: str
    published: str
    built: int
    waits: int
    digest: str


def moment_of(article: Article) -> int:
    """The moment of an article: seconds since the calendar began, by the day and time of print as written, and by the
    earliest day that a date may be. Articles without a date come before the calendar begins, sorted by their titles."""
    time = article.time
    if article.date is None:
        return DAY - 1 - int.from_bytes(article.title.casefold().encode()[:2].ljust(2, b"\0"))
    return article.date.first.toordinal() * DAY + (time.hour * 3600 + time.minute * 60 + time.second if time else 0)


def account(article: Article) -> Account:
    """What the ledger says of an article."""
    source, review = article.source, article.review
    return Account(
        published=article.published,
        status=str(source.status_of("publication")) if source else None,
        day=str(source.status_of("date")) if source else None,
        comparison=article.comparison,
        review="voided" if article.review_voided else "reviewed" if review else "none",
        withdrawn=article.withdrawn.date if article.withdrawn else None,
        custody=tuple(
            Event(act=e.act, by=e.by, date=e.date, method=e.method, status=e.status, sha256=e.sha256)
            for e in article.custody
        ),
        changes=len(article.changes),
        readings=len(article.readings),
    )


def came(article: Article) -> dt.date | None:
    """The day on which an article is known to have come here: its first day here or, where nobody wrote it, the day on
    which its text was received. A month or a span names no day."""
    received = (step.date.day for step in reversed(article.custody) if step.act == "received" and step.date)
    return article.published or next(received, None)


def order(article: Article, address: str) -> str:
    """What sorts the articles of one moment: those without a date from the last title to the first, since lists run
    backwards; all others by their address."""
    place = f"{address}|{article.path}"
    if article.date is not None:
        return place
    letters = (_LAST - ord(letter) for letter in article.title.casefold())
    return "".join([chr(code) for code in letters if not 0xD800 <= code < 0xE000]) + chr(_LAST) + place


def arrival(article: Article) -> dt.date:
    """The day until which an article waits, and by which feeds sort it: the day on which it came or, where that is not
    known, the earliest day on which its text may have been received, or printed. It is never shown."""
    received = (step.date.first for step in reversed(article.custody) if step.act == "received" and step.date)
    return came(article) or next(received, None) or (article.date.first if article.date else dt.date.min)


def corrected(article: Article) -> int | None:
    """The day of an article's last declared change or of its withdrawal as an ordinal, UNRECORDED where nobody wrote
    it; None where nothing was changed."""
    last = came(article) or dt.date.fromordinal(UNRECORDED)
    days = [(change.date or last).toordinal() for change in article.changes]
    if article.withdrawn:
        days.append(article.withdrawn.date.toordinal())
    return max(days, default=None)


def month(article: Article) -> int:
    """The month of print as one number, 12 × year + month, the month counted from 0; 0 without a date."""
    return article.date.first.year * 12 + article.date.first.month - 1 if article.date else 0


def modified(article: Article) -> int:
    """The last day, as an ordinal, on which something of an article is known to have changed: its first day here, its
    last declared change, or its review; the date of a text that was written here. UNRECORDED where the record has no
    such day."""
    day = came(article) or (article.date.day if article.original and article.date else None)
    days = (day and day.toordinal(), corrected(article), article.review and article.review.date.toordinal())
    return max((day for day in days if day), default=UNRECORDED)


_STORED: tuple[type[Record], ...] = (
    Article,
    Account,
    Comparison,
    TextLink,
    *(one.record for one in fields_of(Article) if one.record),
)
# The number of the shape of stored records. Another version of Colophon may have another one.
SHAPE = zlib.crc32(repr([(k.__name__, k.__struct_fields__, k.__annotations__) for k in _STORED]).encode())


def digest(data: bytes) -> bytes:
    """The first SEAL bytes of the SHA-256 of data."""
    return sha256(data).digest()[:SEAL]


def seal(data: bytes) -> bytes:
    """The digest by which a record is checked when it is read; it covers the shape of records too."""
    return digest(b"%08x" % SHAPE + data)


def record(article: Article) -> bytes:
    """An article as msgpack."""
    return encode(replace(article, extra=portable(article.extra)) if article.extra else article)


def excerpt(article: Article) -> bytes:
    """The record of an article without its text and all that refers to passages of it, for feeds that show no text;
    its digest comes first."""
    data = record(replace(article, html="", changes=(), readings=(), notes=(), dates=()))
    return seal(data) + data


def unsealed(excerpt: bytes) -> bytes:
    """The record in an excerpt. Raises Untrusted."""
    stored, data = excerpt[:SEAL], excerpt[SEAL:]
    if seal(data) != stored:
        raise Untrusted("a record of the archive is damaged")
    return data


def opened(data: bytes) -> Article:
    """The article of a record. Raises Untrusted."""
    return decode(_ARTICLE, data)


def decode(decoder: Decoder[T], data: bytes) -> T:
    """Decodes stored bytes. Raises Untrusted where another version of Colophon made them, or they are damaged."""
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Untrusted(f"another version of Colophon made it, or it is damaged: {error}") from error


# Values of other people's header fields that msgpack has no type for.
_DATE, _NUMBER = 1, 2


def portable(value: Any) -> Any:
    """A value of any header or register in a form that `encode` takes."""
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
    """The value that `portable` wrote; for `ext_hook`."""
    text = str(data, "ascii")
    return dt.date.fromisoformat(text) if code == _DATE else int(text)


encode = Encoder(enc_hook=str).encode
_ARTICLE = Decoder(Article, ext_hook=from_ext)
ENTRIES, PAIRS, ACCOUNT = Decoder(tuple[Entry, ...]), Decoder(tuple[Pair, ...]), Decoder(Account)
LINKS = Decoder(tuple[TextLink, ...])
