"""The lines of a page around its text, where credit lines stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence

from colophon.importing.credit_lines import known_credits
from colophon.importing.days import day_in
from colophon.importing.page import Line, Page, key, squeezed
from colophon.importing.witnesses import Witness

_BEFORE, _HEAD, _FOOT = 4, 20, 14  # lines above the heading, between it and the text, and below the text
_FAR = 10  # lines farther below, in which only a line with a number may be one
_INSIDE = 3  # paragraphs at both ends of the text
_TAIL, _SHORT = 8, 80  # short lines so far above the end count as well
_LONG = 5_000
_HEAD_LINE = 120
_DAY = re.compile(
    r"(?<!\d)(?:20|19)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?!\d)(?:\s?(?:\d{1,2}:\d\d(?::\d\d)?))?|(?<!\d)\d{2}-\d{2}-\d{2}(?!\d)|(?<![\d-])\d\d-\d\d(?![\d-])"
)
_UPDATED = re.compile(r"更新|修改|updat|modif|aktualis", re.IGNORECASE)
_SOURCE = re.compile(r"[-_ ](?:source|media|laiyuan)[-_ \d]|source-|[-_ ]source", re.IGNORECASE)
_MEDIUM = re.compile("[报報网網社台]$|新闻|新聞|周刊|日报")
_PICTURE = re.compile(
    r"(?:^|[-_ ])(?:caption|image|photo|picture|bild|img)(?:$|[-_ ])|[a-z](?:Caption|Image)", re.IGNORECASE
)
_HAN = re.compile("[\u4e00-\u9fff]")


def lines_around(page: Page, title: str, paragraphs: Sequence[str]) -> tuple[list[Line], list[Line]]:
    """The lines from the heading to the text, the first and last paragraphs, and the lines below; and those of them
    that stand above the text."""
    keys = page.line_keys
    start, first, last = _borders(keys, title, paragraphs)
    above = range(max(0, start - _BEFORE), min(len(keys), first + _TAIL, start + _HEAD + _INSIDE))
    below = range(max(first, last - _TAIL), min(len(keys), last + _FOOT + _FAR))
    kept = {}
    for at in (*below, *above):
        line = page.lines[at]
        inner = first + _INSIDE <= at <= last - _INSIDE and len(line.text) > _SHORT
        far = at > last + _FOOT and not (len(line.text) <= _HEAD_LINE and re.search(r"\d", line.text))
        if len(line.text) <= _LONG and not inner and not far and not _caption(line):
            kept[at] = line
    return list(kept.values()), [line for at, line in kept.items() if start < at < first + _INSIDE and at in above]


def unlabelled(lines: Sequence[Line], sites: Collection[str]) -> Iterator[Witness]:
    """Day and publication in lines above a text that have no label. `sites` are the keys of the names that the markup
    gives the site or the source: one of them beside the day is a credit line, as is the name of a medium."""
    for line in lines:
        if len(line.text) > _HEAD_LINE:
            continue
        match = _DAY.search(line.text)
        day = day_in(match[0], "en") if match else None
        if match and day and (day.full or day.without_year) and not _UPDATED.search(line.text[: match.start()]):
            yield Witness("date", day.iso, "day in a line above the text", match[0], line.place, 8, day.certain)
            if name := _beside(line.text, match):
                yield Witness(
                    "publication", name, "name beside the day above the text", name, line.place, 8, stated=False
                )
                if _MEDIUM.search(name) or key(name) in sites:
                    yield Witness("credit", name, "name beside the day above the text", name, line.place, 5)
    for line in lines:
        if _SOURCE.search(f" {line.element.get('class') or ''} ") and 2 <= len(line.text) <= 30:
            yield from _source(line.text, line.place)
        for element in line.element.iterdescendants("a", "span", "em", "i"):
            if _SOURCE.search(f" {element.get('class') or ''} "):
                yield from _source(squeezed(element.text_content()), line.place)


def heading_above(lines: Sequence[Line], known: Sequence[Witness]) -> list[Witness]:
    """The last heading above the text, of any rank, for a page whose markup names no title but the title element."""
    if any(one.field == "title" and one.weight > 4 for one in known):
        return []
    above = itertools.takewhile(lambda line: len(line.text) <= _HEAD_LINE, lines)
    found = [line for line in above if re.fullmatch("h[1-6]", str(line.element.tag)) and len(key(line.text)) >= 6]
    return [
        Witness("title", line.text, "heading above the text", line.text, line.place, 5, stated=False)
        for line in found[-1:]
    ]


def _source(text: str, place: str) -> Iterator[Witness]:
    name = known_credits().name_of(re.sub(r"^(?:来源|來源|source|quelle)\s*[:：]?\s*", "", text, flags=re.IGNORECASE))
    if name and 1 < len(name) <= 30 and not _DAY.search(name) and _HAN.search(name):
        yield Witness(
            "publication", name, "element that is named a source, beside the heading", text, place, 11, stated=False
        )
        yield Witness("credit", text, "element that is named a source, beside the heading", text, place, 7)


def _beside(text: str, match: re.Match[str]) -> str:
    """The name that stands right before or behind a day in Chinese."""
    for part in (text[match.end() :].strip(), text[: match.start()].strip()):
        words = re.split(r"[\s|｜]+", re.sub(r"\[[^\]]*\]|【[^】]*】", " ", part).strip())
        word = words[0] if part == text[match.end() :].strip() else words[-1]
        if (
            _HAN.search(word)
            and 2 <= len(word) <= 12
            and not re.search(r"[:：,，。；、]|\d|时间|日期|阅读|浏览|评论|更新|字号|原创|发表|发布|分享", word)
        ):
            return word
    return ""


def _borders(keys: list[str], title: str, paragraphs: Sequence[str]) -> tuple[int, int, int]:
    """The lines of the heading and of the first and last paragraph."""
    firsts = [key(one)[:40] for one in paragraphs if len(key(one)) > 8]
    places = {one: at for at, one in reversed(list(enumerate(one[:40] for one in keys)))}
    known = [places[one] for one in firsts if one in places]
    first = min(known[:2], default=0)
    last = max(known[-2:], default=first)
    wanted = key(title)
    headings = [at for at, one in enumerate(keys) if wanted and one == wanted and at <= first]
    start = headings[-1] if headings else max(0, first - _HEAD)
    return start, max(first, start), max(last, start)


def _caption(line: Line) -> bool:
    """Whether it is the caption of a picture, or a line of a list of links."""
    if line.links >= 0.95 and len(line.text) > 12:
        return True
    for at, element in enumerate((line.element, *line.element.iterancestors())):
        if element.tag in ("figure", "figcaption") or _PICTURE.search(element.get("class") or ""):
            return True
        if at >= 2:
            return False
    return False
