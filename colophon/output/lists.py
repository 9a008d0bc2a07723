"""The published lists of the files that Colophon wrote, each with its size and SHA-256, as `sha256sum -c` reads them.

A page and the files beside it are in one list, which is named after the first digits of the SHA-256 of their common
path. There are so many lists that each is short, so a change writes few lines again. The root list has the digests of
all lists. A file whose address no list may name, such as a hidden page, has a digest of its line in a list of its own.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256

from colophon.model.addresses import MANIFEST, SUMS
from colophon.output.staging import files
from colophon.output.writer import digest_of

UNLISTED = f"{MANIFEST}/unlisted.txt"

# With more files a list, on average, there are sixteen times as many lists: one digit more in their names.
FILES, DIGITS = 512, 4

SCHEMA = """
CREATE TABLE list (path TEXT PRIMARY KEY, files INT, size INT, digest BLOB) WITHOUT ROWID;
CREATE TABLE unlisted (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
TABLES = ("list", "unlisted")

_LIST = re.compile(rf"{MANIFEST}/files(?:-[0-9a-f]{{1,{DIGITS}}})?\.sha256")
_LINES = re.compile(r"^# \d+ bytes\n[0-9a-f]{64}  (.+)$", re.MULTILINE)
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")

# What outputs had before: lists of names, in this folder.
_FORMER = re.compile(r"\.colophon/[0-9a-f]{2}")


class Lists:
    """The lists of the files in the table `page` of `db`. `write` puts a list, or removes it where it gets None. `site`
    is the address of the site, or its name."""

    def __init__(self, db: sqlite3.Connection, site: str, write: Callable[[str, bytes | None], None]) -> None:
        self.db, self.site, self._write = db, site, write

    def paths(self) -> set[str]:
        """The lists themselves, which no list but the root one names."""
        return {path for (path,) in self.db.execute("SELECT path FROM list")}

    def unlist(self, paths: Iterable[str]) -> set[str]:
        """Name these files of ours in no list, and all others. Returns those for which that is new."""
        ours = (path for path in paths if self.db.execute("SELECT 1 FROM page WHERE path = ?", (path,)).fetchone())
        now, before = {*ours}, {path for (path,) in self.db.execute("SELECT path FROM unlisted")}
        self.db.executemany("DELETE FROM unlisted WHERE path = ?", [(path,) for path in before - now])
        self.db.executemany("INSERT INTO unlisted VALUES (?)", [(path,) for path in now - before])
        return now ^ before

    def bring_up(self, changed: set[int] | None) -> None:
        """Write the lists of the files with these numbers; all lists where it is None, or where their files became
        too many or too few for the number of lists."""
        before, digits = self.paths(), _digits(self._total())
        for number in {_start(number, digits) for number in changed or ()}:
            self._list(number, digits)
        if changed is None or _digits(self._total()) != digits:
            self._list_all()
        self._put(UNLISTED, self._unlisted())
        self._put(SUMS, self._root())
        for path in sorted(before - self.paths()):
            self._write(path, None)

    def _total(self) -> int:
        """The number of files in all lists."""
        return int(self.db.execute("SELECT total(files) FROM list").fetchone()[0])

    def _list_all(self) -> None:
        self.db.execute("DELETE FROM list")
        pages, unlisted = (self.db.execute(f"SELECT count(*) FROM {table}") for table in ("page", "unlisted"))
        digits = _digits(pages.fetchone()[0] - unlisted.fetchone()[0])
        for number in range(0, 16**DIGITS, 16 ** (DIGITS - digits)):
            self._list(number, digits)

    def _list(self, number: int, digits: int) -> None:
        """Write the list of the files whose numbers begin with the same digits as `number`."""
        name = f"{number:04x}"[:digits]
        rows = self.db.execute(
            "SELECT path, size, digest FROM page WHERE list >= ? AND list < ? "
            "AND path NOT IN (SELECT path FROM unlisted) ORDER BY path",
            (number, number + 16 ** (DIGITS - digits)),
        )
        lines = [_lines(*row) for row in rows]
        self._put(f"{MANIFEST}/files{f'-{name}' if name else ''}.sha256", "".join(lines), len(lines))

    def _unlisted(self) -> str:
        rows = self.db.execute("SELECT digest, path FROM unlisted JOIN page USING (path)")
        return "".join(sorted(f"{_of_line(digest, path)}\n" for digest, path in rows))

    def _root(self) -> str:
        rows = self.db.execute("SELECT path, size, digest FROM list WHERE path != ? ORDER BY path", (SUMS,))
        return f"# site: {self.site}\n# engine: Colophon\n{''.join(_lines(*row) for row in rows)}"

    def _put(self, path: str, text: str, number: int = 0) -> None:
        """Write a list of so many files where it differs. An empty one is no list."""
        data = text.encode()
        digest = sha256(data).digest()
        if not text:
            self.db.execute("DELETE FROM list WHERE path = ?", (path,))
        elif self.db.execute("SELECT digest FROM list WHERE path = ?", (path,)).fetchone() != (digest,):
            self.db.execute("INSERT OR REPLACE INTO list VALUES (?, ?, ?, ?)", (path, number, len(data), digest))
            self._write(path, data)


class Found:
    """What the lists in the folder `root` say, where no database knows which of its files are ours. `unlisted` are
    files of ours in any case."""

    def __init__(self, root: str, unlisted: set[str]) -> None:
        self.root, self.names, self._digests = root, set(unlisted), set[str]()
        lists = [path for path in files(root, MANIFEST) if _LIST.fullmatch(path)]
        for path in lists:
            self.names.update(_LINES.findall(self._read(path)))
        if lists:
            self.names.update(lists, (SUMS, UNLISTED))
        if lists and os.path.isfile(f"{root}/{UNLISTED}"):
            self._digests.update(self._read(UNLISTED).split())
        for path in filter(_FORMER.fullmatch, files(root, ".colophon")):
            self.names.update(self._read(path).splitlines(), (path,))

    def holds(self, path: str) -> bool:
        """Whether a file is one of ours."""
        if path in self.names:
            return True
        full = f"{self.root}/{path}"
        if not self._digests or os.path.islink(full):
            return False
        try:
            return _of_line(digest_of(full), path) in self._digests
        except OSError:
            return False

    def _read(self, path: str) -> str:
        with open(f"{self.root}/{path}", encoding="utf-8", errors="replace") as file:
            return file.read()


def number_of(path: str) -> int:
    """The number of a file: the first DIGITS digits of the SHA-256 of its path up to the first dot of its name."""
    folder, slash, name = path.rpartition("/")
    return _number(f"{folder}{slash}{name.partition('.')[0]}")


@lru_cache(maxsize=4096)
def _number(path: str) -> int:
    return int.from_bytes(sha256(path.encode("utf-8", "surrogateescape")).digest()[: DIGITS // 2])


def unwritable(path: str) -> bool:
    """Whether lists can't name this file in a form that all programs read, or it stands in the place of one."""
    return _UNWRITABLE.search(path) is not None or path in (SUMS, UNLISTED) or _LIST.fullmatch(path) is not None


def _digits(total: int) -> int:
    """The number of digits in the names of the lists of so many files."""
    return next((digits for digits in range(DIGITS) if total <= FILES * 16**digits), DIGITS)


def _start(number: int, digits: int) -> int:
    """The first number that begins with the same digits."""
    rest: int = 16 ** (DIGITS - digits)
    return number // rest * rest


def _lines(path: str, size: int, digest: bytes) -> str:
    """The lines of a file. `sha256sum` passes over the first."""
    return f"# {size} bytes\n{_line(digest, path)}"


def _line(digest: bytes, path: str) -> str:
    return f"{digest.hex()}  {path}\n"


def _of_line(digest: bytes, path: str) -> str:
    """The digest of the line of a file, which tells nothing to who doesn't have the file and know its address."""
    return sha256(_line(digest, path).encode("utf-8", "surrogateescape")).hexdigest()
