"""Two plugins from PyPI, written for Pelican and not for us, do in a Colophon site what they do in any other."""

from __future__ import annotations

from contextlib import nullcontext
from importlib.metadata import version

from helpers.building import Site
from lxml import etree
from pelican.log import console
from pelican.settings import read_settings

from colophon.build.plugins import TESTED
from colophon.build.site import Site as ColophonSite

NEIGHBOURS = """<!doctype html><title>{{ article.title }}</title>
<p id="older">{{ article.prev_article.title if article.prev_article else "none" }}</p>
<p id="newer">{{ article.next_article.title if article.next_article else "none" }}</p>
<p id="all">{{ articles|length }} {{ tags|length }}</p>
"""


def test_neighbors_gives_each_article_its_neighbours(site: Site) -> None:
    site.article("second", date="2022-12-01", subjects="rowing, judo")
    site.article("third", date="2022-12-02")
    site.folder.joinpath("own").mkdir()
    site.folder.joinpath("own/article.html").write_text(NEIGHBOURS)
    site.set(THEME_TEMPLATES_OVERRIDES=[str(site.folder / "own")], PLUGINS=["pelican.plugins.neighbors"])
    for _ in range(2):
        assert site.build().code == 0
        page = site.page("2022/12/second.html")
        assert page.xpath("string(//*[@id='older'])") == "The first article"
        assert page.xpath("string(//*[@id='newer'])") == "The third article"
        assert page.xpath("string(//*[@id='all'])") == "3 2"
        assert site.page("2022/12/third.html").xpath("string(//*[@id='newer'])") == "none"


OWN = """from pelican import signals

def change(content):
    content.title = content.title.replace("first", "1st")
    content._content = content._content.replace("'", "’")
    content.minutes = 7

def register():
    signals.content_object_init.connect(change)
"""


def test_what_a_plugin_adds_is_shown_and_what_it_changes_is_said(site: Site) -> None:
    """A plugin such as Typogrify: it changes titles and texts, which are those of the file."""
    (site.folder / "plugins").mkdir()
    (site.folder / "plugins/own.py").write_text(OWN)
    site.article("second", text="It's a text.")
    site.article("third", text="It's another.")
    own = site.folder / "own"
    own.mkdir()
    (own / "article.html").write_text("<title>{{ article.title }}</title>{{ article.minutes }} minutes")
    site.set(THEME_TEMPLATES_OVERRIDES=[str(own)], PLUGIN_PATHS=[str(site.folder / "plugins")], PLUGINS=["own"])
    built = site.built()
    assert "7 minutes" in (site.output / "2022/11/first.html").read_text()
    assert site.page("2022/11/first.html").findtext(".//title") == "The first article"
    assert "content/articles/first.md: warning: title: a plugin changed it; the page shows the file's" in built.text
    assert "text: a plugin changed it and that of 1 other; the page shows the file's" in built.text


def test_pelican_is_one_that_the_bridge_was_tested_with() -> None:
    assert version("pelican") in TESTED


def test_pelicans_spinner_is_not_started(site: Site) -> None:
    ColophonSite(dict(read_settings(str(site.settings), override={"PATH": str(site.content)})))
    assert type(console.status("")) is nullcontext


def test_sitemap_names_every_page(site: Site) -> None:
    site.article("second", date="2022-12-01")
    site.write("pages/about.md", "Title: About\n\nWho we are.\n")
    site.set(PLUGINS=["pelican.plugins.sitemap"], SITEURL="https://example.org", PAGE_SAVE_AS="pages/{slug}.html")
    for _ in range(2):
        site.built()
        sitemap = etree.parse(site.output / "sitemap.xml")
        named = set(sitemap.xpath("//s:loc/text()", namespaces={"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}))
        pages = {path for path in site.tree() if path.endswith(".html")}
        assert {f"https://example.org/{path}".removesuffix("index.html") for path in pages} <= named
    site.set(PLUGINS=[])
    assert site.build().code == 0
    # Without the plugin the site's own stands there: a list of lists.
    assert etree.parse(site.output / "sitemap.xml").getroot().tag.endswith("}sitemapindex")
    site.set(SITEURL="")
    assert site.build().code == 0
    assert not list(site.output.glob("sitemap*.xml"))


def test_pages_are_the_same_with_and_without_plugins(site: Site) -> None:
    site.article("second", date="2022-12-01")
    assert site.build().code == 0
    without = site.tree()
    site.set(PLUGINS=["pelican.plugins.sitemap", "pelican.plugins.neighbors"])
    assert site.build().code == 0
    with_plugins = site.tree()
    changed = {path for path in with_plugins if with_plugins[path] != without.get(path)}
    assert changed == {"sitemap.xml", "manifest/files.sha256", "manifest/SHA256SUMS"}
