"""Dates as sources state them: a day, a month, a year, or a span of these.

The notation is ISO 8601-2 (EDTF), level 0: https://www.loc.gov/standards/datetime/.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from functools import lru_cache

import msgspec

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Days(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """The days from `first` to `last`: something was on one of them, or through all of them. A day that is known is
    both. A whole month or year is what its notation leaves out: 1937-08, 1937."""

    first: dt.date
    last: dt.date

    @property
    def day(self) -> dt.date | None:
        """The day, where one is known."""
        return self.first if self.first == self.last else None

    @property
    def single(self) -> bool:
        """Whether it is a day, a month or a year: what ISO 8601 calls a date. Many vocabularies have no other."""
        return len(self.ends) == 1

    @property
    def known(self) -> tuple[int, ...]:
        """What is known for sure: (year, month, day), (year, month), (year,) or nothing."""
        one = (self.first.year, self.first.month, self.first.day)
        other = (self.last.year, self.last.month, self.last.day)
        equal = next((n for n in range(3) if one[n] != other[n]), 3)
        return one[:equal]

    @property
    def ends(self) -> tuple[tuple[int, ...], ...]:
        """The parts of the notation, each as (year, month, day), (year, month) or (year,): one, or the two of a
        span."""
        return _ends(self)

    def __str__(self) -> str:
        """The notation: 2022-11-30, 1937-08, 1937 or 1937-08-07/1937-08-08."""
        if self.first == self.last:
            return self.first.isoformat()
        return "/".join("-".join([f"{end[0]:04}", *(f"{part:02}" for part in end[1:])]) for end in self.ends)

    @classmethod
    def on(cls, day: dt.date) -> Days:
        """The days of a day that is known."""
        return cls(day, day)

    @classmethod
    def read(cls, written: str) -> Days:
        """The days of a notation. Raises ValueError, which says what is wrong."""
        one, slash, other = (part.strip() for part in written.partition("/"))
        first, last = _stretch(one, written), _stretch(other if slash else one, written)
        if last[1] < first[0]:
            raise ValueError(f"“{written}” ends before it begins")
        return cls(first[0], last[1])


def _stretch(part: str, written: str) -> tuple[dt.date, dt.date]:
    found = _PART.fullmatch(part)
    if not found:
        raise ValueError(f"“{written[:60]}” is not a date")
    year, month, day = found.groups()
    try:
        if day:
            return (dt.date(int(year), int(month), int(day)),) * 2
        first = dt.date(int(year), int(month or 1), 1)
    except ValueError:
        raise ValueError(f"“{written}” is not a day of the calendar") from None
    last_month = first.month if month else 12
    return first, first.replace(month=last_month, day=monthrange(first.year, last_month)[1])


@lru_cache(maxsize=16384)
def _ends(days: Days) -> tuple[tuple[int, ...], ...]:
    first, last = days.first, days.last
    if first == last:
        return ((first.year, first.month, first.day),)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and first.month == 1 and last.month == 12:
        ends: tuple[tuple[int, ...], ...] = ((first.year,), (last.year,))
    elif whole_months:
        ends = (first.year, first.month), (last.year, last.month)
    else:
        ends = (first.year, first.month, first.day), (last.year, last.month, last.day)
    return tuple(dict.fromkeys(ends))
