"""The fields of one header, read one by one: each is what it should be, or a Problem says what to write instead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from colophon.model.problems import ERROR, WARNING, Problem, nearest
from colophon.readers.header import Header
from colophon.readers.languages import language_fault

WRITE_DATE = "write YYYY-MM-DD, as in 2024-05-17"
SLUG = re.compile(r"[a-z0-9-]{1,80}")
SHA256 = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)

FIELDS = tuple(
    "title title_by slug date published lang summary source custody review changes readings notes dates subjects "  # noqa: SIM905 - shorter
    "people organisations places events terms rights status template redirect_from".split()
)
FLAT_FIELDS = ("source_date", "source_page", "source_credit", "source_status")
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

    def warn(self, place: str, found: str, remedy: str) -> None:
        """Add a Problem that does not stop the build."""
        self.refuse(place, found, remedy, WARNING)

    def text(self, place: str, value: Any) -> str | None:
        """One line of text, white space folded; of a number, the digits that were written. None for nothing."""
        if value is None:
            return None
        if isinstance(value, list) and self.header.flat:
            value = " ".join(value)
        if isinstance(value, str):
            return " ".join(value.split()) or None
        if place in self.header.digits:
            return self.header.digits[place]
        self.refuse(place, f"{_shape(value)} where text is wanted", "write one line of text, between quotes")
        return None

    def passage(self, place: str, value: Any) -> str | None:
        """Text to the letter, spaces in front and behind included."""
        return value if isinstance(value, str) else self.text(place, value)

    def words(self, place: str, value: Any) -> tuple[str, ...]:
        """A list of names, each once. A line of text is split at semicolons, or where it has none at commas."""
        if value is None or value == "":
            return ()
        plain = isinstance(value, str)
        if isinstance(value, str):
            value = [part.strip() for part in value.split(";" if ";" in value else ",")]
        if not self._is_list(place, value, f"{_shape(value)} where a list is wanted", "write [first, second]"):
            return ()
        names = value if plain else [self.text(f"{place}.{number}", item) for number, item in enumerate(value, 1)]
        return tuple(dict.fromkeys(filter(None, names)))

    def choice(self, place: str, value: Any, allowed: Iterable[str], default: str) -> str:
        """One of the words of `allowed`; `default` where there is none."""
        word = self.text(place, value)
        if word is None:
            return default
        if word not in (known := list(allowed)):
            hint = nearest(word, known)
            self.refuse(place, f"“{word}” is not one of its values", f"{hint} it takes {' | '.join(known)}".strip())
            return default
        return word

    def language(self, place: str, value: Any, default: str | None = None) -> str | None:
        """A BCP 47 tag whose subtags are registered; `default` where there is none, or it is “unknown”."""
        tag = self.text(place, value)
        if tag is None or tag == "unknown":
            return default
        if wrong := language_fault(tag):
            self.refuse(place, *wrong)
            return default
        return tag

    def web_address(self, place: str, value: Any) -> str | None:
        """An address that begins with https:// or http://."""
        address = self.text(place, value)
        if address and not address.startswith(("https://", "http://")):
            self.refuse(place, f"“{address}” is not a web address", "begin it with https://")
            return None
        return address

    def day(self, place: str, value: Any) -> dt.date | None:
        """A calendar day."""
        day, time = self.moment(place, value)
        if time is not None:
            self.refuse(place, f"“{value}” has a time, where the day is wanted", WRITE_DATE)
        return day

    def moment(self, place: str, value: Any, zone: dt.tzinfo | None = None) -> tuple[dt.date | None, dt.time | None]:
        """A day, and the time with its offset where one is given; a time without an offset is in `zone`, or in UTC."""
        written = self.text(place, value)
        if written is None:
            return None, None
        read = _moment(written, zone)
        if isinstance(read, str):
            self.refuse(place, read, WRITE_DATE)
            return None, None
        return read

    def items(self, place: str, value: Any, shape: str, known: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
        """The maps of a list field, each as (place, map). `shape` is an example for the message; a key that is not in
        `known` is a Problem."""
        if value is None:
            return []
        whole = value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else None
        if not self._is_list(place, whole, "not a list of its items", f"write each on a line of its own: - {shape}"):
            return []
        found = [(f"{place}.{number}", item) for number, item in enumerate(value, 1)]
        for here, item in found:
            self.only(here, item, known)
        return found

    def _is_list(self, place: str, value: Any, found: str, remedy: str) -> bool:
        if not isinstance(value, list):
            self.refuse(place, found, remedy)
        elif len(value) > MOST_ITEMS:
            self.refuse(place, f"{len(value):,} items", f"keep it under {MOST_ITEMS:,}")
        else:
            return True
        return False

    def only(self, place: str, item: dict[str, Any], known: tuple[str, ...]) -> None:
        """Refuse each key of a map that is not in `known`."""
        for key in item:
            if key not in known:
                hint = nearest(key, known) or f"it takes {', '.join(known)}"
                self.refuse(f"{place}.{key}", "not one of its fields", hint)

    def needed(self, place: str, item: dict[str, Any], key: str, what: str) -> str | None:
        """A passage that must be there; `what` says in a message what it is."""
        passage = self.passage(f"{place}.{key}", item.get(key))
        if passage is None and not any(p.field == f"{place}.{key}" for p in self.problems):
            self.refuse(f"{place}.{key}", "missing", f"write {what}")
        return passage

    def number(self, place: str, value: Any) -> int | None:
        """`nth`: which occurrence is meant, counted from 1."""
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
            return value
        self.refuse(place, f"“{value}” is not a count", "write 1 for the first, 2 for the second")
        return None

    def key(self, place: str, key: str, known: Collection[str], kind: str) -> str:
        """A key of the register's `kind`, returned even where it is not in `known`, which is a Problem."""
        if key not in known:
            hint = nearest(key, known) if len(self.problems) < MOST_HINTS else ""
            add = f"add it to register/{kind}.yaml"
            remedy = f"{hint} if not, {add}" if hint else f"{add}, or write one of its keys"
            self.refuse(place, f"“{key}” is not in the register's {kind}", remedy)
        return key


def _shape(value: Any) -> str:
    return {list: "a list", dict: "a map", bool: "yes or no"}.get(type(value), f"“{value}”")


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
