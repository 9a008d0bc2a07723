"""Safe HTML of a text: what a page may show is kept, what it may not is named, and ids that links need stay.

The HTML that comes in is Markdown's, with whatever HTML the text itself has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape, unescape
from typing import Protocol
from urllib.parse import unquote

import nh3

from colophon.model.problems import ERROR, WARNING
from colophon.readers.files import HIDDEN, character, instead_of
from colophon.readers.safe_html import TAG


class Complaint(Protocol):
    """Takes what was found in a text, what to write, where it stands (an offset), and the level."""

    def __call__(self, found: str, remedy: str, at: int = 0, level: str = ERROR) -> None:
        """Add it to the problems."""


_SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp", "news", "urn", "doi"})
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_WIDE_SCHEMES = _SCHEMES | {"javascript", "vbscript", "data", "file", "blob", "about", "filesystem", "view-source"}
_OWN_CLASS = re.compile(r"footnote(?:-ref|-backref)?|highlight|language-[a-z0-9+-]{1,30}|[a-z]{1,3}[0-9]?")
_ALIGNED = re.compile(r"left|right|center")
_ATTRIBUTES: dict[str, set[str]] = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
for _tag, _names in {
    "*": {"dir", "lang", "title", "id"},
    "a": {"class", "name"},
    "li": {"value"},
    **{tag: {"class"} for tag in ("div", "span", "code", "th", "td")},
}.items():
    _ATTRIBUTES.setdefault(_tag, set()).update(_names)
_LINKING = ("href", "src", "cite")

# Elements that run, fetch or ask.
_REFUSED = frozenset(
    "script style iframe object embed form input button textarea select svg math video audio source link meta base "  # noqa: SIM905 - shorter
    "template applet frame frameset canvas dialog".split()
)
# Elements in which a parser reads tags as text.
_RAW = frozenset(("title", "xmp", "plaintext", "noembed", "noframes"))
# Names of HTML, of today and of old: NAMES are all, UNCLOSED those that may lack an end tag. Other names between
# angle brackets are words.
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_END_MAY_LACK = "p li dt dd tr td th thead tbody tfoot colgroup option optgroup rt rp rtc"
UNCLOSED = _VOID | _REFUSED | frozenset(_END_MAY_LACK.split())
NAMES = (
    UNCLOSED
    | frozenset(nh3.ALLOWED_TAGS)
    | frozenset(
        "html head body noscript slot main section address search menu fieldset legend label datalist output progress "  # noqa: SIM905
        "meter picture font big blink marquee nobr listing basefont bgsound dir isindex keygen image".split()
    )
)
_ANGLE = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)(\s*/?>)?")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_KEPT_STYLE = re.compile(r"\s*white-space\s*:\s*(?:pre|pre-wrap|pre-line|break-spaces)\s*;?\s*")  # by <br>
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.IGNORECASE)

# Ids that a page gives itself: an id of the text that is one of them gets a name of its own.
_OF_THE_PAGE = re.compile(r"(?:p|r|d|on-|note-)\d+|main|body-text|names|notes|changes|contents|q|text-.*", re.DOTALL)
_ID = re.compile(r'\s(?:id|name)="([^"]*)"')
_NO_ID = re.compile(r"[\s%~]")
_OWN_LINK = re.compile(r'(<a\s(?:[^>]*\s)?href="#)([^"]+)"')


class Sanitiser:
    """Two passes of nh3: in the first, each address comes by to be named; in the second, only safe ones stay."""

    def __init__(self) -> None:
        self._safe = _cleaner(_SCHEMES, None)

    def clean(self, written: str, text: str, complain: Complaint, raw: str | None = None) -> str:
        """Safe HTML of `written`, which a reader made of `text`: that of Markdown where there is no `raw`, else one
        that writes no HTML of the text itself but `raw`."""
        written = words_in_brackets(written)
        if raw is not None:
            _name_what_goes(words_in_brackets(raw), text, complain)
        elif "<" in text or "{" in text:
            _name_what_goes(written, text, complain)
        refused: set[str] = set()
        wide = _cleaner(_WIDE_SCHEMES, partial(_attribute, text, complain, refused))
        safe = str(self._safe.clean(wide.clean(written)))
        if any(safe.count(name) < written.count(name) for name in ("href=", "src=", "cite=")):
            _name_dropped(_addresses(written) - _addresses(safe) - refused, text, complain)
        html = with_own_ids(safe)
        for hidden in dict.fromkeys(HIDDEN.findall(html)):
            # One that stands in the text itself was named when the file was decoded.
            if hidden not in text:
                complain(character(hidden), instead_of(hidden), _at(text, _reference(text, hidden)))
        return html

    def clean_page(self, html: str) -> str:
        """Safe HTML of a page that was received."""
        return str(self._safe.clean(html))


def without_comments(html: str) -> str:
    """HTML with spaces in the place of closed comments."""
    end = html.rfind("-->") + 3  # what is never closed is not looked through again and again
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), html[:end]) + html[end:] if end > 2 else html


def words_in_brackets(html: str) -> str:
    """The HTML with angle brackets around words of print, such as <illegible> or <sic!>, as text: what no element of
    a page is called, has no attributes and is not closed."""
    if "<" not in html:
        return html
    closed = {match[2].lower() for match in _ANGLE.finditer(html) if match[1]}

    def word(match: re.Match[str]) -> str:
        name = match[2].lower()
        markup = name in NAMES or name in closed or not match[3]
        return match[0] if markup and name not in _RAW else f"&lt;{match[0][1:]}"

    return _ANGLE.sub(word, html)


def _attribute(text: str, complain: Complaint, refused: set[str], tag: str, name: str, value: str) -> str | None:
    """The value of an attribute, None to drop it. It must not raise: nh3 would drop the attribute without a word.
    `refused` gets the addresses that were complained of."""
    if name not in _LINKING:
        return value if _is_kept(tag, name, value) else None
    if fault := _fault(tag, value):
        refused.add(value.strip())
        complain(*fault, _at(text, value))
        return None
    return value


def _addresses(html: str) -> set[str]:
    """The addresses of the elements that may have one."""
    return {
        unescape(value.strip("\"'")).strip()
        for tag in TAG.finditer(html)
        if not tag[1]
        for name, value in _ATTRIBUTE.findall(tag[3])
        if name.lower() in _LINKING and name.lower() in _ATTRIBUTES.get(tag[2].lower(), ())
    }


def _is_kept(tag: str, name: str, value: str) -> bool:
    """Whether a page shows this attribute; addresses are judged elsewhere."""
    if name not in _ATTRIBUTES["*"] and name not in _ATTRIBUTES.get(tag, ()):
        return False
    if name == "class":
        own = _ALIGNED if tag in ("th", "td") else _OWN_CLASS
        return all(own.fullmatch(word) for word in value.split())
    return name != "value" or bool(re.fullmatch(r"-?[0-9]{1,9}", value))


def _name_dropped(addresses: set[str], text: str, complain: Complaint) -> None:
    """Name the addresses that nh3 takes for none."""
    for at, address in sorted((_at(text, address), address) for address in addresses):
        found = f"“{address[:80]}” is no address that a page may link to"
        complain(found, "write the whole address, with %20 for a space", at)


def _fault(tag: str, address: str) -> tuple[str, str] | None:
    """What is wrong with an address, and what to write."""
    squeezed = "".join(c for c in address if c > " ")
    scheme = _SCHEME.match(squeezed)
    if tag == "img" and (squeezed.startswith(("//", "\\\\", "/\\", "\\/")) or scheme):
        found = f"the image “{address}” would be fetched from elsewhere"
        return found, "put the image into content/ and link to it there"
    if scheme and scheme[1].lower() not in _SCHEMES:
        return f"a link to “{address[:80]}”", "link to an https:// address or to a file of the site"
    return None


def _cleaner(schemes: frozenset[str], attributes: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    return nh3.Cleaner(attributes=_ATTRIBUTES, url_schemes=set(schemes), attribute_filter=attributes, link_rel=None)


def _at(text: str, words: str) -> int:
    return max(text.find(words), 0)


def _reference(text: str, hidden: str) -> str:
    """The HTML reference by which a text writes a character, such as &#x202e;; empty where there is none."""
    written = ((match[0], int(match[1] or match[2], 16 if match[1] else 10)) for match in _REFERENCE.finditer(text))
    return next((reference for reference, code in written if code == ord(hidden)), "")


def _name_what_goes(written: str, text: str, complain: Complaint) -> None:
    """Name the elements that are refused, each once; and once, together, all that a page doesn't show though its words
    stay."""
    refused: dict[str, int] = {}
    dropped: dict[str, int] = {}
    for tag in TAG.finditer(without_comments(written)):
        name = tag[2].lower()
        if tag[1]:
            continue
        if name in _REFUSED:
            refused.setdefault(name, _at(text, tag[0]))
        elif name not in nh3.ALLOWED_TAGS:
            dropped.setdefault(f"<{name}>", _at(text, tag[0]))
        else:
            for what, at in _attributes_that_go(name, tag, text):
                dropped.setdefault(what, at)
    for name, at in refused.items():
        complain(f"<{name}> is not shown on a page", "remove it", at)
    if dropped:
        *others, last = dropped
        names = f"{', '.join(others)} and {last} are" if others else f"{last} is"
        complain(f"{names} left out", "remove what a page doesn't show", min(dropped.values()), WARNING)


def _attributes_that_go(name: str, tag: re.Match[str], text: str) -> Iterator[tuple[str, int]]:
    """The attributes that the text itself gives an element and that a page doesn't show, each with its place. Others
    are Markdown's, which nobody misses."""
    at = text.find(tag[0])
    for attribute, quoted in _ATTRIBUTE.findall(tag[3]):
        key, value = attribute.lower(), unescape(quoted.strip("\"'"))
        if key in _LINKING or _is_kept(name, key, value) or (key == "style" and _KEPT_STYLE.fullmatch(value)):
            continue
        if at >= 0:
            yield f"{key} of <{name}>", at
            continue
        # From a list of attributes, such as {: .lead align=right }
        signs = [f".{word}" for word in value.split()] if key == "class" else [f"{attribute}="]
        place = next((place for sign in signs if (place := text.find(sign)) >= 0), -1)
        if place >= 0:
            yield f"{key} of <{name}>", place


def with_own_ids(html: str) -> str:
    """Safe HTML in which each id stands once and none is the page's own, with the links to them. The `name` of a link
    is its id."""
    if ' id="' not in html and ' name="' not in html:
        return html
    ids: dict[str, str] = {}

    def named(tag: re.Match[str]) -> str:
        if tag[1] or not _ID.search(tag[3]):
            return tag[0]
        names = dict.fromkeys(unescape(name) for name in _ID.findall(tag[3]))
        new = {name: own_id(name) for name in names if name and name not in ids}
        ids.update(new)
        first, *others = [f' id="{escape(one)}"' for one in new.values()] or [""]
        rest = _ID.sub("", tag[3])
        if tag[2] == "p" and not rest and first:  # the page numbers <p> itself
            first, others = "", [first]
        return f"<{tag[2]}{first}{rest}>" + "".join(f"<span{other}></span>" for other in others)

    def linked(link: re.Match[str]) -> str:
        written = unescape(link[2])
        own = ids.get(written) or ids.get(unquote(written))
        return f'{link[1]}{escape(own)}"' if own else link[0]

    return _OWN_LINK.sub(linked, TAG.sub(named, html))


def own_id(name: str) -> str:
    """The id on the page of what a text calls `name`. No id has white space, and in an address a percent sign begins a
    code."""
    name = _NO_ID.sub(lambda sign: f"~{ord(sign[0]):x}~", name)
    return f"text-{name}" if _OF_THE_PAGE.fullmatch(name) else name
