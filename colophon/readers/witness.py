"""Whether the words of a text state a fact of its source. What nobody gave a status is as stated only where they do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape, unescape

from colophon.model.article import FACTS, Source, Status
from colophon.model.days import Days

_NUMBER = re.compile(r"\d+")
_AROUND = 60  # characters before and after the year, in which month and day must stand


def founded(source: Source, names: Iterable[str], html: str, lang: str) -> dict[str, Status]:
    """The status of each fact of a source that is given, and of its publication and date. What has no status yet is
    AS_STATED where the text states it, else ASSERTED; what is not known is UNKNOWN. `names` are those of the
    publication; the credit line is taken to stand in the text, which is checked elsewhere."""
    statuses: dict[str, Status] = {}
    for fact in FACTS:
        value = getattr(source, fact)
        if value is None:
            if fact in ("publication", "date"):
                statuses[fact] = Status.UNKNOWN
        elif fact in source.status:
            statuses[fact] = source.status[fact]
        else:
            words = names if fact == "publication" else (str(value),)
            stated = _states(source.credit, html, fact, value, words, lang)
            statuses[fact] = Status.AS_STATED if stated else Status.ASSERTED
    return statuses


def _states(credit: str | None, html: str, fact: str, value: object, words: Iterable[str], lang: str) -> bool:
    if isinstance(value, Days):
        return states_days(credit or "", value, lang) or text_states_days(html, value, lang)
    if fact == "page":
        return bool(credit) and _numbered(credit or "", str(value))
    return any(word in (credit or "") or escape(word, quote=False) in html for word in words if word)


def _numbered(words: str, value: str) -> bool:
    """Whether a page stands among words: as it is written, or as the same number."""
    numbers = _NUMBER.findall(words)
    return value in numbers or (value.isdecimal() and int(value) in map(int, numbers))


def text_states_days(html: str, days: Days, lang: str) -> bool:
    """Whether a text states a date, all of it in one place."""
    year = str(days.first.year)
    at = html.find(year)
    while at >= 0:
        if states_days(unescape(html[max(0, at - _AROUND) : at + _AROUND]), days, lang):
            return True
        at = html.find(year, at + 1)
    return False


def states_days(words: str, days: Days, lang: str) -> bool:
    """Whether words state each part of a date: year, month by number or name, day."""
    if not words:
        return False
    numbers = {int(number) for number in _NUMBER.findall(words)}
    small = words.casefold()
    for year, *rest in days.ends:
        if year not in numbers or (rest[1:] and rest[1] not in numbers):
            return False
        if rest and rest[0] not in numbers and not any(name in small for name in _months(lang)[rest[0]]):
            return False
    return True


@lru_cache(maxsize=32)
def _months(lang: str) -> dict[int, frozenset[str]]:
    """The names of months in a language and in English, in small letters."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - few texts ask for it

    names: dict[int, set[str]] = {number: set() for number in range(1, 13)}
    for tag in (lang, "en"):
        try:
            months = Locale.parse(tag, sep="-").months
        except (ValueError, UnknownLocaleError):
            continue
        for width in ("wide", "abbreviated"):
            for use in ("format", "stand-alone"):
                for number, name in months[use][width].items():
                    names[number].add(name.casefold().rstrip("."))
    return {number: frozenset(said) for number, said in names.items()}
