"""Exchanging two folders in one step of the file system, so that nobody ever sees a half of each.

Linux (renameat2 with RENAME_EXCHANGE) and macOS (renamex_np with RENAME_SWAP) do it in one system call. Elsewhere two
renames follow each other: for that moment the folder is missing, and a build cut off there is made good by the next.
"""

from __future__ import annotations

import os
import sys

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2


def exchange(new: str, live: str) -> None:
    """Let `new` stand at `live` and, where there was one, the old folder at `new`. Raises OSError."""
    if not os.path.lexists(live):
        os.rename(new, live)
    elif not _in_one_step(new, live):
        old = before(new)
        os.rename(live, old)
        os.rename(new, live)
        os.rename(old, new)


def before(new: str) -> str:
    """Where the old folder lies between the two renames."""
    return f"{new}.old"


def _in_one_step(one: str, other: str) -> bool:
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
