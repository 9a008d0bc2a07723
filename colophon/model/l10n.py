"""Dates, numbers and languages in words, and the filters of templates for them.

Words and forms are from Babel's locale data, never from the locale of the machine.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import Any, Literal

from markupsafe import Markup, escape

from colophon.model.days import Days

LOCALE = "en_001"  # English as the world writes it: the day before the month

# Scripts that run from right to left, by language (Unicode's CLDR, characterOrder).
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}


def day(date: dt.date | Days, locale: str = LOCALE) -> str:
    """“30 November 2022”, “2022年11月30日”; “August 1937”, “1937” and “7–8 August 1937” of what is known of a day."""
    return _formatted("long", date, locale) if isinstance(date, dt.date) else _days(date, "MMMM", locale)


def short_day(date: dt.date | Days, locale: str = LOCALE) -> str:
    """“30 Nov 2022”, “2022年11月30日”; the same of what is known of a day."""
    return _formatted("medium", date, locale) if isinstance(date, dt.date) else _days(date, "MMM", locale)


def month(date: dt.date, locale: str = LOCALE) -> str:
    """“November 2022”, “2022年11月”."""
    return _formatted("yMMMM", date, locale)


def month_name(date: dt.date, locale: str = LOCALE) -> str:
    """“November”, “十一月”."""
    return _formatted("LLLL", date, locale)


@lru_cache(maxsize=16384)
def _formatted(form: Literal["long", "medium", "yMMMM", "LLLL"], date: dt.date, locale: str) -> str:
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - a build that renders nothing loads no Babel

    return str(format_skeleton(form, date, locale=locale) if form == "yMMMM" else format_date(date, form, locale))


@lru_cache(maxsize=16384)
def _days(days: Days, month: str, locale: str) -> str:
    if days.day:
        return _formatted("long" if month == "MMMM" else "medium", days.day, locale)
    from babel.dates import format_interval, format_skeleton  # noqa: PLC0415

    skeleton = ("y", f"y{month}", f"y{month}d")[len(days.ends[0]) - 1]
    if len(days.ends) == 1:
        return str(format_skeleton(skeleton, days.first, locale=locale))
    written = str(format_interval(days.first, days.last, skeleton.replace("MMMM", "MMM"), locale=locale))
    if month != "MMMM":
        return written
    # CLDR has the pattern of a span for abbreviated months alone, and asks that other widths be put into it.
    from babel import Locale  # noqa: PLC0415

    months = Locale.parse(locale).months["format"]
    for number in {days.first.month, days.last.month}:
        written = re.sub(rf"\b{re.escape(months['abbreviated'][number])}(?!\w)", months["wide"][number], written)
    return written


def iso(date: dt.date | Days) -> str:
    """“2022-11-30”, without a time: midnight with an offset is another day elsewhere; “1937-08” of a month."""
    return str(date)


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
    # Some languages with a script or a country have their own name, which get_display_name ignores.
    own: str | None = Locale.parse(locale).languages.get(str(known))
    return own or known.get_display_name(locale) or tag


@cache
def autonym(tag: str) -> str:
    """The name of a language in itself: “English”, “简体中文”."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return sentence(language(tag, str(Locale.parse(tag, sep="-"))))
    except (ValueError, UnknownLocaleError):
        return tag


@cache
def direction(tag: str) -> str:
    """“rtl” for languages written from right to left, else “ltr”."""
    return "rtl" if tag.split("-", 1)[0].lower() in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=8192)
def number(value: int, locale: str = LOCALE) -> str:
    """“1,234”."""
    from babel.numbers import format_decimal  # noqa: PLC0415

    return str(format_decimal(value, locale=locale))


# The scripts in which names of people stand most often (ISO 15924): their letters, and languages written in them.
_SCRIPTS = {
    "Arab": ("\u0600-\u06ff\u0750-\u077f", ("ar", "fa", "ur", "ps", "ug", "ckb")),
    "Cyrl": ("\u0400-\u04ff", ("ru", "uk", "bg", "be", "sr", "mk")),
    "Grek": ("\u0370-\u03ff", ("el",)),
    "Hang": ("\uac00-\ud7af", ("ko",)),
    "Hani": ("\u3040-\u30ff\u3400-\u9fff", ("zh", "ja", "yue")),
    "Hebr": ("\u0590-\u05ff", ("he", "yi")),
}


@lru_cache(maxsize=16384)
def language_of_name(name: str, languages: tuple[str, ...]) -> str:
    """The language tag of a name: the first of the languages that is written in its script, else “und-” and the script;
    empty for a name in Latin letters, which any page may have."""
    for script, (letters, written) in _SCRIPTS.items():
        if re.search(f"[{letters}]", name):
            return next((tag for tag in languages if tag.split("-")[0] in written), f"und-{script}")
    return ""


def listed(items: Iterable[Any], locale: str = LOCALE) -> Markup:
    """“A, B and C”, “A、B和C”, by CLDR; markup in an item stays markup."""
    from babel.lists import format_list  # noqa: PLC0415

    return Markup(format_list([str(escape(item)) for item in items], locale=locale))  # noqa: S704 - items are escaped


def sentence(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def filters(locale: str) -> dict[str, Callable[..., Any]]:
    """The filters of templates, by name, in the language of a locale of Babel."""
    localized: tuple[Callable[..., Any], ...] = (day, short_day, month, month_name, language, number, listed)
    plain: dict[str, Callable[..., Any]] = {"iso": iso, "rfc3339": rfc3339, "autonym": autonym, "sentence": sentence}
    return {**{function.__name__: partial(function, locale=locale) for function in localized}, **plain}
