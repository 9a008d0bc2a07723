"""robots.txt, llms.txt and the licences of articles say the same of what models may be made with."""

from __future__ import annotations

from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from helpers.building import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.minimal(tmp_path / "site")
    site.set(ARCHIVE_DATA=True)
    site.article("open", title="An open text", header="licence: CC-BY-4.0\n")
    site.article("closed", title="A text of others", header="rights: All rights remain with the paper.\n")
    site.write("articles/own.md", "---\ntitle: Our own\nsource: original\ndate: 2022-11-30\n---\n\nOurs.\n")
    return site


def robots(site: Site) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse((site.output / "robots.txt").read_text().splitlines())
    return parser


def test_texts_of_others_are_read_and_searched_but_not_offered(site: Site) -> None:
    site.built()
    assert robots(site).can_fetch("Googlebot", "/2022/11/closed.html")
    assert not robots(site).can_fetch("GPTBot", "/2022/11/closed.html")
    llms = (site.output / "llms.txt").read_text()
    assert "not to train models" in llms
    assert "An open text" in llms
    assert "Our own" in llms
    assert "A text of others" not in llms
    assert "articles.jsonl" not in llms


def test_a_site_may_offer_its_texts(site: Site) -> None:
    site.set(MODELS_MAY_TRAIN=True)
    site.built()
    assert robots(site).can_fetch("GPTBot", "/2022/11/closed.html")
    llms = (site.output / "llms.txt").read_text()
    assert "allows that its texts are used to train models" in llms
    assert "A text of others" in llms
    assert "articles.jsonl" in llms


def test_a_licence_that_comes_or_goes_changes_what_is_offered(site: Site) -> None:
    site.built()
    site.article("open", title="An open text")
    site.built()
    assert "An open text" not in (site.output / "llms.txt").read_text()
    assert site.tree() == site.tree_from_nothing()
