"""Mend what is certain in articles and pages of the site's own: `colophon check --fix`.

The reader says of each problem whether only one thing can be meant (`Problem.fix`). Here that is put in place, within
one line, and the file is read again: what does not mend its problem is left alone. All other bytes stay.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from colophon.model.problems import ERROR, Fix, Problem
from colophon.readers.files import in_words, read_file
from colophon.readers.reader import Reading

MOST = 500  # problems of one file that are mended in one go

Read = Callable[[bytes], Iterable[Problem]]
Parse = Callable[[str, bytes], Reading]
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True)
class Mended:
    """One file: its path below the content folder, its bytes before and after, and the problems that are gone."""

    path: str
    before: bytes
    after: bytes
    problems: tuple[Problem, ...]

    def diff(self, label: str) -> Iterator[str]:
        """The lines of a unified diff."""
        before, after = (data.decode().splitlines() for data in (self.before, self.after))
        return difflib.unified_diff(before, after, label, label, lineterm="")


def mended(path: str, data: bytes, read: Read) -> Mended:
    """A file without the problems that are certain; `read` finds those of its bytes."""
    now, problems, done = data, list(read(data)), list[Problem]()
    while len(done) < MOST:
        for problem in problems:
            changed = _applied(now, problem)
            if changed is None or changed == now:
                continue
            after = list(read(changed))
            if _mends(problem, problems, after):
                now, problems = changed, after
                done.append(problem)
                break
        else:
            break
    return Mended(path, data, now, tuple(done))


def _mends(problem: Problem, before: list[Problem], after: list[Problem]) -> bool:
    """Whether a problem is gone, and no new error came up in its field that isn't certain to mend itself. In other
    fields some may, which it had hidden."""
    known = {(one.line, one.field, one.found) for one in before}
    new = [one for one in after if (one.line, one.field, one.found) not in known]
    worse = (one for one in new if one.field == problem.field and one.level == ERROR and one.fix is None)
    return problem not in after and not any(worse)


def _applied(data: bytes, problem: Problem) -> bytes | None:
    """The bytes with the fix of a problem in its line; None where it is not clear which words of the line are meant."""
    if problem.fix is None:
        return None
    lines = _LINE.findall(data)
    number = problem.line - 1
    if not 0 <= number < len(lines):
        return None
    line = lines[number].decode()
    if (span := _span(line, problem.field, problem.fix)) is None:
        return None
    lines[number] = (line[: span[0]] + problem.fix.new + line[span[1] :]).encode()
    return b"".join(lines)


def _span(line: str, field: str, fix: Fix) -> tuple[int, int] | None:
    """Where the words stand that a fix replaces: behind the key of the field if that can be said, else the only place
    in the line that has them as whole words."""
    key = field.rpartition(".")[2]
    behind = rf"(?:^|(?<=[\s{{,]))(?i:{re.escape(key)})\s*:\s+[\"']?"
    whole = rf"(?<!\w)({re.escape(fix.old)})(?!\w)"
    if not fix.old[:1].isalnum():
        whole = whole.removeprefix(r"(?<!\w)")
    if not fix.old[-1:].isalnum():
        whole = whole.removesuffix(r"(?!\w)")
    for pattern in (behind + whole, whole):
        places = [found.span(1) for found in re.finditer(pattern, line)]
        if len(places) == 1:
            return places[0]
    return None


class Changed(Exception):
    """A file is not as it was when it was read, or can't be written; the text says which."""


def write(content: Path, file: Mended) -> None:
    """Put a mended file in the place of the old one, in one step. Raises Changed."""
    target = content / file.path
    if read_file(str(content), file.path) != file.before:
        raise Changed(f"{content.name}/{file.path} changed meanwhile, and stays as it is; run the command again")
    try:
        number, name = tempfile.mkstemp(prefix=".", suffix="~", dir=target.parent)
        try:
            with os.fdopen(number, "wb") as written:
                written.write(file.after)
            shutil.copymode(target, name)
            os.replace(name, target)
        except OSError:
            os.unlink(name)
            raise
    except OSError as error:
        reason = in_words(error)
        raise Changed(f"{content.name}/{file.path} can't be written ({reason}), and stays as it is") from error
