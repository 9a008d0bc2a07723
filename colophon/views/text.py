"""The article's text as its page shows it: paragraphs numbered, the credit line, readings, notes and days marked.

All by markup that adds no character to the text. It takes safe HTML for granted and must not know how readings and
notes are listed, nor which of the two texts a reader has chosen.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import pairwise
from typing import NamedTuple

from colophon.model.article import Dated, Emendation, Note

VOID = {"area", "br", "col", "hr", "img", "source", "track", "wbr"}
_TABLE = re.compile(r"<table>\s*<thead>(.*?)</thead>.*?</table>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_PLACE = re.compile(r' id="on-(\d+)"')
_WRITTEN = re.compile(r"&#?\w+;|.", re.DOTALL)  # one character of the text, as HTML has it


class Group(NamedTuple):
    """Notes on one block of the text: its number among the text's blocks, from 1; how many blocks there are from it to
    the next that has notes; and the notes with their numbers."""

    block: int
    over: int
    notes: tuple[tuple[int, Note], ...]


class _Mark(NamedTuple):
    """What is wrapped around a passage, from `start` to `end` as offsets in what is shown. A passage may be in pieces:
    `first` and `last` are the attributes of the first and the last of them."""

    start: int
    end: int
    name: str
    first: str
    last: str = ""
    href: str | None = None


class _Run(NamedTuple):
    """Text between two tags: where it begins in what is shown, how each of its characters is written, and whether it
    is in a link."""

    start: int
    written: Sequence[str]
    linked: bool


class _Piece(NamedTuple):
    """One opened wrapper: where its tags stand in what is written, and whether it may be a link."""

    opens: int
    closes: int
    linkable: bool


def body(
    html: str,
    credit: str | None,
    readings: tuple[Emendation, ...],
    notes: tuple[Note, ...],
    dates: tuple[Dated, ...] = (),
) -> str:
    """The text with its paragraphs numbered and its credit line, readings, notes and days marked."""
    numbered = _numbered(_framed(html), credit)
    return _marked(numbered, readings, notes, dates) if readings or notes or dates else numbered


def beside(html: str, notes: tuple[Note, ...]) -> tuple[Group, ...]:
    """The notes by the blocks of a marked text. One whose place is not marked stands with those on the first block."""
    from colophon.readers.markdown import TAG  # noqa: PLC0415 - most articles have no notes

    blocks = depth = 0
    of: dict[int, int] = {}
    for tag in TAG.finditer(html):
        if tag[1]:
            depth -= 1
            continue
        blocks += depth == 0
        depth += tag[2] not in VOID
        if found := _PLACE.search(tag[0]):
            of[int(found[1])] = blocks
    places = [of.get(number, 1) for number in range(1, len(notes) + 1)]
    held: dict[int, list[tuple[int, Note]]] = {block: [] for block in sorted(set(places))}
    for number, block in enumerate(places, 1):
        held[block].append((number, notes[number - 1]))
    ends = [*held, blocks + 1][1:]
    return tuple(Group(at, end - at, tuple(its)) for (at, its), end in zip(held.items(), ends, strict=True))


def _framed(html: str) -> str:
    """Each table in a frame, which a narrow page scrolls. The keyboard has to reach it, so it has a name: its first
    row. One of another shape than Markdown gives stays as it is."""
    if "<table>" not in html:
        return html
    return _TABLE.sub(
        lambda table: (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{_cells(table[1])}">{table[0]}</div>'
        ),
        html,
    )


def _cells(row: str) -> str:
    return escape(", ".join(unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in _CELL.findall(row)))


def _numbered(html: str, credit: str | None) -> str:
    """The text with its paragraphs numbered and the credit line marked; no character of the text is added."""
    first, *paragraphs = html.split("<p>")
    numbered = [
        f'<p id="p{n}"><a class="pn" href="#p{n}" aria-label="¶ {n}"></a>{text}' for n, text in enumerate(paragraphs, 1)
    ]
    body = first + "".join(numbered)
    line = escape(credit, quote=False) if credit else ""
    if not line or body.count(line) != 1:
        return body
    # A full stop after it belongs to its line.
    return re.sub(rf"{re.escape(line)}[.。]?", r'<span class="credit">\g<0></span>', body)


def _marked(html: str, readings: tuple[Emendation, ...], notes: tuple[Note, ...], dates: tuple[Dated, ...]) -> str:
    parts, shown = _parts(html)
    marks = sorted(_marks(shown, readings, notes, dates), key=lambda mark: (mark.start, -mark.end))
    cuts = sorted({place for mark in marks for place in (mark.start, mark.end)})
    waiting = marks[::-1]
    active: list[_Mark] = []
    written: list[str] = []
    pieces: dict[_Mark, list[_Piece]] = {mark: [] for mark in marks}
    for part in parts:
        if isinstance(part, str):
            written.append(part)
            continue
        end = part.start + len(part.written)
        points = (part.start, *cuts[bisect_right(cuts, part.start) : bisect_left(cuts, end)], end)
        stretches = []
        for start, stop in pairwise(points):
            while waiting and waiting[-1].start <= start:
                active = [*active, waiting.pop()]
            active = [mark for mark in active if mark.end > start]
            stretches.append(("".join(part.written[start - part.start : stop - part.start]), active))
        _nest(stretches, part.linked, written, pieces)
    for mark, its in pieces.items():
        _tag(mark, its, written)
    return "".join(written)


def _parts(html: str) -> tuple[list[str | _Run], str]:
    """Tags and the runs of text between them, and the text shown, with a line break for each tag of a block."""
    from colophon.readers.markdown import INLINE, TAG  # noqa: PLC0415 - most articles need no parser to be shown

    parts: list[str | _Run] = []
    shown: list[str] = []
    size = at = links = 0
    for tag in (*TAG.finditer(html), None):
        text = html[at : tag.start() if tag else None]
        if text:
            run = _Run(size, [*_characters(text)] if "&" in text else text, links > 0)
            parts.append(run)
            shown.append(unescape(text))
            size += len(run.written)
        if tag:
            at = tag.end()
            parts.append(tag[0])
            if tag[2] == "a":
                links += -1 if tag[1] else 1
            elif tag[2] not in INLINE:
                shown.append("\n")
                size += 1
    return parts, "".join(shown)


def _characters(text: str) -> Iterator[str]:
    for found in _WRITTEN.finditer(text):
        yield found[0]
        yield from [""] * (len(unescape(found[0])) - 1)  # a name that stands for two characters


def _marks(
    shown: str, readings: tuple[Emendation, ...], notes: tuple[Note, ...], dates: tuple[Dated, ...]
) -> Iterator[_Mark]:
    """The marks whose passages stand in the text, found as the check of the header finds them."""
    from colophon.readers.comparison import places  # noqa: PLC0415

    lead = len(shown) - len(shown.lstrip())
    text = shown.strip()
    for number, reading in enumerate(readings, 1):
        for start, end in places(reading.was, text)[(reading.nth or 1) - 1 :][:1]:
            name = "reading conjecture" if reading.kind == "conjecture" else "reading"
            first = f' id="r{number}" data-now="{escape(reading.now)}"'
            yield _Mark(lead + start, lead + end, name, first)
    for number, note in enumerate(notes, 1):
        for start, end in places(note.on, text)[(note.nth or 1) - 1 :][:1]:
            last = f' data-n="{number}"'
            yield _Mark(lead + start, lead + end, "noted", f' id="on-{number}"', last, f"#note-{number}")
    for number, dated in enumerate(dates, 1):
        for start, end in places(dated.on, text)[(dated.nth or 1) - 1 :][:1]:
            yield _Mark(lead + start, lead + end, "dated", f' id="d{number}"')


def _nest(
    stretches: list[tuple[str, list[_Mark]]], linked: bool, written: list[str], pieces: dict[_Mark, list[_Piece]]
) -> None:
    """Write one run of text, with room for the tags of its marks. No mark reaches over the run's ends, and where two
    overlap, the one that began later is closed and opened again: so whatever is written nests."""
    if not any(text.strip() for text, _ in stretches):
        stretches = [(text, []) for text, _ in stretches]  # it may stand where only blocks are allowed
    stack: list[tuple[_Mark, int, bool]] = []
    for text, wanted in (*stretches, ("", [])):
        keep = 0
        while keep < min(len(stack), len(wanted)) and stack[keep][0] is wanted[keep]:
            keep += 1
        while len(stack) > keep:
            mark, opens, linkable = stack.pop()
            pieces[mark].append(_Piece(opens, len(written), linkable))
            written.append("")
        for mark in wanted[keep:]:
            stack.append((mark, len(written), not linked and not any(other.href for other, _, _ in stack)))
            written.append("")
        written.append(text)


def _tag(mark: _Mark, pieces: list[_Piece], written: list[str]) -> None:
    """Write the tags of one mark. One piece is the link, so that it is met once by who goes from link to link."""
    pieces.sort()
    link = next((piece for piece in reversed(pieces) if mark.href and piece.linkable), None)
    for piece in pieces:
        first, last = mark.first * (piece is pieces[0]), mark.last * (piece is pieces[-1])
        href = f' href="{mark.href}"' if piece is link else ""
        element = "a" if href else "span"
        written[piece.opens] = f'<{element} class="{mark.name}"{first}{href}{last}>'
        written[piece.closes] = f"</{element}>"
