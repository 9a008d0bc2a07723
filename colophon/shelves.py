"""The lists of our files that lie in the output itself, for the day when the database is lost.

A folder's files are all in one of 256 lists, its shelf: so one more file changes one list, and no list grows long.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

from colophon.trees import files, walk

SHELVES = ".colophon"


def strangers(live: str) -> Iterator[str]:
    """Files under the live tree that its own lists don't name, by relative path."""
    listed: set[str] = set()
    for path in files(live, SHELVES):
        with open(os.path.join(live, path), encoding="utf-8", errors="replace") as file:
            listed.update(file.read().splitlines())
    return (path for path in walk(live) if path not in listed and path.rpartition("/")[0] != SHELVES)


def shelf(folder: str) -> int:
    """The number of the shelf on which a folder's files are listed."""
    return zlib.crc32(folder.encode()) & 0xFF


def with_above(folder: str) -> Iterator[str]:
    """A folder and those that hold it: where one comes or goes, the one above has changed."""
    above = folder
    yield above
    while above:
        above = above.rpartition("/")[0]
        yield above
