"""The copies that are kept of a text received, and the one comparison of the text shown with them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from colophon.model.addresses import RECEIVED, inert
from colophon.model.article import Change, Comparison, Outcome
from colophon.model.problems import ERROR, WARNING
from colophon.model.spelling import listed
from colophon.readers.annotations import compare
from colophon.readers.fields import FieldReader

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
# What may be a copy by its ending; the text that is compared comes last.
_COPIES = {ending: rank for rank, ending in enumerate((*_KINDS, *_MARKDOWN, *reversed(_TEXT)))}
_MOMENT = 0.05  # seconds
_RECENT = 5_000_000_000  # nanoseconds
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_SEEN = re.compile(
    r"<(head|title|script|style|template|noscript)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)


def is_text(file: str) -> bool:
    """Whether a received file is text by its ending, so that a page can show it."""
    return _ending(file) in (*_TEXT, *_MARKDOWN)


def opens(file: str) -> bool:
    """Whether browsers show a received file as what it is. Of any other they may take the encoding for another one."""
    return inert(file) and _KINDS.get(_ending(file)) in ("picture", "PDF", "recording")


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
    """Where a copy is looked for, up to its ending: “received/2022/x.” for articles/2022/x.md."""
    return f"{RECEIVED}/{os.path.splitext(path)[0].removeprefix('articles/')}."


class Copies:
    """The copies that lie in the folders of texts received. What is known of a folder holds for a moment, in which
    several hundred articles are read."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._folders: dict[str, _Folder] = {}

    def beside(self, path: str) -> tuple[str, ...]:
        """The copies of the same name as the article at `path`, text last."""
        folder, _, name = received_stem(path).rpartition("/")
        known = self._folders.get(folder)
        if known is None or time.monotonic() > known.until:
            known = self._folders[folder] = self._looked_at(folder, known)
        return tuple(f"{folder}/{file}" for file in known.copies.get(name[:-1], ())) if known.copies else ()

    def _looked_at(self, folder: str, known: _Folder | None) -> _Folder:
        place, until = f"{self._content}/{folder}", time.monotonic() + _MOMENT
        try:
            changed = os.stat(place).st_mtime_ns
        except OSError:
            return _Folder(until, 0, {})
        # In a folder that has just changed, more may change without a new time of change.
        if known and known.changed == changed and time.time_ns() - changed > _RECENT:
            return known._replace(until=until)
        return _Folder(until, changed, _copies(place))


class _Folder(NamedTuple):
    """The copies in a folder by the name of their article, the time of its last change, and until when they hold."""

    until: float
    changed: int
    copies: dict[str, list[str]]


def _copies(folder: str) -> dict[str, list[str]]:
    copies: dict[str, list[str]] = {}
    try:
        with os.scandir(folder) as entries:
            found = (one for one in entries if _ending(one.name) in _COPIES)
            files = [listed(one.name) for one in found if one.is_file(follow_symlinks=False)]
    except OSError:
        return {}
    for file in sorted(files, key=lambda file: (_COPIES[_ending(file)], file)):
        copies.setdefault(os.path.splitext(file)[0], []).append(file)
    return copies


def check_received(
    fields: FieldReader, kept: Sequence[Kept], changes: Sequence[Change | None], shown: str, *, own: bool, texts: Texts
) -> Comparison:
    """Compare the text shown with the last copy that is text. Differences that no change declares are Problems; those
    from a web page are a warning, since it has other words around the text, and then nothing counts as compared."""
    declared = sum(change is not None for change in changes)
    for copy in kept:
        if not copy.data.strip():
            fields.refuse(f"{copy.place}.file", f"“{copy.file}” is empty", "keep the bytes that were received")
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
    if copy.ending not in (*_TEXT, *_MARKDOWN, *_WEB) or not copy.data.strip():
        return None
    try:
        text = copy.data.decode(copy.encoding or "utf-8-sig")
    except UnicodeDecodeError:
        name = next((name for mark, name in _MARKS if copy.data.startswith(mark)), None)
        remedy = f"write encoding: {name}" if name else "write encoding: and its name, as in encoding: gb18030"
        found = f"“{copy.file}” is not {copy.encoding or 'UTF-8'}, so it can't be compared"
        fields.refuse(f"{copy.place}.encoding", found, remedy, WARNING if web else ERROR)
        return None
    except (LookupError, ValueError):
        found = f"“{copy.encoding}” is not an encoding"
        fields.refuse(f"{copy.place}.encoding", found, "write its usual name, as in gb18030")
        return None
    if web:
        return texts.html(_NOT_SEEN.sub(" ", text))
    return texts.markdown(text) if copy.ending in _MARKDOWN else text


def _ending(file: str) -> str:
    return os.path.splitext(file)[1][1:].lower()
