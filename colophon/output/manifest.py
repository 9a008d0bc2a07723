"""What Colophon wrote into the output folder, and how a build writes there: completely, or not at all.

The manifest is kept in the build's database, and as lists of names in the folder `.colophon` of the output, for the day
when the database is lost. A folder's files are all in one of 256 lists, so that one more file changes one list, and no
list grows long. Only what differs is written; only what we wrote is removed.
"""

from __future__ import annotations

import filecmp
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from colophon.model.problems import Refused, counted
from colophon.output.staging import Identity, State, Trees, files, identity, mtime, walk
from colophon.output.writer import Pair, Put, Tree, Writer, digest, digest_of, share

Series = tuple[int, int] | None  # a number and a start

LISTS = ".colophon"

# So many rows of the manifest are written together.
TOGETHER = 256

SCHEMA = """
CREATE TABLE page (path TEXT PRIMARY KEY, list INT, series INT, start INT, key BLOB, digest BLOB, why TEXT)
    WITHOUT ROWID;
CREATE INDEX page_list ON page (list);
CREATE INDEX page_series ON page (series, start) WHERE series IS NOT NULL;
CREATE TABLE foreign_file (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE folder (tree INT, path TEXT, mtime INT, PRIMARY KEY (tree, path)) WITHOUT ROWID;
CREATE TABLE delta (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tree (name TEXT PRIMARY KEY, inode INT, mtime INT) WITHOUT ROWID;
"""
TABLES = ("page", "foreign_file", "folder", "delta", "tree")


class Output:
    """The output folder `live` and its manifest in `db`. Asking changes nothing on disk; `put`, `take`, `drop` and
    `take_in` work in the block of `staged` alone.

    `fresh` says that the manifest doesn't fit the folder, so that every page must be put. `missing` are the files of
    ours that somebody deleted. `untidy` says after a build what it could not clear away.
    """

    def __init__(self, live: Path, db: sqlite3.Connection) -> None:
        self.db, self.trees = db, Trees(live)
        self.written = self.removed = 0
        self.untidy = ""
        self._open = self._alone = False
        self._writer: Writer | None = None
        self._pair: Pair | None = None  # where all is made anew, unless others write too
        self._work: Tree | None = None  # the work tree, once there is one
        self._rows: list[tuple[Any, ...]] = []  # of the manifest, kept back to be written together
        self._touched: set[str] = set()  # folders in which a file was written or removed
        self._listed: set[int] = set()  # lists that a file of ours came to or left
        self._compare()

    def _compare(self) -> None:
        """Find out whether the manifest fits the folder, and what others changed there."""
        counts = self._tree("live")
        state = self.trees.state(counts)
        self.fresh = state is State.UNKNOWN or counts is None
        self.missing: set[str] = set()
        self._altered: list[str] = []  # folders in which somebody added or removed files
        if counts is None or state not in (State.CLEAN, State.LEFTOVERS):
            return
        rows = self.db.execute("SELECT path, mtime FROM folder WHERE tree = ?", (counts.inode,))
        for folder, then in rows.fetchall():
            if mtime(self.trees.live, folder) != then:
                self._altered.append(folder)
                if folder != LISTS:
                    self.missing |= self._ours(folder) - files(self.trees.live, folder)

    @contextmanager
    def staged(
        self, commit: Callable[[], None], *, adopt: bool = False, retain: list[str] | None = None, alone: bool = False
    ) -> Iterator[None]:
        """Write in this block. At its end `commit` must keep the database; from then on the build counts, and its tree
        takes the place of the live one. Where the block or `commit` raises, the output stays as it was. Hold the lock.

        `adopt` allows to overwrite files that Colophon didn't write. `retain` begins anew, and names the entries of the
        output folder that are kept of those; all others go. `alone` begins anew and shares no file with the live tree,
        for builds in which others write too. Raises Refused and OSError.
        """
        self.trees.recover(self._tree("live"), self._tree("standby"))
        self._compare()
        self._open, self._alone = True, alone
        self.fresh = self.fresh or alone or retain is not None
        try:
            if self.fresh:
                for table in TABLES:
                    self.db.execute(f"DELETE FROM {table}")
            else:
                self._carry_altered()
            yield
            self._seal(adopt=adopt, retain=retain)
            self._close()
            commit()
            if self._work is not None:
                self._swap()
        finally:
            self._open = False
            self._close()

    def _carry_altered(self) -> None:
        """Take over what others changed in folders of the live tree."""
        for folder in self._altered:
            here, ours = files(self.trees.live, folder), self._ours(folder)
            self._stage()
            self._touched.add(folder)
            if folder == LISTS:
                self._listed.update(range(256))
                continue
            rows = self.db.execute("SELECT path FROM foreign_file")
            for path in sorted((here - ours) ^ {path for (path,) in rows if folder_of(path) == folder}):
                self._carry(path)

    def _carry(self, path: str) -> None:
        """Let a file that isn't ours stand in the work tree as it stands in the live one."""
        self.trees.link(path, *self._made())
        self._note(path)
        if os.path.lexists(f"{self.trees.live}/{path}"):
            self.db.execute("INSERT OR IGNORE INTO foreign_file VALUES (?)", (path,))
        else:
            self.db.execute("DELETE FROM foreign_file WHERE path = ?", (path,))

    def stage(self) -> str:
        """The folder in which the new output is made."""
        return self._stage().root

    def _stage(self) -> Tree:
        """The work tree; at first the live one with the changes of the last build made good, or an empty one."""
        if self._work is not None:
            return self._work
        if not self._open:
            raise RuntimeError("the output is not being written")
        if self.fresh:
            writer = self.trees.begin_anew()
            if self._alone:
                self._work = Tree(writer.work)
            else:
                self._writer, self._pair = writer, Pair(*writer[:3])
                self._work = self._pair.work
        else:
            behind = [r[0] for r in self.db.execute("SELECT path FROM delta")]
            copied = self.trees.begin(self._tree("standby"))
            self._work = Tree(self.trees.work)
            if copied:
                behind = [r[0] for r in self.db.execute("SELECT path FROM page UNION SELECT path FROM foreign_file")]
            else:
                for path in behind:
                    self.trees.link(path, self._work)
            self._touched.update(map(folder_of, behind))  # all that have another time stamp than this tree's had
        self.db.execute("DELETE FROM delta")
        return self._work

    def _made(self) -> list[Tree]:
        """The trees that this build makes."""
        return [self._pair.work, self._pair.twin] if self._pair is not None else [self._stage()]

    def _close(self) -> None:
        """Let go of the folders that are held open."""
        if self._pair is not None:
            self._pair.close()
        if self._work is not None:
            self._work.close()

    def _note(self, path: str) -> None:
        """Remember that the standby tree will lack this change."""
        self._touched.add(folder_of(path))
        if not self.fresh:  # after a fresh start the standby tree is made anew
            self.db.execute("INSERT OR IGNORE INTO delta VALUES (?)", (path,))

    # --- questions ---------------------------------------------------------------------------------------------

    def key(self, path: str) -> bytes | None:
        """The key under which a page was put last; None where it isn't there, or is missing from the folder."""
        if self.fresh or path in self.missing:
            return None
        key: bytes | None = self._of(path, "key")
        return key

    def digest(self, path: str) -> bytes:
        """The digest of a file's bytes; empty where it isn't ours."""
        self._note_rows()
        return self._of(path, "digest") or b""

    def why(self, path: str) -> str | None:
        """Why a file was put last; None where it isn't ours."""
        return self._of(path, "why") or None

    def paths(self) -> set[str]:
        """All files of ours."""
        self._note_rows()
        return {r[0] for r in self.db.execute("SELECT path FROM page")}

    def series(self, series: int, start: int, end: int) -> list[str]:
        """Files that were put under a series number with a start from `start` up to, not including, `end`."""
        query = "SELECT path FROM page WHERE series = ? AND start >= ? AND start < ?"
        return [r[0] for r in self.db.execute(query, (series, start, end))]

    def _of(self, path: str, column: str) -> Any:
        row = self.db.execute(f"SELECT {column} FROM page WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def _ours(self, folder: str) -> set[str]:
        rows = self.db.execute("SELECT path FROM page WHERE list = ?", (list_of(folder),))
        return {path for (path,) in rows if folder_of(path) == folder}

    def _tree(self, name: str) -> Identity | None:
        row = self.db.execute("SELECT inode, mtime FROM tree WHERE name = ?", (name,)).fetchone()
        return Identity(*row) if row else None

    # --- pages -------------------------------------------------------------------------------------------------

    def put(self, path: str, data: bytes, key: bytes = b"", why: str = "", series: Series = None) -> None:
        """Put a file's bytes. `key`, `why` and `series`, a number and a start, are kept to be asked for."""
        if self.writer() is not None and self._pair is not None:
            self.note([(path, self._pair.put(path, data))], key, why, series)
            return
        before, now = None if self.fresh else self._of(path, "digest"), digest(data)
        self._keep(path, now, key, why, series, new=before is None)
        self._note_rows()
        if before != now or path in self.missing:
            self._stage().write(path, data)
            self._note(path)
            self.written += 1

    def place(self, path: str) -> str:
        """Where a file too large for memory is to be made, which `take` then puts: beside its place."""
        tree = self._stage()
        tree.make_folder(folder_of(path))
        return f"{tree.root}/{path}.part"

    def take(self, path: str, key: bytes, why: str) -> None:
        """Put the file that was made at its `place`, as `put` would its bytes."""
        made, target, live = self.place(path), f"{self.stage()}/{path}", f"{self.trees.live}/{path}"
        now, before = digest_of(made), None if self.fresh else self._of(path, "digest")
        self._keep(path, now, key, why, None, new=before is None)
        self._note(path)
        stands = before == now and path not in self.missing
        if stands:
            os.unlink(made)
        elif self._pair is not None and os.path.isfile(live) and filecmp.cmp(live, made, shallow=False):
            stands = True
            os.unlink(made)
            share(live, target)
        else:
            os.replace(made, target)
        if self._pair is not None:
            self._pair.twin.make_folder(folder_of(path))
            share(target, f"{self._pair.twin.root}/{path}")
        self.written += not stands

    def writer(self) -> Writer | None:
        """What any process of this machine may write with, where every file is new; None where some may stand."""
        if self.fresh:
            self._stage()
        return self._writer

    def note(self, made: Iterable[tuple[str, Put]], key: bytes = b"", why: str = "", series: Series = None) -> None:
        """Take note of what was put with the `writer`, as `put` would."""
        for path, (now, written) in made:
            self._keep(path, now, key, why, series, new=True)
            self._touched.add(folder_of(path))
            self.written += written
        if len(self._rows) > TOGETHER:
            self._note_rows()

    def _keep(self, path: str, digest: bytes, key: bytes, why: str, series: Series, *, new: bool) -> None:
        number = list_of(folder_of(path))
        self._rows.append((path, number, *(series or (None, None)), key, digest, why))
        if new:
            self._listed.add(number)

    def _note_rows(self) -> None:
        if self._rows:
            self.db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", self._rows)
            self._rows.clear()

    def drop(self, path: str) -> None:
        """Remove a file of ours."""
        if self.db.execute("DELETE FROM page WHERE path = ?", (path,)).rowcount:
            self._stage()
            for tree in self._made():
                tree.remove(path)
            self._note(path)
            self._listed.add(list_of(folder_of(path)))
            self.removed += 1

    def take_in(self) -> None:
        """Make ours what others wrote into the work tree, and note where they wrote over a file of ours."""
        self._note_rows()
        ours = dict(self.db.execute("SELECT path, digest FROM page"))
        for path in walk(self.stage()):
            if path in ours:
                if (now := digest_of(f"{self.stage()}/{path}")) != ours[path]:
                    self.db.execute("UPDATE page SET digest = ? WHERE path = ?", (now, path))
            else:
                self._keep(path, b"", b"", "a plugin wrote it", None, new=True)
                self._note(path)
                self.written += 1

    # --- the end -----------------------------------------------------------------------------------------------

    def _seal(self, *, adopt: bool, retain: list[str] | None) -> None:
        """Finish the work tree, and note what it is. Raises Refused where it would overwrite others' files."""
        self._note_rows()
        if self.fresh:
            self._stage()
        if self._work is None:
            return
        for number in sorted(self._listed):
            self._list(number)
        if self.fresh:
            self._carry_strangers(adopt=adopt, retain=retain)
        live = identity(self.trees.live)
        folders = {above for touched in self._touched for above in with_above(touched)}
        for tree in self._made():
            rows = [(os.stat(tree.root).st_ino, folder, mtime(tree.root, folder)) for folder in folders]
            self.db.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?, ?)", rows)
        self.db.execute("DELETE FROM folder WHERE mtime IS NULL")
        # The live tree becomes the standby tree; or the twin does, and then the live one goes.
        standby = live if not self.fresh else identity(self.trees.twin) if self._pair else None
        self.db.execute("DELETE FROM tree")
        for name, tree_ in (("live", identity(self.trees.work)), ("standby", standby)):
            if tree_ is not None:
                self.db.execute("INSERT INTO tree VALUES (?, ?, ?)", (name, *tree_))

    def _list(self, number: int) -> None:
        """Write down which files of a list are ours."""
        path, query = f"{LISTS}/{number:02x}", "SELECT path FROM page WHERE list = ? ORDER BY path"
        names = [row[0] for row in self.db.execute(query, (number,))]
        listing = "".join(f"{name}\n" for name in names).encode()
        if self._pair is not None:
            self._pair.put(path, listing)
        elif names:
            self._stage().write(path, listing)
        else:
            self._stage().remove(path)
        self._note(path)

    def _carry_strangers(self, *, adopt: bool, retain: list[str] | None) -> None:
        """Take along what stands in the live tree and is neither ours now nor was ours when it was built."""
        theirs = list(strangers(self.trees.live))
        ours, clashes = self.paths() if theirs else set(), []
        for path in theirs:
            if retain is not None and path.split("/", 1)[0] not in retain:
                continue
            if os.path.isdir(f"{self.trees.work}/{path}"):
                clashes.append(path)
            elif path not in ours:
                self._carry(path)
            elif not filecmp.cmp(f"{self.trees.live}/{path}", f"{self.trees.work}/{path}", shallow=False):
                clashes.append(path)
        if clashes and not adopt and retain is None:
            raise clash(self.trees.live, clashes)

    def _swap(self) -> None:
        """Put the new tree in its place. Raises Refused, which says what became of the output."""
        counts, standby = self._tree("live"), self._tree("standby")
        try:
            self.trees.swap()
            self.trees.tidy(standby)
        except OSError as error:
            state = self.trees.state(counts)
            if state is State.DECIDED:
                where = "the output is as it was"
            elif state is State.ASIDE:
                where = f"the output is missing and lies in {self.trees.old}"
            else:
                self.untidy = f"{reason(error)}; the output is new and complete, but the old one could not be put away"
                return
            raise Refused(
                f"{reason(error)}; {where}; the new one is complete, and the next build swaps it in"
            ) from error


def reason(error: OSError) -> str:
    """What the system says, and of which file."""
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


def strangers(live: str) -> Iterator[str]:
    """Files under the live tree that its own lists don't name, by relative path."""
    listed: set[str] = set()
    for path in files(live, LISTS):
        with open(f"{live}/{path}", encoding="utf-8", errors="replace") as file:
            listed.update(file.read().splitlines())
    return (path for path in walk(live) if path not in listed and folder_of(path) != LISTS)


def clash(live: str, theirs: list[str]) -> Refused:
    """What stops a build that would overwrite files of others."""
    more = f" and {counted(len(theirs) - 1, 'more file')}" if len(theirs) > 1 else ""
    return Refused(
        f"{live} holds {theirs[0]}{more}, which Colophon did not write and would overwrite; "
        "choose another folder with -o, empty it with -d, or let it be overwritten with -e ADOPT_OUTPUT=true"
    )


def folder_of(path: str) -> str:
    """The folder of a file, empty for the root."""
    return path.rpartition("/")[0]


@lru_cache(maxsize=4096)
def list_of(folder: str) -> int:
    """The number of the list in which a folder's files are."""
    return zlib.crc32(folder.encode()) & 0xFF


def with_above(folder: str) -> Iterator[str]:
    """A folder and those that hold it: where one comes or goes, the one above has changed."""
    yield folder
    while folder:
        folder = folder_of(folder)
        yield folder
