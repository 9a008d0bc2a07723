"""Whoever installs the wheel, outside any checkout, has a command that makes a site, says what is wrong, and builds."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml
from helpers.installing import Installed
from lxml import html

HEADED = """\
---
title: Ferry stops at the new pier
{more}---

The ferry stops at the new pier since Monday.
"""


@pytest.fixture
def news(installed: Installed, tmp_path: Path) -> Path:
    """A site as `colophon init` makes it with nothing asked."""
    said = installed.run("colophon", "init", "news", "--yes", cwd=tmp_path)
    assert "colophon serve" in said
    assert "colophon check" in said
    return tmp_path / "news"


def page(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_bytes())


def test_the_wheel_has_what_a_site_needs_and_nothing_of_ours(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    for wanted in ("py.typed", "theme/templates/article.html", "theme/static/fonts/newsreader-text.woff2"):
        assert f"colophon/{wanted}" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"colophon"}
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert {"LICENSE", "Newsreader-OFL.txt", "world-atlas.txt", "Pagefind-MIT.txt"} <= licences
    with tarfile.open(installed.sdist) as archive:
        sources = archive.getnames()
    assert any(name.endswith("/theme/templates/article.html") for name in sources)
    assert any(name.endswith("/colophon/cli.py") for name in sources)


def test_a_new_site_ends_in_a_page_that_names_its_source(news: Path) -> None:
    front = page(news / "output" / "index.html")
    (article,) = (href for href in front.xpath("//main//h1//a/@href | //main//h2//a/@href") if "2026/01" in href)
    shown = page(news / "output" / article)
    slip = shown.xpath("//dl[contains(@class, 'slip')]")[0].text_content()
    facts = ("Example Gazette", "page 01", "5 January 2026", "as stated by the text", "As received but for 1 change")
    for fact in facts:
        assert fact in " ".join(slip.split())


def test_both_commands_find_the_site_in_order(installed: Installed, news: Path) -> None:
    assert "No problems found." in installed.run("colophon", "check", cwd=news)
    assert "0 written" in installed.run("python", "-m", "colophon", "build", cwd=news)
    assert "0 written" in installed.run("pelican", cwd=news)


def test_a_text_without_a_source_is_found_wrong_mended_by_the_message_and_built(
    installed: Installed, news: Path
) -> None:
    article = news / "content" / "articles" / "ferry.md"
    article.write_text(HEADED.format(more=""), "utf-8")
    said = installed.run("colophon", "check", cwd=news, code=1)
    assert "content/articles/ferry.md:1: source: missing; write source: with publication: and date:" in said
    before = (news / "output" / "index.html").read_bytes()
    installed.run("colophon", "build", cwd=news, code=1)
    assert (news / "output" / "index.html").read_bytes() == before
    article.write_text(HEADED.format(more="source:\n  publication: example-gazette\n  date: 2026-02-03\n"), "utf-8")
    installed.run("colophon", "check", cwd=news)
    installed.run("colophon", "build", cwd=news)
    shown = page(news / "output" / "2026" / "02" / "ferry.html")
    assert shown.xpath("//h1")[0].text_content() == "Ferry stops at the new pier"


def test_the_example_goes_as_the_readme_says(installed: Installed, news: Path) -> None:
    readme = (news / "README.md").read_text("utf-8")
    (line,) = (line for line in readme.splitlines() if line.startswith("    rm "))
    for file in line.split()[1:]:
        (news / file).unlink()
    register = news / "content" / "register" / "publications.yaml"
    register.write_text("", "utf-8")
    assert "No problems found." in installed.run("colophon", "check", cwd=news)
    installed.run("colophon", "build", cwd=news)
    left = [path for path in (news / "output").rglob("*") if path.is_file() and b"Example Gazette" in path.read_bytes()]
    assert left == []


@pytest.mark.parametrize(
    ("setting", "extra"), [("SEARCH", "search"), ("SOCIAL_CARDS", "cards")], ids=["search", "cards"]
)
def test_a_setting_without_its_extra_says_what_to_install(
    installed: Installed, news: Path, setting: str, extra: str
) -> None:
    with (news / "pelicanconf.py").open("a") as file:
        file.write(f"{setting} = True\n")
    for command in (("colophon", "check"), ("colophon", "build"), ("pelican",)):
        said = installed.run(*command, cwd=news, code=1)
        assert f"the setting {setting} needs " in said
        assert f"pip install 'pelican-colophon[{extra}]'" in said


def test_answers_are_asked_for_and_their_faults_named(installed: Installed, tmp_path: Path) -> None:
    said = installed.run("colophon", "init", "x", "--yes", "--lang", "jp", cwd=tmp_path, code=1)
    assert "--lang: “jp” is not a language tag, write ja" in said
    said = installed.run("colophon", "init", "x", "--yes", "--url", "example.org", cwd=tmp_path, code=1)
    assert "--url: “example.org” is not the address of a site" in said
    assert not (tmp_path / "x").exists()


def test_a_site_in_chinese(installed: Installed, tmp_path: Path) -> None:
    given = ("--lang", "zh-Hans", "--name", "港口档案", "--url", "https://example.org/gangkou/")
    installed.run("colophon", "init", "site", "--yes", *given, cwd=tmp_path)
    front = page(tmp_path / "site" / "output" / "index.html")
    assert front.get("lang") == "zh-Hans"
    assert front.xpath("//link[@rel='canonical']/@href") == ["https://example.org/gangkou/index.html"]
    assert "出处" in front.text_content()
    assert "No problems found." in installed.run("colophon", "check", cwd=tmp_path / "site")


def test_nothing_that_is_there_is_touched(installed: Installed, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("Mine.\n")
    said = installed.run("colophon", "init", "mine", "--yes", cwd=tmp_path)
    assert "README.md stays as it was" in said
    assert (folder / "README.md").read_text() == "Mine.\n"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    said = installed.run("colophon", "init", "mine", "--yes", cwd=tmp_path, code=1)
    assert "has pelicanconf.py and content and output already, and nothing in it was touched" in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_workflows_build_with_a_pinned_version(installed: Installed, news: Path) -> None:
    version = installed.run("colophon", "--version", cwd=news).split()[-1]
    wanted = (news / "requirements.txt").read_text("utf-8").splitlines()[-1]
    assert wanted == f"pelican-colophon=={version}"
    github = yaml.safe_load((news / ".github" / "workflows" / "pages.yml").read_text("utf-8"))
    steps = github["jobs"]["publish"]["steps"]
    assert [step["run"] for step in steps if "run" in step][1:] == ["colophon check", "colophon build"]
    assert all("@v" in step["uses"] for step in steps if "uses" in step)
    gitlab = yaml.safe_load((news / ".gitlab-ci.yml").read_text("utf-8"))
    assert gitlab["pages"]["script"][1:] == ["colophon check", "colophon build -o public"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_every_command(installed: Installed, tmp_path: Path, shell: str) -> None:
    said = installed.run("colophon", "completion", shell, cwd=tmp_path)
    for command in ("init", "check", "build", "serve", "explain"):
        assert command in said


def test_outside_a_site_the_command_says_where_to_go(installed: Installed, tmp_path: Path) -> None:
    said = installed.run("colophon", "check", cwd=tmp_path, code=2)
    assert "there is no settings file pelicanconf.py" in said
    assert "colophon init FOLDER" in said
