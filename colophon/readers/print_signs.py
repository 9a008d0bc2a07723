"""Rules of Markdown that are stricter here than Python-Markdown's own, so that print keeps its signs.

A paragraph that begins with “1986.” is no list, a hashtag is no heading, “[Source]: Xinhua” is no address of a link.
The heading “# C#” keeps its last sign. Lists have the numbers with which they are written. An extension
that a site configures itself goes before these rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.blockprocessors import OListProcessor, UListProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.inlinepatterns import SimpleTextInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

_ITEM = re.compile(r"( {0,3})(?:(\d+)(?=\. )|\+(?= ))")
_HASHTAG = re.compile(r"#(?=[^#\s])")
_SHARP = re.compile(r"(?:> ?|[*+-] +|\d+\. +)*#{1,6}[ \t].*[^\s#\\]#+$")
_MORE_THAN = re.compile(r" {0,3}>(?=\d)")
_DEFINITION = re.compile(
    r"^( {0,3})(?:(?P<abbreviation>\*)\[([^\]\n]+)\] ?:"
    r"|\[(?!\^)(?P<label>[^\[\]\n]*)\]:[ ]*(?:\n[ ]*)?(?P<address>\S+))",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"<?(?:[A-Za-z][\w+.-]*:|[/#.?{|]|[^\s/#?@]*[/#?@]|\S+\.\w{2,5}>?$)")
_ALIGNED = re.compile(r"text-align: (left|right|center);")


class PrintSigns(Extension):
    """Adds the rules to a Markdown instance."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Replace the processors of lists, unless an extension of the site has replaced them already."""
        kinds = {type(md.parser.blockprocessors[name]) for name in ("olist", "ulist")}
        if kinds == {OListProcessor, UListProcessor}:
            SaneListExtension().extendMarkdown(md)
        md.preprocessors.register(_Escaped(md), "print_signs", 19)  # after code and HTML were set aside
        # 2*3*4 is a product
        md.inlinePatterns.register(SimpleTextInlineProcessor(r"((?<=\d)\*+(?=\d))"), "print_product", 61)
        md.treeprocessors.register(_Marked(md), "print_signs", 12)


class _Escaped(Preprocessor):
    """Sets signs aside that stand at the start of a line and are no Markdown here. A backslash before them would be
    seen where the line is code."""

    def run(self, lines: list[str]) -> list[str]:
        self._aside: dict[str, str] = {}
        text = "\n".join(lines)
        if "]:" in text or "] :" in text:
            lines = _DEFINITION.sub(lambda match: self._definition(match, text), text).split("\n")
        single = {number for items in _lists(lines) if not _counted(items) for number, _ in items}
        return [line for at, one in enumerate(lines) for line in self._line(lines, at, one, at in single)]

    def _definition(self, match: re.Match[str], text: str) -> str:
        return match[0] if _is_used(match, text) else self._without(match[0], len(match[1]))

    def _line(self, lines: list[str], at: int, line: str, single: bool) -> Iterator[str]:
        """A line as Markdown is to read it. An item that is no item becomes a paragraph of its own."""
        if single and (match := _ITEM.match(line)):
            if at and lines[at - 1].strip():
                yield ""
            yield self._without(line, match.end() if match[2] else len(match[1]))
        elif _HASHTAG.match(line) or (_MORE_THAN.match(line) and not _quoted(lines, at)):
            yield self._without(line, len(line) - len(line.lstrip(" ")))
        elif _SHARP.match(line):  # only signs behind a space close a heading, as in CommonMark
            yield self._without(line, len(line) - 1)
        else:
            yield line

    def _without(self, text: str, at: int) -> str:
        """The text with one sign set aside."""
        if text[at] not in self._aside:
            self._aside[text[at]] = self.md.htmlStash.store(text[at])
        return f"{text[:at]}{self._aside[text[at]]}{text[at + 1 :]}"


def _is_used(match: re.Match[str], text: str) -> bool:
    """Whether a text uses what it defines, so that it is a definition."""
    if match["abbreviation"]:
        return text.count(match[3]) > len(re.findall(rf"^ {{0,3}}\*\[{re.escape(match[3])}\]", text, re.MULTILINE))
    label = re.sub(r"(?:\\\s)+", r"\\s+", re.escape(match["label"].strip()))
    places = re.findall(rf"\[\s*{label}\s*\](:?)", text, re.IGNORECASE)
    return bool(_ADDRESS.match(match["address"])) and not all(places)


def _lists(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    """The lists of a text, each as the lines of its items and their numbers, `+` for none. Only what stands in the
    first three columns counts: lists within others have the numbers that are written."""
    items: list[tuple[int, str]] = []
    blank, within = True, False
    for at, line in enumerate(lines):
        if not line.strip():
            blank = True
            continue
        match = _ITEM.match(line)
        if match and (blank or within):
            mark = match[2] or "+"
            if items and (items[-1][1] == "+") != (mark == "+"):
                yield items
                items = []
            items.append((at, mark))
            within = True
        elif blank and not line.startswith("    "):
            if items:
                yield items
            items, within = [], False
        blank = False
    if items:
        yield items


def _counted(items: list[tuple[int, str]]) -> bool:
    """Whether items are a list: two at least, which count up. Many write 1. before each and let Markdown count."""
    marks = [mark for _, mark in items]
    if len(marks) < 2 or marks[0] == "+":
        return len(marks) > 1
    if any(mark != str(int(mark)) for mark in marks):
        return False  # digits of another script, or a zero in front, which a list would not show
    numbers = [int(mark) for mark in marks]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) or set(numbers) == {1}


def _quoted(lines: list[str], at: int) -> bool:
    """Whether a line beside this one begins with the same sign, so that all are a quotation."""
    return any(0 <= other < len(lines) and lines[other].lstrip(" ").startswith(">") for other in (at - 1, at + 1))


class _Marked(Treeprocessor):
    """Writes the number of each item of a list, and the alignment of a table's cells as a class: the sanitiser lets no
    style through."""

    def run(self, root: Element) -> None:
        for lst in root.iter("ol"):
            start = lst.get("start", "1")
            if start.isdecimal():
                for number, item in enumerate(lst.findall("li"), int(start)):
                    item.set("value", str(number))
        for name in ("th", "td"):
            for cell in root.iter(name):
                if aligned := _ALIGNED.fullmatch(cell.get("style", "")):
                    del cell.attrib["style"]
                    cell.set("class", aligned[1])
