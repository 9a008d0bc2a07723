"""What a plain text says of its source, in the lines above and below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from colophon.importing.credit_lines import known_credits
from colophon.importing.head_and_foot import (
    LABEL,
    WEAK,
    day_before_others,
    only_day,
    readings_of,
    with_years,
    witnesses_of,
)
from colophon.importing.witnesses import Witness

_FOOT = 3  # paragraphs at the end in which a credit line may stand
_ENDS = re.compile(r"[.!?。！？…](?:[”\"»'’」』)）]*)$|[:：;,，；]$")
_COUNTER = re.compile(
    r"^\d+ of \d+ documents?$|^(?:length|load-date|section|copyright|language|document)\b.*[:：]|^\W+$", re.IGNORECASE
)
_EDITION = re.compile(r"\bedition\b|\bausgabe\b|\bedición\b|\bédition\b", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:title|headline|titel|título|titulo|titre|titolo|заголовок|العنوان|标题|標題|题目|題目)\s*[:：]\s*(\S.*)",
    re.IGNORECASE,
)
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text: its lines, and its place."""

    lines: tuple[str, ...]
    place: str

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.lines)


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a text: parted by empty lines, or else each line is one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    blocks = re.split(r"\n[ \t\u3000]*\n\s*?", text)
    if len(blocks) == 1 and text.count("\n"):
        blocks = text.split("\n")
    kept = [tuple(line.strip() for line in block.split("\n") if line.strip()) for block in blocks]
    return [Paragraph(lines, f"paragraph {at}") for at, lines in enumerate(filter(None, kept), 1)]


def read_text(paragraphs: list[Paragraph], lang: str) -> list[Witness]:
    """The witnesses of a text."""
    head_size = next((at for at, one in enumerate(paragraphs) if _is_prose(one)), min(1, len(paragraphs)))
    head, body = paragraphs[:head_size], paragraphs[head_size:]
    credits_ = known_credits()
    first = [(line, one.place) for one in head for line in one.lines]
    foot = body[-_FOOT:]
    last = [(line, one.place) for one in foot for line in ((one.text,) if _is_prose(one) else one.lines)]
    opening = [(body[0].text[:120], body[0].place)] if body and body[0] not in foot else []
    readings = readings_of([*last, *first, *opening], credits_, lang)
    witnesses = list(witnesses_of(readings, page=False))
    witnesses += _unlabelled(
        head, body, {line for line, _ in first for reading, _ in readings if reading.words in line}, lang
    )
    return with_years(witnesses)


def _is_prose(one: Paragraph) -> bool:
    wide = len(_HAN.findall(one.text)) * 2
    return (
        len(one.text) + wide >= 110 and bool(_ENDS.search(one.text) or len(one.text) > 200) and len(one.lines[0]) > 30
    )


def _unlabelled(head: list[Paragraph], body: list[Paragraph], read: set[str], lang: str) -> list[Witness]:
    """Title, name of the publication and day in lines of the head that have no label."""
    found: list[Witness] = []
    titles: list[tuple[str, str]] = []
    lines = [(line, one) for one in head for line in one.lines]
    days = {line: day for line, _ in lines if line not in read and (day := only_day(line, lang))}
    for at, (line, one) in enumerate(lines):
        if line in days:
            day = days[line]
            found.append(
                Witness(
                    "date",
                    day.iso,
                    "line of a day above the text",
                    line,
                    one.place,
                    1 if day.ambiguous else LABEL - 1,
                    day.certain,
                )
            )
        elif labelled := _TITLE.match(line):
            found.append(Witness("title", labelled[1], "labelled line above the text", line, one.place, LABEL + 1))
        elif line in read:
            found += day_before_others(line, one.place, lang)
        elif _COUNTER.search(line) or _EDITION.search(line):
            continue
        elif _names_a_paper(lines, at, read, days):
            found.append(
                Witness(
                    "publication", line, "line beside day or author above the text", line, one.place, WEAK, stated=False
                )
            )
        else:
            titles.append((line, one.place))
    if titles and body and len(titles[-1][0]) <= 200:
        line, place = titles[0] if len(titles[0][0]) >= 12 or len(titles) == 1 else titles[-1]
        found.append(Witness("title", line, "line above the text", line, place, LABEL))
    return found


def _names_a_paper(lines: list[tuple[str, Paragraph]], at: int, read: set[str], days: Mapping[str, object]) -> bool:
    """Whether a line stands in the paragraph of a byline or a day, or right above a line that is a day, with a line
    that may be the title elsewhere."""
    line, one = lines[at]
    beside = [other for other in one.lines if other != line and (other in read or other in days)]
    after = lines[at + 1][0] if at + 1 < len(lines) else ""
    others = [
        other
        for other, _ in lines
        if other != line and other not in read and other not in days and not _COUNTER.search(other)
    ]
    return bool(beside or after in days) and bool(others) and len(line) <= 60 and not re.search(r"\d", line)
