"""The folders between which the output alternates, as they lie on disk, and the swap of two of them.

A build brings one tree up to date while readers see the other; then both change places. Trees share their files by hard
links. What lies on disk after any interruption is one of the states of `State`, and `Trees.recover` leads from each of
them to a clean one.
"""

from __future__ import annotations

import enum
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from colophon.model.problems import Refused
from colophon.output.writer import Tree, Writer, share

AT_FDCWD = -100
RENAME_EXCHANGE = 2  # Linux, renameat2
RENAME_SWAP = 2  # macOS, renamex_np


class Identity(NamedTuple):
    """A finished tree: the inode of its root folder, and when that folder last changed, in nanoseconds. A number alone
    could be given anew to a tree that a later build began."""

    inode: int
    mtime: int


class State(enum.Enum):
    """What lies on disk, given the tree of the last build that counts, which is the last whose manifest was kept."""

    CLEAN = "the tree that counts is in place, and nothing is left over"
    LEFTOVERS = "the tree that counts is in place; others lie beside it that are to become the standby tree, or to go"
    DECIDED = "the tree that counts is finished, but not yet in place"
    ASIDE = "no tree is in place: the old one was renamed, and the next step was not taken"
    UNKNOWN = "what is in place, if anything, is not the tree that counts"


class Trees:
    """All trees of one output folder. `live` is what readers see. The others lie hidden beside it: `standby`, a copy of
    the live tree as of the build before; `work`, the tree that a build makes; `twin`, where a build makes all anew, the
    standby tree to come; `old`, what was live until the swap."""

    def __init__(self, live: Path) -> None:
        self.live = str(live)
        self.standby = str(live.with_name(f".{live.name}.colophon"))
        self.work, self.twin, self.old = (f"{self.standby}.{end}" for end in ("new", "twin", "old"))

    def state(self, counts: Identity | None) -> State:
        """The state on disk, where `counts` is the tree of the last build that counts."""
        here = identity(self.live)
        if here is None and os.path.lexists(self.old):
            return State.ASIDE
        if counts is not None and counts == identity(self.work):
            return State.DECIDED
        if counts is None or here is None or here.inode != counts.inode:
            return State.UNKNOWN
        others = (self.work, self.twin, self.old)
        return State.LEFTOVERS if any(map(os.path.lexists, others)) else State.CLEAN

    def recover(self, counts: Identity | None, standby: Identity | None) -> None:
        """Bring any state to CLEAN; or to UNKNOWN, where the tree that counts is not to be had. Raises OSError."""
        state = self.state(counts)
        if state is State.ASIDE:
            decided = counts is not None and counts == identity(self.work)
            os.rename(self.work if decided else self.old, self.live)
        elif state is State.DECIDED:
            self.swap()
        if self.state(counts) is State.LEFTOVERS:
            self.tidy(standby)

    # --- the steps of a build, in their order ------------------------------------------------------------------

    def begin_anew(self) -> Writer:
        """Let `work` and `twin` be empty."""
        for tree in (self.work, self.twin):
            remove(tree)
            os.makedirs(tree)
        return Writer(self.work, self.twin, self.live if os.path.isdir(self.live) else "", os.getpid())

    def begin(self, standby: Identity | None) -> bool:
        """Let `work` be the standby tree, if that has the identity `standby`; else a copy of the live tree, and then
        the answer is True."""
        remove(self.work)
        if standby is not None and identity(self.standby) == standby:
            os.rename(self.standby, self.work)  # by this name it is never taken for a standby tree again
            return False
        remove(self.standby)
        shutil.copytree(self.live, self.work, symlinks=True, copy_function=share)
        return True

    def swap(self) -> None:
        """Put `work` in the place of `live`, which then lies at `old`. Raises OSError."""
        remove(self.old)
        if not os.path.lexists(self.live):
            os.rename(self.work, self.live)
        elif exchanged(self.work, self.live):
            os.rename(self.work, self.old)
        else:
            os.rename(self.live, self.old)
            try:
                os.rename(self.work, self.live)
            except OSError:
                os.rename(self.old, self.live)
                raise

    def tidy(self, standby: Identity | None) -> None:
        """After a swap: keep the tree with the identity `standby` as the standby tree, and remove all others. `work` is
        never kept: nobody knows how far a build came that was cut off. Raises OSError."""
        for tree in (self.old, self.twin):
            if standby is not None and identity(tree) == standby:
                remove(self.standby)
                os.rename(tree, self.standby)
        if standby is None:
            remove(self.standby)
        for tree in (self.work, self.twin, self.old):
            remove(tree)

    # --- files -------------------------------------------------------------------------------------------------

    def link(self, path: str, *targets: Tree) -> None:
        """Let a file be in `targets` as it is in the live tree: the same, or absent."""
        source = f"{self.live}/{path}"
        for target in targets:
            if os.path.lexists(source):
                target.make_folder(path.rpartition("/")[0])
                target.unlink(path)
                share(source, f"{target.root}/{path}")
            else:
                target.remove(path)


def identity(path: str) -> Identity | None:
    """The identity of a folder, None where nothing is there."""
    try:
        about = os.stat(path, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Identity(about.st_ino, about.st_mtime_ns)


def exchanged(one: str, other: str) -> bool:
    """Exchange two folders by one system call; False, and nothing is changed, where the system has none."""
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes  # noqa: PLC0415 - loading it costs more than a build in which nothing changed should

    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        return bool(libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) == 0)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        return bool(libc.renamex_np(*paths, RENAME_SWAP) == 0)
    return False


def remove(path: str) -> None:
    """Remove a tree, or whatever else is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def walk(root: str) -> Iterator[str]:
    """All files and links to folders below a root, by relative path with forward slashes. Raises OSError where a folder
    can't be read."""
    for folder, folders, names in os.walk(root, onerror=_raised):
        prefix = "" if folder == root else os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        yield from (prefix + name for name in sorted([*names, *links]))


def _raised(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def files(root: str, folder: str) -> set[str]:
    """All files and links in one folder, by path from the root; none where there is no such folder. Raises OSError."""
    prefix = f"{folder}/" if folder else ""
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            return {prefix + e.name for e in entries if not e.is_dir(follow_symlinks=False)}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def mtime(root: str, folder: str) -> int | None:
    """When a folder last changed, in nanoseconds; None where there is none. Raises OSError."""
    found = identity(os.path.join(root, folder))
    return found.mtime if found else None


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


# --- one build at a time ----------------------------------------------------------------------------------------------


@contextmanager
def locked(output: Path, *, asking: bool = False) -> Iterator[None]:
    """Hold the lock of an output folder, whatever the content and the cache. Raises Refused where a build holds it.

    The lock file lies beside the folder and stays there. The system lets go of the lock when its process ends, however
    it ends; worker processes don't inherit it. Who is only `asking` keeps builds away and makes no lock file.
    """
    folder = output.resolve()
    path = folder.with_name(f".{folder.name}.colophon.lock")
    if asking and not path.exists():
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDONLY if asking else os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _lock(file, shared=asking)
        except OSError:
            raise Refused(f"another build is at work on {output}; wait for it, or stop it") from None
        yield
    finally:
        os.close(file)


def _lock(file: int, *, shared: bool) -> None:
    """Take the lock of an open file at once, or raise OSError. Windows has no shared ones here."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    import fcntl  # noqa: PLC0415

    fcntl.lockf(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
