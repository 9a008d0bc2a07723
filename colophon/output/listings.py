"""The lists of our files that lie in the output itself, for the day when the database is lost.

A folder's files are all in one of 256 lists, its shelf: so one more file changes one list, and no list grows long.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from functools import lru_cache

from colophon.model.problems import Refused, counted
from colophon.output.trees import files, walk

SHELVES = ".colophon"


def strangers(live: str) -> Iterator[str]:
    """Files under the live tree that its own lists don't name, by relative path."""
    listed: set[str] = set()
    for path in files(live, SHELVES):
        with open(os.path.join(live, path), encoding="utf-8", errors="replace") as file:
            listed.update(file.read().splitlines())
    return (path for path in walk(live) if path not in listed and folder_of(path) != SHELVES)


def clash(live: str, theirs: list[str]) -> Refused:
    """What stops a build that would overwrite files of others."""
    more = f" and {counted(len(theirs) - 1, 'more file')}" if len(theirs) > 1 else ""
    return Refused(
        f"{live} holds {theirs[0]}{more}, which Colophon did not write and would overwrite; "
        "choose another folder with -o, empty it with -d, or let it be overwritten with -e ADOPT_OUTPUT=true"
    )


def folder_of(path: str) -> str:
    """The folder of a file, empty for the root."""
    return path.rpartition("/")[0]


@lru_cache(maxsize=4096)
def shelf(folder: str) -> int:
    """The number of the shelf on which a folder's files are listed."""
    return zlib.crc32(folder.encode()) & 0xFF


def with_above(folder: str) -> Iterator[str]:
    """A folder and those that hold it: where one comes or goes, the one above has changed."""
    above = folder
    yield above
    while above:
        above = folder_of(above)
        yield above
