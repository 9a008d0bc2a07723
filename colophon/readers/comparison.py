"""Compares texts word for word: the text received, with the declared changes made, must be the text shown.

Also finds where a quoted passage stands in a text. White space does not count, nor do hidden characters, which a text
received may have but a header can't write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from colophon.model.article import Change
from colophon.readers.entities import markup
from colophon.readers.files import HIDDEN_RANGES

MOST_DIFFERENCES = 20  # of one article; the rest are counted
_LONGEST_MATCH = 20_000  # words between the first and the last difference; beyond it they are named as one
MOST_SEARCHED = 50_000_000  # characters, over all passages looked for in one article
_WORD = re.compile(rf"[^\s{HIDDEN_RANGES}]+")
_SPACES = re.compile(rf"[\s{HIDDEN_RANGES}]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """Words received and the words shown in their place, each with offsets (code points, half-open).

    `at` is the number of words of the text shown before the difference.
    """

    received: str
    received_at: tuple[int, int]
    shown: str
    shown_at: tuple[int, int]
    at: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """A declared change (its position from 0) that doesn't fit the text received, and why."""

    change: int
    found: str
    remedy: str


@lru_cache(maxsize=512)
def _pattern(passage: str) -> re.Pattern[str]:
    return re.compile(_SPACES.pattern.join(map(re.escape, _SPACES.split(passage))))


def places(passage: str, text: str) -> list[tuple[int, int]]:
    """Where `passage` stands in `text`, as offsets; a space in it fits any white space."""
    if not passage:
        return []
    return [found.span() for found in _pattern(passage).finditer(text)]


def squeezed(text: str) -> str:
    """The text with one space for every run of white space and hidden characters, as `misplaced` needs it."""
    return _SPACES.sub(" ", text)


def misplaced(passage: str, nth: int | None, text: str, which: str) -> tuple[str, str] | None:
    """What is wrong, and what to write, where a passage does not stand in the squeezed `text` once, or at least `nth`
    times; else None. `which` names the text: received or shown."""
    number = text.count(squeezed(passage))
    if number == 0:
        html = markup(passage)
        remedy = html.remedy if html else "write the words to the letter"
        return f"“{passage}” does not stand in the text {which}", remedy
    if nth is None and number > 1:
        remedy = "write more words of it, or say which with nth: 1"
        return f"“{passage}” stands {number} times in the text {which}", remedy
    if nth is not None and nth > number:
        return f"“{passage}” stands {number} times in the text {which}, so there is no {nth}", "correct nth"
    return None


def misfits(received: str, changes: Iterable[Change]) -> list[Misfit]:
    """The changes whose words are not in the text received, are there more than once, or overlap another change's."""
    found: list[Misfit] = []
    taken: list[tuple[int, int]] = []
    text = squeezed(received)
    for number, change in enumerate(changes):
        if wrong := misplaced(change.was, change.nth, text, "received"):
            found.append(Misfit(number, *wrong))
            continue
        start, end = places(change.was, received)[(change.nth or 1) - 1]
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            found.append(Misfit(number, f"“{change.was}” overlaps another change", "join the two into one"))
        else:
            taken.append((start, end))
    return found


def differences(received: str, changes: Iterable[Change], shown: str) -> list[Difference]:
    """The differences, word for word, between `received` with its changes made and the text `shown`."""
    expected = _with_changes(received, changes)
    there = [(found[0], found.span()) for found in _WORD.finditer(shown)]
    ours, theirs = [word for word, _ in expected], [word for word, _ in there]
    if ours == theirs:
        return []
    head, tail = _common(ours, theirs), 0
    limit = min(len(ours), len(theirs)) - head
    tail = min(_common(ours[::-1], theirs[::-1]), limit)
    left, right = ours[head : len(ours) - tail], theirs[head : len(theirs) - tail]
    if max(len(left), len(right)) > _LONGEST_MATCH:
        blocks = [("replace", 0, len(left), 0, len(right))]
    else:
        codes = SequenceMatcher(None, left, right, autojunk=len(left) > 2_000).get_opcodes()
        blocks = [code for code in codes if code[0] != "equal"]
    return [
        Difference(
            received=" ".join(left[a:b]), received_at=_span(expected, head + a, head + b),
            shown=" ".join(right[c:d]), shown_at=_span(there, head + c, head + d), at=head + c,
        )
        for _, a, b, c, d in blocks
    ]  # fmt: skip


def _with_changes(received: str, changes: Iterable[Change]) -> list[tuple[str, tuple[int, int]]]:
    """The words of the text received with its changes made, each with where it stood in the text received."""
    cuts = sorted((*places(c.was, received)[(c.nth or 1) - 1], c.now) for c in changes)
    pieces: list[str] = []
    origin: list[tuple[int, int, int]] = []  # start in the new text, start in the old, 1 where the piece is as received
    at = size = 0
    for start, end, now in cuts:
        for piece, old, kept in ((received[at:start], at, 1), (now, start, 0)):
            pieces.append(piece)
            origin.append((size, old, kept))
            size += len(piece)
        at = end
    pieces.append(received[at:])
    origin.append((size, at, 1))
    words, piece_number = [], 0
    for found in _WORD.finditer("".join(pieces)):
        while piece_number + 1 < len(origin) and origin[piece_number + 1][0] <= found.start():
            piece_number += 1
        new, old, kept = origin[piece_number]
        begin = old + (found.start() - new) * kept
        words.append((found[0], (begin, begin + len(found[0]) * kept)))
    return words


def _common(first: list[str], second: list[str]) -> int:
    """The number of equal words at the start of two lists."""
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return number
    return min(len(first), len(second))


def _span(words: list[tuple[str, tuple[int, int]]], start: int, end: int) -> tuple[int, int]:
    if start < end:
        return words[start][1][0], words[end - 1][1][1]
    at = words[start][1][0] if start < len(words) else words[-1][1][1] if words else 0
    return at, at
