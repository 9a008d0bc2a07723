"""The text of a page is its paragraphs in order, each once, without what stands beside them."""

from __future__ import annotations

import pytest
from helpers.found_pages import CHINESE, SENTENCES, page

pytest.importorskip("trafilatura", reason="the extra `new`")

from colophon.importing.extraction import extract
from colophon.importing.page import Page

TITLE = "Ferry stopped by a loose rudder"
COMMENTS = "".join(
    f"<div class='comment'><p>Reader {n}: I waited there too, and the tea was cold.</p></div>" for n in range(9)
)
LINKS = (
    "<ul>"
    + "".join(f"<li><a href='/{n}'>Another story of the harbour, number {n}</a></li>" for n in range(9))
    + "</ul>"
)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", LINKS),
        ("", f"<section class='comments'>{COMMENTS}</section>"),
        ("<figure><img src='a.jpg'><figcaption>The ferry at its pier on Monday.</figcaption></figure>", ""),
        ("<p>Photo: Mara Quill</p>", "<p>Read more: <a href='/a'>The pier is to be painted</a></p>"),
        ("", "<div class='newsletter'><p>Have the news of the islands in your letter box every morning.</p></div>"),
        (f"<p>{TITLE}</p>", f"<p>{SENTENCES[0]}</p>"),
    ],
    ids=["links", "comments", "caption", "labels", "newsletter", "doubled"],
)
def test_what_stands_beside_the_text_is_left_out(above: str, below: str) -> None:
    assert extract(Page(page(above=above, below=below)), TITLE).paragraphs == SENTENCES


def test_chinese_labels_are_no_text() -> None:
    below = "<p>（原标题：渡轮停航）</p><p>图片来源：海门晚报</p><p>责任编辑：林远</p>"
    assert extract(Page(page(paragraphs=CHINESE, below=below, title="渡轮停航")), "渡轮停航").paragraphs == CHINESE


def test_the_method_names_program_and_version() -> None:
    name, version = extract(Page(page()), TITLE).method.split()
    assert name == "trafilatura"
    assert version[0].isdigit()


@pytest.mark.parametrize(
    "markup", ["", "   ", "<html></html>", "<?xml version='1.0' encoding='utf-8'?><p>One.</p>", "\x00<p>"]
)
def test_a_page_without_a_text_has_none(markup: str) -> None:
    assert len(extract(Page(markup)).text) < 10
