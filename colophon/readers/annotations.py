"""Annotations: changes made to the text received; readings, notes and days offered beside the text shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from colophon.model.article import Article, Change, Dated, Emendation, Note
from colophon.model.problems import ERROR, WARNING
from colophon.readers.comparison import (
    MOST_DIFFERENCES,
    MOST_SEARCHED,
    Difference,
    alike,
    differences,
    misfits,
    misplaced,
    squeezed,
    words,
)
from colophon.readers.entities import markup
from colophon.readers.fields import FieldReader, known_fields
from colophon.readers.lost_words import remedy_at

_BRACKETED = re.compile(r"\[[^\]]*\]")
_MOST_TRIED, _LONGEST_TRIED = 5, 100_000  # differences of a text, and characters, for which remedies are tried
_LETTERS = re.compile(r"[^\W_]+")


class Annotations(NamedTuple):
    """The four fields. None stands for an item that can't be read, so that the others keep their numbers."""

    changes: tuple[Change | None, ...] = ()
    readings: tuple[Emendation | None, ...] = ()
    notes: tuple[Note | None, ...] = ()
    dates: tuple[Dated | None, ...] = ()


_ANNOTATIONS = {name: known_fields(Article)[name] for name in Annotations._fields}


def read_annotations(fields: FieldReader) -> Annotations:
    """The fields `changes`, `readings`, `notes` and `dates`, as far as they are there."""
    if _ANNOTATIONS.keys().isdisjoint(fields.header.values):
        return Annotations()
    annotations = Annotations(**fields.checked(_ANNOTATIONS, "", fields.header.values))
    for number, one in enumerate(annotations.readings, 1):
        if one and one.kind == "conjecture" and (supplied := _unbracketed(one.was, one.now)):
            found = f"supplies “{supplied}” without brackets"
            fields.refuse(f"readings.{number}.now", found, f"write [{supplied}]")
    return annotations


def _unbracketed(was: str, now: str) -> str | None:
    """The first word outside brackets in `now` with which no word of `was` begins."""
    there = [word.lower() for word in _LETTERS.findall(was)]
    own = (word for word in _LETTERS.findall(_BRACKETED.sub("", now)))
    return next((word for word in own if not any(t.startswith(word.lower()) for t in there)), None)


def check_anchors(fields: FieldReader, shown: str, credit: str | None, annotations: Annotations) -> None:
    """Look for the words of credit line, readings, notes and days in the text shown."""
    quoted = {
        "readings": [(f"readings.{n}.was", one.was, one.nth) for n, one in enumerate(annotations.readings, 1) if one],
        "notes": [(f"notes.{n}.on", one.on, one.nth) for n, one in enumerate(annotations.notes, 1) if one],
        "dates": [(f"dates.{n}.on", one.on, one.nth) for n, one in enumerate(annotations.dates, 1) if one],
    }
    number = sum(map(len, quoted.values()))
    if _too_much(fields, max(quoted, key=lambda name: len(quoted[name])), number, shown):
        return
    shown = squeezed(shown)
    if credit and (wrong := misplaced(credit, None, shown, "shown")):
        html = markup(credit)
        remedy = html.remedy if html else "write the whole credit line, to the letter, as it stands once in the text"
        fields.refuse("source.credit", wrong[0], remedy)
    for place, passage, nth in chain(*quoted.values()):
        if wrong := misplaced(passage, nth, shown, "shown"):
            fields.refuse(place, *wrong)


def compare(
    fields: FieldReader,
    received: str,
    evidence: str,
    changes: Sequence[Change | None],
    shown: str,
    shown_by: Callable[[str], str] | None,
) -> bool:
    """Compare the text received, with the declared changes made, with the text shown: whether they are equal. Where
    they are not, Problems say where they differ. `evidence` is the path of the file received. `shown_by` makes the text
    shown of a text in Markdown; None for a copy with other words around the text, whose first difference is a
    warning."""
    level = ERROR if shown_by else WARNING
    if _too_much(fields, "changes", len(changes), received):
        return False
    misfitting = misfits(received, [change for change in changes if change])
    numbers = [number for number, change in enumerate(changes, 1) if change]
    for misfit in misfitting:
        fields.refuse(f"changes.{numbers[misfit.change]}.was", misfit.found, misfit.remedy, level)
    if misfitting or None in changes:
        return False
    made = [change for change in changes if change]
    differing = differences(received, made, shown)
    if level == WARNING:
        differing = differing[:1]
    for number, one in enumerate(differing[:MOST_DIFFERENCES]):
        found = f"“{_clip(one.received)}” was received ({evidence}, {one.received_at[0]}–{one.received_at[1]}) "
        found += f"and “{_clip(one.shown)}” is shown ({one.shown_at[0]}–{one.shown_at[1]})"
        if only := alike(one.received, one.shown):
            found += f": they differ in {only} alone"
        remedy = "put back the words received, or declare the difference in changes"
        line = _line_of_word(fields, one.at)
        if level == WARNING:
            found += ", so the page says that they were not compared"
            remedy = "keep the text alone as a .txt file, in a step of its own"
        elif shown_by and number < _MOST_TRIED:
            remedy = _as_written(fields, one, line, lambda text: differences(received, made, shown_by(text))) or remedy
        fields.refuse_at(line, "text", found, remedy, level)
    if len(differing) > MOST_DIFFERENCES:
        found = f"{len(differing) - MOST_DIFFERENCES:,} more differences from {evidence}"
        fields.refuse("text", found, "correct those above first")
    return not differing


def _as_written(
    fields: FieldReader, one: Difference, line: int, differing: Callable[[str], list[Difference]]
) -> str | None:
    """What to write where the words received stand in the file, and Markdown takes a sign of theirs."""
    text = fields.header.text
    if not one.received or len(text) > _LONGEST_TRIED:
        return None

    def holds(other: str) -> bool:
        return all(left.received_at != one.received_at for left in differing(other))

    written = remedy_at(text, one.received, line - fields.header.text_line, holds)
    return written and f"write {written}: Markdown takes a sign of it"


def _too_much(fields: FieldReader, name: str, number: int, text: str) -> bool:
    """Whether it would take too long to look for so many passages in so long a text."""
    if too_much := number * len(text) > MOST_SEARCHED:
        found = f"{number:,} passages to find in {len(text):,} characters"
        fields.refuse(name, found, "split the article, or write fewer")
    return too_much


def _line_of_word(fields: FieldReader, at: int) -> int:
    """The line of a word of the text, by its number; Markdown's own marks may shift it by some lines."""
    seen, number = 0, fields.header.text_line
    for line in fields.header.text.split("\n"):
        seen += len(words(line))
        if seen > at:
            break
        number += 1
    return number


def _clip(words: str, size: int = 160) -> str:
    return words if len(words) <= size else f"{words[: size // 2]} … {words[-size // 2 :]}"
