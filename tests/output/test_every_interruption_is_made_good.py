"""Wherever a build is cut off, the output is the old one or the new one, and the next build equals a clean one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import types
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.building import tree
from helpers.sums import faults
from helpers.systems import ignore_case

from colophon.model.problems import Refused
from colophon.output import lists, manifest, staging, writer
from colophon.output.manifest import Output
from colophon.output.staging import State, Trees

Pages = dict[str, str]
OLD = {"index.html": "a list", "2022/one.html": "one", "2022/two.html": "two", "gone/three.html": "three"}
NEW = {"index.html": "another list", "2022/one.html": "one", "2022/two.html": "2", "2023/four.html": "four"}
LATER = {**NEW, "2022/one.html": "ONE", "2024/five.html": "five"}
THEIRS = {"CNAME": "example.org", "2022/notes.txt": "by hand"}


class Cut(BaseException):
    """Stands for the signal that ends a process."""


class Folder:
    """An output folder and its database, with a build for plain texts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.live, self.file = folder / "output", folder / "archive.sqlite"

    @contextmanager
    def output(self) -> Iterator[tuple[Output, Callable[[], None]]]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in manifest.SCHEMA.split(";"):
                    db.execute(statement)
            yield Output(self.live, db, "A site"), lambda: self.commit(db)

    @staticmethod
    def commit(db: sqlite3.Connection) -> None:
        db.execute("COMMIT")

    def build(self, pages: Pages, **how: Any) -> Output:
        with self.output() as (output, commit):
            with output.staged(commit, **how):
                for path, text in pages.items():
                    output.put(path, text.encode())
                for path in output.paths() - pages.keys():
                    output.drop(path)
                output.unlist({"2022/two.html"})
            return output

    def state(self) -> State:
        with self.output() as (output, _):
            return output.trees.state(output._tree("live"))

    def pages(self) -> Pages:
        return {path: digest for path, digest in tree(self.live).items() if not path.startswith("manifest/")}


def written(pages: Pages, folder: Path) -> dict[str, str]:
    """What the tree of some pages is, made without us."""
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return tree(folder) if pages else {}


@contextmanager
def cut(after: int) -> Iterator[list[str]]:
    """End the block after so many steps in the file system and the database; which steps there were."""
    steps: list[str] = []

    def stepping(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def one(*where: Any, **more: Any) -> Any:
            done = step(*where, **more)
            steps.append(name)
            if len(steps) == after:
                raise Cut
            return done

        return one

    with pytest.MonkeyPatch.context() as patch:
        for name in ("rename", "link", "unlink", "mkdir", "rmdir", "replace"):
            patch.setattr(os, name, stepping(name, getattr(os, name)))
        patch.setattr(Folder, "commit", staticmethod(stepping("commit", Folder.commit)))
        patch.setattr(writer, "new_file", stepping("new_file", writer.new_file))
        patch.setattr(staging, "exchanged", stepping("exchanged", staging.exchanged))
        yield steps


def none(*where: Any, **more: Any) -> None:
    raise OSError(1, "not on this file system")


SYSTEMS: dict[str, dict[tuple[object, str], object]] = {
    "Linux": {},
    "no exchange": {(staging, "exchanged"): lambda one, other: False},
    "no hard links": {(os, "link"): none},
    "Windows": {
        (staging, "exchanged"): lambda one, other: False, (os, "link"): none, (writer, "_FROM_FOLDERS"): False,
    },
}  # fmt: skip


def first(folder: Folder) -> None:
    """Nothing was built before."""


def second(folder: Folder) -> None:
    """The live tree has no past, and files of others."""
    folder.build(OLD)
    written(THEIRS, folder.live)


def third(folder: Folder) -> None:
    """Both trees have a past."""
    folder.build({**OLD, "index.html": "before"})
    written(THEIRS, folder.live)
    folder.build(OLD)


def forgotten(folder: Folder) -> None:
    """The database is lost."""
    third(folder)
    folder.file.unlink()


def without_standby(folder: Folder) -> None:
    """The standby tree is lost."""
    third(folder)
    shutil.rmtree(folder.live.with_name(".output.colophon"))


STARTS = {start.__name__: start for start in (first, second, third, forgotten, without_standby)}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("start", STARTS)
def test_each_cut(start: str, system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for (where, name), value in SYSTEMS[system].items():
        monkeypatch.setattr(where, name, value)
    monkeypatch.setattr(lists, "FILES", 1 / 4)  # sixteen lists for four files, and many more for five
    theirs = {} if start == "first" else THEIRS
    old = written({} if start == "first" else {**OLD, **theirs}, tmp_path / "old")
    new = written({**NEW, **theirs}, tmp_path / "new")
    later = written({**LATER, **theirs}, tmp_path / "later")
    number, done, states = 0, False, set()
    while not done:
        number += 1
        folder = Folder(tmp_path / f"{number}")
        STARTS[start](folder)
        with cut(number) as steps:
            try:
                folder.build(NEW)
                done = True
            except Cut:
                pass
        state = folder.state()
        states.add(state)
        assert state is State.ASIDE or folder.pages() in (old, new), steps
        with folder.output() as (output, _):  # recovery alone
            output.trees.recover(output._tree("live"), output._tree("standby"))
            assert output.trees.state(output._tree("live")) in (State.CLEAN, State.UNKNOWN)
        assert folder.pages() in (old, new), steps
        assert not folder.pages() or not faults(folder.live, theirs), steps
        for pages, whole in ((NEW, new), (LATER, later), (NEW, new)):
            folder.build(pages)
            assert folder.pages() == whole, steps
            assert not faults(folder.live, theirs), steps
        assert folder.state() is State.CLEAN
        beside = {".output.colophon"} & {path.name for path in folder.live.parent.iterdir()}
        assert {path.name for path in folder.live.parent.iterdir()} == {"output", "archive.sqlite"} | beside
    assert number > 10
    # A fresh start leaves what it found until it counts; with an exchange in one step nothing ever lies aside.
    fresh, aside = start in ("first", "forgotten"), system in ("no exchange", "Windows") and start != "first"
    expected = set(State) - (set() if aside else {State.ASIDE}) - (set() if fresh else {State.UNKNOWN})
    assert states == expected


def test_the_output_is_written_in_its_block_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a")
    with folder.output() as (output, _), pytest.raises(RuntimeError):
        output.put("index.html", b"text")
    assert not folder.live.exists()


def test_a_number_that_is_given_anew_is_no_tree_that_counts(tmp_path: Path) -> None:
    """The system gives the inode of a removed folder to the next one: here to the work tree of a build cut off."""
    folder = Folder(tmp_path / "a")
    folder.build(OLD)
    with folder.output() as (output, _):
        counts = output._tree("live")
        assert counts is not None
        shutil.rmtree(folder.live)
        Path(output.trees.work).mkdir()
        reused = staging.Identity(Path(output.trees.work).stat().st_ino, counts.mtime)
        assert output.trees.state(reused) is State.UNKNOWN


def test_after_a_build_with_plugins_no_older_tree_comes_back(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a")
    folder.build(OLD)
    folder.build(NEW, alone=True)
    folder.build(LATER)
    assert folder.pages() == written(LATER, tmp_path / "later")


def test_what_could_not_be_put_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "a")
    folder.build(OLD)
    with monkeypatch.context() as patch:
        patch.setattr(Trees, "tidy", none)
        output = folder.build(NEW)
    assert "the output is new and complete" in output.untidy
    assert folder.pages() == written(NEW, tmp_path / "new")
    folder.build(LATER)
    assert folder.pages() == written(LATER, tmp_path / "later")


def test_a_swap_that_fails_is_said_and_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "a")
    folder.build(OLD)
    with monkeypatch.context() as patch:
        patch.setattr(Trees, "swap", none)
        with pytest.raises(Refused, match="the output is as it was; the new one is complete"):
            folder.build(NEW)
    assert folder.pages() == written(OLD, tmp_path / "old")
    assert folder.state() is State.DECIDED
    folder.build(NEW)
    assert folder.pages() == written(NEW, tmp_path / "new")


def test_a_folder_that_cannot_be_read_does_not_count_as_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "a")
    folder.build(OLD)
    (folder.live / "2022/one.html").unlink()
    scandir = os.scandir

    def refusing(path: Any) -> Any:
        if str(path).endswith("2022"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(PermissionError):
        folder.build(NEW)


def test_a_path_of_windows_is_none_that_leads_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    realpath = os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path, **more: realpath(path, **more).replace("/", "\\"))
    folder = Folder(tmp_path / "a")
    for pages in (OLD, NEW, LATER):
        folder.build(pages)
    assert folder.pages() == written(LATER, tmp_path / "later")
    junction = types.SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=writer.JUNCTION)
    assert writer.leads_elsewhere(junction)
    assert not writer.leads_elsewhere(types.SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0))


def test_who_outlives_the_builder_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "twin").mkdir()
    with (
        pytest.raises(writer.BuilderGone),
        writer.Writer(str(tmp_path / "work"), str(tmp_path / "twin"), "", os.getppid() + 1_000_000).opened(),
    ):
        pass
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.parametrize("folders", [True, False], ids=["macOS", "Windows"])
def test_where_case_does_not_count_a_page_may_change_its_case(
    folders: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old name is removed after the new one was written, and must not take the new page with it."""
    monkeypatch.setattr(writer, "_FROM_FOLDERS", False)  # paths are whole, so that the simulation sees them
    monkeypatch.setattr(staging, "exchanged", lambda one, other: False)
    if not folders:
        monkeypatch.setattr(os, "link", none)
    ignore_case(monkeypatch, tmp_path / "site")
    folder = Folder(tmp_path / "site")
    names = (("News", "one"), ("news", "one"), ("News", "two"), ("NEWS", "three"), ("other", "three"))
    for number, (name, text) in enumerate(names):
        pages = {"index.html": "a list", f"2022/{name}.html": text}
        folder.build(pages)
        assert folder.pages() == written(pages, tmp_path / f"{number}")
        assert faults(folder.live) == []
