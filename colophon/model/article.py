"""The records: what an article file says, as plain typed data.

Each field is declared once, here: its name, the check that its value must pass, its default, and the name that the
header has for it where that is another (`field(name=…)`). Storage follows from the declarations, and whatever else goes
through all fields of a record asks `fields_of` for them.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import field


class Record(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Base of all records: immutable, made by the names of their fields, stored as msgpack arrays."""


class Check(StrEnum):
    """What the value of a header field must be."""

    TEXT = "text"  # words on one line
    PASSAGE = "passage"  # to the letter
    KEY = "key"  # of the register, or a free name
    PAGE = "page"  # a printed page: text, since a zero in front counts
    DAY = "day"  # YYYY-MM-DD
    LANGUAGE = "language"  # a BCP 47 tag
    FILE = "file"  # a path below the content folder
    DIGEST = "digest"  # SHA-256 in 64 hexadecimal digits
    ADDRESS = "address"  # of a page on the web
    COUNT = "count"  # a number from 1
    CHOICE = "choice"  # one of some words
    RECORDS = "records"  # records of their own, or one


Text = Annotated[str, Check.TEXT]
Passage = Annotated[str, Check.PASSAGE]
Key = Annotated[str, Check.KEY]
Page = Annotated[str, Check.PAGE]
Day = Annotated[dt.date, Check.DAY]
Language = Annotated[str, Check.LANGUAGE]
File = Annotated[str, Check.FILE]
Digest = Annotated[str, Check.DIGEST]
Address = Annotated[str, Check.ADDRESS]
Count = Annotated[int, Check.COUNT]
Word = Annotated[str, Check.CHOICE]


class Status(StrEnum):
    """How well a statement is founded. Nothing is VERIFIED without a file and its digest."""

    VERIFIED = "verified"
    AS_STATED = "as-stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Source(Record, frozen=True, kw_only=True):
    """Where the text was printed.

    `publication` is a key of the register's publications, or the name itself where the header gave a name; `credit`
    stands in the text, to the letter.
    """

    publication: Key
    date: Day
    page: Page | None = None
    credit: Text | None = None
    status: Status = Status.AS_STATED


class Event(Record, frozen=True, kw_only=True):
    """One step of the text's custody: who did what to it, when, in which language, and how we know.

    `by` and `date` are None where they are unknown: the page then says so. What a step without a file rests on is said
    by `url` and, in words, by `evidence`.
    """

    act: Word
    by: Key | None = None
    date: Day | None = None
    page: Page | None = None
    lang: Language | None = None
    method: Text | None = None
    origin: Language | None = field(default=None, name="from")
    target: Language | None = field(default=None, name="to")
    file: File | None = None
    sha256: Digest | None = None
    url: Address | None = None
    evidence: Text | None = None
    status: Status = Status.UNKNOWN


class Change(Record, frozen=True, kw_only=True):
    """A passage and what stands in its place: in `changes` against the text received, in `readings` beside the
    text shown. `nth` counts occurrences from 1; None means that the passage occurs once. `date` is the day on which a
    change was made, None for the day on which the article first appeared here."""

    was: Passage
    now: Passage
    kind: Word
    why: Text | None = None
    nth: Count | None = None
    date: Day | None = None


class Note(Record, frozen=True, kw_only=True):
    """A remark on words that occur in the text shown."""

    on: Passage
    note: Text
    nth: Count | None = None


class Dated(Record, frozen=True, kw_only=True):
    """A day that the text names: the words in the text shown, the day itself, and what was on it. The status is that of
    the day, since texts leave out years."""

    on: Passage
    date: Day
    what: Text
    nth: Count | None = None
    status: Status = Status.AS_STATED


class Review(Record, frozen=True, kw_only=True):
    """Who read the text, when, and the digest of the text that was read."""

    by: Text
    date: Day
    sha256: Digest


class Article(Record, frozen=True, kw_only=True):
    """One article file, read and checked.

    `path` is relative to the content folder; `date` is the day on which the source printed it, `time` orders
    articles of one day; `published` is the day on which it first appeared here. `source` is None for a text
    written for this site (`original`) and, under REQUIRE_SOURCE = False, where none is stated. `html` is safe.
    `review_voided` says that the text changed since the review.
    `terms` has the register's and the reader's keys by kind: subjects, people, organisations, places, …
    `extra` has the fields of the header that are not ours.
    """

    path: str
    title: Text
    slug: Text
    date: Day
    published: Day
    lang: Language
    html: str
    words: int
    source: Source | None
    time: dt.time | None = None
    original: bool = False
    title_by: Word = "source"
    summary: Text | None = None
    custody: tuple[Event, ...] = ()
    review: Review | None = None
    review_voided: bool = False
    changes: tuple[Change, ...] = ()
    readings: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    dates: tuple[Dated, ...] = ()
    terms: dict[str, tuple[str, ...]] = {}
    rights: Text | None = None
    status: Word = "published"
    template: Text = "article"
    redirect_from: tuple[str, ...] = ()
    extra: dict[str, Any] = {}


# The kinds of things an article may name, in the order in which pages list them.
TERM_KINDS = ("subjects", "people", "organisations", "places", "events", "terms")


class Declared(NamedTuple):
    """A field of a record as it is declared: its name in Python, its name in the header and in JSON, its check, and
    whether a record must have it."""

    name: str
    header: str
    json: str
    check: Check | None
    required: bool


# What JSON calls by another name than the header does.
_IN_JSON = {"lang": "language"}


@cache
def fields_of(record: type[Record]) -> tuple[Declared, ...]:
    """The declared fields of a record, in their order."""
    types = get_type_hints(record, include_extras=True)
    return tuple(
        Declared(
            name=one.name,
            header=one.encode_name,
            json=_IN_JSON.get(one.name, one.encode_name),
            check=_check(types[one.name]),
            required=one.required,
        )
        for one in msgspec.structs.fields(record)
    )


def _check(declared: Any) -> Check | None:
    """The check in a type such as `Annotated[str, Check.TEXT] | None`."""
    if declared is Status:
        return Check.CHOICE
    if get_origin(declared) is Annotated:
        return next((extra for extra in declared.__metadata__ if isinstance(extra, Check)), None)
    if isinstance(declared, type) and issubclass(declared, Record):
        return Check.RECORDS
    return next((check for part in get_args(declared) if (check := _check(part))), None)
