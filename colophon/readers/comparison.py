"""Compares texts word for word: the text received, with the declared changes made, must be the text shown.

Also finds where a quoted passage stands in a text. White space parts words and does not count otherwise; in scripts
without spaces between words each character counts as a word. Hidden characters, which a text received may have but a
header can't write, count as white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from colophon.model.article import Change
from colophon.readers.entities import markup
from colophon.readers.files import HIDDEN_RANGES
from colophon.readers.lines import SPACELESS

MOST_DIFFERENCES = 20  # of one article; the rest are counted
_QUOTES = dict.fromkeys(map(ord, "\"'`´‘’‚‛“”„‟«»‹›「」『』＂＇"), "'")
_LONGEST_MATCH = 20_000  # words between the first and the last difference; beyond it they are named as one
MOST_SEARCHED = 50_000_000  # characters, over all passages looked for in one article
_SPACE = rf"[\s{HIDDEN_RANGES}]"
_WORD = re.compile(rf"[{SPACELESS}]|[^\s{HIDDEN_RANGES}{SPACELESS}]+")
_SPACES = re.compile(rf"{_SPACE}+")
_ALONE = re.compile(rf" ?([{SPACELESS}]) ?")
_OUTER = re.compile(rf"^ (?=[{SPACELESS}])|(?<=[{SPACELESS}]) $")
_GAP = rf"(?:{_SPACE}+|(?<=[{SPACELESS}])|(?=[{SPACELESS}]))"  # what parts two words


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
    words = _squeezed_passage(passage)
    return _SPACES if words == " " else re.compile(_GAP.join(map(re.escape, words.split(" "))))


def places(passage: str, text: str) -> list[tuple[int, int]]:
    """Where `passage` stands in `text`, as offsets; a space in it fits any white space."""
    if not passage:
        return []
    return [found.span() for found in _pattern(passage).finditer(text)]


def squeezed(text: str) -> str:
    """The text with one space between two words and on both sides of a character that is a word by itself, as
    `misplaced` needs it."""
    text = _SPACES.sub(" ", text)
    return text if text.isascii() else _ALONE.sub(r" \1 ", text).replace("  ", " ")


def _squeezed_passage(passage: str) -> str:
    """The same for a passage, which has a space at its ends only where one is written that parts words."""
    return _OUTER.sub("", squeezed(passage))


def misplaced(passage: str, nth: int | None, text: str, which: str) -> tuple[str, str] | None:
    """What is wrong, and what to write, where a passage does not stand in the squeezed `text` once, or at least `nth`
    times; else None. `which` names the text: received or shown."""
    number = text.count(_squeezed_passage(passage))
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


def words(text: str) -> list[str]:
    """The words of a text, as they are compared and counted."""
    return _WORD.findall(text)


def alike(received: str, shown: str) -> str:
    """In what alone two passages differ that a reader may take for equal; empty where they differ in words."""
    if normalize("NFC", received) == normalize("NFC", shown):
        return "composition (NFC, NFD)"
    if normalize("NFKC", received) == normalize("NFKC", shown):
        return "width or form"
    return "quotation marks" if received.translate(_QUOTES) == shown.translate(_QUOTES) else ""


class _Word(NamedTuple):
    """A word, the place where it stands, and the place where it comes from; both are half-open."""

    text: str
    at: tuple[int, int]
    origin: tuple[int, int]


def differences(received: str, changes: Iterable[Change], shown: str) -> list[Difference]:
    """The differences, word for word, between `received` with its changes made and the text `shown`."""
    changed, origin = _with_changes(received, changes)
    ours, theirs = words(changed), words(shown)
    if ours == theirs:
        return []
    expected = _located(changed, origin)
    there = _located(shown, [(0, 0, 1)])
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
            received=_passage(changed, expected[head + a : head + b]), received_at=_span(expected, head + a, head + b),
            shown=_passage(shown, there[head + c : head + d]), shown_at=_span(there, head + c, head + d), at=head + c,
        )
        for _, a, b, c, d in blocks
    ]  # fmt: skip


def _with_changes(received: str, changes: Iterable[Change]) -> tuple[str, list[tuple[int, int, int]]]:
    """The text received with its changes made, and the origin of its pieces: start in this text, start in the text
    received, 1 where the piece is as received."""
    cuts = sorted((*places(c.was, received)[(c.nth or 1) - 1], c.now) for c in changes)
    pieces: list[str] = []
    origin: list[tuple[int, int, int]] = []
    at = size = 0
    for start, end, now in cuts:
        for piece, old, kept in ((received[at:start], at, 1), (now, start, 0)):
            pieces.append(piece)
            origin.append((size, old, kept))
            size += len(piece)
        at = end
    pieces.append(received[at:])
    origin.append((size, at, 1))
    return "".join(pieces), origin


def _located(text: str, origin: list[tuple[int, int, int]]) -> list[_Word]:
    """The words of a text, each with where it stands and where it comes from."""
    found, piece_number = [], 0
    for word in _WORD.finditer(text):
        while piece_number + 1 < len(origin) and origin[piece_number + 1][0] <= word.start():
            piece_number += 1
        new, old, kept = origin[piece_number]
        begin = old + (word.start() - new) * kept
        found.append(_Word(word[0], word.span(), (begin, begin + len(word[0]) * kept)))
    return found


def _passage(text: str, passage: list[_Word]) -> str:
    """Some words of a text in a row, with a space wherever there is white space."""
    return _SPACES.sub(" ", text[passage[0].at[0] : passage[-1].at[1]]) if passage else ""


def _common(first: list[str], second: list[str]) -> int:
    """The number of equal words at the start of two lists."""
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return number
    return min(len(first), len(second))


def _span(found: list[_Word], start: int, end: int) -> tuple[int, int]:
    if start < end:
        return found[start].origin[0], found[end - 1].origin[1]
    at = found[start].origin[0] if start < len(found) else found[-1].origin[1] if found else 0
    return at, at
