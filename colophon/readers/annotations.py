"""The apparatus: changes made to what was received; readings, notes and days offered beside what is shown.

Reads the four fields and holds them to the texts. It must not know files, Markdown or settings.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from colophon.model.article import Change, Dated, Note, Status
from colophon.readers.comparison import MOST_DIFFERENCES, MOST_SEARCHED, differences, misfits, misplaced, squeezed
from colophon.readers.fields import WRITE_DATE, Desk

CHANGE_KINDS = ("omitted", "added", "corrected", "normalised")
READING_KINDS = ("typographic", "conjecture")
# A day that a text names has no file to show for it, and what is not known has no day.
DATE_STATUSES = (Status.AS_STATED, Status.INFERRED)
_BRACKETED = re.compile(r"\[[^\]]*\]")
_LETTERS = re.compile(r"[^\W_]+")


class Apparatus(NamedTuple):
    """The four fields; None stands for an item that can't be read, so that places keep their numbers."""

    changes: list[Change | None]
    readings: list[Change | None]
    notes: list[Note | None]
    dates: list[Dated | None]


def read_apparatus(desk: Desk) -> Apparatus:
    """The fields `changes`, `readings`, `notes` and `dates`, as far as they are there."""
    values = desk.header.values
    return Apparatus(
        _read_changes(desk, "changes", CHANGE_KINDS) if "changes" in values else [],
        _read_changes(desk, "readings", READING_KINDS) if "readings" in values else [],
        _read_notes(desk) if "notes" in values else [],
        _read_dates(desk) if "dates" in values else [],
    )


def _read_changes(desk: Desk, name: str, kinds: tuple[str, ...]) -> list[Change | None]:
    shape = '{was: "…", now: "…", kind: ' + kinds[0] + ", why: …}"
    known = ("was", "now", "kind", "why", "nth", *(("date",) if name == "changes" else ()))
    items = desk.items(name, desk.header.values.get(name), shape, known)
    return [_change(desk, place, item, kinds) for place, item in items]


def _change(desk: Desk, place: str, item: dict[str, Any], kinds: tuple[str, ...]) -> Change | None:
    was = desk.needed(place, item, "was", "the words as they stood")
    now = desk.needed(place, item, "now", 'the words that stand there now, or now: "" for none')
    kind = desk.needed(place, item, "kind", " | ".join(kinds))
    if was is not None and not was.strip():
        desk.refuse(f"{place}.was", "empty", "write the words as they stood, with a neighbour where something is added")
        return None
    if was is None or now is None or kind is None:
        return None
    desk.choice(f"{place}.kind", kind, kinds, kind)
    if kind == "conjecture" and (supplied := _unbracketed(was, now)):
        desk.refuse(f"{place}.now", f"supplies “{supplied}” without brackets", f"write [{supplied}]")
    why, nth = desk.text(f"{place}.why", item.get("why")), desk.number(f"{place}.nth", item.get("nth"))
    return Change(was=was, now=now, kind=kind, why=why, nth=nth, date=desk.day(f"{place}.date", item.get("date")))


def _unbracketed(was: str, now: str) -> str | None:
    """The first word outside brackets that the text doesn't have, not even as the beginning of a word."""
    there = [word.lower() for word in _LETTERS.findall(was)]
    own = (word for word in _LETTERS.findall(_BRACKETED.sub("", now)))
    return next((word for word in own if not any(t.startswith(word.lower()) for t in there)), None)


def _read_notes(desk: Desk) -> list[Note | None]:
    items = desk.items(
        "notes", desk.header.values.get("notes"), "{on: words of the text, note: …}", ("on", "note", "nth")
    )
    return [_note(desk, place, item) for place, item in items]


def _note(desk: Desk, place: str, item: dict[str, Any]) -> Note | None:
    on = desk.needed(place, item, "on", "the words of the text that it is about")
    note = desk.needed(place, item, "note", "the remark")
    nth = desk.number(f"{place}.nth", item.get("nth"))
    return Note(on=on, note=" ".join(note.split()), nth=nth) if on and note else None


def _read_dates(desk: Desk) -> list[Dated | None]:
    shape = "{on: words of the text, date: YYYY-MM-DD, what: …, status: inferred}"
    items = desk.items("dates", desk.header.values.get("dates"), shape, ("on", "date", "what", "nth", "status"))
    return [_dated(desk, place, item) for place, item in items]


def _dated(desk: Desk, place: str, item: dict[str, Any]) -> Dated | None:
    on = desk.needed(place, item, "on", "the words of the text that name the day")
    what = desk.needed(place, item, "what", "what was on that day")
    day = desk.day(f"{place}.date", item.get("date"))
    if item.get("date") is None:
        desk.refuse(f"{place}.date", "missing", f"write the day: {WRITE_DATE.removeprefix('write ')}")
    nth = desk.number(f"{place}.nth", item.get("nth"))
    status = desk.choice(f"{place}.status", item.get("status"), DATE_STATUSES, Status.AS_STATED)
    return (
        Dated(on=on, date=day, what=" ".join(what.split()), nth=nth, status=Status(status))
        if on and what and day
        else None
    )


def check_anchors(desk: Desk, shown: str, credit: str | None, apparatus: Apparatus) -> None:
    """Credit line, readings, notes and days stand on words of the text shown."""
    _, readings, notes, dates = apparatus
    numbers = {"notes": len(notes), "readings": len(readings), "dates": len(dates)}
    if _too_much(desk, max(numbers, key=numbers.__getitem__), sum(numbers.values()), shown):
        return
    shown = squeezed(shown)
    if credit and (wrong := misplaced(credit, None, shown, "shown")):
        desk.refuse(
            "source.credit", wrong[0], "write the whole credit line, to the letter, as it stands once in the text"
        )
    for number, reading in enumerate(readings, 1):
        if reading and (wrong := misplaced(reading.was, reading.nth, shown, "shown")):
            desk.refuse(f"readings.{number}.was", *wrong)
    for number, note in enumerate(notes, 1):
        if note and (wrong := misplaced(note.on, note.nth, shown, "shown")):
            desk.refuse(f"notes.{number}.on", *wrong)
    for number, dated in enumerate(dates, 1):
        if dated and (wrong := misplaced(dated.on, dated.nth, shown, "shown")):
            desk.refuse(f"dates.{number}.on", *wrong)


def check_changes(desk: Desk, data: bytes | None, evidence: str, changes: list[Change | None], shown: str) -> None:
    """Received text and declared changes make the text shown."""
    if data is None:
        if changes:
            desk.refuse(
                "changes",
                "there is no received text for them to be changes of",
                "add a hop act: received with its file to custody",
            )
        return
    try:
        received = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        desk.refuse("custody", f"“{evidence}” is not UTF-8, so it can't be compared", "keep the text received as UTF-8")
        return
    if _too_much(desk, "changes", len(changes), received):
        return
    misfitting = misfits(received, [change for change in changes if change])
    numbers = [number for number, change in enumerate(changes, 1) if change]
    for misfit in misfitting:
        desk.refuse(f"changes.{numbers[misfit.change]}.was", misfit.found, misfit.remedy)
    if misfitting or None in changes:
        return
    found = differences(received, [change for change in changes if change], shown)
    for one in found[:MOST_DIFFERENCES]:
        desk.refuse_at(
            _line_of_word(desk, one.at),
            "text",
            f"“{_clip(one.received)}” was received ({evidence}, {one.received_at[0]}–{one.received_at[1]}) "
            f"and “{_clip(one.shown)}” is shown ({one.shown_at[0]}–{one.shown_at[1]})",
            "put back the words received, or declare the difference in changes",
        )
    if len(found) > MOST_DIFFERENCES:
        desk.refuse(
            "text", f"{len(found) - MOST_DIFFERENCES:,} more differences from {evidence}", "mend those above first"
        )


def _too_much(desk: Desk, name: str, number: int, text: str) -> bool:
    """Whether looking for so many passages in so long a text would take too long."""
    if too_much := number * len(text) > MOST_SEARCHED:
        desk.refuse(
            name, f"{number:,} passages to find in {len(text):,} characters", "split the article, or write fewer"
        )
    return too_much


def _line_of_word(desk: Desk, at: int) -> int:
    """The line on which a word of the text stands, by its number; near it where Markdown has marks of its own."""
    seen, number = 0, desk.header.text_line
    for line in desk.header.text.split("\n"):
        seen += len(line.split())
        if seen > at:
            break
        number += 1
    return number


def _clip(words: str, size: int = 160) -> str:
    return words if len(words) <= size else f"{words[: size // 2]} … {words[-size // 2 :]}"
