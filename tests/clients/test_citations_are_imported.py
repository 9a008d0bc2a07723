"""Programs that manage citations take from each form who wrote and translated the text, what kind of publication
printed it, and the title as it stands."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import bibtexparser
import pypandoc
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from helpers.answers import Answered
from helpers.building import Site
from lxml import etree

SCRIPT = Path(__file__).with_name("citation_js.mjs")
SIGNS = "Signs {in} a title: ~ \\alpha <more> & 100 % $5 #1 a_b c^2 “so” 体育"
NEWS, ESSAY = "2024/05/signs", "2024/06/essay"
HEADER = f"""\
title: '{SIGNS}'
slug: signs
lang: en-GB
authors: [Ana Ruiz, {{name: Harbour Desk, kind: institution}}]
translators: [Bo Sample]
source: {{publication: example-daily, date: 2024-05-17, page: "01"}}
custody: [{{act: translated, by: unknown, method: human, from: de, to: en-GB}}]
rights: Rights remain & end.
licence: CC-BY-4.0
"""
RIGHTS = "Rights remain & end. https://creativecommons.org/licenses/by/4.0/"
TRANSLATOR = [{"family": "Sample", "given": "Bo"}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.minimal(tmp_path_factory.mktemp("cited"))
    site.write(
        "register/publications.yaml",
        "example-daily: {name: Example Daily, kind: newspaper}\nreview: {name: Example Review, kind: magazine}\n",
    )
    site.write("articles/signs.md", f"---\n{HEADER}---\n\nText.\n")
    essay = "title: An essay\nslug: essay\nlang: en\nsource: {publication: review, date: 2024-06}\n"
    site.write("articles/essay.md", f"---\n{essay}---\n\nText.\n")
    place = "{date:%Y}/{date:%m}/{slug}.html"
    site.set(SITEURL="https://example.org", ARTICLE_LANG_SAVE_AS=place, ARTICLE_LANG_URL=place)
    site.built()
    return site


@pytest.fixture(scope="module")
def citation_js(site: Site, npm_packages: Path) -> dict[str, dict[str, Any]]:
    """What citation-js makes of each form of both articles, by the name of the file."""
    files = [site.output / f"{page}.{form}" for page in (NEWS, ESSAY) for form in ("csl.json", "ris", "bib")]
    command = ["node", str(SCRIPT), str(npm_packages), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return {file.name: item for file, item in zip(files, json.loads(done.stdout), strict=True)}


def by_pandoc(site: Site, page: str, form: str, read_as: str) -> dict[str, Any]:
    text = (site.output / f"{page}.{form}").read_text("utf-8")
    (item,) = json.loads(pypandoc.convert_text(text, "csljson", format=read_as))
    return dict(item)


def names(people: list[dict[str, str]]) -> list[str]:
    return [" ".join(filter(None, (one.get("given"), one.get("family"), one.get("literal")))) for one in people]


def test_citation_js(citation_js: dict[str, dict[str, Any]], answered: Answered) -> None:
    json_form, bib, ris = (citation_js[f"signs.{form}"] for form in ("csl.json", "bib", "ris"))
    for item in (json_form, bib):
        assert item["title"] == SIGNS
        assert (names(item["author"]), item["translator"]) == (["Ana Ruiz", "Harbour Desk"], TRANSLATOR)
        assert (item["genre"], item["language"]) == ("human translation", "en-GB")
        assert item["issued"] == {"date-parts": [[2024, 5, 17]]}
    assert json_form["type"] == ris["type"] == "article-newspaper"
    assert bib["type"] == "article-journal"
    assert (ris["title"], ris["note"][1]) == (SIGNS, RIGHTS)
    # It follows EndNote's table, where the author of a newspaper's article is its reporter.
    assert (ris["reporter"], ris["issued"]) == (["Ruiz, Ana", "Harbour Desk,"], {"date-parts": [[2024]]})
    assert "translator" not in ris
    assert citation_js["essay.csl.json"]["type"] == citation_js["essay.ris"]["type"] == "article-magazine"
    answered("@citation-js/core", "CSL-JSON of a translation", f"{json_form['type']}, with authors and translator")
    answered("@citation-js/plugin-bibtex", "BibTeX of a translation", f"{bib['type']}, with authors and translator")
    answered("@citation-js/plugin-ris", "RIS of a translation", f"{ris['type']}, authors as reporters, no translator")


@pytest.mark.parametrize("read_as", ["biblatex", "bibtex"])
def test_pandoc_reads_bibtex(site: Site, read_as: str, answered: Answered) -> None:
    item = by_pandoc(site, NEWS, "bib", read_as)
    assert item["title"] == SIGNS
    assert (names(item["author"]), item["translator"]) == (["Ana Ruiz", "Harbour Desk"], TRANSLATOR)
    assert (item["type"], item["genre"], item["container-title"]) == (
        "article-newspaper", "human translation", "Example Daily",
    )  # fmt: skip
    assert (item["language"].lower(), item["issued"]) == ("en-gb", {"date-parts": [[2024, 5, 17]]})
    assert by_pandoc(site, ESSAY, "bib", read_as)["type"] == "article-magazine"
    answered("pypandoc-binary", "BibTeX of a translation", f"{item['type']}, with authors and translator")


def test_pandoc_reads_ris(site: Site, answered: Answered) -> None:
    item = by_pandoc(site, NEWS, "ris", "ris")
    assert (item["title"], item["type"], item["language"]) == (SIGNS, "article-newspaper", "en-GB")
    assert names(item["author"]) == ["Ana Ruiz", "Harbour Desk"]
    # It takes neither A4 nor DA from any RIS.
    assert ("translator" in item, item["issued"]) == (False, {"date-parts": [[2024]]})
    answered("pypandoc-binary", "RIS of a translation", f"{item['type']}, with authors, no translator, the year alone")


def test_pandoc_reads_csl_json(site: Site, answered: Answered) -> None:
    item = by_pandoc(site, NEWS, "csl.json", "csljson")
    assert (item["type"], item["title"]) == ("article-newspaper", SIGNS)
    assert (names(item["author"]), item["translator"]) == (["Ana Ruiz", "Harbour Desk"], TRANSLATOR)
    answered("pypandoc-binary", "CSL-JSON of a translation", f"{item['type']}, with authors and translator")


def test_bibtexparser(site: Site, answered: Answered) -> None:
    text = (site.output / f"{NEWS}.bib").read_text("utf-8")
    (entry,) = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()]).entries
    # Its decoder writes ^ as another sign of that look.
    assert entry["title"].replace("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^") == SIGNS
    assert (entry.entry_type, entry["entrysubtype"], entry["copyright"]) == ("article", "newspaper", RIGHTS)
    assert (entry["author"], entry["translator"]) == ("Ruiz, Ana and Harbour Desk", "Sample, Bo")
    said = f"{entry.entry_type} of a {entry['entrysubtype']}, with authors and translator"
    answered("bibtexparser", "BibTeX of a translation", said)


def test_rispy(site: Site, answered: Answered) -> None:
    (entry,) = rispy.loads((site.output / f"{NEWS}.ris").read_text("utf-8"))
    assert (entry["title"], entry["type_of_reference"], entry["date"]) == (SIGNS, "NEWS", "2024/05/17/")
    assert (entry["authors"], entry["subsidiary_authors"]) == (["Ruiz, Ana", "Harbour Desk,"], ["Sample, Bo"])
    assert entry["notes"][1] == RIGHTS
    answered("rispy", "RIS of a translation", f"{entry['type_of_reference']}, with authors and translator")


def test_mods_has_both(site: Site) -> None:
    document = etree.parse(site.output / f"{NEWS}.mods.xml")
    space = {"m": "http://www.loc.gov/mods/v3"}
    found = {role: document.xpath(f"//m:name[m:role/m:roleTerm='{role}']/m:namePart/text()", namespaces=space)
        for role in ("aut", "trl")}  # fmt: skip
    assert found == {"aut": ["Ana Ruiz", "Harbour Desk"], "trl": ["Bo Sample"]}
    assert document.xpath("string(/m:mods/m:titleInfo/m:title)", namespaces=space) == SIGNS


def test_the_form_that_loses_the_kind_stands_last(site: Site) -> None:
    """Zotero and citation-js take any @article for a journal's."""
    links = site.page(f"{NEWS}.html").xpath("//a[@download]/@href")
    forms = [href.rpartition("/signs.")[2] for href in links]
    assert forms[:4] == ["csl.json", "ris", "mods.xml", "bib"]
