"""The copies that are kept of a text received, and the one comparison of the text shown with them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from colophon.model.addresses import RECEIVED
from colophon.model.article import Change, Comparison, Outcome
from colophon.model.problems import ERROR, WARNING
from colophon.readers.annotations import compare
from colophon.readers.fields import FieldReader
from colophon.readers.files import is_plain_file

_TEXT = ("txt", "text")
_MARKDOWN = ("md", "markdown", "mkd")
_WEB = ("html", "htm", "xhtml")
# What a copy is that can't be compared, by the ending of its file.
_KINDS = {
    **dict.fromkeys("jpg jpeg png gif webp avif heic tif tiff bmp jp2 svg djvu".split(), "picture"),  # noqa: SIM905 - shorter
    **dict.fromkeys((*_WEB, "mhtml", "mht", "warc", "wacz"), "web page"),
    **dict.fromkeys("doc docx odt rtf epub".split(), "document"),  # noqa: SIM905
    **dict.fromkeys("mp3 m4a ogg oga opus wav flac aac mp4 m4v mov webm ogv mkv avi".split(), "recording"),  # noqa: SIM905
    **dict.fromkeys(("zip", "7z", "gz", "tar"), "archive"),
    "pdf": "PDF",
}
# The endings under which a copy is looked for where custody names none.
_BESIDE = (*_TEXT, "TXT", *_MARKDOWN, *_WEB, "pdf", "png", "jpg", "jpeg", "JPG", "webp", "tif", "tiff", "docx", "odt",
    "epub", "mhtml", "warc", "wacz")  # fmt: skip
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_SEEN = re.compile(r"<(head|script|style|template|noscript)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that a step `received` names: the step's place in the header, its path, its bytes and the encoding that
    the step states."""

    place: str
    file: str
    data: bytes
    encoding: str | None

    @property
    def ending(self) -> str:
        """The ending of the file, in small letters."""
        return _ending(self.file)

    @property
    def kind(self) -> str:
        """What it is, where it can't be compared."""
        return _KINDS.get(self.ending, "file")


class Texts(NamedTuple):
    """How HTML and Markdown become the text that they show."""

    html: Callable[[str], str]
    markdown: Callable[[str], str]


@lru_cache(maxsize=16)
def received_stem(path: str) -> str:
    """Where a copy is looked for, without its ending: received/2022/x for articles/2022/x.md."""
    return f"{RECEIVED}/{os.path.splitext(path)[0].removeprefix('articles/')}"


def received_beside(content: str, path: str) -> str | None:
    """The copy of the same name as the article at `path`, where there is one."""
    stem = received_stem(path)
    if not os.path.isdir(os.path.join(content, os.path.dirname(stem))):
        return None
    return next((file for end in _BESIDE if is_plain_file(content, file := f"{stem}.{end}")), None)


def check_received(
    fields: FieldReader, kept: Sequence[Kept], changes: Sequence[Change | None], shown: str, *, own: bool, texts: Texts
) -> Comparison:
    """Compare the text shown with the last copy that is text. Differences that no change declares are Problems; those
    from a web page are a warning, since it has other words around the text, and then nothing counts as compared."""
    declared = sum(change is not None for change in changes)
    for copy in reversed(kept):
        text = _text(fields, copy, texts)
        if text is None:
            continue
        web = copy.ending in _WEB
        if compare(fields, text, copy.file, changes, shown, None if web else texts.markdown):
            return Comparison(outcome=Outcome.CHANGED if declared else Outcome.EQUAL, changes=declared, file=copy.file)
        if not web:
            break
    if kept:
        return Comparison(outcome=Outcome.NOT_COMPARED, changes=declared, kept=kept[-1].kind)
    if declared:
        remedy = "add a step “act: received” with its file to custody"
        fields.refuse("changes", "there is no received text for them to be changes of", remedy)
    return Comparison(outcome=Outcome.OWN if own else Outcome.NO_COPY)


def _text(fields: FieldReader, copy: Kept, texts: Texts) -> str | None:
    """The text of a copy; None where it has none that can be compared."""
    web = copy.ending in _WEB
    if copy.ending not in (*_TEXT, *_MARKDOWN, *_WEB):
        return None
    if not copy.data.strip():
        fields.refuse(f"{copy.place}.file", f"“{copy.file}” is empty", "keep the bytes that were received")
        return None
    try:
        text = copy.data.decode(copy.encoding or "utf-8-sig")
    except LookupError:
        found = f"“{copy.encoding}” is not an encoding"
        fields.refuse(f"{copy.place}.encoding", found, "write its usual name, as in gb18030")
        return None
    except UnicodeDecodeError:
        name = next((name for mark, name in _MARKS if copy.data.startswith(mark)), None)
        remedy = f"write encoding: {name}" if name else "write encoding: and its name, as in encoding: gb18030"
        found = f"“{copy.file}” is not {copy.encoding or 'UTF-8'}, so it can't be compared"
        fields.refuse(f"{copy.place}.encoding", found, remedy, WARNING if web else ERROR)
        return None
    if web:
        return texts.html(_NOT_SEEN.sub(" ", text))
    return texts.markdown(text) if copy.ending in _MARKDOWN else text


def _ending(file: str) -> str:
    return os.path.splitext(file)[1][1:].lower()
