"""Plain text, JSON, Markdown and TEI keep lines of verse, numbers of lists, cells of tables and readings in ruby."""

from __future__ import annotations

import json

import pytest
from helpers.citing import CREDIT, SITE, written
from lxml import etree

from colophon.formats.article_json import article_json
from colophon.formats.tei import tei
from colophon.formats.text import markdown, plain_text
from colophon.readers.markdown import MarkdownText
from colophon.readers.plain import flowed_text

# Texts, and what a reader of plain text reads.
TEXTS = {
    "verse": (
        "春眠不觉晓  \n处处闻啼鸟\n\n夜来风雨声\\\n花落知多少",
        "春眠不觉晓\n处处闻啼鸟\n\n夜来风雨声\n花落知多少",
    ),
    "verse in a quotation": (
        "> One line  \n> and *more*\n>\n> A stanza<br>\n> ends",
        "One line\nand more\n\nA stanza\nends",
    ),
    "verse in an item": ("- one  \n  two\n- three", "- one\n  two\n- three"),
    "a stanza by breaks": ("a<br>b<br><br>c\n\nd", "a\nb\n\nc\n\nd"),
    "lines kept by a style": (
        '<div style="white-space: pre-line">\nOne\ntwo\n\nthree\n</div>\n\nAfter.',
        "One\ntwo\n\nthree\n\nAfter.",
    ),
    "preformatted": ("Before\n\n    one\n      two\n\n    three\n\nAfter", "Before\n\none\n  two\n\nthree\n\nAfter"),
    "Arabic verse": ("البيت الأول\\\nالشطر **الثاني** 12\n\nنثر\nعادي", "البيت الأول\nالشطر الثاني 12\n\nنثر عادي"),
    "lists": (
        "Then:\n\n1. first\n2. second\n    - deep\n    - deeper\n3. third\n\nEnd",
        "Then:\n\n1. first\n2. second\n   - deep\n   - deeper\n3. third\n\nEnd",
    ),
    "a list of paragraphs": ("1. one\n\n    more\n\n2. two", "1. one\n\n   more\n\n2. two"),
    "a list from a number": ('<ol start="9"><li>nine</li><li>ten</li></ol>', "9. nine\n10. ten"),
    "empty items": ("<ol><li></li><li><ul><li>x</li></ul></li></ol>", "1.\n2. - x"),
    "definitions": ("Term\n:   What it is\n:   And else", "Term\n    What it is\n    And else"),
    "a table": ("| a | b c |\n|---|---|\n| d | |\n| | e<br>f |", "a\tb c\nd\t\n\te f"),
    "headings": ("# One\ntext\n\n## 标题\n\n更多", "One\n\ntext\n\n标题\n\n更多"),
    "footnotes": ("In 2012[^a].\n\n[^a]: A *note*.", "In 2012[1].\n\n1. A note."),
    "ruby": ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>で", "漢（かん）字（じ）で"),
    "ruby with parentheses": ("<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>で", "漢字（かんじ）で"),
    "ruby with own signs": ("<ruby>明日<rp>[</rp><rt>Ashita</rt><rp>]</rp></ruby>", "明日[Ashita]"),
    "ruby without readings": ("<ruby>お<rt></rt>茶<rt>ちゃ</rt></ruby>", "お茶（ちゃ）"),
    "indices": ("H<sub>2</sub>O, 5<sup>th</sup>, CO<sub>2</sub>", "H2O, 5th, CO2"),
    "powers": ("10<sup>-3</sup> m", "10⁻³ m"),
    "within words": (
        "می\u200cخواهم क्\u200dष ex\u00adam<wbr>ple 100\u00a0km&shy;x",
        "می\u200cخواهم क्\u200dष ex\u00adample 100\u00a0km\u00adx",
    ),
    "quotation marks": ("<q>Yes</q> &amp; <em>no</em>", "“Yes” & no"),
    "a picture": ("Before ![x](images/a.png) after", "Before after"),
}  # fmt: skip
MARKDOWN = MarkdownText({"extensions": ["extra"]})


def bodies(text: str) -> dict[str, str]:
    """The text of an article in plain text and JSON, without what stands around it."""
    article = written(text)
    return {
        "txt": plain_text(article, SITE, CREDIT).partition("\n\n")[2].partition("\n\n* * *")[0],
        "json": json.loads(article_json(article, SITE, CREDIT))["text"],
    }


@pytest.mark.parametrize("name", TEXTS)
def test_plain_text_and_json_are_what_a_reader_reads(name: str) -> None:
    text, expected = TEXTS[name]
    assert bodies(text) == {"txt": expected, "json": expected}


# A list with a number of its own needs an extension, and Markdown knows neither breaks in cells nor empty items.
NOT_MARKDOWN = {"a list from a number", "empty items", "a table", "a picture"}


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in NOT_MARKDOWN])
def test_markdown_rendered_again_reads_the_same(name: str) -> None:
    text, expected = TEXTS[name]
    body = markdown(written(text), SITE, CREDIT).split("\n\n", 2)[2]
    assert flowed_text(MARKDOWN.parsed(body, print)) == expected


@pytest.mark.parametrize("name", ["verse", "verse in a quotation", "Arabic verse"])
def test_tei_parts_the_lines_of_a_stanza(name: str) -> None:
    text, expected = TEXTS[name]
    body = etree.fromstring(tei(written(text), SITE, CREDIT)).find(".//{*}body")
    for end in body.iter("{*}lb"):
        end.tail = f"|{end.tail or ''}"
    stanzas = [" ".join("".join(p.itertext()).split()).replace("| ", "|") for p in body.iter("{*}p")]
    assert [stanza.replace(" |", "|") for stanza in stanzas] == expected.replace("\n\n", "\0").replace("\n", "|").split(
        "\0"
    )


def test_footnotes_in_markdown_lead_to_their_notes() -> None:
    text = markdown(written(TEXTS["footnotes"][0]), SITE, CREDIT)
    assert "In 2012[^1].\n\n[^1]: A *note*.\n" in text
    assert "](#" not in text
