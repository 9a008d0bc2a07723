"""In a real browser no name on the map of the first article touches another or leaves the frame, whatever the width."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from helpers.building import ROOT, Site

# A name takes the room of its letters: the box of its line is as tall as the system's font happens to be.
MEASURE = """map => {
  const box = e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  const ink = text => {
    canvas.font = getComputedStyle(text).font;
    const letters = canvas.measureText(text.textContent);
    const feet = text.getStartPositionOfChar(0).matrixTransform(text.getScreenCTM()).y;
    const [left, , right] = box(text);
    return [left, feet - letters.actualBoundingBoxAscent, right, feet + letters.actualBoundingBoxDescent];
  };
  return { frame: box(map), names: [...map.querySelectorAll("text")].map(t => [t.textContent, ...ink(t)]),
    land: map.parentElement.querySelector("img").getBoundingClientRect().width,
    size: parseFloat(getComputedStyle(map.querySelector("text")).fontSize) };
}"""


@pytest.fixture(scope="module")
def page_of_the_first_article(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("map")
    site = Site(folder, ROOT / "content", ROOT / "pelicanconf.py")
    site.built()
    return (site.output / "2022/11/paris-olympics-symposium.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 390, 600, 800, 1024, 1280])
def test_names_keep_apart_and_inside(browser: Any, page_of_the_first_article: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto(page_of_the_first_article)
    found = page.locator(".map > svg").evaluate(MEASURE)
    context.close()
    left, top, right, bottom = found["frame"]
    assert said == []
    assert len(found["names"]) == 11
    assert found["size"] >= 12
    assert found["land"] == pytest.approx(right - left, abs=1)
    for name, *box in found["names"]:
        assert 8 < box[3] - box[1] < 20, name
        assert left <= box[0], name
        assert top <= box[1], name
        assert box[2] <= right, name
        assert box[3] <= bottom, name
    for (one, *a), (other, *b) in combinations(found["names"], 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
