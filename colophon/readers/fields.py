"""The fields of one header, read as the records of the model declare them: each is what it should be, or a Problem says
what to write instead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeVar

from colophon.model.article import (
    FACTS,
    TERM_KINDS,
    WRITE_DATE,
    WRITE_DAYS,
    Article,
    Check,
    Declared,
    Record,
    Source,
    Status,
    fields_of,
)
from colophon.model.days import Days
from colophon.model.problems import ERROR, WARNING, Fix, Problem, nearest
from colophon.model.spelling import composed, whole_letters
from colophon.readers.days_in_words import day_of, notation_of
from colophon.readers.entities import markup
from colophon.readers.header import Header
from colophon.readers.languages import language_fault
from colophon.readers.licences import licence_hint, spdx_id
from colophon.readers.lines import one_line
from colophon.readers.mistakes import of_form

R = TypeVar("R", bound=Record)
Read = Callable[["FieldReader", str, Any, Declared], Any]
# The fields of a record by their names in the header, each with the method that reads it.
Known = dict[str, tuple[Declared, Read]]

SLUG = re.compile(r"[a-z0-9-]{1,80}")
_WEB = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
# What parts the names of a list in one line: the signs of ASCII, of Chinese and Japanese, and of Arabic.
SEMICOLONS = re.compile("[;；﹔؛]")
PEOPLE = re.compile("[;；﹔؛、﹑､]")  # who may have other commas in their names
_COMMAS = re.compile("[,，、﹐﹑،､]")
_SHORT_DATE = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?", re.ASCII)
_ONE_DIGIT = re.compile(r"-(?=\d(?!\d))")
_CURLY = re.compile("[“”„«»‘’＂]([^“”„«»‘’＂]*)[“”„«»‘’＂]")
_DASH_LIKE = re.compile(r"([–—―−－‐‑•·・*])\s|(-)[^\S ]")  # of a list that has no “- ”
_BRACKETS = {"［": "］", "【": "】", "〔": "〕"}

# The names of an article's fields, and those that a flat header has for the parts of its source.
FIELDS = tuple(
    name
    for one in fields_of(Article)
    if one.check
    for name in (TERM_KINDS if one.check is Check.TERMS else (one.header,))
)
FLAT_PARTS = {f"source_{one.header}": one.header for one in fields_of(Source) if one.name != "publication"}
# Pelican sets every field of a header as an attribute of its Article; these would replace one of its own.
RESERVED = frozenset(
    "allowed_statuses content default_status default_template filename get_content get_relative_source_path "  # noqa: SIM905 - shorter
    "get_siteurl get_static_links get_summary get_url_setting in_default_lang is_valid locale_date locale_modified "
    "mandatory_properties metadata path reader refresh_metadata_intersite_links relative_dir relative_source_path "
    "save_as settings source_path translations url url_format".split()
)

MOST_HINTS = 30  # problems of one header after which the nearest words are no longer looked up
MOST_ITEMS = 2_000  # of one list


class FieldReader:
    """Reads the fields of one header. Each method takes a field's dotted place (`source.page`, `custody.4.file`: items
    count from 1) and its value, and returns the checked value. Where that can't be, it adds a Problem with the field's
    line to `problems` and returns None, an empty value or the default. Nothing is raised."""

    __slots__ = ("header", "label", "problems")

    def __init__(self, label: str, header: Header, problems: list[Problem]) -> None:
        """`label` is the file's path as messages have it."""
        self.label, self.header, self.problems = label, header, problems

    def line(self, place: str) -> int:
        """The line of a field, or else of the field that it is a part of; 1 where neither is in the header."""
        lines = self.header.lines
        while place:
            if place in lines:
                return lines[place]
            if self.header.flat and place.replace(".", "_") in lines:
                return lines[place.replace(".", "_")]
            place = place.rpartition(".")[0]
        return 1

    def refuse(self, place: str, found: str, remedy: str, level: str = ERROR) -> None:
        """Add a Problem of a field: what was found, and what to write."""
        name = place
        if self.header.flat and place.startswith("source."):
            name = "source" if place == "source.publication" else place.replace(".", "_")
        self.refuse_at(self.line(place), name, found, remedy, level)

    def refuse_at(self, line: int, name: str, found: str, remedy: str, level: str = ERROR) -> None:
        """Add a Problem of any line of the file."""
        self.problems.append(Problem(self.label, line, name, found, remedy, level))

    def certain(self, old: str, new: str) -> None:
        """Say that `new` instead of `old` in its line mends the Problem that was added last, and nothing else can be
        meant."""
        self.problems[-1] = replace(self.problems[-1], fix=Fix(old, new))

    def missing(self, place: str, remedy: str) -> None:
        """Add the Problem of a field that must be there and says nothing."""
        if self._cut(place):
            return
        nothing = self.header.digits.get(place)
        found = f"“{nothing}” says nothing in YAML" if nothing else "missing"
        words = self.header.as_words(place) if nothing and not of_form(place) else ""
        self.refuse(place, found, words or remedy)

    def _cut(self, place: str) -> bool:
        """Whether a comment cuts the value of a field, which then is what is wrong with it: the Problem that says so
        becomes an error."""
        for number, problem in enumerate(self.problems) if place in self.header.comments else ():
            if problem.field == place:
                self.problems[number] = replace(problem, level=ERROR)
        return place in self.header.comments

    def record(self, kind: type[Record], place: str, item: dict[str, Any]) -> dict[str, Any]:
        """The fields of one record, by their names in Python, without those that say nothing or are wrong. A key that
        the record doesn't have is a Problem."""
        known = known_fields(kind)
        if not known.keys() >= item.keys():
            for key in item.keys() - known.keys():
                hint = nearest(key, known) or f"it takes {', '.join(known)}"
                self.refuse(f"{place}.{key}", "not one of its fields", hint)
        values = self.checked(known, f"{place}.", item)
        for one in _required(kind):
            if item.get(one.header) is None:
                self.missing(f"{place}.{one.header}", one.remedy)
        return values

    def checked(self, known: Known, prefix: str, item: dict[str, Any]) -> dict[str, Any]:
        """The same of some fields that are there, each at the place `prefix` and its name in the header."""
        values: dict[str, Any] = {}
        for header, value in item.items():
            if value is None or header not in known:
                continue
            one, read = known[header]
            before = len(self.problems)
            if value == "unknown" and one.doc.unknown:
                values[one.name] = None
            elif (checked := read(self, prefix + header, value, one)) is not None:
                values[one.name] = checked
            elif one.required and len(self.problems) == before and not self._cut(prefix + header):
                self.refuse(prefix + header, "empty", one.remedy)
        return values

    def records(self, name: str, value: Any, declared: Declared) -> tuple[Any, ...]:
        """The records of a list field. None stands for one that can't be read, so that the others keep their
        numbers."""
        kind = declared.record or Record
        whole = value
        if kind.shorthand:
            whole = [value] if isinstance(value, (str, dict)) else value
            if isinstance(whole, list):
                whole = [{kind.shorthand: item} if isinstance(item, str) else item for item in whole]
        listed = whole if isinstance(whole, list) and all(isinstance(item, dict) for item in whole) else None
        remedy = f"write each on a line of its own: - {kind.example}"
        if not self._is_list(name, listed, "not a list of its items", remedy):
            return ()
        items = [(f"{name}.{number}", item) for number, item in enumerate(listed or (), 1)]
        return tuple(made(kind, self.record(kind, place, item)) for place, item in items)

    def one_record(self, place: str, value: Any, declared: Declared) -> Any:
        """The record of a field that has one; None where it can't be read."""
        kind = declared.record or Record
        if kind.shorthand and isinstance(value, str):
            value = {kind.shorthand: value}
        if not isinstance(value, dict):
            self.refuse(place, f"{_shape(value)} alone is not enough", f"write {kind.example}")
            return None
        return made(kind, self.record(kind, place, value))

    def statuses(self, place: str, value: Any, declared: Declared) -> dict[str, Status] | None:
        """The statuses of a source: of each fact that has one; one word is that of all."""
        if not isinstance(value, dict):
            word = self.choice(place, value, declared)
            return dict.fromkeys(FACTS, Status(word)) if word else None
        for fact in value.keys() - {*FACTS}:
            self.refuse(f"{place}.{fact}", "not one of its facts", nearest(fact, FACTS) or f"write {' | '.join(FACTS)}")
        words = {fact: self.choice(f"{place}.{fact}", value.get(fact), declared) for fact in FACTS}
        return {fact: Status(word) for fact, word in words.items() if word}

    def licence(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """An SPDX id in its usual spelling, or an address."""
        written = self.text(place, value)
        if written is None:
            return None
        if written.startswith(("https://", "http://")):
            return self.address(place, written)
        usual = spdx_id(written)
        if usual is None:
            remedy = licence_hint(written) or "write an SPDX id, as in CC-BY-4.0, or the address of the terms"
            self.refuse(place, f"“{written[:80]}” is not an SPDX id", remedy)
        return usual

    def text(self, place: str, value: Any, declared: Declared | None = None) -> str | None:
        """One line of text, white space folded; of a number, the digits that were written. None for nothing. HTML is
        a warning in a field that is declared as text."""
        if value is None:
            return None
        if isinstance(value, list) and self.header.flat:
            value = "\n".join(value)
        if isinstance(value, str):
            words = one_line(value)
            odd = "&" in words or "<" in words or not words.isascii()
            if declared and odd and _is_prose(place, declared, flat=self.header.flat):
                self.prose(place, words)
            return words or None
        if place in self.header.digits:
            return self.header.digits[place]
        if not self._cut(place):
            remedy = self.header.as_words(place) or "write one line of text, between quotes"
            self.refuse(place, f"{_shape(value)} where text is wanted", remedy)
        return None

    def prose(self, place: str, words: str | None) -> str | None:
        """The words of a field as they are. HTML in them is a warning, since it is shown as it is written; so is a
        letter that is written in parts, which programs that search find in other places than the whole one."""
        if words and (html := markup(words)):
            self.refuse(place, *html)
        if words and (whole := whole_letters(words)) != words:
            found, remedy = "a letter is followed by its accent or its other parts", "write the whole letter (NFC)"
            self.refuse(place, f"{found} in “{words[:60]}”", f"{remedy}: “{whole[:60]}”", WARNING)
            self.certain(words, whole)
        return words

    def passage(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """Text to the letter, spaces in front and behind included."""
        return value if isinstance(value, str) else self.text(place, value)

    key = text

    def quote(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """A passage that isn't empty."""
        passage = self.passage(place, value)
        return passage if passage and not passage.isspace() else None

    def page(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """A printed page, which a number would not say to the letter."""
        digits = self.header.digits.get(place)
        if digits and not isinstance(value, bool):
            remedy = f'write it between quotes, as in page: "{digits.zfill(2)}"'
            self.refuse(place, f"the number {digits}, which loses a zero in front", remedy)
            if digits.isdecimal() and digits == digits.zfill(2):  # of 3 nobody knows whether it is printed so, or as 03
                self.certain(digits, f'"{digits}"')
            return None
        page = self.text(place, value)
        if page and (found := _CURLY.fullmatch(page)) and not self.header.flat:
            self.refuse(place, f"“{page[0]}” and “{page[-1]}” are no quotes of YAML", f'write page: "{found[1]}"')
            self.certain(page, f'"{found[1]}"')
        return page

    def digest(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """A SHA-256 digest."""
        digest = self.text(place, value)
        if digest and not _SHA256.fullmatch(digest):
            self.refuse(place, f"“{digest[:80]}” is not a SHA-256 digest", "write its 64 digits, 0–9 and a–f")
        return digest

    def names(self, place: str, value: Any, _: Declared | None = None) -> tuple[str, ...]:
        """A list of names, each once. A line of text is parted at semicolons, or where it has none at commas, those of
        Chinese, Japanese and Arabic included."""
        plain = isinstance(value, str) or (self.header.flat and isinstance(value, list))
        if plain:
            line = value if isinstance(value, str) else "\n".join(value)
            if wrong := _no_list(line, flat=self.header.flat):
                self.refuse(place, *wrong)
                return ()
            value = parted(line)
        elif place in self.header.digits:  # one name that is a number, or nothing
            value = [] if value is None else [self.header.digits[place]]
        elif value is None:
            return ()
        found = "" if isinstance(value, list) else f"{_shape(value)} where a list is wanted"
        if not self._is_list(place, value, found, "write [first, second]"):
            return ()
        names = value if plain else [self._name(f"{place}.{number}", item) for number, item in enumerate(value, 1)]
        if place not in TERM_KINDS[1:]:
            for number, name in enumerate(names, 1):
                self.prose(place if plain else f"{place}.{number}", name)
        return distinct(names)

    def _name(self, place: str, item: Any) -> str | None:
        """One name of a list, or of a map with `name` and `slug`, as other systems write tags."""
        if isinstance(item, dict) and "name" in item and item.keys() <= {"id", "name", "slug"}:
            place, item = f"{place}.name", item["name"]
        nothing = self.header.digits.get(place)
        if item is None and nothing and not self._cut(place):
            remedy = self.header.as_words(place) or f'write "{nothing}"'
            self.refuse(place, f"“{nothing}” says nothing in YAML", f"remove it, or {remedy}")
        return self.text(place, item)

    def choice(self, place: str, value: Any, declared: Declared) -> str | None:
        """One of the words that a field takes. Another is a Problem; it is returned where the field must be there."""
        word, known = self.text(place, value), declared.values
        if word is None or word in known:
            return word and type(known[0])(word)
        hint = nearest(word, known)
        self.refuse(place, f"“{word}” is not one of its values", f"{hint} it takes {' | '.join(known)}".strip())
        return word if declared.required else None

    def language(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """A BCP 47 tag whose subtags are registered; None where there is none, or it is “unknown”."""
        tag = self.text(place, value)
        if tag is None or tag == "unknown":
            return None
        if wrong := language_fault(tag):
            self.refuse(place, *wrong)
            return None
        return tag

    def address(self, place: str, value: Any, _: Declared | None = None) -> str | None:
        """An address that begins with https:// or http://."""
        address = self.text(place, value)
        if address and not _WEB.fullmatch(address):
            whole = address.startswith(("https://", "http://"))
            remedy = (
                "write it whole, without spaces, as in https://example.org/a1" if whole else "begin it with https://"
            )
            self.refuse(place, f"“{address}” is not a web address", remedy)
            return None
        return address

    def day(self, place: str, value: Any, _: Declared | None = None) -> dt.date | None:
        """A calendar day."""
        if isinstance(value, dt.date):
            return value
        day, time = self.moment(place, value)
        if time is not None:
            self.refuse(place, f"“{value}” has a time, where the day is wanted", WRITE_DATE)
        return day

    def days(self, place: str, value: Any, _: Declared | None = None) -> Days | None:
        """A day, a month, a year or a span; None for unknown."""
        if isinstance(value, dt.date):
            return Days.on(value)
        written = self.text(place, value)
        if written is None or written == "unknown":
            return None
        try:
            return _days(written)
        except ValueError as error:
            day = _moment(written, None)
            found = str(error) if isinstance(day, str) else f"“{written}” has a time, where the day is wanted"
            self._refuse_date(place, found, notation_of(written) or WRITE_DAYS, written)
            return None

    def days_and_time(self, place: str, value: Any, zone: dt.tzinfo) -> tuple[Days | None, dt.time | None]:
        """A date, and the time with its offset where a day has one."""
        written = value if isinstance(value, str) else ""
        if isinstance(read := _moment(" ".join(written.split()), zone), str):
            return self.days(place, value), None
        return Days.on(read[0]), read[1]

    def moment(self, place: str, value: Any, zone: dt.tzinfo | None = None) -> tuple[dt.date | None, dt.time | None]:
        """A day, and the time with its offset where one is given; a time without an offset is in `zone`, or in UTC."""
        written = self.text(place, value)
        if written is None:
            return None, None
        read = _moment(written, zone)
        if isinstance(read, str):
            self._refuse_date(place, read, day_of(written) or WRITE_DATE, written)
            return None, None
        return read

    def _refuse_date(self, place: str, found: str, remedy: str, written: str) -> None:
        """Refuse what is no date. It is certain what is meant where nothing but a zero lacks in front of a month or
        a day."""
        self.refuse(place, found, remedy)
        padded = _ONE_DIGIT.sub("-0", written)
        if _SHORT_DATE.fullmatch(written) and padded != written and remedy == f"write {padded}":
            self.certain(written, padded)

    def _is_list(self, place: str, value: Any, found: str, remedy: str) -> bool:
        if not isinstance(value, list):
            self.refuse(place, found, remedy)
        elif len(value) > MOST_ITEMS:
            self.refuse(place, f"{len(value):,} items", f"keep it under {MOST_ITEMS:,}")
        else:
            return True
        return False

    def count(self, place: str, value: Any, _: Declared | None = None) -> int | None:
        """`nth`: which occurrence is meant, counted from 1."""
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
            return value
        self.refuse(place, f"“{value}” is not a count", "write 1 for the first, 2 for the second")
        return None

    def registered(self, place: str, key: str, known: Collection[str], kind: str) -> str:
        """A key of the register's `kind`, returned even where it is not in `known`, which is a Problem."""
        if key not in known:
            hint = nearest(key, known) if len(self.problems) < MOST_HINTS else ""
            add = f"add it to register/{kind}.yaml"
            remedy = f"{hint} if not, {add}" if hint else f"{add}, or write one of its keys"
            self.refuse(place, f"“{key}” is not in the register's {kind}", remedy)
        return key

    def named(self, place: str, word: str, keys: Sequence[str], kind: str) -> str:
        """The key of the one entry of the register's `kind` that `word` names; the word itself where `keys` of such
        entries are none. More than one is a Problem."""
        if len(keys) > 1:
            found = f"“{word}” is the name of {len(keys)} entries of the register's {kind}"
            self.refuse(place, found, f"write the key of the one that is meant: {' or '.join(keys)}")
        return keys[0] if keys else word


def parted(line: str) -> list[str]:
    """The names of one line of text, or of lines that end between names; white space folded."""
    sign = SEMICOLONS if SEMICOLONS.search(line) else _COMMAS
    return [" ".join(part.split()) for one in line.split("\n") for part in sign.split(one)]


def distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    """The names, each once, as it is written first."""
    first: dict[str, str] = {}
    for name in filter(None, names):
        first.setdefault(composed(name), name)
    return tuple(first.values())


@cache
def known_fields(kind: type[Record]) -> Known:
    """The fields of a record by their names in the header, each with the method of FieldReader that is named after its
    check."""
    readers = {one.header: (one, getattr(FieldReader, one.check or "", None)) for one in fields_of(kind)}
    return {header: (one, read) for header, (one, read) in readers.items() if read}


@cache
def _required(kind: type[Record]) -> tuple[Declared, ...]:
    return tuple(one for one, _ in known_fields(kind).values() if one.required)


def made(kind: type[R], values: dict[str, Any]) -> R | None:
    """The record of these values; None where one that it must have is not among them."""
    try:
        return kind(**values)
    except TypeError:
        return None


def _is_prose(place: str, declared: Declared, *, flat: bool) -> bool:
    """Whether a field is words that a page shows. The credit line is held to the text, which may have such signs."""
    return (declared.check is Check.TEXT or (flat and declared.check is Check.KEY)) and place != "source.credit"


def _no_list(line: str, *, flat: bool) -> tuple[str, str] | None:
    """What is wrong with a line that looks like a list in another notation, and what to write."""
    first = line[:1]
    if first in _BRACKETS and line.endswith(_BRACKETS[first]):
        return f"“{first}” opens no list", "write the names without brackets" if flat else "write [first, second]"
    if flat and first == "[" and line.endswith("]"):
        return "a list in a Key: value header has no brackets", f"write {line[1:-1].strip()}"
    if not flat and (found := _DASH_LIKE.match(line)):
        sign = f"“{found[1]}”" if found[1] else "“-” without an ordinary space"
        return f"{sign} begins no item of a list", "write each name on a line of its own, behind “- ”"
    return None


def _shape(value: Any) -> str:
    return {list: "a list", dict: "a map", bool: "yes or no"}.get(type(value), f"“{value}”")


_days = lru_cache(maxsize=20_000)(Days.read)


@lru_cache(maxsize=20_000)
def _moment(written: str, zone: dt.tzinfo | None) -> tuple[dt.date, dt.time | None] | str:
    """The day and time that a text says, or what is wrong with it."""
    found = _MOMENT.fullmatch(written)
    if not found:
        return f"“{written[:60]}” is not a full date"
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return f"“{written}” is not a day of the calendar"
    if hour is None:
        return date, None
    try:
        time = dt.time(int(hour), int(minute), int(second or 0))
        return date, time.replace(tzinfo=_offset(offset, date, time, zone))
    except ValueError:
        return f"“{written}” is not a time of the day"


def _offset(offset: str | None, date: dt.date, time: dt.time, zone: dt.tzinfo | None) -> dt.tzinfo:
    if offset == "Z" or (offset is None and zone is None):
        return dt.UTC
    if offset is None:
        away = dt.datetime.combine(date, time, zone).utcoffset() or dt.timedelta()
    else:
        away = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])) * (-1 if offset[0] == "-" else 1)
    return dt.timezone(away) if away else dt.UTC
