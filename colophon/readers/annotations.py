"""Annotations: changes made to the text received; readings, notes and days offered beside the text shown."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any, NamedTuple

from colophon.model.article import Change, Dated, Note, Status
from colophon.readers.comparison import MOST_DIFFERENCES, MOST_SEARCHED, differences, misfits, misplaced, squeezed
from colophon.readers.fields import WRITE_DATE, FieldReader

CHANGE_KINDS = ("omitted", "added", "corrected", "normalised")
READING_KINDS = ("typographic", "conjecture")
# Not verified, since no file shows on which day something was; not unknown, since then there is no day.
DATE_STATUSES = (Status.AS_STATED, Status.INFERRED)
_BRACKETED = re.compile(r"\[[^\]]*\]")
_LETTERS = re.compile(r"[^\W_]+")


class Annotations(NamedTuple):
    """The four fields. None stands for an item that can't be read, so that the others keep their numbers."""

    changes: list[Change | None]
    readings: list[Change | None]
    notes: list[Note | None]
    dates: list[Dated | None]


def read_annotations(fields: FieldReader) -> Annotations:
    """The fields `changes`, `readings`, `notes` and `dates`, as far as they are there."""
    values = fields.header.values
    return Annotations(
        _read_changes(fields, "changes", CHANGE_KINDS) if "changes" in values else [],
        _read_changes(fields, "readings", READING_KINDS) if "readings" in values else [],
        _read_notes(fields) if "notes" in values else [],
        _read_dates(fields) if "dates" in values else [],
    )


def _read_changes(fields: FieldReader, name: str, kinds: tuple[str, ...]) -> list[Change | None]:
    shape = '{was: "…", now: "…", kind: ' + kinds[0] + ", why: …}"
    known = ("was", "now", "kind", "why", "nth", *(("date",) if name == "changes" else ()))
    items = fields.items(name, fields.header.values.get(name), shape, known)
    return [_change(fields, place, item, kinds) for place, item in items]


def _change(fields: FieldReader, place: str, item: dict[str, Any], kinds: tuple[str, ...]) -> Change | None:
    was = fields.needed(place, item, "was", "the words as they stood")
    now = fields.needed(place, item, "now", 'the words that stand there now, or now: "" for none')
    kind = fields.needed(place, item, "kind", " | ".join(kinds))
    if was is not None and not was.strip():
        fields.refuse(
            f"{place}.was", "empty", "write the words as they stood, with a neighbour where something is added"
        )
        return None
    if was is None or now is None or kind is None:
        return None
    fields.choice(f"{place}.kind", kind, kinds, kind)
    if kind == "conjecture" and (supplied := _unbracketed(was, now)):
        fields.refuse(f"{place}.now", f"supplies “{supplied}” without brackets", f"write [{supplied}]")
    why, nth = fields.text(f"{place}.why", item.get("why")), fields.number(f"{place}.nth", item.get("nth"))
    return Change(was=was, now=now, kind=kind, why=why, nth=nth, date=fields.day(f"{place}.date", item.get("date")))


def _unbracketed(was: str, now: str) -> str | None:
    """The first word outside brackets in `now` with which no word of `was` begins."""
    there = [word.lower() for word in _LETTERS.findall(was)]
    own = (word for word in _LETTERS.findall(_BRACKETED.sub("", now)))
    return next((word for word in own if not any(t.startswith(word.lower()) for t in there)), None)


def _read_notes(fields: FieldReader) -> list[Note | None]:
    items = fields.items(
        "notes", fields.header.values.get("notes"), "{on: words of the text, note: …}", ("on", "note", "nth")
    )
    return [_note(fields, place, item) for place, item in items]


def _note(fields: FieldReader, place: str, item: dict[str, Any]) -> Note | None:
    on = fields.needed(place, item, "on", "the words of the text that it is about")
    note = fields.needed(place, item, "note", "the remark")
    nth = fields.number(f"{place}.nth", item.get("nth"))
    return Note(on=on, note=" ".join(note.split()), nth=nth) if on and note else None


def _read_dates(fields: FieldReader) -> list[Dated | None]:
    shape = "{on: words of the text, date: YYYY-MM-DD, what: …, status: inferred}"
    items = fields.items("dates", fields.header.values.get("dates"), shape, ("on", "date", "what", "nth", "status"))
    return [_dated(fields, place, item) for place, item in items]


def _dated(fields: FieldReader, place: str, item: dict[str, Any]) -> Dated | None:
    on = fields.needed(place, item, "on", "the words of the text that name the day")
    what = fields.needed(place, item, "what", "what was on that day")
    day = fields.day(f"{place}.date", item.get("date"))
    if item.get("date") is None:
        fields.refuse(f"{place}.date", "missing", f"write the day: {WRITE_DATE.removeprefix('write ')}")
    nth = fields.number(f"{place}.nth", item.get("nth"))
    status = fields.choice(f"{place}.status", item.get("status"), DATE_STATUSES, Status.AS_STATED)
    if not (on and what and day):
        return None
    return Dated(on=on, date=day, what=" ".join(what.split()), nth=nth, status=Status(status))


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
        remedy = "write the whole credit line, to the letter, as it stands once in the text"
        fields.refuse("source.credit", wrong[0], remedy)
    for place, passage, nth in chain(*quoted.values()):
        if wrong := misplaced(passage, nth, shown, "shown"):
            fields.refuse(place, *wrong)


def check_changes(
    fields: FieldReader, data: bytes | None, evidence: str, changes: list[Change | None], shown: str
) -> None:
    """Compare the text received, with the declared changes made, with the text shown. `data` is the file received,
    `evidence` its path."""
    if data is None:
        if changes:
            remedy = "add a hop act: received with its file to custody"
            fields.refuse("changes", "there is no received text for them to be changes of", remedy)
        return
    try:
        received = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = f"“{evidence}” is not UTF-8, so it can't be compared"
        fields.refuse("custody", found, "keep the text received as UTF-8")
        return
    if _too_much(fields, "changes", len(changes), received):
        return
    misfitting = misfits(received, [change for change in changes if change])
    numbers = [number for number, change in enumerate(changes, 1) if change]
    for misfit in misfitting:
        fields.refuse(f"changes.{numbers[misfit.change]}.was", misfit.found, misfit.remedy)
    if misfitting or None in changes:
        return
    differing = differences(received, [change for change in changes if change], shown)
    for one in differing[:MOST_DIFFERENCES]:
        found = f"“{_clip(one.received)}” was received ({evidence}, {one.received_at[0]}–{one.received_at[1]}) "
        found += f"and “{_clip(one.shown)}” is shown ({one.shown_at[0]}–{one.shown_at[1]})"
        remedy = "put back the words received, or declare the difference in changes"
        fields.refuse_at(_line_of_word(fields, one.at), "text", found, remedy)
    if len(differing) > MOST_DIFFERENCES:
        found = f"{len(differing) - MOST_DIFFERENCES:,} more differences from {evidence}"
        fields.refuse("text", found, "correct those above first")


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
        seen += len(line.split())
        if seen > at:
            break
        number += 1
    return number


def _clip(words: str, size: int = 160) -> str:
    return words if len(words) <= size else f"{words[: size // 2]} … {words[-size // 2 :]}"
