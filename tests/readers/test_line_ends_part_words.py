"""A line end within a paragraph is a space where words are parted by spaces, and nothing where they are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

from colophon.model.problems import Problem
from colophon.readers.fields import FieldReader
from colophon.readers.header import parse_header
from colophon.readers.lines import parts_words
from colophon.readers.markdown import MarkdownText
from colophon.readers.plain import flowed_text

MARKDOWN = MarkdownText(DEFAULT_CONFIG["MARKDOWN"])

# What CSS Text says, and the Web Platform Tests of segment-break-transformation with it; then South East Asia.
PARTED = [
    ("word", "word"), ("Ж", "Ж"), ("शब्द", "शब्द"), ("ልሳን", "ልሳን"), ("e\u0301", "e\u0301"), ("word”", "“word"),
    ("测试", "narrow"), ("narrow", "测试"), ("2013", "年"), ("آزمون", "测试"), ("■", "narrow"), ("用“Ruby”", "写"),
    ("港口", "“quoted”"), ("港口", "— and"), ("한글", "한글"), ("中国", "한글"), ("한국의", "日本"), ("，", "한글"),
    ("ไทย", "Thai"), ("ประโยค ", "ประโยค"), ("བོད།", "བོད"), ("။", "မြန်မာ"), ("ភាសា។", "ខ្មែរ"),
]  # fmt: skip
WHOLE = [
    ("居", "民"), ("居 ", "民"), ("𠀀", "𪜀"), ("カタ", "カナ"), ("ひら", "がな"), ("ﾃｽ", "ﾄﾃ"), ("ㄅㄆ", "ㄇ"),
    ("ＦＵＬＬ", "ｗｉｄｔｈ"), ("ꀀ", "ꀁ"), ("𗼇", "𗼇"), ("。", "他"), ("他说，", "Hello"), ("word", "（注）"),
    ("他说：", "“好”"), ("好”", "他说"), ("好……", "他说"), ("城市——", "港口"), ("你好😀", "今天"),
    ("Hello\u200b", "word"), ("word", "\u200bword"), ("段落\u3000", "新"), ("ภาษา", "ไทย"), ("ພາສາ", "ລາວ"),
    ("ភាសា", "ខ្មែរ"), ("မြန်", "မာ"), ("བོད་", "ཡིག"), ("ꦗꦮ", "ꦗꦮ"), ("ᬩᬮᬶ", "ᬩᬮᬶ"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PARTED)
def test_a_line_end_between_words_is_a_space(before: str, after: str) -> None:
    assert parts_words(before, after)


@pytest.mark.parametrize(("before", "after"), WHOLE)
def test_a_line_end_within_words_is_nothing(before: str, after: str) -> None:
    assert not parts_words(before, after)


def test_every_east_asian_letter_is_known_and_no_hangul() -> None:
    """Unicode's own widths (UAX #11) say which are wide; symbols that are wide, such as emoji, belong to no script."""
    for code in range(0x80, 0x110000):
        letter = chr(code)
        kind, name = unicodedata.category(letter), unicodedata.name(letter, "")
        if kind[0] not in "LMNP" or "HANGUL" in name or name.endswith("-POINTING ANGLE BRACKET"):
            assert "HANGUL" not in name or parts_words(letter, "民")
        elif unicodedata.east_asian_width(letter) in "WFH":
            assert not parts_words(letter, letter), name


SOUTH_EAST = ("THAI ", "LAO ", "MYANMAR ", "KHMER ", "TIBETAN ", "TAI LE ", "NEW TAI LUE ", "TAI THAM ", "TAI VIET ",
              "AHOM ", "BALINESE ", "JAVANESE ")  # fmt: skip


def test_every_letter_of_south_east_asia_is_known() -> None:
    for code in range(0x80, 0x12000):
        name = unicodedata.name(chr(code), "")
        if name.startswith(SOUTH_EAST) and " SYMBOL" not in name and unicodedata.category(chr(code))[0] in "LMN":
            assert not parts_words(chr(code), chr(code)), name


# Words of scripts with spaces between them, and stretches of scripts without, in which a line may end anywhere.
SPACED = st.sampled_from(
    ["word", "Wörter", "слово", "λόγος", "كلمة", "מילה", "शब्द", "단어", "2013", "H2O", "“quoted”", "e\u0301", "it’s"]
)
STRETCH = st.text(
    st.sampled_from("居民继续安排使用，。、「」：（）ひらがなカタカナ々〇ｶﾅ𠀀ภาษาไทยພາສາລາວភាសាខ្មែរမြန်မာབོད་ཡིག"),
    min_size=2,
    max_size=30,
)


@st.composite
def wrapped(draw: st.DrawFn) -> tuple[str, str]:
    """A text on one line, and with line ends drawn wherever a line may end."""
    whole = broken = ""
    for part in draw(st.lists(SPACED | STRETCH, min_size=1, max_size=8)):
        if whole:
            whole, broken = f"{whole} ", broken + draw(st.sampled_from(" \n"))
            if parts_words(whole[-2], part[0]) is False:
                whole, broken = whole[:-1], broken[:-1]  # a space here would be lost, as it is one that nobody writes
        for number, letter in enumerate(part):
            may = number and not parts_words(part[number - 1], letter)
            broken += "\n" * (may and draw(st.integers(0, 3)) == 0) + letter
            whole += letter
    return whole, broken


def read(text: str) -> str:
    return MARKDOWN.render(text, lambda *_: None)[0]


@given(wrapped(), st.sampled_from(["{}", "*x* {}", "- {}", "> {}", "# x\n\n{}", "{} **居**\n民[^1]\n\n[^1]: {}"]))
def test_text_wrapped_at_any_column_is_the_same_text(texts: tuple[str, str], around: str) -> None:
    whole, broken = (read(around.replace("{}", text)) for text in texts)
    assert flowed_text(broken) == flowed_text(whole)
    assert broken.replace("\n", " ") == whole.replace("\n", " ")
    numbers = {MARKDOWN.render(around.replace("{}", text), lambda *_: None)[1] for text in texts}
    assert len(numbers) == 1


@given(wrapped())
def test_the_short_way_joins_lines_as_the_long_way_does(texts: tuple[str, str]) -> None:
    for text in texts:
        assert read(text) == MARKDOWN.parsed(text, lambda *_: None)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("居\n**民**\n*众*", "<p>居<strong>民</strong><em>众</em></p>"),
        ("**居**\n[民](https://e.org)", '<p><strong>居</strong><a href="https://e.org">民</a></p>'),
        ("居 \n   民*x*", "<p>居民<em>x</em></p>"),
        ("![居\n民](a.png)", '<p><img alt="居民" src="a.png"></p>'),
        ("居*x*\n民", "<p>居<em>x</em>\n民</p>"),
        ("10米<sup>2</sup>\n的", "<p>10米<sup>2</sup>的</p>"),
        ("居  \n民", "<p>居<br>\n民</p>"),
        ("<pre>居\n民</pre>", "<pre>居\n民</pre>"),
        ("<ruby>汉<rt>hàn</rt></ruby>\n字", "<p><ruby>汉<rp>（</rp><rt>hàn</rt><rp>）</rp></ruby>字</p>"),
    ],
)
def test_lines_are_joined_through_markup(text: str, html: str) -> None:
    assert read(text) == html


def test_values_that_are_folded_over_lines_are_joined_as_the_text_is() -> None:
    yaml = """---
title: 大桥
  通车 on
  Friday
summary: >
  “渡轮
  公司”，
  today
rights: 'It''s 渡
  轮'
subjects: [渡轮
  公司, "two
  words"]
---

x
"""
    flat = "Title: 大桥\n    通车 on\n    Friday\nSummary: “渡轮\n    公司”，\n    today\n\nx\n"
    problems: list[Problem] = []
    for source in (yaml, flat):
        header = parse_header(source, "a.md", problems)
        assert header is not None
        fields = FieldReader("a.md", header, problems)
        assert fields.text("title", header.values["title"]) == "大桥通车 on Friday"
        assert fields.text("summary", header.values["summary"]) == "“渡轮公司”，today"
    header = parse_header(yaml, "a.md", problems)
    assert header is not None
    assert (header.values["rights"], header.values["subjects"]) == ("It's 渡轮", ["渡轮公司", "two words"])
    assert problems == []
