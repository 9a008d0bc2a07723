"""What the lines above and below a text say, by the patterns of credit lines: the same for plain texts and pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from colophon.importing.credit_lines import Credits, Reading, known_credits
from colophon.importing.days import Day, day_in
from colophon.importing.witnesses import Witness

_LONG = 220  # characters: a longer line is a paragraph, of which only beginning and end can be a credit line
_LABELLED = 120  # characters of a line that says who or when
_PICTURE = re.compile(
    r"(?:photo|image|picture|foto|bild|video|grafik|graphic|chart|data|map|图片|圖片|图|照片|数据|題図)s?[\s:：]*$"
)
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+(?=\S)|(?<=[。！？])(?=\S)")
# The weights of witnesses of this kind; pages add theirs around them.
CREDIT, LABEL, WEAK = 12, 9, 6


def segments(line: str) -> Iterator[str]:
    """The parts of a line in which a credit line may stand."""
    if len(line) <= _LONG:
        yield line
    bracketed = re.search(r"[(（\[【][^()（）\[\]【】]{2,200}[)）\]】]\s*[.。]?\s*$", line)
    if bracketed and bracketed[0] != line:
        yield bracketed[0]
    if len(line) <= _LONG:
        return
    if not bracketed:
        yield _SENTENCE.split(line)[-1][-_LONG:]
    first = re.match(r"[(（\[【][^()（）\[\]【】]{2,200}[)）\]】]", line)
    yield first[0] if first else line[:100]


def readings_of(lines: Iterable[tuple[str, str]], credits_: Credits, lang: str) -> list[tuple[Reading, str]]:
    """What lines say, each with its place; a line is given with its place. Citations, bylines and days count in the
    language of the text and in English: “Par” or “Text” begins other lines in other languages."""
    own = (lang.split("-", maxsplit=1)[0], "en")
    found = []
    for line, place in lines:
        for part in segments(line):
            for reading in credits_.read(part):
                after = part[reading.start + len(reading.words) :].lstrip()
                of_a_picture = _PICTURE.search(part[: reading.start].lower()[-14:]) or re.match("[摄攝]|供?图", after)
                if not of_a_picture and _counts(reading, part, own):
                    found.append((reading, place))
    return found


def _counts(reading: Reading, part: str, own: tuple[str, str]) -> bool:
    pattern = reading.pattern
    labelled = pattern.credit and not pattern.whole
    return labelled or (len(part) <= _LABELLED and pattern.lang in own)


def witnesses_of(readings: Iterable[tuple[Reading, str]], *, page: bool) -> Iterator[Witness]:
    """What readings say of each field. Around the text of a page, with its menus and lists, only a line with a label is
    a credit line."""
    for reading, place in readings:
        parts, pattern = reading.parts, reading.pattern
        if page and pattern.credit and not pattern.stated:
            continue
        rule = f"credit line “{pattern.written}”" if pattern.credit else f"line “{pattern.written}”"
        # A dateline names the agency, which on a page stands behind the paper.
        stated = CREDIT - (6 if page else 2) * pattern.within if pattern.credit else LABEL
        weight = stated if pattern.stated else WEAK
        if name := parts.get("publication"):
            behind = page and known_credits().is_agency(name)
            yield Witness("publication", name, rule, reading.words, place, WEAK if behind else weight, pattern.stated)
        for field in ("page", "url"):
            if parts.get(field):
                yield Witness(field, parts[field], rule, reading.words, place, weight)
        if pattern.credit:
            yield Witness("credit", reading.words, rule, reading.words, place, weight - (not name))
        yield from _day(reading, rule, place, weight)
        for field, names in reading.people.items():
            yield Witness(field, names, rule, reading.words, place, LABEL)


def _day(reading: Reading, rule: str, place: str, weight: int) -> Iterator[Witness]:
    """The day of a line; that of a dateline is the day of the event, not of print."""
    pattern = reading.pattern
    day = day_in(reading.parts.get("date", ""), pattern.lang)
    if day is None or not (day.full or day.without_year) or (pattern.within and pattern.credit):
        return
    weight = WEAK if pattern.within else weight
    stated = day.full and day.certain and weight > WEAK
    yield Witness("date", day.iso, rule, reading.words, place, 1 if day.ambiguous else weight, stated)


def with_years(witnesses: list[Witness]) -> list[Witness]:
    """The witnesses, those of days without a year with the year of the nearest full day that is not earlier; without
    such a day they say nothing."""
    full = [
        one
        for one in witnesses
        if one.field in ("date", "updated") and isinstance(one.value, str) and one.value[0] != "-" and one.weight > 1
    ]
    found = []
    for one in witnesses:
        if one.field != "date" or not str(one.value).startswith("--"):
            found.append(one)
            continue
        years = [(other, day) for other in full if (day := _year_from(str(one.value), str(other.value)))]
        if years:
            other, day = years[0]
            rule = f"{one.rule}, its year from {other.rule}"
            found.append(Witness("date", day, rule, one.words, one.place, one.weight, stated=False))
    return found


def _year_from(month_day: str, full: str) -> str | None:
    """The day of a month and a day before, or at, a full day, within three months; None if it is farther away."""
    from datetime import date  # noqa: PLC0415

    upto = date.fromisoformat(full)
    for year in (upto.year, upto.year - 1):
        try:
            day = date.fromisoformat(f"{year}-{month_day[2:]}")
        except ValueError:
            continue
        if 0 <= (upto - day).days <= 92:
            return day.isoformat()
    return None


def day_before_others(line: str, place: str, lang: str) -> Iterator[Witness]:
    """The day with which a line begins that goes on with other facts: 2020-01-05 08:30 Source: …"""
    match = re.match(r"\W*(\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?)(?!\d)", line)
    day = day_in(match[1], lang) if match else None
    if match and day and day.full:
        yield Witness(
            "date", day.iso, "day at the beginning of a line above the text", match[1], place, LABEL - 1, day.certain
        )


def only_day(line: str, lang: str) -> Day | None:
    """The day of a line that says a day and, at most, the day of the week and the hour."""
    if len(line) > 48:
        return None
    day = day_in(line, lang)
    rest = re.sub(
        r"\d+|[^\W\d_]{2,12}\.?|[年月日号號]|[-/.,:|\s]|\b(?:am|pm|uhr|h)\b", "", line.lower(), flags=re.IGNORECASE
    )
    words = re.findall(r"[^\W\d_]{2,}", line)
    return day if day and day.full and not rest and len(words) <= 4 else None
