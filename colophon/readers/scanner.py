"""The content folder as it lies on disk: one pass that gives the stamp of every file.

A stamp tells, without reading, that a file is the one that was read before.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from fnmatch import translate
from re import compile as compile_pattern
from typing import NamedTuple

from colophon.model.problems import Problem
from colophon.model.spelling import listed
from colophon.readers.files import HIDDEN, STEPWISE, character, in_words, leads_elsewhere, open_file


class Stamp(NamedTuple):
    """What the file system says of a file: bytes, nanoseconds, nanoseconds, inode number."""

    size: int
    mtime: int
    ctime: int
    inode: int


# Never equal to a file's own stamp: the file is read again at the next build.
UNSURE = Stamp(-1, 0, 0, 0)

# Time stamps move in steps of the kernel's tick. A file changed this shortly before it was read could change again
# within the same tick and keep its stamp, so its stamp isn't trusted. Some file systems have steps of two seconds (FAT)
# or one (HFS+); there each time is a whole second.
TICK = 20_000_000
SECOND = 1_000_000_000

_LEAVE_OUT = "or leave it out by IGNORE_FILES"
_KINDS = {
    stat.S_IFLNK: ("is a link, and links are not followed", f"put the file itself there, {_LEAVE_OUT}"),
    stat.S_IFDIR: ("is a link, and links are not followed", f"put the folder itself there, {_LEAVE_OUT}"),
    stat.S_IFIFO: ("is a pipe", f"remove it, {_LEAVE_OUT}"),
    stat.S_IFSOCK: ("is a socket", f"remove it, {_LEAVE_OUT}"),
}


def scan(
    root: str, ignore: list[str], label: str = "", *, links: bool = False
) -> tuple[dict[str, Stamp], list[Problem]]:
    """The stamps of all regular files below `root` by relative path with forward slashes, and a Problem for each name
    that can't be read: links, pipes, devices, folders without permission, names that are not text.

    Names that match a pattern of `ignore` (Pelican's IGNORE_FILES) are passed over; so are hidden ones that are no
    files, such as the locks of editors. `label` is what messages call the folder. With `links`, links to files inside
    the folder are files. Raises OSError where `root` can't be read.
    """
    ignored, real_root = _matcher(ignore), os.path.realpath(root) + os.sep if links else None
    files: dict[str, Stamp] = {}
    problems: list[Problem] = []
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            entries = list(os.scandir(os.path.join(root, prefix)))
        except OSError as error:
            if not prefix:
                raise
            wrong = f"can't be read ({in_words(error)})", f"make it readable, {_LEAVE_OUT}"
            problems.append(Problem(f"{label}/{prefix[:-1]}", 0, "file", *wrong))
            continue
        for entry in entries:
            if ignored(entry.name):
                continue
            path = prefix + listed(entry.name)
            about = name_fault(entry.name) or _about(entry, root, path, real_root)
            if isinstance(about, tuple) and not isinstance(about, os.stat_result):
                problems.append(Problem(f"{label}/{path}", 0, "file", *about))
            elif about and stat.S_ISDIR(about.st_mode):
                folders.append(f"{path}/")
            elif about:
                files[path] = _stamp(about)
    return files, sorted(problems)


def _about(
    entry: os.DirEntry[str], root: str, path: str, real_root: str | None
) -> os.stat_result | tuple[str, str] | None:
    """What the system says of a folder or a regular file, or what is wrong with it; None where it has gone or counts
    for nothing. A link to a file inside `real_root` counts as the file."""
    try:
        about = entry.stat(follow_symlinks=False)
        if real_root is not None and stat.S_ISLNK(about.st_mode):
            target = os.path.realpath(entry.path)
            if target.startswith(real_root) and os.path.isfile(target):
                return entry.stat()
    except OSError:
        return None
    if stat.S_ISREG(about.st_mode):
        return about
    if stat.S_ISDIR(about.st_mode) and (STEPWISE or not leads_elsewhere(root, path)):
        return about
    if entry.name.startswith("."):
        return None
    return _KINDS.get(stat.S_IFMT(about.st_mode), ("is a device", f"remove it, {_LEAVE_OUT}"))


def name_fault(name: str) -> tuple[str, str] | None:
    """What is wrong with a file's name, and what to do; None where it is text without hidden characters."""
    if name.isprintable() or not (hidden := HIDDEN.search(name)):
        return None
    if "\ud800" <= hidden[0] <= "\udfff":
        return "its name is not UTF-8", "rename it"
    return f"its name has {character(hidden[0])}", "rename it"


def passed_over(path: str, ignore: list[str]) -> bool:
    """Whether `scan` passes over a relative path, because its name or that of a folder above matches."""
    ignored = _matcher(ignore)
    return any(ignored(name) for name in path.split("/"))


def stamp(root: str, path: str) -> Stamp | None:
    """The stamp of the regular file at `path` below `root`; None where there is none, or a link is on the way."""
    try:
        number = open_file(root, path)
    except OSError:
        return None
    about = os.fstat(number)
    os.close(number)
    return _stamp(about) if stat.S_ISREG(about.st_mode) else None


def settled(stamp: Stamp, read: int) -> bool:
    """Whether a file that was read at a time, in nanoseconds, would have another stamp if it had changed since."""
    step = TICK if stamp.mtime % SECOND else 2 * SECOND
    return max(stamp.mtime, stamp.ctime) < read - step


def _stamp(about: os.stat_result) -> Stamp:
    return Stamp(about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)


def _matcher(patterns: list[str]) -> Callable[[str], object]:
    if not patterns:
        return lambda name: None
    return compile_pattern("|".join(translate(p) for p in patterns)).match
