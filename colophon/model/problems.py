"""What is wrong with the content, said so that an editor can mend it.

One Problem is one line: FILE:LINE: field: what was found; what to write. This room collects, sorts and
prints them. It must not know what an article is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One defect of one file.

    `path` is relative to the content folder's parent, with forward slashes; `line` counts from 1 (0: the whole
    file). `level` is "error", which stops the build, or "warning", which is printed and counted.
    """

    path: str
    line: int
    field: str
    found: str
    remedy: str
    level: str = ERROR

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        mark = "warning: " if self.level == WARNING else ""
        return one_line(f"{place}: {mark}{self.field}: {self.found}; {self.remedy}")


class Refused(Exception):
    """The build stopped before anything was published; the message says why in one line.

    Pelican's `main` exits with `exitcode`.
    """

    exitcode = 1


def one_line(text: str) -> str:
    """Fold white space and control characters, so that a message stays on its line whatever the header held."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def nearest(word: str, known: Iterable[str]) -> str:
    """A clause that names the known word nearest to `word`, or an empty string."""
    match = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean “{match[0]}”?" if match else ""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a build, sorted by file, line and field."""
    return sorted(p for p in problems if p.level == ERROR)


def report(problems: Iterable[Problem]) -> str:
    """All problems, one a line, sorted, with a count of files and problems at the end."""
    found = sorted(set(problems))
    lines = [str(p) for p in found]
    bad = errors(found)
    if bad:
        files = len({p.path for p in bad})
        lines.append(f"{counted(len(bad), 'problem')} in {counted(files, 'file')}")
    return "\n".join(lines)


def counted(number: int, noun: str) -> str:
    """“1 file”, “2 files”; thousands are set apart."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
