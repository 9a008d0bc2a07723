"""The MODS form of an article is valid by a schema of the elements used, and needs nothing of the theme."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from helpers.building import ROOT, Site
from helpers.tei_articles import VIEWS
from lxml import etree

from colophon.formats.mods import mods
from colophon.views.site import SiteView

SITES = [
    SiteView("Colophon & <sons>", "", "https://example.org/news", "en", "", ""),
    SiteView("S", "", "", "de", "", ""),
]
SCHEMA = etree.RelaxNG(file=str(ROOT / "tests/schemas/mods.rng"))


@pytest.mark.parametrize("site", SITES, ids=["address", "no address"])
@pytest.mark.parametrize("name", VIEWS)
def test_record_is_valid(name: str, site: SiteView) -> None:
    document = etree.fromstring(mods(VIEWS[name], site, "The credit & line"))
    assert SCHEMA.validate(document), SCHEMA.error_log
    assert bool(document.findall("{*}identifier")) == bool(site.url)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("version=\"3.8\"", ""), ("2022-11-30</date>", "May 2022</date>"), (">en<", ">no language<"),
        ("<genre", "<author>A. N. Other</author><genre"), ("primary", "first")],
)  # fmt: skip
def test_the_schema_finds_faults(right: str, wrong: str) -> None:
    document = mods(VIEWS["first"], SITES[0], "Credit").decode()
    assert right in document
    assert not SCHEMA.validate(etree.fromstring(document.replace(right, wrong).encode()))


def test_a_text_of_the_site_has_no_host() -> None:
    document = etree.fromstring(mods(VIEWS["original"], SITES[0], "Credit"))
    assert document.findall("{*}relatedItem[@type='host']") == []
    assert document.findtext("{*}originInfo/{*}publisher") == SITES[0].name


def test_a_theme_that_has_never_heard_of_it_links_it(tmp_path: Path) -> None:
    """The theme has a page for an article, and words for its credit line and for nothing else."""
    site = Site.minimal(tmp_path / "site")
    theme = tmp_path / "theme"
    shutil.copytree(ROOT / "benchmarks/theme", theme)
    (theme / "templates/_parts").mkdir()
    (theme / "templates/_parts/attribution.html").write_text(
        "{% macro line(article, site) %}{{ article.source.name }}{% endmacro %}"
    )
    page = theme / "templates/article.html"
    links = (
        "{% for form, path in article.forms %}<a download href='{{ page.root }}{{ path }}'>{{ form }}</a>{% endfor %}"
    )
    page.write_text(page.read_text("utf-8").replace("</article>", f"{links}</article>"), "utf-8")
    site.set(THEME=str(theme))
    site.built()
    (article,) = site.output.rglob("first.html")
    hrefs = site.page(article.relative_to(site.output).as_posix()).xpath("//a[@download]/@href")
    (own,) = [href for href in hrefs if href.endswith(".mods.xml")]
    assert SCHEMA.validate(etree.parse(article.parent / own))
