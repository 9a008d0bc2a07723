"""Writes the files of a tree that begins empty, and of its standby copy beside it, from any process of this machine.

Where every page is new, workers write what they render: the bytes needn't travel, and making files, which is work of
the system's, is shared out like the rest. Knows paths and bytes, not what they mean.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import file_digest, sha256
from typing import NamedTuple

DIGEST = 16  # bytes
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

# Paths are taken from an open folder: a worker that outlives its build so writes into the tree of that build, or
# nowhere, and never into one that was made in its place.
_FROM_FOLDERS = os.open in os.supports_dir_fd


# What became of a file: the digest of its bytes, and whether it was written.
Put = tuple[bytes, bool]


class Writer(NamedTuple):
    """The tree `work` and its copy `twin`, both empty when the first file is written. A file that stands in the tree
    `live` with the same bytes is shared with it, so that it keeps the time stamp that deploy tools compare; `live` is
    empty where there is no such tree. `build` tells this pair from another of the same names."""

    work: str
    twin: str
    live: str
    build: int

    def put(self, path: str, data: bytes) -> Put:
        """Let a file stand in both trees; its digest, and whether it was written. Raises OSError."""
        work, twin = _opened(self)
        work.make_folder(path)
        twin.make_folder(path)
        written = not (self.live and _stands(f"{self.live}/{path}", data))
        try:
            self._put(path, data, written=written)
        except FileExistsError:  # a worker was lost over this page after it had written it
            work.remove(path)
            twin.remove(path)
            self._put(path, data, written=written)
        return digest(data), written

    def _put(self, path: str, data: bytes, *, written: bool) -> None:
        work, twin = _opened(self)
        if written:
            work.write(path, data)
        else:
            _link(f"{self.live}/{path}", None, path, work, data)
        _link(path, work, path, twin, data)


def digest(data: bytes) -> bytes:
    """The digest by which the manifest knows a file's bytes. Processors have instructions for this one."""
    return sha256(data).digest()[:DIGEST]


def digest_of(path: str) -> bytes:
    """The same of a file, however large."""
    with open(path, "rb") as file:
        return file_digest(file, sha256).digest()[:DIGEST]


def new_file(path: str, data: bytes, folder: int | None = None) -> None:
    """Make a file; its path may be from an open folder. Raises FileExistsError, and OSError."""
    file = os.open(path, NEW, 0o666, dir_fd=folder)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


class _Tree:
    """One tree, held open."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.folder = os.open(path, os.O_RDONLY) if _FROM_FOLDERS else None
        self._known = {""}

    def __del__(self) -> None:
        if self.folder is not None:
            os.close(self.folder)

    def at(self, path: str) -> str:
        return path if self.folder is not None else f"{self.path}/{path}"

    def make_folder(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder in self._known:
            return
        self.make_folder(folder)
        with suppress(FileExistsError):  # another worker was here first
            os.mkdir(self.at(folder), dir_fd=self.folder)
        self._known.add(folder)

    def write(self, path: str, data: bytes) -> None:
        new_file(self.at(path), data, self.folder)

    def remove(self, path: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self.at(path), dir_fd=self.folder)


def _link(source: str, tree: _Tree | None, path: str, target: _Tree, data: bytes) -> None:
    """A hard link, or a file of its own where the file system has none."""
    source, folder = (tree.at(source), tree.folder) if tree else (source, None)
    try:
        os.link(source, target.at(path), src_dir_fd=folder, dst_dir_fd=target.folder)
    except FileExistsError:
        raise
    except OSError:
        target.write(path, data)


def _stands(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(data) + 1) == data
    except OSError:
        return False


# The trees that this process writes into; one pair at a time.
_open: dict[Writer, tuple[_Tree, _Tree]] = {}


def _opened(writer: Writer) -> tuple[_Tree, _Tree]:
    if writer not in _open:
        _open.clear()
        _open[writer] = _Tree(writer.work), _Tree(writer.twin)
    return _open[writer]
