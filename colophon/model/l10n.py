"""Dates, numbers and languages in words: the filters that templates may use. Knows nothing of ours.

Names and forms come from locale data (Babel), never from the machine's locale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any, Literal

LOCALE = "en_001"  # English as the world writes it: the day before the month

# Scripts that run from right to left, by language (Unicode's CLDR, characterOrder).
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}


def day(date: dt.date, locale: str = LOCALE) -> str:
    """“30 November 2022”, “2022年11月30日”."""
    return _said("long", date, locale)


def short_day(date: dt.date, locale: str = LOCALE) -> str:
    """“30 Nov 2022”, “2022年11月30日”."""
    return _said("medium", date, locale)


def month(date: dt.date, locale: str = LOCALE) -> str:
    """“November 2022”, “2022年11月”."""
    return _said("yMMMM", date, locale)


def month_name(date: dt.date, locale: str = LOCALE) -> str:
    """“November”, “十一月”."""
    return _said("LLLL", date, locale)


@lru_cache(maxsize=16384)
def _said(form: Literal["long", "medium", "yMMMM", "LLLL"], date: dt.date, locale: str) -> str:
    return _pattern(form, locale) % _Fields(date, locale)


@cache
def _pattern(form: Literal["long", "medium", "yMMMM", "LLLL"], locale: str) -> str:
    """How a locale writes a date, with a place for each field, as Babel has it: “%(d)s %(MMMM)s %(y)s”."""
    from babel import Locale  # noqa: PLC0415 - a build that renders nothing should not load it
    from babel.dates import get_date_format, parse_pattern  # noqa: PLC0415

    if form in ("long", "medium"):
        return str(get_date_format(form, locale).format)
    return str(Locale.parse(locale).datetime_skeletons.get(form, parse_pattern(form)).format)


class _Fields(dict[str, str]):
    """The fields of a date in a locale: asked of Babel once for each day of the month, each month and each year, since
    an archive has many dates."""

    def __init__(self, date: dt.date, locale: str) -> None:
        super().__init__()
        self._date, self._locale = date, locale

    def __missing__(self, field: str) -> str:
        date = self._date
        if field[0] == "d":
            return _field(field, dt.date(2000, 1, date.day), self._locale)
        if field[0] in "ML":
            return _field(field, dt.date(2000, date.month, 1), self._locale)
        return _field(field, dt.date(date.year, 1, 1) if field[0] == "y" else date, self._locale)


@lru_cache(maxsize=4096)
def _field(field: str, date: dt.date, locale: str) -> str:
    from babel.dates import DateTimeFormat  # noqa: PLC0415

    return str(DateTimeFormat(date, locale)[field])


def iso(date: dt.date) -> str:
    """“2022-11-30”: the bare day, since a midnight with an offset is another day elsewhere."""
    return date.isoformat()


def rfc3339(date: dt.date) -> str:
    """“2022-11-30T00:00:00Z”, the form that feeds demand."""
    return f"{date.isoformat()}T00:00:00Z"


@cache
def language(tag: str, locale: str = LOCALE) -> str:
    """The name of a BCP 47 language tag, “Simplified Chinese”; the tag itself where it has none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        known = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    # Some languages of a script or a country have a name of their own, which Babel doesn't ask for.
    own: str | None = Locale.parse(locale).languages.get(str(known))
    return own or known.get_display_name(locale) or tag


@cache
def direction(tag: str) -> str:
    """“rtl” for languages written from right to left, else “ltr”."""
    return "rtl" if tag.split("-", 1)[0].lower() in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=8192)
def number(value: int, locale: str = LOCALE) -> str:
    """“1,234”."""
    from babel.numbers import format_decimal  # noqa: PLC0415

    return str(format_decimal(value, locale=locale))


def sentence(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def filters(locale: str) -> dict[str, Callable[..., Any]]:
    """The filters of templates, by name, speaking the language of a locale (Babel's name of it)."""
    spoken: dict[str, Callable[..., Any]] = {
        "day": day,
        "short_day": short_day,
        "month": month,
        "month_name": month_name,
        "language": language,
        "number": number,
    }
    plain: dict[str, Callable[..., Any]] = {"iso": iso, "rfc3339": rfc3339, "sentence": sentence}
    return {**{name: partial(function, locale=locale) for name, function in spoken.items()}, **plain}
