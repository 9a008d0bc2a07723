"""Safe HTML: its tags, and what is mended in it so that all forms and browsers show the same words."""

from __future__ import annotations

import re

from colophon.readers.lines import REACH, SPACELESS, joined, parts_words

TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|[^">])*)>')
INLINE = frozenset(
    "a abbr acronym b bdi bdo cite code data del dfn em i ins kbd mark q rp rt rtc ruby s samp small span strike "  # noqa: SIM905 - shorter
    "strong sub sup time tt u var wbr".split()
)

_BLANK_LINES = re.compile(r"(?<!\s)\s*\n\s*")
_ITEM = re.compile(r'<li\b.* value="(-?\d+)".*>')
_AFTER_NUMBER = re.compile(r"\0\s*")

_SPACELESS = re.compile(f"[{SPACELESS}\u200b\u3000]")
_LINE_END = re.compile(r"(?<![ \t])([ \t]*)\n[ \t\n]*")
# Ruby and indices stand beside a line, so the letters at its end are looked for without them.
_NOT_LETTERS = re.compile(rf"(<(rt|rp|rtc|sup|sub)\b.*?</\2>)|<pre\b.*?</pre>|{TAG.pattern}", re.DOTALL)
_EDGE = "\0"  # stands for the tag of a block

_MOST_KEPT = 100  # since each may be looked through to the end of the text
_KEPT_LINES = re.compile(
    r"""(<(?!pre\b)([a-z]+)\b[^>]{0,300}\bstyle=["'][^"'>]*\bwhite-space\s*:\s*(?:pre|break-spaces)\b[^>]*>)(.*?)(</\2>)""",
    re.DOTALL | re.IGNORECASE,
)
RUBY = re.compile(r"<ruby\b.*?</ruby>", re.DOTALL)
_READINGS = re.compile(r"(?:\s*<rt\b[^>]*>(?!\s*</rt>)(?:(?!</rt>).)*</rt>)+", re.DOTALL)


def gap(tag: re.Match[str]) -> str:
    """What a tag shows: nothing within a line, else the end of a line, and the number of an item."""
    if tag[2] in INLINE:
        return ""
    return f"\n{number[1]}.\0" if (number := _ITEM.fullmatch(tag[0])) else "\n"


def parted(text: str) -> str:
    """The text with a blank line where blocks end, and none behind the number of an item."""
    return _BLANK_LINES.sub("\n\n", _AFTER_NUMBER.sub(" ", text)).strip("\n")


def with_lines(html: str) -> str:
    """HTML in which the lines of an element whose style keeps them end with <br>, since the style will be removed."""
    if not 0 < html.count("white-space") <= _MOST_KEPT:
        return html
    return _KEPT_LINES.sub(lambda kept: kept[1] + kept[3].strip("\n").replace("\n", "<br>\n") + kept[4], html)


def mended(html: str) -> str:
    """Safe HTML without the line ends that are no space between words, so that no form and no browser shows one; and
    with parentheses for the readings in ruby, which are shown where ruby isn't: base（reading）."""
    if "<ruby" in html:
        html = RUBY.sub(_parenthesised, html)
    if "\n" not in html or not _SPACELESS.search(html):
        return html
    html = TAG.sub(lambda tag: joined(tag[0].split("\n")) if "\n" in tag[0] else tag[0], html)
    letters, places = _letters(html)
    whole, at = [], 0
    for end in _LINE_END.finditer(letters):
        before, after = letters[max(0, end.start() - REACH) : end.end(1)], letters[end.end() : end.end() + REACH]
        if not parts_words(before, after):
            for place in places[end.start() : end.end()]:
                whole.append(html[at:place])
                at = place + 1
    return "".join([*whole, html[at:]])


def _parenthesised(ruby: re.Match[str]) -> str:
    return ruby[0] if "<rp" in ruby[0] else _READINGS.sub(r"<rp>（</rp>\g<0><rp>）</rp>", ruby[0])


def _letters(html: str) -> tuple[str, list[int]]:
    """The text of HTML as a line of letters, with the place of each in the HTML; blocks are edges."""
    letters, places, at = [_EDGE], [-1], 0
    for mark in _NOT_LETTERS.finditer(html):
        letters.append(html[at : mark.start()])
        places.extend(range(at, mark.start()))
        at = mark.end()
        if not (mark[1] or mark[4] in INLINE):
            letters.append(_EDGE)
            places.append(mark.start())
    letters += html[at:], _EDGE
    places.extend(range(at, len(html) + 1))
    return "".join(letters), places
