"""Faults in the content, in words that tell an editor how to correct them.

One Problem is one line: FILE:LINE: field: what was found; what to write.
"""

from __future__ import annotations

import dataclasses
import io
import sys
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from math import inf
from typing import NamedTuple

_FIRST = 3  # of many warnings that say the same
ERROR = "error"
WARNING = "warning"


class Fix(NamedTuple):
    """What mends a problem for certain: `old` stands in its line, and `new` in its place leaves no doubt."""

    old: str
    new: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one file. `path` is relative to the parent of the content folder, with forward slashes; `line`
    counts from 1 (0: the whole file); `level` is ERROR, which stops the build, or WARNING, which is only printed;
    `fix` is what `colophon check --fix` writes, where only one thing can be meant."""

    path: str
    line: int
    field: str
    found: str
    remedy: str
    level: str = ERROR
    fix: Fix | None = dataclasses.field(default=None, compare=False)

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        mark = "warning: " if self.level == WARNING else ""
        return one_line(f"{place}: {mark}{self.field}: {self.found}; {self.remedy}")


class Refused(Exception):
    """The build stopped before it published anything; the message says why in one line. Pelican's `main` exits with
    `exitcode`."""

    exitcode = 1


def one_line(text: str) -> str:
    """The text on one line that every terminal can print: a space replaces white space and characters that can't be
    printed; a byte of a file name that is not UTF-8 is written \\xE9."""
    return " ".join("".join(c if c.isprintable() else _byte(c) for c in text).split())


def _byte(character: str) -> str:
    return f"\\x{ord(character) - 0xDC00:02X}" if "\udc80" <= character <= "\udcff" else " "


def print_any_character() -> None:
    """Let `print` write \\u201c and the like for a character that the terminal's encoding has not, as on Windows, where
    it may have few; else the message would be lost in a UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """“did you mean …?” with the known word most like `word`, or an empty string. `cutoff` is the least likeness, where
    1 is equal."""
    match = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"did you mean “{match[0]}”?" if match else ""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a build, sorted by file, line and field."""
    return sorted(p for p in problems if p.level == ERROR)


def report(problems: Iterable[Problem], most: float = inf) -> str:
    """All problems, sorted, one a line, and at the end the number of errors and of their files. Of more than `most`
    warnings that say the same only the first are shown, and how many there are besides."""
    distinct = set(problems)
    alike = Counter(_said(p) for p in distinct if p.level == WARNING)
    shown, lines = Counter[tuple[str, str]](), []
    for problem in sorted(distinct):
        said = _said(problem)
        shown[said] += problem.level == WARNING
        if problem.level != WARNING or alike[said] <= most or shown[said] <= _FIRST:
            lines.append(str(problem))
    for (field, found), number in alike.items():
        if number > most:
            lines.append(f"{number - _FIRST:,} more warnings of {field}: {found}; colophon check lists them all")
    if bad := errors(distinct):
        lines.append(f"{counted(len(bad), 'problem')} in {counted(len({p.path for p in bad}), 'file')}")
    return "\n".join(lines)


def _said(problem: Problem) -> tuple[str, str]:
    return problem.field, problem.found


def counted(number: int, noun: str) -> str:
    """“1 file”, “2 files”, “1,000 files”."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
