"""The page that `colophon adopt` writes and prints says what differs; the command changes nothing that a site has."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from helpers.adopting import ENVIRONMENT, Adopted, adopted
from helpers.building import ROOT, run
from helpers.pelican_sites import BLOG, written

from colophon.adopting.unused import UNUSED


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    files = {**BLOG, "content/torn.md": "Title: Torn\nDate: 2020-05-05\n\nA \u202ebell.\n"}
    settings = BLOG["pelicanconf.py"].replace("PLUGINS = []", 'PLUGINS = ["nobody_has_this"]\nTYPOGRIFY = False')
    folder = written(tmp_path_factory.mktemp("reported") / "blog", {**files, "pelicanconf.py": settings})
    return adopted(folder, "publishconf.py")


def section(report: str, heading: str) -> str:
    return report.partition(f"## {heading}")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("What was found", "7 articles and 2 pages"),
        ("What was found", "1 draft: unsorted-draft.md"),
        ("What was found", "tools/notes.md"),
        ("Plugins", "nobody_has_this: not installed"),
        ("What has no source", "REQUIRE_SOURCE = True"),
        ("What has no source", "content/compost.md"),
        ("Fields that are not used", "`mood` (1 text)"),
        ("What is left out", "content/torn.md:4: text: the invisible character U+202E"),
        ("What is left out", "content/tools/notes.md:1: header"),
        ("What differs in the texts", "vegetables/peas.md:9: warning: text: <iframe> is not shown"),
        ("What differs in the texts", "would be fetched from elsewhere"),
        ("What differs in the texts", "“3 March 2019” is read as 2019-03-03"),
        ("What differs in the texts", "“{filename}lost.md” leads nowhere"),
        ("What differs in the texts", "“wide” is not a template of the theme"),
        ("Addresses", "lead to the front page: Ida Quill"),
        ("Settings of publishconf.py without effect", "`TYPOGRIFY`"),
        ("Settings of publishconf.py without effect", "`TAG_SAVE_AS`"),
        ("Settings of publishconf.py without effect", "`AUTHOR`"),
        ("Settings of publishconf.py without effect", "asks for them: `LINKS`"),
        ("Theme", "instead of `simple`"),
        ("Next", "colophon serve -s colophonconf.py"),
    ],
)
def test_the_page_says(heading: str, said: str, blog: Adopted) -> None:
    assert said in section(blog.report, heading), blog.report
    assert blog.report.strip() in blog.said.text


def test_a_setting_that_counts_is_not_called_without_effect(blog: Adopted) -> None:
    said = section(blog.report, "Settings of publishconf.py without effect")
    for name in ("SITENAME", "TIMEZONE", "ARTICLE_SAVE_AS", "FEED_ALL_ATOM", "DEFAULT_PAGINATION"):
        assert f"`{name}`" not in said


def test_docs_have_the_same_settings_without_effect() -> None:
    text = (ROOT / "content" / "docs" / "settings.md").read_text("utf-8")
    listed = text.partition("## Pelican's settings that are not used")[2].partition("\n## ")[0]
    bullets = listed.partition("\n- ")[2]
    used = {"ARTICLE_PERMALINK_STRUCTURE", "PORT", "BIND", "LOG_FILTER"}
    assert set(re.findall(r"`([A-Z][A-Z0-9_]{3,})`", bullets)) - used == set(UNUSED)


def test_a_second_adoption_touches_nothing(blog: Adopted) -> None:
    before = (blog.site / "colophonconf.py").stat()
    said = run([sys.executable, "-m", "colophon", "adopt", str(blog.site)], ENVIRONMENT, blog.site)
    assert said.code == 1
    assert "colophonconf.py and old-addresses.txt and adoption.md and output-colophon already" in said.text
    assert len(said.text.strip().splitlines()) == 1
    assert (blog.site / "colophonconf.py").stat() == before


def test_it_says_what_is_no_site(tmp_path: Path) -> None:
    for folder, reason in ((tmp_path, "there is no publishconf.py or pelicanconf.py"), (tmp_path / "no", "no folder")):
        said = run([sys.executable, "-m", "colophon", "adopt", str(folder)], ENVIRONMENT, tmp_path)
        assert (said.code, reason in said.text, "Traceback" in said.text) == (1, True, False), said.text
    (tmp_path / "pelicanconf.py").write_text("SITENAME = \n")
    said = run([sys.executable, "-m", "colophon", "adopt", str(tmp_path)], ENVIRONMENT, tmp_path)
    assert (said.code, "Traceback" in said.text) == (1, False), said.text


def test_a_site_whose_theme_is_not_here_is_taken_in_all_the_same(tmp_path: Path) -> None:
    settings = 'SITENAME = "Far"\nPATH = "content"\nTIMEZONE = "UTC"\nTHEME = "/no/such/theme"\nPLUGINS = []\n'
    text = "Title: Here\nDate: 2020-01-01\nTemplate: of-that-theme\n\nWords.\n"
    folder = written(tmp_path / "far", {"pelicanconf.py": settings, "content/here.md": text})
    said = run([sys.executable, "-m", "colophon", "adopt", str(folder)], ENVIRONMENT, tmp_path)
    assert said.code == 0, said.text
    assert "as Pelican builds them without its theme" in said.text
    assert "Words." in (folder / "output-colophon" / "here.html").read_text("utf-8")


def test_what_changes_in_the_old_settings_counts(blog: Adopted) -> None:
    old = blog.site / "pelicanconf.py"
    kept = old.read_text()
    try:
        old.write_text(kept.replace("Ida's allotment", "Ida's two allotments"))
        assert blog.colophon("build").code == 0
        assert "Ida&#39;s two allotments" in (blog.new / "index.html").read_text("utf-8")
    finally:
        old.write_text(kept)
