"""Control and direction characters get into no value, whatever notation hides them, and the message names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.building import SITES, Site
from lxml import etree

from colophon.model.article import Change
from colophon.readers.comparison import differences, misfits
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register

CONTENT = SITES / "minimal/content"
HEADER = "title: A\nsource: {publication: daily-example, date: 2024-05-17}\n"
OVERRIDE = "the invisible character U+202E RIGHT-TO-LEFT OVERRIDE; remove it"
ISOLATE = "the invisible character U+2067 RIGHT-TO-LEFT ISOLATE; remove it"
APOSTROPHE = "the control character U+0092; write ’, which it stands for on Windows"
ELLIPSIS = "the control character U+0085; write …, which it stands for on Windows"
BELL = "the control character U+0007; remove it"


def written(message: str, reference: str) -> str:
    return message.replace(";", f", written “{reference}”;")


def said(text: str) -> list[str]:
    reader = Reader(ReaderSettings(str(CONTENT), extra_fields=("colour",)), Register.load(CONTENT / "register")[0])
    return [str(problem) for problem in reader.parse("articles/x.md", text.encode("utf-8", "surrogatepass")).problems]


@pytest.mark.parametrize(
    ("header", "text", "line"),
    [(r'rights: "A \u202e b"', "Text.", f"4: rights: {OVERRIDE}"),
     (r'rights: "A \x07 b"', "Text.", f"4: rights: {BELL}"), (r'rights: "A \a b"', "Text.", f"4: rights: {BELL}"),
     ('rights: "A\n  \\u2067 b"', "Text.", f"4: rights: {ISOLATE}"),
     (r'colour: [red, {deep: "\u202e"}]', "Text.", f"4: colour.2.deep: {OVERRIDE}"),
     (r'"col\u202eour": red', "Text.", f"4: header: {OVERRIDE}"),
     ("rights: >\n  folded\n  \u202e text", "Text.", f"6: header: {OVERRIDE}"),
     ("# a remark \u202e", "Text.", f"4: header: {OVERRIDE}"),
     ("summary: A &#x202e; b", "Text.", f"4: summary: {written(OVERRIDE, '&#x202e;')}"),
     ("summary: A &#7; b", "Text.", f"4: summary: {written(BELL, '&#7;')}"),
     ("lang: en", "Text.\n\nOf &#8238; some.", f"8: text: {OVERRIDE}"),
     ("lang: en", "Text.\n\nOf &#x202E some.", f"8: text: {OVERRIDE}"),
     ("lang: en", 'Text.\n\n<b title="&#x2067;">Of</b>', f"8: text: {ISOLATE}"),
     ("lang: en", "Text.\n\nOf &#7; some.", f"8: text: {BELL}"),
     ("lang: en", "Text.\n\nOf \u202e some.", f"8: text: {OVERRIDE}"),
     ("lang: en", "Text.\n\nOf \x9d some.", "8: text: the control character U+009D; remove it"),
     ("lang: en", "Text.\n\nThe bridge\x92s day.", f"8: text: {APOSTROPHE}"),
     ("rights: The bridge\x92s own", "Text.", f"4: header: {APOSTROPHE}"),
     (r'rights: "The bridge\x92s own"', "Text.", f"4: rights: {APOSTROPHE}"),
     ("lang: en", "Text.\n\nAnd so on\x85", f"8: text: {ELLIPSIS}"),
     ("\ufefflang: en", "Text.", "4: header: the invisible character U+FEFF ZERO WIDTH NO-BREAK SPACE; remove it")],
)  # fmt: skip
def test_a_hidden_character_is_named(header: str, text: str, line: str) -> None:
    assert said(f"---\n{HEADER}{header}\n---\n{text}\n") == [f"content/articles/x.md:{line}"]


def test_a_flat_header_hides_none() -> None:
    assert said("Title: A\nSource: B\n    \u202e\nDate: 2024-05-17\n\nText.\n") == [
        f"content/articles/x.md:3: header: {OVERRIDE}"
    ]


@pytest.mark.parametrize("escape", [r"\ud800", r"\udc80\ud800"])
def test_a_lone_surrogate_is_no_character(escape: str) -> None:
    (line,) = said(f'---\n{HEADER}rights: "{escape}"\n---\nText.\n')
    assert line.startswith("content/articles/x.md:4: ")
    assert said("---\ntitle: \ud800\n---\nText.\n")[0].startswith("content/articles/x.md:2: file: not UTF-8")


def test_marks_and_joiners_that_words_need_are_let_through() -> None:
    for mark in ("\u200f", "\u200c", "\u200d", "\xad"):
        assert said(f"---\n{HEADER}rights: a{mark}b\n---\nText{mark} of it.\n") == []


def test_characters_that_were_lost_are_warned_of_once_in_the_header_and_once_in_the_text() -> None:
    header, text = said(f"---\n{HEADER}rights: a\ufffdb\n---\nText\ufffd of\ufffd it.\n")
    assert header.startswith("content/articles/x.md:4: warning: header: U+FFFD stands where 1 character got lost; ")
    assert text.startswith("content/articles/x.md:6: warning: text: U+FFFD stands where 2 characters got lost; ")
    assert said("Title: a\ufffd\nSource: B\nDate: 2024-05-17\n\nText.\n")[0].startswith(
        "content/articles/x.md:1: warning"
    )


def test_byte_order_marks_in_front_are_no_part_of_the_file() -> None:
    for head in ("Title: A\nSource: B\nDate: 2024-05-17\n\n", f"---\n{HEADER}---\n"):
        assert said(f"\ufeff\ufeff{head}Text.\n") == []


def test_a_hidden_character_alone_on_a_line_ends_no_header() -> None:
    assert said("Title: A\nSource: B\n    \x07\nDate: 2024-05-17\n\nText.\n") == [
        f"content/articles/x.md:3: header: {BELL}"
    ]


@pytest.mark.parametrize(
    "written",
    ["&rlm;", "&lrm;", "&zwnj;", "&zwj;", "&shy;", "&#x200f;", "&#8206;", "&#x200C;", "&nbsp;", "&amp;#x202e;",
        "`&#x202e;`", "\\&#x200d;"],
)  # fmt: skip
def test_entities_of_marks_that_words_need_are_let_through(written: str) -> None:
    assert said(f"---\n{HEADER}lang: en\n---\nText{written} of it.\n") == []


@pytest.mark.parametrize(
    "written",
    ["&#x202e;", "&#8238;", "&#x202E", "&#x0202e;", "<b>&#x202e;</b>", "<p>&#x202e", "[a](x.html \"&#x202e;\")",
        "![&#x202e;](a.png)", "*&#x202e;*", "# &#x202e;", "a | &#x202e;\n--|--\n1 | 2", "{: title=\"&#x202e;\" }"],
)  # fmt: skip
def test_an_override_is_refused_whatever_stands_around_its_entity(written: str) -> None:
    assert said(f"---\n{HEADER}lang: en\n---\n*Text*\n{written}\n\nOf it.\n") == [
        f"content/articles/x.md:7: text: {OVERRIDE}"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (r'a: {name: "A \u202e b"}', f"1: a.name: {OVERRIDE}"),
        ("a:\n  name: x\n  note: \u2067 b", f"3: {{}}: {ISOLATE}"),
        (r'a: {name: x, names: {de: "\x07"}}', f"1: a.names.de: {BELL}"),
        (r'a: {name: x, "\u202e": y}', f"1: a: {OVERRIDE}"),
        ("a:\n  name: x\x07", f"2: {{}}: {BELL}"),
    ],
)
def test_the_register_hides_none(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "people.yaml").write_text(text, encoding="utf-8")
    problems = [str(problem) for problem in Register.load(tmp_path, "register")[1]]
    assert problems == [f"register/people.yaml:{line.format('file')}"]


def test_a_feed_stays_well_formed(site: Site) -> None:
    file = site.article("loud", title=r'"Loud \x07 \u202e news"')
    built = site.build()
    assert (built.code, "U+0007" in built.text, "U+202E" in built.text) == (1, True, True)
    file.write_text(file.read_text().replace(r" \x07 \u202e", ""))
    assert site.build().code == 0
    etree.parse(site.output / "feeds/all.atom.xml")


def test_hidden_characters_of_the_text_received_count_as_spaces() -> None:
    received = "A \u202bquoted\u202c word,\ufeff and \x07 \u202e\n more. A quoted word."
    assert differences(received, [], "A quoted word, and more. A quoted word.") == []
    change = Change(was="word, and more", now="word", kind="omitted")
    assert misfits(received, [change]) == []
    assert differences(received, [change], "A quoted word. A quoted word.") == []
    (one,) = differences(received, [], "A quoted word, and less. A quoted word.")
    assert received[slice(*one.received_at)] == one.received == "more."
