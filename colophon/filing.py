"""The shapes in which articles go into the archive and come out of it: a record as bytes, and what is asked of it
without opening it. Knows articles only.
"""

from __future__ import annotations

import pickle
from hashlib import blake2b
from typing import NamedTuple, cast

from colophon.article import Article

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
    return blake2b(data, digest_size=16).digest()


def record(article: Article) -> bytes:
    """An article as bytes."""
    return pickle.dumps(article, 5)


def opened(data: bytes) -> Article:
    """The article of a record. Raises Untrusted where another version of Colophon made it."""
    try:
        return cast(Article, pickle.loads(data))  # noqa: S301 - its digest says that it is what we stored
    except (AttributeError, TypeError, ImportError, pickle.UnpicklingError) as error:
        raise Untrusted(f"another version of Colophon made it: {error}") from error
