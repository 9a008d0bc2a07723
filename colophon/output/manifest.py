"""The one door through which bytes go out: complete, or not at all.

What we wrote is kept in a manifest, in the build's database and as lists of names in the folder `.colophon`, for the
day when the database is lost. A folder's files are all in one of these lists, its shelf, so that one more file changes
one list and no list grows long. Only what differs is written; only what we wrote is removed. This room knows paths and
bytes, not what they mean.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from colophon.output.listings import SHELVES, clash, folder_of, strangers, with_above
from colophon.output.listings import shelf as shelf_of
from colophon.output.trees import Trees, files, mtime, number, walk
from colophon.output.writer import Put, Writer, digest, digest_of

Series = tuple[int, int] | None  # a number and a start

# So many rows of the manifest are written together.
TOGETHER = 256

SCHEMA = """
CREATE TABLE page (path TEXT PRIMARY KEY, shelf INT, series INT, start INT, key BLOB, digest BLOB, why TEXT)
    WITHOUT ROWID;
CREATE INDEX page_shelf ON page (shelf);
CREATE INDEX page_series ON page (series, start) WHERE series IS NOT NULL;
CREATE TABLE foreign_file (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE folder (tree INT, path TEXT, mtime INT, PRIMARY KEY (tree, path)) WITHOUT ROWID;
CREATE TABLE delta (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tree (name TEXT PRIMARY KEY, number INT) WITHOUT ROWID;
"""


class Output:
    """The output folder `live` and its manifest in `db`.

    Call `open`, then `put` and `drop`, then `seal`; commit the database; then `switch`. Until the commit the output is
    as it was, after it the build counts: a switch that was cut off is made good by the next `open`.
    """

    def __init__(self, live: Path, db: sqlite3.Connection, *, adopt: bool = False, retain: list[str] | None = None,
                 alone: bool = False) -> None:  # fmt: skip
        """`adopt` allows to overwrite files that Colophon didn't write. `retain`, where it is given, names the
        entries of the output folder that a fresh start keeps of those; everything else in it goes. `alone` starts
        afresh and shares no file with the live tree, for builds in which others write too."""
        self.db, self.trees = db, Trees(live)
        self.adopt, self.retain, self.alone = adopt, retain, alone
        self.fresh = self.staged = False
        self._writer: Writer | None = None
        self.written = self.removed = 0
        self.missing: set[str] = set()
        self._rows: list[tuple[Any, ...]] = []  # of the manifest, kept back to be written together
        self._touched: set[str] = set()  # folders in which a file was written or removed
        self._listed: set[int] = set()  # shelves on which a file of ours came or went

    # --- opening -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Find out whether the manifest fits the folder. If not, `fresh` is set: every page must be put again.

        Sets `missing` to the files of ours that somebody deleted.
        """
        known = dict(self.db.execute("SELECT name, number FROM tree"))
        fits = self.trees.settle(known.get("live"), known.get("standby")) and bool(known)
        if not fits or self.retain is not None or self.alone:
            self.fresh = True
            for table in ("page", "foreign_file", "folder", "delta", "tree"):
                self.db.execute(f"DELETE FROM {table}")
            return
        folders = self.db.execute("SELECT path, mtime FROM folder WHERE tree = ?", (known["live"],)).fetchall()
        for folder, then in folders:
            if mtime(self.trees.live, folder) != then:
                self._look_again(folder)

    def _look_again(self, folder: str) -> None:
        """Somebody added or removed files in a folder of the live tree."""
        rows = self.db.execute("SELECT path FROM page WHERE shelf = ?", (shelf_of(folder),))
        ours = {path for (path,) in rows if folder_of(path) == folder}
        here = files(self.trees.live, folder)
        theirs = {r[0] for r in self.db.execute("SELECT path FROM foreign_file") if folder_of(r[0]) == folder}
        self.stage()
        if folder == SHELVES:
            self._listed.update(range(256))
        else:
            self.missing |= ours - here
            for path in sorted((here - ours) ^ theirs):
                self._carry(path)
        self._touched.add(folder)

    def _carry(self, path: str) -> None:
        """Let a file that isn't ours stand in the work tree as it stands in the live one."""
        self.trees.link(path)
        self._note(path)
        if os.path.lexists(os.path.join(self.trees.live, path)):
            self.db.execute("INSERT OR IGNORE INTO foreign_file VALUES (?)", (path,))
        else:
            self.db.execute("DELETE FROM foreign_file WHERE path = ?", (path,))

    def stage(self) -> str:
        """Make the work tree equal to the live one, at the cost of the last build's changes where these are known, and
        return its path."""
        if self.staged:
            return self.trees.work
        self.staged = True
        if self.fresh:
            writer = self.trees.begin_empty()
            self._writer = None if self.alone else writer
        else:
            behind = [r[0] for r in self.db.execute("SELECT path FROM delta")]
            standby = self.db.execute("SELECT number FROM tree WHERE name = 'standby'").fetchone()
            if self.trees.begin(standby[0] if standby else None, behind):
                behind = [r[0] for r in self.db.execute("SELECT path FROM page UNION SELECT path FROM foreign_file")]
            self._touched.update(map(folder_of, behind))  # all that have another time stamp than this tree's had
        self.db.execute("DELETE FROM delta")
        return self.trees.work

    def _note(self, path: str) -> None:
        """Remember that the standby tree will lack this change."""
        self._touched.add(folder_of(path))
        if not self.fresh:  # after a fresh start the standby tree is made anew
            self.db.execute("INSERT OR IGNORE INTO delta VALUES (?)", (path,))

    # --- pages -------------------------------------------------------------------------------------------------

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

    def put(self, path: str, data: bytes, key: bytes = b"", why: str = "", series: Series = None) -> None:
        """Put a file's bytes.

        `key` and `why` are kept for those who ask; so is `series`, a number and a start by which files are found.
        """
        if (writer := self.writer()) is not None:
            self.note([(path, writer.put(path, data))], key, why, series)
            return
        before, now = None if self.fresh else self._of(path, "digest"), digest(data)
        self._keep(path, now, key, why, series, new=before is None)
        self._note_rows()
        if before != now or path in self.missing:
            self.stage()
            self.trees.write(path, data)
            self._note(path)
            self.written += 1

    def take(self, path: str, key: bytes, why: str) -> None:
        """Put a file too large for memory, as `put` would its bytes: after `stage` it was made where `trees` place
        it."""
        now, before = digest_of(self.trees.place(path)), None if self.fresh else self._of(path, "digest")
        self._keep(path, now, key, why, None, new=before is None)
        self._note(path)
        if before == now and path not in self.missing:
            os.unlink(self.trees.place(path))
        else:
            self.written += self.trees.take(path, twin=self._writer is not None)

    def writer(self) -> Writer | None:
        """What any process of this machine may write with, where every file is new; None where some may stand."""
        if self.fresh:
            self.stage()
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
        shelf = shelf_of(folder_of(path))
        self._rows.append((path, shelf, *(series or (None, None)), key, digest, why))
        if new:
            self._listed.add(shelf)

    def _note_rows(self) -> None:
        self.db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()

    def _of(self, path: str, column: str) -> Any:
        row = self.db.execute(f"SELECT {column} FROM page WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def drop(self, path: str) -> None:
        """Remove a file of ours."""
        if self.db.execute("DELETE FROM page WHERE path = ?", (path,)).rowcount:
            self.stage()
            self.trees.remove(path)
            self._note(path)
            self._listed.add(shelf_of(folder_of(path)))
            self.removed += 1

    def take_in(self) -> None:
        """Make ours what others wrote into the work tree, and note where they wrote over a file of ours."""
        self._note_rows()
        ours = dict(self.db.execute("SELECT path, digest FROM page"))
        for path in walk(self.trees.work):
            if path in ours:
                if (now := digest_of(os.path.join(self.trees.work, path))) != ours[path]:
                    self.db.execute("UPDATE page SET digest = ? WHERE path = ?", (now, path))
            else:
                self._keep(path, b"", b"", "a plugin wrote it", None, new=True)
                self._note(path)
                self.written += 1

    # --- the last step -----------------------------------------------------------------------------------------

    def seal(self) -> None:
        """Finish the work tree and note what it will be. Raises Refused where it would overwrite others' files."""
        self._note_rows()
        if self.fresh:
            self.stage()
            self._carry_strangers()
        if not self.staged:
            return
        for shelf in sorted(self._listed):
            self._list(shelf)
        work, live = number(self.trees.work), number(self.trees.live)
        folders = {above for touched in self._touched for above in with_above(touched)}
        rows = [(work, folder, mtime(self.trees.work, folder)) for folder in folders]
        self.db.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?, ?)", rows)
        self.db.execute("DELETE FROM folder WHERE mtime IS NULL")
        self.db.executemany("INSERT OR REPLACE INTO tree VALUES (?, ?)", [("live", work), ("standby", live)])

    def _list(self, shelf: int) -> None:
        """Write down which files of a shelf are ours."""
        path, query = f"{SHELVES}/{shelf:02x}", "SELECT path FROM page WHERE shelf = ? ORDER BY path"
        names = [row[0] for row in self.db.execute(query, (shelf,))]
        listing = "".join(f"{name}\n" for name in names).encode()
        if self._writer is not None:
            self._writer.put(path, listing)
        elif names:
            self.trees.write(path, listing)
        else:
            self.trees.remove(path)
        self._note(path)

    def _carry_strangers(self) -> None:
        """Take along what stands in the live tree and is neither ours now nor was ours when it was built."""
        theirs = list(strangers(self.trees.live))
        ours, clashes = self.paths() if theirs else set(), []
        for path in theirs:
            if self.retain is not None and path.split("/", 1)[0] not in self.retain:
                continue
            if os.path.isdir(os.path.join(self.trees.work, path)):
                clashes.append(path)
            elif path not in ours:
                self._carry(path)
            elif not os.path.samefile(os.path.join(self.trees.live, path), os.path.join(self.trees.work, path)):
                clashes.append(path)
        if clashes and not self.adopt and self.retain is None:
            raise clash(self.trees.live, clashes)

    def switch(self) -> None:
        """Exchange the trees. Call it after the database was committed; then keep what it notes by another commit."""
        if not self.staged:
            return
        self.trees.switch()
        if self.fresh and not self.alone:
            self._mirror()

    def _mirror(self) -> None:
        """Have a standby tree ready, so that the next build costs only what changed."""
        theirs = [row[0] for row in self.db.execute("SELECT path FROM foreign_file ORDER BY path")]
        standby, live = self.trees.mirror(theirs), number(self.trees.live)
        self.db.execute("DELETE FROM delta")
        self.db.execute("DELETE FROM folder WHERE tree != ?", (live,))
        folders = self.db.execute("SELECT path FROM folder")
        rows = [(standby, path, mtime(self.trees.standby, path)) for (path,) in folders]
        self.db.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?, ?)", rows)
        self.db.execute("INSERT OR REPLACE INTO tree VALUES ('standby', ?)", (standby,))
