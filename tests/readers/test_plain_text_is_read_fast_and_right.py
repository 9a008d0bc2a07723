"""Plain prose takes a short way round Markdown and the sanitiser, and nobody can tell from the result."""

from __future__ import annotations

import random
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

from colophon.readers.markdown import MarkdownText, count_words, plain_paragraphs, shown_text
from colophon.readers.plain import flowed_text

ROOT = Path(__file__).resolve().parents[2]
RECEIVED = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text(encoding="utf-8")
PROSE = RECEIVED.replace(" date 2022-11-30 ", "")
MARKDOWN = MarkdownText(DEFAULT_CONFIG["MARKDOWN"])

# How Unicode's names of Han and kana begin.
ALONE = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA", "KATAKANA", "HENTAIGANA", "IDEOGRAPHIC ITERATION",
         "IDEOGRAPHIC CLOSING", "IDEOGRAPHIC NUMBER")  # fmt: skip

# What Markdown, HTML and white space make something of, at the start of a line, in it and at its end.
PIECES = st.sampled_from(
    [*"\\`*_[]{}()<>#+-.!|&~:=^$@\"'%/;,?0129aZ \n\t", "word", "Word,", "two words", "12. ", "1) ", "1.", "2016.\n",
        "1.5", "- ", "+ ", "* ", "--", "---", "===", "\n---\n", "\n===\n", "\n\n", "\n\n\n", "\n \n", " \n", "  \n",
        "\n  ", "\n    ", "\n\t", "\n: ", "\n:   ", ": ", "_a_", "snake_case", "http://a.example/b?c=d&e",
        "www.example.org", "me@example.org", "&amp;", "&copy", "“", "”", "’", "–", "—", "…", "«", "»", "·", "、", "。",
        "你好", "Ж", "é", "e\u0301", "🙂", "عربي", "\u200f", "\u202e", "\xa0", "\u2028", "\u2029", "\x85", "\u3000",
        "\u2003", "\ufeff", "\u200b", "\xad", "\r", "\r\n", "\f", "\v", "\x1c", "\x02", "\x03", "\x7f", "\x80",
        "\ufdd0", "\uffff", "HTML", "[TOC]", "{: .x}", "*[HTML]: x", "[^1]", "```", "~~~", "!!! note", "<b>", "<!--",
        "]]>", "1\u0661. ", "\u0661. x", "²", "½", "a|b", "-|-", "wzxhzdk:0", "klzzwxh:0001"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40)
# The same with less to stumble over, so that the short way is often taken.
TAME = st.lists(
    st.sampled_from(
        ["word", "Word,", " ", " ", " ", "\n", "\n\n", "\n\n\n", ". ", "12", "1. ", "1.", "2.5", "- ", "-", "--",
            "“", "”", "’", "(", ")", ";", ":", "%", "/", "!", "?", "=", "+", "'", '"', "你好", "é",
            "http://a.example/b", "1)", "i.", "1", "==", "3-2", "“1. ", "…", "–", "٣", "٣. ", "²"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


def silent(*_said: str) -> None:
    """Complaints are not what is tested here."""


def quick(text: str) -> str | None:
    paragraphs = plain_paragraphs(text)
    return None if paragraphs is None else "<p>" + "</p>\n<p>".join(paragraphs) + "</p>" if paragraphs else ""


def same(text: str) -> bool:
    """Whether the short way was taken; if it was, it led to the same bytes."""
    if plain_paragraphs(text) is None:
        return False
    assert quick(text) == MARKDOWN.parsed(text, silent)
    return True


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS | TAME)
@example("a\n1. b")
@example("1. b")
@example("a\n: b")
@example("a\n\n    b")
@example("a  \nb")
@example("a\n--\nb")
@example("a\n=")
@example("AT&T; x<y")
@example("a\n\n\n\nb\n")
@example("\n\na")
@example("٣. x")
def test_the_short_way_gives_the_same_bytes(text: str) -> None:
    same(text)


def test_prose_takes_the_short_way() -> None:
    assert same(PROSE)
    assert same(
        "He said: “no” (twice); 5% of 3/4, a ‘half’ – or so – isn't 1.5… “Right?”\n\n“2016 was dry!” 12 of 24 hours."
    )
    assert same("Lines that are\nbroken by hand\nat 20 columns, 1 of them\n“quoted”.\n")
    assert same("两个确立，四个意识。\n\nПравда, 30 ноября.\n")


@pytest.mark.parametrize(
    "text",
    ["*a*", "_a_", "`a`", "[a](b)", "a\n- b", "- b", "1. b", "a\n1. b", "# a", "a\n# b", "> a", "<b>", "a &amp; b",
        "    a", "a  \nb", "a\\*", "a\n---", "a\n===", "---", "a\n: b", "a|b\n-|-\nc|d", "~~~\na\n~~~", "a\tb",
        "a\xa0b", "\u3000a", "{: .a}", "a\u2028b"],
)  # fmt: skip
def test_what_might_be_markdown_takes_the_long_way(text: str) -> None:
    assert plain_paragraphs(text) is None


def test_two_hundred_articles_take_the_short_way() -> None:
    words = PROSE.split()
    for number in range(200):
        rnd = random.Random(number)
        starts = [rnd.randrange(len(words) - 130) for _ in range(7)]
        text = "\n\n".join(" ".join(words[at : at + 110 + rnd.randrange(20)]) for at in starts)
        assert same(text)


def test_an_extension_that_touches_prose_closes_the_short_way() -> None:
    smarty = MarkdownText({"extensions": ["markdown.extensions.smarty"]})
    assert (
        "“" in str(smarty.render('He said "no".', silent)[0]) or "&ldquo;" in smarty.render('He said "no".', silent)[0]
    )
    lines = MarkdownText({"extension_configs": {"markdown.extensions.nl2br": {}}})
    assert "<br>" in lines.render("one\ntwo", silent)[0]


@given(TEXTS | TAME)
@example("\U0003134b")
def test_words_are_tokens_with_a_letter_or_a_digit(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    if any((c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0" for c in text):
        return  # such characters are refused before words are counted
    if any(c >= "\U00020000" and unicodedata.category(c) == "Cn" for c in text):
        return  # planes of Han alone: one that Unicode adds later than this Python is counted as such
    spaced = "".join(f" {c} " if unicodedata.name(c, "").startswith(ALONE) and c.isalnum() else c for c in text)
    assert count_words(text) == sum(1 for token in spaced.split() if any(c.isalnum() for c in token))


def test_chinese_and_japanese_are_counted_by_the_character() -> None:
    assert count_words("港务局于2023年3月在港口试灯。") == 13
    assert count_words("灯台の ランプ、lamp of 灯台") == 10


def test_the_first_article_shows_956_words() -> None:
    assert count_words(PROSE) == 956
    assert count_words(shown_text(MARKDOWN.parsed(PROSE, silent))) == 956


# What is known to make Python-Markdown slow (its work grows with the square): read within a second, or refused by name.
HOSTILE = {"brackets": "[" * 20_000, "few brackets": "[ " * 990, "images": "![" * 20_000, "few images": "![" * 990,
    "links": "[a](b) " * 8_192, "calls": "[a](" * 990, "quotations": ">" * 2_000, "code": "`" * 20_000,
    "fences": "```\nx\n" * 5_000, "few fences": "```\nx\n" * 150, "stars": "*" * 100_000, "few stars": "*a " * 7_900,
    "unders": "_a " * 20_000, "divs": "<div>" * 20_000, "few tags": "<a " * 1_900, "open attributes": '<a b="' * 1_900,
    "comments": "<!--" * 1_900, "entities": "&amp;" * 200_000, "few entities": "&amp;" * 9_000,
    "headings": "# x\n" * 200_000, "few headings": "# x\n" * 900, "rules": "---\n" * 900,
    "underlines": "x\n===\n" * 900, "spaces": " " * 900_000 + "x*", "tabs": "\t" * 900_000 + "x",
    "blocks": "x*\n\n" * 200_000, "few blocks": "x*\n\n" * 2_000,
    "abbreviations": "".join(f"*[A{n}]: x\n" for n in range(1_400)) + "A1 " * 60_000,
    "notes": "".join(f"[^{n}]: x\n\n" for n in range(400)) + "".join(f"a[^{n}]" for n in range(400)),
    "table": "a|b\n-|-\n" + "c|d\n" * 4_000, "backslashes": "\\" * 900_000, "few backslashes": "\\*" * 4_000,
    "braces": "# x {" * 200_000, "numbers": "1. x\n" * 4_900, "digits": "1" * 900_000 + ".",
    "nested list": "".join("    " * n + "- x\n" for n in range(200)), "breaks": "x  \n" * 4_900,
    "long prose": "The quick brown fox. " * 45_000,
    "kept lines": '<a style="white-space:pre">\n' * 1_900, "marks beside Chinese": "<sup>居\n" * 1_900,
    "few kept lines": '<a style="white-space:pre"> ' * 90 + "x" * 300_000, "ruby": "<ruby>a<rt>b</rt>\n" * 600,
    "blanks beside Chinese": ("居" + " " * 4_900 + "\n") * 80 + "*x*", "Chinese": "居民*x*\n" * 4_000,
    "notes and blanks": "a[^1]\n\n[^1]: b\n\n" + ("x" + " " * 4_900) * 80,
    "open comments": ("<!-- " + "word " * 40) * 1_900, "open CDATA": ("<![CDATA[ " + "word " * 30) * 1_500,
    "open attribute lists": "*a*{#a" * 1_900, "attributes": "*a*{" + "#a" * 5_000, "instructions": "<?x " * 1_900,
    "lost words": "Press <b> now.\n\n" * 900,
    "long prose with a star": "The quick brown fox. " * 18_000 + "*"}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_within_a_second_or_refused(name: str) -> None:
    said: list[str] = []
    began = time.process_time()
    html, words = MARKDOWN.render(HOSTILE[name], lambda found, remedy, *_place: said.append(f"{found}; {remedy}"))
    flowed_text(html)
    assert time.process_time() - began < 2  # a second on a quiet machine
    assert html or said or not words
