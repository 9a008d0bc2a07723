"""An adopted site answers all its old addresses: each file of what Pelican made of it, and each link of its pages, is
asked for over HTTP. What answers is the text or the file, or a page that leads to what is nearest."""

from __future__ import annotations

import shutil
from pathlib import Path

import feedparser
import pytest
from helpers.adopting import Adopted, adopted, lost_words, parsed
from helpers.pelican_sites import SITES, written
from lxml import html

# Settings for contents that Pelican's own tests read without any.
BARE = """
SITENAME = "Tests"
PATH = "content"
TIMEZONE = "UTC"
PLUGINS = []
THEME_TEMPLATES_OVERRIDES = ["templates"]
STATIC_PATHS = [""]
DEFAULT_DATE = (2010, 3, 4)
SLUGIFY_SOURCE = "basename"
ARTICLE_SAVE_AS = ARTICLE_URL = "{reader}/{category}/{slug}.html"
CATEGORY_FEED_RSS = "feeds/{slug}.rss.xml"
"""


@pytest.fixture(scope="session")
def adoptions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Adopted]:
    """The three sites, each adopted once."""
    made = {}
    for name, files in SITES.items():
        old = "publishconf.py" if name == "blog" else "pelicanconf.py"
        made[name] = adopted(written(tmp_path_factory.mktemp("adopted") / name, files), old)
    return made


@pytest.mark.parametrize("name", SITES)
def test_each_old_address_answers(name: str, adoptions: dict[str, Adopted]) -> None:
    site = adoptions[name]
    assert site.said.code == 0, site.said.text
    assert site.unanswered() == {}


@pytest.mark.parametrize("name", SITES)
def test_each_text_stands_where_it_stood_with_all_its_words(name: str, adoptions: dict[str, Adopted]) -> None:
    assert lost_words(adoptions[name]) == {}


def leads_to(site: Adopted, address: str) -> str:
    """The file to which the page at an old address leads."""
    (link,) = parsed(site.new / address).xpath("//main//a/@href")
    return (site.new / address).parent.joinpath(link).resolve().relative_to(site.new.resolve()).as_posix()


def test_lists_lead_to_the_lists_that_are_nearest(adoptions: dict[str, Adopted]) -> None:
    blog, magazine, project = adoptions.values()
    beans = parsed(blog.new / leads_to(blog, "tag/beans/index2.html"))
    assert "Beans up the wall" in beans.text_content()
    tools = parsed(blog.new / leads_to(blog, "category/tools/index.html"))
    assert {"Twine", "A spade of one's own"} <= {a.text_content().strip() for a in tools.xpath("//main//a")}
    assert leads_to(blog, "2019/03/02/index.html") == "dates/2019/03.html"
    assert leads_to(blog, "2018/index.html") == "dates/2018.html"
    assert leads_to(blog, "index2.html") == "dates/index.html"
    assert leads_to(project, "news/2022/Feb.html") == "dates/2022/02.html"
    assert "Au port" in parsed(magazine.new / leads_to(magazine, "tag/港.html")).text_content() or (
        "Le port" in parsed(magazine.new / leads_to(magazine, "tag/港.html")).text_content()
    )
    assert leads_to(magazine, "author/awa-diallo.html") == "index.html"


def test_a_feeds_old_address_has_the_feed(adoptions: dict[str, Adopted]) -> None:
    def titles(site: Adopted, address: str) -> set[str]:
        feed = feedparser.parse((site.new / address).read_bytes())
        assert not feed.bozo
        return {entry.title for entry in feed.entries}

    blog, magazine, project = adoptions.values()
    assert titles(blog, "feeds/vegetables.atom.xml") == {"Beans up the wall", "Peas & other climbers"}
    assert titles(blog, "feeds/tag-peas.atom.xml") == {"Peas & other climbers"}
    assert titles(project, "feeds/tag/release.rss.xml") == {"First release", "Second release"}
    assert titles(project, "rss.xml") == titles(project, "news.rss") >= {"We moved & grew"}
    assert "Liste 2" in titles(magazine, "feeds/awa-diallo.atom.xml")  # of all, since the register has no such person


def test_no_page_that_leads_elsewhere_is_in_the_sitemap(adoptions: dict[str, Adopted]) -> None:
    blog = adoptions["blog"]
    listed = "".join(file.read_text("utf-8") for file in blog.new.glob("sitemap-*.xml"))
    assert "2019/03/02/beans-up-the-wall/index.html" in listed
    assert "category/" not in listed
    assert "index2.html" not in listed


def test_a_draft_stays_unpublished_and_its_old_address_leads_to_it_once_it_is(
    adoptions: dict[str, Adopted], tmp_path: Path
) -> None:
    blog = adoptions["blog"]
    assert leads_to(blog, "drafts/not-yet.html") == "index.html"
    assert not any(b"Still on paper" in file.read_bytes() for file in blog.new.rglob("*") if file.is_file())
    copy = Adopted(tmp_path / "blog", blog.old, blog.said)
    shutil.copytree(blog.site, copy.site)
    draft = copy.site / "content" / "unsorted-draft.md"
    draft.write_text("Title: Not yet\nDate: 2020-02-02\n\nNow in print.\n")
    assert copy.colophon("build").code == 0
    assert leads_to(copy, "drafts/not-yet.html") == "2020/02/02/not-yet/index.html"
    assert "Now in print." in parsed(copy.new / "2020/02/02/not-yet/index.html").text_content()


def test_an_adopted_site_builds_the_same_whatever_was_built_before(
    adoptions: dict[str, Adopted], tmp_path: Path
) -> None:
    """A tag goes with its last article, a new one comes, an article is deleted and one is added: each step in turn."""
    site = Adopted(tmp_path / "magazine", adoptions["magazine"].old, adoptions["magazine"].said)
    shutil.copytree(adoptions["magazine"].site, site.site)
    texts = site.site / "content" / "texts"
    for step in (
        lambda: (texts / "harbour.rst").write_text((texts / "harbour.rst").read_text().replace(", 港", "")),
        lambda: (texts / "list-1.md").write_text((texts / "list-1.md").read_text().replace("nuit", "nuit, 港")),
        (texts / "list-2.md").unlink,
        lambda: (texts / "list-5.md").write_text("Title: Liste 5\nDate: 2021-10-10\n\nEncore.\n"),
    ):
        step()
        built = site.colophon("build")
        assert built.code == 0, built.text
        kept = {file.relative_to(site.new): file.read_bytes() for file in site.new.rglob("*") if file.is_file()}
        for folder in (".cache", "output-colophon", ".output-colophon.colophon"):
            shutil.rmtree(site.site / folder, ignore_errors=True)
        assert site.colophon("build").code == 0
        anew = {file.relative_to(site.new): file.read_bytes() for file in site.new.rglob("*") if file.is_file()}
        assert {path: len(data) for path, data in kept.items() if anew.get(path) != data} == {}
        assert kept.keys() == anew.keys()
        assert site.unanswered() == {}


@pytest.mark.parametrize("name", ["samples", "content", "TestPages", "nested_content", "cyclic_intersite_links"])
def test_pelicans_own_samples_answer(name: str, pelicans_sdist: Path, tmp_path: Path) -> None:
    site = tmp_path / name
    settings = "pelican.conf.py"
    if name == "samples":
        shutil.copytree(pelicans_sdist / name, site)
    else:
        shutil.copytree(pelicans_sdist / "pelican" / "tests" / name, site / "content")
        pages = 'PAGE_PATHS = [""]\nARTICLE_PATHS = ["none"]\n' if name == "TestPages" else ""
        (site / settings).write_text(BARE + pages)
        written(site, {"templates/custom.html": "{% extends 'base.html' %}"})
    found = adopted(site, settings, "-s", settings)
    assert found.said.code == 0, found.said.text
    assert found.unanswered() == {}
    front = html.fromstring((found.new / "index.html").read_bytes())
    assert front.xpath("//main")
