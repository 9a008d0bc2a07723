"""The register says what a key stands for, and refuses what it can't stand behind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import KINDS, Register

ROOT = Path(__file__).resolve().parents[2]


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
    assert register.like("publications", "china  sports DAILY") == ("china-sports-daily",)
    assert register.named("publications", "china  sports DAILY") == ()
    assert register.named("publications", "China  Sports Daily") == ("china-sports-daily",)
    assert register.named("publications", "中国体育报") == ("china-sports-daily",)
    assert register.named("publications", "china-sports-daily") == ("china-sports-daily",)
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
    [("a b:\n  name: x\n", "1: a b: not a key; use a–z, 0–9 and hyphens, at most 80"),
        ("con:\n  name: x\n", "1: con: a device on Windows, so no file can have that name; write another key"),
        ("a:\n  kind: person\n", "1: a.name: missing; write the name as the page shall show it"),
        ("a: x\n", "1: a: has no fields; write at least name: below it, indented"),
        ("a:\n  name: x\na:\n  name: y\n", "3: a: given a second time; the first is on line 1; keep one"),
        (
            "a:\n  name: x\n  sources: [{title: y, status: sure}]\n",
            "3: a.sources.1.status: “sure” is not a status; write verified | as-stated | asserted | inferred | unknown",
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
        ("a:\n\tname: x\n", "2: a.name: a tab stands where only spaces may; indent with spaces"),
        ("- a\n", "1: file: not a map of entries; write key: and the entry's fields indented below it")],
)  # fmt: skip
def test_a_broken_entry_is_named(tmp_path: Path, text: str, line: str) -> None:
    assert loaded(tmp_path, text)[1] == [f"content/register/people.yaml:{line}"]


def test_a_file_of_an_unknown_kind_is_named(tmp_path: Path) -> None:
    assert loaded(tmp_path, "", "persons.yaml")[1][0].startswith(
        "content/register/persons.yaml: file name: not a register file; "
    )


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            "places",
            "hebei:\n  name: x\n  lat: 39.55\n",
            "1: hebei.lon: missing, where lat is given; write lon too, or neither",
        ),
        (
            "places",
            "hebei:\n  name: x\n  lon: 0\n",
            "1: hebei.lat: missing, where lon is given; write lat too, or neither",
        ),
        (
            "places",
            "hebei:\n  name: x\n  lat: north\n  lon: 1\n",
            "3: hebei.lat: “north” is not a number from -90 to 90; write degrees, as in 39.55",
        ),
        (
            "places",
            "hebei:\n  name: x\n  lat: 1\n  lon: 180.5\n",
            "4: hebei.lon: “180.5” is not a number from -180 to 180; write degrees, as in 39.55",
        ),
        (
            "events",
            "games:\n  name: x\n  start: July 2024\n",
            "3: games.start: “July 2024” is not a full date; write YYYY-MM-DD, as in 2024-05-17",
        ),
        (
            "events",
            "games:\n  name: x\n  start: 2024-07-26\n  end: 2024-07-11\n",
            "4: games.end: 2024-07-11, before start (2024-07-26); correct one of them",
        )],
)  # fmt: skip
def test_where_and_when_are_whole_or_refused(tmp_path: Path, name: str, text: str, line: str) -> None:
    register, problems = loaded(tmp_path, text, f"{name}.yaml")
    assert problems == [f"content/register/{name}.yaml:{line}"]
    (entry,) = register.entries(name)
    assert (entry.at, entry.days) == (None, None)


def test_where_and_when_are_read(tmp_path: Path) -> None:
    register, problems = loaded(tmp_path, "a:\n  name: x\n  lat: -33\n  lon: 151.2\n", "places.yaml")
    place = register.find("places", "a")
    assert problems == []
    assert place
    assert place.at == (-33.0, 151.2)
    register, problems = loaded(tmp_path, "a:\n  name: x\n  start: 2024-05-17\n", "events.yaml")
    event = register.find("events", "a")
    assert problems == []
    assert event
    assert event.days == (dt.date(2024, 5, 17), dt.date(2024, 5, 17))


PAPERS = """\
post-north: {name: Harbour Post, names: {zh-Hans: 港口邮报}}
post-south: {name: Harbour Post, names: {zh-Hans: 海港邮报}}
echo: {name: "L'\u00c9cho"}
echo-loud: {name: "L'\u00c9CHO"}
le-soir: {name: times}
times: {name: The Times}
"""


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Harbour Post", ["post-north", "post-south"]),
        ("ＨＡＲＢＯＵＲ  post", ["post-north", "post-south"]),
        ("港口邮报", ["post-north"]),
        ("post-south", ["post-south"]),
        ("L'\u00c9cho", ["echo"]),
        ("L'E\u0301cho", ["echo"]),
        ("l'\u00e9cho", ["echo", "echo-loud"]),
        ("times", ["le-soir", "times"]),  # the name of one and the key of the other
        ("The Times", ["times"]),
    ],
)
def test_a_paper_named_by_several_entries_is_a_problem_that_lists_them(
    tmp_path: Path, name: str, keys: list[str]
) -> None:
    register, problems = loaded(tmp_path, PAPERS, "publications.yaml")
    assert not problems
    text = f"Title: A\nDate: 2024-05-17\nSource: {name}\n\nText.\n"
    reading = Reader(ReaderSettings(str(tmp_path / "content")), register).parse(
        "articles/2024/bridge.md", text.encode()
    )
    if len(keys) == 1:
        assert reading.article
        assert reading.article.source
        assert reading.article.source.publication == keys[0]
        return
    (problem,) = reading.problems
    assert (reading.article, problem.line, problem.field) == (None, 3, "source")
    assert problem.found == f"“{' '.join(name.split())}” is the name of 2 entries of the register's publications"
    if name == "Harbour Post":
        assert f"\n{problem}\n" in (ROOT / "content/docs/writing.md").read_text("utf-8")
    assert set(problem.remedy.removeprefix("write the key of the one that is meant: ").split(" or ")) == set(keys)


def test_a_subject_named_by_several_entries_is_a_problem_that_lists_them(tmp_path: Path) -> None:
    register, _ = loaded(tmp_path, "polish: {name: Polish}\npolishing: {name: Polish}\n", "subjects.yaml")
    reader = Reader(ReaderSettings(str(tmp_path)), register)
    text = "---\ntitle: A\ndate: 2024-05-17\nsource: original\nsubjects: [Polish]\n---\nText.\n"
    (problem,) = reader.parse("articles/x.md", text.encode()).problems
    assert str(problem).endswith(
        ":5: subjects: “Polish” is the name of 2 entries of the register's subjects; "
        "write the key of the one that is meant: polish or polishing"
    )
    text = text.replace("Polish", "polishing, polish, Polish language")
    article = reader.parse("articles/x.md", text.encode()).article
    assert article
    assert article.terms["subjects"] == ("polishing", "polish", "Polish language")


@pytest.mark.parametrize("name", ["Sea News", "Sea Press"])
def test_an_actor_in_two_kinds_of_the_register_has_one_name_or_is_a_problem(tmp_path: Path, name: str) -> None:
    loaded(tmp_path, "sea: {name: Sea News}\n", "publications.yaml")
    register, _ = loaded(tmp_path, f"sea: {{name: {name}}}\n", "organisations.yaml")
    text = (
        "---\ntitle: A\nsource: {publication: sea, date: 2024-05-17}\n"
        "custody: [{act: printed, by: sea, date: 2024-05-17}]\n---\nText.\n"
    )
    reading = Reader(ReaderSettings(str(tmp_path)), register).parse("articles/x.md", text.encode())
    if name == "Sea News":  # an agency is a publication and a body
        assert reading.article
        return
    (problem,) = reading.problems
    assert str(problem).endswith(
        ":4: custody.1.by: “sea” is in the register's publications (“Sea News”) and organisations (“Sea Press”); "
        "give one of them another key in the register"
    )
