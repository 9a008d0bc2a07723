"""The article as text that people read: plain text in UTF-8, and Markdown.

The credit line comes before the text, so that the beginning of the file is enough to know the source. Python-Markdown
renders the Markdown as the same text again. This module converts texts of plain paragraphs, which nearly all are; a
library converts other HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import quote

from colophon.formats.registry import FORMATS, Format
from colophon.formats.wording import compared
from colophon.model.article import Change, Contributor, Source
from colophon.readers.markdown import plain_paragraphs
from colophon.readers.plain import WAY_BACK
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# Signs that Markdown interprets anywhere in a line. `|` and `~` would keep a backslash before them.
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
        # Python-Markdown uses these two internally; no text has them.
        "\x02": "",
        "\x03": "",
    }
)
# Signs that Markdown interprets at the start of a line, and the number of a list item.
_START = re.compile(r"^[ \t]*([#+\-!=:])|^[ \t]*(\d+)([.)])|^[ \t]+|[ \t]+$", re.MULTILINE)
_LAST_SIGNS = re.compile("#+$")  # they may close a heading
_FOOTNOTES = re.compile(r'<div class="footnote">\s*<hr>')
_ANY_LINE_END = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def plain_text(article: ArticleView, site: SiteView, credit: str) -> str:
    """The whole file; a blank line stands between paragraphs."""
    head = [article.record.title, *_bylines(article), credit]
    paragraphs = ["\n".join([" ".join(line.split()) for line in head]), article.text]
    if closing := "\n".join(_closing(article, site)):
        paragraphs += ["* * *", closing]
    return "\n\n".join(paragraphs) + "\n"


def _bylines(article: ArticleView) -> Iterator[str]:
    """Who wrote and who translated the text, as far as the record says."""
    for word, names in (("By", article.record.authors), ("Translated by", article.translators)):
        if names:
            yield f"{word} {', '.join(_name(one, article) for one in names)}"


def _name(one: Contributor, article: ArticleView) -> str:
    return f"{one.name} ({article.name_of(one.at)})" if one.at else one.name


def _closing(article: ArticleView, site: SiteView) -> Iterator[str]:
    if site.url:
        yield f"Address: {site.url}/{article.quoted}"
    if article.source:
        yield from _there(article.source.record)
    yield from _terms(article)
    record, root = article.record, f"{site.url}/" if site.url else ""
    if first := article.translated_from:
        yield f"Translation of: {first.title}, {root}{quote(first.path)}"
    for other in article.translations:
        yield f"Translation: {other.title} ({other.lang}), {root}{quote(other.path)}"
    for step in article.custody:
        if step.record.act == "received" and step.record.sha256:
            yield f"Received: {f'{step.file}, ' if step.file else ''}SHA-256 {step.record.sha256}"
    yield f"Compared: {compared(record.comparison)}."
    for change in record.changes:
        yield f"Changed: {_declared(change)}"


def _terms(article: ArticleView) -> Iterator[str]:
    """Under which terms text and pictures stand here."""
    record = article.record
    if record.rights:
        yield f"Rights: {record.rights}"
    if record.licence:
        yield f"Licence: {record.licence}"
    for one, file in article.pictures:
        yield f"Picture: {', '.join(filter(None, (file, one.credit, one.licence)))}"


def _there(source: Source) -> Iterator[str]:
    """What is known of the print besides what the credit line says."""
    if source.title:
        yield f"Headline there: {source.title}"
    names = ("edition", "volume", "issue", "section")
    if place := ", ".join(f"{name} {getattr(source, name)}" for name in names if getattr(source, name)):
        yield f"In: {place}"
    if source.url:
        yield f"Original: {source.url}"
    if copy := source.archived:
        yield f"Archived: {copy.url}{f', {copy.date}' if copy.date else ''}"


def _declared(change: Change) -> str:
    """“omitted: “ date 2022-11-30 ”; why”. Passages keep their white space."""
    passages = " → ".join(f"“{passage}”" for passage in (change.was, change.now) if passage)
    nth = f" (no. {change.nth})" if change.nth else ""
    date = str(change.date) if change.date else None
    return "; ".join(filter(None, (f"{change.kind}: {passages}{nth}", change.why, date)))


def markdown(article: ArticleView, _site: SiteView, credit: str) -> str:
    """The whole file."""
    title, *lines = (" ".join(text.split()) for text in (article.record.title, *_bylines(article), credit))
    head = "\n\n".join(map(_escaped, lines))
    return f"# {_LAST_SIGNS.sub(_entities, _escaped(title))}\n\n{head}\n\n{_body(article.record.html)}\n"


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
    """The text of a paragraph, with the signs escaped that Markdown interprets; its line breaks stay."""
    return _START.sub(_escaped_start, _ANY_LINE_END.sub(" ", text).translate(_ANYWHERE)).strip("\n")


def _entities(match: re.Match[str]) -> str:
    return "".join([f"&#{ord(sign)};" for sign in match[0]])


def _escaped_start(start: re.Match[str]) -> str:
    sign, number, end = start.groups()
    if sign:
        return f"&#{ord(sign)};" if sign in "=:#" else f"\\{sign}"
    return f"{number}\\{end}" if number else ""


def _converted(html: str) -> str:
    if 'class="footnote"' in html:  # Markdown has a line and ways back of its own
        html = WAY_BACK.sub("", _FOOTNOTES.sub('<div class="footnote">', html))
    return str(_converter().convert(html)).strip("\n")


@cache
def _converter() -> Any:
    from markdownify import ATX, MarkdownConverter  # noqa: PLC0415 - most sites never need it, and it is slow to load

    class Converter(MarkdownConverter):
        """Escapes text as that of plain paragraphs is escaped, and writes lists, footnotes and quotations as
        Python-Markdown reads them."""

        def escape(self, text: str, _parent_tags: set[str]) -> str:
            return _ANY_LINE_END.sub(" ", text).translate(_ANYWHERE)

        def convert_q(self, _el: Any, text: str, **_: Any) -> str:
            return f"“{text}”"

        def convert_sup(self, el: Any, text: str, **_: Any) -> str:
            call = el.find("a", class_="footnote-ref")
            return f"[^{call.get_text()}]" if call else f"<sup>{text}</sup>"

        def convert_li(self, el: Any, text: str, **_: Any) -> str:
            start, value = el.parent.get("start", ""), el.get("value", "")
            number = len(el.find_previous_siblings("li")) + (int(start) if start.isdecimal() else 1)
            number = int(value) if value.isdecimal() else number
            mark = "-" if el.parent.name != "ol" else f"[^{number}]:" if _of_footnotes(el.parent) else f"{number}."
            lines = text.strip("\n ").split("\n")
            further = [f"    {line}" if line.strip() else line for line in lines[1:]]
            return "\n".join([f"{mark} {lines[0]}", *further, ""]) + "\n" * bool(el.find("p", recursive=False))

    return Converter(heading_style=ATX, sub_symbol="<sub>")


def _of_footnotes(element: Any) -> bool:
    return "footnote" in element.parent.get("class", ())


FORMATS["txt"] = Format(plain_text, "plain text", "text/plain", 5)
FORMATS["md"] = Format(markdown, "Markdown", "text/markdown", 6)
