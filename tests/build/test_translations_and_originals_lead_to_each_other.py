"""A translation and its original on the same site lead to each other, and a translation that is behind says so."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from helpers.building import Site

TEXT = "Der Hafen ist offen."


def digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()


def original(site: Site, text: str = TEXT, header: str = "") -> None:
    site.article("hafen", title="Der Hafen", text=text, header=f"lang: de\n{header}")


def translation(site: Site, **fields: str) -> None:
    said = ", ".join(f"{name}: {value}" for name, value in {"article": "articles/hafen.md", **fields}.items())
    site.article("harbour", title="The harbour", text="It is open.", header=f"translation_of: {{{said}}}\n")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.minimal(tmp_path / "site")
    site.set(ARTICLE_LANG_SAVE_AS="{date:%Y}/{date:%m}/{slug}.html")
    original(site)
    translation(site, sha256=digest(TEXT))
    said = site.built()
    assert "translation_of" not in said.text
    return site


GERMAN, ENGLISH = "2022/11/hafen.html", "2022/11/harbour.html"


def leads(site: Site, page: str, to: str) -> str:
    """The words around the link from one page's article to another, empty for none."""
    links = site.page(page).xpath("//article//a[@href=$to]", to=f"../../{to}")
    return " ".join(links[0].xpath("string(..)").split()) if links else ""


def test_both_lead_to_each_other(site: Site) -> None:
    assert "behind" not in leads(site, ENGLISH, GERMAN)
    assert leads(site, ENGLISH, GERMAN)
    assert leads(site, GERMAN, ENGLISH)


def test_a_changed_original_is_noticed_on_both(site: Site) -> None:
    original(site, "Der Hafen ist geschlossen.")
    said = site.built()
    assert "harbour.md:2: warning: translation_of: “articles/hafen.md” changed since it was translated" in said.text
    assert digest("Der Hafen ist geschlossen.") in said.text
    assert "behind" in leads(site, ENGLISH, GERMAN)
    assert site.tree() == site.tree_from_nothing()
    translation(site, sha256=digest("Der Hafen ist geschlossen."))
    assert "translation_of" not in site.built().text
    assert "behind" not in leads(site, ENGLISH, GERMAN)


def test_a_translation_that_comes_or_goes_changes_its_original(site: Site) -> None:
    (site.content / "articles/harbour.md").unlink()
    site.built()
    assert not leads(site, GERMAN, ENGLISH)
    assert site.tree() == site.tree_from_nothing()
    translation(site, sha256=digest(TEXT))
    site.built()
    assert leads(site, GERMAN, ENGLISH)
    assert site.tree() == site.tree_from_nothing()


def test_without_a_digest_the_one_to_write_is_said(site: Site) -> None:
    translation(site)
    said = site.built()
    assert f"write sha256: {digest(TEXT)}" in said.text
    # The next build reads nothing and says it all the same.
    assert f"write sha256: {digest(TEXT)}" in site.built().text


def test_an_original_that_is_not_there_is_refused(site: Site) -> None:
    (site.content / "articles/hafen.md").unlink()
    site.refused("articles/harbour.md:2: translation_of: “articles/hafen.md” is not another article of this site")


def test_an_original_is_no_translation_of_its_own_translation(site: Site) -> None:
    original(site, header="translation_of: articles/harbour.md\n")
    site.refused(
        "articles/hafen.md:3: translation_of: “articles/harbour.md” is itself made from this text",
        "articles/harbour.md:2: translation_of: “articles/hafen.md” is itself made from this text",
    )
    site.article("third", header="lang: fr\ntranslation_of: articles/harbour.md\n")
    original(site, header="translation_of: articles/third.md\n")
    site.refused("articles/hafen.md:3: translation_of: “articles/third.md” is itself made from this text")
    original(site)
    site.built()
    assert site.tree() == site.tree_from_nothing()


def test_a_draft_is_not_led_to(site: Site) -> None:
    original(site, header="status: draft\n")
    said = site.built()
    assert "has status: draft, so no page leads to it" in said.text
    assert not leads(site, ENGLISH, GERMAN)
