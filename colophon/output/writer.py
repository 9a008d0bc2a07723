"""Write the files of one tree, and of two trees that share their files.

A tree is held open while it is written: paths are taken from the open folder, so that a process that outlives its
build writes into the tree of that build, and never into one that was made in its place.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import PurePosixPath
from io import BufferedReader
from typing import NamedTuple

from colophon.model.problems import Refused

DIGEST = 16  # bytes
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
JUNCTION = 0xA0000003  # the reparse tag of a folder that Windows leads elsewhere

_FROM_FOLDERS = os.open in os.supports_dir_fd

# What became of a file: the digest of its bytes, and whether it was written.
Put = tuple[bytes, bool]


class BuilderGone(Exception):
    """The process that gave this one its work has ended."""


def digest(data: bytes) -> bytes:
    """The digest by which the manifest compares files. Processors have instructions for SHA-256."""
    return sha256(data).digest()[:DIGEST]


def digest_of(path: str) -> bytes:
    """The same of a file, however large."""
    with open(path, "rb") as file:
        return digest_of_open(file)


def digest_of_open(file: BufferedReader) -> bytes:
    """The same of an open file, from where it stands."""
    return file_digest(file, sha256).digest()[:DIGEST]


class Tree:
    """One tree of files. Call `close` when it is written. Files are never changed in place, since trees share them."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.folder = os.open(root, os.O_RDONLY) if _FROM_FOLDERS else None
        self._known = {""}  # folders that exist and lie inside the tree

    def close(self) -> None:
        """Let go of the folder."""
        if self.folder is not None:
            os.close(self.folder)
            self.folder = None

    def at(self, path: str) -> str:
        """A path as system calls take it together with `folder`."""
        return path if self.folder is not None else f"{self.root}/{path}"

    def write(self, path: str, data: bytes) -> None:
        """Write a file. Raises Refused where a link stands in place of its folder, and OSError."""
        self.make_folder(path.rpartition("/")[0])
        try:
            new_file(self.at(path), data, self.folder)
        except FileExistsError:
            self.unlink(path)
            new_file(self.at(path), data, self.folder)

    def new(self, path: str, data: bytes) -> None:
        """Write a file that isn't there yet into a tree of ours alone. Raises FileExistsError, and OSError."""
        try:
            new_file(self.at(path), data, self.folder)
        except FileNotFoundError:  # folders are made with their first file, so that other files need not ask
            self._new_folder(path.rpartition("/")[0])
            new_file(self.at(path), data, self.folder)

    def share(self, path: str, source: str, data: bytes, *, tree: Tree | None = None) -> None:
        """Let a file that isn't there yet be a hard link to `source`, a path of `tree` where that is given; or a file
        of its own with the bytes `data`, where the file system has no such links. Raises as `new`."""
        name, folder = (tree.at(source), tree.folder) if tree else (source, None)
        for _ in range(2):
            try:
                os.link(name, self.at(path), src_dir_fd=folder, dst_dir_fd=self.folder)
            except FileNotFoundError:
                self._new_folder(path.rpartition("/")[0])
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
        """Remove a file, if it is there, and the folders that it leaves empty."""
        self.unlink(path)
        for parent in map(str, PurePosixPath(path).parents):
            full = os.path.join(self.root, parent)
            if parent == "." or not os.path.isdir(full) or os.listdir(full):
                return
            os.rmdir(full)
            self._known.discard(parent)

    def make_folder(self, folder: str) -> None:
        """Make a folder, and those that hold it. Raises as `write`."""
        if folder in self._known:
            return
        self.make_folder(folder.rpartition("/")[0])
        try:
            os.mkdir(self.at(folder), dir_fd=self.folder)
        except FileExistsError:  # another process made it, or an earlier build
            if leads_elsewhere(os.stat(self.at(folder), dir_fd=self.folder, follow_symlinks=False)):
                raise Refused(f"{folder}/ in the output folder is a link or a file; remove it") from None
        self._known.add(folder)


    def _new_folder(self, folder: str) -> None:
        """Make a folder, and those that hold it, in a tree that holds nothing of others."""
        with suppress(FileExistsError):  # another process was quicker
            try:
                os.mkdir(self.at(folder), dir_fd=self.folder)
            except FileNotFoundError:
                if not folder:
                    raise
                self._new_folder(folder.rpartition("/")[0])
                os.mkdir(self.at(folder), dir_fd=self.folder)


class Pair:
    """A tree and its twin, both empty at first, which then hold the same files. `live` is a third tree, or empty: a
    file that has the same bytes there is shared with it, and keeps the time that deploy tools compare."""

    def __init__(self, work: str, twin: str, live: str) -> None:
        self.work, self.live = Tree(work), live
        try:
            self.twin = Tree(twin)
        except OSError:
            self.work.close()
            raise

    def close(self) -> None:
        """Let go of both trees."""
        self.work.close()
        self.twin.close()

    def put(self, path: str, data: bytes) -> Put:
        """Write a file into both trees; its digest, and whether it differs from the live one. Raises OSError."""
        stands = bool(self.live) and has_bytes(f"{self.live}/{path}", data)
        try:
            self._put(path, data, stands=stands)
        except FileExistsError:  # a worker was lost after it had written this page
            self.work.unlink(path)
            self.twin.unlink(path)
            self._put(path, data, stands=stands)
        return digest(data), not stands

    def _put(self, path: str, data: bytes, *, stands: bool) -> None:
        if stands:
            self.work.share(path, f"{self.live}/{path}", data)
        else:
            self.work.new(path, data)
        self.twin.share(path, path, data, tree=self.work)


class Writer(NamedTuple):
    """What any process of this machine needs to write the files of a build from nothing: the roots of a Pair, and the
    process that builds."""

    work: str
    twin: str
    live: str
    builder: int

    @contextmanager
    def opened(self) -> Iterator[Pair]:
        """The pair, open for a number of files. Raises BuilderGone, and OSError."""
        with closing(Pair(self.work, self.twin, self.live)) as pair:
            # While the builder lives, no other build can have replaced these folders; from here on they are held open.
            if os.getpid() != self.builder and os.getppid() != self.builder:
                raise BuilderGone
            yield pair


def new_file(path: str, data: bytes, folder: int | None = None) -> None:
    """Make a file; its path may be from an open folder. Raises FileExistsError, and OSError."""
    file = os.open(path, NEW, 0o666, dir_fd=folder)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def share(source: str, target: str) -> None:
    """A hard link to a file or a link, or a copy with its time where the file system has none."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def has_bytes(path: str, data: bytes) -> bool:
    """Whether a file has these bytes; False for a link, and where it can't be read."""
    try:
        with open(path, "rb", opener=_no_link) as file:
            return file.read(len(data) + 1) == data
    except OSError:
        return False


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def leads_elsewhere(about: os.stat_result) -> bool:
    """Whether what stands in place of a folder is none of this tree: a link, a junction of Windows, or a file."""
    return not stat.S_ISDIR(about.st_mode) or getattr(about, "st_reparse_tag", 0) == JUNCTION
