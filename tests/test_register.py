"""The register says what a key stands for, and refuses what it can't stand behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from colophon.register import KINDS, Register

ROOT = Path(__file__).parents[1]


def loaded(folder: Path, text: str, name: str = "people.yaml") -> tuple[Register, list[str]]:
    (folder / name).write_text(text, encoding="utf-8")
    register, problems = Register.load(folder)
    return register, [str(problem) for problem in problems]


def test_our_own_register_has_no_problem_and_claims_nothing_as_verified() -> None:
    register, problems = Register.load(ROOT / "content/register")
    assert problems == []
    sources = [source for kind in KINDS for entry in register.entries(kind) for source in entry.sources]
    assert sources
    assert {source["status"] for source in sources} <= {"as-stated", "inferred"}
    assert len(register.keys("places")) == 11


def test_an_entry_is_found_by_key_and_by_name_in_any_language() -> None:
    register, _ = Register.load(ROOT / "content/register")
    entry = register.find("publications", "china-sports-daily")
    assert entry
    assert (entry.name, entry.names, entry.what) == ("China Sports Daily", {"zh-Hans": "中国体育报"}, "newspaper")
    assert register.by_name("publications", "china  sports DAILY") == "china-sports-daily"
    assert register.by_name("publications", "中国体育报") == "china-sports-daily"
    assert register.find("people", "nobody") is None
    event = register.find("events", "14th-national-winter-games")
    assert event
    assert event.extra["start"] == "2024-02-17"


def test_a_missing_folder_is_an_empty_register(tmp_path: Path) -> None:
    register, problems = Register.load(tmp_path / "none")
    assert problems == []
    assert not any(register.keys(kind) for kind in KINDS)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a b:\n  name: x\n", "1: a b: not a key; use a–z, 0–9 and hyphens, at most 80"),
        ("a:\n  kind: person\n", "1: a.name: missing; write the name as the page shall show it"),
        ("a: x\n", "1: a: has no fields; write at least name: below it, indented"),
        ("a:\n  name: x\na:\n  name: y\n", "3: a: given a second time; the first is on line 1; keep one"),
        (
            "a:\n  name: x\n  sources: [{title: y, status: sure}]\n",
            "3: a.sources.1.status: “sure” is not a status; write verified | as-stated | inferred | unknown",
        ),
        (
            "a:\n  name: x\n  sources: [{title: y, status: verified}]\n",
            "3: a.sources.1.status: verified, with no file and digest to show for it; write as-stated",
        ),
        (
            "a:\n  name: x\n  sources: [{url: 'https://x.example'}]\n",
            "3: a.sources.1.title: missing; write what the source is called",
        ),
        (
            "a:\n  name: x\n  sources: [{title: y, url: 'javascript:x'}]\n",
            "3: a.sources.1.url: “javascript:x” is not a web address; begin it with https://",
        ),
        ("a:\n\tname: x\n", "2: header: a tab stands where only spaces may; indent with spaces"),
        ("- a\n", "1: file: not a map of entries; write key: and the entry's fields indented below it"),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, text: str, line: str) -> None:
    assert loaded(tmp_path, text)[1] == [f"content/register/people.yaml:{line}"]


def test_a_file_of_an_unknown_kind_is_named(tmp_path: Path) -> None:
    assert loaded(tmp_path, "", "persons.yaml")[1][0].startswith(
        "content/register/persons.yaml: file name: not a register file; "
    )
