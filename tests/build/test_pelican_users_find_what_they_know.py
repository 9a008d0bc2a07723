"""What works in Pelican works here: its command and options, pages, static files, links, filters, hidden articles."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.building import Site

LINKS = "A [dot]({static}../images/dot.png), [first]({filename}first.md#p1), [about]({filename}/pages/about.md)."


def test_any_content_and_output_folder(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere/texts"
    site.content.rename(other) if other.parent.mkdir() is None else None
    site.content = other
    assert site.build(output=tmp_path / "public html").code == 0
    assert (tmp_path / "public html/2022/11/first.html").is_file()


def test_pelicans_own_header(site: Site) -> None:
    site.write(
        "articles/flat.md",
        "Title: A flat header\nDate: 2022-12-01 08:30\nCategory: News\nTags: rowing, judo\nSource: Some Paper\n"
        "Source_Page: 07\nSource_Date: 2022-12-01\n\nThe text, *with stress*.\n",
    )
    site.built()
    page = site.page("2022/12/flat.html")
    above = " ".join(page.xpath("//article/header")[0].text_content().split())
    assert "Some Paper" in above
    assert "page 07" in above
    assert page.xpath("//*[@class='text']//em/text()") == ["with stress"]
    assert [*(site.output / "sources").glob("some-paper_*.html")]  # a name that the register does not have
    assert (site.output / "subjects/judo.html").is_file()


def test_pages_static_files_and_links(site: Site) -> None:
    site.set(PAGE_SAVE_AS="{slug}.html")
    site.write("pages/about.md", "Title: About us\n\nSee [the first]({filename}../articles/first.md).\n")
    site.write("images/dot.png", b"\x89PNG")
    site.article(
        "second",
        text=LINKS,
    )
    site.built()
    assert site.page("about.html").xpath("//*[@class='text']//a/@href") == ["2022/11/first.html"]
    hrefs = [h for h in site.page("2022/11/second.html").xpath("//*[@class='text']//a/@href") if not h.startswith("#")]
    assert hrefs == ["../../images/dot.png", "first.html#p1", "../../about.html"]
    assert (site.output / "images/dot.png").read_bytes() == b"\x89PNG"


def test_hidden_articles_have_a_page_and_stand_in_no_list(site: Site) -> None:
    site.article("quiet", header="status: hidden")
    assert site.build().code == 0
    assert (site.output / "2022/11/quiet.html").is_file()
    assert all("quiet" not in p.read_text("utf-8") for p in site.output.rglob("*.html") if p.name != "quiet.html")


def test_an_article_waits_for_its_day(site: Site) -> None:
    site.article("later", header="published: 2030-01-02")
    said = site.build(environment={"SOURCE_DATE_EPOCH": "1767225600"})
    assert "articles/later.md waits until 2030-01-02" in said.text
    assert not (site.output / "2022/11/later.html").exists()
    assert site.build(environment={"SOURCE_DATE_EPOCH": "1900000000"}).code == 0
    assert (site.output / "2022/11/later.html").exists()
    assert site.build(environment={"SOURCE_DATE_EPOCH": "1767225600"}).code == 0
    assert not (site.output / "2022/11/later.html").exists()


def test_a_moved_article_leaves_a_page_at_its_old_address(site: Site) -> None:
    site.article("new-place", header="redirect_from: [old/place.html]")
    assert site.build().code == 0
    assert site.page("old/place.html").xpath("//main//a/@href") == ["../2022/11/new-place.html"]


@pytest.mark.parametrize("place", ["theme/main.css", "index.html", ".colophon", "manifest/x.html"])
def test_no_article_takes_the_place_of_the_sites_own_files(site: Site, place: str) -> None:
    site.article("greedy", header=f"redirect_from: [{place}]")
    site.refused("content/articles/greedy.md:")


def test_a_static_file_cannot_leave_the_output(site: Site) -> None:
    site.write("images/x.txt", "x")
    site.set(EXTRA_PATH_METADATA={"images/x.txt": {"path": "../../outside.txt"}})
    site.refused("outside.txt")
    assert not (site.folder.parent / "outside.txt").exists()


def test_a_filter_of_the_settings_is_used_and_its_change_seen(site: Site) -> None:
    own = site.folder / "own"
    own.mkdir()
    (own / "article.html").write_text("<title>{{ article.title|shout }}</title>")
    for n in range(210):
        site.article(f"many{n}")
    settings = site.settings.read_text() + f"THEME_TEMPLATES_OVERRIDES = [{str(own)!r}]\n"
    for mark in ("!", "?"):
        site.settings.write_text(settings + f"JINJA_FILTERS = {{'shout': lambda text: text.upper() + {mark!r}}}\n")
        site.built()
        assert site.page("2022/11/first.html").findtext(".//title") == f"THE FIRST ARTICLE{mark}"


def test_ignore_cache_builds_from_nothing(site: Site) -> None:
    assert site.build().code == 0
    assert "0 files read" in site.build().text
    assert "1 file read" in site.build("--ignore-cache").text


def test_an_output_folder_behind_a_link(site: Site) -> None:
    (site.folder / "real").mkdir()
    site.output.symlink_to(site.folder / "real")
    for title in ("One", "Two"):
        site.article("first", title=title)
        assert site.build().code == 0
    assert site.output.is_symlink()
    assert (site.folder / "real/index.html").is_file()


def test_autoreload_waits_after_a_problem_and_builds_again(site: Site) -> None:
    # Pelican holds its pattern for hidden files against whole paths, and these tests may run below a hidden folder.
    site.set(IGNORE_FILES=[".*"])
    file = site.article("second", date="2022-02-31")
    command = [sys.executable, "-m", "pelican", "-r", str(site.content), "-s", str(site.settings), "-o",
        str(site.output)]  # fmt: skip
    log = (site.folder / "log.txt").open("w")
    process = subprocess.Popen(command, cwd=site.folder, stdout=log, stderr=log, env={**os.environ, "COLUMNS": "1000"})
    try:
        wait_for(lambda: "content/articles/second.md" in (site.folder / "log.txt").read_text())
        time.sleep(1)
        assert (site.folder / "log.txt").read_text().count("nothing was built") == 1
        file.write_text(file.read_text().replace("2022-02-31", "2022-02-28"))
        wait_for((site.output / "2022/02/second.html").exists)
    finally:
        process.terminate()
        process.wait()
        log.close()


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
