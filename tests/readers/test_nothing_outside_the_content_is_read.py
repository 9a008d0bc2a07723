"""No link leads out of the content folder, and whatever is no file there is named instead of read."""

from __future__ import annotations

import os
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.building import Site

from colophon.readers import files, scanner
from colophon.readers.files import Unreadable, read_bytes, read_file
from colophon.readers.register import Register
from colophon.readers.scanner import scan, stamp

LINK = "is a link, and links are not followed; put the file itself there, or leave it out by IGNORE_FILES"
THROUGH = "leads through a link, and links are not followed"
NOT_UTF8 = os.fsdecode(b"caf\xe9.md")
OVERRIDE = "the invisible character U+202E RIGHT-TO-LEFT OVERRIDE"
SECRET = "The secret of another folder."


@pytest.fixture(params=[True, False], ids=["part by part", "by real paths"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to open a file: that of most systems, and that of Windows."""
    monkeypatch.setattr(files, "STEPWISE", request.param)
    monkeypatch.setattr(scanner, "STEPWISE", request.param)


@pytest.fixture
def outside(site: Site) -> Path:
    folder = site.folder / "elsewhere"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET)
    (folder / "people.yaml").write_text("a: {name: Secret}")
    return folder


@pytest.mark.usefixtures("way")
def test_a_link_in_any_part_of_a_path_is_not_followed(site: Site, outside: Path) -> None:
    (site.content / "link").symlink_to(outside)
    (site.content / "received").mkdir()
    (site.content / "received/deep").symlink_to("../link")
    (site.content / "received/secret.txt").symlink_to(outside / "secret.txt")
    (site.content / "loop").symlink_to("loop")
    site.write("received/own/text.txt", SECRET)
    content = str(site.content)
    for path in ("link/secret.txt", "received/deep/secret.txt", "received/secret.txt", "loop", "loop/x.txt"):
        assert read_file(content, path) == THROUGH
        assert stamp(content, path) is None
        with pytest.raises(Unreadable):
            read_bytes(content, path)
    assert read_file(content, "received/own/text.txt") == SECRET.encode()
    assert read_file(content, "received/own") in ("is not a regular file", "can't be read (is a directory)")
    assert read_file(content, "received/text.txt/x") == "can't be read (no such file or directory)"
    seen, problems = scan(content, [], "content")
    assert [p.path for p in problems] == [
        f"content/{name}" for name in ("link", "loop", "received/deep", "received/secret.txt")
    ]
    assert all(p.level == "error" and p.found.startswith("is a link") for p in problems)
    assert not [path for path in seen if "secret" in path]


def test_the_content_folder_itself_may_be_a_link(site: Site) -> None:
    (site.folder / "here").symlink_to(site.content)
    assert (
        read_file(str(site.folder / "here"), "articles/first.md") == (site.content / "articles/first.md").read_bytes()
    )


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("link", "."), ("received", "."), ("images/secret.txt", "secret.txt"), ("articles/secret.md", "secret.txt"),
        ("register/people.yaml", "people.yaml"),
    ],
)  # fmt: skip
def test_nothing_is_published_through_a_link(site: Site, outside: Path, link: str, target: str) -> None:
    site.set(STATIC_PATHS=["received", "images", "link"])
    site.article("first", text="See [it]({static}/link/secret.txt).")
    custody = "custody:\n  - {act: received, file: link/secret.txt}\n"
    file = site.content / "articles/first.md"
    file.write_text(file.read_text().replace("subjects:", f"{custody}subjects:"))
    (site.content / link).parent.mkdir(exist_ok=True)
    (site.content / link).symlink_to(outside / target)
    found = f"custody.1.file: “link/secret.txt” {THROUGH if link == 'link' else 'can'}"
    site.refused(f"content/{link}: file: is a link", found)
    assert not site.output.exists()


def test_a_link_made_after_reading_gets_nothing_into_evidence_or_static_files(site: Site, outside: Path) -> None:
    from colophon.rendering.assets import Static

    (site.content / "received").symlink_to(outside)
    with pytest.raises(Unreadable, match="links are not followed"):
        Static("received/secret.txt", str(site.content), ("received/secret.txt",)).open()


@pytest.fixture
def odd(site: Site) -> Iterator[Site]:
    """A content folder with something of each kind that is no file."""
    articles = site.content / "articles"
    os.mkfifo(articles / "pipe.md")
    (articles / "link.md").symlink_to("first.md")
    (articles / "one").symlink_to("two")
    (articles / "two").symlink_to("one")
    (articles / ".#first.md").symlink_to("somebody@somewhere.1234")
    (articles / NOT_UTF8).write_text("x")
    (articles / "bad\u202edm.md").write_text("x")
    (site.content / os.fsdecode(b"register/p\xe9ople.yaml")).write_text("x")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(articles)  # the path of a socket may have about a hundred characters
        listening.bind("socket.md")
        os.chdir(here)
        yield site


def test_what_is_no_file_is_an_error_that_names_it(odd: Site) -> None:
    assert [line for line in odd.refused().text.splitlines() if line.startswith("content/")] == [
        f"content/articles/bad dm.md: file: its name has {OVERRIDE}; rename it",
        r"content/articles/caf\xE9.md: file: its name is not UTF-8; rename it",
        f"content/articles/link.md: file: {LINK}",
        f"content/articles/one: file: {LINK}",
        "content/articles/pipe.md: file: is a pipe; remove it, or leave it out by IGNORE_FILES",
        "content/articles/socket.md: file: is a socket; remove it, or leave it out by IGNORE_FILES",
        f"content/articles/two: file: {LINK}",
        r"content/register/p\xE9ople.yaml: file: its name is not UTF-8; rename it",
        r"content/register/p\xE9ople.yaml: file name: not a register file; did you mean “people.yaml”?",
    ]


def test_a_pipe_in_the_register_is_named_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "people.yaml")
    assert [p.found for p in Register.load(tmp_path)[1]] == ["is not a regular file"]


@pytest.mark.parametrize("folder", ["articles/closed", "register", "images"])
def test_a_folder_that_cannot_be_read_is_an_error_that_names_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    closed, given = site.content / folder, os.scandir
    closed.mkdir(exist_ok=True)

    def scandir(path: str) -> object:
        if os.path.normpath(path) == str(closed):
            raise PermissionError(13, "Permission denied", path)
        return given(path)

    monkeypatch.setattr(os, "scandir", scandir)  # root may read everything, so its permissions are no test
    _, problems = scan(str(site.content), [], "content")
    assert [(p.path, p.found, p.level) for p in problems] == [
        (f"content/{folder}", "can't be read (permission denied)", "error")
    ]
    monkeypatch.setattr(Path, "iterdir", lambda self: scandir(str(self)))
    assert [p.found for p in Register.load(closed)[1]] == ["can't be read (permission denied)"]


ACTIVE = ("page.html", "page.HTM", "page.xhtml", "page.xht", "drawing.svg", "drawing.SVGZ", "feed.xml", "mail.mhtml",
          "code.js", "page.html.gz", "no-ending", "page.html.")  # fmt: skip
INERT = ("text.txt", "scan.pdf", "photo.JPG", "table.csv", "page.html.txt")


def test_what_was_received_runs_nothing_on_the_origin_of_the_site(site: Site) -> None:
    script = "<script>alert(document.domain)</script>"
    for name in (*ACTIVE, *INERT[:-1]):
        site.write(f"received/{name}", f"{script} of {name}")
    steps = [f"  - {{act: reposted, by: unknown, file: received/{name}}}" for name in (*ACTIVE, *INERT[:-1])]
    site.article("second", header="\n".join(["custody:", *steps]))
    custody = "custody:\n  - {act: received, file: received/page.xhtml}\n"
    file = site.content / "articles/first.md"
    file.write_text(
        file.read_text().replace("subjects:", f"{custody}subjects:") + "\n[It]({static}/received/drawing.svg)\n"
    )
    site.built()
    published = {path.removeprefix("received/") for path in site.tree() if path.startswith("received/")}
    assert published == {*(f"{name}.txt" for name in ACTIVE), *INERT[:-1], "text.txt.html"}
    page = site.page("2022/11/first.html")
    links = {str(link) for link in page.xpath("//a/@href") if "received/" in str(link)}
    assert links == {"../../received/page.xhtml.txt", "../../received/drawing.svg.txt"}
    for form in ("html", "json", "tei.xml"):
        assert "received/page.xhtml.txt" in (site.output / f"2022/11/first.{form}").read_text("utf-8")
    assert (site.output / "received/page.xhtml.txt").read_text() == f"{script} of page.xhtml"
    with zipfile.ZipFile(site.output / "2022/11/first.evidence.zip") as bundle:
        assert bundle.read("first/data/received/page.xhtml").decode() == f"{script} of page.xhtml"
    (site.content / "received/page.xhtml").unlink()
    second = site.content / "articles/second.md"
    second.write_text("".join(line for line in second.read_text().splitlines(True) if "page.xhtml}" not in line))
    file.write_text(file.read_text().replace(custody, ""))
    assert site.build().code == 0
    assert not (site.output / "received/page.xhtml.txt").exists()


def test_evidence_elsewhere_must_be_inert(site: Site) -> None:
    site.write("images/page.html", "x")
    file = site.content / "articles/first.md"
    custody = "custody:\n  - {act: received, file: images/page.html}\n"
    file.write_text(file.read_text().replace("subjects:", f"{custody}subjects:"))
    site.refused("custody.1.file: “images/page.html” may be a file that runs scripts; put it into received/")
