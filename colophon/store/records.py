"""The shapes in which articles go into the archive and come out of it: a record as bytes, and what is asked of it
without opening it. Knows articles only.
"""

from __future__ import annotations

import datetime as dt
import pickle
import zlib
from hashlib import sha256
from itertools import starmap
from operator import attrgetter
from typing import Any, NamedTuple

from colophon.model.article import Article, Change, Dated, Hop, Note, Review, Source, Status

DAY = 24 * 60 * 60
SEAL = 16  # bytes of a digest


def moment_of(article: Article) -> int:
    """Where an article stands in time: seconds since the calendar began, by the day and time of print as written."""
    time = article.time
    return article.date.toordinal() * DAY + (time.hour * 3600 + time.minute * 60 + time.second if time else 0)


Entry = tuple[str, str, str | None]


class Filed(NamedTuple):
    """An article as the archive takes it, made where it was read: the record itself as bytes, and what is asked of it
    without opening it.

    `kind` is article or page; `entries` are its indexes as (kind, key, name); `named` are all (kind, word) that its
    page looks up; `links` are its links to other files as (what, target); `account` is what the ledger
    says, `corrected` the day of the last declared change; `month` is that of print as one number, `modified` the last
    day on which something of the article is known to have changed here; `brief` is the record without the text, where
    the site has feeds that show it.
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
    named: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    redirects: tuple[str, ...]
    evidence: tuple[str, ...]
    account: tuple[Any, ...]
    corrected: int | None
    month: int
    modified: int
    record: bytes
    digest: bytes
    brief: bytes | None


class Standing(NamedTuple):
    """Where an article stood before a change: its file in the output, its moment, and its indexes by kind and key."""

    address: str
    moment: int
    indexes: tuple[tuple[str, str], ...]


class Head(NamedTuple):
    """What a list shows of an article."""

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


class Sheet(NamedTuple):
    """What the page of an article is made of, before its neighbours and names are added."""

    head: Head
    template: str
    listed: bool
    record: bytes
    named: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]


class Untrusted(Exception):
    """Something kept is not what was stored, or of another version."""


def account(article: Article) -> tuple[Any, ...]:
    """What the ledger says of an article, as plain values: see views.ledger."""
    source, review = article.source, article.review
    hops = tuple(
        (h.act, h.by, h.date and h.date.toordinal(), h.method, str(h.status), h.sha256) for h in article.custody
    )
    reviewed = "voided" if article.review_voided else "reviewed" if review else "none"
    status = str(source.status) if source else None
    return article.published.toordinal(), status, reviewed, hops, len(article.changes), len(article.readings)


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


def digest(data: bytes) -> bytes:
    """The digest by which a record is checked when it is read."""
    return sha256(data).digest()[:SEAL]


def record(article: Article) -> bytes:
    """An article as bytes: plain values alone, since naming classes, dates among them, takes longer than all else."""
    return pickle.dumps((_VERSION, _values(article)), 5)


def _values(article: Article) -> list[Any]:
    values, source, review = list(_ARTICLE(article)), article.source, article.review
    values[_AT["date"]], values[_AT["published"]] = article.date.toordinal(), article.published.toordinal()
    values[_AT["source"]] = source and _values_of_source(source)
    values[_AT["custody"]] = tuple(map(_values_of_hop, article.custody))
    values[_AT["review"]] = review and (review.by, review.date.toordinal(), review.sha256)
    values[_AT["changes"]] = tuple(map(_CHANGE, article.changes))
    values[_AT["readings"]] = tuple(map(_CHANGE, article.readings))
    values[_AT["notes"]] = tuple(map(_NOTE, article.notes))
    values[_AT["dates"]] = tuple((d.on, d.date.toordinal(), d.what, d.nth, str(d.status)) for d in article.dates)
    return values


def brief(article: Article) -> bytes:
    """The record of an article without its text and what is said of passages in it, for feeds that show the rest; its
    digest comes first."""
    values = _values(article)
    for name, nothing in _LEFT_OUT.items():
        values[_AT[name]] = nothing
    data = pickle.dumps((_VERSION, values), 5)
    return digest(data) + data


def unsealed(brief: bytes) -> bytes:
    """The record in a brief one. Raises Untrusted."""
    seal, data = brief[:SEAL], brief[SEAL:]
    if digest(data) != seal:
        raise Untrusted("a record of the archive is damaged")
    return data


def opened(data: bytes) -> Article:
    """The article of a record. Raises Untrusted where another version of Colophon made it."""
    try:
        version, values = pickle.loads(data)  # noqa: S301 - its digest says that it is what we stored
        if version != _VERSION:
            raise Untrusted("another version of Colophon made it")
        source, review = values[_AT["source"]], values[_AT["review"]]
        values[_AT["date"]], values[_AT["published"]] = _day(values[_AT["date"]]), _day(values[_AT["published"]])
        values[_AT["source"]] = source and _source(*source)
        values[_AT["custody"]] = tuple(starmap(_hop, values[_AT["custody"]]))
        values[_AT["review"]] = review and Review(review[0], _day(review[1]), review[2])
        values[_AT["changes"]] = tuple(starmap(Change, values[_AT["changes"]]))
        values[_AT["readings"]] = tuple(starmap(Change, values[_AT["readings"]]))
        values[_AT["notes"]] = tuple(starmap(Note, values[_AT["notes"]]))
        values[_AT["dates"]] = tuple(starmap(_dated, values[_AT["dates"]]))
        return Article(*values)
    except (AttributeError, TypeError, ValueError, LookupError, ImportError, pickle.UnpicklingError) as error:
        raise Untrusted(f"another version of Colophon made it: {error}") from error


def _values_of_source(source: Source) -> tuple[Any, ...]:
    return source.publication, source.date.toordinal(), source.page, source.credit, str(source.status)


def _source(publication: str, day: int, page: str | None, credit: str | None, status: str) -> Source:
    return Source(publication, _day(day), page, credit, _STATUSES[status])


def _values_of_hop(hop: Hop) -> tuple[Any, ...]:
    act, by, date, *more, status = _HOP(hop)
    return act, by, date and date.toordinal(), *more, str(status)


def _hop(act: str, by: str | None, day: int | None, *more: Any) -> Hop:
    values: tuple[Any, ...] = (*more[:-1], _STATUSES[more[-1]])
    return Hop(act, by, None if day is None else _day(day), *values)


def _dated(on: str, day: int, what: str, nth: int | None, status: str) -> Dated:
    return Dated(on, _day(day), what, nth, _STATUSES[status])


_ARTICLE, _HOP, _CHANGE, _NOTE = (attrgetter(*kind.__slots__) for kind in (Article, Hop, Change, Note))
_AT = {name: number for number, name in enumerate(Article.__slots__)}
# What a brief record lacks.
_LEFT_OUT: dict[str, Any] = {"html": "", "changes": (), "readings": (), "notes": (), "dates": ()}
_STATUSES = {str(status): status for status in Status}
_day = dt.date.fromordinal
# Records of other fields, or of fields in another order, are of another version.
_VERSION = zlib.crc32(repr([kind.__slots__ for kind in (Article, Source, Hop, Review, Change, Note, Dated)]).encode())
