"""By the project's own settings, texts that differ in year, month, language or kind have addresses of their own; where
two would have one address, the build names both files."""

from __future__ import annotations

import runpy
from itertools import product

import pytest
from helpers.building import ROOT, Site

PATTERNS = {name: value for name, value in runpy.run_path(str(ROOT / "pelicanconf.py")).items() if "SAVE_AS" in name}
DAYS = {"2023-03-05": "2023/03", "2023-04-05": "2023/04", "2025-03-05": "2025/03", "1937": "1937", "unknown": "undated"}
LANGUAGES = {"en": "port", "zh-Hans": "port-zh-Hans", "zh-Hant": "port-zh-Hant", "ar": "port-ar"}

PORT = "2023/03/port-zh-Hans.html"


@pytest.fixture
def site(site: Site) -> Site:
    site.set(**PATTERNS, SHOW_DRAFTS=True)
    return site


def write(site: Site, file: str, *, slug: str = "port", lang: str = "en", **other: str) -> None:
    day, more = other.get("day", "2023-03-05"), other.get("more", "")
    source = f"{{publication: example-daily, date: {day}}}"
    header = f"title: Port\nslug: {slug}\nlang: {lang}\nsource: {source}\n{more}"
    site.write(file, f"---\n{header}---\n\nText of the port.\n")


def test_one_slug_has_a_place_in_each_month_and_language(site: Site) -> None:
    for number, (day, lang) in enumerate(product(DAYS, LANGUAGES)):
        write(site, f"articles/a{number}.md", day=day, lang=lang)
        write(site, f"articles/d{number}.md", day=day, lang=lang, more="status: draft\n")
    for number, lang in enumerate(LANGUAGES):
        write(site, f"pages/p{number}.md", lang=lang)
    site.built()
    articles = {f"{folder}/{name}.html" for folder, name in product(DAYS.values(), LANGUAGES.values())}
    drafts, pages = {f"drafts/{path}" for path in articles}, {f"pages/{name}.html" for name in LANGUAGES.values()}
    expected = articles | drafts | pages
    assert expected <= site.tree().keys()
    assert {path.relative_to(site.output).as_posix() for path in site.output.rglob("port*.html")} == expected


@pytest.mark.parametrize(
    ("other", "address"),
    [
        ({"file": "articles/b.md"}, PORT),
        ({"file": "articles/b.md", "lang": "zh-hans"}, PORT),
        ({"file": "articles/Port-ZH-Hans.md", "slug": "port-zh-hans", "lang": "en"}, "2023/03/port-zh-hans.html"),
        ({"file": "articles/b.md", "day": "2023-03-28"}, PORT),
        ({"file": "articles/b.md", "slug": "b", "more": f"redirect_from: [{PORT}]\n"}, PORT),
    ],
)
def test_one_address_for_two_is_refused_and_both_are_named(site: Site, other: dict[str, str], address: str) -> None:
    write(site, "articles/a.md", lang="zh-Hans")
    write(site, **{"lang": "zh-Hans", **other})
    said = site.refused("1 problem in 1 file").text
    assert "articles/a.md" in said
    assert other["file"] in said
    assert address.lower() in said.lower()


def test_a_page_and_an_article_at_one_address_are_refused(site: Site) -> None:
    site.set(PAGE_SAVE_AS="2023/03/{slug}.html")
    write(site, "articles/a.md")
    write(site, "pages/b.md")
    said = site.refused("“2023/03/port.html” is the address of").text
    assert "articles/a.md" in said
    assert "pages/b.md" in said


@pytest.mark.parametrize("slug", ["Port", "p\u00f6rt", "po\u0308rt", "_port", "port/x", "港"])
def test_a_slug_has_small_letters_alone_so_that_no_two_differ_in_case_or_composition(site: Site, slug: str) -> None:
    write(site, "articles/a.md", slug=slug)
    site.refused("articles/a.md:", "is not an address")


def test_drafts_of_one_slug_in_two_languages_keep_apart_by_default_too(site: Site) -> None:
    site.set(DRAFT_SAVE_AS="drafts/{slug}.html", DRAFT_LANG_SAVE_AS="drafts/{slug}-{lang}.html")
    write(site, "articles/a.md", more="status: draft\n")
    write(site, "articles/b.md", lang="ar", more="status: draft\n")
    site.built()
    assert {"drafts/port.html", "drafts/port-ar.html"} <= site.tree().keys()
