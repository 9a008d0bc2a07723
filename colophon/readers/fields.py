"""The fields of a header, one by one: is each what it should be, and if not, what should be written instead.

A Desk is where one header is read and complained about. It knows values, lines and vocabularies; it must not know
files, Markdown or how an article is put together.
"""

from __future__ import annotations

import datetime as dt
import dis
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from pelican.contents import Article as PelicanArticle
from pelican.contents import Content

from colophon.model.problems import ERROR, WARNING, Problem, nearest
from colophon.readers.header import Header

WRITE_DATE = "write YYYY-MM-DD, as in 2024-05-17"
SLUG = re.compile(r"[a-z0-9-]{1,80}")
SHA256 = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(  # BCP 47 as in RFC 5646: language, extlang, script, region, variants, extensions, private use
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]")

FIELDS = (
    "title",
    "title_by",
    "slug",
    "date",
    "published",
    "lang",
    "summary",
    "source",
    "custody",
    "review",
    "changes",
    "readings",
    "notes",
    "dates",
    "subjects",
    "people",
    "organisations",
    "places",
    "events",
    "terms",
    "rights",
    "status",
    "template",
    "redirect_from",
)
FLAT_FIELDS = ("source_date", "source_page", "source_credit", "source_status")


def _reserved() -> frozenset[str]:
    """The names that would overwrite something of Pelican's Content: its attributes, and those that it sets itself."""
    stored = {
        step.argval
        for kind in (Content, PelicanArticle)
        for step in dis.get_instructions(kind.__init__)
        if step.opname == "STORE_ATTR"
    }
    own = {
        "title",
        "date",
        "slug",
        "lang",
        "status",
        "template",
        "author",
        "authors",
        "category",
        "tags",
        "modified",
        "summary",
        "date_format",
        "timezone",
    }
    return frozenset((set(dir(PelicanArticle)) | stored | {"path", "reader"}) - own)


RESERVED = _reserved()


MOST_HINTS = 30  # problems of one header after which the nearest words are no longer looked up
MOST_ITEMS = 2_000  # of one list


class Desk:
    """One header under examination. Every complaint goes to `problems` with the line of the field it is about."""

    __slots__ = ("header", "label", "problems")

    def __init__(self, label: str, header: Header, problems: list[Problem]) -> None:
        self.label, self.header, self.problems = label, header, problems

    def line(self, place: str) -> int:
        """The line of a field, or of what it belongs to; 1 for a field that is nowhere."""
        lines = self.header.lines
        while place:
            if place in lines:
                return lines[place]
            if self.header.flat and place.replace(".", "_") in lines:
                return lines[place.replace(".", "_")]
            place = place.rpartition(".")[0]
        return 1

    def refuse(self, place: str, found: str, remedy: str, level: str = ERROR) -> None:
        name = place
        if self.header.flat and place.startswith("source."):
            name = "source" if place == "source.publication" else place.replace(".", "_")
        self.problems.append(Problem(self.label, self.line(place), name, found, remedy, level))

    def refuse_at(self, line: int, name: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(self.label, line, name, found, remedy))

    def warn(self, place: str, found: str, remedy: str) -> None:
        self.refuse(place, found, remedy, WARNING)

    def text(self, place: str, value: Any) -> str | None:
        """One line of text; a number counts as the digits that were written."""
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
        """A list of names, each once; one line is parted by semicolons, else by commas, as in Pelican."""
        if value is None or value == "":
            return ()
        plain = isinstance(value, str)
        if isinstance(value, str):
            value = [part.strip() for part in value.split(";" if ";" in value else ",")]
        if not isinstance(value, list):
            self.refuse(place, f"{_shape(value)} where a list is wanted", "write [first, second]")
            return ()
        if len(value) > MOST_ITEMS:
            self.refuse(place, f"{len(value):,} items", f"keep it under {MOST_ITEMS:,}")
            return ()
        said = value if plain else [self.text(f"{place}.{number}", item) for number, item in enumerate(value, 1)]
        return tuple(dict.fromkeys(filter(None, said)))

    def choice(self, place: str, value: Any, allowed: Iterable[str], default: str) -> str:
        said = self.text(place, value)
        if said is None:
            return default
        if said not in (known := list(allowed)):
            hint = nearest(said, known)
            self.refuse(place, f"“{said}” is not one of its values", f"{hint} it takes {' | '.join(known)}".strip())
            return default
        return said

    def day(self, place: str, value: Any) -> dt.date | None:
        """A calendar day, or None after a Problem or where there is nothing."""
        day, time = self.moment(place, value)
        if time is not None:
            self.refuse(place, f"“{value}” has a time, where the day is wanted", WRITE_DATE)
        return day

    def moment(self, place: str, value: Any, zone: dt.tzinfo | None = None) -> tuple[dt.date | None, dt.time | None]:
        """A day and the time, if one is given, with its offset; a time without an offset is in `zone`."""
        said = self.text(place, value)
        if said is None:
            return None, None
        read = _moment(said, zone)
        if isinstance(read, str):
            self.refuse(place, read, WRITE_DATE)
            return None, None
        return read

    def items(self, place: str, value: Any, shape: str, known: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
        """The maps of a list field, each with its place; keys that mean nothing there are complained of."""
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(place, "not a list of its items", f"write each on a line of its own: - {shape}")
            return []
        if len(value) > MOST_ITEMS:
            self.refuse(place, f"{len(value):,} items", f"keep it under {MOST_ITEMS:,}")
            return []
        found = [(f"{place}.{number}", item) for number, item in enumerate(value, 1)]
        for here, item in found:
            self.only(here, item, known)
        return found

    def only(self, place: str, item: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in item:
            if key not in known:
                hint = nearest(key, known) or f"it takes {', '.join(known)}"
                self.refuse(f"{place}.{key}", "not one of its fields", hint)

    def needed(self, place: str, item: dict[str, Any], key: str, what: str) -> str | None:
        """A passage that must be there."""
        said = self.passage(f"{place}.{key}", item.get(key))
        if said is None and not any(p.field == f"{place}.{key}" for p in self.problems):
            self.refuse(f"{place}.{key}", "missing", f"write {what}")
        return said

    def number(self, place: str, value: Any) -> int | None:
        """`nth`: which occurrence is meant, counted from 1."""
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
            return value
        self.refuse(place, f"“{value}” is not a count", "write 1 for the first, 2 for the second")
        return None

    def key(self, place: str, said: str, known: Collection[str], what: str) -> str:
        """A register key; an unknown one is named with the nearest known."""
        if said not in known:
            hint = nearest(said, known) if len(self.problems) < MOST_HINTS else ""
            add = f"add it to register/{what}.yaml"
            remedy = f"{hint} if not, {add}" if hint else f"{add}, or write one of its keys"
            self.refuse(place, f"“{said}” is not in the register's {what}", remedy)
        return said

    def hidden_characters(self, source: str) -> None:
        """Control characters and direction overrides in the header, which would travel into titles, names and feeds."""
        if source.isascii():
            return
        for found in _HIDDEN.finditer(source):
            line = source.count("\n", 0, found.start()) + 1
            self.problems.append(
                Problem(self.label, line, "header", f"the invisible character U+{ord(found[0]):04X}", "remove it")
            )


def _shape(value: Any) -> str:
    return {list: "a list", dict: "a map", bool: "yes or no"}.get(type(value), f"“{value}”")


@lru_cache(maxsize=20_000)
def _moment(said: str, zone: dt.tzinfo | None) -> tuple[dt.date, dt.time | None] | str:
    """The day and time that a text says, or what is wrong with it."""
    found = _MOMENT.fullmatch(said)
    if not found:
        return f"“{said[:60]}” is not a full date"
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return f"“{said}” is not a day of the calendar"
    if hour is None:
        return date, None
    try:
        time = dt.time(int(hour), int(minute), int(second or 0))
        return date, time.replace(tzinfo=_offset(offset, date, time, zone))
    except ValueError:
        return f"“{said}” is not a time of the day"


def _offset(offset: str | None, date: dt.date, time: dt.time, zone: dt.tzinfo | None) -> dt.tzinfo:
    if offset == "Z" or (offset is None and zone is None):
        return dt.UTC
    if offset is None:
        away = dt.datetime.combine(date, time, zone).utcoffset() or dt.timedelta()
    else:
        away = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])) * (-1 if offset[0] == "-" else 1)
    return dt.timezone(away) if away else dt.UTC
