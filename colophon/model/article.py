"""The records: what an article file says, as plain typed data.

Each field is declared once, here: its name, the check that its value must pass, its default, the name that the header
has for it where that is another (`field(name=…)`), and in a Doc what the JSON Schema says of it. The reader of headers,
storage, JSON, its schema and the tables of the data set go through the declarations by `fields_of`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import field


class Record(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Base of all records: immutable, made by the names of their fields, stored as msgpack arrays. `example` is how
    a header writes one in a list."""

    example: ClassVar[str] = ""


class Check(StrEnum):
    """What the value of a header field must be."""

    TEXT = "text"  # words on one line
    PASSAGE = "passage"  # to the letter
    QUOTE = "quote"  # words of a text, to the letter
    KEY = "key"  # of the register, or a free name
    PAGE = "page"  # a printed page: text, since a zero in front counts
    DAY = "day"  # YYYY-MM-DD
    LANGUAGE = "language"  # a BCP 47 tag
    DIGEST = "digest"  # SHA-256 in 64 hexadecimal digits
    ADDRESS = "address"  # of a page on the web
    COUNT = "count"  # a number from 1
    CHOICE = "choice"  # one of some words
    NAMES = "names"  # a list of them
    TERMS = "terms"  # a list of names for each kind of TERM_KINDS
    RECORDS = "records"  # records of their own, or one


Text = Annotated[str, Check.TEXT]
Passage = Annotated[str, Check.PASSAGE]
Quote = Annotated[str, Check.QUOTE]
Key = Annotated[str, Check.KEY]
Page = Annotated[str, Check.PAGE]
Day = Annotated[dt.date, Check.DAY]
Language = Annotated[str, Check.LANGUAGE]
Digest = Annotated[str, Check.DIGEST]
Address = Annotated[str, Check.ADDRESS]
Count = Annotated[int, Check.COUNT]
Names = Annotated[tuple[str, ...], Check.NAMES]
Terms = Annotated[dict[str, tuple[str, ...]], Check.TERMS]

WRITE_DATE = "write YYYY-MM-DD, as in 2024-05-17"
THE_DAY = WRITE_DATE.removeprefix("write ")


class Doc(NamedTuple):
    """What the JSON Schema says of a field; what an editor is asked to write where the field must be there and isn't;
    the words that it takes, where its type doesn't list them; whether “unknown” says as much as nothing."""

    description: str = ""
    write: str = ""
    values: tuple[str, ...] = ()
    unknown: bool = False


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

    publication: Annotated[Key, Doc("The publication.", "a key of register/publications.yaml")]
    date: Annotated[Day, Doc("The day of print.", f"the day on which the source printed it: {THE_DAY}")]
    page: Annotated[Page | None, Doc("The printed page; a zero in front counts.")] = None
    edition: Annotated[Text | None, Doc("The edition, as it is printed.")] = None
    credit: Annotated[Text | None, Doc("The credit line as it stands in the text, to the letter.")] = None
    status: Status = Status.AS_STATED


class Event(Record, frozen=True, kw_only=True):
    """One step of the text's custody: who did what to it, when, in which language, and how we know.

    `by` and `date` are None where they are unknown: the page then says so. What a step without a file rests on is said
    by `url` and, in words, by `evidence`.
    """

    example = "{act: printed, by: KEY, date: YYYY-MM-DD, status: as-stated}"
    act: Literal["printed", "reposted", "translated", "edited", "received"]
    by: Annotated[Key | None, Doc("Who did it.", unknown=True)] = None
    date: Annotated[Day | None, Doc(unknown=True)] = None
    page: Annotated[Page | None, Doc("The printed page.")] = None
    lang: Annotated[Language | None, Doc("The language of the text after this step.")] = None
    method: Annotated[Text | None, Doc("How: of translations, machine or human.")] = None
    origin: Annotated[Language | None, Doc("The language out of which it was translated.")] = field(
        default=None, name="from"
    )
    target: Annotated[Language | None, Doc("The language into which it was translated.")] = field(
        default=None, name="to"
    )
    file: Annotated[Text | None, Doc("A file of the site that this step rests on.")] = None
    sha256: Annotated[Digest | None, Doc("The digest of that file.")] = None
    url: Annotated[Address | None, Doc("An address elsewhere that this step rests on.")] = None
    evidence: Annotated[Text | None, Doc("In words, what this step rests on.")] = None
    status: Status = Status.UNKNOWN


_WAS = "the words as they stood, with a neighbour where something is added"
_NOW = 'the words that stand there now, or now: "" for none'


class Change(Record, frozen=True, kw_only=True):
    """A passage of the text received and what stands in its place. `nth` counts occurrences from 1; None means that the
    passage occurs once. `date` is the day on which the change was made, None for the day on which the article first
    appeared here."""

    example = '{was: "…", now: "…", kind: omitted, why: …}'
    was: Annotated[Quote, Doc("The words received.", _WAS)]
    now: Annotated[Passage, Doc("The words that stand there now.", _NOW)]
    kind: Literal["omitted", "added", "corrected", "normalised"]
    why: Text | None = None
    nth: Count | None = None
    date: Annotated[Day | None, Doc("The day on which it was made.")] = None


class Emendation(Record, frozen=True, kw_only=True):
    """A reading: a passage of the text shown, and what it may have meant to say. `nth` is as in a Change."""

    example = '{was: "…", now: "…", kind: typographic, why: …}'
    was: Annotated[Quote, Doc("The words shown.", _WAS)]
    now: Annotated[Passage, Doc("What they may have meant to say; brackets hold what a conjecture supplies.", _NOW)]
    kind: Literal["typographic", "conjecture"]
    why: Text | None = None
    nth: Count | None = None


class Note(Record, frozen=True, kw_only=True):
    """A remark on words that occur in the text shown."""

    example = "{on: words of the text, note: …}"
    on: Annotated[Quote, Doc("The words that the note is on.", "the words of the text that it is about")]
    note: Annotated[Text, Doc(write="the remark")]
    nth: Count | None = None


class Dated(Record, frozen=True, kw_only=True):
    """A day that the text names: the words in the text shown, the day itself, and what was on it. The status is that of
    the day, since texts leave out years."""

    example = "{on: words of the text, date: YYYY-MM-DD, what: …, status: inferred}"
    on: Annotated[Quote, Doc("The words that name the day.", "the words of the text that name the day")]
    date: Annotated[Day, Doc(write=f"the day: {THE_DAY}")]
    what: Annotated[Text, Doc("What was on that day.", "what was on that day")]
    nth: Count | None = None
    # Not verified, since no file shows on which day something was; not unknown, since then there is no day.
    status: Annotated[Status, Doc(values=(Status.AS_STATED, Status.INFERRED))] = Status.AS_STATED


class Review(Record, frozen=True, kw_only=True):
    """Who read the text, when, and the digest of the text that was read. What is no digest is not refused: the warning
    that the review is void has the right one."""

    by: Annotated[Text, Doc(write="who read it")]
    date: Annotated[Day, Doc(write="the day, YYYY-MM-DD")]
    sha256: Annotated[Text, Doc(write="the digest of the text that was read")]


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
    title: Annotated[Text, Doc(write="title: and the headline")]
    slug: Text
    date: Annotated[Day, Doc("The day on which the source printed it; this is the date of the news.")]
    published: Annotated[Day, Doc("The day on which it first appeared on this site.")]
    lang: Language
    html: str
    words: int
    source: Source | None
    time: dt.time | None = None
    original: bool = False
    title_by: Annotated[Literal["source", "editor", "translator"], Doc("Who wrote the title.")] = "source"
    summary: Text | None = None
    custody: tuple[Event, ...] = ()
    review: Review | None = None
    review_voided: bool = False
    changes: tuple[Change, ...] = ()
    readings: tuple[Emendation, ...] = ()
    notes: tuple[Note, ...] = ()
    dates: tuple[Dated, ...] = ()
    terms: Terms = {}
    rights: Annotated[Text | None, Doc("A sentence on rights in the text.")] = None
    status: Literal["published", "draft", "hidden", "skip"] = "published"
    template: Text = "article"
    redirect_from: Names = ()
    extra: dict[str, Any] = {}


# The kinds of things an article may name, in the order in which pages list them.
TERM_KINDS = ("subjects", "people", "organisations", "places", "events", "terms")


class Declared(NamedTuple):
    """A field of a record as it is declared: its name in Python, its name in the header and in JSON, its check, the
    words or the records that it takes, its Doc, and whether a record must have it."""

    name: str
    header: str
    json: str
    check: Check | None
    values: tuple[str, ...]
    record: type[Record] | None
    doc: Doc
    required: bool

    @property
    def remedy(self) -> str:
        """What an editor is asked to do where it is missing."""
        return f"write {self.doc.write or ' | '.join(self.values)}"


# What JSON calls by another name than the header does.
_IN_JSON = {"lang": "language"}


@cache
def fields_of(record: type[Record]) -> tuple[Declared, ...]:
    """The declared fields of a record, in their order."""
    types = get_type_hints(record, include_extras=True)
    return tuple(_declared(one, [*_parts(types[one.name])]) for one in msgspec.structs.fields(record))


def _declared(one: msgspec.structs.FieldInfo, parts: list[Any]) -> Declared:
    doc = next((part for part in parts if isinstance(part, Doc)), Doc())
    record = next((part for part in parts if isinstance(part, type) and issubclass(part, Record)), None)
    words = next((get_args(part) for part in parts if get_origin(part) is Literal), ())
    values = doc.values or words or tuple(Status if Status in parts else ())
    check = Check.CHOICE if values else Check.RECORDS if record else None
    return Declared(
        name=one.name,
        header=one.encode_name,
        json=_IN_JSON.get(one.name, one.encode_name),
        check=check or next((part for part in parts if isinstance(part, Check)), None),
        values=values,
        record=record,
        doc=doc,
        required=one.required,
    )


def _parts(declared: Any) -> Iterator[Any]:
    """A type such as `Annotated[str, Check.TEXT] | None`, and all that it is made of."""
    yield declared
    for part in get_args(declared):
        yield from _parts(part)


def words_of(record: type[Record], name: str) -> tuple[str, ...]:
    """The words that a field takes."""
    return next(one.values for one in fields_of(record) if one.name == name)
