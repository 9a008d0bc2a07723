"""A passage is found, and texts are equal, wherever their lines end; a letter that differs is found in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from colophon.model.article import Change, Note
from colophon.readers.comparison import alike, differences, misfits, misplaced, places, squeezed
from colophon.views.text import body

FOUND = {
    "a line end in Chinese": (
        "（转自《海港时报》第一版）",
        "参加。（转自《海港时\n报》第一版）",
        "（转自《海港时\n报》第一版）",
    ),
    "a space of the header's": (
        "（转自《海港时报》 第一版）",
        "（转自《海港时报》第一版）",
        "（转自《海港时报》第一版）",
    ),
    "Chinese and digits": ("2013年6月", "于2013\n年6 月开港", "2013\n年6 月"),
    "a line end in English": ("(From page 1)", "Text. (From\n  page 1)", "(From\n  page 1)"),
    "Thai": ("ภาษาไทย", "ใน ภาษา\nไทย", "ภาษา\nไทย"),
    "ideographic spaces": ("第一段", "\u3000\u3000第一\u3000段", "第一\u3000段"),
    "spaces of its own": (" date 2022 ", "的 date\n2022 日", " date\n2022 "),
    "spaces beside Han": (" date 2022 ", "的date 2022日", "date 2022"),
}
LOST = {
    "words in one": ("two words", "twowords"),
    "a word in two": ("twowords", "two words"),
    "another": ("居民", "居心"),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_passage_is_found_wherever_its_lines_end(name: str) -> None:
    passage, text, there = FOUND[name]
    assert [text[slice(*place)] for place in places(passage, text)] == [there]
    assert misplaced(passage, None, squeezed(text), "shown") is None


@pytest.mark.parametrize("name", LOST)
def test_other_words_are_not_found(name: str) -> None:
    passage, text = LOST[name]
    assert places(passage, text) == []
    assert misplaced(passage, None, squeezed(text), "shown")


LETTERS = "居民使用，。ภาษา한글 \n\u3000ab1“”"


@given(st.text(LETTERS, max_size=30), st.text(LETTERS, min_size=1, max_size=4))
def test_the_check_and_the_mark_find_the_same_passages(text: str, passage: str) -> None:
    if not passage.split() or (passage != passage.strip() and len(passage.split()) > 1):
        return  # white space at both ends is of headers' omissions, and stands once
    number = len(places(passage, text))
    wrong = misplaced(passage, number + 1, squeezed(text), "shown")
    assert wrong is not None
    assert (f"stands {number} times" if number else "does not stand") in wrong[0]


@given(st.text("居民使用，ไทย한글 ab12“”", min_size=1, max_size=40), st.data())
def test_a_text_is_equal_to_itself_with_other_line_ends(text: str, data: st.DataObject) -> None:
    shown = ""
    for letter in text:
        spaceless = letter in "居民使用，ไทย" or shown[-1:] in set("居民使用，ไทย")
        shown += data.draw(st.sampled_from(["", "\n", "\u3000 "])) if spaceless else ""
        shown += "\n" if letter == " " else letter
    assert differences(text, (), shown) == []


@pytest.mark.parametrize(
    ("received", "shown", "expected"),
    [
        ("大桥周五\n通车，居民参加。", "大桥周五通车，\n市民参加。", ("居", (8, 9), "市", (8, 9))),
        ("大桥周五\n通车。", "大桥周五通车。再见。", ("", (8, 8), "再见。", (7, 10))),
        ("用 Ruby 写\n代码", "用Ruby写代号", ("码", (10, 11), "号", (7, 8))),
        ("ภาษา\nไทย", "ภาษาไหย", ("ท", (6, 7), "ห", (5, 6))),
        ("한글 로", "한글로", ("한글 로", (0, 4), "한글로", (0, 3))),
        ("two words", "twowords", ("two words", (0, 9), "twowords", (0, 8))),
        ("a 居\n民 cd", "a 居民 c d", ("cd", (6, 8), "c d", (5, 8))),
    ],
)
def test_a_difference_is_found_in_its_place(received: str, shown: str, expected: tuple[object, ...]) -> None:
    (one,) = differences(received, (), shown)
    assert (one.received, one.received_at, one.shown, one.shown_at) == expected
    assert received[slice(*one.received_at)].split() == one.received.split()
    assert shown[slice(*one.shown_at)].split() == one.shown.split()


def test_changes_are_made_across_line_ends() -> None:
    received = "大桥周五通\n车，两岸居\n民参加。"
    changes = (Change(was="周五通车", now="周六 通车", kind="corrected"), Change(was="居民", now="", kind="omitted"))
    assert misfits(received, changes) == []
    assert differences(received, changes, "大桥周六通车，两岸参\n加。") == []
    (one,) = differences(received, changes, "大桥周六通车，两岸叁加。")
    assert (one.received, one.received_at) == ("参", (13, 14))


@pytest.mark.parametrize(
    ("received", "shown", "only"),
    [
        ("café", "cafe\u0301", "composition (NFC, NFD)"),
        ("ＡＢＣ，", "ABC,", "width or form"),
        ("ｶﾞﾗｽ", "ガラス", "width or form"),
        ("“好”", '"好"', "quotation marks"),
        ("「好」", "“好”", "quotation marks"),
        ("居民", "市民", ""),
    ],
)
def test_words_that_look_the_same_are_said_to(received: str, shown: str, only: str) -> None:
    assert alike(received, shown) == only


@pytest.mark.parametrize(
    ("safe", "credit"),
    [
        ("<p>参加。</p>\n<p>（转自《海港时报》第一版）。</p>", "（转自《海港时报》 第一版）"),
        ("<p>Text. (From\npage 1).</p>", "(From page 1)"),
        ("<p>（转自<em>《海港时报》</em>第一版）。</p>", "（转自《海港时报》第一版）"),
    ],
)
def test_the_credit_line_is_marked_wherever_its_lines_end(safe: str, credit: str) -> None:
    marked = html.fromstring(f"<div>{body(safe, credit, (), ())}</div>").xpath("//*[@class='credit']")
    words = "".join(str(piece.text_content()) for piece in marked)
    assert "".join(words.split()).rstrip(".。") == "".join(credit.split())
    assert words[-1] in ".。"


def test_a_note_marks_the_words_that_it_is_on() -> None:
    text = body("<p>两岸居民\n用 Ruby 写。</p>", None, (), (Note(on="居民用Ruby", note="remark"),))
    (mark,) = html.fromstring(text).xpath("//*[@class='noted']")
    assert mark.text_content() == "居民\n用 Ruby"
