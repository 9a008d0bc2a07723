"""Readings and notes are marked in the text by markup alone: the text stays what it is, character for character."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from time import process_time

import pytest
from helpers.building import ROOT, Site, text_of
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser

from colophon.model.article import Emendation, Note
from colophon.readers.comparison import squeezed
from colophon.readers.markdown import MarkdownText, shown_text
from colophon.views.text import body

PAGE = "2022/11/paris-olympics-symposium.html"
TEXT = ".text > :not([data-added])"
MARKDOWN = MarkdownText({})
VOID = {"br", "hr", "img", "wbr"}
# Every kind of markup that a text may have, and characters that HTML writes with entities.
PIECES = ("a", "b & c", "d < e", "“f”", "\u00a0", "g *h i* j", "**k**", "[l m](n.html)", "`o & p`", "q  \nr", "\n\n",
    "\n\n> ", "\n\n- ", "\n\n## s\n\n", "*t **u** v*", "w", "<br>", "x <ins>y</ins>")  # fmt: skip
CHARACTERS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map(" ".join)


class Nesting(HTMLParser):
    """Whether every tag is closed in its turn, and no link stands in a link."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not (tag == "a" and "a" in self.open)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def silent(*_: str) -> None:
    """No complaints are expected, and none matter here."""


def content(text: str) -> str:
    return str(html.fromstring(f"<div>{text}</div>").text_content())


def marked(text: str, passage: str) -> list[str]:
    """What stands in the elements of one passage, known by its class."""
    found = html.fromstring(f"<div>{text}</div>").xpath(f"//*[contains(@class, '{passage}')]")
    return [str(element.text_content()) for element in found]


@st.composite
def texts_with_passages(draw: st.DrawFn) -> tuple[str, list[tuple[str, int]]]:
    safe = MARKDOWN.parsed(draw(CHARACTERS), silent)
    text = squeezed(shown_text(safe))
    passages = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, max(0, len(text) - 1)))
        passage = text[start : start + draw(st.integers(1, 30))]
        if passage.strip():
            passages.append((passage, draw(st.integers(1, text.count(passage)))))
    return safe, passages


@given(texts_with_passages(), st.integers(0, 6))
def test_text_is_the_same_with_any_readings_and_notes(given: tuple[str, list[tuple[str, int]]], parted: int) -> None:
    safe, passages = given
    readings = tuple(
        Emendation(was=was, now="now <b> & “c”", kind="typographic", why=None, nth=nth)
        for was, nth in passages[:parted]
    )
    notes = tuple(Note(on=on, note="remark", nth=nth) for on, nth in passages[parted:])
    bare, full = body(safe, None, (), ()), body(safe, None, readings, notes)
    assert content(full) == content(bare)
    assert shown_text(full) == shown_text(safe)
    Nesting(full)
    tree = html.fromstring(f"<div>{full}</div>")
    ids = tree.xpath("//@id[starts-with(., 'r') or starts-with(., 'on-')]")
    assert sorted(ids) == sorted(
        [f"r{n + 1}" for n in range(len(readings))] + [f"on-{n + 1}" for n in range(len(notes))]
    )
    assert len(tree.xpath("//@data-now")) == len(readings)
    assert len(tree.xpath("//@data-n")) == len(readings) + len(notes)
    assert re.sub(r'<(?:a|span) class="(?:noted|reading)[^>]*>([^<]*)</(?:a|span)>', r"\1", full).count(
        "<p"
    ) == bare.count("<p")


@pytest.mark.parametrize(
    ("safe", "passage", "nth", "expected"),
    [
        ("<p>one two two</p>", "two", 2, ["two"]),
        ("<p>one\ntwo</p>", "one two", None, ["one\ntwo"]),
        ("<p>AT&amp;T &lt;b&gt; ok</p>", "T&T <b>", None, ["T&T <b>"]),
        ("<p>a <em>b c</em> d</p>", "a b", None, ["a ", "b"]),
        ("<p>one</p>\n<p>two</p>", "one two", None, ["one", "two"]),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "one two", None, ["one", "two"]),
        ("<p>a&nbsp;b</p>", "a b", None, ["a\u00a0b"]),
    ],
)
def test_the_passage_itself_is_marked(safe: str, passage: str, nth: int | None, expected: list[str]) -> None:
    assert marked(body(safe, None, (), (Note(on=passage, note="remark", nth=nth),)), "noted") == expected
    assert (
        marked(
            body(safe, None, (Emendation(was=passage, now="x", kind="typographic", why=None, nth=nth),), ()), "reading"
        )
        == expected
    )


def test_passages_may_overlap_and_lie_in_one_another() -> None:
    safe = "<p>one two three four</p>"
    readings = (
        Emendation(was="two three", now="x", kind="typographic"),
        Emendation(was="three four", now="y", kind="conjecture"),
    )
    text = body(safe, None, readings, (Note(on="one two three four", note="remark"), Note(on="two", note="remark")))
    Nesting(text)
    assert content(text) == content(safe)
    assert "".join(marked(text, "conjecture")) == "three four"
    assert 'id="on-2" data-n="2">two</span>' in text  # a link in a link is none, but its number is shown


def test_a_passage_in_a_link_is_no_second_link() -> None:
    text = body('<p><a href="x.html">one two</a></p>', None, (), (Note(on="one", note="remark"),))
    assert '<span class="noted" id="on-1" data-n="1">one</span>' in text
    assert 'href="#note-1"' not in text


def test_the_credit_line_stays_marked() -> None:
    text = body("<p>Text. (From page 1)</p>", "(From page 1)", (), (Note(on="page 1", note="remark"),))
    (credit,) = html.fromstring(text).xpath("//*[@class='credit']")
    assert credit.text_content() == "(From page 1)"


@pytest.mark.parametrize("stop", [".", "。"])
def test_a_full_stop_stays_on_the_line_of_the_credit(stop: str) -> None:
    text = body(f"<p>Text (From page 1){stop}</p>", "(From page 1)", (), ())
    (credit,) = html.fromstring(text).xpath("//*[@class='credit']")
    assert credit.text_content() == f"(From page 1){stop}"


def test_a_text_without_readings_and_notes_is_only_numbered() -> None:
    assert body("<p>a &amp; b</p>", None, (), ()) == (
        '<p id="p1"><span class="pn-meta"><a class="pn" href="#p1" aria-label="¶ 1"></a></span>a &amp; b</p>'
    )


def test_marking_takes_time_in_proportion() -> None:
    words = [f"word{n}x" for n in range(4_000)]
    notes = tuple(Note(on=word, note="remark") for word in words[:1_000])
    started = process_time()
    text = body(f"<p>{' '.join(words)}</p>", None, (), notes)
    assert text.count('class="noted"') == 1_000
    assert process_time() - started < 3


def test_the_first_articles_page_shows_the_text_received(ours: Site) -> None:
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    text = text_of(ours.page(PAGE))
    assert len(text.xpath(".//@data-now")) == 12
    paragraphs = [str(p.text_content()) for p in text.xpath("./p")]
    assert paragraphs == received.removeprefix(" date 2022-11-30 ").split("\n\n")


def test_the_feed_has_no_links_that_lead_nowhere(ours: Site) -> None:
    feed = (ours.output / "feeds/all.atom.xml").read_text("utf-8")
    assert "On November 28, the State Sports General Administration" in feed
    assert "#note-" not in feed


def test_a_browser_shows_and_copies_the_text_received_whatever_the_switch_says(browser: Browser, ours: Site) -> None:
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    expected = " ".join(received.removeprefix(" date 2022-11-30 ").split())
    page = browser.new_page()
    page.goto((ours.output / PAGE).as_uri())
    for name in ("As received", "Reading text"):
        page.get_by_role("radio", name=name).check()
        assert " ".join(" ".join(page.locator(TEXT).all_inner_texts()).split()) == expected
        assert " ".join(" ".join(page.locator(TEXT).all_text_contents()).split()) == expected
        paragraphs = page.locator(TEXT).all_text_contents()
        assert paragraphs == received.removeprefix(" date 2022-11-30 ").split("\n\n")
    page.close()


@settings(max_examples=25)
@given(given=texts_with_passages())
def test_a_browser_reads_the_same_text_with_any_passages(
    browser: Browser, given: tuple[str, list[tuple[str, int]]]
) -> None:
    safe, passages = given
    readings = tuple(
        Emendation(was=was, now="now", kind="typographic", why=None, nth=nth) for was, nth in passages[::2]
    )
    notes = tuple(Note(on=on, note="remark", nth=nth) for on, nth in passages[1::2])
    page = browser.new_page()
    seen = []
    for text in (body(safe, None, (), ()), body(safe, None, readings, notes)):
        page.set_content(f"<div>{text}</div>")
        seen.append(page.locator("div").evaluate("e => [e.innerText, e.textContent]"))
    page.close()
    assert seen[0] == seen[1]
