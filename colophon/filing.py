"""The shapes in which articles go into the archive and come out of it: a record as bytes, and what is asked of it
without opening it. Knows articles only.
"""

from __future__ import annotations

import pickle
import zlib
from hashlib import sha256
from itertools import starmap
from operator import attrgetter
from typing import Any, NamedTuple

from colophon.article import Article, Change, Hop, Note, Review, Source, Status

DAY = 24 * 60 * 60


def moment_of(article: Article) -> int:
    """Where an article stands in time: seconds since the calendar began, by the day and time of print as written."""
    time = article.time
    return article.date.toordinal() * DAY + (time.hour * 3600 + time.minute * 60 + time.second if time else 0)


Entry = tuple[str, str, str | None]


class Filed(NamedTuple):
    """An article as the archive takes it, made where it was read: the record itself as bytes, and what is asked of it
    without opening it.

    `kind` is article or page; `entries` are its indexes as (kind, key, name); `named` are all (kind, word) that its
    page looks up; `links` are its links to other files as (what, target).
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
    record: bytes
    digest: bytes


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


def digest(data: bytes) -> bytes:
    """The digest by which a record is checked when it is read."""
    return sha256(data, usedforsecurity=False).digest()[:16]  # processors have it built in


def record(article: Article) -> bytes:
    """An article as bytes: the values of its fields and of its parts' fields. Classes would take half of the time."""
    values, source, review = list(_ARTICLE(article)), article.source, article.review
    values[_AT["source"]] = source and (*_SOURCE(source)[:-1], str(source.status))
    values[_AT["custody"]] = tuple([(*_HOP(hop)[:-1], str(hop.status)) for hop in article.custody])
    values[_AT["review"]] = review and _REVIEW(review)
    values[_AT["changes"]] = tuple(map(_CHANGE, article.changes))
    values[_AT["readings"]] = tuple(map(_CHANGE, article.readings))
    values[_AT["notes"]] = tuple(map(_NOTE, article.notes))
    return pickle.dumps((_VERSION, values), 5)


def opened(data: bytes) -> Article:
    """The article of a record. Raises Untrusted where another version of Colophon made it."""
    try:
        version, values = pickle.loads(data)  # noqa: S301 - its digest says that it is what we stored
        if version != _VERSION:
            raise Untrusted("another version of Colophon made it")
        source, review = values[_AT["source"]], values[_AT["review"]]
        values[_AT["source"]] = source and Source(*_founded(*source))
        values[_AT["custody"]] = tuple([Hop(*_founded(*hop)) for hop in values[_AT["custody"]]])
        values[_AT["review"]] = review and Review(*review)
        values[_AT["changes"]] = tuple(starmap(Change, values[_AT["changes"]]))
        values[_AT["readings"]] = tuple(starmap(Change, values[_AT["readings"]]))
        values[_AT["notes"]] = tuple(starmap(Note, values[_AT["notes"]]))
        return Article(*values)
    except (AttributeError, TypeError, ValueError, LookupError, ImportError, pickle.UnpicklingError) as error:
        raise Untrusted(f"another version of Colophon made it: {error}") from error


def _founded(*values: Any) -> tuple[Any, ...]:
    """The values of a source or a hop, which end with its status."""
    return (*values[:-1], _STATUSES[values[-1]])


_ARTICLE, _SOURCE, _HOP, _REVIEW, _CHANGE, _NOTE = (
    attrgetter(*kind.__slots__) for kind in (Article, Source, Hop, Review, Change, Note)
)
_AT = {name: number for number, name in enumerate(Article.__slots__)}
_STATUSES = {str(status): status for status in Status}
# Records of other fields, or of fields in another order, are of another version.
_VERSION = zlib.crc32(repr([kind.__slots__ for kind in (Article, Source, Hop, Review, Change, Note)]).encode())
