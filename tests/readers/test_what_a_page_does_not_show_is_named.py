"""What the sanitiser takes out of a text is named in one run, with its line, and what it keeps is not."""

from __future__ import annotations

import pytest
from pelican.settings import DEFAULT_CONFIG

from colophon.readers.markdown import MarkdownText
from colophon.readers.safe_html import TAG

INTO_CONTENT = "put the image into content/ and link to it there"
MARKDOWN = MarkdownText(DEFAULT_CONFIG["MARKDOWN"])


def read(text: str) -> tuple[str, list[str]]:
    said: list[str] = []

    def complain(found: str, remedy: str, at: int = 0, level: str = "error") -> None:
        said.append(f"{text.count(chr(10), 0, at) + 1}: {level}: {found}; {remedy}")

    return MARKDOWN.render(text, complain)[0], said


def test_every_element_that_is_refused_is_named_on_its_line() -> None:
    text = 'A word.\n\n<audio src="a.ogg"></audio>\n\n<script>x()</script>\n\n<audio src="b.ogg"></audio>\n\n<form>b'
    assert read(text)[1] == [
        "3: error: <audio> is not shown on a page; remove it",
        "5: error: <script> is not shown on a page; remove it",
        "9: error: <form> is not shown on a page; remove it",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a\n\n<p align="center" style="color:red">b</p>\n\n<font color="red">c</font> <div onclick="x()">d</div>',
            "3: warning: align of <p>, style of <p>, <font> and onclick of <div> are left out"),
        ("# A {: .lead data-x=1 }", "1: warning: class of <h1> and data-x of <h1> are left out"),
        ('<img src="a.png" srcset="b.png 2x" onerror="x()" alt="A">',
            "1: warning: srcset of <img> and onerror of <img> are left out"),
        ("<section>a</section>\n<section>b</section>", "1: warning: <section> is left out"),
        ("<details open><summary>a</summary>b</details>", "1: warning: open of <details> is left out"),
        ('<td class="lead">a</td>', "1: warning: class of <td> is left out"),
        ('<ol type="a"><li value="x">b</li></ol>', "1: warning: type of <ol> and value of <li> are left out"),
    ],
)  # fmt: skip
def test_the_rest_is_named_once_all_together(text: str, said: str) -> None:
    assert read(text)[1] == [f"{said}; remove what a page doesn't show"]


def test_addresses_that_no_page_may_have_are_named() -> None:
    _, said = read("[a](magnet:?xt=1)\n\n<http://a b>\n\n[c](javascript:x)\n\n![d](//e/f.png)")
    assert said == [
        "5: error: a link to “javascript:x”; link to an https:// address or to a file of the site",
        f"7: error: the image “//e/f.png” would be fetched from elsewhere; {INTO_CONTENT}",
        "1: error: “magnet:?xt=1” is no address that a page may link to; write the whole address, with %20 for a space",
        "3: error: “http://a b” is no address that a page may link to; write the whole address, with %20 for a space",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<span lang="fr" dir="ltr" title="x">a</span> <a id="b" href="#b">c</a>',
        '<ol start="3"><li value="4">d</li></ol>',
        "a | b | c\n:-|:-:|-:\nd | e | f",
        "Word[^1].\n\n[^1]: A note.",
        "```python\nx = 1\n```\n\n    y = 2",
        "`<p style='x'>` and `<script>`, {: .x} in a line.",
        "<!-- <p style='x'> <script> -->\n\nA word.",
        '<p style="white-space: pre-line">a\nb</p>',
        "x < y, a <illegible> <sic!> word.",
        "*[HTML]: Hyper Text\n\nThe HTML.",
    ],
)
def test_what_stays_is_not_named(text: str) -> None:
    assert read(text)[1] == []


def test_columns_keep_their_sides() -> None:
    html, _ = read("a | b | c | d\n:-|:-:|-:|-\ne | f | g | h")
    cells = [tag[0] for tag in TAG.finditer(html) if tag[2] in ("th", "td") and not tag[1]]
    assert cells == [
        f"<{name}{side}>"
        for name in ("th", "td")
        for side in (' class="left"', ' class="center"', ' class="right"', "")
    ]
