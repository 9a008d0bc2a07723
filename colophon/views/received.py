"""What the page of a received text shows: the text as it came, and what is known of its file."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, lookup
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any

from colophon.model.article import Event
from colophon.model.l10n import direction
from colophon.readers.files import HIDDEN_RANGES
from colophon.views.page import Page, Provider
from colophon.views.site import Row, View

_MARKS = {"utf-8": (BOM_UTF8,), "utf-16": (BOM_UTF16_LE, BOM_UTF16_BE), "utf-32": (BOM_UTF32_LE, BOM_UTF32_BE)}
_LINE_END, _LINE = re.compile(r"\r\n?"), re.compile(r"[^\n]*\n|[^\n]+$")
# What can't be seen: what no text has or what reorders it, and the spaces and hyphens that have no width. HTML may not
# even hold some of them. Joiners, which scripts need, and marks of direction are left as they are.
_UNSEEN = re.compile(f"[{HIDDEN_RANGES}\u00ad\u200b\u2060\u2028\u2029]")


class Holder(View, frozen=True, kw_only=True):
    """An article that rests on the file, and the step of its custody that names it, with the name of the actor."""

    row: Row
    step: Event


class ReceivedPage(Page, frozen=True, kw_only=True):
    """The page of a received text: its file below the content folder, its place in the output, and a value that changes
    with the file. `encoding` is the one that custody states, empty for none; `digests` are those that custody states,
    of which the file must have one; `lang` is empty where the language is not known."""

    file: str
    place: str
    mark: bytes
    encoding: str
    lang: str
    digests: tuple[str, ...]
    holders: tuple[Holder, ...]

    def shown(self, provider: Provider) -> dict[str, Any]:
        """The text. Raises EvidenceChanged."""
        digests = self.digests
        data = provider.read(self.file, lambda data: not digests or sha256(data).hexdigest() in digests)
        text, encoding, whole = decoded(data, self.encoding)
        view = ReceivedView(
            file=self.place,
            size=len(data),
            sha256=sha256(data).hexdigest(),
            encoding=encoding,
            whole=whole,
            marked=data.startswith(_MARKS.get(_codec(encoding), ())),
            lang=self.lang,
            direction=direction(self.lang) if self.lang else "auto",
            body=body(text),
            holders=self.holders,
        )
        return {"received": view}


@dataclass(frozen=True, kw_only=True)
class ReceivedView:
    """A received text: the file in the output, the number of its bytes and their digest; the encoding by which it is
    read, whether all bytes can be read by it, and whether a byte order mark comes first, which is not shown; the
    language, empty where it is not known, and the direction: ltr, rtl or auto; the text as safe HTML; the articles that
    rest on it."""

    file: str
    size: int
    sha256: str
    encoding: str
    whole: bool
    marked: bool
    lang: str
    direction: str
    body: str
    holders: tuple[Holder, ...]


def decoded(data: bytes, stated: str) -> tuple[str, str, bool]:
    """The text of a file, the encoding by which it is read (the one stated, else UTF-8), and whether all bytes can be
    read by it."""
    # What nothing was compared with may be in another encoding than is stated, or have a name there that is none.
    for encoding, errors in ((stated, "strict"), (stated, "replace"), ("UTF-8", "strict")):
        with suppress(LookupError, ValueError):
            codec = _codec(encoding).replace("utf-8", "utf-8-sig")
            return data.decode(codec, errors), encoding, errors == "strict"
    return data.decode("utf-8-sig", "replace"), "UTF-8", False


def _codec(encoding: str) -> str:
    return lookup(encoding).name.removesuffix("-sig")


def body(text: str) -> str:
    """A text as safe HTML: a `<p id="p1"><a class="pn" href="#p1" …></a>` for each paragraph, with its lines and the
    empty lines after it; `<span class="tab">` around tabs; `<span class="unseen">` with the code of each character that
    can't be seen."""
    return "".join(
        f'<p id="p{n}"><a class="pn" href="#p{n}" aria-label="¶ {n}"></a>{_visible(one)}</p>'
        for n, one in enumerate(paragraphs(_LINE_END.sub("\n", text)), 1)
    )


def paragraphs(text: str) -> Iterator[str]:
    """The pieces of a text that begin with a line after an empty one; joined, they are the text."""
    piece: list[str] = []
    empty, worded = False, False
    for line in _LINE.findall(text):
        if line.strip() and empty and worded:
            yield "".join(piece)
            piece = []
        empty = not line.strip()
        worded = worded or not empty
        piece.append(line)
    yield "".join(piece)


def _visible(text: str) -> str:
    text = escape(text, quote=False).replace("\t", '<span class="tab">\t</span>')
    return _UNSEEN.sub(lambda found: f'<span class="unseen">U+{ord(found[0]):04X}</span>', text)
