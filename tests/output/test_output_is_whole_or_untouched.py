"""What stood before a build stands until the next one is complete, and nothing that others put there is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from helpers.building import ROOT, Site, tree
from pelican.settings import read_settings

from colophon.build.site import Live


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
    said = site.build()
    assert said.code == 0
    assert "made anew" in said.text
    assert site.tree() == before


@pytest.mark.parametrize("record", ["data", "excerpt"])
def test_an_archive_with_a_damaged_record_is_made_anew_and_said(site: Site, record: str) -> None:
    site.article("second", date="2022-12-01")
    assert site.build().code == 0
    (file,) = (site.folder / "cache").glob("*.sqlite")
    with closing(sqlite3.connect(file)) as archive, archive:
        (data,) = archive.execute(f"SELECT {record} FROM record WHERE article = 1").fetchone()
        spoiled = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
        archive.execute(f"UPDATE record SET {record} = ? WHERE article = 1", (spoiled,))
    site.article("second", date="2022-12-01", title="Another title")
    said = site.build()
    assert said.code == 0
    assert "made anew" in said.text
    built = site.tree()
    site.forget()
    assert site.build().code == 0
    assert site.tree() == built


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
    said = site.build()
    assert said.code == 1
    assert "ADOPT_OUTPUT" in said.text
    assert (site.output / "index.html").read_text() == "by hand"
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
    before = site.tree()
    base, rows = (site.folder / f"theme/templates/{name}.html" for name in ("base", "_parts/rows"))
    whole = rows.read_text()
    rows.write_text(whole + "{{ nothing }}")
    base.write_text(base.read_text() + "<!-- x -->")
    said = site.build()
    assert said.code == 1
    assert "rows.html" in said.text
    assert site.tree() == before
    rows.write_text(whole)
    site.article("more40")
    assert site.build().code == 0
    built = site.tree()
    site.forget()
    assert site.build().code == 0
    assert site.tree() == built


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


def test_compiled_templates_count_only_where_they_are_whole(site: Site) -> None:
    assert site.build().code == 0
    before = site.tree()
    kept = list((site.folder / "cache").glob("*.templates/*"))
    assert len(kept) > 20
    for file in kept:
        data = bytearray(file.read_bytes())
        data[-9] ^= 1
        file.write_bytes(data)
    site.article("second")
    assert site.build().code == 0
    assert before.keys() < site.tree().keys()
    changed = [file for file in kept if file.read_bytes()[-9] != 0]
    assert changed
    assert site.build("--ignore-cache").code == 0
    built = site.tree()
    site.forget()
    assert site.build().code == 0
    assert site.tree() == built


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
    built = site.tree()
    site.forget()
    assert site.build().code == 0
    assert site.tree() == built
