"""The links of a text: where each is written, what it may mean, and the text with links to files of the output.

A link within the site has one of three notations: Pelican's braces, as in {filename}other.md; an address without them,
relative or from the root; and the address of the site itself in full. What is there in the end is known only when all
files were read, so a link says which file it may mean, not whether there is one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from msgspec.structs import replace

from colophon.model.addresses import FRONT
from colophon.model.article import Article, Record

# The words between braces that link to files of the content folder.
FILES = ("filename", "static", "attach")
CALL = "fnref:"  # with which Markdown begins the id of the call of a note
# Endings of texts. A relative address with one of them means the text, never the Markdown beside a page.
MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
TEXTS = (*MARKDOWN, ".rst")
# Endings of the texts that Pelican's own readers read.
OTHER_MARKUP = (".rst", ".html", ".htm")

_TAG = re.compile(r'<(a|img|blockquote|q|ins|del)(\s(?:"[^"]*"|[^">])*)>')
_ATTRIBUTE = re.compile(r'(\s[^\s="]+)(?:="([^"]*)")?')
_LINKING = {"href", "src", "cite"}
_NOTATION = re.compile(r"(?:\{|%7B|\|)(\w+)(?:\}|%7D|\|)(.*)", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SUFFIX = re.compile(r"[?#].*", re.DOTALL)
# What Markdown and HTML write before the address of a link, before that of a picture, and after either.
_BEFORE = re.compile(r"(?:\]\(\s*<?|\]:\s*<?|=\s*[\"']?|<)\Z")
_BEFORE_PICTURE = re.compile(r"(?:!\[[^\]\n]*\]\(\s*<?|\]:\s*<?|src\s*=\s*[\"']?)\Z")
_AFTER = re.compile(r"[\s)>\"']|\Z")
_JUST_BEFORE = {*"(<=\"':", " ", "\n", "\t"}
MOST_BEFORE = 300  # characters before an address that are looked at
_EMPTY = re.compile(r"""(?<!!)\[[^\]\n]*(\]\(\s*(?:<>)?\s*\))|(?:href|cite)(\s*=\s*(?:""|''))""")
_EMPTY_PICTURE = re.compile(r"""!\[[^\]\n]*(\]\(\s*(?:<>)?\s*\))|src(\s*=\s*(?:""|''))""")
# What begins text that is shown as it is written, or a comment; and the signs that Markdown asks for in an address.
_OPENING = re.compile(r"^(`{3,}|~{3,})|(?<!`)(`+)|<!--", re.MULTILINE)
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")

# A link as it is written, the file of the output that it leads to, and the id there, if it is not the one written.
Target = tuple[str, str, str]


class WrittenLink(NamedTuple):
    """The address of a link as a text has it, whether it is that of a picture, and the lines of the file with it."""

    address: str
    image: bool
    lines: tuple[int, ...]


class TextLink(Record, frozen=True, kw_only=True):
    """A link within the site: the address as it is `written`, its `lines`, and what it may mean.

    `notation` is the word between braces, empty for an address without them, and `value` what follows it. `file` is
    the file of the content folder that it may mean, `page` the file of the output; None where it can't mean one. Both
    are normal paths, which may begin with “..”. `fragment` is the id that it leads to, empty for none. `field` is the
    field of the header that names the file, “text” for a link of the text.
    """

    written: str
    lines: tuple[int, ...]
    image: bool = False
    notation: str = ""
    value: str = ""
    file: str | None = None
    page: str | None = None
    fragment: str = ""
    field: str = "text"

    @property
    def here(self) -> bool:
        """Whether it leads to a place on its own page, wherever that is."""
        return self.written.startswith("#")


def written_links(html: str, text: str, first: int) -> tuple[WrittenLink, ...]:
    """The links of safe HTML, each once. `text` is the Markdown that the HTML is made of, from line `first`."""
    found: dict[tuple[str, bool], None] = {}
    for tag in _TAG.finditer(html):
        for name, value in _ATTRIBUTE.findall(tag[2]):
            if name.strip() in _LINKING:
                found[unescape(value), name.strip() == "src"] = None
    if not found:
        return ()
    words = _words(text)
    texts = words, _ESCAPED.sub("", words).replace("&amp;", "&")
    return tuple(WrittenLink(a, image, _lines(a, image, texts, first)) for a, image in found)


def _words(text: str) -> str:
    """The text with nothing but line breaks in place of code and comments."""
    parts, at, unclosed = list[str](), 0, set[str]()
    while opening := _OPENING.search(text, at):
        sign = opening[0]
        end = _end(text, opening, sign) if sign not in unclosed else -1
        if end < 0:
            unclosed.add(sign)
            parts.append(text[at : (end := opening.end())])
        else:
            parts += [text[at : opening.start()], "\n" * text.count("\n", opening.start(), end)]
        at = end
    return "".join((*parts, text[at:]))


def _end(text: str, opening: re.Match[str], sign: str) -> int:
    """Where code or a comment ends; -1 where it doesn't."""
    fence = re.escape(sign)
    pattern = rf"^{fence}" if opening[1] else rf"(?<!`){fence}(?!`)" if opening[2] else "-->"
    closing = re.compile(pattern, re.MULTILINE).search(text, opening.end())
    return closing.end() if closing else -1


def _lines(address: str, image: bool, texts: tuple[str, str], first: int) -> tuple[int, ...]:
    """The lines on which an address stands; the first line where the text doesn't have it. The second of `texts` has
    the same lines, without the signs that Markdown asks for."""
    for text in texts:
        if places := [*_places(address, image, text)]:
            return tuple(dict.fromkeys(first + text.count("\n", 0, place) for place in places))
    return (first,)


def _places(address: str, image: bool, text: str) -> Iterator[int]:
    """Where an address stands in a text as that of a link or a picture; of a note's way back, where the note stands."""
    if address.startswith(f"#{CALL}"):
        note = re.escape(f"[^{address.removeprefix(f'#{CALL}')}]:")
        yield from (match.start() for match in re.finditer(note, text))
        return
    if not address:
        empty = _EMPTY_PICTURE if image else _EMPTY
        yield from (match.start(match.lastindex or 0) for match in empty.finditer(text))
        return
    at, before = text.find(address), _BEFORE_PICTURE if image else _BEFORE
    while at >= 0:
        alone = text[at - 1 : at] in _JUST_BEFORE and _AFTER.match(text, at + len(address))
        if alone and before.search(text, max(0, at - MOST_BEFORE), at):
            yield at
        at = text.find(address, at + len(address))


def text_link(link: WrittenLink, path: str, address: str, site: str) -> TextLink | None:
    """What a link may mean; None where it leads elsewhere. `path` is the file of its article, `address` the file of its
    page, and `site` the address of the site, empty where that is not known."""
    written = "".join(c for c in link.address.strip() if c not in "\t\n\r")
    bare = TextLink(written=link.address, lines=link.lines, image=link.image)
    if match := _NOTATION.fullmatch(written):
        return replace(bare, **_in_braces(match[1].lower(), match[2], path))
    ours = _below(site, written)
    if ours is None and (_SCHEME.match(written) or written.startswith("//")):
        return None
    plain, fragment = _parted(ours or written)
    page = _joined(posixpath.dirname(address), plain) if plain else address
    if ours is not None or not plain:
        return replace(bare, page=page, fragment=fragment)
    file = _joined(posixpath.dirname(path), plain)
    if plain.lower().endswith(TEXTS) and not plain.startswith("/"):
        return replace(bare, file=file, fragment=fragment)
    return replace(bare, file=file, page=page, fragment=fragment)


def field_link(field: str, path: str, line: int) -> TextLink:
    """A file below the content folder that a field of the header names as a picture."""
    return TextLink(written=path, lines=(line,), image=True, notation="static", file=_joined("", path), field=field)


def _in_braces(notation: str, value: str, path: str) -> dict[str, str]:
    plain, fragment = _parted(value)
    meant = {"notation": notation, "value": unquote(value)}
    if notation in FILES:
        return {**meant, "file": _joined(posixpath.dirname(path), plain), "fragment": fragment}
    return {**meant, "page": FRONT, "fragment": fragment} if notation == "index" else meant


def _below(site: str, address: str) -> str | None:
    """An absolute address of the site as one from its root; None for any other address."""
    try:
        own, other = urlsplit(site), urlsplit(address)
    except ValueError:
        return None
    root = own.path.rstrip("/")
    if not site or other.scheme not in ("http", "https", "") or other.netloc.lower() != own.netloc.lower():
        return None
    if other.path != root and not other.path.startswith(f"{root}/"):
        return None
    return urlunsplit(("", "", other.path[len(root) :] or "/", other.query, other.fragment))


def _parted(address: str) -> tuple[str, str]:
    """The path of an address, and its fragment; both decoded."""
    plain, _, fragment = address.partition("#")
    return unquote(plain.partition("?")[0]), unquote(fragment.partition(":~:")[0])


def _joined(folder: str, path: str) -> str:
    """A normal path below the root, which is empty."""
    joined = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
    return "" if joined == "." else joined


def resolve(article: Article, address: str, targets: tuple[Target, ...]) -> Article:
    """The article with its links resolved to files of the output, relative to its own file at `address`. Links without
    a target stay as they are."""
    if not targets:
        return article
    here, found = posixpath.dirname(address) or ".", {written: where for written, *where in targets}

    def resolved(written: str) -> str | None:
        if written not in found:
            return None
        file, own = found[written]
        ending = suffix(written)
        return quote(posixpath.relpath(file, here)) + (f"{ending.partition('#')[0]}#{own}" if own else ending)

    return replace(article, html=with_addresses(article.html, resolved))


def suffix(written: str) -> str:
    """The query and the fragment of a link as it is written."""
    match = _NOTATION.fullmatch(written.strip())
    if match and match[1].lower() == "tag":
        return ""
    ending = _SUFFIX.search(match[2] if match else written)
    return ending[0].rstrip() if ending else ""


def with_addresses(html: str, changed: Callable[[str], str | None]) -> str:
    """Safe HTML with other addresses of links and pictures; where `changed` returns None, they stay."""

    def attribute(match: re.Match[str]) -> str:
        if match[1].strip() not in _LINKING or (other := changed(unescape(match[2] or ""))) is None:
            return match[0]
        return f'{match[1]}="{escape(other)}"'

    return _TAG.sub(lambda tag: f"<{tag[1]}{_ATTRIBUTE.sub(attribute, tag[2])}>", html)
