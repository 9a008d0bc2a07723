"""The lines of a page around its text, where credit lines stand."""

from __future__ import annotations

from collections.abc import Sequence

from colophon.importing.page import Line, Page, key

_BEFORE, _HEAD, _FOOT = 4, 20, 14  # lines above the heading, between it and the text, and below the text
_INSIDE = 3  # paragraphs at both ends of the text
_LONG = 600


def lines_around(page: Page, title: str, paragraphs: Sequence[str]) -> list[Line]:
    """The lines from the heading to the text, the first and last paragraphs, and the lines below."""
    keys = page.line_keys
    start, first, last = _borders(keys, title, paragraphs)
    above = range(max(0, start - _BEFORE), min(first + _INSIDE, start + _HEAD + _INSIDE))
    below = range(max(first, last - _INSIDE + 1), min(len(keys), last + _FOOT))
    return [page.lines[at] for at in dict.fromkeys((*below, *above)) if len(page.lines[at].text) <= _LONG and not _caption(page.lines[at])]


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
        about = f"{element.get('class') or ''}".lower()
        if element.tag in ("figure", "figcaption") or any(word in about for word in ("caption", "image", "media__", "photo", "bild")):
            return True
        if at >= 3:
            return False
    return False
