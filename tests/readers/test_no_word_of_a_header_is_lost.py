"""What an editor writes in a header is read to the letter, or a Problem names the words that are not.

YAML takes comments, numbers and nothing out of what looks like words; keyboards write signs that look like those of the
notation; other systems write HTML. Each is understood, or named with its line and with what to write.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.building import SITES, Site
from pelican.settings import DEFAULT_CONFIG

from colophon.readers.reader import Reader, ReaderSettings, Reading
from colophon.readers.register import Register

CONTENT = SITES / "minimal/content"
SOURCE = 'source:\n  publication: daily-example\n  date: 2024-05-17\n  page: "03"\n'
FLAT = "Title: x\nSource: The Daily Example\nDate: 2024-05-17\n"
LEFT_OUT = "is left out, since “ #” begins a comment in YAML"
OWN_LINE = "put the comment on a line of its own, or"
AS_WRITTEN = "is shown as it is written, since a field is text and not HTML"


def read(source: str) -> Reading:
    extra = ["colour", "code", "rate", "flag", "at"]
    settings = ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(CONTENT), "EXTRA_FIELDS": extra})
    return Reader(settings, Register.load(CONTENT / "register")[0]).parse("articles/x.md", source.encode())


def yaml_article(*lines: str, title: str = "title: x\n") -> str:
    return f"---\n{title}{SOURCE}{''.join(f'{line}{chr(10)}' for line in lines)}---\n\nText of it.\n"


def said(source: str) -> list[str]:
    return [str(problem).removeprefix("content/articles/x.md:") for problem in read(source).problems]


def subjects(source: str) -> tuple[str, ...]:
    reading = read(source)
    assert reading.problems == ()
    assert reading.article
    return tuple(reading.article.terms["subjects"])


# --- comments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "summary: Council debate #3 draws a crowd",
            f'7: summary: “#3 draws a crowd” {LEFT_OUT}; write summary: "Council debate #3 draws a crowd"',
        ),
        ("rights: #1 of the paper", f'7: rights: “#1 of the paper” {LEFT_OUT}; write rights: "#1 of the paper"'),
        (
            "rights: All rights # of the paper",
            f'7: rights: “# of the paper” {LEFT_OUT}; write rights: "All rights # of the paper"',
        ),
        (
            'rights: "The paper" #1 has them',
            f"7: rights: “#1 has them” {LEFT_OUT}; write rights: '\"The paper\" #1 has them'",
        ),
        ("subjects:\n  - Pier #3 reopens", f'8: subjects.1: “#3 reopens” {LEFT_OUT}; write - "Pier #3 reopens"'),
        ("subjects: [rowing] #boats", f"7: subjects: “#boats” {LEFT_OUT}; put the comment on a line of its own"),
        (
            "notes:\n  - on: Text\n    note: Pier #3 of it",
            f'9: notes.1.note: “#3 of it” {LEFT_OUT}; write note: "Pier #3 of it"',
        ),
        (
            "notes: [{on: Text, note: Pier #3 of it}]",
            '7: notes.1.note: “ #” begins a comment in YAML; write note: "Pier #3 of it"',
        ),
        (
            "summary: Pier #3 of it\n  is open",
            '7: summary: “ #” begins a comment in YAML; write summary: "Pier #3 of it is open"',
        ),
        (
            "summary: The piers\n  #boats #rowing",
            f'8: summary: “#boats #rowing” {LEFT_OUT}; write summary: "The piers #boats #rowing"',
        ),
    ],
)
def test_words_that_yaml_takes_for_a_comment_are_an_error(line: str, problem: str) -> None:
    assert said(yaml_article(line)) == [problem]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("code: 7 # of old", f'7: warning: code: “# of old” {LEFT_OUT}; {OWN_LINE} write code: "7 # of old"'),
        (
            "summary: # to be written",
            f'7: warning: summary: “# to be written” {LEFT_OUT}; {OWN_LINE} write summary: "# to be written"',
        ),
        (
            'rights: "The paper" # ask',
            f"7: warning: rights: “# ask” {LEFT_OUT}; {OWN_LINE} write rights: '\"The paper\" # ask'",
        ),
    ],
)
def test_what_may_be_meant_as_a_comment_is_a_warning(line: str, problem: str) -> None:
    assert said(yaml_article(line)) == [problem]


def test_a_required_field_that_is_only_a_comment_is_one_problem() -> None:
    assert said(yaml_article(title="title: # 1 in the country\n")) == [
        f'2: title: “# 1 in the country” {LEFT_OUT}; {OWN_LINE} write title: "# 1 in the country"'
    ]
    assert [line.split(";")[0] for line in said(yaml_article(title="title: [Video] #1\n"))] == [
        f"2: title: “#1” {LEFT_OUT}"
    ]


def test_a_comment_that_takes_no_words_away_is_not_named() -> None:
    lines = (
        "# a", "lang: en # English", "published: 2024-05-18 #checked", "subjects: [rowing] # more",
        "notes: # of the day", "  # b", "  - on: Text", "  # c", "    note: y", "    # d", "custody: [",
        "  {act: printed, by: daily-example}, # e", "  # f", "  {act: edited, by: unknown}", "]",
        "summary: >", "  Pier #3", "  # 4", "rights: |-", "  Pier #5",
    )  # fmt: skip
    reading = read(yaml_article(*lines).replace('"03"', '"03" # page').replace("example\n", "example # paper\n", 1))
    assert reading.problems == ()
    assert reading.article
    assert (reading.article.summary, reading.article.rights) == ("Pier #3 # 4", "Pier #5")


def test_in_key_value_lines_no_sign_means_anything() -> None:
    reading = read(FLAT.replace("Title: x", 'Title: "Pier" #3: [a] & *b*') + "\nText.\n")
    assert reading.problems == ()
    assert reading.article
    assert reading.article.title == '"Pier" #3: [a] & *b*'


# --- values that YAML makes something else of --------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "no",
        "Yes",
        "off",
        "true",
        "False",
        "Null",
        "NULL",
        "012",
        "+5",
        "1_000",
        "1e3",
        "1.50",
        ".5",
        "0x1F",
        "0o17",
        "12:30",
        "2024-05-17",
        "2024-05-17T10:00:00Z",
        "99999999999999999999",
        ".inf",
        "=",
        "<<",
        "y",
        "N/A",
    ],
)
def test_a_value_is_shown_as_it_was_written(words: str) -> None:
    lines = (f"rights: {words}", f"subjects: [{words}, {words}x]", f"notes: [{{on: Text, note: {words}}}]")
    reading = read(yaml_article(*lines, title=f"title: {words}\n"))
    assert reading.problems == ()
    article = reading.article
    assert article
    assert (article.title, article.rights, article.notes[0].note) == (words, words, words)  # type: ignore[union-attr]
    assert article.terms["subjects"] == (words, f"{words}x")
    assert subjects(yaml_article(f"tags: {words}")) == (words,)


def test_a_themes_own_field_keeps_its_digits() -> None:
    article = read(yaml_article("code: 007", "rate: [1.50, 2.5, +3, 4]", "flag: true", "at: 12:30")).article
    assert article
    assert article.extra == {"code": "007", "rate": ["1.50", 2.5, "+3", 4], "flag": True, "at": "12:30"}


def test_what_says_nothing_is_named_where_something_must_be_said() -> None:
    for nothing in ("null", "~"):
        assert said(yaml_article(title=f"title: {nothing}\n")) == [
            f'2: title: “{nothing}” says nothing in YAML; write title: "{nothing}"'
        ]
        assert said(yaml_article(f"subjects: [a, {nothing}]")) == [
            f'7: subjects.2: “{nothing}” says nothing in YAML; remove it, or write "{nothing}"'
        ]
        assert said(yaml_article(f"summary: {nothing}", f"subjects: {nothing}")) == []


def test_no_field_vanishes_in_another() -> None:
    quote = yaml_article(title='title: "Pier\nsummary: opens"\n')
    assert said(quote) == [
        '2: title: the value begins with ", and no " closes it; close the quote, or write title: \'"Pier\''
    ]
    assert said(yaml_article("notes: [{on: Text, note: at eight, sharp}]")) == [
        '7: notes.1.note: “,” is a sign of lists and maps in YAML; write note: "at eight, sharp"'
    ]
    assert said(yaml_article("lang: en", "Lang: de"))[0].startswith(
        "8: lang: given a second time; the first is on line 7"
    )
    assert said(yaml_article("notes: [{on: Text, note: x, note: y}]"))[0].startswith(
        "7: notes.1.note: given a second time"
    )


def test_no_document_of_the_register_vanishes_behind_another(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("---\na: {name: A}\n---\nb: {name: B}\n")
    (problem,) = Register.load(tmp_path, "register")[1]
    assert (problem.line, problem.found) == (3, "“---” begins a second document, which would be left out")


# --- signs that look like those of the notation ------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", "，", "、", "﹐", "﹑", "،", "､", ";", "；", "﹔", "؛"])
def test_names_in_one_line_are_parted_by_the_signs_of_every_keyboard(sign: str) -> None:
    assert subjects(f"{FLAT}Tags: 失业{sign}港口{sign} 大桥\n\nText.\n") == ("失业", "港口", "大桥")
    assert subjects(yaml_article(f"subjects: 失业{sign}港口{sign}大桥")) == ("失业", "港口", "大桥")


def test_a_semicolon_leaves_commas_to_the_names() -> None:
    assert subjects(f"{FLAT}Tags: Smith, John；李，王、张; x\n\nText.\n") == ("Smith, John", "李，王、张", "x")
    assert subjects(f"{FLAT}Tags: a, b\n    c\n\nText.\n") == ("a", "b", "c")
    assert subjects(yaml_article("subjects:\n  - 李，王\n  - x, y")) == ("李，王", "x, y")


def test_people_in_one_line_are_parted_too() -> None:
    for line in ("李明；王芳", "李明、王芳", "李明，王芳", "李明; 王芳"):
        article = read(f"{FLAT}Authors: {line}\n\nText.\n").article
        assert article
        assert [one.name for one in article.authors] == ["李明", "王芳"]
    article = read(f"{FLAT}Author: 李明、王芳\n\nText.\n").article
    assert article
    assert [one.name for one in article.authors] == ["李明", "王芳"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "subjects: [失业，港口]",
            (
                "7: warning: subjects.1: “，” does not part the names of a list in [ ], so “失业，港口” is one; "
                "write 失业, 港口, or put it between quotes if it is one name"
            ),
        ),
        ("subjects: ［失业，港口］", "7: subjects: “［” opens no list; write [first, second]"),
        (
            "subjects:\n  – boats\n  – piers",
            "7: subjects: “–” begins no item of a list; write each name on a line of its own, behind “- ”",
        ),
        (
            "subjects:\n  -\u00a0boats",
            (
                "7: subjects: “-” without an ordinary space begins no item of a list; "
                "write each name on a line of its own, behind “- ”"
            ),
        ),
    ],
)
def test_a_list_in_signs_that_look_alike_is_named(line: str, problem: str) -> None:
    assert said(yaml_article(line)) == [problem]
    assert subjects(yaml_article('subjects: ["失业，港口"]')) == ("失业，港口",)


def test_a_list_of_the_other_notation_is_named() -> None:
    assert said(f"{FLAT}Tags: [a, b]\n\nText.\n") == [
        "4: tags: a list in a Key: value header has no brackets; write a, b"
    ]


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("：", "“：” is a full-width colon"),
        ("﹕", "“﹕” is a small colon"),
        ("∶", "“∶” is a ratio sign"),
        (":\u00a0", "a no-break space stands behind the colon"),
        (":\u3000", "a wide space stands behind the colon"),
        ("\u00a0: ", "a no-break space stands in front of the colon"),
        (":", "no space stands behind the colon"),
    ],
)
def test_a_key_with_a_sign_that_looks_like_a_colon_is_named(between: str, found: str) -> None:
    remedy = "write “: ”, as in"
    assert said(yaml_article(title=f"title{between}大桥通车\n")) == [f"2: title: {found}; {remedy} title: 大桥通车"]
    assert said(yaml_article(f"lang{between}en")) == [f"7: lang: {found}; {remedy} lang: en"]
    nested = yaml_article().replace("date: ", f"date{between}")
    assert said(nested) == [f"5: source.date: {found}; {remedy} date: 2024-05-17"]
    both = yaml_article(title=f"title{between}大桥\n").replace("date: ", f"date{between}")
    assert [line.split(":")[0] for line in said(both)] == ["2", "5"]


def test_a_key_with_such_a_sign_is_named_in_key_value_lines_and_in_the_register(tmp_path: Path) -> None:
    flat = FLAT.replace(": ", "：") + "\n大桥周五通车。\n"
    assert said(flat) == [
        "1: title: “：” is a full-width colon; write “: ”, as in Title: x",
        "2: source: “：” is a full-width colon; write “: ”, as in Source: The Daily Example",
        "3: date: “：” is a full-width colon; write “: ”, as in Date: 2024-05-17",
    ]
    assert said(FLAT.replace("Date: ", "Date：") + "\nText.\n") == [
        "3: date: “：” is a full-width colon; write “: ”, as in Date: 2024-05-17"
    ]
    for text, line in (("a：\n  name: x\n", 1), ("a:\n  name：x\n", 2), ("a: {name：x}\n", 1), ("a: name：x\n", 1)):
        (tmp_path / "people.yaml").write_text(text)
        (problem,) = Register.load(tmp_path, "register")[1]
        assert (problem.line, problem.found) == (line, "“：” is a full-width colon")


def test_such_a_sign_is_named_where_it_makes_words_of_a_map() -> None:
    for line, field in (("  act：printed", "custody.1.act"), ("- act：printed", "custody.1.act")):
        (one,) = read(yaml_article("custody:", line.replace("  act", "  - act"))).problems
        assert (one.line, one.field, one.found) == (8, field, "“：” is a full-width colon")
    (one, other) = read("---\ntitle: x\nsource:\n  publication：a\n  date：2024-05-17\n---\n\nText.\n").problems
    assert [(one.line, one.field), (other.line, other.field)] == [(4, "source.publication"), (5, "source.date")]


def test_a_space_in_front_of_a_key_that_is_none_is_named() -> None:
    assert said("\u00a0" + FLAT + "\nText.\n") == [
        "1: title: a no-break space stands in front of “Title”; indent with ordinary spaces"
    ]
    assert said(yaml_article().replace("  page", "\u3000\u3000page")) == [
        "6: source.page: a wide space stands in front of “page”; indent with ordinary spaces"
    ]


@pytest.mark.parametrize("fence", ["———", "–––", "—-", "----", "−−−"])
def test_a_line_that_looks_like_the_fence_is_named(fence: str) -> None:
    first, last = f"{fence}\ntitle: x\n---\n\nText.\n", f"---\ntitle: x\n{fence}\n\nText.\n"
    assert said(first)[0].startswith(f"1: header: “{fence}” is not ---; write --- alone on the first line")
    assert said(last) == [f"3: header: “{fence}” does not end the header; write ---"]


def test_quotes_that_yaml_does_not_know_are_named_around_a_page() -> None:
    assert said(yaml_article().replace('"03"', "“03”")) == [
        '6: source.page: ““” and “”” are no quotes of YAML; write page: "03"'
    ]


# --- tags of other systems, and HTML -----------------------------------------------------------------------------


def test_tags_that_are_maps_are_read_by_their_name() -> None:
    tags = "tags:\n- name: Tide Tables\n  slug: tide-tables\n- name: Boats\n  slug: boats"
    assert subjects(yaml_article(tags)) == ("Tide Tables", "Boats")
    assert subjects(yaml_article("tags: [{name: Boats}]")) == ("Boats",)
    assert said(yaml_article("tags:\n- title: Boats")) == [
        '8: tags.1: a map where text is wanted; write - "title: Boats"'
    ]


def test_a_header_that_another_system_wrote_is_read_whole() -> None:
    header = (
        "title: tide() or ebb()? – What the Table Says\nsubtitle: ''\nseries: null\ndate: '2024-05-17T22:22:22.000Z'\n"
        "tags:\n- name: Tide Tables\n  slug: tide-tables\n- name: Boats\n  slug: boats\n"
        'summary: "By Ada Sample\\nHow a table of tides is read, and what the\\\n  \\ two columns say."\n'
        "source:\n  publication: daily-example\n  date: 2024-05-17\n"
    )
    reading = read(f"---\n{header}---\n\nA table of tides has two columns.\n")
    article = reading.article
    assert article
    assert {problem.field for problem in reading.problems} <= {"subtitle", "series"}  # which are not of ours
    assert article.terms["subjects"] == ("Tide Tables", "Boats")
    assert article.summary == "By Ada Sample How a table of tides is read, and what the two columns say."


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("R&amp;D", "write &"),
        ("one&nbsp;two", "write a space"),
        ("an &#8220;open&#x201D; day", "write “ for “&#8220;”, write ” for “&#x201D;”"),
        ("it&#146;s", "write ’"),
        ("<em>Sea</em>", "leave out the tags"),
        ("a<br>b", "leave it out"),
        ("R&amp;amp;D", "write &"),
        ("a <!-- b -->", "leave it out"),
        ("so&shy;on", "write nothing"),
    ],
)
def test_html_in_a_field_is_shown_as_it_is_written_and_warned_of(words: str, remedy: str) -> None:
    lines = (
        f"summary: {words}",
        f"rights: {words}",
        f"subjects: [x, '{words}']",
        f"notes:\n  - on: Text\n    note: {words}",
    )
    reading = read(yaml_article(*lines, title=f"title: {words}\n"))
    article = reading.article
    assert article
    assert (article.title, article.summary, article.rights) == (words, words, words)
    assert article.terms["subjects"][1] == words
    fields = {"title", "summary", "rights", "subjects.2", "notes.1.note"}
    assert {problem.field for problem in reading.problems} == fields
    assert {(problem.remedy, problem.level) for problem in reading.problems} == {(remedy, "warning")}
    flat = read(f"{FLAT}Summary: {words}\n\nText.\n")
    assert [(problem.field, problem.remedy) for problem in flat.problems] == [("summary", remedy)]


@pytest.mark.parametrize("words", ["R&D; AT&T", "<illegible> and <sic!>", "a < b > c", "a &bogus; b", "<3", "Q&A"])
def test_what_only_looks_like_html_is_read(words: str) -> None:
    reading = read(yaml_article(f"summary: {words}", title=f"title: {words}\n"))
    assert reading.problems == ()
    assert reading.article
    assert (reading.article.title, reading.article.summary) == (words, words)


def test_html_in_the_register_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("a: {name: A &amp; B, names: {de: <b>A</b>}, note: x&nbsp;y, kind: p}\n")
    register, problems = Register.load(tmp_path, "register")
    assert [(problem.field, problem.level) for problem in problems] == [
        ("a.name", "warning"), ("a.names.de", "warning"), ("a.note", "warning")
    ]  # fmt: skip
    entry = register.find("people", "a")
    assert entry
    assert entry.name == "A &amp; B"


def test_html_in_a_credit_line_is_told_as_what_it_is() -> None:
    article = (
        yaml_article().replace("Text of it.", "Text of R&D.").replace('"03"\n', '"03"\n  credit: Text of R&amp;D.\n')
    )
    assert said(article) == ["7: source.credit: “Text of R&amp;D.” does not stand in the text shown; write &"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A *bold* [link](https://x.example/a_b) and `code`", "A bold link and code"),
        ("1986. It was #3", "1986. It was #3"),
        ("[Source]: Xinhua", "[Source]: Xinhua"),
        ("#Boats on the Elbe", "#Boats on the Elbe"),
        ("> 100 people", "> 100 people"),
        ("- and so on", "- and so on"),
        ("snake_case_word", "snake_case_word"),
        ("*[HTML]: words", "*[HTML]: words"),
        ("one {: .two }", "one {: .two }"),
        ("![a ship](images/x.png) comes", "![a ship](images/x.png) comes"),
    ],
)
def test_a_summary_loses_marks_and_no_words(written: str, shown: str) -> None:
    article = read(yaml_article(f"summary: {written!r}")).article
    assert article
    assert article.summary == shown


def test_a_page_shows_the_whole_headline_or_none(site: Site) -> None:
    site.article("debate", title="Council debate #3 draws a crowd")
    site.refused(
        "content/articles/debate.md:2: title: “#3 draws a crowd” is left out", 'write title: "Council debate #3'
    )
    site.article("debate", title='"Council debate #3 draws a crowd"', subjects="失业、港口")
    built = site.built()
    assert "“、” does not part the names of a list in [ ]" in built.text
    page = site.page("2022/11/debate.html")
    assert page.findtext(".//h1") == "Council debate #3 draws a crowd"
