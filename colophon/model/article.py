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

from colophon.model.days import Days


class Record(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Base of all records: immutable, made by the names of their fields, stored as msgpack arrays. `example` is how
    a header writes one in a list, `shorthand` the field that a text alone stands for."""

    example: ClassVar[str] = ""
    shorthand: ClassVar[str] = ""


class Check(StrEnum):
    """What the value of a header field must be."""

    TEXT = "text"  # words on one line
    PASSAGE = "passage"  # to the letter
    QUOTE = "quote"  # words of a text, to the letter
    KEY = "key"  # of the register, or a free name
    PAGE = "page"  # a printed page: text, since a zero in front counts
    DAY = "day"  # YYYY-MM-DD
    DAYS = "days"  # a day, a month, a year or a span (EDTF)
    LANGUAGE = "language"  # a BCP 47 tag
    DIGEST = "digest"  # SHA-256 in 64 hexadecimal digits
    ADDRESS = "address"  # of a page on the web
    COUNT = "count"  # a number from 1
    NUMBER = "number"  # a number from 0
    CHOICE = "choice"  # one of some words
    NAMES = "names"  # a list of them
    TERMS = "terms"  # a list of names for each kind of TERM_KINDS
    STATUSES = "statuses"  # a Status for all, or one for each fact
    LICENCE = "licence"  # an SPDX id, or an address
    RECORD = "one_record"  # a record of its own
    RECORDS = "records"  # several


Text = Annotated[str, Check.TEXT]
Passage = Annotated[str, Check.PASSAGE]
Quote = Annotated[str, Check.QUOTE]
Key = Annotated[str, Check.KEY]
Page = Annotated[str, Check.PAGE]
Day = Annotated[dt.date, Check.DAY]
Date = Annotated[Days, Check.DAYS]
Language = Annotated[str, Check.LANGUAGE]
Digest = Annotated[str, Check.DIGEST]
Address = Annotated[str, Check.ADDRESS]
Count = Annotated[int, Check.COUNT]
Names = Annotated[tuple[str, ...], Check.NAMES]
Terms = Annotated[dict[str, tuple[str, ...]], Check.TERMS]
Licence = Annotated[str, Check.LICENCE]

WRITE_DATE = "write YYYY-MM-DD, as in 2024-05-17"
THE_DAY = WRITE_DATE.removeprefix("write ")
WRITE_DAYS = "write 1937-08-07, 1937-08, 1937, 1937-08-07/1937-08-08 or unknown"


class Doc(NamedTuple):
    """What the JSON Schema says of a field; what an editor is asked to write where the field must be there and isn't;
    the words that it takes, where its type doesn't list them; whether “unknown” may be written, which is None; whether
    no header has the field, since it is computed."""

    description: str = ""
    write: str = ""
    values: tuple[str, ...] = ()
    unknown: bool = False
    computed: bool = False


class Status(StrEnum):
    """How well a statement is founded. Nothing is VERIFIED without a file and its digest. ASSERTED is what the editor
    states, where nothing shows it."""

    VERIFIED = "verified"
    AS_STATED = "as-stated"
    ASSERTED = "asserted"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


Statuses = Annotated[dict[str, Status], Check.STATUSES]


class Copy(Record, frozen=True, kw_only=True):
    """An archived copy of a page elsewhere: its address, and the day of the capture."""

    example = "{url: https://…, date: YYYY-MM-DD}"
    shorthand = "url"
    url: Annotated[Address, Doc("The address of the copy.", "the address of the copy")]
    date: Annotated[Day | None, Doc("The day on which it was made.", unknown=True)] = None


class Source(Record, frozen=True, kw_only=True):
    """Where the text was printed.

    `publication` is a key of the register's publications, or the name itself where the header gave a name; `credit`
    stands in the text, to the letter. `publication` and `date` are None where they are unknown, which the header must
    say. `status` has a Status for each of FACTS that is given, and for those two.
    """

    publication: Annotated[Key | None, Doc("The publication.", "a key of register/publications.yaml, or unknown",
        unknown=True)]  # fmt: skip
    date: Annotated[Date | None, Doc("The day of print, or what is known of it (EDTF).",
        f"the day on which the source printed it: {THE_DAY}, 1937-08, 1937 or unknown", unknown=True)]  # fmt: skip
    title: Annotated[Text | None, Doc("The headline there, where it is not the title here.")] = None
    page: Annotated[Page | None, Doc("The printed page; a zero in front counts.", unknown=True)] = None
    edition: Annotated[Text | None, Doc("The edition, as it is printed.")] = None
    volume: Annotated[Page | None, Doc("The volume, as it is printed.")] = None
    issue: Annotated[Page | None, Doc("The issue, as it is printed.")] = None
    section: Annotated[Text | None, Doc("The section of the paper, as it is printed.")] = None
    url: Annotated[Address | None, Doc("Where the text stands there.")] = None
    archived: Annotated[Copy | None, Doc("An archived copy of that page.")] = None
    credit: Annotated[Text | None, Doc("The credit line as it stands in the text, to the letter.")] = None
    status: Annotated[Statuses, Doc("How well all of this is founded, or each fact by its name.")] = {}

    def status_of(self, fact: str) -> Status:
        """How well one of FACTS is founded."""
        return self.status.get(fact, Status.UNKNOWN)


# The facts of a source that have a status each.
FACTS = ("publication", "date", "title", "page", "edition", "volume", "issue", "section", "url")


class Contributor(Record, frozen=True, kw_only=True):
    """Who wrote or translated a text, as the source names them. `family` is the part of the name under which they are
    cited. `at` is their institution: a key of the register's organisations, or its name. `key` is an entry of the
    register: of people or, for an institution, of organisations or publications."""

    example = "{name: Ana Ruiz, at: Example Institute}"
    shorthand = "name"
    name: Annotated[Text, Doc("The name, as the source writes it.", "the name, as the source writes it")]
    family: Annotated[Text | None, Doc("The part of the name under which they are cited.")] = None
    at: Annotated[Key | None, Doc("Their institution.")] = None
    key: Annotated[Key | None, Doc("A key of the register.")] = None
    kind: Annotated[Literal["person", "institution"], Doc("What they are.")] = "person"


class Image(Record, frozen=True, kw_only=True):
    """Who made a picture of the text, and under which terms it may be used."""

    example = "{file: images/bridge.jpg, credit: Photo by Ana Ruiz}"
    file: Annotated[Text, Doc("A file of the site.", "its path below the content folder, as in images/bridge.jpg")]
    credit: Annotated[Text | None, Doc("Who made it, as it is to be said.")] = None
    licence: Annotated[Licence | None, Doc("An SPDX id, or the address of the terms.")] = None
    alt: Annotated[Text | None, Doc("What the picture shows, in words.")] = None


class Original(Record, frozen=True, kw_only=True):
    """The article of this site of which another is the translation: its path below the content folder, and the digest
    of its text (see `text_digest`) when it was translated."""

    example = "{article: articles/2022/original.md, sha256: …}"
    shorthand = "article"
    article: Annotated[Text, Doc("The path of the original below the content folder.",
        "the path of the original below the content folder")]  # fmt: skip
    sha256: Annotated[Digest | None, Doc("The digest of the text that was translated.")] = None


class Withdrawal(Record, frozen=True, kw_only=True):
    """When and why a text was taken out of the site."""

    example = "{date: YYYY-MM-DD, why: …}"
    date: Annotated[Day, Doc("The day on which it was withdrawn.", f"the day: {THE_DAY}")]
    why: Annotated[Text, Doc("Why it was withdrawn.", "the reason, in a sentence")]


class Outcome(StrEnum):
    """How the text shown compares with the text received."""

    EQUAL = "equal"  # word for word
    CHANGED = "changed"  # equal but for the declared changes
    NOT_COMPARED = "not-compared"  # a copy is kept that can't be compared
    NO_COPY = "no-copy"  # none is kept
    OWN = "own"  # written for this site


# What a kept copy is that can't be compared as text.
KEPT = ("picture", "web page", "PDF", "document", "recording", "archive", "file")


class Comparison(Record, frozen=True, kw_only=True):
    """The one result of comparing the text shown with the text received. All that any page or form says of it follows
    from this value. `file` is the file compared, below the content folder; where none could be, `kept` is what the copy
    is. `changes` is the number of declared changes."""

    outcome: Annotated[Outcome, Doc(
        "equal: word for word; changed: equal but for the declared changes; not-compared: a copy is kept that can't be "
        "compared; no-copy: none is kept; own: written for this site.", values=tuple(Outcome))]  # fmt: skip
    changes: Annotated[int, Check.NUMBER, Doc("The number of declared changes.")] = 0
    kept: Annotated[Text | None, Doc("What the kept copy is, where it can't be compared.", values=KEPT)] = None
    file: Annotated[Text | None, Doc("The file that was compared.")] = None


class Event(Record, frozen=True, kw_only=True):
    """One step of the text's custody: who did what to it, when, in which language, and how we know.

    `by` and `date` are None where they are unknown: the page then says so. What a step without a file rests on is said
    by `url` and, in words, by `evidence`.
    """

    example = "{act: printed, by: KEY, date: YYYY-MM-DD, status: as-stated}"
    act: Annotated[
        Literal["printed", "reposted", "translated", "edited", "received"], Doc("What was done to the text.")
    ]
    by: Annotated[Key | None, Doc("Who did it.", unknown=True)] = None
    date: Annotated[Date | None, Doc("The day, or what is known of it (EDTF).", unknown=True)] = None
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
    encoding: Annotated[Text | None, Doc("The encoding of that file's text, where it is not UTF-8.")] = None
    sha256: Annotated[Digest | None, Doc("The digest of that file.")] = None
    url: Annotated[Address | None, Doc("An address elsewhere that this step rests on.")] = None
    evidence: Annotated[Text | None, Doc("In words, what this step rests on.")] = None
    status: Annotated[Status, Doc("How well the step is founded.")] = Status.UNKNOWN


_WAS = "the words as they stood, with a neighbour where something is added"
_WHY, _NTH = Doc("Why, in a sentence."), Doc("Which occurrence of the words is meant, counted from 1.")
_NOW = 'the words that stand there now, or now: "" for none'


class Change(Record, frozen=True, kw_only=True):
    """A passage of the text received and what stands in its place. `nth` counts occurrences from 1; None means that the
    passage occurs once. `date` is the day on which the change was made, None for the day on which the article first
    appeared here."""

    example = '{was: "…", now: "…", kind: omitted, why: …}'
    was: Annotated[Quote, Doc("The words received.", _WAS)]
    now: Annotated[Passage, Doc("The words that stand there now.", _NOW)]
    kind: Annotated[Literal["omitted", "added", "corrected", "normalised"], Doc("What was done to the words.")]
    why: Annotated[Text | None, _WHY] = None
    nth: Annotated[Count | None, _NTH] = None
    date: Annotated[Day | None, Doc("The day on which it was made; where nobody wrote one, the first day here.")] = None


class Emendation(Record, frozen=True, kw_only=True):
    """A reading: a passage of the text shown, and what it may have meant to say. `nth` is as in a Change."""

    example = '{was: "…", now: "…", kind: typographic, why: …}'
    was: Annotated[Quote, Doc("The words shown.", _WAS)]
    now: Annotated[Passage, Doc("What they may have meant to say; brackets hold what a conjecture supplies.", _NOW)]
    kind: Annotated[Literal["typographic", "conjecture"], Doc("Whether it mends a slip of type or is a guess.")]
    why: Annotated[Text | None, _WHY] = None
    nth: Annotated[Count | None, _NTH] = None


class Note(Record, frozen=True, kw_only=True):
    """A remark on words that occur in the text shown."""

    example = "{on: words of the text, note: …}"
    on: Annotated[Quote, Doc("The words that the note is on.", "the words of the text that it is about")]
    note: Annotated[Text, Doc("The remark.", "the remark")]
    nth: Annotated[Count | None, _NTH] = None


class Dated(Record, frozen=True, kw_only=True):
    """A day that the text names: the words in the text shown, the day itself, and what was on it. The status is that of
    the day, since texts leave out years."""

    example = "{on: words of the text, date: YYYY-MM-DD, what: …, status: inferred}"
    on: Annotated[Quote, Doc("The words that name the day.", "the words of the text that name the day")]
    date: Annotated[Date, Doc("The day, or what is known of it (EDTF).", f"the day: {THE_DAY}")]
    what: Annotated[Text, Doc("What was on that day.", "what was on that day")]
    nth: Annotated[Count | None, _NTH] = None
    # Not verified, since no file shows on which day something was; not unknown, since then there is no day. None is
    # what nobody wrote: the reader finds whether the words state the day.
    status: Annotated[Status | None, Doc("Whether the text states the day, or it was inferred.",
        values=(Status.AS_STATED, Status.INFERRED))] = None  # fmt: skip


class Review(Record, frozen=True, kw_only=True):
    """Who read the text, when, and the digest of the text that was read. What is no digest is not refused: the warning
    that the review is void has the right one."""

    by: Annotated[Text, Doc("Who read it.", "who read it")]
    date: Annotated[Day, Doc("The day.", "the day, YYYY-MM-DD")]
    sha256: Annotated[Text, Doc("The digest of the text that was read.", "the digest of the text that was read")]


class Article(Record, frozen=True, kw_only=True):
    """One article file, read and checked.

    `path` is relative to the content folder; `date` is the day on which the source printed it, or what is known of
    that, None for nothing; `time` orders articles of one day; `published` is the day on which it first appeared here,
    None where nobody wrote it. `source` is None for a text written for this site (`original`) and, under
    REQUIRE_SOURCE = False, where none is stated. `title_by` is None where nobody wrote it. `html` is safe; a withdrawn
    article has none.
    `digest` is the SHA-256 of the text below the header, in UTF-8, without white space at its ends.
    `review_voided` says that the text changed since the review, `unreviewed` that the header says that nobody read it.
    `terms` has the register's and the reader's keys by kind: subjects, people, organisations, places, …
    `extra` has the fields of the header that are not ours.
    """

    path: str
    title: Annotated[Text, Doc("The headline.", "title: and the headline")]
    slug: Annotated[Text, Doc("The name in its address; where it is left out, that of the file.")]
    date: Annotated[Date | None, Doc("The day on which the source printed it, or what is known of it (EDTF).",
        unknown=True)]  # fmt: skip
    published: Annotated[Day | None, Doc("The day on which it first appeared on this site; null where nobody wrote it.",
        unknown=True)]  # fmt: skip
    lang: Annotated[Language, Doc("The language of the text, a BCP 47 tag.")]
    html: str
    words: int
    digest: str
    source: Annotated[Source | None, Doc("Where the text was printed; original for a text of this site.")]
    time: dt.time | None = None
    original: bool = False
    title_by: Annotated[
        Literal["source", "editor", "translator"] | None, Doc("Who wrote the title; null where nobody wrote it.")
    ] = None
    authors: Annotated[tuple[Contributor, ...], Doc("Who wrote the text, as the source names them.")] = ()
    translators: Annotated[tuple[Contributor, ...], Doc("Who translated it.")] = ()
    summary: Annotated[Text | None, Doc("One or two sentences on the text.")] = None
    custody: Annotated[tuple[Event, ...], Doc("The steps on which the text came here, oldest first.")] = ()
    comparison: Annotated[Comparison, Doc(computed=True)] = Comparison(outcome=Outcome.NO_COPY)
    review: Annotated[Review | None, Doc("Who read the text against its source; unreviewed for nobody.")] = None
    review_voided: bool = False
    unreviewed: bool = False
    changes: Annotated[tuple[Change, ...], Doc("Every difference from the text received.")] = ()
    readings: Annotated[tuple[Emendation, ...], Doc("What doubtful passages may have meant to say.")] = ()
    notes: Annotated[tuple[Note, ...], Doc("Remarks on words of the text.")] = ()
    dates: Annotated[tuple[Dated, ...], Doc("The days that the text names.")] = ()
    terms: Terms = {}
    images: Annotated[tuple[Image, ...], Doc("Who made the pictures of the text.")] = ()
    rights: Annotated[Text | None, Doc("A sentence on rights in the text.")] = None
    licence: Annotated[Licence | None, Doc("An SPDX id, or the address of the terms.")] = None
    translation_of: Annotated[Original | None, Doc("The article here of which this is the translation.")] = None
    withdrawn: Annotated[Withdrawal | None, Doc("When and why the text was taken out.")] = None
    status: Annotated[
        Literal["published", "draft", "hidden", "skip", "withdrawn"], Doc("Whether the article is published.")
    ] = "published"
    template: Annotated[Text, Doc("Another template of the theme, without its ending.")] = "article"
    redirect_from: Annotated[Names, Doc("Old addresses that shall lead here.")] = ()
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
    check = next((part for part in parts if isinstance(part, Check)), None)
    if check is None and values:
        check = Check.CHOICE
    elif check is None and record:
        check = Check.RECORDS if any(get_origin(part) is tuple for part in parts) else Check.RECORD
    return Declared(
        name=one.name,
        header=one.encode_name,
        json=_IN_JSON.get(one.name, one.encode_name),
        check=None if doc.computed else check,
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
