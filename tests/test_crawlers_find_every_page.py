"""Crawlers are told what there is, and since when."""

from __future__ import annotations

from building import Site


def test_crawlers_may_take_everything(site: Site) -> None:
    assert site.build().code == 0
    assert (site.output / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"


def test_a_word_to_crawlers_of_ones_own_stands_in_its_place(site: Site) -> None:
    site.write("received/robots.txt", "User-agent: *\nDisallow: /latest/\n")
    site.set(EXTRA_PATH_METADATA={"received/robots.txt": {"path": "robots.txt"}})
    assert site.build().code == 0
    assert (site.output / "robots.txt").read_text() == "User-agent: *\nDisallow: /latest/\n"
