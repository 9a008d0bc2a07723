"""Makers of previews and checkers of structured data read one news article with its title, day, source and language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.answers import Answered
from helpers.building import Site
from helpers.extracting import asked_of_node
from helpers.full_record import FULL
from helpers.pypi_packages import Asked
from lxml import html

HERE = Path(__file__).parent
Said = dict[str, Any]
FIRST, NOTICE = "2022/11/paris-olympics-symposium", "2024/05/harbour-notice"
CHINESE = "2023/03/lamps-in-chinese-zh-Hans"


@pytest.fixture(scope="module")
def pages(ours: Site, sample: Site, fullest: Site) -> dict[str, Path]:
    sites = {FIRST: ours, NOTICE: sample, CHINESE: sample, FULL: fullest}
    return {path: site.output / f"{path}.html" for path, site in sites.items()}


@pytest.fixture(scope="module")
def said(pages: dict[str, Path], npm_packages: Path) -> dict[str, dict[str, Said]]:
    """What each program says of each page: page → program."""
    given = [part for path, file in pages.items() for part in (f"https://example.org/news/{path}.html", file)]
    return dict(zip(pages, asked_of_node(HERE / "previews_of.mjs", npm_packages, *given), strict=True))


def parsed(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("program", "title", "description"),
    [("metascraper", "title", "description"), ("open-graph-scraper", "ogTitle", "ogDescription"),
     ("link-preview-js", "title", "description")],
)  # fmt: skip
def test_a_preview_has_the_title_and_begins_with_the_credit_line(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered,
    program: str, title: str, description: str,
) -> None:  # fmt: skip
    for path, file in pages.items():
        (credit,) = parsed(file).xpath("//meta[@name='z:extra']/@content")
        assert said[path][program][title] == parsed(file).findtext(".//h1")
        assert said[path][program][description].startswith(f"{credit}.")
    answered(
        program, f"the previews of {len(pages)} articles", "the title, and a description that begins with the credit"
    )


def test_metascraper_names_day_language_and_who_wrote_it(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered
) -> None:
    told = {path: said[path]["metascraper"] for path in pages}
    days = {path: one["date"][:10] for path, one in told.items()}
    assert days == {FIRST: "2022-11-30", NOTICE: "2024-05-25", CHINESE: "2023-03-05", FULL: "2024-06-05"}
    assert [told[path]["lang"] for path in (FIRST, NOTICE, CHINESE, FULL)] == ["en", "en", "zh", "en"]
    assert told[FIRST]["author"] == "China Sports Daily"
    assert told[NOTICE]["author"] == "王小样"
    assert told[FULL]["author"] == "李明; Gabriel García Márquez; Ana Ruiz; Harbour Desk"
    answered("metascraper", "the days of 3 articles", "the day of print of each")
    answered(
        "metascraper", "the day of an article with a dated change", "the day of the change: it asks for that first"
    )
    answered("metascraper", "who wrote the articles", "the authors; the paper where none is stated")
    answered("metascraper", "the language of a Chinese text on an English site", told[CHINESE]["lang"])


def test_a_checker_finds_one_news_article(
    pages: dict[str, Path], said: dict[str, dict[str, Said]], answered: Answered
) -> None:
    program = "structured-data-testing-tool"
    fields = ("author", "headline", "mainEntityOfPage")
    for path in pages:
        assert said[path][program]["items"] == ["NewsArticle"]
        assert {f"NewsArticle[0].{field}" for field in fields} <= set(said[path][program]["passed"])
    whole = {"author", "dateModified", "datePublished", "headline", "image", "mainEntityOfPage"}
    assert {f"NewsArticle[0].{field}" for field in whole} <= set(said[FULL][program]["passed"])
    # It still asks for a publisher. Ours is none of the text: we publish data on it.
    failed = {name.partition("].")[2].partition(".")[0] for name in said[FULL][program]["failed"]}
    assert failed == {"publisher"}
    answered(program, f"the items on {len(pages)} pages", "one NewsArticle each")
    answered(program, "Google's fields of an article with a full record", f"{', '.join(sorted(whole))}; no publisher")


def test_extruct_finds_one_item_with_its_provenance(
    pages: dict[str, Path], pypi_packages: Asked, answered: Answered
) -> None:
    for (item,), steps in zip(pypi_packages(HERE / "extruct_of.py", *pages.values()), (6, 2, 3, 4), strict=True):
        assert (item["@type"], item["@id"]) == ("NewsArticle", "#text")
        assert item["creditText"]
        chain = [item]
        while before := chain[-1].get("isBasedOn") or chain[-1].get("translationOfWork"):
            if isinstance(before, list):
                break
            chain.append(before)
        assert chain[-1]["@type"] == "NewsArticle"
        assert chain[-1]["description"].startswith("printed")
        assert len(chain) == steps
    answered(
        "extruct", f"the items on {len(pages)} pages", "one NewsArticle each, within it the steps down to the print"
    )
