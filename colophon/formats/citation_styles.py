"""The formatted reference in APA, Chicago and MLA style, for readers who copy it.

This module writes the one kind of reference that the site has: a dated newspaper article, or a page of the site,
without author. It follows the CSL styles apa, chicago-notes-bibliography and modern-language-association in American
English. Tests compare it with a citation processor that runs these styles.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from html import escape

from colophon.formats.references import Citation, citation
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# The styles name months in English whatever the language of the site (CSL's locale en-US).
_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
_SHORT_MONTHS = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
# Words that get no capital within a title.
_SMALL = re.compile(
    "(?:a|an|and|as|at|but|by|down|for|from|in|into|nor|of|on|onto|or|over|so|the|till|to|up|via|with|yet"
    "|about|van|von|de|d|l)"
).fullmatch
_PIECE = re.compile(r"[^\W_]+|\s+|[\W_]")
_SEVERAL = re.compile(r"[-–,&]")
_RANGE = re.compile(r"\s*[-–]\s*")
_SHORTENED = re.compile(r"([^\W\d_]*)(\d+)–\1(\d+)")
_OPENING = re.compile(r"(^|[\s(\[/—–“‘])([\"'])(?=\S)")
_SMART = str.maketrans({'"': "”", "'": "’"})
_PASSAGE = re.compile(r"“([^“”]*)”|‘((?:[^‘’]|’(?=\w))*)’(?!\w)")
_MARKS = (("“", "”"), ("‘", "’"))
_BREAK = re.compile("[-/–—]")
# The place of a piece in a title: at a start, before a word, before the last word, within a word, after a full stop.
_START, _WORD, _LAST, _WITHIN, _STOP = range(5)
_ITALIC, _UPRIGHT = "\x02", "\x03"


def citations(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str, str], ...]:
    """(name of the style, safe HTML, plain text) for each style."""
    cited = citation(article, site, credit)
    quoted = _quoted(cited)
    marked = "\n".join((_apa(cited), _chicago(cited, quoted), _mla(cited, quoted)))  # each is on one line
    html = escape(marked, quote=False).replace(_ITALIC, "<i>").replace(_UPRIGHT, "</i>")
    plain = marked.replace(_ITALIC, "").replace(_UPRIGHT, "")
    return tuple(zip(("APA", "Chicago", "MLA"), html.split("\n"), plain.split("\n"), strict=True))


def _apa(cited: Citation) -> str:
    day = cited.issued.first if cited.issued else dt.date.min
    title, container = _requoted(_typographic(cited.title), 0), _container(cited)
    # The style sets the newspaper in italics, or the page of a site.
    title, container = (title, _italic(container)) if cited.newspaper else (_italic(title), container)
    parts = [_stopped(title), f"({day.year}, {_MONTHS[day.month - 1]} {day.day})."]
    if cited.genre:
        parts.append(f"[{_capital(cited.genre)}].")
    parts.append(_stopped(f"{container}, {_range(cited.page)}" if cited.page else container))
    return " ".join([*parts, cited.url] if cited.url else parts)


def _chicago(cited: Citation, quoted: str) -> str:
    day = cited.issued.first if cited.issued else dt.date.min
    container = _container(cited)
    parts = [_stopped(_italic(container) if cited.newspaper else container), quoted]
    if cited.genre:
        parts.append(_stopped(_capital(cited.genre)))
    parts.append(f"{_MONTHS[day.month - 1]} {day.day}, {day.year}.")
    return " ".join([*parts, f"{cited.url}."] if cited.url else parts)


def _mla(cited: Citation, quoted: str) -> str:
    day = cited.issued.first if cited.issued else dt.date.min
    parts = [_italic(_container(cited)), f"{day.day} {_SHORT_MONTHS[day.month - 1]} {day.year}"]
    if cited.page:
        label = "pp." if _SEVERAL.search(cited.page) else "p."
        parts.append(f"{label} {_SHORTENED.sub(_last_page, _range(cited.page))}")
    if cited.url:
        parts.append(cited.url)
    before = [quoted, _stopped(_capital(cited.genre))] if cited.genre else [quoted]
    return " ".join([*before, _stopped(", ".join(parts))])


def _italic(text: str) -> str:
    return f"{_ITALIC}{text}{_UPRIGHT}"


def _stopped(text: str) -> str:
    """The text with a full stop, unless it ends with another closing sign. The stop is inside a quotation that ends
    the text."""
    if text.endswith(_UPRIGHT):
        inner = text[1:-1]
        return text if _stopped(inner) == inner else f"{text}."
    if text[-1:] in {"”", "’"} and any(match.end() == len(text) for match in _PASSAGE.finditer(text)):
        return _stopped(text[:-1]) + text[-1]
    return text if text.endswith((".", "?", "!", ":", ";", ",")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _range(page: str) -> str:
    return _RANGE.sub("–", page)


def _last_page(match: re.Match[str]) -> str:
    """“101–05”: the digits of the last page that differ, at least two."""
    letters, first, last = match.groups()
    if len(first) == len(last) > 2:
        alike = next((n for n, (one, other) in enumerate(zip(first, last, strict=True)) if one != other), 0)
        last = last[min(alike, len(last) - 2) :]
    return f"{letters}{first}–{last}"


def _container(cited: Citation) -> str:
    return _titled(_typographic(cited.container), cited.language)


def _quoted(cited: Citation) -> str:
    return f"“{_stopped(_requoted(_titled(_typographic(cited.title), cited.language), 1))}”"


def _requoted(text: str, depth: int) -> str:
    """The text with double and single quotation marks in turn, from the outside to the inside."""
    if "“" not in text and "‘" not in text:
        return text
    opening, closing = _MARKS[depth]
    return _PASSAGE.sub(lambda match: opening + _requoted(match[1] or match[2] or "", 1 - depth) + closing, text)


@lru_cache(maxsize=64)
def _typographic(text: str) -> str:
    """The text with curly quotation marks instead of straight ones."""
    text = text.replace(_ITALIC, "").replace(_UPRIGHT, "")
    if '"' not in text and "'" not in text:
        return text
    return _OPENING.sub(lambda mark: mark[1] + ("“" if mark[2] == '"' else "‘"), text).translate(_SMART)


@lru_cache(maxsize=64)
def _titled(text: str, language: str) -> str:
    """An English title in title case: each word of small letters gets a capital, except _SMALL words within it."""
    if language[:2].lower() != "en":
        return text
    head, space, tail = text.rpartition(" ")
    last = len(head) + len(space) if space and not _BREAK.search(tail) else len(text)
    pieces, state = [], _START
    for match in _PIECE.finditer(text):
        piece = match[0]
        if match.start() == last and state in (_WORD, _START):
            state = _LAST
        pieces.append(_capital(piece) if _takes_capital(piece, state) else piece)
        state = _after(piece, state)
    return "".join(pieces)


def _takes_capital(piece: str, state: int) -> bool:
    if not piece.islower():
        return False
    return state == _START or (len(piece) > 1 and (state == _LAST or (state == _WORD and not _SMALL(piece))))


def _after(piece: str, state: int) -> int:
    if piece.isspace():
        return _START if state == _STOP else _WORD
    if piece.isalnum():
        return _WITHIN
    if piece in ".?!:":
        return _STOP
    return _WORD if _BREAK.match(piece) else state
