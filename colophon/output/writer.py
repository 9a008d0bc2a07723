"""Write the files of one tree, and of two trees that share their files.

A tree is held open while it is written, and paths start from the open folder. So a process that outlives its build
writes into the tree of that build, and never into a tree that a later build made in its place.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import PurePosixPath
from typing import NamedTuple

from colophon.model.problems import Refused

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
JUNCTION = 0xA0000003  # the reparse tag of a folder that Windows leads elsewhere

_FROM_FOLDERS = os.open in os.supports_dir_fd

# A file that was put: the digest of its bytes, their number, and whether it differs from the live one.
Put = tuple[bytes, int, bool]


class BuilderGone(Exception):
    """The process that gave this one its work has ended."""


def digest(data: bytes) -> bytes:
    """The SHA-256 by which the manifest compares files, and readers check them."""
    return sha256(data).digest()


def digest_of(path: str) -> bytes:
    """The digest of a file of any size. Raises OSError."""
    with open(path, "rb") as file:
        return digest_of_open(file)


def digest_of_open(file: BufferedReader) -> bytes:
    """The digest of the rest of an open file."""
    return file_digest(file, sha256).digest()


class Tree:
    """One tree of files. Call `close` at the end. Files are never changed in place, since trees share them."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.folder = os.open(root, os.O_RDONLY) if _FROM_FOLDERS else None
        self._known = {""}  # folders that exist and lie inside the tree

    def close(self) -> None:
        """Close the folder; a second call does nothing."""
        if self.folder is not None:
            os.close(self.folder)
            self.folder = None

    def at(self, path: str) -> str:
        """A path as system calls take it with `folder` as `dir_fd`."""
        return path if self.folder is not None else f"{self.root}/{path}"

    def write(self, path: str, data: bytes) -> None:
        """Write a file. Raises Refused where its folder is a link, and OSError."""
        self.make_folder(path.rpartition("/")[0])
        try:
            self.new(path, data)
        except FileExistsError:
            self.unlink(path)
            self.new(path, data)

    def new(self, path: str, data: bytes) -> None:
        """Write a new file into a tree that only Colophon writes. Raises FileExistsError, and as `write`."""
        try:
            new_file(self.at(path), data, self.folder)
        except FileNotFoundError:  # folders are made with their first file, so that the others need no check
            self.make_folder(path.rpartition("/")[0])
            new_file(self.at(path), data, self.folder)

    def share(self, path: str, source: str, data: bytes, *, tree: Tree | None = None) -> None:
        """Make a new file as a hard link to `source`, a path below `tree` if there is one; or as a file with the bytes
        `data`, where the file system has no hard links. Raises as `new`."""
        name, folder = (tree.at(source), tree.folder) if tree else (source, None)
        for _ in range(2):
            try:
                os.link(name, self.at(path), src_dir_fd=folder, dst_dir_fd=self.folder)
            except FileNotFoundError:
                self.make_folder(path.rpartition("/")[0])
            except FileExistsError:
                raise
            except OSError:
                break
            else:
                return
        self.new(path, data)

    def unlink(self, path: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(self.at(path), dir_fd=self.folder)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there, and the folders that are then empty."""
        self.unlink(path)
        for parent in map(str, PurePosixPath(path).parents):
            full = os.path.join(self.root, parent)
            if parent == "." or not os.path.isdir(full) or os.listdir(full):
                return
            os.rmdir(full)
            self._known.discard(parent)

    def make_folder(self, folder: str) -> None:
        """Make a folder and its parents. Raises as `write`."""
        if folder in self._known:
            return
        self.make_folder(folder.rpartition("/")[0])
        try:
            os.mkdir(self.at(folder), dir_fd=self.folder)
        except FileExistsError:  # another process made it, or an earlier build
            if leads_elsewhere(os.stat(self.at(folder), dir_fd=self.folder, follow_symlinks=False)):
                raise Refused(f"{folder}/ in the output folder is a link or a file; remove it") from None
        self._known.add(folder)


class Pair:
    """Two trees, empty at first, that get the same files. `live` is the path of a third tree, or empty: a file that has
    the same bytes there is shared with it, and keeps its modification time, which deploy tools compare."""

    def __init__(self, work: str, twin: str, live: str) -> None:
        self.work, self.live = Tree(work), live
        try:
            self.twin = Tree(twin)
        except OSError:
            self.work.close()
            raise

    def close(self) -> None:
        """Close both trees."""
        self.work.close()
        self.twin.close()

    def put(self, path: str, data: bytes) -> Put:
        """Write a file into both trees. Raises OSError."""
        stands = bool(self.live) and has_bytes(f"{self.live}/{path}", data)
        try:
            self._put(path, data, stands=stands)
        except FileExistsError:  # a worker was lost after it had written this page
            self.work.unlink(path)
            self.twin.unlink(path)
            self._put(path, data, stands=stands)
        return digest(data), len(data), not stands

    def _put(self, path: str, data: bytes, *, stands: bool) -> None:
        if stands:
            self.work.share(path, f"{self.live}/{path}", data)
        else:
            self.work.new(path, data)
        self.twin.share(path, path, data, tree=self.work)


class Writer(NamedTuple):
    """What a process of this machine needs to write files of a build that makes all files anew: the roots of a Pair,
    and the id of the process that builds."""

    work: str
    twin: str
    live: str
    builder: int

    @contextmanager
    def opened(self) -> Iterator[Pair]:
        """The pair, open for a number of files. Raises BuilderGone, and OSError."""
        with closing(Pair(self.work, self.twin, self.live)) as pair:
            # As long as the builder lives, no other build can replace these folders; and now they are open.
            if os.getpid() != self.builder and os.getppid() != self.builder:
                raise BuilderGone
            yield pair


def new_file(path: str, data: bytes, folder: int | None = None) -> None:
    """Make a file; `folder` is the open folder from which its path starts. Raises FileExistsError, and OSError."""
    file = os.open(path, NEW_FILE, 0o666, dir_fd=folder)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def share(source: str, target: str) -> None:
    """Make a hard link to a file or a symbolic link; or a copy with its times, where there are no hard links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def has_bytes(path: str, data: bytes) -> bool:
    """Whether a file has these bytes; False for a link, and where it can't be read."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_LINK)) as file:
            return file.read(len(data) + 1) == data
    except OSError:
        return False


def one_file(one: str, other: str) -> bool:
    """Whether two paths lead to the same file, as names that differ in case do on some file systems."""
    try:
        return os.path.samefile(one, other)
    except FileNotFoundError:
        return False


def leads_elsewhere(about: os.stat_result) -> bool:
    """Whether an entry is no folder of this tree: a link, a junction of Windows, or a file."""
    return not stat.S_ISDIR(about.st_mode) or getattr(about, "st_reparse_tag", 0) == JUNCTION
