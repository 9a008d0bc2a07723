"""Safe HTML as plain text to be read."""

from __future__ import annotations

import re
from html import unescape

from colophon.readers.safe_html import INLINE, RUBY, TAG

_BESIDE = re.compile(r"<(rt|rp|rtc)\b.*?</\1>", re.DOTALL)
_PIECE = re.compile(rf"{TAG.pattern}|[^<]+")
_WHITE = re.compile(r"[ \t\n\f\r]+")  # what HTML collapses; other spaces are characters of the text
_START = re.compile(r'\bstart="(\d{1,9})"')
_VALUE = re.compile(r'\bvalue="(-?\d{1,9})"')
_POWER = re.compile(r"(?<=\d)<sup>([\d+−-]+)</sup>")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_CALL = re.compile(r'<a\b[^>]*\bclass="footnote-ref"[^>]*>(.*?)</a>', re.DOTALL)
WAY_BACK = re.compile(r'(?:\s|&nbsp;){0,3}<a\b[^>]*\bclass="footnote-backref".*?</a>', re.DOTALL)
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_LINES = frozenset({"li", "dt", "dd", "tr", "thead", "tbody", "tfoot"})  # no empty line stands above and below them
_INDENTED = frozenset({"li", "dd"})
_CELLS = frozenset({"td", "th"})
_CELL_EDGE = re.compile(" ?\0 ?")
_WITHIN = INLINE | {"img"}  # what does not end a line


def flowed_text(html: str) -> str:
    """Safe HTML as plain text to be read: a blank line between blocks, a space where a line ends within one, a line for
    each <br>, item and row, tabs between cells. What a browser adds is in it too: numbers and bullets of lists,
    quotation marks of <q>, and brackets around the numbers of footnotes."""
    paragraphs = html[3:-4].replace("</p>\n<p>", "\0")
    if html.startswith("<p>") and html.endswith("</p>") and "<" not in paragraphs:
        return unescape(paragraphs.replace("\n", " ").replace("\0", "\n\n"))
    if "<sup" in html:
        html = _POWER.sub(lambda power: power[1].translate(_RAISED), html)
        html = WAY_BACK.sub("", _CALL.sub(r"[\1]", html))
    writer = _Writer()
    for piece in _PIECE.finditer(html):
        if piece[2] is None:
            writer.line.append(unescape(piece[0]))
        elif piece[1]:
            writer.closed(piece[2])
        else:
            writer.opened(piece[2], piece[3])
    writer.end()
    return "\n".join(writer.lines)


def ruby_bases(html: str) -> list[str]:
    """The words below readings in ruby, each as one, so that a search finds 東京 in 東（とう）京（きょう）."""
    rubies = RUBY.finditer(html) if "<ruby" in html else ()
    return [unescape(TAG.sub("", _BESIDE.sub("", ruby[0]))).strip() for ruby in rubies]


class _Writer:
    """Writes the lines of plain text from the words and tags of safe HTML."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []  # pieces of the one that is being written
        self.apart = False  # whether an empty line is wanted above it
        self.verbatim = False
        self.cell = 0  # the open cell, counted from 1 in its row; 0 outside
        self.numbers: list[int | None] = []  # of each open list, the number of its next item; None for bullets
        self.marks: list[str] = []  # of each open item, its number or bullet, and once written, spaces of that width

    def opened(self, name: str, attributes: str) -> None:
        """A start tag."""
        if name in _WITHIN:
            self.line += ["“"] if name == "q" else ()
        elif name in _CELLS:
            self.cell += 1
            self.line += ["\0"] if self.cell > 1 else ()
        elif self.cell or self.verbatim:
            self.line.append("\n")
        elif name == "br":
            self.apart = not self.end() or self.apart
        else:
            self.end(apart=self._apart(name))
            self._begin(name, attributes)

    def closed(self, name: str) -> None:
        """An end tag."""
        if name in _WITHIN:
            self.line += ["”"] if name == "q" else ()
            return
        if name == "tr":
            self.cell = 0
        elif self.cell or (self.verbatim and name != "pre"):
            self.line.append("\n")
            return
        self.end(apart=self._apart(name))
        self.verbatim = False
        if name in _LISTS:
            self.numbers.pop()
        elif name in _INDENTED:
            if self.marks[-1].strip():  # an empty item
                self._write("")
            self.marks.pop()

    def end(self, *, apart: bool = False) -> bool:
        """End the line; False where nothing stands in it. `apart` puts an empty line below it."""
        text = "".join(self.line)
        self.line.clear()
        text = text.strip("\n") if self.verbatim else _CELL_EDGE.sub("\t", _WHITE.sub(" ", text).strip(" "))
        if words := bool(text.strip()):
            for line in text.split("\n"):
                self._write(line)
        self.apart = self.apart or apart
        return words

    def _write(self, line: str) -> None:
        if self.apart and self.lines:
            self.lines.append("")
        self.lines.append(f"{''.join(self.marks)}{line}".rstrip(" "))
        self.marks = [" " * len(mark) for mark in self.marks]
        self.apart = False

    def _apart(self, name: str) -> bool:
        """Whether an empty line stands above and below a block."""
        unwritten = any(map(str.strip, self.marks[-1:]))
        return not (unwritten or name in _LINES or (name in _LISTS and self.marks))

    def _begin(self, name: str, attributes: str) -> None:
        """Go into a block."""
        self.verbatim = name == "pre"
        if name in _LISTS:
            start = _START.search(attributes)
            self.numbers.append(int(start[1] if start else 1) if name == "ol" else None)
        elif name == "dd":
            self.marks.append("    ")
        elif name == "li":
            number = self.numbers[-1] if self.numbers else None
            if number is not None and (value := _VALUE.search(attributes)):
                number = int(value[1])
            self.marks.append("- " if number is None else f"{number}. ")
            if number is not None:
                self.numbers[-1] = number + 1
