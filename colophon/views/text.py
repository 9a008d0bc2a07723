"""The article's text as its page shows it: with numbers of paragraphs, and marks on the credit line, on readings, notes
and days. The markup adds no character to the text. The HTML must be safe.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import groupby, pairwise
from typing import NamedTuple

from colophon.model.article import Dated, Emendation, Note

VOID = {"area", "br", "col", "hr", "img", "source", "track", "wbr"}
_TABLE = re.compile(r"<table>\s*<thead>(.*?)</thead>.*?</table>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_PLACE = re.compile(r' id="on-(\d+)"')
_WRITTEN = re.compile(r"&#?\w+;|.", re.DOTALL)  # one character of the text, as HTML has it


class Group(NamedTuple):
    """Notes on one block of the text: the number of the block, from 1; the number of blocks from it to the next with
    notes; and the notes with their numbers."""

    block: int
    over: int
    notes: tuple[tuple[int, Note], ...]


class _Mark(NamedTuple):
    """The element around a passage, from `start` to `end` as offsets in the text shown. A passage may be in pieces:
    `first` and `last` are the attributes of the first and the last piece."""

    start: int
    end: int
    name: str
    first: str
    last: str = ""
    href: str | None = None


class _Run(NamedTuple):
    """Text between two tags: its offset in the text shown, each of its characters as HTML, and whether it is in a
    link."""

    start: int
    written: Sequence[str]
    linked: bool


class _Piece(NamedTuple):
    """One piece of a mark: the positions of its tags in `written`, and whether it may be a link."""

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
    numbered = _numbered(framed(html))
    line = escape(credit, quote=False) if credit else ""
    if line and numbered.count(line) == 1:
        numbered, credit = re.sub(rf"{re.escape(line)}[.。]?", r'<i class="credit">\g<0></i>', numbered), None
    return _marked(numbered, credit, readings, notes, dates) if credit or readings or notes or dates else numbered


def framed(html: str) -> str:
    """The text with each table in a frame that scrolls on a narrow page. A keyboard can reach the frame, so it has a
    name: the first row. It is no landmark, since a page may have many tables with one head. Tables that Markdown does
    not write stay as they are."""
    return _TABLE.sub(_frame, html) if "<table>" in html else html


def beside(html: str, notes: tuple[Note, ...]) -> tuple[Group, ...]:
    """The notes by the blocks of a marked text. A note without a mark is among those on the first block."""
    from colophon.readers.safe_html import TAG  # noqa: PLC0415 - most articles have no notes

    blocks = depth = 0
    block_of: dict[int, int] = {}
    for tag in TAG.finditer(html):
        if tag[1]:
            depth -= 1
            continue
        blocks += depth == 0
        depth += tag[2] not in VOID
        if place := _PLACE.search(tag[0]):
            block_of[int(place[1])] = blocks
    numbered = sorted(enumerate(notes, 1), key=lambda note: block_of.get(note[0], 1))
    groups = {block: tuple(on) for block, on in groupby(numbered, key=lambda note: block_of.get(note[0], 1))}
    ends = [*groups, blocks + 1][1:]
    return tuple(Group(at, end - at, on) for (at, on), end in zip(groups.items(), ends, strict=True))


def _frame(table: re.Match[str]) -> str:
    cells = (unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in _CELL.findall(table[1]))
    label = escape(", ".join(cells))
    return f'<div class="wide" role="group" tabindex="0" aria-label="{label}">{table[0]}</div>'


def _numbered(html: str) -> str:
    """The text with numbers of paragraphs. Extractors take a link without words for a sign of what is no text, and
    leave out the item, the quotation or the Chinese paragraph; but they know “meta” for what is beside a text."""
    first, *paragraphs = html.split("<p>")
    numbered = [
        f'<p id="p{n}"><span class="pn-meta"><a class="pn" href="#p{n}" aria-label="¶ {n}"></a></span>{text}'
        for n, text in enumerate(paragraphs, 1)
    ]
    return first + "".join(numbered)


def _marked(
    html: str,
    credit: str | None,
    readings: tuple[Emendation, ...],
    notes: tuple[Note, ...],
    dates: tuple[Dated, ...],
) -> str:
    parts, shown = _parts(html)
    marks = sorted(_marks(shown, credit, readings, notes, dates), key=lambda mark: (mark.start, -mark.end))
    cuts = sorted({place for mark in marks for place in (mark.start, mark.end)})
    waiting, active = marks[::-1], list[_Mark]()
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
    for mark in marks:
        _tag(mark, pieces[mark], written)
    return "".join(written)


def _parts(html: str) -> tuple[list[str | _Run], str]:
    """Tags and the runs of text between them; and the text shown, with a line break for each tag of a block, and the
    numbers of lists."""
    from colophon.readers.safe_html import TAG, gap  # noqa: PLC0415 - most articles need no parser to be shown

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
            elif shows := gap(tag):
                shown.append(shows.replace("\0", " "))
                size += len(shows)
    return parts, "".join(shown)


def _characters(text: str) -> Iterator[str]:
    for match in _WRITTEN.finditer(text):
        yield match[0]
        yield from [""] * (len(unescape(match[0])) - 1)  # some entities are two characters


def _marks(
    shown: str,
    credit: str | None,
    readings: tuple[Emendation, ...],
    notes: tuple[Note, ...],
    dates: tuple[Dated, ...],
) -> Iterator[_Mark]:
    """The marks whose passages are in the text. The check of the header finds passages in the same way."""
    from colophon.readers.comparison import places  # noqa: PLC0415

    lead = len(shown) - len(shown.lstrip())
    text = shown.strip()
    for start, end in places(credit or "", text)[:1]:
        stop = text[end : end + 1] in (".", "。")  # a full stop after the line is part of it
        yield _Mark(lead + start, lead + end + stop, "credit", "")
    for number, reading in enumerate(readings, 1):
        for start, end in places(reading.was, text)[(reading.nth or 1) - 1 :][:1]:
            name = "reading conjecture" if reading.kind == "conjecture" else "reading"
            last = f' data-n="{number}"' + (f' data-now="{escape(reading.now)}"' if reading.now else "")
            yield _Mark(lead + start, lead + end, name, f' id="r{number}"', last)
    for number, note in enumerate(notes, 1):
        for start, end in places(note.on, text)[(note.nth or 1) - 1 :][:1]:
            last = f' data-n="{number}"'
            yield _Mark(lead + start, lead + end, "noted", f' id="on-{number}"', last, f"#note-{number}")
    for number, dated in enumerate(dates, 1):
        for start, end in places(dated.on, text)[(dated.nth or 1) - 1 :][:1]:
            yield _Mark(lead + start, lead + end, "named-day", f' id="d{number}"')


def _nest(
    stretches: list[tuple[str, list[_Mark]]], linked: bool, written: list[str], pieces: dict[_Mark, list[_Piece]]
) -> None:
    """Write one run of text, with room for the tags of its marks. No piece reaches over the ends of the run. Where two
    marks overlap, the later one is closed and opened again, so that elements nest."""
    if not any(text.strip() for text, _ in stretches):
        stretches = [(text, []) for text, _ in stretches]  # white space may be where only blocks are allowed
    stack: list[tuple[_Mark, int, bool]] = []
    for text, marks in (*stretches, ("", [])):
        keep = 0
        while keep < min(len(stack), len(marks)) and stack[keep][0] is marks[keep]:
            keep += 1
        while len(stack) > keep:
            mark, opens, linkable = stack.pop()
            pieces[mark].append(_Piece(opens, len(written), linkable))
            written.append("")
        for mark in marks[keep:]:
            stack.append((mark, len(written), not linked and not any(other.href for other, _, _ in stack)))
            written.append("")
        written.append(text)


def _tag(mark: _Mark, pieces: list[_Piece], written: list[str]) -> None:
    """Write the tags of one mark. Only one piece is the link, so that a reader who goes from link to link meets it
    once."""
    pieces.sort()
    link = next((piece for piece in reversed(pieces) if mark.href and piece.linkable), None)
    for piece in pieces:
        first, last = mark.first * (piece is pieces[0]), mark.last * (piece is pieces[-1])
        href = f' href="{mark.href}"' if piece is link else ""
        # Not a span for the credit line: extractors take one span off, and leave out what another has in it.
        element = "a" if href else "i" if mark.name == "credit" else "span"
        written[piece.opens] = f'<{element} class="{mark.name}"{first}{href}{last}>'
        written[piece.closes] = f"</{element}>"
