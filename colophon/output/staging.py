"""The folders between which the output alternates, as they lie on disk, and the swap of two of them.

A build brings one tree up to date while readers see the other; then the two are swapped. Trees share their files by
hard links. Any interruption leaves one of the states of `State` on disk, and `Trees.recover` mends each of them.
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
from colophon.model.spelling import listed
from colophon.output.writer import Tree, Writer, share

AT_FDCWD = -100
RENAME_EXCHANGE = 2  # Linux, renameat2
RENAME_SWAP = 2  # macOS, renamex_np


class Identity(NamedTuple):
    """A finished tree: the inode of its root folder, and its modification time in nanoseconds, since the file system
    may give the same inode to a tree that a later build began."""

    inode: int
    mtime: int


class State(enum.Enum):
    """What lies on disk. The tree that counts is that of the last build whose manifest was committed."""

    CLEAN = "the tree that counts is in place, and nothing is left over"
    LEFTOVERS = "the tree that counts is in place; beside it lie trees to keep as the standby tree, or to remove"
    DECIDED = "the tree that counts is finished, but not yet in place"
    ASIDE = "no tree is in place: the old one was renamed, and the new one was not"
    UNKNOWN = "the tree that counts is not in place; another one may be"


class Trees:
    """All trees of one output folder. `live` is what readers see. The others lie hidden beside it: `standby`, the live
    tree of the build before; `work`, the tree that a build makes; `twin`, the next standby tree, where a build makes
    all files anew; `old`, the live tree until the swap."""

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
        """Bring any state to CLEAN; or to UNKNOWN, where the tree that counts is lost. Raises OSError."""
        state = self.state(counts)
        if state is State.ASIDE:
            decided = counts is not None and counts == identity(self.work)
            os.rename(self.work if decided else self.old, self.live)
        elif state is State.DECIDED:
            self.swap()
        if self.state(counts) is State.LEFTOVERS:
            self.tidy(standby)

    def begin_anew(self) -> Writer:
        """Make `work` and `twin` empty, for a build that makes all files anew."""
        for tree in (self.work, self.twin):
            remove(tree)
            os.makedirs(tree)
        return Writer(self.work, self.twin, self.live if os.path.isdir(self.live) else "", os.getpid())

    def begin(self, standby: Identity | None) -> bool:
        """Rename the standby tree to `work` if it has the identity `standby`; else make `work` a copy of the live tree
        and return True. Raises OSError."""
        remove(self.work)
        if standby is not None and identity(self.standby) == standby:
            os.rename(self.standby, self.work)  # under this name it never becomes the standby tree again
            return False
        remove(self.standby)
        shutil.copytree(self.live, self.work, symlinks=True, copy_function=share)
        return True

    def swap(self) -> None:
        """Make `work` the live tree, and the live one `old`. Raises OSError."""
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
        never kept, since an interrupted build may have left it half-written. Raises OSError."""
        for tree in (self.old, self.twin):
            if standby is not None and identity(tree) == standby:
                remove(self.standby)
                os.rename(tree, self.standby)
        if standby is None:
            remove(self.standby)
        for tree in (self.work, self.twin, self.old):
            remove(tree)

    def link(self, path: str, *targets: Tree) -> None:
        """Make a file in `targets` the same as in the live tree, or absent as there. Raises OSError."""
        source = f"{self.live}/{path}"
        for target in targets:
            if os.path.lexists(source):
                target.make_folder(path.rpartition("/")[0])
                target.unlink(path)
                share(source, f"{target.root}/{path}")
            else:
                target.remove(path)


def identity(path: str) -> Identity | None:
    """The identity of a folder; None where there is none."""
    try:
        about = os.stat(path, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Identity(about.st_ino, about.st_mtime_ns)


def exchanged(one: str, other: str) -> bool:
    """Exchange two folders by one system call; False, with nothing changed, where the system has no such call."""
    if sys.platform != "win32":
        import ctypes  # noqa: PLC0415 - slow to load, and a build without changes doesn't need it

        libc = ctypes.CDLL(None, use_errno=True)
        paths = os.fsencode(one), os.fsencode(other)
        if sys.platform == "linux" and hasattr(libc, "renameat2"):
            return bool(libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
            return bool(libc.renamex_np(*paths, RENAME_SWAP) == 0)
    return False


def remove(path: str) -> None:
    """Remove a tree, a file or a link, if it is there. Raises OSError."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def walk(root: str) -> Iterator[str]:
    """All files and links to folders below a root, by relative path with forward slashes. Raises OSError where a folder
    can't be read."""

    def failed(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for folder, folders, names in os.walk(root, onerror=failed):
        prefix = "" if folder == root else os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        yield from (listed(prefix + name) for name in sorted([*names, *links]))


def files(root: str, folder: str) -> set[str]:
    """All files and links in one folder, by path from the root; none where there is no such folder. Raises OSError."""
    prefix = f"{folder}/" if folder else ""
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            return {prefix + listed(e.name) for e in entries if not e.is_dir(follow_symlinks=False)}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def mtime(root: str, folder: str) -> int | None:
    """The modification time of a folder in nanoseconds; None where there is no such folder. Raises OSError."""
    about = identity(os.path.join(root, folder))
    return about.mtime if about else None


def refuse_folder(output: Path, content: Path) -> None:
    """Raise Refused where a build into `output` would do harm. Call it before anything is written."""
    folder, source = output.resolve(), content.resolve()

    def same(one: Path, other: Path) -> bool:  # where case doesn't count, one folder has many names
        return one == other or (one.exists() and other.exists() and one.samefile(other))

    reasons = {
        "is a file, not a folder": folder.exists() and not folder.is_dir(),
        "is the root of the file system": folder == Path(folder.anchor),
        "is a mount point, and can't be exchanged in one step": os.path.ismount(folder),
        "is your home folder": folder == Path.home().resolve(),
        "lies in the content folder": any(same(source, above) for above in (folder, *folder.parents)),
        "holds the content folder": any(same(folder, above) for above in source.parents),
        "is the root of a git repository": (folder / ".git").exists(),
    }
    for reason, holds in reasons.items():
        if holds:
            raise Refused(f"the output folder {output} {reason}; name another with -o")


@contextmanager
def locked(output: Path, *, asking: bool = False) -> Iterator[None]:
    """Hold the lock of an output folder, so that one build at a time writes it. Raises Refused where it is held.

    The lock file lies beside the folder and stays there. The system releases the lock when its process ends, also by a
    crash; worker processes don't inherit it. With `asking` the lock is shared, and no lock file is made.
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
        except (BlockingIOError, PermissionError):
            raise Refused(f"another build is at work on {output}; wait for it, or stop it") from None
        except ImportError:
            raise Refused("this Python can't lock files, so two builds could spoil the output; use another") from None
        yield
    finally:
        os.close(file)


def _lock(file: int, *, shared: bool) -> None:
    """Lock an open file. Raises BlockingIOError or PermissionError where it is locked; OSError where the file system
    has no locks; ImportError where Python has none."""
    if sys.platform == "win32":  # which has no shared locks here
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.lockf(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
