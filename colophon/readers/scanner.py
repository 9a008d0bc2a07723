"""The content folder as it lies on disk: one pass that gives every file's stamp.

A stamp tells cheaply that a file is the one that was read before. This room reads no file and knows no article.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from fnmatch import translate
from re import compile as compile_pattern
from typing import NamedTuple


class Stamp(NamedTuple):
    """What the file system says of a file: bytes, nanoseconds, nanoseconds, inode number."""

    size: int
    mtime: int
    ctime: int
    inode: int


# Never equal to a file's own stamp: the file is read again at the next build.
UNSURE = Stamp(-1, 0, 0, 0)

# Time stamps move in steps of the kernel's tick. A file changed this shortly before it was read could change again
# within the same tick and keep its stamp, so its stamp isn't trusted.
TICK = 20_000_000


def scan(root: str, ignore: list[str]) -> tuple[dict[str, Stamp], list[str]]:
    """Stamps of all regular files under `root` by relative path with forward slashes, and what was left out.

    Names that match a pattern of `ignore` (Pelican's IGNORE_FILES) are passed over. Symbolic links inside the folder
    are followed to files, never to folders; those that lead outside it or nowhere are named in the second value.
    """
    ignored = _matcher(ignore)
    real_root = os.path.realpath(root) + os.sep
    found: dict[str, Stamp] = {}
    odd: list[str] = []
    for prefix, entry in _walk(root, "", ignored):
        name = prefix + entry.name
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if not target.startswith(real_root) or not os.path.isfile(target):
                odd.append(name)
                continue
        s = entry.stat()
        if stat.S_ISREG(s.st_mode):
            found[name] = Stamp(s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino)
        else:
            odd.append(name)
    return found, sorted(odd)


def passed_over(path: str, ignore: list[str]) -> bool:
    """Whether `scan` passes over a relative path, because its name or that of a folder above matches."""
    ignored = _matcher(ignore)
    return any(ignored(name) for name in path.split("/"))


def stamp(path: str) -> Stamp | None:
    """The stamp of one file, None where there is none."""
    try:
        s = os.stat(path)
    except OSError:
        return None
    return Stamp(s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) if stat.S_ISREG(s.st_mode) else None


def _walk(folder: str, prefix: str, ignored: Callable[[str], object]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if ignored(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{prefix}{entry.name}/", ignored)
            else:
                yield prefix, entry


def _matcher(patterns: list[str]) -> Callable[[str], object]:
    if not patterns:
        return lambda name: None
    return compile_pattern("|".join(translate(p) for p in patterns)).match
