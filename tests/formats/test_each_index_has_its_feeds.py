"""Every source, subject, person and place has feeds of its own, which its page leads to and which go with it."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest
from helpers.building import ROOT, Site
from helpers.feeds import entries, items

FORMS = ("atom.xml", "feed.json")


def feeds(site: Site) -> set[str]:
    """The feeds of indexes that there are."""
    return {path for path in site.tree() if path.endswith(FORMS) and not path.startswith("feeds/")}


def both(*indexes: str) -> set[str]:
    return {f"{index}.{form}" for index in indexes for form in FORMS}


ALL = both("sources/example-daily", "subjects/rowing", "subjects/ski", "people/ada", "places/york")


def test_each_source_subject_person_and_place_has_two(full: Site) -> None:
    assert full.build().code == 0
    assert feeds(full) == ALL
    assert [entry.title for entry in entries(full, "people/ada.atom.xml")] == ["The second article"]
    assert len(items(full, "subjects/rowing.feed.json")) == 2
    feed = feedparser.parse((full.output / "people/ada.atom.xml").read_bytes()).feed
    assert feed.title == "A small site: Ada Rower"
    assert len({feedparser.parse((full.output / path).read_bytes()).feed.id for path in ALL if "xml" in path}) == 5


def test_the_page_of_an_index_leads_to_its_feeds(full: Site) -> None:
    assert full.build().code == 0
    page = full.page("people/ada.html")
    for form, media in zip(FORMS, ("application/atom+xml", "application/feed+json"), strict=True):
        (head,) = page.xpath(f"//head/link[@rel='alternate'][@type='{media}'][contains(@href, 'people')]")
        (seen,) = page.xpath(f"//main//a[@type='{media}']")
        assert head.get("href") == seen.get("href") == f"../people/ada.{form}"
        assert head.get("title") == "A small site: Ada Rower"
    assert not full.page("organisations/club.html").xpath("//main//a[contains(@href, '.atom.xml')]")


def test_pages_lead_to_the_feed_of_everything_and_the_ledger_to_that_of_changes(full: Site) -> None:
    assert full.build().code == 0
    for path, names in (("2022/12/second.html", ["all"]), ("ledger/index.html", ["corrections", "all"])):
        root = "../" * path.count("/")
        wanted = [f"{root}feeds/{name}.{form}" for name in names for form in FORMS]
        assert full.page(path).xpath("//head/link[@rel='alternate']/@href") == wanted
        assert set(full.page(path).xpath("//body//a[contains(@href, 'feeds/')]/@href")) <= set(wanted)


def test_the_way_back_leads_to_the_page(full: Site) -> None:
    full.set(SITEURL="https://example.org")
    assert full.build().code == 0
    feed = feedparser.parse((full.output / "places/york.atom.xml").read_bytes()).feed
    links = {(link.rel, link.type): link.href for link in feed.links}
    assert links == {
        ("alternate", "text/html"): "https://example.org/places/york.html",
        ("self", "application/atom+xml"): "https://example.org/places/york.atom.xml",
    }


def test_an_edit_touches_the_feeds_of_its_indexes_alone(full: Site) -> None:
    full.article("third", date="2022-12-02", subjects="judo")
    full.article("other", header="people: [ada]", date="2022-12-03", subjects="golf")
    assert full.build().code == 0
    before = full.tree()
    full.article("other", header="people: [ada]", date="2022-12-03", subjects="golf", title="Another title")
    assert full.build().code == 0
    after = full.tree()
    assert {path for path in feeds(full) if before[path] != after[path]} == both(
        "sources/example-daily", "people/ada", "subjects/golf"
    )


def test_feeds_go_with_their_index(full: Site) -> None:
    assert full.build().code == 0
    (full.content / "articles/second.md").unlink()
    assert full.build().code == 0
    assert feeds(full) == both("sources/example-daily", "subjects/rowing")


def test_a_feed_holds_the_newest_and_no_more(site: Site) -> None:
    for number in range(1, 31):
        site.article(f"many{number}", date=f"2022-12-{number:02}")
    assert site.build().code == 0
    titles = [entry.title for entry in entries(site, "subjects/rowing.atom.xml")]
    assert titles == [f"The many{number} article" for number in range(30, 10, -1)]
    assert len(entries(site)) == 31
    site.set(FEED_MAX_ITEMS=5)
    assert site.build().code == 0
    for path in ("feeds/all.atom.xml", "subjects/rowing.atom.xml"):
        assert [entry.title for entry in entries(site, path)] == titles[:5]
    assert len(items(site)) == len(items(site, "subjects/rowing.feed.json")) == 5


# --- settings and themes ---------------------------------------------------------------------------------------------


def test_a_setting_says_which_kinds(full: Site) -> None:
    full.set(INDEX_FEEDS=["organisations", "people"])
    assert full.build().code == 0
    assert feeds(full) == both("organisations/club", "people/ada")
    full.set(INDEX_FEEDS=[], FEED_ALL_JSON="", CORRECTIONS_FEED_JSON="")
    assert full.build().code == 0
    assert feeds(full) == set()
    assert {path for path in full.tree() if path.startswith("feeds/")} == {
        "feeds/all.atom.xml", "feeds/corrections.atom.xml"}  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (
            ["persons"],
            "the setting INDEX_FEEDS has “persons”, of which there are no lists; it takes sources, subjects, ",
        ),
        (["dates"], "the setting INDEX_FEEDS has “dates”, of which there are no lists"),
    ],
)
def test_a_kind_that_is_none_is_refused(site: Site, kinds: list[str], said: str) -> None:
    assert site.build().code == 0
    before = site.tree()
    site.set(INDEX_FEEDS=kinds)
    built = site.build()
    assert (built.code, site.tree()) == (1, before)
    assert said in built.text


@pytest.fixture
def bare(site: Site) -> Site:
    """A site with a theme that has a template for its one feed, and no words for others."""
    site.set(THEME=str(ROOT / "benchmarks/theme"))
    return site


def test_a_theme_without_words_for_feeds_has_the_one(bare: Site) -> None:
    assert bare.build().code == 0
    assert {path for path in bare.tree() if path.endswith((".xml", ".json"))} == {"feeds/all.atom.xml"}
    bare.set(INDEX_FEEDS=["people"])
    bare.refused("the theme has no template _parts/feeds.html; add it, or set INDEX_FEEDS = []")


def test_a_template_of_ones_own_makes_the_feed_of_everything(site: Site, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "atom.xml").write_text(
        "<mine>{% for e in feed.entries %}{{ e.id }} {{ e.article.title }}{% endfor %}</mine>"
    )
    site.set(THEME_TEMPLATES_OVERRIDES=[str(own)])
    assert site.build().code == 0
    (item,) = items(site)
    assert (site.output / "feeds/all.atom.xml").read_text() == f"<mine>{item['id']} The first article</mine>"
    assert feeds(site) == both("sources/example-daily", "subjects/rowing")


def test_other_words_for_feeds_change_feeds_alone(site: Site, tmp_path: Path) -> None:
    assert site.build().code == 0
    before = site.tree()
    own = tmp_path / "own"
    (own / "_parts").mkdir(parents=True)
    words = (ROOT / "theme/templates/_parts/feeds.html").read_text().replace("This is a feed.", "Behold.")
    (own / "_parts/feeds.html").write_text(words)
    site.set(THEME_TEMPLATES_OVERRIDES=[str(own)])
    assert site.build().code == 0
    after = site.tree()
    changed = {path for path in after if before[path] != after[path]}
    feeds = {path for path in after if path.endswith(".atom.xml")}
    assert changed == {*feeds, "manifest/SHA256SUMS", "manifest/files.sha256"}
    assert "Behold. Paste its address" in (site.output / "feeds/all.atom.xml").read_text()
