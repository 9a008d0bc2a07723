"""`colophon check --fix` changes exactly the words that are certain to be wrong, and no other byte. What may be meant
in two ways stays, and nothing is written that a person did not see or ask for."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers.building import SITES, Site
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

from colophon.checking.fix import Changed, Mended, mended, write
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register

CONTENT = SITES / "minimal/content"
REGISTER, _ = Register.load(CONTENT / "register")
READER = Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(CONTENT)}), REGISTER)
TEXT = "The bridge reopened on Friday.\n"
DIGEST = hashlib.sha256(TEXT.strip().encode()).hexdigest()

# The lines of a header in which nothing is wrong. {} is where a line with a fault comes.
HEADERS = {
    "block": """\
# Comments stay: “{{”, 2024-5-7, café
title:   'Bridge  over the Elbe'   # with spaces
{top}
authors: [Ana Ruiz,  "Bo: Sample"]
source:
    publication: daily-example
{inner}
    section: >-
      Town and
      country
    status: {{date: as-stated}}
notes:
  - {{on: bridge,   note: It is new.}}
{item}
lang: en

# the end
""",
    "flow": """\
{top}
title: "x: 2024-5-7 –  y"
source: {{publication: daily-example, date: 2024-05-17,
{inner}
  page: "03"}}
notes:
{item}
""",
}
KEPT = {"top": "# nothing", "inner": "    # nothing here", "item": "  # nor here"}


class Fault(NamedTuple):
    """A line that is wrong for certain, and as it should be; the parts of a header where it may stand."""

    wrong: str
    right: str
    where: str
    text: str = TEXT


FAULTS = [
    Fault("published: 2024-6-7", "published: 2024-06-07", "top"),
    Fault("published:  2024-5-27  # day", "published:  2024-05-27  # day", "top"),
    Fault("Published: '2024-12-7'", "Published: '2024-12-07'", "top"),
    Fault("rights: Reserved: all", 'rights: "Reserved: all"', "top"),
    Fault("summary: [Video] Bridge opens", 'summary: "[Video] Bridge opens"', "top"),
    Fault("summary:   - Bridge -", 'summary:   "- Bridge -"', "top"),
    Fault("summary: @Ana 100%", 'summary: "@Ana 100%"', "top"),
    Fault('summary: "Lighthouse" opens', "summary: '\"Lighthouse\" opens'", "top"),
    Fault("summary：Bridge", "summary: Bridge", "top"),
    Fault("rights\u3000: Bridge", "rights: Bridge", "top"),
    Fault("rights:\xa0Bridge: new", 'rights: "Bridge: new"', "top"),
    Fault("rights: Cafe\u0301 Zu\u0308rich", "rights: Café Zürich", "top"),
    Fault("rights: \u1112\u1161\u11ab\u1100\u116e\u11a8", "rights: 한국", "top"),
    Fault("subjects: [a, Cafe\u0301]", "subjects: [a, Café]", "top"),
    Fault("review: {by: Ada, date: 2024-06-01, sha256: }",
        f"review: {{by: Ada, date: 2024-06-01, sha256: {DIGEST} }}", "top"),
    Fault("  - {on: Friday, note: In the morning, early}", '  - {on: Friday, note: "In the morning, early"}', "item"),
]  # fmt: skip
INNER = {
    "block": [
        Fault("    date: 2024-5-7", "    date: 2024-05-07", "inner"),
        Fault("    page: 03 # printed", '    page: "03" # printed', "inner"),
        Fault("    page: “03”", '    page: "03"', "inner"),
        Fault("    edition: Late: city", '    edition: "Late: city"', "inner"),
    ],
    "flow": [
        Fault("  volume: 12, issue: '7',", "  volume: \"12\", issue: '7',", "inner"),
        Fault("  edition: Late, city,", '  edition: "Late, city",', "inner"),
    ],
}
# What may be meant in another way, or what nobody knows.
DOUBTFUL = [
    "published: 7.5.2024", "published: 5/7/2024", "published: 2024-13-7", "date: 20240507",
    "summary: Bridge #3 opens", "summary: Bridge # a comment", "summary: &a Bridge: new", "summary: *Bridge* opens",
    "summary: !important", "summary: ~", "summary: 'Tis the season", 'summary: "Lighthouse"s opens',
    "summary: [a, b]", "rights: Bridge lang: en", "rights: |", "notes: [a: b",
    "subjects: [a，b]", "slug: a b", "lang:en", "Note：See below", "summary: > 100 metres",
    "review: {by: Ada, date: 2024-06-01, sha256: abc}", "review: {by: , date: 2024-06-01, sha256: }",
    "review: {by: Ada, date: 2024-06-01}", "rights: \ufa19\u2126",
]  # fmt: skip


def article(form: str, place: str, line: str, text: str = TEXT) -> str:
    """An article whose header has a line at a place; without it, nothing is certain to mend."""
    parts = {**KEPT, place: line}
    if form == "block" and "date" not in line.partition(":")[0]:
        parts["inner"] += "\n    date: 2024-05-17"
    if form == "flow" and place != "item":
        parts["item"] = "  - {on: bridge, note: It is new.}"
    return f"---\n{HEADERS[form].format(**parts)}---\n\n{text}"


def problems(data: bytes):
    return READER.parse("articles/x.md", data).problems


def fixed(data: bytes) -> Mended:
    return mended("articles/x.md", data, problems)


CASES = [(form, fault) for form, inner in INNER.items() for fault in (*FAULTS, *inner)]


@pytest.mark.parametrize(("form", "fault"), CASES, ids=[f"{form}-{fault.wrong!a}" for form, fault in CASES])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_fault_is_mended_and_no_other_byte(form: str, fault: Fault, end: str) -> None:
    before = article(form, fault.where, fault.wrong).replace("\n", end)
    data = ("\ufeff" + before if end == "\r\n" else before).encode()
    wanted = data.replace(fault.wrong.encode(), fault.right.encode())
    assert data.count(fault.wrong.encode()) == 1
    result = fixed(data)
    assert result.after.decode() == wanted.decode()
    assert result.problems
    again = fixed(result.after)
    assert (again.after, again.problems) == (result.after, ())
    assert [one for one in problems(result.after) if one.level == "error"] == []


@pytest.mark.parametrize("form", HEADERS)
@pytest.mark.parametrize("line", DOUBTFUL)
def test_what_may_be_meant_otherwise_stays(form: str, line: str) -> None:
    data = article(form, "top", line).encode()
    result = fixed(data)
    assert (result.after, result.problems) == (data, ())


def test_a_page_of_one_digit_stays_since_nobody_knows_its_zero() -> None:
    data = article("block", "inner", "    page: 3").encode()
    assert fixed(data).after == data
    assert "source.page" in {problem.field for problem in problems(data)}


def test_a_digest_is_filled_in_where_somebody_left_it_open_alone() -> None:
    block = "review:\n  by: Ada\n  date: 2024-06-01\n  sha256:\n"
    data = article("flow", "top", block.strip()).encode()
    assert fixed(data).after.decode() == data.decode().replace("sha256:\n", f"sha256: {DIGEST}\n")
    (problem,) = problems(data)
    assert f"write {DIGEST}, if the text was read as it is now" in str(problem)
    other = "0" * 64
    void = article("flow", "top", f"review: {{by: Ada, date: 2024-06-01, sha256: {other}}}").encode()
    assert fixed(void).after == void
    assert [problem.field for problem in problems(void)] == ["review.sha256"]


SIGNS = "&<>\\\"'#{}[],%@`|!*：﹕︓∶꞉ː"
LETTERS = st.characters(exclude_categories=["C", "Z", "M"], exclude_characters=SIGNS)
WORDS = st.text(LETTERS, min_size=1, max_size=8).filter(lambda words: unicodedata.is_normalized("NFC", words))
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=4)


@given(
    st.sampled_from([*FAULTS, *INNER["block"]]),
    LINES,
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["\n", "\r\n"]),
)
@example(FAULTS[1], ["published: 2024-6-7", "#"], "2024-5-27", "\r\n")
def test_whatever_stands_around_a_fault_stays(fault: Fault, comments: list[str], title: str, end: str) -> None:
    around = article("block", fault.where, fault.wrong)
    noise = "\n".join(f"# {line}" for line in comments)
    data = (
        around.replace("# the end", noise).replace("'Bridge  over the Elbe'", f'"{title}"').replace("\n", end).encode()
    )
    assume(data.count(fault.wrong.encode()) == 1)
    result = fixed(data)
    if any(problem.level == "error" for problem in problems(article("block", "top", "# x").encode())):
        raise AssertionError("the article around it is wrong")
    assert result.after.decode() == data.replace(fault.wrong.encode(), fault.right.encode()).decode()
    assert fixed(result.after).after == result.after


def test_flat_headers_are_mended_too() -> None:
    data = b"Title: x\nDate: 2024-5-7\nSource: The Daily Example\nSource-Page: 03\n\nText.\n"
    assert fixed(data).after == data.replace(b"2024-5-7", b"2024-05-07")
    wide = "Title：x\nDate: 2024-05-07\nSource: The Daily Example\n\nText.\n".encode()
    assert fixed(wide).after == wide.replace("：".encode(), b": ")


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def wrong(site: Site) -> Path:
    return site.article("race", date="2024-5-7", header="# stays: 2024-5-7")


def test_nothing_is_written_before_somebody_agrees(site: Site, wrong: Path) -> None:
    before = wrong.read_bytes()
    said = site.check("--fix")
    assert said.code == 1
    assert "--- content/articles/race.md" in said.text
    assert "-date: 2024-5-7\n+date: 2024-05-07\n" in said.text
    assert "run the command again with --yes" in said.text
    assert wrong.read_bytes() == before


def test_what_was_shown_is_written_and_checked_again(site: Site, wrong: Path) -> None:
    before = wrong.read_bytes()
    os.chmod(wrong, 0o640)
    said = site.check("--fix", "--yes")
    assert (said.code, "No problems found." in said.text) == (0, True), said.text
    assert "Mended 2 problems in 1 file." in said.text
    assert wrong.read_bytes() == before.replace(b"date: 2024-5-7", b"date: 2024-05-07")
    assert stat.S_IMODE(wrong.stat().st_mode) == 0o640
    assert "Nothing is certain to mend." in site.check("--fix", "--yes").text
    assert sorted(path.name for path in wrong.parent.iterdir()) == ["first.md", "race.md"]


def test_files_that_are_not_named_stay(site: Site, wrong: Path) -> None:
    other = site.article("other", date="2024-5-8")
    before = wrong.read_bytes()
    said = site.check("--fix", "--yes", "content/articles/other.md")
    assert said.code == 0
    assert wrong.read_bytes() == before
    assert b"2024-05-08" in other.read_bytes()
    assert "problems in other files, not shown." in said.text


def test_a_file_that_changed_meanwhile_is_not_overwritten(site: Site, wrong: Path) -> None:
    file = Mended("articles/race.md", b"as it was read", b"as it would be", ())
    before = wrong.read_bytes()
    with pytest.raises(Changed, match=r"content/articles/race\.md changed meanwhile"):
        write(site.content, file)
    assert wrong.read_bytes() == before
    wrong.unlink()
    with pytest.raises(Changed, match="changed meanwhile"):
        write(site.content, file)
    assert not wrong.exists()


def test_where_it_cant_be_written_the_old_file_stays(site: Site, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = wrong.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Changed, match=r"can't be written \(no space left on device\)"):
        write(site.content, Mended("articles/race.md", before, b"new", ()))
    assert wrong.read_bytes() == before
    assert sorted(path.name for path in wrong.parent.iterdir()) == ["first.md", "race.md"]
