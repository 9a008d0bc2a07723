"""Take in a site that Pelican builds: find its addresses, write settings for Colophon beside its own, build it, and say
on one page what differs. `adopt` is what `colophon adopt` runs.

Nothing that the site has is changed: neither its content, nor its settings, nor its output.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from pelican.settings import get_settings_from_file, read_settings

from colophon.adopting.addresses import lines
from colophon.adopting.earlier import Earlier
from colophon.adopting.report import UNKNOWN_FIELD, Seen, report
from colophon.adopting.settings_file import ADDRESSES, OUTPUT, REPORT, SETTINGS, Changes, written
from colophon.build.progress import say
from colophon.build.site import Site
from colophon.model.problems import WARNING, Problem, Refused
from colophon.rendering.assets import clean, within

USUAL = ("publishconf.py", "pelicanconf.py")  # the first has the addresses that readers know
WRITES = (SETTINGS, ADDRESSES, REPORT, OUTPUT)
# What is tried where Pelican can't build the site as it is: its theme or a plugin may not be on this machine.
WITHOUT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("", {}),
    ("without its theme", {"THEME": "simple", "THEME_TEMPLATES_OVERRIDES": []}),
    ("without its theme and plugins", {"THEME": "simple", "THEME_TEMPLATES_OVERRIDES": [], "PLUGINS": []}),
)


def adopt(site: Path, settings: str | None, content: str | None) -> int:
    """Take in the site in the folder `site`. `settings` is the name of its settings file, else one of USUAL; `content`
    its content folder, if not the settings' PATH. Returns the exit status of the build. Raises Refused, OSError."""
    site = site.resolve()
    old = _settings_file(site, settings)
    if there := [name for name in WRITES if os.path.lexists(site / name)]:
        reason = f"{site} has {' and '.join(there)} already, and nothing in it was touched"
        raise Refused(f"{reason}; remove what an earlier attempt left, or build it with colophon build -s {SETTINGS}")
    os.chdir(site)  # as Pelican's users run it: settings may say what is relative to the folder they run it in
    sys.path.insert(0, str(site))  # a settings file may import another one beside it
    say(f"Building {site.name} with Pelican, to see its addresses")
    with tempfile.TemporaryDirectory() as trash:
        earlier, without = _earlier(old, content, Path(trash))
    stated = get_settings_from_file(old)
    values = dict(read_settings(old, override={"THEME": "simple", "PATH": earlier.content}))
    values["THEME_STATIC_PATHS"] = stated.get("THEME_STATIC_PATHS", ["static"])

    def write(changes: Changes) -> None:
        Path(SETTINGS).write_text(written(old, site, stated, values, earlier, changes), encoding="utf-8")

    write(Changes())
    ours = dict(read_settings(SETTINGS, override={"OLD_ADDRESSES": ""}))
    found = lines(earlier, ours)
    Path(ADDRESSES).write_text(found.text(), encoding="utf-8")
    say(f"Checking {len(earlier.texts)} texts")
    problems = _mended(Site({**ours, "OLD_ADDRESSES": str(site / ADDRESSES)}).check())
    changes = _changes(problems, ours, earlier)
    write(changes)
    status = _build()
    if status and earlier.plugins:
        say("The site can't be built with its plugins. Building it without them")
        changes.plugins = False
        write(changes)
        status = _build()
    seen = Seen(
        old, values, stated, earlier, without, found, problems, changes, _unanswered(earlier, status), status == 0
    )
    page = report(seen)
    Path(REPORT).write_text(page, encoding="utf-8")
    say(page)
    return status


def _build() -> int:
    """Build the site in a process of its own, since Python reads a module only once in one. Returns the exit status."""
    return subprocess.run([sys.executable, "-m", "colophon", "build", "-s", SETTINGS], check=False).returncode


def _settings_file(site: Path, stated: str | None) -> str:
    """The name of the site's settings file. Raises Refused."""
    if not site.is_dir():
        raise Refused(f"there is no folder {site}; name the folder of a Pelican site, which has its settings file")
    names = (stated,) if stated else USUAL
    found = next((name for name in names if (site / name).is_file()), None)
    if found is None:
        raise Refused(f"there is no {' or '.join(names)} in {site}; name the settings file of the site with -s")
    return found


def _earlier(old: str, content: str | None, trash: Path) -> tuple[Earlier, str]:
    """What Pelican makes of the site, and without what, if not all of it is here. Raises Refused."""
    answer, said = trash / "answer.json", ""
    for number, (without, settings) in enumerate(WITHOUT):
        more = msgspec.json.encode(settings).decode()
        command = [sys.executable, "-m", "colophon.adopting.earlier", old, content or "", str(trash / str(number))]
        done = subprocess.run(
            [*command, str(answer), more], capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode == 0:
            return msgspec.json.decode(answer.read_bytes(), type=Earlier), without
        said = said or (done.stderr.strip().split("\n") or [""])[-1]
    raise Refused(f"Pelican itself can't build this site: {said}; mend that first, and see what pelican -s {old} says")


def _mended(problems: list[Problem]) -> list[Problem]:
    """The problems without those of old addresses that lead to what the site has not, such as the overview of subjects
    where there is none: these lead to the front page, or are the feed of all."""
    file = Path(ADDRESSES)
    text = file.read_text(encoding="utf-8").split("\n")
    missing = [p for p in problems if p.path == ADDRESSES and p.line and p.level == WARNING]
    for problem in missing:
        address, sign, _ = re.split(" (=|->) ", text[problem.line - 1], maxsplit=1)
        text[problem.line - 1] = f"{address} {sign} {'feed' if sign == '=' else '{index}'}"
    file.write_text("\n".join(text), encoding="utf-8")
    return [problem for problem in problems if problem not in missing]


def _changes(problems: Iterable[Problem], settings: dict[str, Any], earlier: Earlier) -> Changes:
    """What must be left out so that the site can be built, and the fields that nothing shows."""
    changes, label = Changes(), f"{os.path.basename(settings['PATH'])}/"
    pages = {text.file for text in earlier.texts if text.page}
    for problem in problems:
        path = problem.path.removeprefix(label)
        if problem.level == WARNING:
            if problem.found.startswith(UNKNOWN_FIELD) and problem.field not in changes.fields:
                changes.fields.append(problem.field)
        elif problem.field in ("picture", "address"):
            changes.files.append(path)
        elif path in pages or within(path, clean(settings["PAGE_PATHS"])):
            changes.pages.append(path)
        else:
            changes.articles.append(path)
    kinds = (changes.articles, changes.pages, changes.files, changes.fields)
    articles, pages_, files, fields = (sorted(set(one)) for one in kinds)
    return Changes(articles, pages_, files, fields)


def _unanswered(earlier: Earlier, status: int) -> list[str]:
    """The old addresses at which the new output has no file."""
    if status:
        return []
    output = Path(OUTPUT)
    return [address for address in earlier.files if not (output / address).is_file()]
