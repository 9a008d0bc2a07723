"""A table in a text, of an article or of a page of the site's own, scrolls by itself, and a keyboard can reach it."""

from pathlib import Path

from helpers.building import Site

TABLES = "| tide | hour |\n|---|---|\n| high | 6 |\n\nBetween.\n\n| tide | hour |\n|---|---|\n| low | 12 |\n"


def test_each_table_has_a_frame_with_a_name(tmp_path: Path) -> None:
    site = Site.minimal(tmp_path / "site")
    site.article("tides", text=TABLES)
    site.write("pages/tides.md", f"---\ntitle: Tides\n---\n\n{TABLES}")
    site.built()
    for page in ("2022/11/tides.html", "pages/tides.html"):
        tables = site.page(page).xpath("//main//table")
        assert [table.xpath("string(.//td)") for table in tables] == ["high", "low"]
        frames = [table.getparent() for table in tables]
        assert {(frame.get("class"), frame.get("tabindex")) for frame in frames} == {("wide", "0")}
        # They are landmarks, of which no two may have one name.
        assert {frame.get("role") for frame in frames} == {"region"}
        assert [frame.get("aria-label") for frame in frames] == ["tide, hour", "tide, hour (2)"]
