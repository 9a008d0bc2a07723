"""The manifest: the files that Colophon wrote into the output folder. A build writes there completely, or not at all.

The manifest lies in the build's database, and as published lists in the output (`lists.py`), which tell whose files are
Colophon's in case the database is lost. A build writes only files that differ, and removes only files that Colophon
wrote.
"""

from __future__ import annotations

import filecmp
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from colophon.model.addresses import MANIFEST
from colophon.model.problems import Refused, counted
from colophon.output import lists
from colophon.output.lists import Found, Lists, number_of, unwritable
from colophon.output.staging import Identity, State, Trees, files, identity, mtime, walk
from colophon.output.writer import Pair, Put, Tree, Writer, digest, digest_of, one_file, share

Series = tuple[int, int] | None  # a number and a start

TOGETHER = 256  # rows of the manifest that are written at once

SCHEMA = f"""
CREATE TABLE page (path TEXT PRIMARY KEY, list INT, series INT, start INT, key BLOB, size INT, digest BLOB, why TEXT)
    WITHOUT ROWID;
CREATE INDEX page_list ON page (list);
CREATE INDEX page_series ON page (series, start) WHERE series IS NOT NULL;
CREATE TABLE foreign_file (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE folder (tree INT, path TEXT, mtime INT, PRIMARY KEY (tree, path)) WITHOUT ROWID;
CREATE TABLE delta (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tree (name TEXT PRIMARY KEY, inode INT, mtime INT) WITHOUT ROWID;
{lists.SCHEMA}"""
TABLES = ("page", "foreign_file", "folder", "delta", "tree", *lists.TABLES)


class Output:
    """The output folder `live` and its manifest in `db`; the published lists name the `site`. Queries change nothing on
    disk; `put`, `take`, `drop`, `take_in` and `unlist` work only in the block of `staged`.

    `fresh` is true where the manifest doesn't fit the folder, so that every page must be put. `missing` are files in
    the manifest that somebody deleted. `untidy` says after a build what it could not remove.
    """

    def __init__(self, live: Path, db: sqlite3.Connection, site: str = "") -> None:
        self.db, self.trees, self._lists = db, Trees(live), Lists(db, site, self._put_list)
        self.written = self.removed = 0
        self.untidy = ""
        self._open = self._alone = False
        self._writer: Writer | None = None
        self._pair: Pair | None = None  # where all files are made anew, unless plugins write too
        self._made: list[Tree] = []  # the trees that this build makes: none yet, the work tree, or that and its twin
        self._rows: list[tuple[Any, ...]] = []  # of the manifest, to be written together
        self._put: dict[str, str] = {}  # files that were written, by path without case
        self._touched: set[str] = set()  # folders in which a file was written or removed
        self._changed: set[int] = set()  # numbers of files that are others, came or went
        self._all_changed = False  # all lists must be written
        self._ever_unlisted: set[str] = set()  # where all is made anew: what no list named before
        self._compare()

    def _compare(self) -> None:
        """Compare the manifest with the folder, and find what others changed there."""
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
                self.missing |= self._ours(folder) - files(self.trees.live, folder)

    @contextmanager
    def staged(
        self, commit: Callable[[], None], *, adopt: bool = False, retain: list[str] | None = None, alone: bool = False
    ) -> Iterator[None]:
        """Write in this block, under the lock. At its end `commit` must commit the database; from then on the build
        counts, and its tree replaces the live one. Where the block or `commit` raises, the output stays as it was.

        `adopt` allows to overwrite files that Colophon didn't write. `retain` makes all files anew, and names the
        entries of the output folder that stay; files of others elsewhere are removed. `alone` makes all files anew and
        shares none with the live tree, for builds in which plugins write too. Raises Refused and OSError.
        """
        self.trees.recover(self._tree("live"), self._tree("standby"))
        self._compare()
        self._open, self._alone = True, alone
        if not self.fresh:
            self._ever_unlisted = {path for (path,) in self.db.execute("SELECT path FROM unlisted")}
        self.fresh = self.fresh or alone or retain is not None
        try:
            if self.fresh:
                for table in TABLES:
                    self.db.execute(f"DELETE FROM {table}")
            else:
                self._carry_altered()
            yield
            self._seal(adopt=adopt, retain=retain)
            for tree in self._made:
                tree.close()
            commit()
            if self._made:
                self._swap()
        finally:
            self._open = False
            for tree in self._made:
                tree.close()

    def _carry_altered(self) -> None:
        """Take over into the work tree what others changed in folders of the live tree."""
        for folder in self._altered:
            here, ours = files(self.trees.live, folder), self._ours(folder)
            self._stage()
            self._touched.add(folder)
            if folder == MANIFEST:
                self._all_changed = True
                ours |= self._lists.paths()
            rows = self.db.execute("SELECT path FROM foreign_file")
            for path in sorted((here - ours) ^ {path for (path,) in rows if folder_of(path) == folder}):
                self._carry(path)

    def _carry(self, path: str) -> None:
        """Make a file of others the same in the work tree as in the live one."""
        self._stage()
        self.trees.link(path, *self._made)
        self._note(path)
        if os.path.lexists(f"{self.trees.live}/{path}"):
            self.db.execute("INSERT OR IGNORE INTO foreign_file VALUES (?)", (path,))
        else:
            self.db.execute("DELETE FROM foreign_file WHERE path = ?", (path,))

    def stage(self) -> str:
        """The folder in which the new output is made."""
        return self._stage().root

    def _stage(self) -> Tree:
        """The work tree. The first call makes it: empty, or the standby tree with the changes of the last build."""
        if self._made:
            return self._made[0]
        if not self._open:
            raise RuntimeError("the output is not being written")
        if self.fresh:
            writer = self.trees.begin_anew()
            if self._alone:
                self._made = [Tree(writer.work)]
            else:
                self._writer, self._pair = writer, Pair(*writer[:3])
                self._made = [self._pair.work, self._pair.twin]
        else:
            behind = [r[0] for r in self.db.execute("SELECT path FROM delta")]
            copied = self.trees.begin(self._tree("standby"))
            self._made = [Tree(self.trees.work)]
            if copied:
                tables = " UNION ".join(f"SELECT path FROM {table}" for table in ("page", "foreign_file", "list"))
                behind = [r[0] for r in self.db.execute(tables)]
            else:
                for path in behind:
                    self.trees.link(path, *self._made)
            self._touched.update(map(folder_of, behind))  # linking gives them another modification time
        self.db.execute("DELETE FROM delta")
        return self._made[0]

    def _note(self, path: str) -> None:
        """Record a change, which the next build must repeat in the standby tree."""
        self._touched.add(folder_of(path))
        if not self.fresh:  # a fresh build makes the standby tree anew
            self.db.execute("INSERT OR IGNORE INTO delta VALUES (?)", (path,))

    def key(self, path: str) -> bytes | None:
        """The key with which a page was put last; None where it isn't ours, or is missing from the folder."""
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
        """All files in the manifest."""
        self._note_rows()
        return {r[0] for r in self.db.execute("SELECT path FROM page")}

    def series(self, series: int, start: int, end: int) -> list[str]:
        """Files that were put with a series number and a start from `start` up to, not including, `end`."""
        query = "SELECT path FROM page WHERE series = ? AND start >= ? AND start < ?"
        return [r[0] for r in self.db.execute(query, (series, start, end))]

    def _of(self, path: str, column: str) -> Any:
        row = self.db.execute(f"SELECT {column} FROM page WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def _ours(self, folder: str) -> set[str]:
        """The files of ours in a folder."""
        start, end = (f"{folder}/", f"{folder}0") if folder else ("", "\U0010ffff")
        rows = self.db.execute("SELECT path FROM page WHERE path >= ? AND path < ?", (start, end))
        return {path for (path,) in rows if folder_of(path) == folder}

    def _tree(self, name: str) -> Identity | None:
        row = self.db.execute("SELECT inode, mtime FROM tree WHERE name = ?", (name,)).fetchone()
        return Identity(*row) if row else None

    def put(self, path: str, data: bytes, key: bytes = b"", why: str = "", series: Series = None) -> None:
        """Put a file's bytes; write them where they differ. The manifest keeps `key`, `why` and `series`."""
        if self.writer() is not None and self._pair is not None:
            self.note([(path, self._pair.put(path, data))], key, why, series)
            return
        before, now = None if self.fresh else self._of(path, "digest"), digest(data)
        self._keep(path, (now, len(data)), key, why, series, changed=before != now)
        self._note_rows()
        if before != now or path in self.missing:
            self._stage().write(path, data)
            self._note(path)
            self._put[path.casefold()] = path
            self.written += 1

    def place(self, path: str) -> str:
        """The path at which to make a file that is too large for memory; `take` then puts it."""
        tree = self._stage()
        tree.make_folder(folder_of(path))
        return f"{tree.root}/{path}.part"

    def take(self, path: str, key: bytes, why: str) -> None:
        """Put the file that was made at its `place`, as `put` does with bytes."""
        made, target, live = self.place(path), f"{self.stage()}/{path}", f"{self.trees.live}/{path}"
        now, before = digest_of(made), None if self.fresh else self._of(path, "digest")
        self._keep(path, (now, os.path.getsize(made)), key, why, None, changed=before != now)
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
            self._put[path.casefold()] = path
        if self._pair is not None:
            self._pair.twin.make_folder(folder_of(path))
            share(target, f"{self._pair.twin.root}/{path}")
        self.written += not stands

    def writer(self) -> Writer | None:
        """What any process of this machine may write with, where every file is new; else None."""
        if self.fresh:
            self._stage()
        return self._writer

    def note(self, made: Iterable[tuple[str, Put]], key: bytes = b"", why: str = "", series: Series = None) -> None:
        """Enter files that were put with the `writer` into the manifest."""
        for path, (now, size, written) in made:
            self._keep(path, (now, size), key, why, series, changed=True)
            self._touched.add(folder_of(path))
            self.written += written
        if len(self._rows) > TOGETHER:
            self._note_rows()

    def _keep(
        self, path: str, now: tuple[bytes, int], key: bytes, why: str, series: Series, *, changed: bool
    ) -> None:
        """Enter a file into the manifest, with the digest and the number of its bytes."""
        number, (digest_, size) = number_of(path), now
        self._rows.append((path, number, *(series or (None, None)), key, size, digest_, why))
        if changed:
            self._changed.add(number)

    def _note_rows(self) -> None:
        if self._rows:
            self.db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._rows)
            self._rows.clear()

    def drop(self, path: str) -> None:
        """Remove a file of ours. Where case doesn't count, it may be the one that has just been put by another name."""
        if self.db.execute("DELETE FROM page WHERE path = ?", (path,)).rowcount:
            root, new = self.stage(), self._put.get(path.casefold())
            if new is None or not one_file(f"{root}/{path}", f"{root}/{new}"):
                for tree in self._made:
                    tree.remove(path)
                self._note(path)
            self._changed.add(number_of(path))
            self.removed += 1

    def take_in(self) -> None:
        """Enter what plugins wrote into the work tree, new files and others, into the manifest. Raises Refused."""
        self._note_rows()
        ours = dict(self.db.execute("SELECT path, digest FROM page"))
        for path in walk(self.stage()):
            if unwritable(path):
                raise Refused(f"a plugin wrote the file {path!r}, which the lists in {MANIFEST}/ can't name")
            file = f"{self.stage()}/{path}"
            now, size = digest_of(file), os.path.getsize(file)
            if path not in ours:
                self._keep(path, (now, size), b"", "a plugin wrote it", None, changed=True)
                self._note(path)
                self.written += 1
            elif now != ours[path]:
                self.db.execute("UPDATE page SET digest = ?, size = ? WHERE path = ?", (now, size, path))

    def unlist(self, paths: Iterable[str]) -> None:
        """Name these files of ours in no published list, and all others. Call it after all files were put."""
        self._note_rows()
        self._changed.update(number_of(path) for path in self._lists.unlist(paths))

    def _seal(self, *, adopt: bool, retain: list[str] | None) -> None:
        """Finish the work tree, and record its state. Raises Refused where it would overwrite files of others."""
        self._note_rows()
        if self.fresh:
            self._stage()
        self._lists.bring_up(None if self.fresh or self._all_changed else self._changed)
        if not self._made:
            return
        if self.fresh:
            self._carry_strangers(adopt=adopt, retain=retain)
        live = identity(self.trees.live)
        folders = set(self._touched)
        for folder in self._touched:  # where a folder comes or goes, those above it change
            above = folder
            while (above := folder_of(above)) not in folders:
                folders.add(above)
        for tree in self._made:
            rows = [(os.stat(tree.root).st_ino, folder, mtime(tree.root, folder)) for folder in folders]
            self.db.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?, ?)", rows)
        self.db.execute("DELETE FROM folder WHERE mtime IS NULL")
        # The next standby tree is the twin of a fresh build, else the tree that is live now.
        standby = live if not self.fresh else identity(self.trees.twin) if self._pair else None
        self.db.execute("DELETE FROM tree")
        for name, tree_ in (("live", identity(self.trees.work)), ("standby", standby)):
            if tree_ is not None:
                self.db.execute("INSERT INTO tree VALUES (?, ?, ?)", (name, *tree_))

    def _put_list(self, path: str, data: bytes | None) -> None:
        """Write one of the published lists; remove it where it is None."""
        tree = self._stage()
        if data is None:
            tree.remove(path)
        elif self._pair is not None:
            self._pair.put(path, data)
        else:
            tree.write(path, data)
        self._note(path)

    def _carry_strangers(self, *, adopt: bool, retain: list[str] | None) -> None:
        """Take over the files of others from the live tree: those that the lists in it don't name."""
        live = self.trees.live
        found = Found(live, self._ever_unlisted)
        theirs = [path for path in walk(live) if not found.holds(path)]
        ours, clashes = self.paths() | self._lists.paths() if theirs else set(), []
        for path in theirs:
            if retain is not None and path.split("/", 1)[0] not in retain:
                continue
            if os.path.isdir(f"{self.trees.work}/{path}"):
                clashes.append(path)
            elif path not in ours:
                self._carry(path)
            elif not filecmp.cmp(f"{live}/{path}", f"{self.trees.work}/{path}", shallow=False):
                clashes.append(path)
        if clashes and not adopt and retain is None:
            more = f" and {counted(len(clashes) - 1, 'more file')}" if len(clashes) > 1 else ""
            raise Refused(
                f"{live} holds {clashes[0]}{more}, which Colophon did not write and would overwrite; "
                "choose another folder with -o, empty it with -d, or let it be overwritten with -e ADOPT_OUTPUT=true"
            )

    def _swap(self) -> None:
        """Make the new tree the live one. Raises Refused, which says where the output is now."""
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
            complete = "the new one is complete, and the next build swaps it in"
            raise Refused(f"{reason(error)}; {where}; {complete}") from error


def reason(error: OSError) -> str:
    """The system's message, and the file that it is about."""
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


def folder_of(path: str) -> str:
    """The folder of a file; empty for the root."""
    return path.rpartition("/")[0]
