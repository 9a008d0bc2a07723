"""The values of a YAML document as they are written, line by line, and what is wrong with those that YAML can't read.

A YAML library stops at its first error, often far behind the mistake, and names it in words of its own. Here the lines
are parted by their indentation and their keys alone, each value is tried by itself, and what is wrong is told by its
first sign. So each mistake is found in its own place, and the line is shown as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

import yaml

from colophon.model.article import TERM_KINDS, Article, Check, Record, Source, fields_of
from colophon.model.problems import Fix
from colophon.readers.lines import one_line

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_SLIPS = 50  # of one document
DEEPEST = 8  # levels into which lines are parted
SECOND = "“---” begins a second document, which would be left out"
LONGEST_SHOWN = 600  # characters of a value that a remedy repeats

# Signs that look like the colon of the notation, and what they are called.
COLONS = {"：": "a full-width colon", "﹕": "a small colon", "︓": "a vertical colon", "∶": "a ratio sign",
    "꞉": "a modifier letter, no colon", "ː": "a letter of phonetics, no colon"}  # fmt: skip
_KEY_LIKE = re.compile(rf"(\s*)([A-Za-z_][A-Za-z0-9_-]*)(\s*)([:{''.join(COLONS)}])(\s*)(.*)")
_COLON = re.compile(r":(?=[ \t]|$)")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
_NO_KEY = frozenset("\"'#&*!|>%@`{}[],\t")
_PROPERTY = re.compile(r"[&!]\S*")
_SIMPLE_KEY = re.compile(r"[a-z][a-z0-9_]*:(?:\s|$)")
_FLOW_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[^\s"'#&*!|>%@`{}\[\],:][^:,{}\[\]]*?)\s*:(?:\s+|$)""")
_COMMENT_INSIDE = re.compile(r"((?:^|[,\[{])[ \t]*)(#[^\n]*)(?=\n)", re.MULTILINE)
_PARTNER = {"{": "}", "[": "]"}
_ENDS_QUOTE = re.compile(r"\s*(?:[,\]}:]|$)")
_CLOSED_QUOTE = re.compile(rf"(?:{_QUOTED.pattern})(?:\s+#.*)?")
_QUOTED_WORDS = re.compile(r""""[^"\\]+"\s+\w|'[^'\\]+'\s+\w""")
_INNER_KEY = re.compile(r"(?<![^\s,{])([A-Za-z_]+):(?:\s|$)")
_BAD_ESCAPE = re.compile(r"\\[^0abtnvfre \"/\\N_LPxuU\n]|\\x(?![0-9A-Fa-f]{2})|\\u(?![0-9A-Fa-f]{4})|\\U")

_FIRST = {
    "[": "opens a list", "{": "opens a map", "*": "stands for a copy of another value", "&": "names a value",
    "!": "begins a tag", "|": "opens a block of lines", ">": "opens a block of lines", "%": "can't begin a value",
    "@": "can't begin a value", "`": "can't begin a value", ",": "can't begin a value", "]": "closes a list",
    "}": "closes a map", "#": "begins a comment", "-": "begins an item of a list", "?": "begins a key",
    ":": "ends a key",
}  # fmt: skip


_WORDS = (Check.TEXT, Check.PASSAGE, Check.QUOTE, Check.KEY, Check.PAGE)


def _names(kind: type[Record], *checks: Check) -> Iterator[str]:
    """The names of the fields of a record and of those in it; of `checks`, if there are any."""
    for one in fields_of(kind):
        if one.check and (not checks or one.check in checks):
            yield one.header
        if one.record:
            yield from _names(one.record, *checks)


# The fields whose value is words, one or more maps, a list of names, a key or a page, or something of a fixed form.
_OF_WORDS = frozenset((*_names(Article, *_WORDS), "name", "kind"))
_OF_NAMES = frozenset((*TERM_KINDS, "tags", *_names(Article, Check.NAMES)))
_OF_MAPS = frozenset(one.header for one in fields_of(Article) if one.record)
_OF_KEYS = frozenset(_names(Article, Check.KEY, Check.PAGE))
_OF_FORM = frozenset(_names(Article)) - _OF_WORDS - _OF_NAMES - _OF_MAPS


# The names of all fields, and of those that a header itself may have, in both notations.
_NAMES = frozenset((*_names(Article), *TERM_KINDS, "tags"))
_OUTERMOST = frozenset(
    (*TERM_KINDS, "tags", *(one.header for one in fields_of(Article)), *(f"source_{n}" for n in _names(Source)))
)


def of_words(place: str) -> bool:
    """Whether the value of a field should be words, so that it is no list and no map whatever it begins with."""
    above, _, name = place.rpartition(".")
    return above in _OF_NAMES if name.isdecimal() else name in _OF_WORDS


def of_maps(place: str) -> bool:
    """Whether the value of a field, or an item of its list, is a map."""
    above, _, name = place.rpartition(".")
    return (above if name.isdecimal() else place) in _OF_MAPS


def of_form(place: str) -> bool:
    """Whether the value of a field is a day, a tag, a word of a few or the like, which has no words to lose."""
    return place.rpartition(".")[2] in _OF_FORM


def of_keys(place: str) -> bool:
    """Whether the value of a field, or of an item of its list, is a key of the register, or a page."""
    above, _, name = place.rpartition(".")
    return above in TERM_KINDS[1:] if name.isdecimal() else name in _OF_KEYS


class Slip(NamedTuple):
    """A mistake: its line, the dotted place of its field (empty where it is in none), what was found, what to write,
    and what mends it for certain."""

    line: int
    place: str
    found: str
    remedy: str
    fix: Fix | None = None


class Entry(NamedTuple):
    """A value as it is written. `line` is that of its first word, counted from 0; `lead` is what stands in front of it,
    such as `title: ` or `- `; `raw` its own lines; `alone` a document that has nothing else. It is an item of the map
    or list that `inside` opens, { or [, if it is not empty. `parts` says that its own parts are entries too."""

    place: str
    line: int
    lead: str
    raw: str
    alone: str
    inside: str = ""
    parts: bool = False

    @property
    def words(self) -> str:
        """The value on one line."""
        return one_line(self.raw)

    @property
    def shown(self) -> str:
        """The line as it should be, its value between quotes; too long a value is cut."""
        words = self.words
        if len(words) > LONGEST_SHOWN:
            words = f"{words[: LONGEST_SHOWN // 2]} … {words[-LONGEST_SHOWN // 2 :]}"
        return self.lead + quoted(words)


def quoted(words: str) -> str:
    """One line of words as YAML reads them to the letter."""
    if '"' in words or "\\" in words:
        return "'" + words.replace("'", "''") + "'"
    return f'"{words}"'


def plain(words: str) -> str:
    """The same without quotes where YAML needs none."""
    return words if _loads(f"k: {words}") and _value(f"k: {words}") == words else quoted(words)


def mistakes(source: str, *, fold: bool = False) -> list[Slip]:
    """All that keeps YAML from reading a document, in the order of its lines, which are counted from 0. `fold` makes
    the outermost keys lower case."""
    return sorted(map(of_fields, islice(_slips(source, fold=fold), MOST_SLIPS)), key=lambda slip: slip[:4])


def of_fields(slip: Slip) -> Slip:
    """A slip, whose fix is kept where its place is a field: else it may be a word of a text."""
    outermost, _, inner = slip.place.partition(".")
    known = outermost.lower().replace("-", "_") in _OUTERMOST and (not inner or inner.rpartition(".")[2] in _NAMES)
    return slip if known or _is_number(inner) else slip._replace(fix=None)


def _is_number(place: str) -> bool:
    return place.rpartition(".")[2].isdecimal()


class Written:
    """The values of a document as they are written, by their dotted places; of two at one place, the later."""

    def __init__(self, source: str, *, fold: bool) -> None:
        found = (entry for entry in _entries(source, fold=fold) if isinstance(entry, Entry))
        self._entries = {entry.place: entry for entry in found}

    def find(self, place: str) -> Entry | None:
        """The value at a place; None where there is none, or it has lines of its own that are values too."""
        above = place
        while above and above not in self._entries:
            above = above.rpartition(".")[0]
        found = _at(self._entries[above], place) if above else None
        return None if found and found.parts and "\n" in found.raw else found


def _at(entry: Entry, place: str) -> Entry | None:
    """An entry, or the part of it that stands at a place."""
    if entry.place == place:
        return entry
    inner = _flow(entry) if _closed(entry.words) and place.startswith(f"{entry.place}.") else ()
    return next(filter(None, (_at(part, place) for part in inner)), None)


def odd_key(line: str, *, spaced: bool = True) -> Slip | None:
    """What is wrong with the sign between a key and its value, or with the spaces around it; None where nothing is.
    `spaced` says that a space must follow the colon."""
    if not (found := _KEY_LIKE.fullmatch(line)):
        return None
    before, key, between, colon, behind, value = found.groups()
    remedy = f"write “: ”, as in {key}: {plain(' '.join(value.split())) if value else '…'}"
    fix = Fix(f"{key}{between}{colon}{behind}", f"{key}: ") if value else None
    if colon in COLONS:
        return Slip(0, key, f"“{colon}” is {COLONS[colon]}", remedy, fix)
    if odd := _odd_space(between) or (spaced and _odd_space(behind)):
        where = "in front of" if _odd_space(between) else "behind"
        return Slip(0, key, f"{odd} stands {where} the colon", remedy, fix)
    if odd := _odd_space(before):
        return Slip(0, key, f"{odd} stands in front of “{key}”", "indent with ordinary spaces")
    if between and not spaced:
        return Slip(0, key, "a space stands in front of the colon", remedy)
    if spaced and not behind and value and not value.startswith("//"):
        return Slip(0, key, "no space stands behind the colon", remedy)
    return None


def _odd_space(spaces: str) -> str:
    """What the first white space is that is no ordinary space; empty where there is none."""
    odd = spaces.replace(" ", "")[:1]
    known = {"\t": "a tab", "\xa0": "a no-break space", "\u202f": "a narrow no-break space", "\u3000": "a wide space"}
    return odd and known.get(odd, f"the space U+{ord(odd):04X}")


# --- the lines, parted by indentation ----------------------------------------------------------------------------


class _Group(NamedTuple):
    """The lines of one entry of a map or list: where its value begins in the first of them, and its name."""

    lines: list[tuple[int, str]]
    name: str
    value_at: int


def _entries(source: str, *, fold: bool) -> Iterator[Entry | Slip]:
    lines = source.split("\n")
    begun = False
    for at, line in enumerate(lines):
        if line.rstrip() in ("---", "..."):
            if begun:
                yield Slip(at, "", SECOND, "remove the line")
            lines[at] = ""
        begun = begun or _says(lines[at])
    yield from _Lines(lines, fold=fold).block(list(enumerate(lines)), "", 0)


class _Lines:
    """Parts the lines of a document into entries. Lines that belong to none are slips."""

    def __init__(self, lines: list[str], *, fold: bool) -> None:
        self.lines, self.fold = lines, fold

    def block(self, lines: list[tuple[int, str]], place: str, depth: int) -> Iterator[Entry | Slip]:
        """The entries of a map or a list."""
        first = next((text for _, text in lines if _says(text)), None)
        if first is None or depth > DEEPEST:
            return
        indent, items, groups = _indent(first), _is_item(first.strip()), list[_Group]()
        for at, text in lines:
            here = _indent(text)
            group = groups[-1] if groups else None
            if group and (not text.strip() or here > indent):
                group.lines.append((at, text))
            elif _says(text) and here == indent and (new := self.begun(at, text, indent, items)):
                groups.append(new)
            elif group and here == indent and self.goes_on(group, text, items):
                group.lines.append((at, text))
            elif _says(text):
                opened = group.name if group and not _value_of(group) else ""
                above = self.inner(place, opened) if opened and text[indent : indent + 1].isspace() else place
                yield self.stray(at, text, above, depth, shifted=here != indent)
                groups.append(_Group([], opened, -1))  # what is indented below it belongs to it
        groups = [group for group in groups if group.value_at >= 0]
        for number, group in enumerate(groups, 1):
            name = str(number) if items else group.name
            yield from self.entry(group, indent, self.inner(place, name), depth)

    def begun(self, at: int, text: str, indent: int, items: bool) -> _Group | None:
        """The entry that begins on a line; None where none does."""
        body = text[indent:]
        if items:
            if not _is_item(body):
                return None
            return _Group([(at, text)], "", indent + 1 + len(body[1:]) - len(body[1:].lstrip(" \t")))
        key = _key(body)
        if key is None or (not key[0].isascii() and body[0] not in "\"'" and odd_key(body)):
            return None
        return _Group([(at, text)], key[0], indent + key[1])

    def goes_on(self, group: _Group, text: str, items: bool) -> bool:
        """Whether a line that is not indented belongs to the value above: an item of the list that a key opens, what
        a tab indents, or more of what a quote or a bracket opens."""
        value = _value_of(group)
        if not value:
            return group.value_at >= 0 and not items and _is_item(text.strip())
        if value[0] in "\"'" and _CLOSED_QUOTE.fullmatch(value):
            return False
        return (text[len(text) - len(text.lstrip(" ")) :].startswith("\t") or value[0] in "\"'[{") and not _key(
            text.strip()
        )

    def stray(self, at: int, text: str, place: str, depth: int, *, shifted: bool) -> Slip:
        """A line that begins nothing and goes on from nothing."""
        stripped = text.strip()
        if text.lstrip(" ").startswith("\t"):
            key = _key(stripped)
            where = self.inner(place, key[0]) if key else place
            return Slip(at, where, "a tab stands where only spaces may", "indent with spaces")
        if odd := odd_key(text.lstrip(" ").removeprefix("- ")):
            return odd._replace(line=at, place=self.inner(place, odd.place))
        if shifted or (depth and (_key(stripped) or _is_item(stripped))):
            found = f"“{_clip(stripped)}” is indented differently from the lines above it"
            return Slip(at, place, found, "align it with them")
        found = f"“{_clip(stripped)}” is neither a field nor the next line of a value"
        return Slip(at, "", found, "write key: value, or indent it by 2 spaces if it goes on from the line above")

    def entry(self, group: _Group, indent: int, place: str, depth: int) -> Iterator[Entry | Slip]:
        """One entry, and those of which its value is made."""
        at, text = group.lines[0]
        value, end = text[group.value_at :].strip(), len(group.lines)
        while end > 1 and (not (last := group.lines[end - 1][1].strip()) or last.startswith("# ")):
            end -= 1
        below = group.lines[1:end]
        alone = "\n".join(line[indent:] for _, line in group.lines)
        lead = " ".join(self.lines[at][: group.value_at].split()) + " "
        if _is_item(text[indent:]) and _key(value) and not of_words(place):
            inner = [(at, f"{text[:indent]} {text[indent + 1 :]}"), *below]
            yield Entry(place, at, lead, "\n".join(line for _, line in inner), alone, parts=True)
            yield from self.block(inner, place, depth + 1)
            return
        tagged = bool(below and _PROPERTY.fullmatch(value) and _opens(below) and not of_words(place))
        if tagged:
            yield Slip(at, place, f"“{value}” {_FIRST[value[0]]} in YAML", "remove it")
        if below and (tagged or not _value_of(group)):
            inner_at = next((number for number, line in below if _says(line)), at)
            parts = _opens(below) and not of_words(place)
            raw = "\n".join(line for _, line in below)
            yield Entry(place, at if parts else inner_at, lead, raw, alone, parts=parts)
            if parts:
                yield from self.block(below, place, depth + 1)
            return
        yield Entry(place, at, lead, "\n".join([value, *(line for _, line in below)]), alone)

    def inner(self, place: str, name: str) -> str:
        if not place and self.fold:
            name = name.strip().lower().replace("-", "_")
        return f"{place}.{name}" if place else name


def _value_of(group: _Group) -> str:
    """What stands behind the key or the dash of an entry, but for a comment."""
    value = group.lines[0][1][group.value_at :].strip() if group.value_at >= 0 else ""
    return "" if value.startswith("#") else value


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _is_item(text: str) -> bool:
    return text == "-" or text.startswith(("- ", "-\t"))


def _says(text: str) -> bool:
    """Whether a line is more than white space or a comment."""
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _opens(lines: list[tuple[int, str]]) -> bool:
    """Whether lines begin with an item of a list or a key, rather than with words."""
    first = next((text.strip() for _, text in lines if _says(text)), "")
    return _is_item(first) or bool(_key(first)) or bool(odd_key(first))


def _key(line: str) -> tuple[str, int] | None:
    """The key with which a line begins, and where its value does; None where it begins with none."""
    if line[:1] in ("'", '"'):
        found = _QUOTED.match(line)
        end = found.end() if found else 0
        colon = _COLON.match(line, end + len(line[end:]) - len(line[end:].lstrip(" \t"))) if found else None
    elif not line or line[0] in _NO_KEY or line[0].isspace() or _is_item(line) or line.startswith(("? ", ":")):
        return None
    else:
        colon = _COLON.search(line)
    if not colon or " #" in line[: colon.start()]:
        return None
    behind = line[colon.end() :]
    key = line[: colon.start()].rstrip(" \t")
    key = key[1:-1] if key[:1] in ("'", '"') else key
    return key, colon.end() + len(behind) - len(behind.lstrip(" \t"))


# --- what is wrong with a value ----------------------------------------------------------------------------------


def _slips(source: str, *, fold: bool) -> Iterator[Slip]:
    for entry in _entries(source, fold=fold):
        if isinstance(entry, Slip):
            yield entry
        elif not entry.parts and not _loads(entry.alone, entry.inside):
            yield from _wrong(entry, 0)


def _loads(text: str, inside: str = "") -> bool:
    """Whether YAML reads a document without a sign of its own: no anchor, alias or tag, no block without lines, no key
    without a colon, and one value in what is `inside` brackets."""
    nodes = 0
    maps: list[list[Any]] = []  # of each open collection: whether it is a map in { }, and where its last key ends
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.CollectionEndEvent):
                maps.pop()
            elif isinstance(event, yaml.NodeEvent):
                nodes += len(maps) == 1
                if _is_odd(event) or (maps and maps[-1][0] and _has_no_colon(event, maps[-1], text)):
                    return False
                if len(maps) > DEEPEST:
                    return True  # it is refused for its depth
                if isinstance(event, yaml.CollectionStartEvent):
                    maps.append([isinstance(event, yaml.MappingStartEvent) and event.flow_style, None])
    except yaml.YAMLError:
        return False
    return not inside or nodes <= (2 if inside == "{" else 1)


def _is_odd(event: Any) -> bool:
    """Whether a value has a sign of YAML's own, or is a block without lines."""
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
        return True
    return isinstance(event, yaml.ScalarEvent) and not event.value and event.style in ("|", ">")


def _has_no_colon(event: Any, of_map: list[Any], text: str) -> bool:
    """Whether a value in { } has no colon in front of it. Keeps in `of_map` where a key ends."""
    key = of_map[1]
    of_map[1] = event.end_mark.index if key is None else None
    return key is not None and ":" not in text[key : event.start_mark.index + 1]


def _value(text: str) -> Any:
    """The last scalar of a document that can be read."""
    return [event.value for event in yaml.parse(text, Loader=LOADER) if isinstance(event, yaml.ScalarEvent)][-1]


def _wrong(entry: Entry, depth: int) -> Iterator[Slip]:
    """What is wrong with a value that YAML can't read: with its parts, where it is a list or a map, or as a whole."""
    words = entry.words
    if _closed(words) and not of_words(entry.place) and depth < DEEPEST:
        parts = (part for part in _flow(entry) if not _loads(part.alone, part.inside))
        inner = chain(_odd_keys(entry), (slip for part in parts for slip in _wrong(part, depth + 1)))
        if first := next(inner, None):
            yield first
            yield from inner
            return
    if deeper := _deeper(entry):
        yield deeper
        return
    found, advice, shown = _reason(entry)
    sure = not advice and _surely_words(entry)
    fix = Fix(entry.raw.strip(), quoted(entry.raw.strip())) if sure else None
    yield Slip(entry.line, entry.place, found, f"{advice}write {shown}", fix)


def _surely_words(entry: Entry) -> bool:
    """Whether a value can be meant as nothing but words, so that quotes around it are sure to be right: it stands in
    one line of a field of words, and has no sign that may be meant as YAML's, no other field in it, and no stray
    quote."""
    raw = entry.raw.strip()
    if not of_words(entry.place) or not raw or "\n" in raw or "\t" in raw or raw[0] in "&*!|>#" or " #" in raw:
        return False
    if raw[0] in "\"'" and not (_QUOTED_WORDS.match(raw) and raw.count(raw[0]) % 2 == 0):
        return False
    others = {part.strip().lower() for part in raw.split(",")[1:]} | {key.lower() for key in _INNER_KEY.findall(raw)}
    return not others & _NAMES


def _deeper(entry: Entry) -> Slip | None:
    """The line below a value that is a field by itself, but for its indentation."""
    first, *below = entry.raw.split("\n")
    for number, line in enumerate(below, 1):
        if _SIMPLE_KEY.match(line.strip()) and _loads(f"{entry.lead}{first}") and not entry.inside:
            found = f"“{_clip(line.strip())}” is indented deeper than the line above it"
            return Slip(entry.line + number, entry.place, found, f"align the two, or write {entry.shown}")
    return None


def _reason(entry: Entry) -> tuple[str, str, str]:
    """What is wrong with a value as a whole, other advice in front of the line that is shown, and that line."""
    words = entry.words
    first = words[:1]
    if first in ("'", '"'):
        return _about_quotes(entry, words)
    if first in _PARTNER and _PARTNER[first] not in words and not of_words(entry.place):
        sign = _PARTNER[first]
        return f"the value begins with “{first}”, and no “{sign}” closes it", f"close it with {sign}, or ", entry.shown
    if first in _FIRST and (first not in "-?:" or words[1:2] in ("", " ")):
        return f"the value begins with “{first}”, which {_FIRST[first]} in YAML", "", entry.shown
    return *_inside(entry, words), entry.shown


def _about_quotes(entry: Entry, words: str) -> tuple[str, str, str]:
    sign = words[0]
    closed = _QUOTED.match(words)
    end = closed.end() if closed else words.find(sign, 1) + 1
    if end <= 1:
        found = f"the value begins with {sign}, and no {sign} closes it"
        return found, "close the quote, or ", entry.shown
    if end == len(words) and (escape := _BAD_ESCAPE.search(words)):
        shown = f"{entry.lead}'{words[1:-1].replace(chr(39), chr(39) * 2)}'"
        return f"“{escape[0]}” between double quotes makes no character", "", shown
    advice = "put a comma between the two, or " if entry.inside == "[" else ""
    return f"the value begins with {sign} and goes on behind the next {sign}", advice, entry.shown


def _inside(entry: Entry, words: str) -> tuple[str, str]:
    """The first sign within a value that means something to YAML, and other advice."""
    signs = [(words.find(" #"), "“ #” begins a comment in YAML", "")]
    colon = _COLON.search(words)
    advice = "put a comma in front of the next key, or " if entry.inside == "{" else ""
    signs.append((colon.start() if colon else -1, "“:” ends a key in YAML", advice))
    if entry.inside:
        signs += [(words.find(sign), f"“{sign}” is a sign of lists and maps in YAML", "") for sign in "[]{},"]
    if "\t" in entry.alone:
        signs.append((entry.raw.find("\t") + 1, "a tab stands in the value", ""))
    known = sorted(sign for sign in signs if sign[0] >= 0)
    return known[0][1:] if known else ("YAML can't read the value as it stands", "")


def _closed(words: str) -> bool:
    return words[:1] in _PARTNER and words.endswith(_PARTNER[words[0]])


# --- lists and maps in brackets ----------------------------------------------------------------------------------


def _flow(entry: Entry) -> Iterator[Entry]:
    """The entries of a list in [ ] or of a map in { }, as far as commas, keys, quotes and brackets tell them apart."""
    raw = _COMMENT_INSIDE.sub(lambda found: found[1] + " " * len(found[2]), entry.raw).strip()
    inside, start = raw[0], len(entry.raw) - len(entry.raw.lstrip()) + 1
    body = raw[1:-1]
    number = 0
    for begin, end in _spans(body, inside):
        part = body[begin:end]
        key = _FLOW_KEY.match(part) if inside == "{" else None
        if not part.strip() or (inside == "{" and not key):
            continue
        number += 1
        name = key[1].strip("\"'") if key else str(number)
        value = part[key.end() :] if key else part
        at = start + begin + (key.start(1) if key else len(part) - len(part.lstrip()))
        line = entry.line + entry.raw.count("\n", 0, at)
        alone = f"{inside}{part}{_PARTNER[inside]}"
        lead = f"{key[1]}: " if key else ""
        yield Entry(f"{entry.place}.{name}", line, lead, value.strip(), alone, inside)


def _odd_keys(entry: Entry) -> Iterator[Slip]:
    """The keys of a map in { } that have something else than a colon behind them."""
    raw = entry.raw.strip()
    for begin, end in _spans(raw[1:-1], raw[0]) if raw[0] == "{" else ():
        part = raw[1:-1][begin:end]
        if not _FLOW_KEY.match(part) and (odd := odd_key(part.strip())):
            line = entry.line + raw.count("\n", 0, begin + 1)
            yield odd._replace(line=line, place=f"{entry.place}.{odd.place}")


def _spans(body: str, inside: str) -> list[tuple[int, int]]:
    """Where the parts between the commas begin and end. In a map, what has no key belongs to the part before it."""
    cuts = [*_commas(body), len(body)]
    spans: list[tuple[int, int]] = []
    begin = 0
    for cut in cuts:
        part = body[begin:cut]
        if inside == "{" and spans and not _FLOW_KEY.match(part) and not odd_key(part.strip()):
            spans[-1] = (spans[-1][0], cut)
        else:
            spans.append((begin, cut))
        begin = cut + 1
    return spans


def _commas(body: str) -> Iterator[int]:
    """The commas outside quotes and brackets. A quote or a bracket counts where a value may begin."""
    at = depth = 0
    fresh = True  # whether a value may begin here
    while at < len(body):
        sign = body[at]
        if fresh and sign in "\"'" and (end := _quote_end(body, at)):
            at, fresh = end, False
            continue
        if sign in "[{" and fresh:
            depth += 1
        elif sign in "]}" and depth:
            depth -= 1
        elif sign == "," and not depth:
            yield at
        fresh = sign in ",[{" or (fresh and sign.isspace()) or (sign == ":" and body[at + 1 : at + 2].isspace())
        at += 1


def _quote_end(body: str, at: int) -> int:
    """Where a quote ends that has a comma, a bracket or a colon behind it; 0 where none does."""
    found = _QUOTED.match(body, at)
    return found.end() if found and _ENDS_QUOTE.match(body, found.end()) else 0


def _clip(line: str, size: int = 60) -> str:
    return line if len(line) <= size else line[:size] + "…"
