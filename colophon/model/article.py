"""The records: what an article file says, as plain typed data.

Everything else in Colophon is made from these. They are immutable and picklable, so that they travel between
processes and into the archive; this room knows nothing of files, settings, Pelican or HTML.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Record:
    """Base of all records and views: it makes them travel fast between processes and into the archive, where the
    standard way of frozen data classes spends more time than all else."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, tuple([getattr(self, name) for name in self.__slots__])


class Status(StrEnum):
    """How well a statement is founded. Nothing is VERIFIED without a file and its digest."""

    VERIFIED = "verified"
    AS_STATED = "as-stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source(Record):
    """Where the text was printed.

    `publication` is a key of the register's publications, or the name itself where the header gave a name;
    `page` is a string, since a zero in front counts; `credit` stands in the text, to the letter.
    """

    publication: str
    date: dt.date
    page: str | None = None
    credit: str | None = None
    status: Status = Status.AS_STATED


@dataclass(frozen=True, slots=True)
class Hop(Record):
    """One step of the text's custody: who did what to it, when, in which language, and how we know.

    `by` and `date` are None where they are unknown: the page then says so. `origin` and `target` are BCP 47 tags
    (the header's `from` and `to`); `file` is a path below the content folder. What a step without a file rests on
    is said by `url`, a web address, and `evidence`, words.
    """

    act: str
    by: str | None = None
    date: dt.date | None = None
    page: str | None = None
    lang: str | None = None
    method: str | None = None
    origin: str | None = None
    target: str | None = None
    file: str | None = None
    sha256: str | None = None
    url: str | None = None
    evidence: str | None = None
    status: Status = Status.UNKNOWN


@dataclass(frozen=True, slots=True)
class Change(Record):
    """A passage and what stands in its place: in `changes` against the text received, in `readings` beside the
    text shown. `nth` counts occurrences from 1; None means that the passage occurs once. `date` is the day on which a
    change was made, None for the day on which the article first appeared here."""

    was: str
    now: str
    kind: str
    why: str | None = None
    nth: int | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Note(Record):
    """A remark on words that occur in the text shown."""

    on: str
    note: str
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class Dated(Record):
    """A day that the text names: the words in the text shown, the day itself, and what was on it. The status is that of
    the day, since texts leave out years."""

    on: str
    date: dt.date
    what: str
    nth: int | None = None
    status: Status = Status.AS_STATED


@dataclass(frozen=True, slots=True)
class Review(Record):
    """Who read the text, when, and the digest of the text that was read."""

    by: str
    date: dt.date
    sha256: str


@dataclass(frozen=True, slots=True)
class Article(Record):
    """One article file, read and checked.

    `path` is relative to the content folder; `date` is the day on which the source printed it, `time` orders
    articles of one day; `published` is the day on which it first appeared here. `source` is None for a text
    written for this site (`original`) and, under REQUIRE_SOURCE = False, where none is stated. `html` is safe.
    `review_voided` says that the text changed since the review.
    `terms` has the register's and the reader's keys by kind: subjects, people, organisations, places, …
    """

    path: str
    title: str
    slug: str
    date: dt.date
    published: dt.date
    lang: str
    html: str
    words: int
    source: Source | None
    time: dt.time | None = None
    original: bool = False
    title_by: str = "source"
    summary: str | None = None
    custody: tuple[Hop, ...] = ()
    review: Review | None = None
    review_voided: bool = False
    changes: tuple[Change, ...] = ()
    readings: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    dates: tuple[Dated, ...] = ()
    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rights: str | None = None
    status: str = "published"
    template: str = "article"
    redirect_from: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


# The kinds of things an article may name, in the order in which pages list them.
TERM_KINDS = ("subjects", "people", "organisations", "places", "events", "terms")
