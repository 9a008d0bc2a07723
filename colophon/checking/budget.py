"""Hold a built site to the limits of a host, before an upload fails: `colophon check --host`.

The limits are data, in hosts.toml, each with its source and the day on which it was read there. Where one is passed,
the settings that make files are named, with what each would save.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from colophon.formats.registry import endings
from colophon.model.addresses import DATA, LISTS, LLMS, OPENSEARCH, SCHEMA, SEARCH, SEARCHED
from colophon.model.problems import counted
from colophon.pages.context import FEED_FORMS
from colophon.views.article import CARD

NO_HOST = "none"
MOST_SHOWN = 5  # files that are too large


@cache
def hosts() -> Mapping[str, Any]:
    """The hosts, by the name that the command line has for each."""
    return tomllib.loads(Path(__file__).with_name("hosts.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Built:
    """A built site: the bytes of each file by its path, and how many files need no upload."""

    sizes: Mapping[str, int]

    @classmethod
    def of(cls, output: Path) -> Built:
        """From the output folder. Raises OSError where it can't be read."""
        files = (Path(folder, name) for folder, _, names in os.walk(output, onerror=_raise) for name in names)
        return cls({file.relative_to(output).as_posix(): file.stat().st_size for file in files})

    @cached_property
    def folders(self) -> Counter[str]:
        """How many files each folder has, without those in folders below it."""
        return Counter(path.rpartition("/")[0] for path in self.sizes)

    @cached_property
    def entries(self) -> int:
        """How many files and folders there are."""
        above = {str(parent) for path in self.sizes for parent in Path(path).parents}
        return len(self.sizes) + len(above - {"."})

    @cached_property
    def makers(self) -> Mapping[str, list[str]]:
        """The files that a setting asks for and a site can do without, by what to write in the settings."""
        made = defaultdict[str, list[str]](list)
        for path in sorted(self.sizes):
            if maker := self._maker(path):
                made[maker].append(path)
        return made

    def _maker(self, path: str) -> str:
        top, _, rest = path.partition("/")
        if top == SEARCHED or path in (SEARCH, OPENSEARCH):
            return "SEARCH = False"
        if (top == DATA and path != SCHEMA) or path == LLMS:  # the schema is that of the form json too
            return "ARCHIVE_DATA = False"
        for ending in (CARD, *endings(), *FEED_FORMS):
            if not path.endswith(f".{ending}") or f"{path.removesuffix(ending)}html" not in self.sizes:
                continue
            if ending == CARD:
                return "SOCIAL_CARDS = False"
            if ending in FEED_FORMS:
                return "INDEX_FEEDS = []" if top in LISTS and rest else ""
            return f"ARTICLE_FORMS without “{ending}”"
        return ""


def _raise(error: OSError) -> None:
    raise error


@dataclass(frozen=True)
class Measure:
    """What a limit may be of: what it is called, its value for a site, what files add to it, and how it is written."""

    label: str
    of: Callable[[Built], int]
    saved: Callable[[Built, list[str]], int]
    written: Callable[[int], str]


def _megabytes(number: int) -> str:
    return f"{number / 1_000_000:,.1f} MB"


def _number(number: int) -> str:
    return f"{number:,}"


def _in_fullest(built: Built, paths: list[str]) -> int:
    """How many of the files are in the folder that has the most."""
    fullest = max(built.folders, key=lambda folder: built.folders[folder], default="")
    return sum(path.rpartition("/")[0] == fullest for path in paths)


MEASURES = {
    "files": Measure("files", lambda built: len(built.sizes), lambda _, paths: len(paths), _number),
    "entries": Measure("files and folders", lambda built: built.entries, lambda _, paths: len(paths), _number),
    "folder": Measure(
        "files in one folder", lambda built: max(built.folders.values(), default=0), _in_fullest, _number
    ),
    "largest": Measure(
        "largest file", lambda built: max(built.sizes.values(), default=0), lambda *_: 0, _megabytes
    ),
    "total": Measure(
        "total", lambda built: sum(built.sizes.values()),
        lambda built, paths: sum(built.sizes[path] for path in paths), _megabytes
    ),
}  # fmt: skip
ALWAYS = ("files", "largest", "total")


def report(built: Built, host: str) -> tuple[list[str], bool]:
    """What is said of a built site and a host, line by line, and whether the site passes a limit."""
    limits = hosts()[host] if host != NO_HOST else {}
    lines, over = [f"{limits['name']}:"] if limits else [], False
    for name, measure in MEASURES.items():
        limit, value = limits.get(name), measure.of(built)
        if limit is None:
            if name in ALWAYS:
                stated = "; the host states no limit" if limits else ""
                lines.append(f"  {measure.label}: {measure.written(value)}{stated}")
            continue
        within = f"{measure.written(value)} of {measure.written(limit['most'])}"
        passed = value > limit["most"]
        over = over or passed
        lines.append(f"  {measure.label}: {within}{', which is too much' if passed else ''}")
        lines.append(f"    limit: {limit['says']} ({limit['source']}, read {limit['read']})")
        if passed:
            lines += _large(built, limit["most"]) if name == "largest" else _savings(built, measure)
    return lines, over


def _savings(built: Built, measure: Measure) -> Iterator[str]:
    """What each setting would save, the most first."""
    saved = {maker: measure.saved(built, paths) for maker, paths in built.makers.items()}
    found = sorted(((number, maker) for maker, number in saved.items() if number), key=lambda one: (-one[0], one[1]))
    for number, maker in found:
        yield f"    {maker} saves {measure.written(number)}"
    if not found:
        yield "    no setting saves any; publish fewer or smaller files"


def _large(built: Built, most: int) -> Iterator[str]:
    """The files that are too large, and what to do about each."""
    large = sorted((path for path, size in built.sizes.items() if size > most), key=lambda path: -built.sizes[path])
    maker_of = {path: maker for maker, paths in built.makers.items() for path in paths}
    for path in large[:MOST_SHOWN]:
        advice = maker_of.get(path, "publish it elsewhere, or make it smaller")
        yield f"    {path} has {_megabytes(built.sizes[path])}: {advice}"
    if len(large) > MOST_SHOWN:
        yield f"    and {counted(len(large) - MOST_SHOWN, 'more file')}"
