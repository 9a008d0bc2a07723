"""The benchmark races equals: its corpus never changes, and Colophon's bare templates build the peers' pages."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from helpers.building import ROOT, Site
from lxml import html

ARTICLES = 30
BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Thirty generated articles, built with the settings of the race."""
    folder = tmp_path_factory.mktemp("bare")
    corpus = pytest.importorskip("corpus")
    corpus.write(ARTICLES, folder, subjects=6, folders=["content/articles"])
    settings = Path(shutil.copy(BENCHMARKS / "pelicanconf.py", folder))
    (folder / "theme").symlink_to(BENCHMARKS / "theme")
    site = Site(folder, folder / "content", settings)
    site.built()
    return site


@pytest.fixture(scope="module", autouse=True)
def importable() -> None:
    """benchmarks/ is no package: its files import each other by their plain names."""
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


def listed(site: Site, first: str) -> list[str]:
    """Titles in an index, from its first page on along the links to older ones."""
    titles, path, seen = [], site.output / first, []
    while path is not None:
        seen.append(path)
        page = html.parse(path).getroot()
        rows = page.xpath("//main/article")
        assert all(row.xpath("string(time)") and row.xpath("string(p)").startswith("Newspaper") for row in rows)
        assert len(rows) < 10 + 15 if path.name == Path(first).name else len(rows) <= 15
        titles += [row.xpath("string(h2/a)") for row in rows]
        links = [(path.parent / link).resolve() for link in page.xpath("//nav/a/@href")]
        path = next((link for link in links if link not in seen), None)
    return titles


def test_corpus_is_the_same_every_time() -> None:
    import corpus

    assert list(corpus.stories(3)) == list(corpus.stories(3))
    (story,) = corpus.stories(1)
    assert (story.slug, len(story.subjects), story.body.count("\n\n")) == ("story-000000", 5, 6)
    assert {len({s for each in corpus.stories(40, n) for s in each.subjects}) for n in (6,)} == {6}


def test_every_article_has_its_page(bare: Site) -> None:
    pages = sorted(bare.output.glob("20*/*/story-*.html"))
    assert len(pages) == ARTICLES
    page = html.parse(pages[0]).getroot()
    article = page.find(".//article")
    assert article.findtext("h1").startswith("Story 0")
    assert article.findtext("time") == "2016-01-01"
    assert article.findtext("p").startswith("Newspaper")
    assert len(article.xpath("./p")) == 1 + 7
    assert len(article.xpath("ul/li/a")) == 5
    for link in article.xpath("ul/li/a/@href"):
        assert (pages[0].parent / link).is_file()


def test_front_page_and_subjects_list_everything_in_pages(bare: Site) -> None:
    titles = listed(bare, "index.html")
    assert len(titles) == len(set(titles)) == ARTICLES
    assert titles[0].startswith(f"Story {ARTICLES - 1}")
    subjects = sorted(path.name for path in bare.output.glob("subjects/*.html"))
    assert [name.partition("_")[0] for name in subjects] == [f"subject-{n:02}" for n in range(6)]
    assert sum(len(listed(bare, f"subjects/{name}")) for name in subjects) == 5 * ARTICLES


def test_feed_is_one(bare: Site) -> None:
    feed = (bare.output / "feeds/all.atom.xml").read_text("utf-8")
    assert feed.count("<entry>") == ARTICLES
    assert len(list(bare.output.rglob("*.xml"))) == 1


def test_edit_is_undone(tmp_path: Path) -> None:
    import corpus
    import edits

    corpus.write(3, tmp_path, folders=["content/articles"])
    articles = tmp_path / "content/articles"
    before = {path.name: path.read_bytes() for path in articles.iterdir()}
    for edit in edits.EDITS.values():
        with edits.restored(articles, "story-000001") as (file, text):
            edit(file, text)
            assert {path.name: path.read_bytes() for path in articles.iterdir()} != before
        assert {path.name: path.read_bytes() for path in articles.iterdir()} == before


def test_table_says_what_is_met_and_what_is_short() -> None:
    import report

    kinds = ("cold", "wrote", "floor", "memory", "nothing", "terms", "edits", "serve", "subjects")
    results = {kind: {} for kind in kinds}
    results["cold"] = {"10000": {"hugo": [10.0, 20.0, 10.0], "colophon": [7.0, 14.0, 9.0], "full": [21.0, 42.0, 19.0]}}
    found = {row.what: row for row in report.rows(results)}
    bare, full = (found[f"cold build, Colophon, {name}, 10,000 articles"] for name in ("bare templates", "full theme"))
    assert (bare.asked, bare.reached, bare.verdict) == ("≤ 0.80 × Hugo", "0.70 × Hugo", "met")
    assert (full.reached, full.verdict) == ("2.10 × Hugo", "short")


@pytest.mark.parametrize(("on", "asked", "verdict"), [("memory", "≤ 0.85 × Hugo, all forms", "met"), ("disk", "–", "")])
def test_equal_work_is_held_against_hugo_in_memory_alone(on: str, asked: str, verdict: str) -> None:
    import report

    kinds = ("cold", "wrote", "floor", "memory", "nothing", "terms", "edits", "serve", "subjects")
    results = {"on": on, **{kind: {} for kind in kinds}}
    results["cold"] = {"10000": {"hugo-forms": [10.0, 20.0, 10.0], "full": [8.0, 16.0, 9.0]}}
    results["processor"] = {"10000": {"hugo-forms": [15.0, 20.0, 16.0], "full": [18.0, 24.0, 32.0]}}
    (row,) = (row for row in report.rows(results) if row.what == "cold build, Colophon, full theme, 10,000 articles")
    assert (row.asked, row.reached, row.verdict) == (
        asked,
        "0.80 × Hugo, all forms; processor time 1.20 ×",
        verdict,
    )


def test_sites_in_memory_are_removed_afterwards() -> None:
    import bench

    if not bench.MEMORY.is_dir():
        pytest.skip("this system has no memory file system at the usual place")
    with bench.place("memory") as folder:
        assert folder.is_relative_to(bench.MEMORY)
        assert folder.is_dir()
    assert not folder.exists()


def test_another_checkout_builds_with_its_own_code_and_theme(tmp_path: Path) -> None:
    import peers

    other = tmp_path / "other"
    (other / "benchmarks").mkdir(parents=True)
    (other / "benchmarks/pelicanconf.py").write_text("SITENAME = 'Other'\n", encoding="utf-8")
    made = peers.builder("full-other", tmp_path, other)
    assert made.environment == {"PYTHONPATH": str(other)}
    assert (made.folder / "theme").readlink() == other / "theme"
    assert (made.folder / "pelicanconf.py").read_text("utf-8").startswith("SITENAME = 'Other'")
