"""The sample site has every type of page and every state of an article: checks that walk it have then walked all."""

from __future__ import annotations

import pytest
from helpers import page_types
from helpers.building import ROOT, Site
from helpers.built_pages import FEWER

ONE = {f"{kind}: one" for kind in ("sources", "people", "organisations", "places", "events", "terms", "subjects")}
OVERVIEWS = {kind.removesuffix(": one") for kind in ONE} | {"dates"}
FURTHER = {f"{kind}: further" for kind in ("dates", "sources", "latest", "ledger")}
TYPES = {
    "front page",
    "article",
    "text received",
    "not found",
    "pages: one",
    "ledger",
    "search",
    *ONE,
    *OVERVIEWS,
    *FURTHER,
}

STATES = {
    "2023/03/lamp-trials.html": "//aside//li",
    "2023/05/long-title.html": "//h1[string-length() = 300]",
    "2023/05/very-long-words.html": "//h1[string-length(substring-before(., ' ')) > 60]",
    "2023/05/no-summary.html": "//article[not(.//p[@class='summary'])]",
    "2023/06/one-note.html": "//article[count(.//li[starts-with(@id, 'note-')]) = 1]",
    "2023/06/forty-notes.html": "//article[count(.//li[starts-with(@id, 'note-')]) = 40]",
    "2023/07/forty-paragraphs.html": "//*[@id='p40'][not(//*[@id='p41'])]",
    "2023/03/lamps-in-chinese-zh-Hans.html": "/html[@lang='zh-Hans']",
    "2023/03/lamps-in-arabic-ar.html": "//article[@dir='rtl']",
    "2024/01/original.html": "//dl[contains(., 'Written for')]",
    "2024/02/review-voided.html": "//p[@class='remark']",
    "2024/02/reviewed.html": "//dl[contains(., 'reviewed by')]",
    "2024/03/unknown-origin.html": "//dl[contains(., 'page not stated')]",
    "2024/03/no-source.html": "//dl[contains(., 'Source not stated')]",
    "2024/03/all-of-markdown.html": "//table | //pre | //blockquote | //img",
    "2024/04/hidden.html": "//article",
    "2024/05/bylines-and-terms.html": "//figure[figcaption]",
    "2024/05/twenty-one-authors.html": "//p[@class='by'][contains(., '18 more')]",
    "2024/05/typed-from-a-picture.html": "//dl[contains(., 'Not compared: the copy kept is a picture')]",
    "2024/05/withdrawn.html": "//div[@class='withdrawn']",
    "2024/05/harbour-notice.html": "//p[@class='pairs'][contains(., 'The original')]",
    "2024/05/harbour-notice-behind-en-GB.html": "//p[@class='pairs'][contains(., 'behind its original')]",
    "2024/05/harbour-notice-in-chinese-zh-Hans.html": "//p[@class='pairs'][contains(., 'Translations')]",
    "undated/clipping.html": "//dl[contains(., 'paper not known')][contains(., 'day not known')]",
    "1937/year.html": "//dl[contains(., '1937')]",
    "1937/08/month.html": "//dl[contains(., 'August 1937')]",
    "1937/08/span.html": "//dl[contains(., '7–8 August 1937')]",
    "drafts/2024/01/draft.html": "//p[@class='draft']",
    "old/tables.html": "//meta[@http-equiv='refresh']",
}


def test_every_type_of_page_is_there(sample: Site) -> None:
    assert set(page_types.pages(sample.output)) >= TYPES


@pytest.mark.parametrize("path", STATES)
def test_every_state_is_there(path: str, sample: Site) -> None:
    assert sample.page(path).xpath(STATES[path])


def test_large_archive_and_single_article_are_there(many: Site, ours: Site) -> None:
    assert len(page_types.pages(many.output)["article"]) == FEWER
    assert len(page_types.pages(ours.output)["article"]) == 1


def test_what_is_in_it_is_marked_as_invented() -> None:
    for file in (ROOT / "tests/sites/gallery/content/register").glob("*.yaml"):
        assert file.read_text("utf-8").startswith("# Every entry is invented, as a sample")
