"""The header of an article file: YAML between `---` lines, or Pelican's own `Key: value` lines.

Both give plain values, the line of each, and the text below the header. Numbers keep their digits, dates stay strings,
and `no` is a word (Norwegian is a language).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from colophon.model.problems import Problem
from colophon.readers.files import HIDDEN, character
from colophon.readers.lines import unfolded

LONGEST_HEADER = 200_000  # characters; a YAML scanner's work grows with them
MOST_FIELDS = 500  # of one header
DEEPEST_YAML = 6  # levels of nesting: custody has three

_FLAT_KEY = re.compile(r" {0,3}([A-Za-z0-9_-]+)")
_FLAT_MORE = re.compile(r" {4,}(\S.*)")
_FLAT_END = re.compile(r"(?:[^\S\n]*|-{3}(?:[^\S\n].*)?|\.{3}(?:[^\S\n].*)?)(?:\n|\Z)")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.MULTILINE)
_YAML_START = re.compile(r"---[^\S\n]*\n")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TAB = ("a tab stands where only spaces may", "indent with spaces")
_PLAIN_WORDS = (
    ("tab", *_TAB),
    ("mapping values are not allowed", "a second colon stands in the value", "put the value between quotes"),
    ("end of stream", "a quote is opened and never closed", "close the quote"),
    ("',' or '}'", "a { is not closed, or a comma is missing", "write {key: value, key: value}"),
    ("',' or ']'", "a [ is not closed, or a comma is missing", "write [first, second]"),
    ("flow node", "a [ or { is not closed", "close it, or put the value between quotes"),
    ("could not find expected ':'", "a line has no colon after its key", "write key: value"),
    ("cannot start any token", "a value begins with a sign of YAML's own", "put the value between quotes"),
    ("escape", "a \\ between double quotes that makes no character", "write the character itself"),
    ("expected <block end>", "a line is indented differently from the lines above it", "align it with them"),
)


@dataclass(slots=True)
class Header:
    """One header. `lines` and `digits` are keyed by dotted place: `source.page`, `custody.4.file` (items count from 1).
    `text` is what follows the header, from line `text_line` of the file, and `data` the same in UTF-8."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    digits: dict[str, str] = field(default_factory=dict)
    flat: bool = False
    text: str = ""
    data: bytes = b""
    text_line: int = 1


class Fault(Exception):
    """A header can't be read: line, field, what was found, what to write."""

    def __init__(self, line: int, where: str, found: str, remedy: str) -> None:
        super().__init__(found)
        self.line, self.where, self.found, self.remedy = line, where, found, remedy

    def problem(self, label: str) -> Problem:
        return Problem(label, self.line, self.where, self.found, self.remedy)


def parse_header(source: str, label: str, problems: list[Problem]) -> Header | None:
    """The header of `source`, whose newlines are `\\n`; None, with a Problem, where it has none that can be read."""
    read = _yaml_header if source.startswith("---") else _flat_header
    header = read(source, label, problems)
    if header and len(header.values) > MOST_FIELDS:
        problems.append(Problem(label, 1, "header", f"{len(header.values):,} fields", f"keep it under {MOST_FIELDS}"))
        return None
    return header


def _flat_header(source: str, label: str, problems: list[Problem]) -> Header | None:
    """Pelican's notation: keys in any case, more lines of a value indented by four spaces, an empty line at the end."""
    header = Header(flat=True)
    at, number = _flat_fields(source, header, label, problems)
    end = _FLAT_END.match(source, at)
    fault = None
    if not header.values:
        fault = Fault(1, "header", "the file has no header", "begin with --- and a line title: …, or with Title: …")
    elif at > LONGEST_HEADER:
        fault = Fault(1, "header", f"{at:,} characters long", f"keep it under {LONGEST_HEADER:,}")
    elif end is None:
        found = f"“{_clip(source, at)}” is neither a field nor the next line of a value"
        remedy = "write Key: value, indent further lines by 4 spaces, and leave an empty line after the header"
        fault = Fault(number, "header", found, remedy)
    if fault or end is None:
        problems += [fault.problem(label)] if fault else []
        return None
    header.text, header.text_line = source[end.end() :], number + 1
    return header


def _flat_fields(source: str, header: Header, label: str, problems: list[Problem]) -> tuple[int, int]:
    """Reads the fields into `header`; returns the offset and the line at which they end."""
    values, lines = header.values, header.lines
    at, number, key = 0, 1, ""
    end = source.find("\n\n")  # no field goes past an empty line, so the text need not be parted into lines
    for line in (source if end < 0 else source[:end]).split("\n"):
        name, colon, value = line.partition(":")
        if colon and (said := _usual_key(name) if len(name) < 40 else _flat_key(name)):
            key = said
            if key in values:
                twice = f"given a second time; the first is on line {lines[key]}"
                problems.append(Problem(label, number, key, twice, "keep one"))
            else:
                values[key] = value.strip()
                lines[key] = number
        elif key and (found := _FLAT_MORE.fullmatch(line)):
            before = values[key]
            if isinstance(before, list):
                before.append(found[1].strip())
            else:
                values[key] = [before, found[1].strip()]
        else:
            break
        at += len(line) + 1
        number += 1
    return min(at, len(source)), number


def _flat_key(name: str) -> str:
    """The key that stands before a colon, as Pelican spells it; empty where it is none."""
    found = _FLAT_KEY.fullmatch(name)
    return found[1].lower().replace("-", "_") if found else ""


_usual_key = lru_cache(maxsize=1_000)(_flat_key)


def _yaml_header(source: str, label: str, problems: list[Problem]) -> Header | None:
    start = _YAML_START.match(source)
    end = _YAML_END.search(source, start.end()) if start else None
    if start is None or end is None:
        remedy = "write --- alone on the line after its last field"
        problems.append(Problem(label, 1, "header", "the header begins with --- and never ends", remedy))
        return None
    header = Header(text=source[end.end() :], text_line=source.count("\n", 0, end.end()) + 1)
    try:
        values = load_yaml(source[start.end() : end.start()], 2, header, label, problems, fold=True)
        if not isinstance(values, dict):
            raise Fault(1, "header", "the header has no fields", "write key: value lines between the --- lines")
    except Fault as fault:
        problems.append(fault.problem(label))
        return None
    header.values = values
    return header


def load_yaml(
    source: str, first_line: int, header: Header, label: str, problems: list[Problem], *, fold: bool = False
) -> Any:
    """The value of one YAML document. Lines and digits go to `header`, doubled keys to `problems`. `fold` makes the
    outermost keys lower case. Raises Fault."""
    if len(source) > LONGEST_HEADER:
        raise Fault(first_line, "header", f"{len(source):,} characters long", f"keep it under {LONGEST_HEADER:,}")
    try:
        return _Builder(source, first_line, header, label, problems, fold=fold).document()
    except yaml.MarkedYAMLError as error:
        # What is never closed is found missing at the end; it is mended where it was opened.
        opened = error.context_mark if "end of stream" in str(error.problem) or "flow" in str(error.context) else None
        mark = opened or error.problem_mark or error.context_mark
        number = mark.line if mark else 0
        line = source.split("\n")[number] if number <= source.count("\n") else ""
        if "\t" in line[: len(line) - len(line.lstrip())]:
            raise Fault(first_line + number, "header", *_TAB) from None
        raise _explained(error, first_line + number) from None
    except yaml.YAMLError as error:
        found = f"not YAML ({str(error).splitlines()[0]})"
        raise Fault(first_line, "header", found, "write key: value lines") from None


def _explained(error: yaml.MarkedYAMLError, line: int) -> Fault:
    said = f"{error.problem} {error.context or ''}"
    for sign, found, remedy in _PLAIN_WORDS:
        if sign in said:
            return Fault(line, "header", found, remedy)
    remedy = "write key: value, with quotes around the value if it has : or #"
    return Fault(line, "header", f"not YAML ({error.problem})", remedy)


class _Builder:
    """Builds values from YAML events: without aliases and tags, no document is larger than it is written."""

    def __init__(
        self, source: str, first: int, header: Header, label: str, problems: list[Problem], *, fold: bool
    ) -> None:
        self.source, self.first, self.header, self.label, self.problems = source, first, header, label, problems
        self.events: Iterator[Any] = yaml.parse(source, Loader=_LOADER)
        self.fold = fold  # a header's own keys are words of any case, as in Pelican; a register's are keys

    def document(self) -> Any:
        for event in self.events:
            if isinstance(event, (yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                return None
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                value = self.value(event, "", 0)
                for _rest in self.events:  # what follows is scanned for errors too
                    pass
                return value
        return None

    def value(self, event: Any, place: str, depth: int) -> Any:
        line = event.start_mark.line + self.first
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            remedy = "write the value out, or put it between quotes"
            raise Fault(line, place or "header", "an anchor or alias (& or *) is used", remedy)
        if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            said = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise Fault(line, place or "header", f"the tag {said} is used", "write the value without a tag")
        if depth > DEEPEST_YAML:
            outermost = place.partition(".")[0] or "header"
            raise Fault(line, outermost, f"nested more than {DEEPEST_YAML} deep", "write it flatter")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, depth)
        return self.mapping(place, depth)

    def sequence(self, place: str, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = f"{place}.{len(items) + 1}"
            self.header.lines[here] = event.start_mark.line + self.first
            items.append(self.value(event, here, depth + 1))
        return items

    def mapping(self, place: str, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines = self.header.lines
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + self.first
            if not isinstance(event, yaml.ScalarEvent):
                raise Fault(line, place or "header", "a key is not a word", "write key: value")
            key: str = event.value
            if not key.isprintable():
                self.check(event, place)
            key = key if place or not self.fold else key.strip().lower().replace("-", "_")
            here = f"{place}.{key}" if place else key
            if key in values:
                found = f"given a second time; the first is on line {lines[here]}"
                self.problems.append(Problem(self.label, line, here, found, "keep one"))
                self.value(next(self.events), f"{here} (again)", depth + 1)
                continue
            lines[here] = line
            values[key] = self.value(next(self.events), here, depth + 1)
        return values

    def scalar(self, event: Any, place: str) -> Any:
        said: str = event.value
        if not said.isprintable():
            self.check(event, place)
        if event.end_mark.line > event.start_mark.line and not said.isascii():
            said = unfolded(said, self.source[event.start_mark.index : event.end_mark.index])
        if event.style or event.tag == "!":
            return said
        if said.lower() in _WORDS:
            return _WORDS[said.lower()]
        if _INT.fullmatch(said) and len(said) < 19:
            self.header.digits[place] = said
            return int(said)
        if _FLOAT.fullmatch(said):
            self.header.digits[place] = said
            return float(said)
        return said

    def check(self, event: Any, place: str) -> None:
        """Refuse hidden characters that escapes such as `\\u202e` make. Decoding named those of the source."""
        for hidden in dict.fromkeys(HIDDEN.findall(event.value)):
            if hidden not in self.source:
                line = event.start_mark.line + self.first
                self.problems.append(Problem(self.label, line, place or "header", character(hidden), "remove it"))


def _clip(source: str, at: int, size: int = 60) -> str:
    line = source[at : at + size + 1].split("\n", 1)[0]
    return line if len(line) <= size else line[:size] + "…"
