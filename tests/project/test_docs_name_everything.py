"""Whatever a person may write or run is named in content/docs/, and what content/docs/ and the README name is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from helpers import invalid
from helpers.building import ROOT
from invoke.loader import FilesystemLoader
from pelican.settings import DEFAULT_CONFIG

from colophon.model.article import (
    TERM_KINDS,
    Article,
    Change,
    Dated,
    Emendation,
    Event,
    Note,
    Record,
    Review,
    Source,
    fields_of,
)
from colophon.readers.fields import FLAT_PARTS
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import KINDS, Entry, Register

DOCS = sorted((ROOT / "content" / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS]
TOP = {"colophon", "tests", "theme", "benchmarks", "licences", "content", "output", ".ci"}
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PROBLEM = re.compile(r"^    (content/\S+\.md(?::\d+)?: .+; .+)$", re.MULTILINE)


@cache
def text(page: Path) -> str:
    return page.read_text("utf-8")


def spans(*pages: Path) -> set[str]:
    """What stands between backticks."""
    return {span for page in pages for span in SPAN.findall(FENCE.sub("", text(page)))}


def doc(name: str) -> Path:
    return ROOT / "content" / "docs" / f"{name}.md"


# --- what the code reads -----------------------------------------------------------------------------------------


def modules() -> list[Path]:
    return sorted((ROOT / "colophon").rglob("*.py"))


def looked_up(module: Path) -> Iterator[tuple[str, str]]:
    """(where, name) of each look-up by a constant: settings["X"], settings.get("X"), os.environ.get("X"), getenv."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Subscript):
            where, key = ast.unparse(node.value), node.slice
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith((".get", ".pop", "getenv")):
            where, key = ast.unparse(node.func).removesuffix(".get").removesuffix(".pop"), node.args[0]
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield where, key.value


def names_read(*ends: str) -> set[str]:
    return {
        name for module in modules() for where, name in looked_up(module) if where.endswith(ends) and name.isupper()
    }


def test_every_setting_is_named() -> None:
    read = names_read("settings")
    assert {"REQUIRE_SOURCE", "SHOW_DRAFTS", "ADOPT_OUTPUT", "ARTICLE_SAVE_AS", "SITEURL"} <= read
    assert read - spans(doc("settings")) == set()


def test_a_pelican_user_finds_each_of_pelicans_settings() -> None:
    assert set(DEFAULT_CONFIG) - spans(doc("settings")) == set()


def test_what_is_said_to_be_unused_is() -> None:
    unused = text(doc("settings")).split("\n## Pelican's settings that are not used")[1].split("\n## ")[0]
    said = set(re.findall(r"`([A-Z_]+)`", unused))
    assert len(said) > 50
    assert said & names_read("settings") == set()


def test_every_environment_variable_is_named() -> None:
    read = names_read("environ", "getenv")
    assert {"SOURCE_DATE_EPOCH", "COLOPHON_WORKERS"} <= read
    assert read - spans(doc("settings")) == set()


def declared_names(kind: type[Record]) -> list[str]:
    """The names that a header has for the fields of a record."""
    return [one.header for one in fields_of(kind) if one.check]


def rows(heading: str) -> set[str]:
    """What stands between backticks in the first column of a section's table of content/docs/writing.md."""
    section = text(doc("writing")).split(f"\n{heading}\n")[1].split("\n#")[0]
    return {name for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in SPAN.findall(row)}


def test_every_field_is_named() -> None:
    assert rows("## Every field") == {*declared_names(Article), *TERM_KINDS}
    assert rows("### Source") == {*declared_names(Source)}
    assert rows("### Custody") == {*declared_names(Event)}
    kinds = (Article, Source, Event, Change, Emendation, Note, Dated, Review)
    words = {word for kind in kinds for one in fields_of(kind) for word in (one.header, *one.values) if one.check}
    written = {one.name for one in fields(Entry)} - {"key", "what", "at", "days", "extra"}
    words |= {*FLAT_PARTS, *KINDS, *written, "lat", "lon", "start", "end"}
    assert {str(word) for word in words} - spans(doc("writing")) == set()


def test_every_task_and_option_is_named() -> None:
    tasks = tasks_and_options()
    assert {"build", "test", "serve"} <= set(tasks)
    table = text(doc("tasks")).split("\n## Tasks")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert set(rows) == set(tasks)
    for name, options in tasks.items():
        assert [option for option in options if option not in rows[name]] == [], name


@cache
def tasks_and_options() -> dict[str, list[str]]:
    """The tasks, as Invoke loads them, with the long form of each option."""
    module, _ = FilesystemLoader(start=str(ROOT)).load("tasks")
    found = {t.name: t for t in vars(module).values() if type(t).__name__ == "Task"}
    return {
        name: [f"-{'-' * (len(argument.name) > 1)}{argument.name}" for argument in task.get_arguments()]
        for name, task in found.items()
    }


@cache
def commands() -> dict[str, set[str]]:
    """The commands of `python -m colophon` with their long options."""

    def said(*words: str) -> str:
        command = [sys.executable, "-m", "colophon", *words, "--help"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    names = re.findall(r"^    ([a-z]+)(?:  |$)", said(), re.MULTILINE)
    return {name: set(re.findall(r"--[a-z-]+", said(name))) - {"--help"} for name in names}


def test_every_command_is_named() -> None:
    assert {"check", "serve"} <= set(commands())
    part = text(doc("tasks")).split("\n## `colophon`\n")[1]
    rows = set(re.findall(r"^\| `(\w+)[^`]*` \|", part, re.MULTILINE))
    assert rows == set(commands())
    assert {option for options in commands().values() for option in options if option not in part} == set()


def test_the_index_names_every_page_of_the_docs_once() -> None:
    page = text(doc("index"))
    named = [link.partition("#")[0] for link in LINK.findall(page) if not link.startswith("../")]
    assert sorted(named) == sorted({page.name for page in DOCS} - {"index.md"})
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["Tutorial", "How to …", "Reference", "Explanation"]


# --- what is written is true -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for link in LINK.findall(SPAN.sub("", FENCE.sub("", text(page)))):
        if link.startswith("https://"):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), link
        assert target.is_relative_to(ROOT), link
        if heading:
            assert heading in {slug(line) for line in re.findall(r"^#+ (.+)$", text(target), re.MULTILINE)}, link


def slug(heading: str) -> str:
    """The anchor that forges make of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


# Pages that name files of a reader's own site; test_the_tutorial_works.py and test_how_tos_work.py build it.
OF_A_SITE = [doc(name) for name in ("tutorial", "correcting", "withdrawing", "translations")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_are_there(page: Path) -> None:
    examples = {"content/articles/2024/bridge.md", "output/2024/05/bridge.html", "content/pages/", "colophonconf.py"}
    for span in spans(page) - examples:
        if page in OF_A_SITE and span.startswith(("content/", "output/")):
            continue
        if span.split("/")[0] in TOP and re.fullmatch(r"[\w./-]+", span):
            assert (ROOT / span).exists(), span
        elif re.fullmatch(r"[\w-]+\.(py|toml|lock)", span):
            assert (ROOT / span).is_file(), span


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_are_there(page: Path) -> None:
    for task in re.findall(r"python3 tasks\.py ([a-z]\w*)", text(page)):
        assert task in tasks_and_options(), task
    for command in re.findall(r"python3? -m colophon ([a-z]\w*)", text(page)):
        assert command in commands(), command


def test_problems_that_are_quoted_are_those_an_editor_reads() -> None:
    catalogue = {message for _, message in invalid.rows().values()}
    catalogue |= {invalid.message(says) for says in invalid.LINKS.values()}
    quoted = [line for page in PAGES for line in PROBLEM.findall(text(page))]
    assert len(quoted) > 10
    assert [line for line in quoted if line not in catalogue] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", doc("writing")], ids=lambda page: page.name)
def test_an_article_that_is_shown_has_no_problem(page: Path) -> None:
    register, _ = Register.load(ROOT / "content/register")
    reader = Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(ROOT / "content")}), register)
    shown = [body for _, body in FENCE.findall(text(page)) if body.startswith(("---\n", "Title:"))]
    assert shown
    for body in shown:
        reading = reader.parse("articles/2024/bridge.md", body.encode())
        assert (reading.problems, bool(reading.article)) == ((), True)


OTHERS = ("__", "py.typed")  # what lies beside the packages


def test_every_package_is_in_the_picture_of_the_house() -> None:
    packages = {path.stem for path in (ROOT / "colophon").iterdir() if not path.name.startswith(OTHERS)}
    rows = re.findall(r"^\| `(\w+)` \|", text(doc("architecture")), re.MULTILINE)
    assert sorted(rows) == sorted(packages)


def test_every_package_has_its_layer() -> None:
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = {name for layer in contract["layers"] for name in layer.split(" : ")} - {"__main__"}
    assert layers == {path.stem for path in (ROOT / "colophon").iterdir() if not path.name.startswith(OTHERS)}


def test_no_page_names_a_machines_folder() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", text(page)), page.name


def test_the_picture_is_small() -> None:
    for picture in (ROOT / "content" / "images").glob("*.png"):
        assert picture.stat().st_size < 250_000, picture.name
