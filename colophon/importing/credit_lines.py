"""Credit lines: what a line of a text says of where, when and by whom it was printed. The patterns are data, in
credits.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from colophon.importing.names import people_in
from colophon.readers.days_in_words import month_names, weekday_names

_SAME_SIGNS = str.maketrans("（）：，；　\u00a0\u202f｜", "():,;   |")
_SPACE = r"(?:\s+|(?<!\w)|(?!\w))"
_UNSPACED = ("zh", "ja")
_QUOTED = (
    r"《[^《》\n]{1,40}》|“[^“”\n]{1,60}”|„[^“”„\n]{1,60}[“”]|«[^«»\n]{1,60}»|\"[^\"\n]{1,60}\"|"
    r"「[^「」\n]{1,40}」|『[^『』\n]{1,40}』"
)
_NAME = (
    rf"(?:(?:[^\W\d_]+\s){{0,3}}?(?:{_QUOTED})|"
    r"[^\W_](?:[^,،;:()|\[\]\n\"“”„«»《》.。]|\.(?=\S)|(?<=\b\w)\.){0,59}?(?:\s\([^()\d]{2,40}\))?)"
)
_NAME_UNSPACED = rf"(?:{_QUOTED}|[^\s,;:()|\[\]\"“”„«»《》。、！？!?]{{2,30}}?)"
_PEOPLE = r"[^\W\d_][^()|\[\]\n;:!?“”\"\d]{2,80}?"
_PEOPLE_UNSPACED = r"[^\W\da-z_]{1,4}(?:·?[^\W\da-z_]{1,8})?(?:[ 、,/和&]{1,2}[^\W\da-z_]{2,4}(?!\w|\s*:)){0,6}"
_WIRES = "新华社|中新社|中央社|新华网|人民网|中新网|中通社|新華社"
_MASTHEADS = (
    "post|times|news|press|herald|daily|tribune|journal|gazette|chronicle|courier|observer|star|review|weekly|mail|echo|"
    "standard|guardian|register|telegraph|agency|service|today|record|ledger|bulletin|advertiser|magazine|monitor|wire"
)
_END = r"(?:(?=\s*(?:$|[)\]|;】]|\.(?:\s|$)|\.?\s*(?:copyright|©|übersetzung)))|(?<=\d)(?=\s*[/,]))"
_END_UNSPACED = r"(?=$|[\s)\],;|】。、（《！])"
_START = r"(?:^|(?<=[\s(\[【|;.:。！？!?\d—–-]))"
_START_UNSPACED = r"(?:^|(?<=[\s(\[【|;.:,。！？!?\d/—–-])|(?<=本))"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form of a line."""

    written: str
    lang: str
    agencies: str
    first: tuple[str, ...]  # a line has one of these words, or the pattern can't match; none: it may match any
    whole: bool
    within: bool
    stated: bool
    credit: bool

    @property
    def compiled(self) -> re.Pattern[str]:
        """The regular expression, made when it is first asked for."""
        return _compiled(self.written, self.lang, self.agencies, whole=self.whole, within=self.within)

    @property
    def bare(self) -> bool:
        """Whether it is a whole line without a label, which may be a credit line: a name and a day, or an agency."""
        return self.credit and self.whole and not self.stated


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says by a pattern: its parts, and the words from their first to their last letter."""

    parts: dict[str, str]
    words: str
    start: int
    pattern: Pattern

    @property
    def people(self) -> dict[str, tuple[str, ...]]:
        """The names of authors and translators."""
        chinese = self.pattern.lang == "zh"
        return {
            part: people_in(self.parts[part], chinese=chinese)
            for part in ("authors", "translator")
            if self.parts.get(part)
        }


@dataclass(frozen=True, slots=True)
class Credits:
    """What credits.yaml holds."""

    patterns: tuple[Pattern, ...]
    agencies: frozenset[str]
    no_sources: frozenset[str]
    kinds: re.Pattern[str]

    def read(self, line: str) -> list[Reading]:
        """What a line says: readings that do not overlap. The fullest counts, one with a label first."""
        same = _small(line)
        found = [reading for pattern in self.patterns for reading in self._by(pattern, line, same)]
        found.sort(key=lambda each: (each.pattern.bare, -len(each.parts), each.start, -len(each.words)))
        kept: list[Reading] = []
        for each in found:
            ends = each.start + len(each.words)
            if all(ends <= other.start or other.start + len(other.words) <= each.start for other in kept):
                kept.append(each)
        return sorted(kept, key=lambda each: each.start)

    def _by(self, pattern: Pattern, line: str, same: str) -> Iterator[Reading]:
        if pattern.first and not any(word in same for word in pattern.first):
            return
        matches = [pattern.compiled.fullmatch(same)] if pattern.whole else pattern.compiled.finditer(same)
        for match in matches:
            if match is None:
                continue
            spans = {name.rpartition("_")[0]: match.span(name) for name, value in match.groupdict().items() if value}
            texts = {name: line[slice(*span)].strip(" 　,，،") for name, span in spans.items() if name}
            start, end = _balanced(same, *match.span("all"))
            if same[end : end + 1] == "." and re.search(r"\b\w\.\w$", same[:end]):  # the point of U.N.
                end += 1
                texts = {
                    name: text + "." if text == line[end - 1 - len(text) : end - 1] else text
                    for name, text in texts.items()
                }
            read = self._read(texts, pattern)
            if read is not None and (read or pattern.credit):
                yield Reading(read, line[start:end].strip(), start, pattern)

    def _read(self, texts: dict[str, str], pattern: Pattern) -> dict[str, str] | None:
        """The parts that count; None if one of them can't be what it is taken for."""
        for name in ("agency", "wire", "masthead", "quoted", "outlet", "media"):
            if name in texts and "publication" not in texts and (name != "media" or pattern.lang == "en"):
                texts["publication"] = texts.pop(name)
        if "publication" in texts:
            publication = self.name_of(texts["publication"])
            if publication is None:
                return None
            texts["publication"] = publication
        if texts.get("publication") == "" and (pattern.within or pattern.whole):
            return None
        chinese = pattern.lang == "zh"
        if any(not people_in(texts[name], chinese=chinese) for name in ("authors", "translator") if name in texts):
            return None
        if any(not text for name, text in texts.items() if name != "publication"):
            return None
        return {
            name: text
            for name, text in texts.items()
            if name not in ("place", "media", "distributor", "agency", "quoted", "number")
        }

    def name_of(self, written: str) -> str | None:
        """The name of a publication without quotes and without words that say its kind; empty for what stands in the
        place of a source and is none; None for what is no name."""
        quoted = re.search(_QUOTED, written)
        name = quoted[0][1:-1].strip() if quoted else written.strip()
        name = self.kinds.sub("", name.rstrip("." if name.count(".") == 1 else ""))
        name = re.sub(r"^(?:the|der|die|das|dem|den) (?=[^\W\da-z_])", "", name)
        if name.isupper() and " " in name:
            name = name.title()
        if name.casefold() in self.no_sources:
            return ""
        return name if self._may_be_a_name(name) else None

    def is_agency(self, name: str) -> bool:
        """Whether a name is that of a news agency, or of several."""
        return all(part.strip() in self.agencies for part in name.casefold().split("/"))

    def _may_be_a_name(self, name: str) -> bool:
        """Whether a run of words may name a publication: it begins with a capital or a letter of a script without, or
        is known, and is no day."""
        plain, first = name.casefold().rstrip("."), name[:1]
        if self.is_agency(name):
            return True
        if len(name.split()) > 8 or re.search(r"\d{4}年|\d月|^\d+$", name):
            return False
        if not first.isalpha():
            return first.isdigit() and bool(re.search(r"[^\W\d_]", name)) and " " not in name
        days = (month_names("en"), weekday_names("en"), weekday_names("de"))
        return (not first.islower() or "." in name or name[1:2].isupper()) and not any(plain in names for names in days)


def _balanced(line: str, start: int, end: int) -> tuple[int, int]:
    """The span, with the bracket that closes one inside it, or without one that closes nothing inside."""
    words = line[start:end]
    if words.count("(") > words.count(")") and line[end : end + 1] == ")":
        return start, end + 1
    if words.endswith(")") and words.count(")") > words.count("("):
        return start, end - 1
    return start, end


def _small(line: str) -> str:
    """The line in small letters and with one kind of colon, comma and bracket; each sign stays in its place."""
    small = line.lower()
    if len(small) != len(line):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in line)
    return small.translate(_SAME_SIGNS)


@lru_cache(maxsize=32)
def _date(lang: str) -> str:
    """A date in the words of a language, with its year or without."""
    months = "|".join(map(re.escape, sorted(month_names(lang), key=len, reverse=True)))
    weekdays = "|".join(map(re.escape, sorted(weekday_names(lang), key=len, reverse=True)))
    month, year = rf"(?:{months})\.?", r"(?:,?\s(?:de\s|del\s|of\s)?\d{4}(?!\d)(?:\s?(?:года|г\.?))?)"
    return (
        rf"(?:(?:(?:{weekdays})[.,،]?\s)?(?:"
        r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日号號일])?|\d{1,2}\s?月\s?\d{1,2}\s?[日号號]|"
        r"[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号號])?|"
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}|(?<![\d-])\d{1,2}-\d{1,2}(?![\d-])|"
        rf"\d{{1,2}}(?:st|nd|rd|th|er|[.º°])?\s(?:of\s|de\s)?{month}{year}?|"
        rf"{month}\s\d{{1,2}}(?!\d)(?:st|nd|rd|th)?{year}?|{month}{year})"
        r"(?:,?\s?\d{1,2}[:.]\d\d(?::\d\d)?)?)"
    )


def _parts(lang: str, agencies: str) -> dict[str, str]:
    unspaced = lang in _UNSPACED
    people = _PEOPLE_UNSPACED if unspaced else _PEOPLE
    words = r"[^\W\d_][\w .&'’-]{1,40}?"
    return {
        "publication": _NAME_UNSPACED if unspaced else _NAME,
        "quoted": _QUOTED,
        "date": _date(lang),
        "page": r"[a-z]?\d{1,3}(?!\d)[a-z]?(?!\w)"
        if lang not in (*_UNSPACED, "ko")
        else r"[a-z]?\d{1,3}[a-z]?|[一二三四五六七八九十]{1,3}",
        "authors": people,
        "translator": people,
        "url": r"https?://[^\s)]++",
        "agency": agencies.lower(),
        "wire": _WIRES,
        "place": r"[^\W\da-z_]{2,6}" if unspaced else words,
        "media": r"[^\s,;:()、。/]{1,12}" if unspaced else words,
        "outlet": r"[^\s,;:()、。/]{1,12}(?:报|報|網|网|新闻|新聞|社|台|周刊|传媒)",
        "number": r"\d{1,5}",
        "masthead": words + rf"(?:{_MASTHEADS})",
        "distributor": r"[^\W\d_][\w .&'’/,-]{1,60}?",
    }


_SIGNS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|", "（": r"\(", "）": r"\)", "：": ":", "，": ","}


def _first_words(written: str) -> tuple[str, ...]:
    """The words of which a line that matches has at least one: those that the first part begins with that is no
    optional part and no part in braces."""
    rest = re.sub(r"^(?:\[[^\[\]]*\]|\{\w+\}|\s)+", "", written)
    group = re.match(r"\(([^()]*)\)", rest)
    starts = group[1].split("|") if group else [rest]
    words = tuple(re.split(r"[\s{\[(|\\)]", _small(start))[0] for start in starts)
    return words if all(words) else ()


@cache
def _compiled(written: str, lang: str, agencies: str, *, whole: bool, within: bool) -> re.Pattern[str]:
    """The pattern as a regular expression, for lines in small letters."""
    unspaced = lang in (*_UNSPACED, "ko")
    parts, out = _parts(lang, agencies), []
    for at, sign in enumerate(re.findall(r"\{\w+\}|\\.|.", written)):
        if sign[0] == "{":
            out.append(f"(?P<{sign[1:-1]}_{at}>{parts[sign[1:-1]]})")
        else:
            out.append(
                (r"\s*" if unspaced else _SPACE)
                if sign == " "
                else _SIGNS.get(sign) or (sign if sign[0] == "\\" else re.escape(sign.lower()))
            )
    inner = "".join(out)
    if whole:
        return re.compile(rf"[(\[【]?\s*(?P<all>{inner})\s*[)\]】]?[.。]?")
    end = "" if within else _END_UNSPACED if unspaced else _END
    return re.compile(rf"{_START_UNSPACED if unspaced else _START}(?P<all>{inner}){end}")


def credit_data() -> Any:
    """What credits.yaml holds, every value a string."""
    written = files("colophon.importing").joinpath("credits.yaml").read_text("utf-8")
    return yaml.load(written, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - makes strings alone


@lru_cache(maxsize=1)
def known_credits() -> Credits:
    """The credit lines that Colophon knows."""
    return credits_of(credit_data())


def credits_of(data: dict[str, Any]) -> Credits:
    """Credit lines from what a file of the form of credits.yaml holds."""
    agencies = "|".join(re.escape(name) for name in sorted(data.get("agencies", ()), key=len, reverse=True))
    patterns = []
    for form in data["lines"]:
        whole, within = (form.get(name) in ("yes", "true") for name in ("whole", "within"))
        for written in form["patterns"]:
            first = _first_words(written)
            stated, credit = form.get("status") != "inferred", form.get("credit") != "no"
            patterns.append(Pattern(written, form["lang"], agencies, first, whole, within, stated, credit))
    kinds = "|".join(map(re.escape, data.get("kinds", ("newspaper",))))
    return Credits(
        tuple(patterns),
        frozenset(name.casefold() for name in data.get("agencies", ())),
        frozenset(name.casefold() for name in data.get("no_sources", ())),
        re.compile(rf"^(?:[^\W\dA-Z_]+\s+){{0,3}}(?:{kinds})\s+(?=\S)"),
    )
