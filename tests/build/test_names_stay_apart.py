"""Names that differ have indexes of their own; those that may be meant as one are asked about, once for all."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import PurePosixPath

import feedparser
import pytest
from helpers.building import ROOT, Site

SUBJECTS = ("失业", "事业", "视野", "C", "C++", "C#", "عمل", "عمال", "US", "us", "L'Écho", "Lecho", "🏴", "🏳")
PAPERS = ("海港时报", "海港市报", "L'Écho", "Lecho", "Harbour Post", "harbour-post")


def flat(site: Site, name: str, source: str = "Some Paper", tags: str = "rowing") -> None:
    text = f"Title: {name}\nDate: 2024-05-17\nSource: {source}\nTags: {tags}\n\nText of {name}.\n"
    site.write(f"articles/{name}.md", text)


def listed(site: Site, kind: str) -> dict[str, list[str]]:
    """The titles in each index of a kind, by the name that heads it."""
    titles = {}
    for file in (site.output / kind).glob("*.html"):
        if file.name != "index.html":
            page = site.page(f"{kind}/{file.name}")
            (heading,) = page.xpath("//h1/text()")
            assert heading not in titles
            links = page.xpath("//main//a[starts-with(@href, '../2024/')]")
            titles[heading] = [link.text_content().strip() for link in links]
    return titles


def questions(text: str) -> list[str]:
    return [line for line in text.splitlines() if "differ only in" in line]


@pytest.fixture
def many(site: Site) -> Site:
    """A site with an article for each of some names that share their letters, and for each of some papers."""
    (site.content / "articles/first.md").unlink()
    for number, subject in enumerate(SUBJECTS):
        flat(site, f"s{number}", tags=subject)
    for number, paper in enumerate(PAPERS):
        flat(site, f"p{number}", source=paper)
    return site


def test_names_that_share_their_letters_have_indexes_of_their_own(many: Site) -> None:
    many.built()
    subjects = {name: [f"s{number}"] for number, name in enumerate(SUBJECTS)}
    papers = {name: [f"p{number}"] for number, name in enumerate(PAPERS)}
    assert {name: titles for name, titles in listed(many, "subjects").items() if name != "rowing"} == subjects
    assert {name: titles for name, titles in listed(many, "sources").items() if name != "Some Paper"} == papers
    files = [path for path in many.tree() if path.startswith(("subjects/", "sources/"))]
    assert len({path.casefold() for path in files}) == len(files)
    feeds = [feedparser.parse((many.output / path).read_bytes()).feed for path in files if path.endswith(".atom.xml")]
    assert len({feed.id for feed in feeds}) == len(feeds) == len(SUBJECTS) + len(PAPERS) + 2
    for number, subject in enumerate(SUBJECTS):
        (link,) = many.page(f"2024/05/s{number}.html").xpath(f'//main//a[normalize-space() = "{subject}"]')
        target = PurePosixPath(link.get("href")).name
        assert many.page(f"subjects/{target}").xpath("//h1")[0].text_content() == subject


def test_one_name_in_two_compositions_is_one(site: Site) -> None:
    for name, subject in (("one", "Caf\u00e9"), ("two", "Cafe\u0301"), ("three", "Caf\u00e9, Cafe\u0301")):
        flat(site, name, source=subject.split(",")[0], tags=subject)
    assert not questions(site.built().text)
    assert len(listed(site, "subjects")) == len(listed(site, "sources")) == 2  # the other is of the first article
    assert all(len(titles) == 3 for name, titles in listed(site, "subjects").items() if name != "rowing")
    assert len(site.page("2024/05/three.html").xpath("//main//a[contains(@href, 'subjects/')]")) == 1


def test_names_that_are_alike_are_asked_about_in_one_warning_until_they_are_one(site: Site) -> None:
    for name, tags in (("a", "anti-doping"), ("b", "anti-doping"), ("c", "Anti-Doping"), ("d", "ａnti-doping")):
        flat(site, name, tags=tags)
    (asked,) = questions(site.check().text)
    assert asked == (
        "content/articles/c.md: warning: subjects: “Anti-Doping” (here), “ａnti-doping” (content/articles/d.md) "
        "and “anti-doping” (content/articles/b.md and in 1 other) differ only in width and case; "
        "write one of them in all articles, or add each to register/subjects.yaml if they differ"
    )
    assert questions(site.built().text) == [asked]
    site.article("first", text="Another text.")
    assert questions(site.built().text) == [asked]  # neither file was read
    flat(site, "c", tags="anti-doping")
    (asked,) = questions(site.built().text)
    assert re.search(r"articles/d.md: .*“ａnti-doping” \(here\) and “anti-doping” .*only in width;", asked)
    flat(site, "e", tags="Anti-doping")
    (site.content / "articles/d.md").unlink()
    (asked,) = questions(site.built().text)
    assert "only in case;" in asked
    (site.content / "articles/e.md").unlink()
    assert not questions(site.built().text)
    assert site.tree() == site.tree_from_nothing()


def test_the_warning_reads_as_the_documentation_has_it(site: Site) -> None:
    for name, tags in (("a", "anti-doping"), ("law", "anti-doping"), ("race", "Anti-Doping")):
        flat(site, name, tags=tags)
    (asked,) = questions(site.check().text)
    assert f"\n{asked}\n" in (ROOT / "content/docs/writing.md").read_text("utf-8")


def test_papers_are_asked_about_beside_those_of_the_register(site: Site) -> None:
    site.write("register/publications.yaml", "example-daily: {name: Example Daily, names: {fr: L’Écho}}\n")
    flat(site, "a", source="L'Echo")
    flat(site, "b", source="EXAMPLE DAILY")
    (asked,) = questions(site.built().text)
    assert "a.md: warning: source: “L'Echo” (here) and “L’Écho” (in the register) differ only in" in asked
    assert "2024/05/b.html" in (site.output / "sources/example-daily.html").read_text()


def test_a_subject_of_the_register_has_the_key_that_the_register_gives_it(site: Site) -> None:
    site.write(
        "register/subjects.yaml",
        "unemployment: {name: Unemployment, names: {zh-Hans: 失业}}\nus-land: {name: US}\nus-all: {name: us}\n",
    )
    flat(site, "a", tags="失业, US")
    flat(site, "b", tags="Unemployment, us")
    flat(site, "c", tags="unemployment, us-land")
    flat(site, "d", tags="unrelated")
    site.article("link", text="See [it]({tag}失业).")
    assert not questions(site.built().text)
    titles = {name: sorted(found) for name, found in listed(site, "subjects").items()}
    assert titles["Unemployment"] == ["a", "b", "c"]
    assert (titles["US"], titles["us"]) == (["a", "c"], ["b"])
    assert {f"{key}.html" for key in ("unemployment", "us-land", "us-all", "rowing", "unrelated", "index")} == {
        file.name for file in (site.output / "subjects").glob("*.html")
    }
    assert site.page("2022/11/link.html").xpath("//a[text() = 'it']/@href") == ["../../subjects/unemployment.html"]
    # a subject states nothing that must rest on something
    assert "No source is given" not in (site.output / "subjects/unemployment.html").read_text()


def test_twenty_names_of_one_form_are_one_warning_of_one_line(site: Site) -> None:
    for number in range(16):
        spelled = "".join(c.upper() if number >> at & 1 else c for at, c in enumerate("judo"))
        flat(site, f"j{number}", tags=spelled)
    (asked,) = questions(site.built().text)
    assert asked.count("“") == 4
    assert "and 12 more differ only in case" in asked


def test_every_output_has_one_entry_for_each_name(many: Site) -> None:
    many.set(ARCHIVE_DATA=True)
    flat(many, "nfd", source="L'E\u0301cho", tags="L'E\u0301cho")
    many.built()
    lines = map(json.loads, (many.output / "data/articles.jsonl").read_text("utf-8").splitlines())
    assert len({one["path"] for line in lines for one in line["subjects"]}) == len(SUBJECTS) + 1
    with closing(sqlite3.connect(many.output / "data/articles.db")) as db:
        for query, names in (("terms WHERE field = 'subjects'", (*SUBJECTS, "rowing")), ("sources", PAPERS)):
            rows = db.execute(f"SELECT name FROM {query}")
            found = sorted(unicodedata.normalize("NFC", name) for (name,) in rows)
            assert found == sorted((*names, *(["Some Paper"] if query == "sources" else [])))
