"""The text of an article: Markdown to safe HTML, and HTML to the words that it shows.

Plain prose, which is nearly all of an archive, needs neither the parser nor the sanitiser: the short way gives the same
bytes as they do, some forty times faster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from markdown import Extension, Markdown
from markdown.inlinepatterns import SubstituteTagInlineProcessor

from colophon.model.problems import ERROR, WARNING
from colophon.readers.lines import joined
from colophon.readers.lost_words import Rendered, findings
from colophon.readers.print_signs import PrintSigns
from colophon.readers.safe_html import TAG, gap, mended, parted, with_lines
from colophon.readers.sanitiser import Complaint, Sanitiser

# The extensions that leave plain prose alone. Any other may turn a quote or a line break into something else,
# and then every text takes the long way.
_HARMLESS = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "markdown.extensions.")
    for name in "abbr admonition attr_list codehilite def_list extra fenced_code footnotes md_in_html meta "  # noqa: SIM905 - shorter
    "sane_lists tables toc".split()
)
_OF_MARKDOWN = _HARMLESS | {
    f"{prefix}{name}"
    for prefix in ("", "markdown.extensions.")
    for name in ("legacy_attrs", "legacy_em", "nl2br", "smarty", "wikilinks")
}
_META = ("markdown.extensions.meta", "meta")

# Bytes that mean nothing to Markdown or HTML wherever they stand in a line. Left out on purpose:
# \ ` * _ [ ] { } | < > & # ~ ^ $ @ and every control character but the newline.
_PLAIN_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \n!\"%'(),-./:;=?+"
_LATER_BYTES = bytes(range(0x80, 0x100))
# White space beyond ASCII is stripped by Markdown, U+00A0 is written &nbsp; by the sanitiser, U+FEFF and C1
# controls are nobody's text.
_UNUSUAL = re.compile(
    "[\x80-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufdd0-\ufdef\ufeff\ufff0-\uffff]"
)
# Where a line may begin so that it is no list, heading, rule, quotation, code or definition. Markdown's \d has
# the digits of every script.
_plain_start = re.compile(r"[A-Za-z\"'(),;.?%/]|\d+(?!\d|\.(?:[ ]|$))|(?!\d)[^\x00-\x7f]").match

_ASCII = bytes(range(0x80))
# Letters and digits as `a`, white space as a space, quotes, dashes and signs as nothing: counted at memory speed.
_SHAPE = bytes(0x61 if chr(c).isalnum() else 0x20 for c in range(0x80)) + bytes(0x80)
_NO_WORD = bytes(c for c in range(0x21, 0x7F) if not chr(c).isalnum()) + bytes(range(0x80, 0x100))
_TYPOGRAPHIC = re.compile(rb"(?:\xe2\x80[\x93\x94\x98\x99\x9c\x9d\xa6])*")
_WORD = re.compile(r"\S*[^\W_]\S*")
# Han and kana, which are written without spaces: each counts by itself, as word processors count them.
_ALONE = re.compile(
    r"(?=\w)[々-〇ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿ㐀-䶿一-鿿\uf900-\ufad9\U0001aff0-\U0001b16f\U00020000-\U0003ffff]"
)

# Python-Markdown's work grows with the square of some things, so a text that has more of them than this is refused
# rather than waited for. Plain prose doesn't come here and may be as long as a file.
LONGEST_MARKDOWN = 400_000  # characters
MOST_LINES = 5_000
LONGEST_BLANK = 5_000  # spaces and tabs in a row
MOST_MARKS = {
    "[": 1_000, "`": 2_000, "\n```": 200, "~~~": 200, "*": 8_000, "_": 8_000, "<": 2_000, "&": 10_000, ">": 20_000,
    "|": 10_000, "{": 2_000, "\\": 10_000, "*[": 100, "#": 20_000, "\n#": 1_000, "\n===": 1_000, "\n---": 1_000,
}  # fmt: skip
_BLANK_RUN = re.compile(rf"(?<![ \t])[ \t]{{{LONGEST_BLANK}}}")


class LineBreaks(Extension):
    """A backslash at the end of a line breaks it, as in CommonMark (0.31.2, section 6.7)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Add the pattern before that of escapes."""
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"(?<!\\)\\\n", "br"), "backslash_break", 185)


class MarkdownText:
    """One Markdown instance and one sanitiser, used for all texts of a process."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """`settings` is Pelican's MARKDOWN setting; the header is parsed elsewhere, so `meta` is not loaded."""
        options = dict(settings)
        configs = {
            name: value for name, value in (options.pop("extension_configs", None) or {}).items() if name not in _META
        }
        extensions = [name for name in options.pop("extensions", None) or [] if name not in _META]
        extensions += [name for name in configs if name not in extensions]
        rules = [*extensions, LineBreaks(), PrintSigns()]
        self._options = {**options, "extension_configs": configs, "extensions": rules}
        self._markdown: Markdown | None = None
        self._plain = set(options) <= {"output_format"} and all(
            isinstance(name, str) and name in _HARMLESS for name in extensions
        )
        # An extension of the site's own may have notation that nobody here knows.
        own = any(not isinstance(name, str) or name not in _OF_MARKDOWN for name in extensions)
        self._lost = WARNING if own else ERROR
        self._sanitiser = Sanitiser()

    def render(self, text: str, complain: Complaint, data: bytes | None = None) -> tuple[str, int]:
        """Safe HTML of `text`, whose newlines are `\\n`, and its number of words. `data` is `text` in UTF-8. What is
        refused or left out goes to `complain`."""
        if self._plain:
            data = text.encode() if data is None else data
            left = data.translate(None, _PLAIN_BYTES)
            if (paragraphs := plain_paragraphs(text, left)) is not None:
                html = "<p>" + "</p>\n<p>".join(paragraphs) + "</p>" if paragraphs else ""
                return html, count_words("\n".join(paragraphs) if left else text, data, left)
        html = self.parsed(text, complain)
        return html, count_words(shown_text(html))

    def rendered(self, written: str, text: str, complain: Complaint, raw: str) -> tuple[str, int]:
        """The same of HTML that another reader wrote of `text`, in which `raw` is the HTML of the text itself."""
        html = mended(self._sanitiser.clean(with_lines(written), text, complain, raw))
        return html, count_words(shown_text(html))

    def words_of(self, text: str) -> str:
        """The text that a file of Markdown shows."""
        return shown_text(self.render(text.replace("\r\n", "\n"), _silent)[0])

    def words_of_line(self, line: str, complain: Complaint) -> str:
        """The text that a line shows with the marks of Markdown gone, and no word."""
        _, whole = findings(line, self._converted(line, complain), self._silently)
        return shown_text(mended(whole.html))

    def words_of_html(self, html: str) -> str:
        """The text that a page shows."""
        return shown_text(mended(self._sanitiser.clean_page(html)))

    def leaves(self, text: str) -> bool:
        """Whether a text surely has nothing in it that means something to Markdown or HTML."""
        return self._plain and plain_paragraphs(text) is not None

    def parsed(self, text: str, complain: Complaint) -> str:
        """Safe HTML by the long way: limits, Python-Markdown, sanitiser, and a look for words that are lost. What is
        lost stands in the HTML all the same."""
        if too_much := _too_much(text):
            complain(*too_much)
            return ""
        page = self._converted(text, complain)
        found, whole = findings(text, page, self._silently)
        lines = text.split("\n") if found else []
        for one in found:
            at = sum(len(line) + 1 for line in lines[: one.line])
            complain(one.found, one.remedy, at, WARNING if one.counted else self._lost)
        return mended(whole.html)

    def _silently(self, text: str) -> Rendered:
        return self._converted(text, _silent)

    def _converted(self, text: str, complain: Complaint) -> Rendered:
        """What Markdown and the sanitiser make of a text; nothing is mended yet."""
        if self._markdown is None:
            self._markdown = Markdown(**self._options)
        try:
            written = self._markdown.reset().convert(text)
        except (RecursionError, ValueError, AssertionError, IndexError) as error:
            complain(f"Markdown can't read it ({type(error).__name__})", "write it with less nesting")
            return Rendered("", "")
        return Rendered(self._sanitiser.clean(with_lines(written), text, complain), written)


def _silent(found: str, remedy: str, at: int = 0, level: str = ERROR) -> None:
    """Takes a complaint that was made before."""


def _too_much(text: str) -> tuple[str, str] | None:
    """What there is so much of that Markdown would take too long, and what to write."""
    if len(text) > LONGEST_MARKDOWN:
        return f"{len(text):,} characters of Markdown", f"keep it under {LONGEST_MARKDOWN:,}, or split the article"
    if (lines := text.count("\n")) > MOST_LINES:
        return f"{lines:,} lines of Markdown", f"keep it under {MOST_LINES:,}, or split the article"
    if _BLANK_RUN.search(text):
        return f"more than {LONGEST_BLANK:,} spaces in a row", "remove them"
    for mark, most in MOST_MARKS.items():
        if (number := text.count(mark)) > most:
            return f"{number:,} times {mark.strip()}", f"keep it under {most:,}: Markdown takes too long with more"
    return None


def plain_paragraphs(text: str, left: bytes | None = None) -> list[str] | None:
    """The paragraphs of a text that has no Markdown in it, with the line ends that part words; None where it has, or
    might have. `left` is the text in UTF-8 without the plain bytes."""
    left = text.encode().translate(None, _PLAIN_BYTES) if left is None else left
    if left and (left.translate(None, _LATER_BYTES) or _UNUSUAL.search(left.decode())):
        return None
    paragraphs = [stripped for block in text.split("\n\n") if (stripped := block.strip("\n"))]
    spaced = not left or _TYPOGRAPHIC.fullmatch(left)
    for number, paragraph in enumerate(paragraphs):
        lines = paragraph.split("\n") if "\n" in paragraph else (paragraph,)
        for line in lines:
            if line[-1] == " " or not _plain_start(line):
                return None
        if not spaced and len(lines) > 1:
            paragraphs[number] = joined(lines)
    return paragraphs


def shown_text(html: str) -> str:
    """The text that safe HTML shows: a line for each block, nothing where inline markup stood."""
    if "<" not in html:
        return unescape(html)
    return parted(unescape(TAG.sub(gap, html)))


def count_words(text: str, data: bytes | None = None, left: bytes | None = None) -> int:
    """How many tokens between white space have a letter or a digit in them; a Han or kana character is one by itself.
    `data` is the text in UTF-8, `left` all of that beyond ASCII, with or without other bytes."""
    data = text.encode() if data is None else data
    later = (data if left is None else left).translate(None, _ASCII)
    if later and not _TYPOGRAPHIC.fullmatch(later):
        spaced, alone = _ALONE.subn(" ", text)
        return alone + sum(1 for _ in _WORD.finditer(spaced))
    shape = data.translate(_SHAPE, _NO_WORD)
    return shape.count(b" a") + shape.startswith(b"a")
