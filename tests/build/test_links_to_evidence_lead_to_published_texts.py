"""What was received for a text is published with that text: until then a link to it is a Problem that says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.building import ROOT, Site

NOW = {"SOURCE_DATE_EPOCH": "1767225600"}  # 1 January 2026
SCAN = "received/2024/scan.pdf"
KEPT = f"custody: [{{act: received, date: 2024-06-01, file: {SCAN}}}]\n"
WITHDRAWN = "status: withdrawn\nwithdrawn: {date: 2025-01-01, why: On request.}\n"
STATES = {
    "status: draft\n": "; “articles/kept.md” is a draft, so it has no page; publish it, or take the link out",
    "published: 2030-01-01\n": "; “articles/kept.md” waits until 2030-01-01, and has no page before; "
    "link to it from then on, or take the link out",
    "status: skip\n": ", which has the status skip; publish it, or take the link out",
    WITHDRAWN: "",
}
LINKS = (f"{{static}}/{SCAN}", f"/{SCAN}", f"../{SCAN}", f"https://example.org/{SCAN}")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.minimal(tmp_path / "site")
    site.set(SITEURL="https://example.org")
    site.write(SCAN, "no scan")
    site.article("kept", header=KEPT)
    return site


@pytest.mark.parametrize("state", STATES)
def test_a_link_to_evidence_of_an_unpublished_text_is_refused_with_the_reason(site: Site, state: str) -> None:
    links = "\n".join(f"[a]({link})" for link in LINKS)
    site.article("links", text=links)
    site.write("pages/about.md", f"Title: About\n\n{links}\n")
    site.built(environment=NOW)
    assert (site.output / SCAN).exists()
    site.article("kept", header=state + KEPT)
    reason = f"“{SCAN}” was received for “articles/kept.md”{STATES[state]}"
    if state == WITHDRAWN:
        reason = f"“{SCAN}” was received for a text that was withdrawn; take the link out"
    for _ in range(2):
        said = site.build(environment=NOW)
        assert said.code == 1
        for line, link in enumerate(LINKS):
            for place in (f"content/articles/links.md:{line + 11}", f"content/pages/about.md:{line + 3}"):
                assert f"{place}: text: the link “{link}” leads nowhere: {reason}" in said.text
        site.forget()
    site.article("links", text=links, header="status: draft")
    (site.content / "pages/about.md").unlink()
    if state != WITHDRAWN:
        site.built(environment=NOW)
        assert not (site.output / SCAN).exists()
    if "2030" in state:  # both come on one day
        site.article("links", text=links, header=state)
        site.built(environment=NOW)
        site.built(environment={"SOURCE_DATE_EPOCH": "1924992000"})
        assert (site.output / SCAN).exists()


def test_a_link_is_looked_at_again_when_an_unpublished_text_claims_the_file(site: Site) -> None:
    site.article("kept")
    site.article("links", text=f"[a](/{SCAN})")
    site.built()
    assert (site.output / SCAN).exists()  # no text rests on it: the link is a wish to publish it
    site.article("kept", header=f"status: draft\n{KEPT}")
    site.refused(f"content/articles/links.md:11: text: the link “/{SCAN}” leads nowhere: “{SCAN}” was received for")
    site.article("other", header=KEPT)  # and a text that is published
    site.built()
    tree = site.tree()
    assert SCAN in tree
    assert tree == site.tree_from_nothing()


@pytest.mark.parametrize("state", ["status: draft\n", "published: 2030-01-01\n", "status: skip\n", WITHDRAWN])
def test_what_the_site_itself_names_stays_whatever_a_text_names(site: Site, state: str) -> None:
    names = ("menu.png", "place.png", "template.png", "text.png", "old-menu.png")
    for name in names:
        site.write(f"images/{name}", name)
    site.write("over/robots.txt", "")
    part = site.folder / "over/_parts/rows.html"
    part.parent.mkdir(parents=True)
    part.write_text((ROOT / "theme/templates/_parts/rows.html").read_text() + "{# images/template.png #}")
    site.set(
        MENUITEMS=[("Sign", "images/menu.png")],
        THEME_TEMPLATES_OVERRIDES=[str(site.folder / "over")],
        EXTRA_PATH_METADATA={"images/place.png": {"path": "favicon.png"}},
    )
    shown = " ".join(f"![a](/images/{name})" for name in names if name != "place.png")
    site.article("kept", header=state, text=f"Seen: {shown} ![a]({{static}}/images/place.png)")
    site.built(environment=NOW)
    files = {"images/menu.png", "images/template.png", "favicon.png"}
    assert {path for path in site.tree() if path.endswith(".png") and "theme" not in path} == files


def test_the_source_of_a_page_is_not_copied_even_from_a_static_folder(site: Site) -> None:
    site.set(STATIC_PATHS=["pages", "received"])
    site.write("pages/about.md", "Title: About\n\nOf us.\n")
    site.write("pages/soon.md", "Title: Soon\nStatus: draft\n\nNot yet.\n")
    site.write("pages/map.pdf", "no map")
    site.built()
    tree = site.tree()
    assert {path for path in tree if path.startswith("pages/")} == {"pages/about.html", "pages/map.pdf"}
    site.write("pages/about.md", "Title: About\n\nOf us all.\n")
    site.built()
    assert site.tree().keys() == tree.keys()
    site.article("links", text="[a]({static}/pages/about.md)")
    site.refused("“pages/about.md” is a text, which has a page and no copy; write {filename} for the braces")


def test_a_deleted_text_keeps_nothing_back_and_warns_of_nothing(site: Site) -> None:
    site.write("images/boat.png", "no boat")
    file = site.article("boat", header="status: skip\nmood: good", text="![A boat](/images/boat.png) Seen.")
    assert "boat.md:3: warning: mood: not a field of ours" in site.built().text
    assert "images/boat.png" not in site.tree()
    file.unlink()
    assert "boat.md" not in site.built().text
    assert "images/boat.png" in site.tree()
    assert site.tree() == site.tree_from_nothing()


@pytest.mark.parametrize("state", ["status: draft\n", "published: 2030-01-01\n"])
def test_a_translation_says_nothing_of_an_original_that_is_not_published(site: Site, state: str) -> None:
    site.article("original", title="Zanderfang", header=state)
    site.article("kept", header=f"{KEPT}translation_of: {{article: articles/original.md}}\n")
    site.built(environment=NOW)
    for path in site.output.rglob("*"):
        assert not path.is_file() or b"Zanderfang" not in path.read_bytes(), path
