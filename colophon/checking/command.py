"""`colophon check` as a person or a program runs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pelican.log import console

from colophon.build.progress import say
from colophon.build.settings import SiteConfig
from colophon.build.site import Site
from colophon.checking import budget
from colophon.checking import fix as fixing
from colophon.checking.report import FORMATS, Found
from colophon.checking.selection import Selection
from colophon.model.problems import Problem, Refused, counted, report
from colophon.readers.files import read_file


def keep_output_clean() -> None:
    """Send the lines of Pelican's log, and ours, to the other channel, so that programs can read the output."""
    console.stderr = True


def put(text: str) -> None:
    """Print for programs: in UTF-8 whatever the terminal speaks, with the newlines as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def check(site: Site, selection: Selection, form: str, *, strict: bool, version: str) -> int:
    """Report the problems of the selection in one of FORMATS, or as text. Returns the exit status. Raises Refused."""
    problems, elsewhere = selection.parted(site.check())
    found = Found(problems, elsewhere, selection, version)
    if form == "text":
        say(report(problems) or "No problems found.")
        if elsewhere:
            say(f"{counted(elsewhere, 'problem')} in other files, not shown.")
    else:
        text = FORMATS[form](found)
        put(f"{text}\n" if text else "")
    return 1 if found.errors or (strict and problems) else 0


def fix(site: Site, selection: Selection, *, yes: bool) -> bool:
    """Show what is certain to mend, and write it where `yes` says so or a person does. Returns whether there is nothing
    left to write. Raises Refused."""
    content = Path(site.path)
    files = list(_mended(site, selection))
    for file in files:
        say("\n".join(file.diff(f"{content.name}/{file.path}")))
    if not files:
        say("Nothing is certain to mend.")
        return True
    number = sum(len(file.problems) for file in files)
    what = f"{counted(number, 'problem')} in {counted(len(files), 'file')}"
    if not (yes or _agreed(f"Mend {what} so?")):
        say("Nothing was written.")
        return False
    whole = True
    for file in files:
        try:
            fixing.write(content, file)
        except fixing.Changed as changed:
            whole = False
            say(str(changed))
    say(f"Mended {what}." if whole else "The others were mended.")
    return whole


def _mended(site: Site, selection: Selection) -> Iterator[fixing.Mended]:
    """The files of the selection that are certain to mend, as they would be."""
    problems, _ = selection.parted(site.check())
    config = SiteConfig.of(site.settings)
    reader = config.reader_context.reader
    for label in sorted({problem.path for problem in problems}):
        path = label.partition("/")[2]
        kind = config.kind(path) if path else None
        data = read_file(config.content, path) if kind in ("article", "page") else ""
        if isinstance(data, str):
            continue
        parse = reader.parse_page if kind == "page" else reader.parse
        file = fixing.mended(path, data, partial(_problems, parse, path))
        if file.problems:
            yield file


def _problems(parse: fixing.Parse, path: str, data: bytes) -> tuple[Problem, ...]:
    return parse(path, data).problems


def _agreed(question: str) -> bool:
    """Whether a person says yes; where nobody can be asked, nobody does."""
    if not sys.stdin.isatty():
        say("To write this, run the command again with --yes.")
        return False
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def hold_to_limits(site: Site, host: str) -> int:
    """Say how large the built site is, against the limits of a host. Returns the exit status. Raises Refused."""
    output = Path(site.output_path)
    if not os.path.isdir(output):
        raise Refused(f"there is no built site in {output}; run colophon build")
    if site.behind():
        say("The output is that of an earlier state of the content; for the numbers of now, run colophon build.")
    lines, over = budget.report(budget.Built.of(output), host)
    say("\n".join(lines))
    return 1 if over else 0
