"""The body of a TEI document: the HTML of a text as TEI has it, with readings and notes in their places; and the XML of
words, addresses and whole documents.

The HTML must be safe; ArticleView.marked has the marks of readings and notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote

from colophon.model.article import Emendation, Note
from colophon.readers.safe_html import INLINE, TAG

_FORBIDDEN = bytes({*range(0x20)} - {*b"\t\n\r"})  # XML 1.0, section 2.2, in what UTF-8 may hold
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DEEPEST = 40  # elements within one another; deeper elements keep their words and lose their markup
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "area"})
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)(?:="([^"]*)")?')
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_NOT_IN_URI = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%/?:@!$&'()*+,;=._~-]")
_SCHEME = r"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))"
_URI = re.compile(_SCHEME + r"(?://[^/?#:]*(?::\d*)?(?=[/?#]|$)|(?!//))[^#]*(?:#.*)?")
_FOOTNOTE = re.compile(r"fn(?:ref)?\d*:")
_MARK = re.compile(r"(?:p|r|d|on-|note-)\d+")  # ids of paragraphs, readings and notes, in the body as on the page
# What the name of an id may have (Namespaces in XML 1.0, NCName; XML 1.0, section 2.3).
_NO_NAME = re.compile(
    "[^A-Za-z0-9_.\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff-]"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul": ("bulleted", "li"), "ol": ("numbered", "li"), "dl": ("definitions", "dt dd")}
# Inline elements of HTML that TEI has an element for. All others become <hi>, which takes any inline content.
_PHRASES = {"em": "emph", "q": "q", "ins": "add", "del": "del", "cite": "title"}
_UNSEEN = frozenset({"bdi", "bdo", "data", "span", "time"})  # only their language matters here
_BOXES = frozenset({"article", "aside", "center", "details", "div", "figure", "footer", "header", "map", "nav"})
_EMPTY = {"br": "\n<lb{}/>", "hr": '\n<milestone{} unit="section" rend="rule"/>\n'}
_LOOSE = INLINE | {"br", "img"}  # what may stand between blocks
_ROWS = frozenset({"thead", "tbody", "tfoot"})


def xml_bytes(document: str) -> bytes:
    """The document in UTF-8. U+FFFD replaces characters that XML forbids, a space replaces forbidden white space."""
    try:
        data = document.encode()  # raises for surrogates; a search in bytes is faster than one in letters
        if len(data.translate(None, _FORBIDDEN)) == len(data) and not ("\ufffe" in document or "\uffff" in document):
            return data
    except UnicodeEncodeError:
        pass
    return _NO_CHARACTER.sub(lambda match: " " if match[0].isspace() else "\ufffd", document).encode()


def plain_body(html: str) -> str | None:
    """The numbered paragraphs of a text that has no other markup; None where it has, or may have."""
    if html[:3] != "<p>" or html[-4:] != "</p>" or "&nbsp;" in html:
        return None
    paragraphs = html[3:-4].split("</p>\n<p>")
    if any("<" in paragraph for paragraph in paragraphs):
        return None
    return "\n".join([f'<p xml:id="p{n}">{paragraph}</p>' for n, paragraph in enumerate(paragraphs, 1)])


def choice(change: Emendation, sic: str, number: str = "") -> str:
    """A passage and the reading beside it. Of a passage in pieces only the first has a number, and only it has the
    reading: so all pieces together are read as that."""
    doubt = ' cert="low"' if change.kind == "conjecture" else ""
    name, reading = (f' xml:id="{number}"', xml_text(change.now)) if number else ("", "")
    return f'<choice{name}><sic>{sic}</sic><corr type="{change.kind}" resp="#editor"{doubt}>{reading}</corr></choice>'


def annotation(number: int, note: str) -> str:
    return f'<note xml:id="note-{number}" n="{number}" resp="#editor" target="#on-{number}">{xml_text(note)}</note>'


def reason(number: int, why: str | None) -> str:
    return f'<note type="reason" target="#r{number}">{xml_text(why)}</note>' if why else ""


def xml_text(text: str) -> str:
    """Words as XML has them. It is faster than html.escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def uri(address: str) -> str | None:
    """The address as xsd:anyURI has it; None where it is none."""
    before, mark, fragment = address.partition("#")
    whole = f"{_NOT_IN_URI.sub(_quoted, before)}{mark}{_NOT_IN_URI.sub(_quoted, fragment)}"
    return whole if _URI.fullmatch(whole) else None


def _quoted(match: re.Match[str]) -> str:
    return quote(match[0], safe="", errors="replace")


@dataclass(slots=True)
class _Node:
    """An element of HTML with what stands in it."""

    name: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)


def tree(html: str) -> list[_Node | str]:
    root = _Node("", {})
    stack, skipped, at = [root], 0, 0
    for tag in TAG.finditer(html):
        if tag.start() > at:
            stack[-1].children.append(unescape(html[at : tag.start()]))
        at, name = tag.end(), tag[2].lower()
        if name == "wbr":
            continue
        if not tag[1] and len(stack) <= _DEEPEST and not skipped:
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


class BodyWriter:
    """Writes one body. `ids` are those of the readings, notes and footnotes in it."""

    def __init__(self, readings: Sequence[Emendation], notes: Sequence[Note]) -> None:
        self._readings, self._notes = readings, notes
        self._reading = 0  # the last that began
        self.ids: set[str] = set()

    def sections(self, children: Sequence[_Node | str]) -> str:
        """The whole text: a division for each heading, as deep as the heading says."""
        body, levels, loose = "", list[int](), list[_Node | str]()
        for child in _opened(children):
            if isinstance(child, str) or child.name not in _HEADINGS:
                loose.append(child)
                continue
            body += self._blocks(loose)
            loose = []
            while levels and levels[-1] >= _HEADINGS[child.name]:
                levels.pop()
                body += "</div>\n"
            levels.append(_HEADINGS[child.name])
            body += f"<div>\n<head{self._marks(child)}>{self._phrases(child.children)}</head>\n"
        body += self._blocks(loose) + "</div>\n" * len(levels)
        return body if body.strip() else "<p/>\n"

    def _blocks(self, children: Sequence[_Node | str]) -> str:
        """The content of body or div, where stray words get a paragraph."""
        blocks, loose = list[str](), list[_Node | str]()
        for child in (*children, None):
            if isinstance(child, str) or (child and child.name in _LOOSE):
                loose.append(child)
                continue
            words = self._phrases(loose).strip()
            blocks += [f"<p>{words}</p>\n" if words else "", self._block(child) if child else ""]
            loose = []
        return "".join(blocks)

    def _mixed(self, children: Sequence[_Node | str]) -> str:
        """The content of quote, item or cell, which take blocks and words."""
        return "".join(
            self._block(child) if isinstance(child, _Node) and child.name not in INLINE else self._phrases((child,))
            for child in _opened(children)
        )

    def _phrases(self, children: Sequence[_Node | str]) -> str:
        """The content of an element that takes no paragraph: a block is its words between line ends."""
        written: list[str] = []
        for child in children:
            if isinstance(child, str):
                written.append(xml_text(child))
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
        if "credit" in kinds:
            return f'<seg type="credit">{inner}</seg>'
        if "dated" in kinds:
            return inner
        marks = self._marks(node)
        if not inner:
            return f"<anchor{marks}/>" if marks and "xml:id" in marks else ""
        if node.name == "a":
            return f"<ref{self._target(node)}{marks}>{inner}</ref>"
        if node.name in _UNSEEN:
            return f"<hi{marks}>{inner}</hi>" if marks else inner
        name = _PHRASES.get(node.name, "hi")
        return f'<{name}{marks} rend="{node.name}">{inner}</{name}>'

    def _passage(self, node: _Node, kinds: list[str], inner: str) -> str:
        """A piece of a passage with a reading or a note. The note stands where the last piece ends."""
        number = node.attributes.get("id", "")
        self.ids.add(number)
        if "reading" in kinds:
            if number:
                self._reading = int(number[1:])
            reading = self._readings[self._reading - 1]
            return choice(reading, inner, number) + (reason(self._reading, reading.why) if number else "")
        name = f' xml:id="{number}"' if number else ""
        note = int(node.attributes.get("data-n", 0))
        return f'<seg type="noted"{name}>{inner}</seg>' + (annotation(note, self._notes[note - 1].note) if note else "")

    def _block(self, node: _Node) -> str:
        name, inside = node.name, node.children
        if name in _LISTS:
            return self._list(node)
        if name == "table":
            return self._table(node)
        if name in _EMPTY:
            return _EMPTY[name].format(self._marks(node))
        if name == "img":
            return self._image(node)
        if name == "blockquote":
            return f"\n<quote{self._marks(node)}>{self._mixed(inside)}</quote>\n"
        if name == "pre":
            return f'\n<ab{self._marks(node)} type="code" xml:space="preserve">{self._phrases(inside)}</ab>\n'
        rend = "" if name == "p" else f' rend="{name}"'
        return f"\n<p{self._marks(node)}{rend}>{self._phrases(inside)}</p>\n"

    def _list(self, node: _Node) -> str:
        rend, names = _LISTS[node.name]
        children = [child for child in node.children if isinstance(child, _Node) or child.strip()]
        labelled = all(isinstance(child, _Node) and "value" in child.attributes for child in children)
        items = []
        for child in children:
            if isinstance(child, _Node) and child.name in names.split():
                kind = f' rend="{child.name}"' if node.name == "dl" else ""
                if labelled:
                    items.append(f"<label>{xml_text(child.attributes['value'])}.</label>\n")
                items.append(f"<item{self._marks(child)}{kind}>{self._mixed(child.children)}</item>\n")
            elif words := self._mixed((child,)).strip():
                items.append(f"<item>{words}</item>\n")
        return f'\n<list{self._marks(node)} rend="{rend}">\n{"".join(items)}</list>\n' if items else ""

    def _table(self, node: _Node) -> str:
        head = rows = ""
        for child in _opened(node.children, _ROWS):
            if isinstance(child, _Node) and child.name == "tr":
                cells = "".join([self._cell(cell) for cell in child.children if isinstance(cell, _Node)])
                rows += f"<row{self._marks(child)}>{cells}</row>\n" if cells else ""
            elif words := self._phrases((child,)).strip():
                head += f"<head>{words}</head>\n"
        return f"\n<table{self._marks(node)}>\n{head}{rows or '<row><cell/></row>'}</table>\n"

    def _cell(self, node: _Node) -> str:
        spans = ((html, node.attributes.get(html, "")) for html in ("colspan", "rowspan"))
        size = "".join([f' {html[:3]}s="{int(n)}"' for html, n in spans if re.fullmatch("[1-9][0-9]{0,2}", n)])
        role = ' role="label"' if node.name == "th" else ""
        return f"<cell{self._marks(node)}{role}{size}>{self._mixed(node.children)}</cell>\n"

    def _image(self, node: _Node) -> str:
        url = uri(node.attributes.get("src", ""))
        graphic = f'<graphic url="{escape(url)}"/>' if url else ""
        alt = node.attributes.get("alt", "")
        return (
            f"\n<figure{self._marks(node)}>{graphic}{f'<figDesc>{xml_text(alt)}</figDesc>' if alt else ''}</figure>\n"
        )

    def _target(self, node: _Node) -> str:
        href = node.attributes.get("href", "")
        url = f"#{_id(href[1:])}" if href.startswith("#") and len(href) > 1 else uri(href) if href else None
        return f' target="{escape(url)}"' if url else ""

    def _marks(self, node: _Node) -> str:
        """The id and the language of an element. The first element that has an id keeps it."""
        number = _id(node.attributes.get("id", ""))
        if not number or number in self.ids:
            return _language(node)
        self.ids.add(number)
        return f' xml:id="{number}"{_language(node)}'


def _id(name: str) -> str:
    """The id in TEI of what a page calls `name`. Those of the text's own begin with fn or text, so that they differ
    from all others here. A sign that no name may have is its code."""
    if not name or _MARK.fullmatch(name):
        return name
    name = name.replace(":", ".") if _FOOTNOTE.match(name) else f"text.{name}"
    return _NO_NAME.sub(lambda sign: f"_{ord(sign[0]):x}_", name)


def _opened(children: Sequence[_Node | str], boxes: frozenset[str] = _BOXES) -> list[_Node | str]:
    """The children, each box replaced by its content."""
    content: list[_Node | str] = []
    for child in children:
        if isinstance(child, _Node) and child.name in boxes:
            anchor = [_Node("a", {"id": child.attributes["id"]})] if child.attributes.get("id") else []
            content += ["\n", *anchor, *_opened(child.children, boxes), "\n"]
        else:
            content.append(child)
    return content


def _language(node: _Node) -> str:
    tag = node.attributes.get("lang", "")
    return f' xml:lang="{tag}"' if _LANGUAGE.fullmatch(tag) else ""
