"""The .txt and .md of an article show its text, word for word, below title and credit line."""

from __future__ import annotations

import re

import pytest
from helpers.citing import ADDRESS, CREDIT, DIGEST, NOWHERE, SITE, TITLE, altered, first, written
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from pelican.settings import DEFAULT_CONFIG

from colophon.formats.text import markdown, plain_text
from colophon.readers.markdown import shown_text
from colophon.readers.print_signs import PrintSigns
from colophon.views.article import ArticleView

UNCOMPARED = (
    "* * *\n\nCompared: The text was not compared with what was received: no copy of the text received is kept.\n"
)
SAMPLES = [
    "Plain.\n\nTwo lines\nin one paragraph.",
    "1\\. not a list\n\n2024\\. A year.\n\n\\# no heading\n\n\\- no list\n\n\\+ none",
    "A *word*, a **strong** one, `code_with_*`, a [link](https://example.org/a_b(c)).",
    "# Heading with * and #\n\n- one\n- two\n    - deep\n\nThen:\n\n1. first\n2. second\n\n> quoted *word*",
    "Signs: \\* \\_ \\` \\[x\\] {#id} {: .x} | ~ ^ & < > &amp; &lt;b&gt; \\\\ 5 < 6",
    "a | b\n--|--\n1 | 2 \\| 3",
    "Text[^1].\n\n[^1]: A note with *signs*.",
    "```\ncode *here*\n    # kept\n```\n\nAfter.",
    "\\*\\[HTML\\]: no abbreviation of HTML\n\n\\: no definition\n\n\\~\\~\\~",
    "Setext\\\n=\n\nx",
    "Term\n:   Definition of *it*",
    "Ends with two spaces  \nand goes on.",
    "A&nbsp;B 100\u00a0km",
]


def rendered(text: str) -> str:
    return Markdown(**{**DEFAULT_CONFIG["MARKDOWN"], "extensions": [*extensions(), PrintSigns()]}).convert(text)


def extensions() -> list[str]:
    return [name for name in DEFAULT_CONFIG["MARKDOWN"]["extension_configs"] if "meta" not in name]


def words(html: str) -> list[str]:
    """Paragraph by paragraph, but whatever the white space."""
    return shown_text(html).split()


def again(article: ArticleView) -> list[str]:
    """The words of the article's Markdown, rendered."""
    return words(rendered(markdown(article, SITE, CREDIT)))


def test_markdown_of_the_first_article_is_its_file_s_text() -> None:
    title, credit, *text = markdown(first(), SITE, CREDIT).rstrip("\n").split("\n\n")
    assert (title, credit) == (f"# {TITLE}", CREDIT)
    assert text == shown_text(first().html).split("\n\n")
    assert "Reposted from page 01 of “China Sports Daily”" in text[-1]


def test_markdown_of_the_first_article_renders_to_the_same_html() -> None:
    html = rendered(markdown(first(), SITE, CREDIT))
    assert html == f"<h1>{TITLE}</h1>\n<p>{CREDIT}</p>\n{first().html}"


@pytest.mark.parametrize("sample", SAMPLES)
def test_markdown_shows_the_same_text_when_rendered_again(sample: str) -> None:
    article = written(sample)
    assert again(article) == [*article.title.split(), *CREDIT.split(), *words(article.html)]


def test_markdown_keeps_links_lists_and_emphasis() -> None:
    text = markdown(written(SAMPLES[2] + "\n\n" + SAMPLES[3]), SITE, CREDIT)
    for part in ("*word*", "**strong**", "[link](https://example.org/a_b(c))", "\n1. first\n", "> quoted *word*"):
        assert part in text


@given(
    st.lists(
        st.text(st.sampled_from("aB1 é*_`[](){}#+-.!|~^:=<>&\\\"'\n"), min_size=1).map(
            lambda text: " ".join(text.split())
        ),
        min_size=1,
    )
)
def test_any_text_of_paragraphs_survives_markdown(paragraphs: list[str]) -> None:
    html = "\n".join(f"<p>{escaped(text)}</p>" for text in paragraphs if text) or "<p>x</p>"
    article = altered(first(), title="x", html=html)
    assert again(article) == ["x", *CREDIT.split(), *words(html)]


@given(st.text(st.sampled_from("aB1 é*_`[](){}#+-.!|~^:=<>&\\\"'"), min_size=1).filter(str.split))
def test_any_title_survives_markdown(title: str) -> None:
    article = altered(first(), title=title, html="<p>x</p>")
    assert again(article) == [*title.split(), *CREDIT.split(), "x"]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_plain_text_has_the_credit_line_before_the_text() -> None:
    title, credit, blank, start, *_ = plain_text(first(), SITE, CREDIT).splitlines()
    assert (title, credit, blank) == (TITLE, CREDIT, "")
    assert start.startswith("On November 28, the State Sports General Administration")


def test_plain_text_is_the_text_shown_and_then_what_it_rests_on() -> None:
    _, *text, rule, closing = plain_text(first(), SITE, CREDIT).rstrip("\n").split("\n\n")
    assert (text, rule) == (shown_text(first().html).split("\n\n"), "* * *")
    assert closing.splitlines() == [
        f"Address: {ADDRESS}",
        "Rights: Rights in the text remain with its source.",
        f"Received: received/2022/paris-olympics-symposium.txt, SHA-256 {DIGEST}",
        "Compared: The text is the one received, word for word, but for 1 declared change.",
        f"Changed: omitted: “ date 2022-11-30 ”; {first().changes[0].why}",
    ]


def test_plain_text_without_address_or_received_bytes_says_that_nothing_was_compared() -> None:
    text = plain_text(written("One\nline.\n\nTwo."), NOWHERE, "Credit")
    assert text == f"x\nCredit\n\nOne line.\n\nTwo.\n\n{UNCOMPARED}"


@pytest.mark.parametrize("sample", SAMPLES)
def test_plain_text_shows_the_words_of_the_page(sample: str) -> None:
    article = written(sample)
    text = plain_text(article, NOWHERE, CREDIT).removeprefix(f"x\n{CREDIT}\n\n").removesuffix(f"\n{UNCOMPARED}")
    assert unmarked(re.sub(r"\[(\d)]", r"\1", text)) == unmarked(shown_text(article.html).removesuffix("↩"))


def unmarked(text: str) -> list[str]:
    """The words, without the numbers and bullets of lists, which a browser draws."""
    return re.sub(r"^ *(?:-|\d+\.) ", "", text, flags=re.MULTILINE).split()
