"""OLD_ADDRESSES: the addresses of a site before it came to Colophon, and what answers there now."""

from __future__ import annotations

import feedparser
import pytest
from helpers.building import Site


def told(site: Site, *lines: str) -> None:
    (site.folder / "old.txt").write_text("# what was\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    site.set(OLD_ADDRESSES="old.txt")


def test_texts_files_feeds_and_pages_answer(site: Site) -> None:
    site.write("notes/plan.png", b"a plan")
    told(
        site,
        "blog/one.html = {filename}articles/first.md",
        "blog/plan one.png = {static}notes/plan.png",
        "topics/rowing.html -> {tag}rowing",
        "all.rss = feed",
        "topics/rowing.rss = feed of {tag}rowing",
        "archive.html -> dates/index.html",
        "index.php -> {index}",
    )
    site.built()
    assert "Text of first." in site.page("blog/one.html").text_content()
    assert not (site.output / "2022" / "11" / "first.html").exists()
    assert (site.output / "blog" / "plan one.png").read_bytes() == b"a plan"
    for old, new in (
        ("topics/rowing.html", "../subjects/rowing.html"),
        ("archive.html", "dates/index.html"),
        ("index.php", "index.html"),
    ):
        page = site.page(old)
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={new}"]
        assert page.xpath("//link[@rel='canonical']/@href") == [new]
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert site.page("topics/rowing.html").xpath("//main//a/text()") == ["rowing"]
    pairs = (("all.rss", "feeds/all.atom.xml"), ("topics/rowing.rss", "subjects/rowing.atom.xml"))
    for old, new in pairs:
        one, other = (feedparser.parse((site.output / path).read_bytes()) for path in (old, new))
        assert (one.feed.id, [entry.id for entry in one.entries]) == (
            other.feed.id,
            [entry.id for entry in other.entries],
        )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("old.html", "says neither where an old address leads nor what stands there"),
        ("../old.html -> {index}", "is not a path inside the output"),
        ("old.html -> https://example.org/", "leads out of the site"),
        ("old.html = dates/index.html", "is no file of the content"),
        ("a.html -> {index}\nA.html -> {index}", "is on line 3 too"),
        ("a.html = {filename}articles/first.md\nb.html = {filename}articles/first.md", "stands at “a.html” already"),
    ],
)
def test_a_line_that_says_nothing_stops_the_build(line: str, found: str, site: Site) -> None:
    told(site, line)
    site.refused(found, "old.txt:")


def test_a_file_that_is_not_there_stops_the_build(site: Site) -> None:
    site.set(OLD_ADDRESSES="old.txt")
    site.refused("the setting OLD_ADDRESSES is “old.txt”, which can't be read")


def test_what_is_not_there_gives_way_to_the_front_page_and_is_named(site: Site) -> None:
    site.article("draft", header="status: draft")
    told(
        site,
        "a.html -> {tag}judo",
        "b.html = {filename}articles/gone.md",
        "c.html = {filename}articles/draft.md",
        "d.html -> {author}Nobody",
        "e.rss = feed of {tag}judo",
    )
    said = site.built().text
    for name in "abcd":
        assert site.page(f"{name}.html").xpath("//main//a/@href") == ["index.html"]
    assert (site.output / "e.rss").read_text("utf-8").count("<entry") == 1
    for line, named in (("old.txt:3", "{tag}judo"), ("old.txt", "articles/gone.md"), ("old.txt:7", "{tag}judo")):
        assert any(one.startswith(line) and named in one for one in said.splitlines()), said
    assert "draft.md" not in said
    assert "Nobody" not in said


def test_a_page_of_the_site_itself_comes_first(site: Site) -> None:
    told(site, "subjects/rowing.html -> {index}", "2022/11/first.html -> {index}", "dates/2022.html -> {tag}rowing")
    site.built()
    for path in ("subjects/rowing.html", "2022/11/first.html", "dates/2022.html"):
        assert not site.page(path).xpath("//meta[@http-equiv='refresh']"), path


def test_a_change_of_the_file_counts_at_the_next_build(site: Site) -> None:
    told(site, "a.html = {filename}articles/first.md", "b.html -> {filename}articles/first.md")
    site.built()
    assert site.page("b.html").xpath("//main//a/@href") == ["a.html"]
    told(site, "c.html = {filename}articles/first.md")
    site.built()
    after = site.tree()
    assert "c.html" in after
    assert not {"a.html", "b.html"} & after.keys()
    assert after == site.tree_from_nothing()


def test_links_to_an_old_address_lead_somewhere(site: Site) -> None:
    site.article("second", text="See [that](/old.html).")
    told(site, "old.html -> {tag}rowing")
    site.built()
