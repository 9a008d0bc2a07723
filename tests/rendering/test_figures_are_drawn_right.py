"""Figures say what their data say: places lie where they are, no name touches another, and the same data give the same
bytes. None of them holds a script, a style or an id."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from calendar import monthrange
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from helpers.building import ROOT, Site
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from colophon.model.names import Named
from colophon.rendering.charts import bars, heat_strip
from colophon.rendering.maps import (
    HEIGHT,
    LARGEST_LAND,
    WIDTH,
    WIDTHS,
    Label,
    boxes_of,
    framed,
    labels,
    land,
    located,
    places_map,
)
from colophon.views.lists import MAPPED

Point = tuple[float, float]
SVG = "{http://www.w3.org/2000/svg}"
PROVINCES = [
    (entry["name"], (entry["lat"], entry["lon"]))
    for entry in yaml.safe_load((ROOT / "content/register/places.yaml").read_text("utf-8")).values()
]
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
names = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=30)
places = st.lists(st.tuples(names, points), min_size=1, max_size=25)


def overlaps(placed: list[Label]) -> list[tuple[str, str]]:
    """The pairs of names that touch each other, at the narrowest or the widest."""
    shown = [label for label in placed if label.side]
    return [
        (one.name, other.name)
        for one, other in combinations(shown, 2)
        for a, b in zip(boxes(one), boxes(other), strict=True)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def boxes(label: Label) -> list[tuple[float, ...]]:
    assert label.side
    return [tuple(box) for box in boxes_of(label.name, (label.x, label.y), label.side)]


def inside(label: Label) -> bool:
    return all(
        left >= 0 and top >= 0 and right <= width and bottom <= width * HEIGHT / WIDTH
        for (left, top, right, bottom), (width, _) in zip(boxes(label), WIDTHS, strict=True)
    )


def well_formed(markup: str) -> etree._Element:
    """The figure; it is XML, and holds nothing that a page refuses."""
    root = etree.fromstring(markup)
    assert not {etree.QName(node).localname for node in root.iter()} & {"script", "style", "foreignObject"}
    assert not [
        name for node in root.iter() for name in node.attrib if name in ("id", "style") or name.startswith("on")
    ]
    return root


# --- the map -----------------------------------------------------------------------------------------------------


def test_the_eleven_provinces_of_the_first_article_are_all_named() -> None:
    placed = labels(PROVINCES)
    assert len(placed) == 11
    assert [label.name for label in placed if not label.side] == []
    assert overlaps(placed) == []
    assert all(map(inside, placed))


@given(places)
@example([("One place", (0.0, 0.0)), ("The same", (0.0, 0.0))])
@example([("West", (10.0, -180.0)), ("East", (10.0, 180.0))])
@example([("North", (90.0, 0.0)), ("South", (-90.0, 0.0))])
def test_no_name_touches_another_or_the_edge(drawn: list[tuple[str, Point]]) -> None:
    placed = labels(drawn)
    assert [label.name for label in placed] == [name for name, _ in drawn]
    assert overlaps(placed) == []
    assert all(inside(label) for label in placed if label.side)
    assert all(0 < label.x < 100 and 0 < label.y < 100 for label in placed)


@given(st.lists(points, min_size=1, max_size=12))
@example([(0.0, lon) for lon in (7.0, 70.0, 133.0, -38.0, -101.0, -164.0)])
def test_every_place_lies_well_within_the_frame_and_in_the_right_direction(drawn: list[Point]) -> None:
    frame = framed(drawn)
    for lat, lon in drawn:
        x, y = located(frame, lat, lon)
        assert 0.1 < x < 0.9
        assert 0.1 < y < 0.9
        assert frame.top - y * frame.degrees_high == pytest.approx(lat, abs=1e-6)
        assert (frame.left + x * frame.degrees_wide - lon + 1e-6) % 360 == pytest.approx(0, abs=1e-5)


def test_a_pair_across_the_date_line_is_shown_the_short_way_round() -> None:
    assert framed([(-18, 178), (-14, -171)]).degrees_wide < 30


@settings(max_examples=settings.default.max_examples // 5)  # drawing takes long
@given(st.lists(points, min_size=1, max_size=6))
@example([(90.0, 0.0), (-90.0, 180.0)])
@example([(65.0, 20.0), (62.0, 6.0)])
def test_land_is_small_whole_and_within_its_frame(drawn: list[Point]) -> None:
    drawing = land(framed(drawn))
    assert len(drawing) <= LARGEST_LAND <= 12 * 1024
    assert drawing == land(framed(drawn))
    root = well_formed(drawing.decode())
    (path,) = root
    for ring in re.findall(r"M([^z]+)z", path.get("d", "")):
        x, y = 0, 0
        values = [int(value) for value in re.findall(r"-?\d+", ring)]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            assert -4 <= x <= 2 * WIDTH + 4
            assert -4 <= y <= 2 * HEIGHT + 4


@pytest.mark.parametrize(
    ("at", "expected"),
    [((39.9, 116.4), True), ((36.0, 123.5), False), ((48.8, 2.3), True), ((0.0, -30.0), False), ((-75.0, 20.0), True),
     ((66.5, -178.0), True), ((42.0, 51.0), False)],
)  # fmt: skip
def test_land_lies_where_it_is(at: Point, expected: bool) -> None:
    """Beijing, the Yellow Sea, Paris, the Atlantic, Antarctica, Chukotka beyond the date line, the Caspian Sea."""
    frame = framed([at])
    x, y = (part * size * 2 for part, size in zip(located(frame, *at), (WIDTH, HEIGHT), strict=True))
    assert covered(etree.fromstring(land(frame))[0].get("d", ""), x, y) is expected


def covered(path: str, x: float, y: float) -> bool:
    """Whether a point is inside a path of closed lines, by the rule evenodd."""
    crossed = False
    for ring in re.findall(r"M([^z]+)z", path):
        values = [int(value) for value in re.findall(r"-?\d+", ring)]
        corners, at = [], (0, 0)
        for step in zip(values[::2], values[1::2], strict=True):
            at = at[0] + step[0], at[1] + step[1]
            corners.append(at)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossed = not crossed
    return crossed


def test_a_map_has_a_name_a_dot_for_each_place_and_only_what_is_known() -> None:
    markup = places_map([Named("Här & <där>", at=(60.0, 15.0)), Named("Nowhere")], "a&b.map.svg", "Map “of” <places>")
    root = html.fragment_fromstring(markup)
    land, names = root
    assert (names.get("role"), names.get("aria-label")) == ("img", "Map “of” <places>")
    assert (land.tag, land.get("src"), land.get("alt")) == ("img", "a&b.map.svg", "")
    assert len(list(root.iter("circle"))) == 1
    assert ["".join(node.itertext()) for node in root.iter("text")] == ["Här & <där>"]


def test_the_land_is_what_its_script_makes(tmp_path: Path, npm_packages: Path) -> None:
    source = npm_packages / "world-atlas" / "land-50m.json"
    made = tmp_path / "land.json"
    subprocess.run([sys.executable, ROOT / "cartography/land.py", source, made], check=True)
    assert made.read_bytes() == (ROOT / "colophon/rendering/land.json").read_bytes()


# --- days and months ---------------------------------------------------------------------------------------------


@given(st.dictionaries(st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)), st.integers(1, 1000), max_size=60))
def test_a_year_has_a_square_for_each_day_as_deep_as_it_has_articles(counts: dict[dt.date, int]) -> None:
    year = min(counts, default=dt.date(2024, 1, 1)).year
    for start, total, picture in heat_strip(year, counts.items(), lambda first, number: f"{first:%m} {number} <"):
        root = well_formed(picture)
        assert root.get("aria-label") == f"{start:%m} {total} <"
        squares = {
            (int(x), int(y)): int(path.get("class", "d")[1:])
            for path in root
            for x, y in re.findall(r"M(\d+)\.1 (\d+)\.1h", path.get("d", ""))
        }
        first, length = monthrange(year, start.month)
        assert len(squares) == length
        assert total == sum(n for day, n in counts.items() if (day.year, day.month) == (year, start.month))
        for number in range(length):
            depth = squares[(first + number) % 7, (first + number) // 7]
            count = counts.get(start + dt.timedelta(number), 0)
            assert (depth == 0) == (count == 0)
            assert depth == min(len(f"{count:b}") if count else 0, 4)


months = st.dictionaries(
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)).map(lambda day: day.replace(day=1)), st.integers(1, 9999)
)


@given(months)
def test_bars_stand_at_their_months_and_are_as_high_as_their_numbers(counts: dict[dt.date, int]) -> None:
    held = sorted(counts.items())
    root = well_formed(bars(held, "A label"))
    drawn = [(int(x), int(y)) for x, y in re.findall(r"M(\d+)\.1 100v-(\d+)h", root[0].get("d", ""))]
    assert len(drawn) == len(held)
    wide = int(root.get("viewBox", "").split()[2])
    for (x, high), (month, count) in zip(drawn, held, strict=True):
        assert x == (month.year - held[0][0].year) * 12 + month.month - held[0][0].month
        assert 0 <= x < wide
        assert abs(high - 100 * count / max(counts.values())) <= 2
        assert high > 0


# --- on the page -------------------------------------------------------------------------------------------------


PLACES = "here: {name: Here, lat: 60, lon: 15}\nthere: {name: There, lat: 55, lon: 13}\nnowhere: {name: Nowhere}\n"


def with_places(folder: Path, *keys: str) -> Site:
    site = Site.minimal(folder)
    site.write("register/places.yaml", PLACES)
    place(site, *keys)
    return site


def place(site: Site, *keys: str) -> None:
    file = site.article("first")
    file.write_text(file.read_text().replace("subjects:", f"places: [{', '.join(keys)}]\nsubjects:"))


def test_an_article_whose_places_are_known_has_a_map_and_others_have_no_trace_of_one(tmp_path: Path) -> None:
    site = with_places(tmp_path, "here", "there", "nowhere")
    site.article("second")
    assert site.build().code == 0
    page = site.page("2022/11/first.html")
    (picture,) = page.xpath("//*[@class='map']")
    assert [text.text for text in picture.iter("text")] == ["Here", "There"]
    assert picture.xpath("./img/@src") == ["../../2022/11/first.map.svg"]
    well_formed((site.output / "2022/11/first.map.svg").read_text())
    assert [str(dd) for dd in page.xpath("//dl[@class='names']//dd//text()")].count("Nowhere") == 1
    assert sorted(file.name for file in site.output.rglob("*.map.svg")) == ["first.map.svg", "index.map.svg"]
    assert not site.page("2022/11/second.html").xpath("//*[@class='map'] | //*[contains(@class, 'days')]")


def test_a_map_goes_with_the_places_that_it_shows(tmp_path: Path) -> None:
    site = with_places(tmp_path, "here")
    assert site.build().code == 0
    before = (site.output / "2022/11/first.map.svg").read_bytes()
    place(site, "there")
    assert site.build().code == 0
    assert (site.output / "2022/11/first.map.svg").read_bytes() != before
    place(site, "nowhere")
    assert site.build().code == 0
    assert list(site.output.rglob("*.map.svg")) == []


def test_the_overview_of_places_has_a_map_of_all_articles_places(tmp_path: Path) -> None:
    site = with_places(tmp_path, "here", "nowhere")
    second = site.article("second")
    second.write_text(second.read_text().replace("subjects:", "places: [there]\nsubjects:"))
    assert site.build().code == 0
    page = site.page("places/index.html")
    (picture,) = page.xpath("//main//*[@class='map']")
    assert [text.text for text in picture.iter("text")] == ["Here", "There"]
    assert picture.xpath("./img/@src") == ["../places/index.map.svg"]
    before = (site.output / "places/index.map.svg").read_bytes()
    second.unlink()
    assert site.build().code == 0
    assert [text.text for text in site.page("places/index.html").xpath("//svg//text")] == ["Here"]
    assert (site.output / "places/index.map.svg").read_bytes() != before
    assert not site.page("subjects/index.html").xpath("//main//*[@class='map']")


def test_the_map_of_many_places_shows_those_with_most_articles(tmp_path: Path) -> None:
    site = Site.minimal(tmp_path)
    lines = [f"p{n:02}: {{name: P{n}, lat: {n / 2}, lon: {n * 3}}}" for n in range(MAPPED + 5)]
    site.write("register/places.yaml", "\n".join(lines))
    place(site, *(f"p{n:02}" for n in range(MAPPED + 5)))
    second = site.article("second")
    second.write_text(second.read_text().replace("subjects:", f"places: [p{MAPPED + 4}]\nsubjects:"))
    assert site.build().code == 0
    page = site.page("places/index.html")
    (picture,) = page.xpath("//main//*[@class='map']")
    assert len(picture.xpath(".//circle")) == MAPPED
    assert f"P{MAPPED + 4}" in [text.text for text in picture.iter("text")]
    assert len(page.xpath("//div[@class='columns']//li")) == MAPPED + 5
