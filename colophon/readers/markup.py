"""Texts in reStructuredText and HTML, read by Pelican's own readers: their fields, and the HTML of their text.

Both readers load docutils, which most sites have no use for, so this module is imported with the first such file.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pelican.settings
from docutils import nodes
from docutils.parsers.rst import roles
from docutils.utils import SystemMessage
from pelican.readers import HTMLReader, PelicanHTMLWriter, RstReader

from colophon.model.problems import Problem
from colophon.readers.header import LONGEST_HEADER, Header
from colophon.readers.markdown import LONGEST_MARKDOWN, shown_text

_FIELD = re.compile(r":([^:\n]+):(?:\s|$)")
_META = re.compile(r"<meta\b[^>]*?\bname\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title\b", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_CLOCK = re.compile(r"^\.\.\s+\|[^|\n]+\|\s+date::", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
# What docutils may do: no file is read for a text, and no file of its own settings; raw HTML comes to our sanitiser.
_SAFE = {"file_insertion_enabled": False, "raw_enabled": True, "_disable_config": True, "halt_level": 2}
# Nodes whose words are not those of the text: fields, what is meant for no reader, formulas, which are written in
# other signs, and raw HTML, of which the sanitiser says what goes.
_APART = (
    nodes.docinfo, nodes.comment, nodes.substitution_definition, nodes.pending, nodes.meta, nodes.raw,
    nodes.system_message, nodes.math, nodes.math_block,
)  # fmt: skip
_ROLES: dict[str, Any] = vars(roles)["_roles"]  # where docutils keeps the roles of all texts of a process


class _Strings:
    """Stands before a reader of Pelican's: values stay strings, since ours are checked by our own rules."""

    def process_metadata(self, _name: str, value: Any) -> Any:
        """The value as it is."""
        return value


class _Writer(PelicanHTMLWriter):  # type: ignore[misc]  # Pelican has no types
    """Pelican's, which remembers the words of the text and its raw HTML."""

    words: tuple[str, ...] = ()
    raw = ""

    def translate(self) -> None:
        """Write the HTML."""
        super().translate()
        kind = type(self)
        kind.words = tuple(_words(self.document))
        kind.raw = "\n".join(one.astext() for one in self.document.findall(nodes.raw) if "html" in one["format"])


class _Restructured(_Strings, RstReader):  # type: ignore[misc]
    writer_class = _Writer


class _Html(_Strings, HTMLReader):  # type: ignore[misc]
    pass


def parse_markup(
    path: str, text: str, label: str, problems: list[Problem], settings: Mapping[str, Any]
) -> Header | None:
    """The header of a text that is not Markdown, with the HTML of what follows it; None, with a Problem, where it
    can't be read. `settings` has Pelican's DEFAULT_LANG, DOCUTILS_SETTINGS and PYGMENTS_RST_OPTIONS."""
    if len(text) > LONGEST_MARKDOWN:
        remedy = f"keep it under {LONGEST_MARKDOWN:,}, or split the article"
        problems.append(Problem(label, 0, "text", f"{len(text):,} characters of markup", remedy))
        return None
    read = _restructured if path.lower().endswith(".rst") else _html
    if read is _restructured and (clock := _CLOCK.search(text)):
        line = text.count("\n", 0, clock.start()) + 1
        found = "date:: is the day of the build, and the same content must give the same pages"
        problems.append(Problem(label, line, "text", found, "write the day"))
        return None
    try:
        header = read(text, settings)
    except SystemMessage as error:
        line, said = _said(str(error))
        problems.append(Problem(label, line, "text", f"reStructuredText can't read it: {said}", "mend the notation"))
        return None
    except (RecursionError, ValueError, AssertionError, IndexError, AttributeError, KeyError) as error:
        found = f"{type(error).__name__} while it was read"
        problems.append(Problem(label, 0, "text", found, "write it with less nesting"))
        return None
    if not header.values:
        problems.append(Problem(label, 1, "header", "the file has no header", _REMEDY[read]))
        return None
    if sum(len(str(value)) for value in header.values.values()) > LONGEST_HEADER:
        problems.append(Problem(label, 1, "header", "too long", f"keep it under {LONGEST_HEADER:,}"))
        return None
    return header


def _restructured(text: str, settings: Mapping[str, Any]) -> Header:
    """A text in reStructuredText, whose fields are its docinfo."""
    lines, end = _fields(text)
    with _alone(settings):
        html, stated = _read(_Restructured(_given(settings)), text, "text.rst")
    values = {key.lower().replace("-", "_"): _folded(value) for key, value in stated.items()}
    if "title" not in lines and values.get("title"):
        values["title"] = shown_text(values["title"])  # which docutils has as HTML
    values = {key: value for key, value in values.items() if value not in (None, "") or key != "title"}
    return Header(
        values=values,
        lines={"title": 1, **lines},
        flat=True,
        text=text[end:],
        text_line=text.count("\n", 0, end) + 1,
        html=html or "",
        raw=_Writer.raw,
        words=_Writer.words,
    )


def _html(text: str, settings: Mapping[str, Any]) -> Header:
    """A page of HTML, whose fields are its title and its meta elements."""
    with _alone(settings):
        html, values = _read(_Html(_given(settings)), text, "text.html")
    body = _BODY.search(text)
    lines = {key: text.count("\n", 0, place) + 1 for key, place in _named(text)}
    values = {key.lower().replace("-", "_"): value for key, value in values.items()}
    if isinstance(values.get("title"), str):
        values["title"] = shown_text(values["title"])
    at = body.start() if body else 0
    return Header(
        values=values,
        lines=lines,
        flat=True,
        text=html,
        text_line=text.count("\n", 0, at) + 1,
        html=html,
        raw=html,
    )


_REMEDY = {
    _restructured: "begin with a title, and below it :date: and other fields",
    _html: "write <title>, and <meta name=date content=…> in its <head>",
}


def _given(settings: Mapping[str, Any]) -> dict[str, Any]:
    docutils = {**(settings.get("DOCUTILS_SETTINGS") or {}), **_SAFE}
    return {"DEFAULT_LANG": settings["DEFAULT_LANG"], "FORMATTED_FIELDS": (), "DOCUTILS_SETTINGS": docutils}


def _read(reader: Any, text: str, name: str) -> tuple[str, dict[str, Any]]:
    """What a reader of Pelican's makes of a text; it reads files alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(text, encoding="utf-8", newline="\n")
        html, values = reader.read(str(file))
    return html, values


@contextmanager
def _alone(settings: Mapping[str, Any]) -> Iterator[None]:
    """Read one text so that nothing of another shows in it: docutils keeps roles, and Pelican the options of code.
    What Pelican's readers log is said by our Problems."""
    log, kept = logging.getLogger("pelican.readers"), dict(_ROLES)
    off, log.disabled = log.disabled, True
    pelican.settings.PYGMENTS_RST_OPTIONS = settings.get("PYGMENTS_RST_OPTIONS") or {}
    try:
        yield
    finally:
        log.disabled = off
        _ROLES.clear()
        _ROLES.update(kept)


def _said(message: str) -> tuple[int, str]:
    """The line that a message of docutils names, and what it says."""
    found = re.search(r":(\d+): \(\w+/\d\) (.*)", message)
    line, said = (int(found[1]), found[2]) if found else (0, message.partition("\n")[0])
    return line, said.strip().rstrip(".")


def _fields(text: str) -> tuple[dict[str, int], int]:
    """The lines of the fields below the title, and where the text after them begins."""
    lines: dict[str, int] = {}
    at = end = 0
    for number, line in enumerate(text.split("\n"), 1):
        field = _FIELD.match(line)
        if field:
            lines.setdefault(field[1].lower().replace("-", "_"), number)
        elif lines and line.strip() and not line[0].isspace():
            break
        at += len(line) + 1
        if lines or not line.strip():
            end = at
    return (lines, min(end, len(text))) if lines else ({}, 0)


def _named(text: str) -> Iterator[tuple[str, int]]:
    if title := _TITLE.search(text):
        yield "title", title.start()
    for meta in _META.finditer(text):
        name = meta[1].lower().replace("-", "_")
        yield ("tags" if name == "keywords" else name), meta.start()


def _folded(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) and "\n\n" not in value else value


def _words(node: nodes.Node) -> Iterator[str]:
    """The words of a document that a page should show."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield from _WORD.findall(child.astext())
        elif not isinstance(child, _APART) and not (isinstance(child, nodes.title) and node.tagname == "document"):
            yield from _words(child)
