"""The text of an article in TEI's elements, for `tei`: P5, chapters 3 (Elements Available in All TEI Documents), 4
(Default Text Structure) and 14 (Tables, Formulæ, Graphics).

Without corr, note and figDesc, the words of a text are those that the page shows. It takes safe HTML for granted, as
the article's view marks it, and must not know the header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote

from colophon.model.article import Emendation, Note
from colophon.readers.markdown import INLINE, TAG

DEEPEST = 40  # elements within one another; what lies deeper keeps its words and loses its markup

_VOID = frozenset({"br", "hr", "img", "wbr", "col", "area"})
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)(?:="([^"]*)")?')
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_NO_ADDRESS = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%/?:@!$&'()*+,;=._~-]")
_SCHEME = r"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))"
_ADDRESS = re.compile(_SCHEME + r"(?://[^/?#:]*(?::\d*)?(?=[/?#]|$)|(?!//))[^#]*(?:#.*)?")
_FOOTNOTE = re.compile(r"fn(?:ref)?\d*:[A-Za-z0-9_-]+")

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul": ("bulleted", "li"), "ol": ("numbered", "li"), "dl": ("definitions", "dt dd")}
# What HTML says of words that TEI has an element for. All others are <hi>, which takes whatever may stand in a line.
_PHRASES = {"em": "emph", "q": "q", "ins": "add", "del": "del", "cite": "title"}
_UNSEEN = frozenset({"bdi", "bdo", "data", "span", "time"})  # they mean nothing here but for a language
_BOXES = frozenset({"article", "aside", "center", "details", "div", "figure", "footer", "header", "map", "nav"})
_EMPTY = {"br": "\n<lb/>", "hr": '\n<milestone unit="section" rend="rule"/>\n'}
_LOOSE = INLINE | {"br", "img"}  # what may stand between blocks
_ROWS = frozenset({"thead", "tbody", "tfoot"})


@dataclass(slots=True)
class _Node:
    """An element of HTML with what stands in it."""

    name: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)


def plain_text(html: str) -> str | None:
    """The paragraphs of a text that has no other markup, numbered; None where it has, or may have."""
    if html[:3] != "<p>" or html[-4:] != "</p>" or "&nbsp;" in html:
        return None
    paragraphs = html[3:-4].split("</p>\n<p>")
    if any("<" in paragraph for paragraph in paragraphs):
        return None
    return "\n".join([f'<p xml:id="p{n}">{paragraph}</p>' for n, paragraph in enumerate(paragraphs, 1)])


def marked_text(html: str, readings: Sequence[Emendation], notes: Sequence[Note]) -> tuple[str, set[str]]:
    """A text with any markup; and the ids of the readings and notes that stand in it. `html` has the marks of the
    article's view."""
    writer = _Writer(readings, notes)
    return writer.sections(_tree(html)), writer.ids


def correction(change: Emendation, sic: str, number: str = "") -> str:
    """A passage and what stands beside it. Only the first piece of a passage in pieces has a number, and only it says
    what is read instead: so the pieces together are read as that."""
    doubt = ' cert="low"' if change.kind == "conjecture" else ""
    name, said = (f' xml:id="{number}"', text(change.now)) if number else ("", "")
    return f'<choice{name}><sic>{sic}</sic><corr type="{change.kind}" resp="#editor"{doubt}>{said}</corr></choice>'


def note(number: int, said: str) -> str:
    """A remark, where the words it is on end."""
    return f'<note xml:id="note-{number}" n="{number}" resp="#editor" target="#on-{number}">{text(said)}</note>'


def reason(number: int, why: str | None) -> str:
    """Why a reading is offered."""
    return f'<note type="reason" target="#r{number}">{text(why)}</note>' if why else ""


def text(said: str) -> str:
    """Words as XML has them."""
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def address(url: str) -> str | None:
    """The address as xsd:anyURI has it; None where it is none."""
    before, mark, fragment = url.partition("#")
    whole = f"{_NO_ADDRESS.sub(_quoted, before)}{mark}{_NO_ADDRESS.sub(_quoted, fragment)}"
    return whole if _ADDRESS.fullmatch(whole) else None


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="replace")


def _tree(html: str) -> list[_Node | str]:
    root = _Node("", {})
    stack, skipped, at = [root], 0, 0
    for tag in TAG.finditer(html):
        if tag.start() > at:
            stack[-1].children.append(unescape(html[at : tag.start()]))
        at, name = tag.end(), tag[2].lower()
        if name == "wbr":
            continue
        if not tag[1] and len(stack) <= DEEPEST and not skipped:
            node = _Node(name, {k.lower(): unescape(v or "") for k, v in _ATTRIBUTE.findall(tag[3])})
            stack[-1].children.append(node)
            if name not in _VOID:
                stack.append(node)
            continue
        if not skipped and tag[1] and len(stack) > 1:
            stack.pop()
            continue
        skipped += 0 if name in _VOID else -1 if tag[1] else 1
        if name not in INLINE:
            stack[-1].children.append("\n")
    stack[-1].children.append(unescape(html[at:]))
    return root.children


class _Writer:
    """Writes one text. Where TEI allows blocks only, stray words get a paragraph; where it allows none, a block is its
    words between line ends."""

    def __init__(self, readings: Sequence[Emendation], notes: Sequence[Note]) -> None:
        self._readings, self._notes = readings, notes
        self._reading = 0  # the last that began
        self.ids: set[str] = set()

    def sections(self, children: Sequence[_Node | str]) -> str:
        """The whole text: a division for each heading, as deep as the heading says."""
        written: list[str] = []
        levels: list[int] = []
        loose: list[_Node | str] = []
        for child in _opened(children):
            level = _HEADINGS.get(child.name) if isinstance(child, _Node) else None
            if level is None or isinstance(child, str):
                loose.append(child)
                continue
            written.append(self._blocks(loose))
            loose = []
            while levels and levels[-1] >= level:
                levels.pop()
                written.append("</div>\n")
            levels.append(level)
            written.append(f"<div>\n<head{_language(child)}>{self._phrases(child.children)}</head>\n")
        written += [self._blocks(loose), "</div>\n" * len(levels)]
        return "".join(written) if "".join(written).strip() else "<p/>\n"

    def _blocks(self, children: Sequence[_Node | str]) -> str:
        """For body and div, where words must stand in something."""
        written: list[str] = []
        loose: list[_Node | str] = []
        for child in (*children, None):
            if isinstance(child, str) or (child and child.name in _LOOSE):
                loose.append(child)
                continue
            said = self._phrases(loose).strip()
            written += [f"<p>{said}</p>\n" if said else "", self._block(child) if child else ""]
            loose = []
        return "".join(written)

    def _mixed(self, children: Sequence[_Node | str]) -> str:
        """For quote, item and cell, which take both."""
        written = [
            self._block(child) if isinstance(child, _Node) and child.name not in INLINE else self._phrases((child,))
            for child in _opened(children)
        ]
        return "".join(written)

    def _phrases(self, children: Sequence[_Node | str]) -> str:
        """For whatever takes no paragraph."""
        written: list[str] = []
        for child in children:
            if isinstance(child, str):
                written.append(text(child))
            elif child.name in INLINE:
                written.append(self._phrase(child))
            elif child.name in ("br", "hr", "img", "blockquote", "table", *_LISTS):
                written.append(self._block(child))
            else:
                written.append(f"\n{self._phrases(child.children)}\n")
        return "".join(written)

    def _phrase(self, node: _Node) -> str:
        kinds = node.attributes.get("class", "").split()
        inner = self._phrases(node.children)
        if "reading" in kinds or "noted" in kinds:
            return self._passage(node, kinds, inner)
        if node.name == "a":
            return f"<ref{self._target(node)}{_language(node)}>{inner}</ref>" if inner else ""
        if "credit" in kinds:
            return f'<seg type="credit">{inner}</seg>'
        language = _language(node)
        if node.name in _UNSEEN:
            return f"<hi{language}>{inner}</hi>" if language else inner
        name = _PHRASES.get(node.name, "hi")
        return f'<{name}{self._id(node)}{language} rend="{node.name}">{inner}</{name}>'

    def _passage(self, node: _Node, kinds: list[str], inner: str) -> str:
        """A piece of a passage that has a reading, or a note where its last piece ends."""
        number = node.attributes.get("id", "")
        self.ids.add(number)
        if "reading" in kinds:
            if number:
                self._reading = int(number[1:])
            reading = self._readings[self._reading - 1]
            return correction(reading, inner, number) + (reason(self._reading, reading.why) if number else "")
        name = f' xml:id="{number}"' if number else ""
        last = node.attributes.get("data-n")
        return f'<seg type="noted"{name}>{inner}</seg>' + (
            note(int(last), self._notes[int(last) - 1].note) if last else ""
        )

    def _block(self, node: _Node) -> str:
        name, inside = node.name, node.children
        if name in _LISTS:
            return self._list(node)
        if name == "table":
            return self._table(node)
        if name in _EMPTY:
            return _EMPTY[name]
        if name == "img":
            return self._image(node)
        if name == "blockquote":
            return f"\n<quote{_language(node)}>{self._mixed(inside)}</quote>\n"
        if name == "pre":
            return f'\n<ab type="code" xml:space="preserve">{self._phrases(inside)}</ab>\n'
        number = node.attributes.get("id")
        identity = f' xml:id="{number}"' if name == "p" and number else ""
        rend = "" if name == "p" else f' rend="{name}"'
        return f"\n<p{identity}{_language(node)}{rend}>{self._phrases(inside)}</p>\n"

    def _list(self, node: _Node) -> str:
        rend, names = _LISTS[node.name]
        items = []
        for child in node.children:
            if isinstance(child, _Node) and child.name in names.split():
                kind = f' rend="{child.name}"' if node.name == "dl" else ""
                items.append(f"<item{self._id(child)}{_language(child)}{kind}>{self._mixed(child.children)}</item>\n")
            elif said := self._mixed((child,)).strip():
                items.append(f"<item>{said}</item>\n")
        return f'\n<list rend="{rend}">\n{"".join(items)}</list>\n' if items else ""

    def _table(self, node: _Node) -> str:
        head, rows = "", []
        for child in _opened(node.children, _ROWS):
            if isinstance(child, str) or child.name != "tr":
                said = self._phrases((child,)).strip()
                head += f"<head>{said}</head>\n" if said else ""
                continue
            cells = [self._cell(cell) for cell in child.children if isinstance(cell, _Node)]
            rows += [f"<row>{''.join(cells)}</row>\n"] if cells else []
        return f"\n<table>\n{head}{''.join(rows or ['<row><cell/></row>'])}</table>\n"

    def _cell(self, node: _Node) -> str:
        spans = ((html, node.attributes.get(html, "")) for html in ("colspan", "rowspan"))
        size = "".join([f' {html[:3]}s="{int(n)}"' for html, n in spans if re.fullmatch("[1-9][0-9]{0,2}", n)])
        role = ' role="label"' if node.name == "th" else ""
        return f"<cell{role}{size}{_language(node)}>{self._mixed(node.children)}</cell>\n"

    def _image(self, node: _Node) -> str:
        url = address(node.attributes.get("src", ""))
        graphic = f'<graphic url="{escape(url)}"/>' if url else ""
        said = node.attributes.get("alt", "")
        return f"\n<figure>{graphic}{f'<figDesc>{text(said)}</figDesc>' if said else ''}</figure>\n"

    def _target(self, node: _Node) -> str:
        href = node.attributes.get("href", "")
        if _FOOTNOTE.fullmatch(href[1:]):
            href = href.replace(":", ".")
        url = address(href) if href else None
        return f' target="{escape(url)}"' if url else ""

    def _id(self, node: _Node) -> str:
        number = node.attributes.get("id", "")
        if not _FOOTNOTE.fullmatch(number) or number in self.ids:
            return ""
        self.ids.add(number)
        return f' xml:id="{number.replace(":", ".")}"'


def _opened(children: Sequence[_Node | str], boxes: frozenset[str] = _BOXES) -> list[_Node | str]:
    """The children, with what stands in a box in the box's place."""
    found: list[_Node | str] = []
    for child in children:
        if isinstance(child, _Node) and child.name in boxes:
            found += ["\n", *_opened(child.children, boxes), "\n"]
        else:
            found.append(child)
    return found


def _language(node: _Node) -> str:
    tag = node.attributes.get("lang", "")
    return f' xml:lang="{tag}"' if _LANGUAGE.fullmatch(tag) else ""
