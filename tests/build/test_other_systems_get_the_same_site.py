"""What Windows and macOS do differently, as far as Linux can do it too: the site is the same, or one line says why not.

tests/output/test_every_interruption_is_made_good.py has systems without hard links, exchange and open folders.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import multiprocessing
import ntpath
import os
import subprocess
import sys
import types
import unicodedata
from pathlib import Path

import pytest
from helpers.building import ROOT, Site
from helpers.systems import ignore_case, list_decomposed
from pelican.settings import DEFAULT_CONFIG

from colophon import quickstart, workers
from colophon.model import spelling
from colophon.model.problems import Refused
from colophon.output.staging import locked, refuse_folder
from colophon.readers import settings as reader_settings
from colophon.readers.scanner import Stamp, settled
from colophon.rendering import assets

CHINESE = "北京的消息，“新闻”"


def run(site: Site, *command: str, encoding: str = "utf-8", **environment: str) -> tuple[int, str]:
    """Run a module of Python in the folder of a site; its status, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=site.folder,
        env={**os.environ, "COLUMNS": "10000", "TERM": "dumb", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        timeout=300,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode(encoding)


def test_spawned_workers_make_the_same_bytes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        site.article(f"a{number}", date=f"20{number + 10}-03-0{number % 9 + 1}", subjects=f"s{number % 7}")
    alone = site.tree_from_nothing()
    methods, context = [], multiprocessing.get_context
    monkeypatch.setattr(workers, "WORTH_A_POOL", 1)
    monkeypatch.setenv("COLOPHON_WORKERS", "2")
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setattr(multiprocessing, "get_context", lambda method: (methods.append(method), context(method))[1])
    site.forget()
    site.build_here()
    assert set(methods) == {"spawn"}
    assert site.tree() == alone


def test_windows_gets_no_more_workers_than_it_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLOPHON_WORKERS", "200")
    assert workers.workers() == 200
    monkeypatch.setattr(workers, "os", types.SimpleNamespace(name="nt", environ=os.environ, cpu_count=lambda: 4))
    assert workers.workers() == 61


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_with_few_characters_loses_no_message(site: Site, encoding: str) -> None:
    site.article("second", title=f'"{CHINESE}"', text="See [it]({filename}北京.md).")
    spelled = "北京.md".encode("ascii", "backslashreplace").decode()
    for command in (
        ("colophon", "check", "-s", "conf.py"),
        ("colophon", "build", "-s", "conf.py"),
        ("pelican", "content", "-s", "conf.py"),
    ):
        status, said = run(site, *command, encoding=encoding, PYTHONIOENCODING=encoding)
        assert (status, "Traceback" in said, "UnicodeEncodeError" in said) == (1, False, False), said
        assert spelled in said
    status, said = run(site, "colophon", "init", "--help", encoding=encoding, PYTHONIOENCODING=encoding)
    assert status == 0, said
    begin = ("colophon", "init", "news", "--yes", "--name", CHINESE, "--lang", "zh-Hans")
    status, said = run(site, *begin, encoding=encoding, PYTHONIOENCODING=encoding)
    assert status == 0, said
    assert "colophon serve" in said


def test_the_locale_changes_no_byte_or_stops_the_build_in_one_line(site: Site) -> None:
    site.article("北京", title=f'"{CHINESE}"', text=f"{CHINESE}。")
    before = site.tree_from_nothing()
    site.forget()
    build = ("colophon", "build", "-s", "conf.py")
    status, said = run(site, *build, LC_ALL="C", LANG="C", PYTHONCOERCECLOCALE="0")
    assert status == 0, said
    assert site.tree() == before
    for command in (build, ("colophon", "check", "-s", "conf.py")):
        status, said = run(site, *command, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
        (line,) = (line for line in said.splitlines() if "PYTHONUTF8=1" in line)
        assert (status, line.split(" the names")[0], "Traceback" in said) == (1, "Python reads", False), said


def test_no_file_is_read_or_written_in_the_encoding_of_the_system(site: Site) -> None:
    asking = {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONWARNINGS": "always::EncodingWarning"}
    guess = site.folder / "guess.py"
    guess.write_text("open(__file__)\n")
    assert "EncodingWarning" in run(site, "guess", **{**asking, "PYTHONPATH": str(site.folder)})[1]
    for command in (
        ("colophon", "init", "news", "--yes"),
        ("colophon", "check", "-s", "conf.py"),
        ("colophon", "build", "-s", "conf.py"),
    ):
        status, said = run(site, *command, **asking)
        assert status == 0, said
        ours = str(ROOT / "colophon")
        assert [line for line in said.splitlines() if "EncodingWarning" in line and line.startswith(ours)] == []


def test_names_that_macos_lists_decomposed_are_found_as_people_type_them(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Café opens.\n"
    site.write("received/café.txt", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = f"custody: [{{act: received, file: received/café.txt, sha256: {digest}}}]"
    site.article("café", text=text.strip(), header=kept)
    site.article("second", text="See [it]({filename}café.md).")
    before = site.tree_from_nothing()
    assert any("café" in path for path in before)
    site.forget()
    with monkeypatch.context() as patch:
        list_decomposed(patch)
        assert all(unicodedata.is_normalized("NFD", entry.name) for entry in os.scandir(site.content / "received"))
        with pytest.raises(Refused):  # where the system does not compose names, each form is a file
            site.build_here()
        patch.setattr(spelling, "COMPOSES", True)
        site.build_here()
    assert site.tree() == before


def test_elsewhere_a_decomposed_name_is_to_be_mended(site: Site) -> None:
    name = unicodedata.normalize("NFD", "café.md")
    site.article("second", text="See [it]({filename}café.md).")
    (site.content / "articles" / name).write_bytes((site.content / "articles/first.md").read_bytes())
    said = site.check().text
    assert f"but “articles/{name}”, whose accents are composed differently; rename it with the letters of" in said


def test_an_output_folder_is_refused_by_any_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    refuse_folder(tmp_path / "CONTENT", tmp_path / "content")
    ignore_case(monkeypatch, tmp_path)
    for output in ("CONTENT", "Content/site"):
        with pytest.raises(Refused, match="lies in the content folder"):
            refuse_folder(tmp_path / output, tmp_path / "content")
    with pytest.raises(Refused, match="holds the content folder"):
        refuse_folder(tmp_path / "CONTENT", tmp_path / "content" / "texts")


def test_backslashes_of_windows_are_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = types.SimpleNamespace(path=ntpath, sep="\\")
    monkeypatch.setattr(assets, "os", windows)
    monkeypatch.setattr(reader_settings, "os", windows)
    assert assets.clean(["received\\2024", "images\\", ".\\maps", "pages/own"]) == (
        "received/2024", "images", "maps", "pages/own",
    )  # fmt: skip
    read = reader_settings.ReaderSettings.of(
        {**DEFAULT_CONFIG, "PATH": "C:\\news\\content", "EXTRA_PATH_METADATA": {"images\\a.png": {"path": "a.png"}}}
    )
    assert read.extra_path_metadata == {"images/a.png": {"path": "a.png"}}


def test_a_file_system_without_locks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", none)
    with pytest.raises(OSError, match="No locks available"), locked(tmp_path / "output"):
        pass
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(Refused, match="this Python can't lock files"), locked(tmp_path / "output"):
        pass


def test_times_in_whole_seconds_are_trusted_later() -> None:
    second = 1_000_000_000
    for changed, read, sure in (
        (5 * second + 7, 5 * second + 30_000_007, True),
        (5 * second + 7, 5 * second + 10_000_007, False),
        (6 * second, 7 * second, False),  # FAT has steps of two seconds: another change may have the same time
        (6 * second, 8 * second + 1, True),
    ):
        assert settled(Stamp(1, changed, changed, 1), read) is sure


def test_articles_with_line_ends_of_windows_make_the_same_site(site: Site) -> None:
    site.article("second", text="One paragraph.\n\n- A list\n- of two\n\nLast.", header="note: |\n  Two\n  lines.")
    before = site.tree_from_nothing()
    site.forget()
    for file in [*site.content.glob("articles/*"), *site.content.glob("register/*"), site.settings]:
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    site.built()
    assert site.tree() == before


@pytest.mark.parametrize(("received", "now"), [("\n", "\r\n"), ("\r\n", "\n")], ids=["to Windows", "from Windows"])
def test_received_bytes_with_other_line_ends_are_told_from_others(site: Site, received: str, now: str) -> None:
    text = "The ferry stops.\n"
    digest = hashlib.sha256(text.replace("\n", received).encode()).hexdigest()
    kept = f"custody: [{{act: received, file: received/a.txt, sha256: {digest}}}]"
    site.article("second", text=text.strip(), header=kept)
    site.write("received/a.txt", text.replace("\n", received))
    site.built()
    site.write("received/a.txt", text.replace("\n", now))
    ends = "LF" if now == "\n" else "CR LF"
    site.refused(f"the file has {ends} at line ends, the stated digest is that of other line ends; write ")
    site.write("received/a.txt", "Another ferry.")
    assert "line ends" not in site.refused("the file's digest is").text


def git(folder: Path, *command: str) -> str:
    who = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "core.autocrlf=true",
        "-c",
        "core.safecrlf=false",
    )
    done = subprocess.run(["git", *who, *command], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def test_git_changes_no_byte_of_what_a_new_site_received(tmp_path: Path) -> None:
    """A clone with `core.autocrlf`, as Git for Windows has it."""
    made = quickstart.files(quickstart.Site("News", "en", ""))
    for place, data in made.items():
        (tmp_path / "news" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "news" / place).write_bytes(data)
    git(tmp_path / "news", "init", "--quiet")
    git(tmp_path / "news", "add", ".")
    git(tmp_path / "news", "commit", "--quiet", "-m", "Begin")
    git(tmp_path, "clone", "--quiet", "news", "clone")
    clone = tmp_path / "clone"
    assert b"\r\n" in (clone / "content/articles/2026/example.md").read_bytes()
    assert (clone / "content/received/2026/example.txt").read_bytes() == made["content/received/2026/example.txt"]
    site = Site(clone, clone / "content", clone / "pelicanconf.py")
    assert "No problems found." in site.check().text


def test_git_changes_no_byte_of_this_repository() -> None:
    files = ("content/received/2022/x.txt", "theme/static/css/page.css", "output/index.html", "README.md")
    said = git(ROOT, "check-attr", "text", "--", *files)
    assert said.splitlines() == [f"{file}: text: unset" for file in files]
