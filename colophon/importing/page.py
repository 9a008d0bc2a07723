"""A web page as a tree, with its lines of text in order, its meta elements and its linked data."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = frozenset("script style noscript template iframe svg head object select option textarea button".split())  # noqa: SIM905 - shorter
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small "  # noqa: SIM905
    "span strike strong sub sup time tt u var wbr".split()
)
# What parts the title from the name of the site in a title element.
SEPARATORS = re.compile(r"\s+[|–—·»›*-]\s+|\s*[|_｜ㅣ]\s*|：(?=[^：]{2,20}$)|--+|(?<=[\u3400-\u9fff\uac00-\ud7af])-")
_NO_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"Article|BlogPosting|NewsStory|^Report$")


def squeezed(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


@lru_cache(maxsize=4_096)
def key(text: str) -> str:
    """What two notations of the same words have in common: letters and numbers, in small letters."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that a page shows: its words, the element that holds it, how much of it is links, its place."""

    text: str
    element: Any
    links: float
    place: str


class Page:
    """A page that was found."""

    def __init__(self, markup: str) -> None:
        self.markup = _XML.sub("", _CONTROLS.sub("", markup)).strip() or "<html></html>"
        try:
            self.tree = lxml_html.document_fromstring(self.markup)
        except (ValueError, etree.ParserError):  # nothing but a comment, or a declaration of an encoding inside
            self.tree = lxml_html.document_fromstring("<html></html>")

    @cached_property
    def lines(self) -> list[Line]:
        """What the page shows, line by line."""
        body = self.tree.find("body")
        return list(_lines(self.tree if body is None else body))

    @staticmethod
    def lines_below(element: Any) -> list[Line]:
        """The lines of text below an element."""
        return list(_lines(element))

    @cached_property
    def line_keys(self) -> list[str]:
        """The keys of the lines."""
        return [key(line.text) for line in self.lines]

    @cached_property
    def meta(self) -> dict[str, list[tuple[str, str]]]:
        """The contents of meta elements by their names in small letters, each with its place."""
        found: dict[str, list[tuple[str, str]]] = {}
        for element in self.tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = squeezed(element.get("content") or "")
            if name and content:
                name = re.sub(r"^http://ogp\.me/ns(?:/(\w+))?#", lambda m: f"{m[1] or 'og'}:", name.strip().lower())
                found.setdefault(re.sub(r":\s+", ":", name), []).append((content, place_of(element)))
        return found

    def said(self, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Name, content and place of meta elements with one of these names, in the order of the names."""
        for name in names:
            for content, place in self.meta.get(name, ()):
                yield name, content, place

    @cached_property
    def title(self) -> str:
        """The title element."""
        return next((squeezed(element.text_content()) for element in self.tree.iter("title")), "")

    @cached_property
    def objects(self) -> list[tuple[dict[str, Any], str]]:
        """The objects of the linked data, outer ones first, each with its place."""
        found = []
        for element in self.tree.iter("script"):
            if "ld+json" in (element.get("type") or ""):
                place = place_of(element)
                found += [(each, place) for part in _json_values(element.text or "") for each in _objects(part)]
        return found

    @cached_property
    def articles(self) -> list[tuple[dict[str, Any], str]]:
        """The objects that are articles: those with a headline first."""
        found = [
            (each, place)
            for each, place in self.objects
            if any(map(_ARTICLE.search, types_of(each))) or each.get("pubDate")
        ]
        return sorted(found, key=lambda one: not (one[0].get("headline") and one[0].get("datePublished")))

    def named(self, identifier: object) -> dict[str, Any]:
        """The fullest object with an identifier."""
        same = [each for each, _ in self.objects if each.get("@id") == identifier]
        return max(same, key=len, default={})

    @cached_property
    def japanese(self) -> bool:
        """Whether it has Japanese letters, so that Chinese ones in a name are Japanese as well."""
        return len(re.findall("[\u3041-\u30ff]", self.markup[:400_000])) > 40

    @cached_property
    def headings(self) -> list[Line]:
        """The headings of the first rank."""
        texts = ((squeezed(element.text_content()), element) for element in self.tree.iter("h1"))
        return [Line(text, element, 0.0, place_of(element)) for text, element in texts if text]


def types_of(each: dict[str, Any]) -> list[str]:
    """The types of an object of linked data."""
    said = each.get("@type")
    return [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)]


def strings(value: Any) -> list[str]:
    """The strings that a property of linked data has, whatever its shape."""
    if isinstance(value, str):
        text = squeezed(_CONTROLS.sub("", html.unescape(html.unescape(value))))
        return [text] if text else []
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return strings(value.get("@value")) if isinstance(value, dict) else []


def several(value: Any) -> list[Any]:
    """A property of linked data as a list: what has one value may stand alone."""
    return value if isinstance(value, list) else [value] if value else []


def place_of(element: Any) -> str:
    """The line of the markup in which an element begins."""
    return f"line {element.sourceline}" if element.sourceline else ""


def _json_values(written: str) -> Iterator[Any]:
    """The values of a script of linked data; comments around them and a comma too many do no harm."""
    written = re.sub(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$", "", written.strip()).strip()
    for text in (written, re.sub(r",\s*([}\]])", r"\1", written)):
        decoder, at, found = json.JSONDecoder(strict=False), 0, []
        try:
            while at < len(text):
                value, at = decoder.raw_decode(text, at)
                found.append(value)
                at += len(text[at:]) - len(text[at:].lstrip(" \r\n\t;,"))
        except (ValueError, RecursionError):
            if not found:
                continue
        yield from found
        return


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a value, outer ones first: those in lists, in graphs, and those that an outer one is about."""
    waiting = [value]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting = [*each, *waiting]
        elif isinstance(each, dict):
            yield each
            inner = [each.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage", "publisher", "author")]
            waiting += [one for one in inner if isinstance(one, (list, dict))]


def _touch(before: str, text: str, *, link: bool) -> bool:
    """Whether the words of two elements would become one: numbers, or a link behind the end of a sentence."""
    one, other = before[-1:], text[:1]
    return (one.isdigit() and other.isdigit()) or (link and one in ".:" and other.isalnum())


class _Gathering:
    """The words of a line that is being read, and how many of their letters are links."""

    def __init__(self, root: Any) -> None:
        self.words: list[str] = []
        self.linked = 0
        self.holder = root

    def add(self, text: str | None, *, in_link: bool, begins_link: bool = False) -> None:
        if not text:
            return
        if self.words and _touch(self.words[-1], text, link=begins_link):
            self.words.append(" ")
        self.words.append(text)
        self.linked += len(text) if in_link else 0

    def line(self) -> Iterator[Line]:
        """The line so far, if it has words; then the next begins."""
        text = squeezed("".join(self.words))
        if text:
            yield Line(text, self.holder, min(1.0, self.linked / len(text)), place_of(self.holder))
        self.words, self.linked = [], 0


def _lines(root: Any) -> Iterator[Line]:
    """The lines below an element: block elements and line breaks part them."""
    now = _Gathering(root)
    stack: list[tuple[Any, bool, bool]] = [(root, False, False)]
    while stack:
        element, leaving, in_link = stack.pop()
        seen = isinstance(element.tag, str) and element.tag not in _UNSEEN
        inside = in_link or element.tag == "a"
        if seen and element.tag not in _INLINE:
            yield from now.line()
            parent = element.getparent()
            now.holder = element if not leaving or parent is None else parent
        if seen and not leaving:
            now.add(element.text, in_link=inside, begins_link=element.tag == "a")
            stack.append((element, True, in_link))
            stack += [(child, False, inside) for child in reversed(element)]
        elif element is not root:
            now.add(element.tail, in_link=in_link)
    yield from now.line()
