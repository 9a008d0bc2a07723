"""The bytes of one file below the content folder, and the text that they are.

No link is followed in any part of a path, and nothing but regular files is read, so what lies outside the folder is
neither read nor published.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from itertools import islice

from colophon.model.problems import WARNING, Problem, counted

LARGEST_FILE = 10_000_000  # bytes, of an article, a register file or a file that custody names

# Whether the system can open a path part by part. Where it can't (Windows), real paths are compared.
STEPWISE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
_FOLDER_BELOW = _FOLDER | getattr(os, "O_NOFOLLOW", 0)
_USUAL_PATH = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*")
# Folders that were reached without a link, by path: device and inode.
_reached: dict[str, tuple[int, int]] = {}

# C0 and C1 controls but tab and newline, and noncharacters: no text has them.
_NO_TEXT = "\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
# Also embeddings, overrides and isolates, for which HTML has <bdi> and dir="rtl": left open, they reorder what follows;
# the byte order mark and lone surrogates. U+FFFD is only warned of, since texts are received with it.
HIDDEN_RANGES = rf"{_NO_TEXT}\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
HIDDEN = re.compile(f"[{HIDDEN_RANGES}]")
_ALL_HIDDEN = re.compile(f"^([ \t]*)[{HIDDEN_RANGES} ]+$", re.MULTILINE)  # which would be an empty line without them
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()
_ASCII_TEXT = b"\n\t" + bytes(range(0x20, 0x7F))
_MOST_COMPLAINTS = 5


class Unreadable(OSError):
    """A file below the content folder can't be had. `strerror` completes a sentence that begins with its name."""


def open_file(folder: str, path: str) -> int:
    """A descriptor for reading the file at `path`, relative to `folder`, with forward slashes. It may be of something
    else than a regular file. Raises Unreadable."""
    if not _USUAL_PATH.fullmatch(path):
        plain = path.replace("\\", "/")
        if not plain or plain.startswith("/") or ":" in path[:3] or "\0" in path or ".." in plain.split("/"):
            raise Unreadable(errno.EINVAL, "is not a path below the content folder", path)
        path = os.path.normpath(path).replace(os.sep, "/")
    try:
        if STEPWISE:
            return _opened(folder, path)
        if not leads_elsewhere(folder, path):
            return os.open(f"{folder}/{path}", _FILE)
    except (OSError, ValueError) as error:
        if not leads_elsewhere(folder, path):
            number, reason = (error.errno, in_words(error)) if isinstance(error, OSError) else (0, "no such name")
            raise Unreadable(number, f"can't be read ({reason})", path) from None
    raise Unreadable(errno.ELOOP, "leads through a link, and links are not followed", path)


def _opened(folder: str, path: str) -> int:
    """Opens a path part by part. The parts above the file are not opened again where its folder is still the one that
    was reached in this way before."""
    above, slash, name = path.rpartition("/")
    whole = f"{folder}/{above}"
    if slash and _identity(os.stat(whole)) == _reached.get(whole):
        return os.open(f"{folder}/{path}", _FILE)
    at = os.open(folder, _FOLDER)
    try:
        for part in above.split("/") if slash else ():
            below = os.open(part, _FOLDER_BELOW, dir_fd=at)
            os.close(at)
            at = below
        _reached[whole] = _identity(os.fstat(at))
        return os.open(name, _FILE, dir_fd=at)
    finally:
        os.close(at)


def _identity(about: os.stat_result) -> tuple[int, int]:
    return about.st_dev, about.st_ino


def leads_elsewhere(folder: str, path: str) -> bool:
    """Whether some part of `path` below `folder` is a link or a junction."""
    parts = os.path.normpath(path).split(os.sep)
    try:
        if any(os.path.islink(os.path.join(folder, *parts[: number + 1])) for number in range(len(parts))):
            return True
        straight = os.path.join(os.path.realpath(folder), *parts)
        return os.path.normcase(os.path.realpath(straight)) != os.path.normcase(straight)
    except (OSError, ValueError):
        return False


def read_bytes(folder: str, path: str, most: int | None = None) -> bytes:
    """The bytes of the regular file at `path` below `folder`, at most `most` of them. Raises Unreadable."""
    number = open_file(folder, path)
    try:
        about = os.fstat(number)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(errno.EINVAL, "is not a regular file", path)
        if most is not None and about.st_size > most:
            raise Unreadable(errno.EFBIG, f"is {about.st_size:,} bytes long; the limit is {most:,}", path)
        data = os.read(number, about.st_size + 1)
        while len(data) < about.st_size and (more := os.read(number, about.st_size - len(data) + 1)):
            data += more
        return data
    finally:
        os.close(number)


def read_file(folder: str, path: str) -> bytes | str:
    """The same for a file of at most LARGEST_FILE bytes; where it can't be had, why, as a text."""
    try:
        return read_bytes(folder, path, LARGEST_FILE)
    except OSError as error:
        return str(error.strerror) if isinstance(error, Unreadable) else f"can't be read ({in_words(error)})"


def in_words(error: OSError) -> str:
    """Why the system refused something, in lower case."""
    return (error.strerror or "no reason given").lower()


def character(hidden: str) -> str:
    """A hidden character as messages have it: “the invisible character U+202E RIGHT-TO-LEFT OVERRIDE”."""
    code = f"U+{ord(hidden):04X}"
    name = unicodedata.name(hidden, "")
    return f"the invisible character {code} {name}" if name else f"the control character {code}"


def instead_of(hidden: str) -> str:
    """What to write instead of a hidden character. Windows has letters and quotes where Unicode has C1 controls, and
    they come here where its encoding was taken for another."""
    meant = bytes([ord(hidden)]).decode("cp1252", "ignore") if "\x80" <= hidden <= "\x9f" else ""
    return f"write {meant}, which it stands for on Windows" if meant else "remove it"


def decoded(label: str, data: bytes, problems: list[Problem], *, whole: str = "") -> tuple[str, bytes] | None:
    """The text of a file, its newlines `\\n` whatever they were, and that text in UTF-8; None, with a Problem, for
    what is not text. Hidden characters are Problems too, and left out of the text. What is wrong is the `header` or the
    `text`, or `whole` in a file that has only one part."""

    def refuse(line: int, found: str, remedy: str) -> None:
        problems.append(Problem(label, line, "file", found, remedy))

    if not data or data.isspace():
        refuse(0, "it is empty", "write a header and a text")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(0, "it is UTF-16", "save it as UTF-8")
        return None
    odd = data.translate(None, _ASCII_TEXT)
    if b"\0" in odd:
        line = _line(data, data.index(b"\0"))
        refuse(line, "a NUL byte: it is no text", "save it as a UTF-8 text file")
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        found = f"not UTF-8 (byte {data[error.start]:02X} at {error.start})"
        refuse(_line(data, error.start), found, "save it as UTF-8")
        return None
    if not odd:
        return text, data
    whole_text = _with_newlines(text, odd)
    if whole_text is not text:
        text, data = whole_text, whole_text.encode()
        odd = data.translate(None, _ASCII_TEXT)
    if _REPLACEMENT in odd:
        _name_lost(label, text, problems, whole)
    if not HIDDEN.search(odd.decode()):
        return text, data
    text = _without_hidden(label, text, problems, whole)
    return text, text.encode()


def _with_newlines(text: str, odd: bytes) -> str:
    """The text without byte order marks in front, its newlines `\\n`; `odd` has its bytes that are not ASCII."""
    text = text.lstrip("\ufeff") if b"\xef\xbb\xbf" in odd else text
    if b"\r" in odd:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if b"\xc2\x85" in odd and "\n" not in text:  # else it is a sign of Windows that was taken for a control character
        text = text.replace("\x85", "\n")
    return text


def _without_hidden(label: str, text: str, problems: list[Problem], whole: str) -> str:
    """The text without its hidden characters, so that none of them leads to a second Problem."""
    end = _header_end(text)
    for match in islice(HIDDEN.finditer(text), _MOST_COMPLAINTS):
        name = whole or ("header" if match.start() < end else "text")
        line = text.count("\n", 0, match.start()) + 1
        problems.append(Problem(label, line, name, character(match[0]), instead_of(match[0])))
    header = HIDDEN.sub("", _ALL_HIDDEN.sub("\\1\u2060", text[:end]))
    return header + HIDDEN.sub(" ", text[end:])


def _name_lost(label: str, text: str, problems: list[Problem], whole: str) -> None:
    """Warn of U+FFFD, once in the header and once in the text."""
    end, sign = 0 if whole else _header_end(text), _REPLACEMENT.decode()
    for name, part, above in (("header", text[:end], 0), ("text", text[end:], text.count("\n", 0, end))):
        if sign in part:
            line = above + part.count("\n", 0, part.index(sign)) + 1
            found = f"U+FFFD stands where {counted(part.count(sign), 'character')} got lost"
            remedy = "write what the source has there, and declare the change if it was received so"
            problems.append(Problem(label, line, whole or name, found, remedy, WARNING))


def _header_end(text: str) -> int:
    """Where the header of an article ends, nearly; a register file is all text."""
    return max(text.find("\n---", 3) if text.startswith("---") else text.find("\n\n"), 0)


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
