"""Dates as words state them (30 November 2022, Nov. 30, 2022, 30.11.2022, 2022年11月30日), and how to write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from colophon.model.days import Days

_HAN = "〇○零一二三四五六七八九"
_HAN_NUMBER = rf"\d{{1,2}}|[{_HAN}十]{{1,3}}"
_HAN_DAY = rf"(?:\s?(?P<day>{_HAN_NUMBER})\s?[日号號일])?"
_YEAR = r"(?<!\d)(?P<year>\d{4})(?!\d)"
_DAY = r"(?<!\d)(?:(?P<from>\d{1,2})\s?[-/]\s?)?(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th|er|[.º°])?"
_OF = r"[\s.,-]*(?:(?:of|de|del|den)\b\s*|d'\s*)?"
_NUMBERS = tuple(re.compile(pattern) for pattern in (
    rf"(?P<year>\d{{4}}|[{_HAN}]{{4}})\s?[年년](?:\s?(?P<month>{_HAN_NUMBER})\s?[月월]{_HAN_DAY})?",
    _YEAR + r"(?P<mark>[-/.])\s?(?P<month>\d{1,2})(?:(?P=mark)\s?(?P<day>\d{1,2}))?(?![/.-]?\d)",
    r"(?<![\d/.-])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?" + _YEAR,
    r"(?<![\d/.-])(?P<day>\d{1,2})(?P<turn>[-/])(?P<month>\d{1,2})(?P=turn)" + _YEAR,
))  # fmt: skip
# With the names of months in place of NAMES.
_NAMED = (
    rf"{_DAY}{_OF}(?P<month>NAMES){_OF}{_YEAR}",
    rf"(?P<month>NAMES)\.?\s*{_DAY},?\s+{_YEAR}",
    rf"{_YEAR}[\s.,]*(?P<month>NAMES)[\s.]*(?P<day>\d{{1,2}})(?!\d)",
    rf"(?P<month>NAMES){_OF}{_YEAR}",
)
# A year that is no number of an issue, a volume or a page.
_ALONE = re.compile(
    rf"(?<![№第#\d.,:/-])(?<!\bno )(?<!\bno\. )(?<!\bnr )(?<!\bnr\. ){_YEAR}"
    r"(?![/.,:-]*\d|\s?[期号號卷版页頁])",
    re.IGNORECASE,
)


def dates_in(words: str, lang: str) -> list[tuple[Days, ...]]:
    """The dates that stand in words, in their order: what each may mean, of which there are two for 8/7/1937. Years
    alone are among them; days without a year are not. `lang` is the language of the names of months, beside English."""
    text = _plain(words)
    if not re.search(rf"\d{{4}}|[{_HAN}]{{4}}", text):
        return []
    found: list[tuple[int, tuple[Days, ...]]] = []
    patterns, months = _months(lang)
    for pattern in (*_NUMBERS, *patterns, _ALONE):
        for match in pattern.finditer(text):
            meant = tuple(dict.fromkeys(_meant(match.groupdict(), months)))
            if meant:
                found.append((match.start(), meant))
            # so that no other pattern finds a part of it
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return [meant for _, meant in sorted(found)]


def states_days(words: str, days: Days, lang: str) -> bool:
    """Whether words state a date, and no other date beside it."""
    if not words:
        return False
    dates = dates_in(words, lang)
    if not dates or any(len(meant) > 1 for meant in dates):
        return False
    first, last = min(meant[0].first for meant in dates), max(meant[0].last for meant in dates)
    if len(days.ends) > 1:  # both ends must be stated
        return (first, last) == (days.first, days.last)
    return days.first <= first and last <= days.last


def notation_of(written: str) -> str:
    """What to write, in EDTF, for a date that is written in another way; empty where that can't be said."""
    text = _plain(written).strip().strip(".").strip()
    if _BEFORE_YEAR_ONE.match(written.strip()):
        return "write unknown, since the notation has no years before 1, and name the year in a note"
    if _UNKNOWN.fullmatch(text):
        return "write unknown"
    if _OPEN.search(text):
        return "write both ends of the span, as in 1937/1938"
    if _SEASON.search(text):
        return "write the months that are meant, as in 1937-06/1937-08"
    for pattern, template in _NOTATIONS:
        if (match := pattern.fullmatch(text)) and _is_date(match.expand(template)):
            return f"write {match.expand(template)}"
    if sure := _UNCERTAIN.sub("", text):
        dates = dates_in(sure, "en")
        if len(dates) == 1 and len(dates[0]) > 1:
            return f"write {' or '.join(map(str, dates[0]))}, whichever is meant"
        if len(dates) == 1:
            doubt = "; that it is not certain is said by status: inferred" if sure != text else ""
            return f"write {dates[0][0]}{doubt}"
    return ""


def day_of(written: str) -> str:
    """The same where no part of a date will do: the day to write; empty where that can't be said."""
    dates = dates_in(written, "en")
    days = [str(days) for days in (dates[0] if len(dates) == 1 else ()) if days.day]
    return f"write {' or '.join(days)}{', whichever is meant' if days[1:] else ''}" if days else ""


_BEFORE_YEAR_ONE = re.compile(r"[-\u2212]\d{3,}|.*\d\s*b\.?\s?c\b", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"\?+|-+|n\.?\s?d|s\.?\s?d|o\.?\s?[dj]|none|n/a|undated|no date|date unknown|unknown.*|not known|unbekannt|"
    r"inconnue?|"
    r"desconocid[ao]|sin fecha|sans date|(?:日期)?(?:不详|不明|未知)",
    re.IGNORECASE,
)
_NOTATIONS = tuple((re.compile(pattern, re.IGNORECASE), template) for pattern, template in (
    (r"(\d{3})(?:x|0'?s)", r"\g<1>0/\g<1>9"),
    (r"(\d{2})xx", r"\g<1>00/\g<1>99"),
    (r"(\d{4})-(?:xx|00)(?:-(?:xx|00))?", r"\1"),
    (r"(\d{4}-\d{2})-(?:xx|00)", r"\1"),
    (r"(\d{4})(\d{2})(\d{2})", r"\1-\2-\3"),
    (r"(\d{4})[./](0[1-9]|1[0-2])", r"\1-\2"),
    (r"(\d{4}-\d{2}-)(\d{2})(?:/|-|\.\.)(\d{2})", r"\1\2/\1\3"),
    (r"(\d{4}-)(\d{2})(?:/|\.\.)(\d{2})", r"\1\2/\1\3"),
    (r"(\d{4})\s?(?:-|\.\.|to)\s?(\d{4})", r"\1/\2"),
    (r"(\d{2})(\d{2})[-/](\d{2})", r"\1\2/\1\3"),
    (r"(\d{4}-\d{2}(?:-\d{2})?)\s?(?:\.\.|to|-)\s?(\d{4}-\d{2}(?:-\d{2})?)", r"\1/\2"),
))  # fmt: skip
_OPEN = re.compile(r"^(?:\.\.)?/|/(?:\.\.)?$|\b(?:before|after|since|until|vor|nach)\b", re.IGNORECASE)
_SEASON = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter|easter|christmas)\b|^\d{4}-(?:2[1-9]|3\d|4[01])$", re.IGNORECASE
)
_UNCERTAIN = re.compile(
    r"^(?:c|ca|circa|about|around|approx(?:imately)?|probably|perhaps|um|etwa|vers|hacia)\b\.?\s*|[?~%\[\]()]|\s+\(?circa\)?$",
    re.IGNORECASE,
)


def _plain(words: str) -> str:
    """The words with the usual digits, spaces and hyphens."""
    return re.sub(r"[‐‑‒–—−]", "-", unicodedata.normalize("NFKC", words)).replace("’", "'")


def _is_date(notation: str) -> bool:
    try:
        Days.read(notation)
    except ValueError:
        return False
    return True


def _meant(parts: dict[str, str | None], months: dict[str, int]) -> Iterator[Days]:
    """What the parts of a date may mean."""
    said = parts.get("month")
    year, day = _number(parts["year"] or ""), _number(parts.get("day") or "")
    month = (months.get(said.casefold()) or _number(said)) if said else 0
    if not month and not 1400 <= year < 2200:
        return
    for last in _stretch(year, month, day):
        start = parts.get("from")
        first = next(_stretch(year, month, _number(start)), last) if start else last
        if first.first <= last.first:
            yield Days(first.first, last.last)
    if parts.get("turn"):  # with points, the day comes first everywhere
        yield from _stretch(year, day, month)


def _stretch(year: int, month: int, day: int) -> Iterator[Days]:
    """A day, or without one a month, or a year; nothing where the calendar has none."""
    try:
        yield Days.read("-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]))
    except ValueError:
        return


def _number(written: str) -> int:
    """The number of digits, or of Chinese ones: 二〇二二, 十一, 三十; 0 for nothing."""
    if not written or written.isdecimal():
        return int(written or 0)
    if "十" not in written:
        return int("".join(str(max(0, _HAN.index(sign) - 2)) for sign in written))
    tens, _, ones = written.partition("十")
    return 10 * (_number(tens) if tens else 1) + _number(ones)


@lru_cache(maxsize=32)
def _months(lang: str) -> tuple[tuple[re.Pattern[str], ...], dict[str, int]]:
    """The patterns of dates with the names of months in a language and in English, and the months of these names. Names
    with a number in them are left out, since the patterns of numbers find them."""
    names = {"sept": 9, **_names(lang, "months")}
    names = {name: number for name, number in names.items() if len(name) > 1 and not re.search(r"[\d月월]", name)}
    either = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    words = rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])"
    return tuple(re.compile(one.replace("NAMES", words), re.IGNORECASE) for one in _NAMED), names


def month_names(lang: str) -> dict[str, int]:
    """The numbers of months by their names in a language and in English, in small letters."""
    return _months(lang)[1]


@lru_cache(maxsize=32)
def weekday_names(lang: str) -> dict[str, int]:
    """The numbers of days of the week by their names in a language and in English, in small letters."""
    return _names(lang, "days")


def _names(lang: str, of: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - few texts ask for it

    names: dict[str, int] = {}
    for tag in ("en", lang):
        try:
            locale = Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                known = getattr(locale, of)[use][width]
                names |= {_plain(name).casefold().rstrip("."): number for number, name in known.items()}
    return names
