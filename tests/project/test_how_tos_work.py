"""The articles that how-tos show are built, in the site that the tutorial begins, and give what the how-tos promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.building import ROOT, Site
from lxml import etree

DOCS = ROOT / "content" / "docs"
ARTICLE = re.compile(r"`content/(articles/[\w/-]+\.md)`[^\n]*:\n\n```yaml\n(---\n.*?)^```$", re.MULTILINE | re.DOTALL)
PIER, RECEIVED = "2026/03/pier.html", "received/2026/pier.txt"
WORDS = "Since Monday the ferry stops at the new pier."


def articles(name: str) -> dict[str, str]:
    """The articles that a page shows, by their path below the content folder."""
    found = dict(ARTICLE.findall((DOCS / f"{name}.md").read_text("utf-8")))
    assert found
    return found


def block(after: str) -> str:
    """The fenced block of the tutorial behind a line that ends so."""
    return (DOCS / "tutorial.md").read_text("utf-8").split(after)[1].split("\n", 3)[3].split("```")[0]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with the file received and the paper of the tutorial."""
    site = Site.minimal(tmp_path / "site")
    site.write(RECEIVED, block("`content/received/2026/pier.txt`:"))
    site.write("register/publications.yaml", block("`content/register/publications.yaml`:"))
    (site.content / "articles/first.md").unlink()
    return site


def built(site: Site, name: str) -> None:
    for path, text in articles(name).items():
        site.write(path, text)
    assert "No problems found." in site.check().text
    site.built()


def words(site: Site, page: str) -> str:
    return " ".join(site.page(page).xpath("string(//main)").split())


def test_a_correction_is_listed_wherever_it_is_said_to_be(site: Site) -> None:
    built(site, "correcting")
    page, why = words(site, PIER), "The paper corrected the month on 13 March 2026."
    assert "What we changed" in page
    assert why in page
    assert "The old [pier]" in page
    assert "pier" in words(site, "ledger/index.html")
    feed = etree.parse(str(site.output / "feeds/corrections.atom.xml"))
    assert why in etree.tostring(feed, encoding="unicode")


def test_a_text_that_is_taken_down_is_nowhere(site: Site) -> None:
    site.write(
        "articles/2026/pier.md", re.sub(r"(?m)^(?:status|withdrawn): .*\n", "", *articles("withdrawing").values())
    )
    site.built()
    assert WORDS in words(site, PIER)
    assert (site.output / RECEIVED).is_file()
    built(site, "withdrawing")
    assert "At the request of the paper." in words(site, PIER)
    assert not (site.output / RECEIVED).exists()
    holding = [file for file in site.output.rglob("*") if file.is_file() and WORDS.encode() in file.read_bytes()]
    assert holding == []


def test_a_translation_and_its_original_lead_to_each_other(site: Site) -> None:
    site.set(ARTICLE_LANG_SAVE_AS="{date:%Y}/{date:%m}/{slug}-{lang}.html")
    built(site, "translations")
    german, english = "2026/03/anleger-de.html", "2026/03/new-pier.html"
    assert site.page(english).xpath("//article//a/@href[.=$to]", to=f"../../{german}")
    assert site.page(german).xpath("//article//a/@href[.=$to]", to=f"../../{english}")
