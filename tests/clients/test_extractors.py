"""Extractors of news and reader views keep every word of a text, in order, with its credit line; and they name its
title, its day of print, its language, and nobody as an author who is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers.answers import Answered
from helpers.building import Site
from helpers.extracting import asked_of_node, blocks, long_texts, lost, words_of
from helpers.pypi_packages import Asked
from helpers.sharing import Share
from lxml import html

HERE = Path(__file__).parent
Said = dict[str, Any]  # text, title, authors, day, lang


class Page(NamedTuple):
    site: str
    path: str
    day: str
    authors: tuple[str, ...]  # of the record


PAGES = {
    "long": Page("ours", "2022/11/paris-olympics-symposium.html", "2022-11-30", ()),
    "forty paragraphs": Page("sample", "2023/07/forty-paragraphs.html", "2023-07-02", ()),
    "readings and notes": Page("sample", "2023/03/lamp-trials.html", "2023-03-05", ()),
    "short": Page("sample", "2024/05/harbour-day.html", "2024-05-18", ()),
    "two sentences": Page("sample", "2024/05/harbour-notice.html", "2024-05-25", ("王小样",)),
    "picture": Page("sample", "2024/05/bylines-and-terms.html", "2024-05-20", ("李明", "Ada Sample", "سارة العينة")),
    "Chinese": Page("sample", "2023/03/lamps-in-chinese-zh-Hans.html", "2023-03-05", ()),
    "long Chinese": Page("long", "2022/11/long-chinese.html", "2022-11-30", ()),
    "Arabic": Page("sample", "2023/03/lamps-in-arabic-ar.html", "2023-03-06", ()),
    "long Arabic": Page("long", "2022/11/long-arabic.html", "2022-11-30", ()),
    "every kind of block": Page("sample", "2024/03/all-of-markdown.html", "2024-03-18", ()),
}
LANGUAGES = {"Chinese": "zh", "long Chinese": "zh", "Arabic": "ar", "long Arabic": "ar"}
# Those that keep a text as it is, and those that weigh each paragraph by its common words.
WHOLE = ("newspaper4k", "trafilatura", "readability-lxml", "@mozilla/readability", "@extractus/article-extractor")
WEIGHING = ("goose3", "unfluff")
TITLED = (*WHOLE, *WEIGHING)
DATED = tuple(name for name in TITLED if name != "readability-lxml")
# Who reads JSON-LD, where the publication stands in the place of an author that is not stated.
BYLINE = ("newspaper4k", "goose3", "@mozilla/readability", "@extractus/article-extractor")


@pytest.fixture(scope="module")
def pages(ours: Site, sample: Site, share: Share) -> dict[str, Path]:
    sites = {"ours": ours, "sample": sample, "long": share("long-texts", long_texts)}
    return {name: sites[page.site].output / page.path for name, page in PAGES.items()}


@pytest.fixture(scope="module")
def said(pages: dict[str, Path], pypi_packages: Asked, npm_packages: Path) -> dict[str, dict[str, Said]]:
    """What each program says of each page: page → program."""
    given = [part for name, file in pages.items() for part in (f"https://example.org/news/{PAGES[name].path}", file)]
    first = pypi_packages(HERE / "extractors_of.py", *given)
    second = asked_of_node(HERE / "extractors_of.mjs", npm_packages, *given)
    return {name: {**one, **other} for name, one, other in zip(pages, first, second, strict=True)}


def parsed(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_text("utf-8"))


def missing(pages: dict[str, Path], said: dict[str, dict[str, Said]], program: str) -> dict[str, list[str]]:
    found = {name: lost(blocks(parsed(file)), said[name][program].get("text")) for name, file in pages.items()}
    return {name: gone for name, gone in found.items() if gone}


def kinds(file: Path, *wanted: str) -> list[str]:
    """The words of these kinds of blocks on a page. One word alone may stand in another block too."""
    found = [words_of(e.text_content()) for kind in wanted for e in parsed(file).xpath(f"//*[@class='text']//{kind}")]
    assert len(found) > len(wanted)
    return [words for words in found if " " in words]


@pytest.mark.parametrize("program", WHOLE)
def test_no_word_of_a_text_is_lost(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered, program: str
) -> None:
    assert missing(pages, said, program) == {}
    answered(program, f"the words of {len(pages)} texts in English, Chinese and Arabic", "all, in order")


def test_goose_keeps_what_has_common_words(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered
) -> None:
    """It leaves out headings, quotations, tables and code, and what has fewer than three of the words that are common
    in the language, whatever the page. With Arabic it compares stems, of which its list has few."""
    gone = missing(pages, said, "goose3")
    assert set(gone) == {"every kind of block", "Arabic"}
    assert gone["Arabic"] == blocks(parsed(pages["Arabic"]))[::2]
    assert set(kinds(pages["every kind of block"], "h2", "h3", "th", "blockquote", "pre")) <= {
        *gone["every kind of block"]
    }
    answered("goose3", "the words of 9 texts in English, Chinese and Arabic", "all, in order")
    answered("goose3", "the words of a text with few common words", "the paragraphs with at least three of them")
    answered("goose3", "the words of headings, quotations, tables and code", "none")


def test_unfluff_keeps_texts_in_letters(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered
) -> None:
    """The same for texts in English; it divides no Chinese, and its list of Arabic words fits none of the texts."""
    gone = missing(pages, said, "unfluff")
    assert set(gone) == {"every kind of block", *LANGUAGES}
    assert [name for name in LANGUAGES if said[name]["unfluff"]["text"]] == []
    assert set(kinds(pages["every kind of block"], "h2", "li/ul/li")) <= {*gone["every kind of block"]}
    answered("unfluff", "the words of 6 texts in English", "all, in order")
    answered("unfluff", "the words of 4 texts in Chinese and Arabic", "none")
    answered("unfluff", "the words of headings and nested lists", "none")


@pytest.mark.parametrize("program", WHOLE)
def test_the_credit_line_stays_with_the_text(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered, program: str
) -> None:
    for name, file in pages.items():
        (credit,) = parsed(file).xpath("//meta[@name='z:extra']/@content")
        text, last = said[name][program]["text"], blocks(parsed(file))[-1]
        assert f" {words_of(last)} {words_of(credit)} " in f" {words_of(text)} ", name
    answered(program, f"the credit lines of {len(pages)} texts", "each directly behind its text")


@pytest.mark.parametrize("program", TITLED)
def test_the_title_is_the_texts(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered, program: str
) -> None:
    titles = {name: parsed(file).findtext(".//h1") for name, file in pages.items()}
    assert {name: said[name][program]["title"] for name in pages} == titles
    answered(program, f"the titles of {len(pages)} articles", "as they stand on the pages")


@pytest.mark.parametrize("program", DATED)
def test_the_day_is_that_of_the_print(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered, program: str
) -> None:
    days = {name: str(said[name][program]["day"])[:10] for name in pages}
    assert days == {name: PAGES[name].day for name in pages}
    answered(program, f"the days of {len(pages)} articles", "the day of print of each")


@pytest.mark.parametrize("program", ["newspaper4k", "goose3", "@mozilla/readability", "unfluff"])
def test_the_language_is_the_texts(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered, program: str
) -> None:
    found = {name: said[name][program]["lang"].split("-")[0] for name in pages}
    assert found == {name: LANGUAGES.get(name, "en") for name in pages}
    answered(program, "the languages of texts on pages of an English site", ", ".join(sorted(set(found.values()))))


@pytest.mark.parametrize("program", TITLED)
def test_the_byline_names_authors_or_the_paper_and_nobody_else(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered, program: str
) -> None:
    for name, file in pages.items():
        (paper,) = parsed(file).xpath("//meta[@name='prism:publicationName']/@content")
        told, page = names(said[name][program].get("authors")), PAGES[name]
        allowed = page.authors or ((paper,) if program in BYLINE else ())
        assert set(told) <= set(allowed), name
        if program != "readability-lxml":
            assert bool(told) == bool(allowed), name
    if program == "readability-lxml":
        return
    unsigned = "the paper" if program in BYLINE else "nobody"
    answered(program, "who wrote the articles", f"the authors; {unsigned} where none is stated; never a translator")


def names(told: str | list[str] | None) -> list[str]:
    """Names as programs give them: a list, or one line. Some keep the comma that stands behind a name in one part."""
    parts = told if isinstance(told, list) else (told or "").replace("; ", ", ").split(", ")
    return [name.strip(" ,") for part in parts for name in part.split("; ") if name.strip(" ,")]
