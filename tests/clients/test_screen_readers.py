"""What a screen reader is told of an article, what is copied from it, and what programs take from its PDF: numbers of
notes and doubtful places have words of their own behind the words that they are on, and no number becomes part of one.

Chromium's accessibility tree holds what it hands to screen readers.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers.answers import Answered
from helpers.building import ROOT, Site, words
from helpers.measuring import opened
from playwright.sync_api import Browser, Page

FIRST = "2022/11/paris-olympics-symposium.html"
RECEIVED = ROOT / "content" / "received" / "2022" / "paris-olympics-symposium.txt"
CHINESE, ARABIC = "2023/03/lamps-in-chinese-zh-Hans.html", "2023/03/lamps-in-arabic-ar.html"


class Said(NamedTuple):
    """What stands behind a place: with a note, a doubtful one, and one whose reading is shown."""

    note: str
    doubtful: str
    reading: str


ENGLISH = Said(" (note {number})", " (doubtful, reading {number})", " (reading: {now})")
IN_CHINESE = Said(" (注{number})", " (存疑{number})", " (读作：{now})")


# --- the accessibility tree ------------------------------------------------------------------------------------------


def tree(page: Page) -> dict[str, dict[str, Any]]:
    """The nodes of Chromium's accessibility tree by their ids."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return {node["nodeId"]: node for node in nodes}


def spoken(nodes: dict[str, dict[str, Any]], node: dict[str, Any]) -> str:
    """The words below a node, in order; a number of a paragraph by the name of its link."""
    role, name = (str(node.get(part, {}).get("value")) for part in ("role", "name"))
    if role == "StaticText" or name.startswith("¶ "):
        return name
    return "".join(spoken(nodes, nodes[child]) for child in node.get("childIds", ()) if child in nodes)


def named(nodes: dict[str, dict[str, Any]], role: str) -> list[str]:
    """The names of all nodes of a role, in order."""
    return [node["name"]["value"] for node in nodes.values() if node.get("role", {}).get("value") == role]


def paragraphs(nodes: dict[str, dict[str, Any]]) -> list[str]:
    """The paragraphs of the text, each of which begins with its number."""
    told = (spoken(nodes, node) for node in nodes.values() if node.get("role", {}).get("value") == "paragraph")
    return [text for text in told if text.startswith("¶ ")]


def text_of(site: Site, path: str) -> list[str]:
    """The paragraphs of the text as the page's markup has them, without what the page adds. The credit line is a line
    of its own, without a space before it."""
    page = site.page(path)
    (credit,) = (str(line.text_content()) for line in page.xpath("//*[@class='credit']"))
    return [str(p.text_content()).replace(f" {credit}", credit) for p in page.xpath("//div[@class='text']/p[@id]")]


def notes_of(site: Site, path: str) -> list[str]:
    """On which words the notes are, as their list has it."""
    return [str(b.text_content()) for b in site.page(path).xpath("//aside//li/p/b")]


def readings_of(site: Site, path: str) -> list[tuple[str, str]]:
    """The doubtful passages with their readings, as their list has them."""
    places = site.page(path).xpath("//ol[contains(@class, 'readings')]/li/p[del]")
    return [(str(p.find("del").text_content()), str(p.find("ins").text_content())) for p in places]


def bare(told: str, number: int, site: Site, path: str, said: Said) -> str:
    """A paragraph without what is said of it."""
    told = told.removeprefix(f"¶ {number}")
    for at, _ in enumerate(notes_of(site, path), 1):
        told = told.replace(said.note.format(number=at), "", 1)
    for at, (_, now) in enumerate(readings_of(site, path), 1):
        told = told.replace(said.doubtful.format(number=at), "", 1).replace(said.reading.format(now=now), "", 1)
    return told


def problems(page: Page, site: Site, path: str, said: Said, *, reading: bool) -> list[str]:
    """What a screen reader is told otherwise than it should be."""
    nodes = tree(page)
    told = paragraphs(nodes)
    links, whole = named(nodes, "link"), "\n".join(told)
    found = []
    for number, on in enumerate(notes_of(site, path), 1):
        name = on + said.note.format(number=number)
        found += [] if name in links and name in whole else [f"no link {name!r}"]
    for number, (was, now) in enumerate(readings_of(site, path), 1):
        place = was + (said.reading.format(now=now) if reading else said.doubtful.format(number=number))
        found += [] if place in whole else [f"no place {place!r}"]
    left = [bare(text, number, site, path, said) for number, text in enumerate(told, 1)]
    if left != text_of(site, path):
        found.append(f"the text is not that received: {left}")
    return found


CASES = (
    ("ours", FIRST, 1280, ENGLISH, 14, 12),
    ("ours", FIRST, 390, ENGLISH, 14, 12),
    ("sample", CHINESE, 1280, IN_CHINESE, 1, 1),
    ("sample", ARABIC, 390, ENGLISH, 1, 1),
)


def test_a_screen_reader_is_told_numbers_behind_the_words_they_are_on(
    browser: Browser, ours: Site, sample: Site, answered: Answered
) -> None:
    sites = {"ours": ours, "sample": sample}
    found = []
    with opened(browser) as page:
        for site, path, width, said, notes, readings in CASES:
            assert (len(notes_of(sites[site], path)), len(readings_of(sites[site], path))) == (notes, readings)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto((sites[site].output / path).as_uri())
            for chosen in ("received", "reading"):
                page.locator(f".switch [value={chosen}]").check()
                told = problems(page, sites[site], path, said, reading=chosen == "reading")
                found += [f"{path} {width} {chosen}: {one}" for one in told]
        page.goto((ours.output / FIRST).as_uri())
        link = next(name for name in named(tree(page), "link") if name.startswith("On November"))
        place = re.search(r"must (strictly and.*?\))", "".join(paragraphs(tree(page))))
        page.locator(".switch [value=reading]").check()
        reading = re.search(r"must (strictly and.*?\))", "".join(paragraphs(tree(page))))
    assert not found, "\n".join(found)
    assert place
    assert reading
    answered("Chromium", "its accessibility tree: the link of the first note", link)
    answered("Chromium", "its accessibility tree: a doubtful place, as received", place[1])
    answered("Chromium", "its accessibility tree: the same place in the reading text", reading[1])
    answered(
        "Chromium",
        "its accessibility tree without these words: English, wide and narrow, Chinese, Arabic; both texts each",
        "the text, word for word",
    )


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".noted[data-n]::after { content: attr(data-n) }", "no link 'On November 28 (note 1)'"),
        (
            ".reading[data-n]::after { content: none !important }",
            "no place 'strictly and strictly (doubtful, reading 3)'",
        ),
        (".text { display: none !important }", "the text is not that received"),
    ],
)
def test_a_number_without_its_words_is_found(css: str, expected: str, browser: Browser, ours: Site) -> None:
    with opened(browser) as page:
        page.goto((ours.output / FIRST).as_uri())
        page.add_style_tag(content=css)
        assert expected in "\n".join(problems(page, ours, FIRST, ENGLISH, reading=False))


def test_a_reading_that_leaves_words_out_is_told_as_a_doubtful_place(browser: Browser, site: Site) -> None:
    header = """\
readings:
  - {was: of it, now: "", kind: typographic, why: Doubled}
"""
    site.article("first", text="More of it than that.", header=header)
    site.built()
    with opened(browser) as page:
        page.goto((site.output / "2022/11/first.html").as_uri())
        page.locator(".switch [value=reading]").check()
        assert paragraphs(tree(page)) == ["¶ 1More of it (doubtful, reading 1) than that."]


# --- what is copied --------------------------------------------------------------------------------------------------


def test_what_is_copied_has_no_number_in_a_word(browser: Browser, ours: Site, answered: Answered) -> None:
    received = RECEIVED.read_text("utf-8").removeprefix(" date 2022-11-30 ").split()
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((ours.output / FIRST).as_uri())
    for chosen in ("received", "reading"):
        page.locator(f".switch [value={chosen}]").check()
        for selector in (".text", "article"):
            page.evaluate("selector => getSelection().selectAllChildren(document.querySelector(selector))", selector)
            page.keyboard.press("Control+C")
            copied = page.evaluate("navigator.clipboard.readText()").split()
            at = copied.index("On", 0 if selector == ".text" else copied.index("Reading"))
            assert copied[at : at + len(received)] == received
    by_list = [words(line) for line in ours.page(FIRST).xpath("//ol//p | //dl//dd | //dl//dt")]
    text = " ".join(copied)
    assert [line for line in by_list if " ".join(line) not in text] == []
    context.close()
    answered("Chromium", "the text of the first article, selected and copied", "every word, in order")


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdf_text(page: Page, site: Site, path: str, file: Path) -> str:
    """The words of a page printed to PDF, as pdftotext finds them."""
    page.goto((site.output / path).as_uri())
    page.pdf(path=file, prefer_css_page_size=True)
    done = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_no_number_becomes_part_of_a_word_in_a_pdf(
    browser: Browser, ours: Site, sample: Site, tmp_path: Path, answered: Answered
) -> None:
    with opened(browser) as page:
        english = pdf_text(page, ours, FIRST, tmp_path / "english.pdf")
        chinese = pdf_text(page, sample, CHINESE, tmp_path / "chinese.pdf")
        arabic = pdf_text(page, sample, ARABIC, tmp_path / "arabic.pdf")
    for number, on in enumerate(notes_of(ours, FIRST), 1):
        assert f"{on}[{number}]" in english
    assert "三月四日[1]在港口" in chinese
    # Words from right to left stand in another order there, and controls around them.
    assert re.search(r"(?<!\w)1\[|\]1(?!\w)", arabic)
    credit = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed. Colophon"
    assert credit in english
    for number in range(1, 8):
        assert re.search(rf"(?<!\S){number}(?!\S)", english)
    (first,) = re.findall(r"On November 28\S+ the State", english)
    answered("pdftotext", "the first words of the first article, printed to PDF by Chromium", first)
