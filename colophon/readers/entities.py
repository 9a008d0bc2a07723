"""HTML in fields of text, which are no HTML: references such as `&amp;`, and tags.

A field is shown as it is written, in every form. So a reference or a tag in one is most likely a mistake, and is named
with what to write instead.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import NamedTuple

import nh3

from colophon.model.problems import ERROR, WARNING
from colophon.readers.files import HIDDEN, character

_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>|<!--(?:(?!<!--|-->).)*-->")
_TAGS = nh3.ALLOWED_TAGS | {"font", "script", "style", "iframe", "button", "video", "audio", "svg"}
_MOST_NAMED = 5


class Markup(NamedTuple):
    """HTML in a field of text: what was found, what to write, and how grave it is."""

    found: str
    remedy: str
    level: str


def markup(words: str) -> Markup | None:
    """The HTML in a field of text; None where there is none, as in “R&D; then” or “<illegible>”."""
    if "&" not in words and "<" not in words:
        return None
    references = [r for r in dict.fromkeys(found[0] for found in _REFERENCE.finditer(words)) if _meant(r)]
    for reference in references:
        if HIDDEN.fullmatch(meant := _meant(reference)):
            return Markup(f"{character(meant)}, written “{reference}”", "remove it", ERROR)
    tags = [tag[0] for tag in _TAG.finditer(words) if not tag[1] or tag[1].lower() in _TAGS]
    if not references and not tags:
        return None
    named = [*references, *dict.fromkeys(tags)][:_MOST_NAMED]
    verb = "is shown as it is written" if len(named) == 1 else "are shown as they are written"
    found = f"{', '.join(f'“{one}”' for one in named)} {verb}, since a field is text and not HTML"
    advice = [f"write {_instead(one)} for “{one}”" for one in named if one in references]
    if len(named) == 1:
        return Markup(found, f"write {_instead(named[0])}" if references else "leave it out", WARNING)
    advice += ["leave out the tags"] if tags else []
    return Markup(found, ", ".join(advice), WARNING)


def _meant(reference: str) -> str:
    """What a reference stands for; empty where HTML knows no such reference."""
    found = _REFERENCE.fullmatch(reference)
    if found is None or (found[3] and f"{found[3]};" not in html5):
        return ""
    code = int(found[1] or found[2] or "0", 16 if found[1] else 10)
    meant = unescape(reference)
    if not meant and 0 < code < 0x110000:
        return chr(code)
    return unescape(meant) if _REFERENCE.fullmatch(meant) else meant


def _instead(reference: str) -> str:
    meant = _meant(reference)
    if meant.isspace():
        return "a space"
    if meant == "\xad":
        return "nothing"
    return meant if meant.isprintable() else f"the character U+{ord(meant[0]):04X} itself"
