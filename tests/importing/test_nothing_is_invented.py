"""Whatever is found: a value as stated stands in the file, and no day is today's."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.found_pages import SENTENCES, linked_data, meta, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("trafilatura", reason="the extra `new`")

from colophon.importing.command import print_proposals
from colophon.importing.reading import read_file

LINES = st.sampled_from([
    "Ferry stopped by a loose rudder", "By Mara Quill", "Bay Chronicle", "3 May 2020", "date 2018-01-09",
    "(Reposted from page 07 of “Bay Chronicle” on January 9)", "Source: The Mill Weekly", "来源：海门晚报",
    "作者：林远", "2020-05-03 09:15 来源：网络", "Lake Tribune, 03/04/2021", "— Reuters",
    "Quelle: Dünenbote vom 4. März 2019, S. 5",
    "责任编辑：赵倩", "Updated yesterday", "今天", "***", "1 of 1 DOCUMENT",
])  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.sampled_from(SENTENCES), st.text(max_size=60)), max_size=9).map("\n\n".join)
# Without control characters, quotes and backslashes, which JSON writes otherwise.
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters='"\\&<'), max_size=20)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "datePublished": st.sampled_from(["2020-05-03", "2020-05-03T23:30:00Z", "03/05/2020", "yesterday", ""]),
        "author": st.one_of(WORDS, st.lists(st.just({"@type": "Person", "name": "Mara Quill"}), max_size=3)),
        "publisher": st.one_of(st.none(), WORDS, st.just({"name": "Mill Weekly"})),
        "headline": WORDS,
    },
)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def check(file: Path, whole: str) -> None:
    today = datetime.now(UTC).date().isoformat()
    for field, one in read_file(file).as_json()["proposed"].items():
        assert (one["value"] is None) == (one["status"] == "unknown")
        if one["value"] is None:
            continue
        assert one["rule"]
        assert one["value"] != today
        if one["status"] == "as-stated":
            for words in one["words"].split("; ") if field == "authors" else [one["words"]]:
                assert squeezed(words) in squeezed(whole), (field, one)


@QUIET
@given(TEXTS)
def test_a_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "found.txt"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    check(file, file.read_bytes().decode("utf-8", "replace"))


@QUIET
@given(
    FACTS, st.sampled_from(["", "<p>3 May 2020</p>", "<p class='byline'>By Mara Quill</p>", "<p>来源：海门晚报</p>"])
)
def test_a_page(tmp_path: Path, facts: dict[str, object], above: str) -> None:
    file = tmp_path / "found.html"
    markup = page(head=meta(og__site_name="Mill Weekly") + linked_data(**facts), above=above)
    file.write_text(markup, encoding="utf-8", errors="replace")
    check(file, markup + json.dumps(facts, ensure_ascii=False))


def test_the_same_bytes_give_the_same_answer(tmp_path: Path) -> None:
    file = tmp_path / "found.html"
    file.write_text(page())
    assert read_file(file).as_json() == read_file(file).as_json()


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "a.html", tmp_path / "b.zip"
    good.write_text(page())
    bad.write_bytes(b"PK\x03\x04 and no more")
    assert print_proposals([str(bad), str(tmp_path / "none.txt"), str(good)]) == 1
    printed = capsys.readouterr()
    (line,) = printed.out.splitlines()
    assert json.loads(line)["file"] == "a.html"
    assert "b.zip" in printed.err
    assert "none.txt" in printed.err
