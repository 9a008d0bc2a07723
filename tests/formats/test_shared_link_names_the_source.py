"""The preview of a shared link begins with where the text comes from, as every other account of it does."""

from __future__ import annotations

import json

import pytest
from helpers.building import ROOT, Site
from lxml import html

PAGE = "2022/11/paris-olympics-symposium.html"
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"


def preview(page: html.HtmlElement) -> dict[str, str]:
    """Each property once."""
    tags = [(tag.get("property"), tag.get("content")) for tag in page.iter("meta") if tag.get("property")]
    assert len(dict(tags)) == len(tags)
    return dict(tags)


@pytest.mark.parametrize("built", ["now", "committed"])
def test_the_first_article_is_previewed_with_its_credit(ours: Site, built: str) -> None:
    folder = ours.output if built == "now" else ROOT / "output"
    said = preview(html.fromstring((folder / PAGE).read_text("utf-8")))
    description = said.pop("og:description")
    assert description.startswith(f"{CREDIT}. A report, reposted from China Sports Daily, on a video symposium")
    assert said == {
        "og:type": "article",
        "og:title": TITLE,
        "og:site_name": "Colophon",
        "article:published_time": "2022-11-30",
    }


def test_the_credit_is_the_same_in_every_vocabulary(site: Site) -> None:
    site.write("register/publications.yaml", "example-daily: {name: 'A & B <Daily> \"X\"', kind: newspaper}\n")
    assert site.build().code == 0
    page = site.page("2022/11/first.html")
    credit = 'A & B <Daily> "X", page 01, 30 November 2022'
    (description,) = page.xpath("//meta[@name='description']/@content")
    (extra,) = page.xpath("//meta[@name='z:extra']/@content")
    (script,) = page.xpath("//script[@type='application/ld+json']")
    assert description == f"{credit}."
    assert preview(page)["og:description"] == f"{credit}."
    assert extra == credit
    assert json.loads(script.text)["creditText"] == credit


def test_a_page_that_is_no_article_has_no_preview_of_one(ours: Site) -> None:
    assert preview(ours.page("index.html")) == {}
