"""The header of an article file: YAML between `---` lines, or Pelican's own `Key: value` lines.

Both give plain values, the line of each, and the text below the header. Numbers keep their digits, dates stay strings,
and `no` is a word (Norwegian is a language). What YAML can't read, or reads without some of its words, is a Problem
that shows the line as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from colophon.model.problems import ERROR, WARNING, Problem
from colophon.readers.files import HIDDEN, character, instead_of
from colophon.readers.lines import unfolded
from colophon.readers.mistakes import (
    LOADER,
    SECOND,
    Slip,
    Written,
    mistakes,
    odd_key,
    of_fields,
    of_form,
    of_keys,
    of_maps,
    of_words,
    quoted,
)

LONGEST_HEADER = 200_000  # characters; a YAML scanner's work grows with them
MOST_FIELDS = 500  # of one header
DEEPEST_YAML = 6  # levels of nesting: custody has three

_FLAT_KEY = re.compile(r" {0,3}([A-Za-z0-9_-]+)")
_FLAT_MORE = re.compile(r" {4,}(\S.*)")
_FLAT_END = re.compile(r"(?:[^\S\n]*|-{3}(?:[^\S\n].*)?|\.{3}(?:[^\S\n].*)?)(?:\n|\Z)")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.MULTILINE)
_YAML_START = re.compile(r"---[^\S\n]*\n")
_FENCE_LIKE = re.compile(r"^(?!---[^\S\n]*$)[-–—―−－]{2,}[^\S\n]*$", re.MULTILINE)
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_BEGINS_AGAIN = re.compile(r"\n[ ]*[A-Za-z_][\w-]*:(?:\s|$)")
_HASHTAGS = re.compile(r"[ \t]*\n([ ]*)(#+[^\s#].*)")  # a comment to YAML, but more likely words that go on
_KEY_COLUMN = re.compile(r"[ ]*(?:-[ ]+(?=.*:(?:\s|$)))*")
_LINE_ENDS = {0x2028: " ", 0x2029: " "}  # of YAML, but of no editor: they would shift the numbers of lines
# What an item of a list in [ ] has where its names were meant to be parted.
_PARTING = re.compile("[；﹔؛，、﹐﹑،､]")


@dataclass(slots=True)
class Header:
    """One header. `lines` and `digits` are keyed by dotted place: `source.page`, `custody.4.file` (items count from 1);
    `digits` has what was written where YAML makes a number, a truth or nothing of it. `text` is what follows the
    header, from line `text_line` of the file, and `data` the same in UTF-8. `name` is what messages call the whole;
    `source` is the YAML, empty for the other notation, `written` its
    values once they are asked for, and `comments` the places of values that a comment cuts. Of a text that is not
    Markdown, `html` is what its reader made of it, `raw` the HTML that is written in it, and `words` are those that a
    page must show, where they are known."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    digits: dict[str, str] = field(default_factory=dict)
    flat: bool = False
    text: str = ""
    data: bytes = b""
    text_line: int = 1
    name: str = "header"
    source: str = ""
    comments: set[str] = field(default_factory=set)
    written: Written | None = None
    html: str | None = None
    raw: str = ""
    words: tuple[str, ...] = ()

    def as_words(self, place: str) -> str:
        """The line of a field with its value between quotes: “write title: "…"”; empty where it can't be shown."""
        if self.written is None:
            self.written = Written(self.source, fold=self.name == "header")
        entry = self.written.find(place)
        return f"write {entry.shown}" if entry else ""


class Fault(Exception):
    """A header can't be read, for one or more mistakes."""

    def __init__(self, *slips: Slip) -> None:
        super().__init__(slips)
        self.slips = slips

    def problems(self, label: str, name: str = "header") -> list[Problem]:
        """One for each mistake; one that is in no field is that of the whole, which has a name."""
        return [
            Problem(label, slip.line, slip.place or name, slip.found, slip.remedy, fix=slip.fix) for slip in self.slips
        ]


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
    if end is None or not header.values:
        fault = Fault(*_strays(source, at, number, begun=bool(header.values)))
    elif at > LONGEST_HEADER:
        fault = Fault(Slip(1, "", f"{at:,} characters long", f"keep it under {LONGEST_HEADER:,}"))
    if fault or end is None:
        problems += fault.problems(label) if fault else []
        return None
    header.text, header.text_line = source[end.end() :], number + 1
    return header


def _strays(source: str, at: int, number: int, *, begun: bool) -> list[Slip]:
    """What is wrong with the lines of a flat header from `at` on, where its fields end, to the next empty line. Where
    it has not `begun`, there is no field before them."""
    lines = source[at : source.find("\n\n", at) if "\n\n" in source[at:] else None][:LONGEST_HEADER].split("\n")
    odd = [(line, odd_key(text, spaced=False)) for line, text in enumerate(lines, number)]
    slips = [of_fields(slip._replace(line=line, place=_flat_key(slip.place))) for line, slip in odd if slip]
    if slips:
        return slips
    if not begun and _FENCE_LIKE.match(source):
        return [Slip(1, "", f"“{_clip(source, 0)}” is not ---", "write --- alone on the first line")]
    if not begun and source.startswith("+++"):
        return [Slip(1, "", "“+++” begins a header in TOML", "write it in YAML between --- lines, as in title: …")]
    if not begun:
        return [Slip(1, "", "the file has no header", "begin with --- and a line title: …, or with Title: …")]
    if lines[0].startswith("\t"):
        return [Slip(number, "", "a tab stands where four spaces may", "indent further lines of a value by 4 spaces")]
    found = f"“{_clip(source, at)}” is neither a field nor the next line of a value"
    remedy = "write Key: value, indent further lines by 4 spaces, and leave an empty line after the header"
    return [Slip(number, "", found, remedy)]


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
        problems += Fault(_unfenced(source)).problems(label)
        return None
    header = Header(text=source[end.end() :], text_line=source.count("\n", 0, end.end()) + 1)
    try:
        values = load_yaml(source[start.end() : end.start()], 2, header, label, problems)
        if not isinstance(values, dict):
            raise Fault(Slip(1, "", "the header has no fields", "write key: value lines between the --- lines"))
    except Fault as fault:
        problems += fault.problems(label)
        return None
    header.values = values
    return header


def _unfenced(source: str) -> Slip:
    """What is wrong with the lines around a header that does not begin or never ends."""
    if not _YAML_START.match(source):
        found = f"“{_clip(source, 0)}” is not ---"
        return Slip(1, "", found, "write --- alone on the first line, and the fields below it")
    if like := _FENCE_LIKE.search(source):
        found = f"“{like[0].strip()}” does not end the header"
        return Slip(source.count("\n", 0, like.start()) + 1, "", found, "write ---")
    found = "the header begins with --- and never ends"
    return Slip(1, "", found, "write --- alone on the line after its last field")


def load_yaml(source: str, first_line: int, header: Header, label: str, problems: list[Problem]) -> Any:
    """The value of one YAML document. Lines, digits and the source itself go to `header`, doubled keys, hidden
    characters and comments that cut values to `problems`. The outermost keys of what is called a header are made lower
    case. Raises Fault."""
    if len(source) > LONGEST_HEADER:
        raise Fault(Slip(first_line, "", f"{len(source):,} characters long", f"keep it under {LONGEST_HEADER:,}"))
    if not source.isascii():
        source = source.translate(_LINE_ENDS)
    header.source = source = source if source.endswith("\n") else source + "\n"
    builder = _Builder(source, first_line, header, label)
    try:
        value = builder.document()
    except Fault as fault:
        slips = fault.slips
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        number = min(mark.line if mark else 0, source.count("\n"))
        found = f"“{source.split(chr(10))[number].strip()[:60]}” can't be read"
        slips = (Slip(first_line + number, "", found, "write key: value, with quotes around the value"),)
    else:
        problems += builder.problems
        return value
    own = mistakes(source, fold=builder.fold)  # which have better places and words
    slips = tuple(slip._replace(line=slip.line + first_line) for slip in own) or slips
    wrong = tuple(f"{slip.place}." for slip in slips if slip.place)
    problems += [problem for problem in builder.problems if not f"{problem.field}.".startswith(wrong)]
    raise Fault(*slips)


class _Builder:
    """Builds values from YAML events: without aliases and tags, no document is larger than it is written."""

    def __init__(self, source: str, first: int, header: Header, label: str) -> None:
        self.source, self.first, self.header, self.label = source, first, header, label
        self.problems: list[Problem] = []
        self.events: Iterator[Any] = yaml.parse(source, Loader=LOADER)
        self.fold = header.name == "header"  # its own keys are words of any case, as in Pelican; a register's are keys
        self.hashes = "#" in source
        self.flow = 0  # how many [ and { are open
        self.refused = ""  # the place of a list or map that stands where words should, and is refused as a whole

    def document(self) -> Any:
        for event in self.events:
            if isinstance(event, (yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                return None
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                value = self.value(event, "", 0)
                for rest in self.events:  # what follows is scanned for errors too
                    if isinstance(rest, yaml.DocumentStartEvent):
                        self.fail(rest, "", SECOND, "remove the line")
                return value
        return None

    def fail(self, event: Any, place: str, found: str, remedy: str) -> NoReturn:
        if self.refused:
            place, remedy = self.refused, self.header.as_words(self.refused) or remedy
        raise Fault(Slip(event.start_mark.line + self.first, place, found, remedy))

    def value(self, event: Any, place: str, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.fail(event, place, "“&” and “*” name and copy values in YAML", "write the value out, between quotes")
        if event.tag:
            self.fail(event, place, "“!” begins a tag in YAML", "write the value between quotes, without a tag")
        if depth > DEEPEST_YAML:
            self.fail(event, place.partition(".")[0], f"nested more than {DEEPEST_YAML} deep", "write it flatter")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        refused = self.refused
        self.refused = refused or (place if of_words(place) else "")
        self.flow += bool(event.flow_style)
        build = self.sequence if isinstance(event, yaml.SequenceStartEvent) else self.mapping
        value, end = build(event, place, depth)
        self.flow -= bool(event.flow_style)
        self.refused = refused
        if self.hashes and event.flow_style and not self.flow:
            self.comment(end, place, whole=True)
        return value

    def sequence(self, start: Any, place: str, depth: int) -> tuple[list[Any], Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = f"{place}.{len(items) + 1}"
            self.header.lines[here] = event.start_mark.line + self.first
            items.append(item := self.value(event, here, depth + 1))
            named = start.flow_style and isinstance(item, str) and not event.style and not self.refused
            if named and (sign := _PARTING.search(item)):
                parts = ", ".join(part.strip() for part in _PARTING.split(item) if part.strip())
                remedy = f"write {parts}, or put it between quotes if it is one name"
                found = f"“{sign[0]}” does not part the names of a list in [ ], so “{item}” is one"
                self.complain(event.start_mark.line, here, found, remedy, WARNING)
        return items, event

    def mapping(self, start: Any, place: str, depth: int) -> tuple[dict[str, Any], Any]:
        values: dict[str, Any] = {}
        lines = self.header.lines
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, place)
            here = f"{place}.{key}" if place else key
            again = key in values
            if again:
                found = f"given a second time; the first is on line {lines[here]}"
                self.complain(event.start_mark.line, here, found, "keep one")
            else:
                lines[here] = event.start_mark.line + self.first
            inner = next(self.events)
            value = self.value(inner, f"{here} (again)" if again else here, depth + 1)
            between = self.source[event.end_mark.index : inner.end_mark.index] if value is None else ":"
            if start.flow_style and ":" not in between:
                found = f"“{key}” has no value inside {{ }}"
                self.fail(event, place, found, self.header.as_words(place) or "write {key: value, key: value}")
            if not again:
                values[key] = value
        return values, event

    def key(self, event: Any, place: str) -> str:
        """A key; one of the header's own is made lower case. Raises Fault for what looks like a key and is none."""
        if not isinstance(event, yaml.ScalarEvent):
            self.no_key(event, place, "a list or a map stands where a key is wanted")
        if event.anchor or event.tag:
            self.no_key(event, place, "“&” or “!” stands in front of a key")
        key: str = event.value
        if not key.isprintable():
            self.check(event, place)
            key = HIDDEN.sub("", key)
        if not event.value:
            self.no_key(event, place, "a key is empty")
        if not (event.style or key.isascii() or self.refused):
            odd = odd_key(key) or odd_key(f"{key}: ")
            if odd:
                self.fail(event, f"{place}.{odd.place}" if place else odd.place, odd.found, odd.remedy)
        return key if place or not self.fold else key.strip().lower().replace("-", "_")

    def no_key(self, event: Any, place: str, found: str) -> NoReturn:
        self.fail(event, place, found, self.header.as_words(place) or "write key: value")

    def scalar(self, event: Any, place: str) -> Any:
        said: str = event.value
        if not said.isprintable():
            self.check(event, place)
        if event.end_mark.line > event.start_mark.line and not said.isascii():
            said = unfolded(said, self.source[event.start_mark.index : event.end_mark.index])
        if event.style:
            self.whole(event, place)
            if self.hashes and event.style in ("'", '"'):
                self.comment(event, place, whole=True)
            return said
        if not said.isascii() and (of_maps(place) if self.fold else "." not in place) and (odd := odd_key(said)):
            self.fail(event, f"{place}.{odd.place}", odd.found, odd.remedy)
        if self.hashes and (words := self.comment(event, place, whole=" " not in said)):
            return words
        return self.typed(said, place)

    def typed(self, said: str, place: str) -> Any:
        """What YAML makes of a word without quotes. A number that would be written in another way stays a word."""
        if said in _WORDS or said in ("True", "False", "TRUE", "FALSE"):
            if said:
                self.header.digits[place] = said
            return _WORDS[said.lower()]
        if _INT.fullmatch(said) and len(said) < 19:
            self.header.digits[place] = said
            return int(said) if str(int(said)) == said else said
        if _FLOAT.fullmatch(said):
            self.header.digits[place] = said
            return float(said) if repr(float(said)) == said else said
        return said

    def whole(self, event: Any, place: str) -> None:
        """Refuse a quote that is closed on the line of another field, and a block that has no lines. YAML reads both,
        and words or fields would be lost."""
        start, end = event.start_mark, event.end_mark
        if event.style in ("|", ">"):
            if not event.value:
                found = f"“{event.style}” opens a block of lines in YAML, and none follows"
                self.fail(event, place, found, f"write {quoted(event.style)}, or the lines below it, indented")
        elif start.line != end.line and (key := _BEGINS_AGAIN.search(self.source, start.index, end.index)):
            indent = len(key[0]) - len(key[0].lstrip())
            line = self.source[self.source.rfind("\n", 0, start.index) + 1 : start.index]
            if indent - 1 <= len(line) - len(line.lstrip()):
                sign = event.style
                found = f"the value begins with {sign}, and no {sign} on its own line closes it"
                self.fail(event, place, found, "close the quote")

    def comment(self, event: Any, place: str, *, whole: bool) -> str:
        """Name the words that a comment takes from the end of a value. They may be meant as a comment where the value
        is `whole` without them and a space follows the #: that is a warning, and nothing in a field that has no words
        to lose. Returns the value with these words where they are surely its own."""
        end, line = event.end_mark.index, event.end_mark.line
        words = self.source[end : self.source.find("\n", end)].strip()
        if not words and (tags := _HASHTAGS.match(self.source, end)) and self.column(event) < len(tags[1]):
            words, line = tags[2].strip(), line + 1
        if not words.startswith("#") or self.refused:
            return ""
        place = place.removesuffix(" (again)")
        is_list = not isinstance(event, yaml.ScalarEvent)
        value, meant = "" if is_list else event.value, whole and words[1:2] in ("", " ", "#")
        if of_form(place) or (meant and (is_list or (value and of_keys(place)))):
            return ""
        own_line, quote = "put the comment on a line of its own", self.header.as_words(place)
        remedy = own_line if is_list and not of_words(place) else quote or "put the value between quotes"
        remedy = f"{own_line}, or {remedy}" if meant else remedy
        found = f"“{words if len(words) <= 60 else words[:60] + '…'}” is left out, since “ #” begins a comment in YAML"
        self.complain(line, place, found, remedy, WARNING if meant else ERROR)
        self.header.comments.add(place)
        return "" if meant or (whole and value) else f"{value} {words}".strip()

    def column(self, event: Any) -> int:
        """The column of the key or of the dash in front of a value."""
        begun = self.source.rfind("\n", 0, event.start_mark.index) + 1
        found = _KEY_COLUMN.match(self.source, begun)
        return len(found[0]) if found else 0

    def check(self, event: Any, place: str) -> None:
        """Refuse hidden characters that escapes such as `\\u202e` make. Decoding named those of the source."""
        for hidden in dict.fromkeys(HIDDEN.findall(event.value)):
            self.complain(event.start_mark.line, place or self.header.name, character(hidden), instead_of(hidden))

    def complain(self, line: int, place: str, found: str, remedy: str, level: str = ERROR) -> None:
        self.problems.append(Problem(self.label, line + self.first, place, found, remedy, level))


def _clip(source: str, at: int, size: int = 60) -> str:
    line = source[at : at + size + 1].split("\n", 1)[0]
    return line if len(line) <= size else line[:size] + "…"
