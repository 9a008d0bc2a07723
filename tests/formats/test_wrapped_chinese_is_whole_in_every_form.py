"""Chinese news whose lines are broken at a width has neither space nor line end within its words, in any form."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.building import Site
from lxml import etree

WORDS = (
    "市民从下月起可以使用旧船票乘坐新船", "修理期间将继续安排小船往来两岸", "船员转到新船上工作",
    "（转自《海港时报》第一版）",
)  # fmt: skip
TEXT = """渡轮公司昨日宣布，船员转
到新船上工作。

## 新船

新船每半小时一班（**周日除
外**）。公司说，市民从下月起可以使
用**旧船票**
乘坐新船。

> 码头修理还要两个月，修理期间将继
> 续安排小船往来两岸。

<ruby>渡<rt>dù</rt>轮<rt>lún</rt></ruby>
公司，H<sub>2</sub>O。

（转自《海港时报》第
一版）
"""
MARKUP = {
    "## ": "\n\n", "**": "", "> ": "", "市民": "\n\u3000\u3000市民", "<sub>2</sub>": "2",
    "<ruby>渡<rt>dù</rt>轮<rt>lún</rt></ruby>": "渡（dù）轮（lún）",
}  # fmt: skip
HEADER = """---
title: 二号渡轮本月
  停航
summary: >
  渡轮公司昨日
  宣布
date: 2013-06-30
lang: zh-Hans
source:
  publication: example-daily
  date: 2013-06-30
  credit: （转自《海港时报》
    第一版）
notes:
  - {on: 将继续 安排小船, note: A remark.}
---

"""


@pytest.fixture(scope="module")
def wrapped(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.minimal(tmp_path_factory.mktemp("wrapped") / "site")
    site.set(SITEURL="https://example.org", DEFAULT_LANG="zh-Hans", SEARCH=True, ARCHIVE_DATA=True)
    site.write("articles/ferry.md", HEADER + TEXT)
    # The same words with other line ends, and indented as print is.
    received = TEXT.replace("\n", "")
    for marked, plain in MARKUP.items():
        received = received.replace(marked, plain)
    site.write("received/ferry.txt", received)
    site.built()
    return site


def page(site: Site) -> str:
    (text,) = site.page("2013/06/ferry.html").xpath("//*[@class='text']")
    return str(text.text_content())


def database(site: Site) -> str:
    with sqlite3.connect(site.output / "data/articles.db") as data:
        query = "SELECT text FROM articles WHERE text LIKE '%继续安排%' AND text LIKE '%使用旧船票乘坐%'"
        return str(data.execute(query).fetchone()[0])


def tei(site: Site) -> str:
    body = etree.parse(site.output / "2013/06/ferry.tei.xml").find(".//{*}body")
    for note in body.iter("{*}note"):
        note.text = ""
    return "".join(body.itertext())


def search(site: Site) -> str:
    """What the search index has of all articles: a fragment each, in JSON after a few letters."""
    files = (site.output / "search").rglob("*.pf_fragment")
    texts = (gzip.decompress(file.read_bytes()).decode() for file in files)
    contents = (json.loads(text[text.index("{") :])["content"] for text in texts)
    return "".join(contents).replace("\u200b", "")  # Pagefind parts Chinese words by U+200B


FORMS: dict[str, Callable[[Site], str]] = {
    "page": page,
    "txt": lambda site: beside(site, "txt"),
    "md": lambda site: beside(site, "md").replace("**", ""),
    "json": lambda site: str(json.loads(beside(site, "json"))["text"]),
    "tei": tei,
    "db": database,
    "jsonl": lambda site: (site.output / "data/articles.jsonl").read_text("utf-8"),
    "atom": lambda site: (
        "".join(etree.fromstring(atom(site)).itertext()).replace("<strong>", "").replace("</strong>", "")
    ),
    "search": search,
}


def beside(site: Site, form: str) -> str:
    return (site.output / f"2013/06/ferry.{form}").read_text("utf-8")


def atom(site: Site) -> bytes:
    return Path(site.output / "feeds/all.atom.xml").read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_the_words_are_whole(wrapped: Site, form: str) -> None:
    text = FORMS[form](wrapped)
    assert [words for words in WORDS if words not in text] == []
    assert "渡（dù）轮（lún）" in text or form == "atom"


def test_title_and_summary_that_are_folded_are_whole(wrapped: Site) -> None:
    record = json.loads(beside(wrapped, "json"))
    assert (record["title"], record["summary"]) == ("二号渡轮本月停航", "渡轮公司昨日宣布")


def test_the_text_received_is_the_text_shown(wrapped: Site) -> None:
    assert wrapped.check().code == 0
    wrapped_text = (wrapped.content / "received/ferry.txt").read_text("utf-8")
    wrapped.write("received/ferry.txt", wrapped_text.replace("旧船票", "新船票"))
    said = wrapped.check()
    wrapped.write("received/ferry.txt", wrapped_text)
    at = wrapped_text.index("旧船票")
    assert (said.code, "“旧” was received" in said.text) == (1, False)
    assert f"“新” was received (received/ferry.txt, {at}–{at + 1}) and “旧” is shown" in said.text


def test_credit_line_and_note_are_marked(wrapped: Site) -> None:
    tree = wrapped.page("2013/06/ferry.html")
    assert [e.text_content() for e in tree.xpath("//*[@class='credit']")] == ["（转自《海港时报》第一版）"]
    assert [e.text_content() for e in tree.xpath("//a[@class='noted']")] == ["将继续安排小船"]
    body = etree.parse(wrapped.output / "2013/06/ferry.tei.xml").find(".//{*}body")
    assert ["".join(e.itertext()) for e in body.iter("{*}seg")][-1] == "（转自《海港时报》第一版）"


def test_search_finds_a_word_below_its_readings(wrapped: Site) -> None:
    assert " 渡轮" in search(wrapped)
