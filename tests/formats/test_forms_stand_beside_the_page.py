"""Beside the page of each listed article stand its other forms: with it, no longer than it, and never out of step."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.building import ROOT, Site

FORMS = {"bib", "csl.json", "mods.xml", "ris", "txt", "md", "tei.xml", "json"}
KEPT = {*FORMS, "evidence.zip"}
BRIDGE, HARBOUR = "2022/11/bridge", "2022/11/harbour"
RECEIVED = "The harbour opened.\n\nNobody came.\n"
DIGEST = hashlib.sha256(RECEIVED.encode()).hexdigest()
KEPT_ARTICLE = f"""\
---
title: The harbour
source: {{publication: example-daily, date: 2022-11-29}}
custody:
  - {{act: printed, by: example-daily, date: 2022-11-29, status: as-stated}}
  - {{act: received, file: received/harbour.txt, sha256: {DIGEST}, status: verified}}
rights: Theirs.
---

{RECEIVED}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two articles, one with the bytes received; what a test leaves is held to a clean build."""
    site = Site.minimal(tmp_path)
    (site.content / "articles/first.md").unlink()
    site.article("bridge")
    site.write("received/harbour.txt", RECEIVED)
    site.write("articles/harbour.md", KEPT_ARTICLE)
    site.built()
    yield site
    assert site.tree() == site.tree_from_nothing(), "another build from nothing gives other files"


def beside(site: Site, page: str) -> set[str]:
    """The endings of the files that stand beside a page, and have its name."""
    folder, _, name = page.rpartition("/")
    found = {file.name.removeprefix(f"{name}.") for file in (site.output / folder).glob(f"{name}.*")}
    return found - {"html"}


def edited(site: Site, slug: str, old: str, new: str) -> set[str]:
    """What a build changes in the output after an edit of one article; our lists of names apart."""
    file = site.content / f"articles/{slug}.md"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    return changed(site)


def changed(site: Site) -> set[str]:
    before = site.tree()
    site.built()
    after = site.tree()
    return {path for path in {*before, *after} if before.get(path) != after.get(path) and path[:9] != "manifest/"}


def named(page: str, *endings: str) -> set[str]:
    return {f"{page}.{ending}" for ending in endings}


# --- where they stand ----------------------------------------------------------------------------------------------


def test_each_listed_article_has_them(site: Site) -> None:
    assert beside(site, BRIDGE) == FORMS
    assert beside(site, HARBOUR) == KEPT


def test_the_page_links_to_each_and_to_no_other(site: Site) -> None:
    for page, forms in ((BRIDGE, FORMS), (HARBOUR, KEPT)):
        links = site.page(f"{page}.html").xpath("//*[@class='forms']/a[@download]/@href")
        assert sorted(links) == sorted(f"../../{page}.{form}" for form in forms)


def test_nothing_but_an_article_has_any(site: Site) -> None:
    endings = tuple(f".{form}" for form in KEPT)
    ours = named(BRIDGE, *FORMS) | named(HARBOUR, *KEPT)
    others = {"received/harbour.txt", "robots.txt", "ledger/index.json", "data/article.schema.json"}
    feeds = {path for path in site.tree() if path.endswith(".feed.json")}  # another kind of JSON
    assert {path for path in site.tree() if path.endswith(endings)} - feeds == ours | others


@pytest.mark.parametrize("status", ["draft", "hidden", "skip"])
def test_an_article_that_is_in_no_list_has_none(site: Site, status: str) -> None:
    edited(site, "harbour", "rights: Theirs.", f"rights: Theirs.\nstatus: {status}")
    assert beside(site, HARBOUR) == beside(site, "drafts/harbour") == set()
    assert beside(site, BRIDGE) == FORMS
    if status == "hidden":
        (page,) = [path for path in site.tree() if path.endswith("harbour.html")]
        assert site.page(page).xpath("//*[@class='forms']") == []
    edited(site, "harbour", f"status: {status}", "status: published")
    assert beside(site, HARBOUR) == KEPT


def test_a_draft_that_is_shown_has_them_at_its_own_address(site: Site) -> None:
    """`serve` lists drafts, so that an editor sees all that will be published; a published build has none."""
    site.set(SHOW_DRAFTS=True)
    edited(site, "harbour", "rights: Theirs.", "rights: Theirs.\nstatus: draft")
    assert (beside(site, HARBOUR), beside(site, "drafts/harbour")) == (set(), KEPT)
    site.set(SHOW_DRAFTS=False)
    site.built()
    assert beside(site, "drafts/harbour") == set()


def test_an_article_that_waits_for_its_day_has_none_until_then(site: Site) -> None:
    published = "published: 2024-05-17\nrights: Theirs."
    file = site.content / "articles/harbour.md"
    file.write_text(KEPT_ARTICLE.replace("rights: Theirs.", published))
    assert site.build(environment={"SOURCE_DATE_EPOCH": "1715817600"}).code == 0  # the day before
    assert beside(site, HARBOUR) == set()
    assert site.build(environment={"SOURCE_DATE_EPOCH": "1715990400"}).code == 0  # the day after
    assert beside(site, HARBOUR) == KEPT
    file.write_text(KEPT_ARTICLE)
    site.built()


# --- what comes and goes with the page -----------------------------------------------------------------------------


def test_they_go_with_their_article(site: Site) -> None:
    (site.content / "articles/harbour.md").unlink()
    gone = changed(site)
    assert named(HARBOUR, "html", *KEPT) <= gone
    assert beside(site, HARBOUR) == set()
    assert not gone & named(BRIDGE, *FORMS)


def test_a_new_slug_moves_them(site: Site) -> None:
    moved = edited(site, "harbour", "rights: Theirs.", "rights: Theirs.\nslug: port")
    assert named(HARBOUR, "html", *KEPT) | named("2022/11/port", "html", *KEPT) <= moved
    assert (beside(site, HARBOUR), beside(site, "2022/11/port")) == (set(), KEPT)


def test_a_new_name_of_the_file_moves_them(site: Site) -> None:
    (site.content / "articles/bridge.md").rename(site.content / "articles/crossing.md")
    site.built()
    assert (beside(site, BRIDGE), beside(site, "2022/11/crossing")) == (set(), FORMS)


def test_another_day_moves_them(site: Site) -> None:
    (site.content / "articles/harbour.md").write_text(KEPT_ARTICLE.replace("2022-11-29", "2022-12-01"))
    site.built()
    assert (beside(site, HARBOUR), beside(site, "2022/12/harbour")) == (set(), KEPT)
    with zipfile.ZipFile(site.output / "2022/12/harbour.evidence.zip") as bundle:
        assert b"date: 2022-12-01" in bundle.read("harbour/data/header.yaml")


def test_evidence_goes_with_the_file_and_the_step_that_names_it(site: Site) -> None:
    """A file of the article's name that no step names is refused, so that no page can say that none is kept."""
    line = KEPT_ARTICLE[KEPT_ARTICLE.index("  - {act: received") :].partition("\n")[0] + "\n"
    article = site.content / "articles/harbour.md"
    article.write_text(KEPT_ARTICLE.replace(line, ""))
    site.refused("“received/harbour.txt” is kept, and no step names it")
    (site.content / "received/harbour.txt").unlink()
    site.built()
    assert beside(site, HARBOUR) == FORMS


@pytest.mark.parametrize("form", sorted(KEPT))
def test_one_that_was_deleted_by_hand_is_written_again(site: Site, form: str) -> None:
    before = site.tree()
    (site.output / f"{HARBOUR}.{form}").unlink()
    site.built()
    assert site.tree() == before


def test_all_that_were_deleted_by_hand_are_written_again(site: Site) -> None:
    """Here without the second tree, from which a file that is lost may be taken as well."""
    before = site.tree()
    for form in KEPT:
        (site.output / f"{HARBOUR}.{form}").unlink()
    shutil.rmtree(site.folder / ".output.colophon", ignore_errors=True)
    site.built()
    assert site.tree() == before


def test_a_form_written_by_hand_beside_no_page_is_left(site: Site) -> None:
    stray = site.output / "2022/11/notes.txt"
    stray.write_text("mine")
    edited(site, "harbour", "title: The harbour", "title: The port")
    assert stray.read_text() == "mine"
    stray.unlink()


# --- what an edit changes ------------------------------------------------------------------------------------------


def test_an_edit_changes_what_differs_and_nothing_else(site: Site) -> None:
    rights = edited(site, "harbour", "rights: Theirs.", "rights: Not ours.")
    feeds = {path for path in rights if path.endswith((".atom.xml", ".feed.json"))}
    assert feeds >= {"feeds/all.atom.xml", "sources/example-daily.feed.json"}
    assert rights - feeds == named(HARBOUR, *({*FORMS, "html", "evidence.zip"} - {"md"}))
    title = edited(site, "harbour", "title: The harbour", "title: The port")
    assert named(HARBOUR, "html", *KEPT) <= title
    assert not title & named(BRIDGE, *FORMS)
    summary = edited(site, "harbour", "rights: Not ours.", "rights: Not ours.\nsummary: It opened.")
    assert not summary & named(HARBOUR, "txt", "md")
    assert named(HARBOUR, "html", "bib", "csl.json", "mods.xml", "ris", "json", "evidence.zip") <= summary


def test_a_comment_in_the_header_changes_the_evidence_alone(site: Site) -> None:
    assert edited(site, "harbour", "rights: Theirs.", "rights: Theirs. # as far as is known") == named(
        HARBOUR, "evidence.zip"
    )
    with zipfile.ZipFile(io.BytesIO((site.output / f"{HARBOUR}.evidence.zip").read_bytes())) as bundle:
        assert b"# as far as is known" in bundle.read("harbour/data/header.yaml")
    assert edited(site, "bridge", "subjects:", "# no more is known\nsubjects:") == set()


def test_a_new_name_in_the_register_reaches_every_form(site: Site) -> None:
    site.write("register/publications.yaml", "example-daily: {name: The Example, kind: newspaper}\n")
    assert named(HARBOUR, "html", *KEPT) | named(BRIDGE, "html", *FORMS) <= changed(site)


def test_the_credit_line_of_the_theme_is_that_of_the_forms(site: Site) -> None:
    line = "{% macro line(article, site) %}As printed in {{ article.source.name }}{% endmacro %}"
    folder = site.folder / "overrides/_parts"
    folder.mkdir(parents=True)
    whole = (ROOT / "theme/templates/_parts/attribution.html").read_text("utf-8")
    (folder / "attribution.html").write_text(f"{whole}\n{line}\n")
    site.set(THEME_TEMPLATES_OVERRIDES=[str(folder.parent)])
    site.built()
    for form in FORMS:
        assert "As printed in Example Daily" in (site.output / f"{HARBOUR}.{form}").read_text("utf-8"), form


# --- the setting ---------------------------------------------------------------------------------------------------


def test_a_site_may_have_some_or_none(site: Site) -> None:
    site.set(ARTICLE_FORMS=["ris", "evidence.zip"])
    site.built()
    assert (beside(site, HARBOUR), beside(site, BRIDGE)) == ({"ris", "evidence.zip"}, {"ris"})
    links = site.page(f"{HARBOUR}.html").xpath("//*[@class='forms']/a/@href")
    assert links == [f"../../{HARBOUR}.ris", f"../../{HARBOUR}.evidence.zip"]
    site.set(ARTICLE_FORMS=[])
    site.built()
    assert beside(site, HARBOUR) == beside(site, BRIDGE) == set()
    assert site.page(f"{HARBOUR}.html").xpath("//*[@class='forms']") == []


def test_an_unknown_form_is_refused_in_one_line(site: Site) -> None:
    settings = site.settings.read_text()
    site.set(ARTICLE_FORMS=["bib", "pdf"])
    (line,) = [line for line in site.refused().text.splitlines() if "pdf" in line]
    assert "the setting ARTICLE_FORMS has “pdf”, which is no form of an article; it takes " in line
    assert all(form in line for form in KEPT)
    site.settings.write_text(settings)


REGISTERED = """
from colophon.formats.registry import FORMATS, Format
FORMATS["words.txt"] = Format(lambda article, site, credit: f"{credit}\\n", "Words", "text/plain", 99)
"""


def test_a_form_that_no_theme_has_heard_of_stands_beside_the_page(site: Site) -> None:
    site.settings.write_text(site.settings.read_text() + REGISTERED)
    site.set(ARTICLE_FORMS=["ris", "words.txt"])
    site.built()
    assert beside(site, BRIDGE) == {"ris", "words.txt"}
    links = site.page(f"{BRIDGE}.html").xpath("//*[@class='forms']/a")
    assert [link.text for link in links] == ["RIS", "Words"]
    assert (site.output / f"{BRIDGE}.words.txt").read_text("utf-8").startswith("Example Daily, page 01")
