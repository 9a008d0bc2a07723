"""A build shows the first of many warnings that say the same, and how many there are; `check` shows all."""

from __future__ import annotations

from helpers.building import Site


def test_a_build_sums_up_and_check_does_not(site: Site) -> None:
    site.set(REQUIRE_SOURCE=False)
    for number in range(25):
        site.write(f"articles/n{number:02}.md", f"Title: N{number}\nDate: 2020-01-01\n\nText {number}.\n")
    site.write("articles/other.md", "Title: O\nDate: 2020-01-01\nMood: fine\n\nText.\n")
    said = site.built().text
    assert said.count("warning: source: missing") == 3
    assert "23 more warnings of source: missing; colophon check lists them all" in said
    assert said.count("warning: mood:") == 1
    assert site.check().text.count("warning: source: missing") == 26
