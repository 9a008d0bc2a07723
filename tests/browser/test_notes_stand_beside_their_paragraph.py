"""A note stands beside the paragraph it is about: on a wide screen in the margin, on a narrow one below it, on paper
after the text. The text's own element holds none of it."""

from __future__ import annotations

from typing import Any

from helpers.building import Site
from playwright.sync_api import Browser, Page

from colophon.model.article import Note
from colophon.views.text import beside, body

PAGE = "2022/11/paris-olympics-symposium.html"


def groups(html: str, *passages: str) -> list[tuple[int, int, list[int]]]:
    notes = tuple(Note(on=passage, note="remark", nth=1) for passage in passages)
    found = beside(body(html, None, (), notes), notes)
    return [(group.block, group.over, [number for number, _ in group.notes]) for group in found]


def test_notes_go_with_the_block_that_has_their_words() -> None:
    html = "<p>one <em>two</em></p>\n<hr>\n<ul><li>three</li><li>four</li></ul>\n<p>five<br>six</p>\n<p>seven</p>"
    assert groups(html, "five", "three", "two", "four") == [(1, 2, [3]), (3, 1, [2, 4]), (4, 2, [1])]
    assert groups(html, "seven") == [(5, 1, [1])]


def box(page: Page, selector: str) -> dict[str, Any]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return dict(found)


def test_wide_narrow_and_on_paper(browser: Browser, ours: Site) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((ours.output / PAGE).as_uri())
    for paragraph, note in (("#p1", "#note-1"), ("#p3", "#note-6"), ("#p4", "#note-10")):
        text, aside = box(page, paragraph), box(page, note)
        assert aside["x"] >= text["x"] + text["width"]
        assert abs(aside["y"] - text["y"]) < 16
    page.set_viewport_size({"width": 390, "height": 900})
    for paragraph, note, after in (("#p1", "#note-1", "#p2"), ("#p3", "#note-9", "#p4")):
        text, aside, following = box(page, paragraph), box(page, note), box(page, after)
        assert text["y"] + text["height"] <= aside["y"]
        assert aside["y"] + aside["height"] <= following["y"]
    page.emulate_media(media="print")
    assert box(page, "#note-1")["y"] > box(page, "#p7")["y"]


def test_paragraphs_are_numbered_in_order(browser: Browser, ours: Site) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((ours.output / PAGE).as_uri())
    marks = page.locator(".pn").evaluate_all("all => all.map(e => e.getBoundingClientRect().y)")
    assert marks == sorted(marks)
    reset = page.locator(".article").evaluate("e => getComputedStyle(e).counterReset")
    assert reset == "paragraph 0"
    assert page.locator(".text").evaluate("e => getComputedStyle(e).display") == "contents"
