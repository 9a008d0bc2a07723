"""`colophon check --host` counts the built site as it lies on disk, holds it to what the host states, and names what to
turn off, with what that saves: as much as a build without it is smaller."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from helpers.building import ROOT, Site

from colophon.checking.budget import ALWAYS, MEASURES, NO_HOST, Built, hosts, report
from colophon.cli import HOSTS

DATA: dict[str, Any] = tomllib.loads((ROOT / "colophon/checking/hosts.toml").read_text("utf-8"))


def files(site: Site) -> list[Path]:
    """What is uploaded."""
    return [path for path in site.output.rglob("*") if path.is_file()]


def said(sizes: dict[str, int], host: str) -> tuple[str, bool]:
    lines, over = report(Built(sizes), host)
    return "\n".join(lines), over


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.minimal(tmp_path_factory.mktemp("site"))
    site.set(ARCHIVE_DATA=True, SEARCH=True, SOCIAL_CARDS=True, SITEURL="https://example.org")
    site.set(CACHE_PATH=str(site.folder / "cache"), OUTPUT_PATH=str(site.output))
    site.write("received/first.txt", "Text of first.\n\nMore of it.")
    site.built()
    return site


def test_the_numbers_are_those_on_disk(built: Site) -> None:
    sizes = {path: path.stat().st_size for path in files(built)}
    folders = [path for path in built.output.rglob("*") if path.is_dir()]
    answer = built.check("--host", "cloudflare-free")
    assert answer.code == 0, answer.text
    assert f"files: {len(sizes)} of 20,000" in answer.text
    assert f"largest file: {max(sizes.values()) / 1e6:,.1f} MB of 26.2 MB" in answer.text
    assert f"total: {sum(sizes.values()) / 1e6:,.1f} MB; the host states no limit" in answer.text
    assert f"files and folders: {len(sizes) + len(folders)} of 200,000" in built.check("--host", "gitlab").text
    fullest = max(sum(path.is_file() for path in folder.iterdir()) for folder in [built.output, *folders])
    assert f"files in one folder: {fullest} of 54,000" in built.check("--host", "netlify").text
    assert "earlier state" not in answer.text


SAVINGS = {
    "SEARCH = False": {"SEARCH": False},
    "ARCHIVE_DATA = False": {"ARCHIVE_DATA": False},
    "SOCIAL_CARDS = False": {"SOCIAL_CARDS": False},
    "INDEX_FEEDS = []": {"INDEX_FEEDS": []},
    "ARTICLE_FORMS without “ris”": {
        "ARTICLE_FORMS": ["csl.json", "bib", "mods.xml", "txt", "md", "tei.xml", "json", "evidence.zip"]
    },
}  # fmt: skip


@pytest.mark.parametrize("advice", SAVINGS)
def test_what_a_setting_saves_is_what_a_build_without_it_lacks(built: Site, tmp_path: Path, advice: str) -> None:
    whole = Built.of(built.output)
    promised = whole.makers[advice]
    other = Site.minimal(tmp_path)
    text = built.settings.read_text("utf-8").split("CACHE_PATH =")[0]
    other.settings.write_text(text)
    other.set(**SAVINGS[advice])
    other.write("received/first.txt", "Text of first.\n\nMore of it.")
    other.built()
    left = {path.relative_to(other.output).as_posix() for path in files(other)}
    assert promised
    assert set(whole.sizes) - set(promised) == left


def test_too_many_files_are_told_with_what_to_turn_off() -> None:
    sizes = {f"2024/{n}.{end}": 10 for n in range(6_000) for end in ("html", "ris", "bib", "card.png")}
    sizes |= {f"search/{n}.pf": 1 for n in range(500)} | {"search.html": 1, "index.html": 1}
    text, over = said(sizes, "cloudflare-free")
    assert over
    assert "files: 24,502 of 20,000, which is too much" in text
    saved = re.findall(r"^    (.+) saves ([\d,]+)$", text, re.MULTILINE)
    assert saved == [
        ("ARTICLE_FORMS without “bib”", "6,000"), ("ARTICLE_FORMS without “ris”", "6,000"),
        ("SOCIAL_CARDS = False", "6,000"), ("SEARCH = False", "501"),
    ]  # fmt: skip
    assert not said(sizes, "cloudflare")[1]
    assert not said(dict.fromkeys(map(str, range(20_000)), 1), "cloudflare-free")[1]
    assert said(dict.fromkeys(map(str, range(20_001)), 1), "cloudflare-free")[1]
    assert "no setting saves any" in said(dict.fromkeys(map(str, range(20_001)), 1), "cloudflare-free")[0]


def test_files_that_are_too_large_are_named() -> None:
    sizes = {"index.html": 1, "data/articles.db": 30_000_000, "received/film.mp4": 26_214_401, "a.txt": 26_214_400}
    text, over = said(sizes, "cloudflare")
    assert over
    assert "data/articles.db has 30.0 MB: ARCHIVE_DATA = False" in text
    assert "received/film.mp4 has 26.2 MB: publish it elsewhere, or make it smaller" in text
    assert "a.txt" not in text
    many = {f"{n}.mp4": 200_000_000 for n in range(7)}
    text, _ = said(many, "github-pages")
    assert "and 2 more files" in text
    assert "total: 1,400.0 MB of 1,000.0 MB, which is too much" in text


def test_a_full_folder_and_many_folders_count() -> None:
    full = {f"2024/{n}.html": 1 for n in range(54_001)}
    assert said(full, "netlify")[1]
    assert not said({f"{n % 2}/{n}.html": 1 for n in range(60_000)}, "netlify")[1]
    deep = {f"{n}/x.html": 1 for n in range(100_000)}
    assert not said(deep, "gitlab")[1]
    assert said({**deep, "y.html": 1}, "gitlab")[1]


def test_without_a_host_there_are_numbers_alone(built: Site) -> None:
    answer = built.check("--host", NO_HOST)
    assert answer.code == 0
    assert [line.strip().split(":")[0] for line in answer.text.splitlines()[-3:]] == [
        *ALWAYS[:1],
        "largest file",
        "total",
    ]
    assert "limit" not in answer.text


def test_a_site_that_is_not_that_of_now_is_told(site: Site) -> None:
    site.set(CACHE_PATH=str(site.folder / "cache"), OUTPUT_PATH=str(site.output))
    answer = site.check("--host", "netlify")
    assert (answer.code, "there is no built site in" in answer.text) == (1, True)
    site.built()
    assert "earlier state" not in site.check("--host", "netlify").text
    site.article("second")
    assert "The output is that of an earlier state of the content" in site.check("--host", "netlify").text
    site.built()
    assert "earlier state" not in site.check("--host", "netlify").text
    site.set(SITENAME="Another name")
    assert "earlier state" in site.check("--host", "netlify").text


def test_each_limit_has_its_source_and_day() -> None:
    assert set(HOSTS) == {*DATA, NO_HOST} == {*hosts(), NO_HOST}
    docs = (ROOT / "content/docs/checking.md").read_text("utf-8")
    for name, host in DATA.items():
        assert host["name"] in docs, name
        limits = {key: value for key, value in host.items() if key != "name"}
        assert limits
        assert set(limits) <= set(MEASURES)
        for limit in limits.values():
            assert limit["source"].startswith("https://")
            assert isinstance(limit["read"], dt.date)
            assert limit["most"] > 1_000
            assert limit["says"]
