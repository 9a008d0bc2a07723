"""`colophon check` says the same to people and to programs: the same problems, at files that are there, limited to the
files that were asked for, with an exit status that follows from what is reported."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from helpers.building import ROOT, Said, Site, run
from jsonschema import Draft4Validator, Draft202012Validator

from colophon.checking.report import OTHERS, Found, as_github, as_sarif, rules
from colophon.checking.selection import Selection
from colophon.model.article import TERM_KINDS
from colophon.model.problems import WARNING, Problem

ODD = "50 % off, or: “half”"
FORMATS = ("json", "github", "gitlab", "sarif")
COMMAND = re.compile(r"::(error|warning) ([^:]*)::(.*)")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with an error in one article, an error and a warning in another, and one in the register. No test here
    changes it, but for lines that it puts back."""
    site = Site.minimal(tmp_path_factory.mktemp("above") / "site")
    (site.folder / ".git").mkdir()  # the root of a repository, wherever the tests put it
    site.article("race", header="publicaton: x", date="2024-5-7")
    site.write("articles/odd, 50%.md", f"---\ntitle: x\nlang: {ODD}\n---\n\nText.\n")
    site.write("articles/none.md", "")
    site.write("register/people.yaml", "a-b: {kind: person}\n")
    return site


@pytest.fixture(scope="module")
def told(faulty: Site) -> dict[str, Any]:
    """What programs read of it, by the name of the form."""
    return {form: answer(faulty, form) for form in FORMATS}


def answer(site: Site, form: str, *more: str) -> Any:
    """What a program reads, parsed; the command prints nothing else on this channel."""
    command = [sys.executable, "-m", "colophon", "check", "-s", str(site.settings), "--format", form, *more]
    done = subprocess.run(command, cwd=site.folder, capture_output=True, check=False, timeout=120)
    assert done.returncode in (0, 1), done.stderr.decode()
    text = done.stdout.decode("utf-8")
    return json.loads(text) if form != "github" else text.splitlines()


def lines(said: Said) -> list[str]:
    """The problems that a person reads."""
    return [line for line in said.text.splitlines() if line.startswith(("content/", "settings"))]


def message(problem: dict[str, Any]) -> str:
    place = f"{problem['path']}:{problem['line']}" if problem["line"] else problem["path"]
    level = "warning: " if problem["level"] == "warning" else ""
    return f"{place}: {level}{problem['field']}: {problem['found']}; {problem['remedy']}"


def schema(name: str) -> dict[str, Any]:
    return dict(json.loads((ROOT / "tests/schemas" / name).read_text("utf-8")))


def commands(printed: list[str]) -> list[tuple[str, dict[str, str], str]]:
    """GitHub's workflow commands, as its runner reads them."""

    def plain(words: str) -> str:
        for sign in ("%2C", "%3A", "%0A", "%0D", "%25"):
            words = words.replace(sign, unquote(sign))
        return words

    found = []
    for line in printed:
        match = COMMAND.fullmatch(line)
        assert match, line
        stated = dict(part.split("=", 1) for part in match[2].split(","))
        found.append((match[1], {name: plain(value) for name, value in stated.items()}, plain(match[3])))
    return found


def test_programs_read_what_people_read(faulty: Site, told: dict[str, Any]) -> None:
    said, told = faulty.check(), told["json"]
    Draft202012Validator(schema("check.schema.json")).validate(told)
    assert [message(problem) for problem in told["problems"]] == lines(said)
    levels = [problem["level"] for problem in told["problems"]]
    assert (told["errors"], told["warnings"]) == (levels.count("error"), levels.count("warning"))
    assert {"error", "warning"} == set(levels)
    assert len({problem["path"] for problem in told["problems"]}) == 4
    assert f"{told['errors']} problems in 4 files" in said.text
    assert said.code == 1


def test_each_host_is_told_of_each_problem_in_its_place(faulty: Site, told: dict[str, Any]) -> None:
    github, gitlab, sarif, told = commands(told["github"]), told["gitlab"], told["sarif"], told["json"]["problems"]
    places = [(one["path"], one["line"]) for one in told]
    words = [f"{one['found']}; {one['remedy']}" for one in told]
    assert all((faulty.folder / path).is_file() for path, _ in places)

    assert [(stated["file"], int(stated.get("line", 0)) or None) for _, stated, _ in github] == places
    assert [(level, said) for level, _, said in github] == [
        (one["level"], said) for one, said in zip(told, words, strict=True)
    ]
    assert [stated["title"] for _, stated, _ in github] == [one["field"] for one in told]

    Draft202012Validator(schema("gitlab-code-quality.schema.json")).validate(gitlab)
    assert [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in gitlab] == [
        (path, line or 1) for path, line in places
    ]
    assert [one["severity"] for one in gitlab] == [{"error": "major", "warning": "minor"}[one["level"]] for one in told]
    assert len({one["fingerprint"] for one in gitlab}) == len(gitlab)

    Draft4Validator(schema("sarif-2.1.0.schema.json")).validate(sarif)
    (ran,) = sarif["runs"]
    found = [one["locations"][0]["physicalLocation"] for one in ran["results"]]
    assert [
        (unquote(one["artifactLocation"]["uri"]), one.get("region", {}).get("startLine")) for one in found
    ] == places
    assert [one["level"] for one in ran["results"]] == [one["level"] for one in told]
    names = [rule["id"] for rule in ran["tool"]["driver"]["rules"]]
    assert [names[one["ruleIndex"]] for one in ran["results"]] == [one["ruleId"] for one in ran["results"]]
    assert [one["ruleId"] for one in ran["results"]] == [one["rule"] for one in told]


def test_paths_are_those_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    site = Site.minimal(tmp_path / "below")
    site.write("articles/none.md", "")
    (one,) = answer(site, "gitlab")
    assert one["location"]["path"] == "below/content/articles/none.md"
    (one,) = answer(site, "json")["problems"]
    assert one["path"] == "content/articles/none.md"


def test_a_problem_keeps_its_fingerprint_where_other_lines_come_and_go(faulty: Site, told: dict[str, Any]) -> None:
    before = {(one["check_name"], one["fingerprint"]) for one in told["gitlab"]}
    file = faulty.content / "articles/race.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("---\n", "---\n# one line more\nsummary: A race.\n", 1), "utf-8")
    after = answer(faulty, "gitlab")
    file.write_text(text, "utf-8")
    assert {(one["check_name"], one["fingerprint"]) for one in after} == before


def test_a_report_is_of_the_files_that_are_named(faulty: Site) -> None:
    every = lines(faulty.check())
    said = faulty.check("content/articles/race.md")
    assert lines(said) == [line for line in every if line.startswith("content/articles/race.md")]
    assert f"{len(every) - len(lines(said))} problems in other files, not shown." in said.text
    assert said.code == 1
    assert lines(faulty.check("content/register")) == [line for line in every if "/register/" in line]
    assert lines(faulty.check("content/articles/none.md", "content/register")) == [
        line for line in every if "/register/" in line or "none.md" in line
    ]
    well = faulty.check("content/articles/first.md")
    assert (well.code, lines(well)) == (0, [])
    assert "No problems found." in well.text
    told = answer(faulty, "json", "content/articles/first.md")
    assert (told["problems"], told["elsewhere"]) == ([], len(every))
    for whole in (".", "content", str(faulty.content), str(faulty.folder)):
        assert lines(faulty.check(whole)) == every


def test_what_is_not_there_is_a_fault_of_the_command_line(faulty: Site) -> None:
    for path in ("content/articles/nowhere.md", "cont"):
        said = faulty.check(path)
        assert (said.code, f"there is no {path}; name files or folders of content" in said.text) == (2, True), said.text
    (faulty.folder / "notes.md").write_text("x")
    assert faulty.check("notes.md").code == 2
    assert faulty.check("--format", "xml").code == 2
    assert faulty.check("--host", "github-pages", "content").code == 2
    assert faulty.check("--fix", "--format", "json").code == 2


def test_warnings_count_where_that_is_asked(site: Site) -> None:
    site.article("race", header="publicaton: x")
    assert (site.check().code, site.check("--strict").code) == (0, 1)
    assert site.check("content/articles/first.md", "--strict").code == 0


def test_signs_of_the_notation_stand_for_themselves(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / ".git").mkdir()
    odd = Problem("content/a,b: 50%.md", 0, "a:b,c", "100 %\nsure", "write, say: %0A", WARNING)
    found = Found([odd], 0, Selection(tmp_path / "content", "content", tmp_path / "conf.py"), "1")
    ((level, stated, said),) = commands(as_github(found).splitlines())
    assert (level, stated["file"], stated["title"]) == ("warning", odd.path, odd.field)
    assert said == "100 % sure; write, say: %0A"
    uri = json.loads(as_sarif(found))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(uri["uri"]) == odd.path
    assert not re.search(r"[ ,]", uri["uri"].replace(",", "")), uri


def test_a_content_folder_may_be_a_link(site: Site) -> None:
    site.content.rename(site.folder / "texts")
    site.content.symlink_to("texts")
    site.write("articles/none.md", "")
    said = site.check("content/articles/none.md")
    assert lines(said) == ["content/articles/none.md: file: it is empty; write a header and a text"]
    (one,) = answer(site, "json", "texts/articles")["problems"]
    assert one["path"] == "texts/articles/none.md"
    assert (site.folder / one["path"]).is_file()


def test_settings_have_a_place_too(site: Site) -> None:
    site.set(MENUITEMS=[("About", "pages/none.html")])
    (told,) = answer(site, "json")["problems"]
    assert (told["path"], told["rule"], told["field"]) == ("conf.py", "settings", "MENUITEMS")
    assert lines(site.check("content/articles")) == []


def test_rules_are_fields_and_each_is_in_the_docs() -> None:
    named = set(rules())
    assert {"title", "custody.act", "source.archived.url", "review.sha256", *TERM_KINDS, *OTHERS} <= named
    assert not [name for name in named if re.search(r"\d", name.replace("sha256", ""))]
    docs = (ROOT / "content/docs/checking.md").read_text("utf-8")
    assert [name for name in OTHERS if f"`{name}`" not in docs] == []


def test_every_problem_of_the_catalogue_has_a_rule(tmp_path: Path) -> None:
    from helpers import invalid

    from colophon.checking.report import rule

    found = {}
    for name, (_, says) in invalid.rows().items():
        match = re.fullmatch(r"content/articles/2024/bridge\.md(?::(\d+))?: (?:warning: )?(\S+): .*", says)
        assert match, says
        found[name] = rule(Problem("content/articles/2024/bridge.md", 1, match[2], "", ""))
    assert set(found.values()) <= set(rules())
    assert found["custody-act-unknown"] == "custody.act"
    assert found["flat-source-status-unknown"] == "source.status"
    assert found["person-unknown"] == "people"
    ours = {name for name in found if found[name] == "unknown"}
    assert ours == {
        "draft-of-another-system", "key-misspelt-inside-source", "reserved-name", "save-as", "source-field-misspelt"
    }  # fmt: skip


def test_the_hook_runs_the_command(site: Site) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("colophon-check", "python", False)
    assert re.match(hook["files"], "content/articles/first.md")
    assert re.match(hook["files"], "content/register/people.yaml")
    assert not re.match(hook["files"], "docs/content/x.md")
    words = hook["entry"].split()
    assert words[0] == "colophon"
    site.settings.rename(site.folder / "pelicanconf.py")
    ran = [sys.executable, "-m", "colophon", *words[1:]]
    assert run(ran, None, site.folder).code == 0
    site.write("articles/bad.md", "")
    assert run(ran, None, site.folder).code == 1
