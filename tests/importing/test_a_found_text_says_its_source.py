"""What a plain text says of its source is proposed, each field with the words it rests on, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.found_pages import CHINESE, SENTENCES

pytest.importorskip("trafilatura", reason="the extra `new`")

from colophon.importing.reading import read_file

BODY = "\n\n".join(SENTENCES)


def proposed(folder: Path, text: str | bytes) -> dict[str, Any]:
    file = folder / "found.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    answer: dict[str, Any] = read_file(file).as_json()["proposed"]
    return answer


def said(answer: dict[str, Any], *fields: str) -> dict[str, tuple[Any, str]]:
    return {field: (answer[field]["value"], answer[field]["status"]) for field in fields}


def test_a_year_comes_from_the_header_and_is_inferred(tmp_path: Path) -> None:
    text = f" date 2018-01-09 On January 8, {BODY} (Reposted from page 07 of “Bay Chronicle” on January 9)"
    answer = proposed(tmp_path, text)
    assert said(answer, "date", "publication", "page", "credit") == {
        "date": ("2018-01-09", "inferred"),
        "publication": ("Bay Chronicle", "as-stated"),
        "page": ("07", "as-stated"),
        "credit": ("Reposted from page 07 of “Bay Chronicle” on January 9", "as-stated"),
    }
    assert answer["date"]["words"] in text


def test_the_year_before_is_meant_in_january(tmp_path: Path) -> None:
    text = f"date 2018-01-02 {BODY} (Reposted from page 7 of “Bay Chronicle” on December 30)"
    assert said(proposed(tmp_path, text), "date") == {"date": ("2017-12-30", "inferred")}


def test_a_day_without_a_year_is_no_day(tmp_path: Path) -> None:
    answer = proposed(tmp_path, f"{BODY}\n\n(Reposted from page 7 of “Bay Chronicle” on May 17)")
    assert said(answer, "date") == {"date": (None, "unknown")}


def test_day_and_month_that_may_be_either_are_both_shown(tmp_path: Path) -> None:
    answer = proposed(tmp_path, f"{BODY}\n\nBay Chronicle, 03/04/2021")
    assert said(answer, "date", "publication") == {
        "date": (None, "unknown"),
        "publication": ("Bay Chronicle", "inferred"),
    }
    assert answer["date"]["others"]


def test_a_header_of_several_lines(tmp_path: Path) -> None:
    head = "Ferry stopped by a loose rudder\n\nBay Chronicle\nBy Mara Quill\nPublished 2 May 2020, updated 5 May 2020"
    answer = proposed(tmp_path, f"{head}\n\n{BODY}")
    assert said(answer, "title", "authors", "date", "publication") == {
        "title": ("Ferry stopped by a loose rudder", "as-stated"),
        "authors": (["Mara Quill"], "as-stated"),
        "date": ("2020-05-02", "as-stated"),
        "publication": ("Bay Chronicle", "inferred"),
    }


def test_a_chinese_head_line(tmp_path: Path) -> None:
    text = "渡轮停航\n\n2020-05-03 09:15 来源：海门晚报 作者：林远\n\n" + "\n\n".join(CHINESE)
    answer = proposed(tmp_path, text)
    assert said(answer, "title", "authors", "date", "publication", "credit", "lang") == {
        "title": ("渡轮停航", "as-stated"),
        "authors": (["林远"], "as-stated"),
        "date": ("2020-05-03", "as-stated"),
        "publication": ("海门晚报", "as-stated"),
        "credit": ("来源：海门晚报", "as-stated"),
        "lang": ("zh-Hans", "as-stated"),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_any_encoding_gives_the_same(tmp_path: Path, encoding: str) -> None:
    paragraphs = (
        "渡輪停航",
        "北島的渡輪星期二早晨停航，因為船舵在夜裡鬆動了。大約四十名乘客在候船室裡等候，老闆給他們倒茶。",
        "船公司表示，如果零件按時送到，渡輪將在週末之前恢復航行。島上的居民從冬天起就希望再添一條船。",
        "（轉載自《海門週刊》2018年5月6日A3版）",
    )
    text = "\n\n".join(paragraphs)
    answer = proposed(tmp_path, text.encode(encoding))
    assert said(answer, "publication", "page", "date", "lang") == {
        "publication": ("海門週刊", "as-stated"),
        "page": ("A3", "as-stated"),
        "date": ("2018-05-06", "as-stated"),
        "lang": ("zh-Hant", "as-stated"),
    }


def test_the_internet_is_no_source(tmp_path: Path) -> None:
    answer = proposed(tmp_path, "\n\n".join(CHINESE) + "\n\n来源：网络")
    assert said(answer, "publication", "credit") == {
        "publication": (None, "unknown"),
        "credit": ("来源：网络", "as-stated"),
    }


def test_a_paper_that_is_only_mentioned_is_no_source(tmp_path: Path) -> None:
    answer = proposed(tmp_path, f"The Bay Chronicle reported last week that the ferry was sold. {BODY}")
    assert {field: one["value"] for field, one in answer.items() if one["value"]} == {"lang": "en"}


def test_the_text_is_kept_whole(tmp_path: Path) -> None:
    file = tmp_path / "found.txt"
    file.write_text(f"Ferry stopped\r\n\r\n{BODY}\r\n", newline="")
    assert read_file(file).text == f"Ferry stopped\n\n{BODY}"
