"""The day that words state: with its year, without one, or so that two days may be meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from colophon.readers.days_in_words import dates_in, month_names

_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]|(?<![\d-])(\d{1,2})-(\d{1,2})(?![\d-])")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})(?!\d)|(?<!\d)(\d{2})-(\d{1,2})-(\d{1,2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that words state: 2022-11-30, --11-30 without a year, 2022-11 without a day. `certain` says that nothing
    was concluded, such as the century; `ambiguous` that day and month may be meant the other way round."""

    iso: str
    certain: bool = True
    ambiguous: bool = False

    @property
    def full(self) -> bool:
        """Whether it has year, month and day."""
        return len(self.iso) == 10 and self.iso[0] != "-"

    @property
    def without_year(self) -> bool:
        """Whether the year is missing."""
        return self.iso.startswith("--")


def day_in(words: str, lang: str) -> Day | None:
    """The first day in words; None where there is none."""
    if match := _ISO.search(words):
        return Day(match[0]) if _is_day(int(match[2]), int(match[3])) else None
    if match := _SHORT.search(words):
        day, month, year = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        if _is_day(int(month), int(day)):
            return Day(f"20{year}-{int(month):02}-{int(day):02}", certain=False)
    for meant in dates_in(words, lang):
        isos = [str(one) for one in meant if one.day] or [str(one) for one in meant]
        return Day(isos[0], certain=len(isos) == 1, ambiguous=len(isos) > 1)
    return _without_year(words, lang)


def _without_year(words: str, lang: str) -> Day | None:
    if match := _MONTH_DAY.search(words):
        month, day = int(match[1] or match[3]), int(match[2] or match[4])
    else:
        names = month_names(lang)
        either = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        named = re.search(
            rf"(?<![^\W\d_])({either})\.?\s(\d{{1,2}})(?!\d)|(?<!\d)(\d{{1,2}})\S{{0,2}}\s(?:de\s|of\s)?({either})(?![^\W\d_])",
            words.casefold(),
        )
        if not named:
            return None
        month, day = names[named[1] or named[4]], int(named[2] or named[3])
    return Day(f"--{month:02}-{day:02}") if _is_day(month, day) else None


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31
