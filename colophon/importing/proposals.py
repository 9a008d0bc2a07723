"""Of all that is said of a field, what is proposed, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from colophon.importing.page import key
from colophon.importing.witnesses import AS_STATED, INFERRED, UNKNOWN, Value, Witness

FIELDS = ("title", "date", "publication", "authors", "translator", "lang", "url", "page", "credit")
_NEAR = 3  # a witness that is lighter by more contradicts nobody,
_DOUBTS = ("day in the address", "byline element")  # but for these, which stand apart from all others


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a field, and what else is said of it."""

    value: Value | None
    status: str
    rule: str = ""
    words: str = ""
    place: str = ""
    others: tuple[Witness, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The object that --format json prints."""
        said: dict[str, Any] = {
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "status": self.status,
        }
        if self.value is not None:
            said |= {"rule": self.rule, "words": self.words, "place": self.place}
        if self.others:
            said["others"] = [
                {
                    "value": list(one.value) if isinstance(one.value, tuple) else one.value,
                    "rule": one.rule,
                    "words": one.words,
                    "place": one.place,
                }
                for one in self.others
            ]
        return said


def propose(witnesses: Iterable[Witness]) -> dict[str, Proposal]:
    """The heaviest witness of each field. It is as stated if it says so outright and no witness of nearly its weight
    says another thing."""
    all_ = list(witnesses)
    return {name: _proposal(name, [one for one in all_ if one.field == name]) for name in FIELDS}


def _proposal(name: str, witnesses: list[Witness]) -> Proposal:
    ranked = sorted(witnesses, key=lambda one: -one.weight)
    if not ranked:
        return Proposal(None, UNKNOWN)
    best, same = ranked[0], _SAME.get(name, _same_words)
    others = [one for one in ranked[1:] if not same(best.value, one.value)]
    distinct = tuple({(one.value): one for one in reversed(others)}.values())[::-1]
    if best.weight <= 1:  # two days may be meant
        return Proposal(None, UNKNOWN, others=(best, *distinct))
    against = [one for one in others if (one.stated and one.weight >= best.weight - _NEAR) or one.rule in _DOUBTS]
    stated = best.stated and not (against and name in _HELD)
    return Proposal(best.value, AS_STATED if stated else INFERRED, best.rule, best.words, best.place, distinct)


def _same_words(one: Value, other: Value) -> bool:
    return key(str(one)) == key(str(other))


def _same_name(one: Value, other: Value) -> bool:
    a, b = key(str(one)), key(str(other))
    return bool(a and b) and (a in b or b in a)


def _same_day(one: Value, other: Value) -> bool:
    """The same day, or the next: near midnight the day differs between UTC and the spot."""
    try:
        return abs((date.fromisoformat(str(one)) - date.fromisoformat(str(other))).days) <= 1
    except ValueError:
        return one == other


def _same_people(one: Value, other: Value) -> bool:
    a, b = ({key(name) for name in value} for value in (one, other))
    return a <= b or b <= a


_SAME: dict[str, Callable[[Value, Value], bool]] = {
    "date": _same_day,
    "publication": _same_name,
    "authors": _same_people,
    "translator": _same_people,
}
_HELD = frozenset(("date", "publication", "authors", "page"))
