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
        for table in tables:
            frame = table.getparent()
            assert {"class": "wide", "tabindex": "0", "aria-label": "tide, hour"}.items() <= dict(frame.attrib).items()
            # A landmark would need a name that no other has.
            assert frame.get("role") == "group"
