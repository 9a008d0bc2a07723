"""The article as text that people read: plain text in UTF-8, and Markdown.

The credit line comes before the text, so that whoever keeps only the beginning of the file has the source. Markdown
shows the same text again when Python-Markdown renders it. A text of plain paragraphs, which nearly all are, is turned
back here; other HTML goes through a library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from colophon.formats.registry import FORMATS, Format
from colophon.model.article import Change
from colophon.readers.markdown import plain_paragraphs
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# What means something to Markdown wherever it stands. A backslash would not do for all: `|` and `~` keep theirs.
_ANYWHERE = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_{}[]"},
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
        "~": "&#126;",
        "^": "&#94;",
        "\xa0": "&nbsp;",
        # Markdown marks its own places with these; nobody writes them.
        "\x02": "",
        "\x03": "",
    }
)
# What means something at the start of a line, and the number of a list.
_START = re.compile(r"^[ \t]*([#+\-!=:])|^[ \t]*(\d+)([.)])|^[ \t]+|[ \t]+$", re.MULTILINE)
_LAST_SIGNS = re.compile("#+$")  # a heading may be closed with them
_ANY_LINE_END = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def plain_text(article: ArticleView, site: SiteView, credit: str) -> str:
    """The whole file; a blank line stands between paragraphs."""
    parts = [f"{' '.join(article.record.title.split())}\n{' '.join(credit.split())}", article.text]
    if closing := "\n".join(_closing(article, site)):
        parts += ["* * *", closing]
    return "\n\n".join(parts) + "\n"


def _closing(article: ArticleView, site: SiteView) -> Iterator[str]:
    if site.url:
        yield f"Address: {site.url}/{article.quoted}"
    received = False
    for hop in article.custody:
        if hop.record.act == "received" and hop.record.sha256:
            received = True
            yield f"Received: {f'{hop.file}, ' if hop.file else ''}SHA-256 {hop.record.sha256}"
    if received and not article.record.changes:
        yield "Changed: nothing"
    for change in article.record.changes:
        yield f"Changed: {_declared(change)}"


def _declared(change: Change) -> str:
    """“omitted: “ date 2022-11-30 ”; why”: passages are given to the letter, white space and all."""
    passages = " → ".join(f"“{passage}”" for passage in (change.was, change.now) if passage)
    nth = f" (no. {change.nth})" if change.nth else ""
    return f"{change.kind}: {passages}{nth}{f'; {change.why}' if change.why else ''}"


def markdown(article: ArticleView, _site: SiteView, credit: str) -> str:
    """The whole file."""
    title, line = (_escaped(" ".join(text.split())) for text in (article.record.title, credit))
    return f"# {_LAST_SIGNS.sub(_entities, title)}\n\n{line}\n\n{_body(article.record.html)}\n"


def _body(html: str) -> str:
    if not html.startswith("<p>") or not html.endswith("</p>"):
        return _converted(html)
    paragraphs = html[3:-4].split("</p>\n<p>")
    text = "\n\n".join(paragraphs)
    if "<" in text:
        return _converted(html)
    if "&" not in text and plain_paragraphs(text) == paragraphs:
        return text
    return "\n\n".join([_escaped(unescape(paragraph)) for paragraph in paragraphs])


def _escaped(text: str) -> str:
    """A paragraph's text, so that Markdown finds nothing in it; its line breaks stay."""
    return _START.sub(_kept, _ANY_LINE_END.sub(" ", text).translate(_ANYWHERE)).strip("\n")


def _entities(found: re.Match[str]) -> str:
    return "".join([f"&#{ord(sign)};" for sign in found[0]])


def _kept(start: re.Match[str]) -> str:
    sign, number, end = start.groups()
    if sign:
        return f"&#{ord(sign)};" if sign in "=:#" else f"\\{sign}"
    return f"{number}\\{end}" if number else ""


def _converted(html: str) -> str:
    return str(_converter().convert(html)).strip("\n")


@cache
def _converter() -> Any:
    from markdownify import ATX, MarkdownConverter  # noqa: PLC0415 - most sites never need it, and it is slow to load

    class Converter(MarkdownConverter):
        """Takes the same care of the text as is taken of plain paragraphs."""

        def escape(self, text: str, _parent_tags: set[str]) -> str:
            return _ANY_LINE_END.sub(" ", text).translate(_ANYWHERE)

    return Converter(heading_style=ATX)


FORMATS["txt"] = Format(plain_text, "plain text", "text/plain", 4)
FORMATS["md"] = Format(markdown, "Markdown", "text/markdown", 5)
