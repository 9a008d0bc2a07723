"""The page of the first article shows title, date and source above the text, to people and to machines."""

from __future__ import annotations

import pytest
from helpers.building import ROOT, Site, text_of, words
from lxml import html

PAGE = "2022/11/paris-olympics-symposium.html"
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
CREDIT = "(Reposted from page 01 of “China Sports Daily” on November 30)"
OMITTED = " date 2022-11-30 "


@pytest.fixture(params=["built now", "committed"])
def page(request: pytest.FixtureRequest, ours: Site) -> html.HtmlElement:
    folder = ours.output if request.param == "built now" else ROOT / "output"
    return html.fromstring((folder / PAGE).read_text("utf-8"))


def test_title_stands_in_head_and_heading(page: html.HtmlElement) -> None:
    assert page.findtext(".//title") == TITLE
    assert [" ".join(words(h1)) for h1 in page.iter("h1")] == [TITLE]


def test_first_date_is_the_day_of_print(page: html.HtmlElement) -> None:
    first = next(page.iter("time"))
    assert first.get("datetime") == "2022-11-30"
    assert first.text_content() == "30 November 2022"


def test_source_stands_above_the_text(page: html.HtmlElement) -> None:
    article = page.xpath("//article")[0]
    above = " ".join(words(article.xpath("./header")[0]))
    assert "China Sports Daily" in above
    assert "page 01" in above
    assert "30 November 2022" in above
    order = list(article.iter())
    assert order.index(article.xpath(".//time")[0]) < order.index(article.xpath(".//*[@class='text']")[0])


def test_description_names_the_source(page: html.HtmlElement) -> None:
    description = page.xpath("//meta[@name='description']/@content")[0]
    assert description.startswith("China Sports Daily, page 01, 30 November 2022")


def test_credit_line_closes_the_text_as_printed(page: html.HtmlElement) -> None:
    text = text_of(page)
    assert str(text.text_content()).strip().endswith(CREDIT)
    assert [str(e.text_content()) for e in page.xpath("//*[@class='credit']")] == [CREDIT]


def test_text_equals_the_received_text_word_for_word(page: html.HtmlElement) -> None:
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    assert received.startswith(OMITTED)
    text = text_of(page)
    assert words(text) == received.removeprefix(OMITTED).split()


def test_paragraphs_are_those_received(page: html.HtmlElement) -> None:
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    paragraphs = [" ".join(p.split()) for p in received.removeprefix(OMITTED).split("\n\n")]
    assert [" ".join(words(p)) for p in text_of(page).xpath("./p")] == paragraphs


def test_the_received_bytes_are_published_beside_the_page(ours: Site, page: html.HtmlElement) -> None:
    (link,) = {href for href in page.xpath("//a/@href") if "received/" in href and href.endswith(".txt")}
    published = (ours.output / PAGE).parent / link
    assert published.read_bytes() == (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_bytes()


def test_what_is_not_known_is_said(page: html.HtmlElement) -> None:
    shown = " ".join(words(page.xpath("//article")[0])).lower()
    for unknown in ("reposter not named", "translator not"):
        assert unknown in shown


def test_nobody_is_named_as_author(page: html.HtmlElement) -> None:
    assert not page.xpath("//*[contains(@class, 'byline') or contains(@class, 'vcard')]")
    assert not page.xpath("//meta[@name and contains('author DC.creator DC.contributor', @name)]")


@pytest.mark.parametrize(("lang", "said"), [("zh-Hant", "11 characters"), ("en", "11 words")])
def test_the_length_of_a_text_is_told_as_its_language_counts_it(site: Site, lang: str, said: str) -> None:
    file = site.article("lamps", text="港务局于3月在港口试灯。", header=f"lang: {lang}")
    assert site.build().code == 0
    (file,) = site.output.rglob("lamps*.html")
    page = html.fromstring(file.read_text("utf-8"))
    assert said in " ".join(words(page.xpath("//dl[@class='slip']")[0]))
