"""What stood before a build stands until the next one is complete, and nothing that others put there is lost."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.building import ROOT, Site, run, tree
from pelican.settings import read_settings

from colophon.build import build
from colophon.build.site import Live
from colophon.build.site import Site as Engine
from colophon.model.problems import Refused


def test_files_of_others_are_kept_and_ours_are_removed(site: Site) -> None:
    site.article("second")
    assert site.build().code == 0
    (site.output / "CNAME").write_text("example.org")
    (site.output / "2022/11/notes.txt").write_text("mine")
    (site.content / "articles/second.md").unlink()
    assert site.build().code == 0
    assert (site.output / "CNAME").read_text() == "example.org"
    assert (site.output / "2022/11/notes.txt").read_text() == "mine"
    assert not (site.output / "2022/11/second.html").exists()
    (site.output / "CNAME").unlink()
    site.article("third")
    assert site.build().code == 0
    site.article("fourth")
    assert site.build().code == 0
    assert not (site.output / "CNAME").exists()
    assert (site.output / "2022/11/notes.txt").read_text() == "mine"


def test_a_lost_archive_forgets_neither_ours_nor_theirs(site: Site) -> None:
    site.article("second")
    assert site.build().code == 0
    (site.output / "CNAME").write_text("example.org")
    shutil.rmtree(site.folder / "cache")
    (site.content / "articles/second.md").unlink()
    assert site.build().code == 0
    assert (site.output / "CNAME").exists()
    assert not (site.output / "2022/11/second.html").exists()


def test_a_damaged_archive_is_made_anew_and_said(site: Site) -> None:
    assert site.build().code == 0
    before = site.tree()
    for archive in (site.folder / "cache").glob("*.sqlite*"):
        archive.write_bytes(b"not a database" * 1000)
    said = site.built()
    assert "made anew" in said.text
    assert site.tree() == before


PICKLE = b"\x80\x05\x95\x15\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94\x8c\x04exit\x94\x93\x94)R\x94."


@pytest.mark.parametrize("column", ["data", "excerpt", "entries", "lookups", "links", "account"])
def test_an_archive_with_a_damaged_record_is_made_anew_and_said(site: Site, column: str) -> None:
    site.article("second", date="2022-12-01")
    assert site.build().code == 0
    (file,) = (site.folder / "cache").glob("*.sqlite")
    with closing(sqlite3.connect(file)) as archive, archive:
        if column in ("data", "excerpt"):
            (data,) = archive.execute(f"SELECT {column} FROM record WHERE article = 1").fetchone()
            spoiled = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
            archive.execute(f"UPDATE record SET {column} = ? WHERE article = 1", (spoiled,))
        else:
            archive.execute(f"UPDATE article SET {column} = ?", (PICKLE,))
    site.article("second", date="2022-12-01", title="Another title")
    said = site.built()
    assert "made anew" in said.text
    assert site.tree() == site.tree_from_nothing()


def test_a_deleted_page_is_written_again(site: Site) -> None:
    assert site.build().code == 0
    before = site.tree()
    (site.output / "2022/11/first.html").unlink()
    shutil.rmtree(site.output / "theme")
    assert site.build().code == 0
    assert site.tree() == before


def test_a_deleted_page_is_written_again_though_the_standby_tree_was_lost(site: Site) -> None:
    assert site.build().code == 0
    shutil.rmtree(site.folder / ".output.colophon")
    site.article("second")
    assert site.build().code == 0
    before = site.tree()
    (site.output / "theme/main.css").unlink()
    assert site.build().code == 0
    assert site.tree() == before


@pytest.mark.parametrize("kind", ["file", "root", "home", "content", "inside content", "parent", "repository"])
def test_a_dangerous_output_folder_is_refused(site: Site, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(site.folder / "home"))
    places = {
        "file": site.folder / "conf.py", "root": Path("/"), "home": site.folder / "home", "content": site.content,
        "inside content": site.content / "out", "parent": site.folder, "repository": site.folder / "repository",
    }  # fmt: skip
    (site.folder / "repository/.git").mkdir(parents=True)
    (site.folder / "home").mkdir()
    before = tree(site.folder)
    said = site.build(output=places[kind])
    assert said.code == 1
    assert "output folder" in said.text
    assert "Traceback" not in said.text
    assert tree(site.folder) == before


def test_a_folder_built_by_another_is_not_overwritten_unless_told(site: Site) -> None:
    site.output.mkdir()
    (site.output / "index.html").write_text("by hand")
    (site.output / "about.txt").write_text("by hand")
    site.refused("ADOPT_OUTPUT")
    assert site.build("-e", "ADOPT_OUTPUT=true").code == 0
    assert (site.output / "index.html").read_text() != "by hand"
    assert (site.output / "about.txt").read_text() == "by hand"


def test_delete_output_directory_keeps_its_meaning(site: Site) -> None:
    site.set(OUTPUT_RETENTION=["keep"])
    assert site.build().code == 0
    (site.output / "stray.txt").write_text("x")
    (site.output / "keep").mkdir()
    (site.output / "keep/this.txt").write_text("x")
    assert site.build("-d").code == 0
    assert not (site.output / "stray.txt").exists()
    assert (site.output / "keep/this.txt").exists()
    assert (site.output / "index.html").exists()


def test_a_link_in_the_output_is_not_followed_out_of_it(site: Site) -> None:
    outside = site.folder / "outside"
    outside.mkdir()
    site.output.mkdir()
    (site.output / "2022").symlink_to(outside)
    said = site.build()
    assert said.code == 1
    assert not list(outside.iterdir())


def test_a_build_that_a_template_stops_leaves_nothing_to_the_next(site: Site) -> None:
    shutil.copytree(ROOT / "theme", site.folder / "theme")
    site.set(THEME=str(site.folder / "theme"))
    for n in range(40):
        site.article(f"more{n}")
    assert site.build().code == 0
    base, rows = (site.folder / f"theme/templates/{name}.html" for name in ("base", "_parts/rows"))
    whole = rows.read_text()
    rows.write_text(whole + "{{ nothing }}")
    base.write_text(base.read_text() + "<!-- x -->")
    site.refused("rows.html")
    rows.write_text(whole)
    site.article("more40")
    assert site.build().code == 0
    assert site.tree() == site.tree_from_nothing()


@pytest.mark.filterwarnings("ignore")
def test_a_template_that_fails_and_is_mended_does_not_stop_serving(site: Site) -> None:
    shutil.copytree(ROOT / "theme", site.folder / "theme")
    site.set(THEME=str(site.folder / "theme"))
    for n in range(40):
        site.article(f"more{n}")
    override = {"PATH": str(site.content), "OUTPUT_PATH": str(site.output), "CACHE_PATH": str(site.folder / "cache")}
    live = Live(lambda: read_settings(str(site.settings), override=override))
    assert live.rebuild(None)
    before = site.tree()
    for name in ("_parts/rows", "_parts/neighbours"):
        template = site.folder / f"theme/templates/{name}.html"
        whole = template.read_text()
        template.write_text(whole + "{{ nothing }}")
        assert not live.rebuild({template})
        template.write_text(whole)
        assert live.rebuild({template})
    assert site.tree() == before


@pytest.mark.parametrize("rounds", [3, pytest.param(12, marks=pytest.mark.rest)])
def test_a_killed_build_leaves_the_old_output_or_the_new_one(site: Site, rounds: int) -> None:
    for n in range(40):
        site.article(f"a{n:02d}", date=f"2022-10-{n % 28 + 1:02d}")
    assert site.build().code == 0
    rnd = random.Random(7)
    for round_ in range(rounds):
        old = site.tree()
        site.article(f"b{round_:02d}", title=f"Round {round_}")
        site.set(SITESUBTITLE=f"Round {round_}")
        command = [sys.executable, "-m", "pelican", str(site.content), "-s", str(site.settings), "-o", str(site.output)]
        command += ["-e", f'CACHE_PATH="{site.folder / "cache"}"']
        process = subprocess.Popen(command, cwd=site.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.25 + rnd.random() * 0.5)
        process.send_signal(signal.SIGKILL)
        process.wait()
        cut_off = site.tree()
        assert site.build().code == 0
        new = site.tree()
        assert cut_off in (old, new)
    site.forget()
    assert site.build().code == 0
    assert site.tree() == new


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_leaves_the_old_output_whole(site: Site) -> None:
    disk = site.folder / "disk"
    disk.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)]
    if subprocess.run(size, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        output = disk / "output"
        assert site.build(output=output).code == 0
        before = tree(output)
        site.write("images/large.bin", os.urandom(2_000_000))
        said = site.build(output=output)
        assert said.code == 1
        assert "No space left" in said.text
        assert "Traceback" not in said.text
        assert tree(output) == before
        (site.content / "images/large.bin").unlink()
        assert site.build(output=output).code == 0
        assert tree(output) == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def another_build(output: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of an output folder."""
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom colophon.output.staging import locked\n"
        "with locked(Path(sys.argv[1])):\n    print(flush=True)\n    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(output)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_a_second_build_into_one_output_ends_before_it_changes_anything(site: Site, tmp_path: Path) -> None:
    assert site.build().code == 0
    other = Site.minimal(tmp_path / "other")
    before = state(site.folder)
    with another_build(site.output):
        for said in (
            site.build(),
            site.build("--ignore-cache"),
            site.build("-d"),
            site.build("-e", f'CACHE_PATH="{tmp_path / "other/cache"}"'),
            other.build(output=site.output),
        ):
            assert (said.code, said.text.count("another build is at work on")) == (1, 1), said.text
            assert "Traceback" not in said.text
        assert state(site.folder) == before
        assert other.build().code == 0  # into another output, beside it
    assert site.build().code == 0  # the other one was killed


def test_an_output_whose_folder_is_not_there_yet_is_built(site: Site) -> None:
    assert site.build(output=site.folder / "new/deep/output").code == 0
    assert not list((site.folder / "new/deep/output").rglob("*.lock"))


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """All that stands below a folder, by its inode, size and time; not what Python and these tests keep."""
    found = ((path, path.lstat()) for path in [folder, *sorted(folder.rglob("*"))])
    return {
        str(path): (about.st_ino, about.st_size, about.st_mtime_ns)
        for path, about in found
        if path != folder and not {"__pycache__", "other"}.intersection(path.parts)
    }


@pytest.mark.parametrize("past", ["nothing", "a build", "files of others", "a build cut off"])
def test_a_question_changes_nothing_on_disk(site: Site, past: str) -> None:
    site.set(CACHE_PATH=str(site.folder / "cache"))
    if past != "nothing":
        site.article("second")
        assert site.build().code == 0
        site.article("third")
        assert site.build().code == 0
        (site.output / "CNAME").write_text("example.org")
        (site.output / "2022/11/second.html").unlink()
        site.article("first", title="Edited")
    if past == "a build cut off":
        (site.folder / ".output.colophon").rename(site.folder / ".output.colophon.new")
    before = state(site.folder)
    command = [sys.executable, "-m", "colophon", "explain", "2022/11/second.html", str(site.content)]
    said = run([*command, "-s", str(site.settings), "-o", str(site.output)], None, site.folder)
    assert ("Somebody deleted it" in said.text, said.code) == (past != "nothing", 0), said.text
    assert ("because it was not there" in said.text) == (past != "nothing"), said.text
    checked = site.check()
    assert (checked.code, "No problems found." in checked.text) == (0, True)
    assert state(site.folder) == before


def test_no_database_is_open_when_workers_are_forked(site: Site) -> None:
    """SQLite forbids it: https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_across_a_fork_"""
    for n in range(250):
        site.article(f"a{n:03d}")
    script = (
        "import os, sqlite3, sys\n"
        "connections, forks = [], []\n"
        "sys.addaudithook(lambda event, args: event == 'sqlite3.connect/handle' and connections.append(args[0]))\n"
        "def is_open(connection):\n"
        "    try: return connection.total_changes >= 0\n"
        "    except sqlite3.ProgrammingError: return False\n"
        "os.register_at_fork(before=lambda: forks.append(sum(map(is_open, connections))))\n"
        "from pelican.settings import read_settings\n"
        "from colophon.build.site import Site\n"
        f"Site(dict(read_settings({str(site.settings)!r}, override={{'OUTPUT_PATH': {str(site.output)!r}, "
        f"'PATH': {str(site.content)!r}, 'CACHE_PATH': {str(site.folder / 'cache')!r}}}))).build()\n"
        "print(len(connections) > 0, forks)\n"
    )
    for title in ("One", "Another"):  # from nothing, and because every page changes
        site.set(SITENAME=title)
        said = run([sys.executable, "-c", script], {"COLOPHON_WORKERS": "2"}, site.folder)
        assert said.text.startswith("True [0, 0]\n"), said.text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("changed", ["received/letter.eml", "articles/held.md"])
def test_evidence_that_changes_while_the_site_is_built_stops_the_build(
    site: Site, changed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = site.write("received/letter.eml", "From: a\n")
    digest = hashlib.sha256(letter.read_bytes()).hexdigest()
    file = site.article("held")
    custody = f"[{{act: received, date: 2025-01-01, file: received/letter.eml, sha256: {digest}}}]"
    file.write_text(file.read_text().replace("---\n", f"---\ncustody: {custody}\n", 1))
    override = {"PATH": str(site.content), "OUTPUT_PATH": str(site.output), "CACHE_PATH": str(site.folder / "cache")}
    write = build.write

    def write_later(*arguments: Any) -> Any:
        with (site.content / changed).open("a") as text:
            text.write("more\n")
        return write(*arguments)

    monkeypatch.setattr(build, "write", write_later)
    with pytest.raises(Refused, match="nothing was built"):
        Engine(dict(read_settings(str(site.settings), override=override))).build()
    assert f"content/{changed}" in (said := capsys.readouterr().out)
    assert "it changed while the site was built" in said
    assert not site.output.exists()


def test_github_pages_leaves_nothing_out(site: Site) -> None:
    site.article("second", subjects="index")
    assert site.build().code == 0
    assert (site.output / ".nojekyll").read_bytes() == b""
    assert (site.output / "subjects/key_index.html").is_file()
    assert not [path for path in site.output.rglob("*") if path.name.startswith("_")]


@pytest.mark.parametrize("how", ["as before", "with a lost archive"])
def test_a_file_of_others_with_our_bytes_is_no_hindrance(site: Site, how: str) -> None:
    assert site.build().code == 0
    if how == "with a lost archive":
        shutil.rmtree(site.output)
        site.output.mkdir()
        shutil.rmtree(site.folder / "cache")
    (site.output / ".nojekyll").touch()
    assert site.build().code == 0


def test_two_builds_at_once_do_no_harm(site: Site) -> None:
    for n in range(40):
        site.article(f"a{n:02d}")
    command = [sys.executable, "-m", "pelican", str(site.content), "-s", str(site.settings), "-o", str(site.output)]
    command += ["-e", f'CACHE_PATH="{site.folder / "cache"}"']
    both = [
        subprocess.Popen(command, cwd=site.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in "ab"
    ]
    said = [process.communicate()[0] for process in both]
    assert 0 in [process.returncode for process in both]
    for process, text in zip(both, said, strict=True):
        assert process.returncode == 0 or "another build" in text
    assert site.tree() == site.tree_from_nothing()
