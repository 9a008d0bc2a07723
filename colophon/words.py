"""Dates, numbers and languages in words: the filters that templates may use. Knows nothing of ours.

Names and forms come from locale data (Babel), never from the machine's locale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

LOCALE = "en"

# Scripts that run from right to left, by language (Unicode's CLDR, characterOrder).
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}


@cache
def day(date: dt.date) -> str:
    """“30 November 2022”."""
    from babel.dates import format_date  # noqa: PLC0415 - a build that renders nothing should not load it

    return str(format_date(date, "d MMMM y", locale=LOCALE))


@cache
def short_day(date: dt.date) -> str:
    """“30 Nov 2022”."""
    from babel.dates import format_date  # noqa: PLC0415

    return str(format_date(date, "d MMM y", locale=LOCALE))


def iso(date: dt.date) -> str:
    """“2022-11-30”: the bare day, since a midnight with an offset is another day elsewhere."""
    return date.isoformat()


def rfc3339(date: dt.date) -> str:
    """“2022-11-30T00:00:00Z”, the form that feeds demand."""
    return f"{date.isoformat()}T00:00:00Z"


@cache
def language(tag: str) -> str:
    """The English name of a BCP 47 language tag; the tag itself where it has none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(LOCALE) or tag
    except (ValueError, UnknownLocaleError):
        return tag


@cache
def direction(tag: str) -> str:
    """“rtl” for languages written from right to left, else “ltr”."""
    return "rtl" if tag.split("-", 1)[0].lower() in RIGHT_TO_LEFT else "ltr"


def number(value: int) -> str:
    """“1,234”."""
    return f"{value:,}"


def sentence(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "iso": iso,
    "rfc3339": rfc3339,
    "language": language,
    "number": number,
    "sentence": sentence,
}
