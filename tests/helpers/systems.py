"""What other systems do differently, done on this one."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


def ignore_case(patch: pytest.MonkeyPatch, root: Path) -> None:
    """Let calls that take a path below `root` find a file by its name in any case, as on macOS and Windows. A new file
    keeps the case that it was made with."""

    def found(path: Any) -> Any:
        if not isinstance(path, str | Path) or not Path(path).is_relative_to(root):
            return path
        here = str(root)
        for part in Path(path).relative_to(root).parts:
            names = listdir(here) if isdir(here) else []
            here = f"{here}/{next((name for name in names if name.lower() == part.lower()), part)}"
        return here

    def wrapped(call: Callable[..., Any], number: int) -> Callable[..., Any]:
        return lambda *given, **more: call(*map(found, given[:number]), *given[number:], **more)

    listdir, stat = os.listdir, os.stat

    def isdir(path: str) -> bool:
        try:
            return bool(stat(path).st_mode & 0o040000)
        except OSError:
            return False

    # What is renamed or replaced gets its new name as it is written, so only the first path is looked for.
    for name, number in {"open": 1, "stat": 1, "lstat": 1, "unlink": 1, "mkdir": 1, "rmdir": 1, "link": 2}.items():
        patch.setattr(os, name, wrapped(getattr(os, name), number))
    patch.setattr("builtins.open", wrapped(open, 1))


class _Entry:
    """A directory entry whose name is decomposed."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self._entry, self.name = entry, unicodedata.normalize("NFD", entry.name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)


def list_decomposed(patch: pytest.MonkeyPatch) -> None:
    """Let the system list names in decomposed letters, and find files by composed ones, as HFS+ does on macOS."""
    scandir = os.scandir

    class Listing:
        def __init__(self, path: Any) -> None:
            self._found = map(_Entry, list(scandir(path)))

        def __iter__(self) -> Iterator[_Entry]:
            return self._found

        def __next__(self) -> _Entry:
            return next(self._found)

        def close(self) -> None: ...

        def __enter__(self) -> Listing:
            return self

        def __exit__(self, *_: object) -> None: ...

    patch.setattr(os, "scandir", Listing)
