"""The bytes of one content file, and the text that they are.

Reads regular files inside the content folder only: no links, no pipes, nothing outside. Says in words what is wrong
with a file. It must not know what is in it.
"""

from __future__ import annotations

import os
import re
import stat
from itertools import islice

from colophon.model.problems import Problem

LARGEST_FILE = 10_000_000  # bytes

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_ASCII = bytes(range(0x80))
_ASCII_TEXT = b"\n\t" + bytes(range(0x20, 0x7F))
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_MOST_COMPLAINTS = 5


def read_file(folder: str, path: str) -> bytes | str:
    """The bytes of the file at `path` below `folder`, or why they can't be had."""
    if path.startswith(("/", "\\")) or ":" in path[:3] or "\0" in path or ".." in path.replace("\\", "/").split("/"):
        return "is not a path below the content folder"
    try:
        number = os.open(f"{folder}/{path}", _FLAGS)
    except OSError as error:
        return (
            "is a link, and links are not followed"
            if os.path.islink(f"{folder}/{path}")
            else f"can't be read ({_reason(error)})"
        )
    except ValueError:
        return "is not a path below the content folder"
    try:
        about = os.fstat(number)
        if not stat.S_ISREG(about.st_mode):
            return "is not a regular file"
        if about.st_size > LARGEST_FILE:
            return f"is {about.st_size:,} bytes long; the limit is {LARGEST_FILE:,}"
        return _all(number, about.st_size)
    except OSError as error:
        return f"can't be read ({_reason(error)})"
    finally:
        os.close(number)


def is_plain_file(folder: str, path: str) -> bool:
    """Whether a regular file, not a link, stands there."""
    try:
        return stat.S_ISREG(os.lstat(f"{folder}/{path}").st_mode)
    except (OSError, ValueError):
        return False


def _all(number: int, size: int) -> bytes:
    data = os.read(number, size + 1)
    while len(data) < size and (more := os.read(number, size - len(data) + 1)):
        data += more
    return data


def _reason(error: OSError) -> str:
    return (error.strerror or "no reason given").lower()


def decoded(label: str, data: bytes, problems: list[Problem]) -> tuple[str, bytes] | None:
    """The text of a file, its newlines `\\n` whatever they were, and that text in UTF-8; None, with a Problem, for
    what is not text."""
    if not data or data.isspace():
        return _refused(label, 0, "it is empty", "write a header and a text", problems)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused(label, 0, "it is UTF-16", "save it as UTF-8", problems)
    odd = data.translate(None, _ASCII_TEXT)
    if b"\0" in odd:
        line = _line(data, data.index(b"\0"))
        return _refused(label, line, "a NUL byte: it is no text", "save it as a UTF-8 text file", problems)
    try:
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        found = f"not UTF-8 (byte {data[error.start]:02X} at {error.start})"
        return _refused(label, _line(data, error.start), found, "save it as UTF-8", problems)
    if not odd:
        return text, data
    if b"\r" in odd or b"\xc2\x85" in odd or data.startswith(b"\xef\xbb\xbf"):
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
        data = text.encode()
        odd = data.translate(None, _ASCII_TEXT)
    if not _NO_TEXT.search(odd.decode()):
        return text, data
    for found_here in islice(_NO_TEXT.finditer(text), _MOST_COMPLAINTS):
        line = text.count("\n", 0, found_here.start()) + 1
        found = f"the control character U+{ord(found_here[0]):04X}"
        problems.append(Problem(label, line, "text", found, "remove it"))
    return None


def _refused(label: str, line: int, found: str, remedy: str, problems: list[Problem]) -> tuple[str, bytes] | None:
    problems.append(Problem(label, line, "file", found, remedy))
    return None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
