"""The two trees between which the output alternates, as they lie on disk.

A build brings one tree up to date while readers see the other, and then both are exchanged in one step. Trees share
their files by hard links, so a file is never changed in place, only replaced. Knows paths, not what they mean.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from colophon.output.swap import before, exchange
from colophon.model.problems import Refused
from colophon.output.writer import Writer, new_file


class Trees:
    """`live` is what readers see; `standby` is a copy of it as of the build before; `work` is the tree at which a
    build is busy, and `twin`, where that begins empty, the standby tree to come. Once a build counts, its work tree is
    `decided`, and at that name stands what was live before, for the moment of the switch. All but the first lie hidden
    beside it. A tree is known by its folder's inode number."""

    def __init__(self, live: Path) -> None:
        self.live = str(live)
        self.standby = str(live.with_name(f".{live.name}.colophon"))
        self.work = f"{self.standby}.new"
        self.twin = f"{self.standby}.twin"
        self.decided = f"{self.standby}.decided"
        self._known: set[str] = set()

    def settle(self, live: int | None, standby: int | None) -> bool:
        """Make good a switch that was decided and cut off, and clear away a build that was never decided.

        `live` and `standby` are the numbers that the trees should have. False where the live tree is another one.
        A tree that is still named as one at work is never taken for the standby tree, though it may have its number:
        it was that, before a build began to change it.
        """
        if live is not None and number(self.work) == live:
            remove(self.decided)
            os.rename(self.work, self.decided)
        old = before(self.decided)
        if os.path.lexists(old):  # two renames in place of an exchange, cut off between them
            if os.path.lexists(self.live):
                remove(self.decided)
                os.rename(old, self.decided)
            else:
                os.rename(old, self.live)
        if live is not None and number(self.decided) == live and number(self.live) == standby:
            exchange(self.decided, self.live)
        if number(self.live) != live:
            return False
        if standby is not None and number(self.decided) == standby:
            remove(self.standby)
            os.rename(self.decided, self.standby)
        for tree in (self.work, self.twin, self.decided):
            remove(tree)
        return True

    def begin_empty(self) -> Writer:
        """Work at an empty tree, and at its twin."""
        remove(self.decided)
        for tree in (self.work, self.twin):
            remove(tree)
            os.makedirs(tree)
        return Writer(self.work, self.twin, self.live if os.path.isdir(self.live) else "", number(self.work) or 0)

    def begin(self, standby: int | None, behind: list[str]) -> bool:
        """Work at a copy of the live tree: the standby tree, where it has the number `standby`, with the files
        `behind` brought up to date; else one that is made anew. True where that was so."""
        remove(self.work)
        if standby is not None and number(self.standby) == standby:
            os.rename(self.standby, self.work)  # should this build be cut off, nobody takes it for a standby tree
            for path in behind:
                self.link(path)
            return False
        remove(self.standby)
        shutil.copytree(self.live, self.work, symlinks=True, copy_function=share)
        return True

    def mirror(self, paths: list[str]) -> int | None:
        """Let the twin be the standby tree, with the files `paths` of the live tree, which it lacks; its number."""
        remove(self.standby)
        os.rename(self.twin, self.standby)
        for path in paths:
            os.makedirs(os.path.join(self.standby, os.path.dirname(path)), exist_ok=True)
            share(f"{self.live}/{path}", f"{self.standby}/{path}")
        return number(self.standby)

    def switch(self) -> None:
        """Let the work tree be the live one, and the live one the standby tree."""
        remove(self.decided)
        os.rename(self.work, self.decided)
        exchange(self.decided, self.live)
        if os.path.isdir(self.decided):
            remove(self.standby)
            os.rename(self.decided, self.standby)

    # --- single files of the work tree -------------------------------------------------------------------------

    def write(self, path: str, data: bytes) -> None:
        """Write a file."""
        target = self._place(path)
        try:
            new_file(target, data)
        except FileExistsError:
            os.unlink(target)  # never changed in place: the live tree may share it
            new_file(target, data)

    def place(self, path: str) -> str:
        """Where a file is to be made that `take` then puts in its place: beside it."""
        return f"{self._place(path)}.part"

    def take(self, path: str, *, twin: bool) -> bool:
        """Let the file that was made at its `place` stand; with `twin` in that tree too, and then the file of the live
        tree is kept in its stead where it has the same bytes. False where that was so."""
        made, target, live = self.place(path), self._place(path), f"{self.live}/{path}"
        kept = twin and os.path.isfile(live) and filecmp.cmp(live, made, shallow=False)
        if kept:
            os.unlink(made)
            share(live, target)
        else:
            os.replace(made, target)
        if twin:
            os.makedirs(os.path.dirname(f"{self.twin}/{path}"), exist_ok=True)
            share(target, f"{self.twin}/{path}")
        return not kept

    def link(self, path: str) -> None:
        """Let a file be as it is in the live tree: the same, or absent."""
        source = os.path.join(self.live, path)
        if os.path.lexists(source):
            target = self._place(path)
            if os.path.lexists(target):
                os.unlink(target)
            share(source, target)
        else:
            self.remove(path)

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that it leaves empty."""
        target = os.path.join(self.work, path)
        if os.path.lexists(target):
            os.unlink(target)
        folder = os.path.dirname(path)
        while folder and os.path.isdir(full := os.path.join(self.work, folder)) and not os.listdir(full):
            os.rmdir(full)
            self._known.discard(folder)
            folder = os.path.dirname(folder)

    def _place(self, path: str) -> str:
        """Where a file is to be written; its folder stands, and lies inside the tree."""
        folder = path.rpartition("/")[0]
        if folder not in self._known:
            full = os.path.join(self.work, folder)
            os.makedirs(full, exist_ok=True)
            if os.path.realpath(full) != os.path.join(os.path.realpath(self.work), folder).rstrip("/"):
                raise Refused(f"{os.path.join(self.live, folder)} is a link that leads elsewhere; remove it")
            self._known.add(folder)
        return f"{self.work}/{path}"


def number(path: str) -> int | None:
    """The inode number of a folder, None where there is none."""
    try:
        return os.stat(path, follow_symlinks=False).st_ino
    except OSError:
        return None


def share(source: str, target: str) -> None:
    """A hard link, or a copy where the file system has none."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def remove(path: str) -> None:
    """Remove a tree, or whatever else is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def walk(root: str) -> Iterator[str]:
    """All files and links to folders below a root, by relative path with forward slashes."""
    for folder, folders, names in os.walk(root):
        prefix = "" if folder == root else os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        yield from (prefix + name for name in sorted([*names, *links]))


def files(root: str, folder: str) -> set[str]:
    """All files and links in one folder, by path from the root."""
    prefix = f"{folder}/" if folder else ""
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            return {prefix + e.name for e in entries if not e.is_dir(follow_symlinks=False)}
    except OSError:
        return set()


def mtime(root: str, folder: str) -> int | None:
    """When a folder last changed, in nanoseconds; None where there is none."""
    try:
        return os.stat(os.path.join(root, folder)).st_mtime_ns
    except OSError:
        return None


def refuse_folder(output: Path, content: Path) -> None:
    """Raise Refused, before anything is touched, where a build into `output` would do harm."""
    folder, source = output.resolve(), content.resolve()
    reasons = {
        "is a file, not a folder": folder.exists() and not folder.is_dir(),
        "is the root of the file system": folder == Path(folder.anchor),
        "is a mount point, and can't be exchanged in one step": folder.is_mount(),
        "is your home folder": folder == Path.home().resolve(),
        "lies in the content folder": folder == source or source in folder.parents,
        "holds the content folder": folder in source.parents,
        "is the root of a git repository": (folder / ".git").exists(),
    }
    for reason, holds in reasons.items():
        if holds:
            raise Refused(f"the output folder {output} {reason}; name another with -o")
