"""An editor who makes a mistake is told the file, the line, the field, what was found and what to write.

Each row of invalid.yaml is an article that is wrong in one way, with what the editor reads.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import invalid
from helpers.building import SITES
from hypothesis import given
from hypothesis import strategies as st
from pelican.contents import Article as PelicanArticle
from pelican.settings import DEFAULT_CONFIG

from colophon.model.problems import WARNING
from colophon.readers.files import read_file
from colophon.readers.reader import Reader, ReaderSettings, Reading
from colophon.readers.register import Register

GOOD, FLAT = invalid.bases()["good"], invalid.bases()["flat"]
CONTENT = SITES / "minimal/content"


def reader(**other: object) -> Reader:
    register, problems = Register.load(CONTENT / "register")
    assert not problems
    return Reader(
        ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(CONTENT), "EXTRA_FIELDS": ["category"], **other}), register
    )


def parsed(text: str | bytes, path: str = "articles/2024/x.md", **other: object) -> Reading:
    return reader(**other).parse(path, text if isinstance(text, bytes) else text.encode())


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


@pytest.mark.parametrize("row", invalid.rows())
def test_the_problem_is_named(row: str) -> None:
    article, expected = invalid.rows()[row]
    reading = parsed(article, "articles/2024/bridge.md")
    assert reading.article is None
    assert said(reading) == [expected]
    assert re.fullmatch(r"content/articles/2024/bridge\.md(:\d+)?: [a-z0-9_.]+: .+; .+", expected)


def test_all_problems_of_a_file_are_named_at_once() -> None:
    text = (
        GOOD.replace("date: 2024-05-17", "date: May 2024")
        .replace("lang: en", "lang: none_such")
        .replace("title: ", "titel: ")
    )
    fields = [problem.field for problem in parsed(text).problems]
    assert fields == ["title", "titel", "date", "lang", "source.date"]


def test_a_step_that_can_not_be_read_leaves_the_others_their_numbers() -> None:
    text = invalid.bases()["custody"].replace("act: printed, ", "").replace("sha256: 2f91", "sha256: 3f91")
    assert [problem.field for problem in parsed(text).problems] == ["custody.1.act", "custody.2.sha256"]


def test_a_field_that_is_none_of_ours_is_warned_of_unless_the_settings_name_it() -> None:
    text = GOOD.replace("lang: en", "lang: en\nsumary: A bridge.\ncolour: red")
    reading = parsed(text)
    assert [(p.field, p.level, p.line) for p in reading.problems] == [("sumary", WARNING, 5), ("colour", WARNING, 6)]
    assert "did you mean “summary”?" in said(reading)[0]
    assert "remove it; name it in EXTRA_FIELDS if the theme or a plugin uses it" in said(reading)[1]
    assert parsed(text, EXTRA_FIELDS=["Colour", "sumary"]).problems == ()
    assert reading.article
    assert reading.article.extra == {"sumary": "A bridge.", "colour": "red"}


def test_without_require_source_a_missing_source_is_a_warning() -> None:
    reading = parsed(re.sub(r"(?m)^Source.*\n", "", FLAT), REQUIRE_SOURCE=False)
    assert [(p.field, p.level) for p in reading.problems] == [("source", WARNING)]
    assert reading.article
    assert reading.article.source is None
    assert not reading.article.original


def test_a_void_review_is_warned_of() -> None:
    digest = "0" * 64
    review = f"review: {{by: Ada Example, date: 2024-06-01, sha256: {digest}}}\n"
    reading = parsed(GOOD.replace("lang: en\n", f"lang: en\n{review}"))
    assert "the text changed since the review of 2024-06-01" in said(reading)[0]
    assert reading.article
    assert reading.article.review_voided
    fitting = re.search(r"write ([0-9a-f]{64})", said(reading)[0])
    assert fitting
    again = parsed(GOOD.replace("lang: en\n", "lang: en\n" + review.replace(digest, fitting[1])))
    assert again.problems == ()
    assert again.article
    assert not again.article.review_voided


@pytest.mark.parametrize(
    "name",
    ["content", "url_format", "settings", "relative_dir", "is_valid", "get_content", "translations", "metadata",
        "source_path", "path", "_content", "_context", "in_default_lang", "locale_date"],
)  # fmt: skip
def test_names_that_pelican_keeps_are_refused(name: str) -> None:
    for text in (GOOD.replace("lang: en", f"lang: en\n{name}: x"), FLAT.replace("Category:", f"{name}: x\nCategory:")):
        assert [problem.field for problem in parsed(text).problems] == [name]


@pytest.mark.parametrize(
    "name", ["category", "author", "authors", "tags", "keywords", "series", "colour", "photo-credit"]
)
def test_names_that_pelican_users_write_pass_through(name: str) -> None:
    reading = parsed(FLAT.replace("Tags: bridges, Elbe\nCategory: News\n", f"{name}: some words\n"))
    assert [p.level for p in reading.problems] == [WARNING] * (name in ("keywords", "series", "colour", "photo-credit"))
    assert reading.article
    assert not isinstance(getattr(PelicanArticle, name, None), type(lambda: None))


@pytest.mark.parametrize("source", ["yaml", "flat"])
def test_a_template_must_be_one_of_the_themes(source: str) -> None:
    text = {
        "yaml": GOOD.replace("lang: en", "lang: en\ntemplate: artcle"),
        "flat": FLAT.replace("Category:", "Template: artcle\nCategory:"),
    }[source]
    limited = Reader(ReaderSettings(content=str(CONTENT), templates=("article", "brief")), reader().register)
    assert "did you mean “article”?" in said(limited.parse("articles/x.md", text.encode()))[0]


@pytest.mark.parametrize(
    "value",
    ["17 May 2024", "2024-5-7", "12:30", "yesterday", "2024-13-01", "2023-02-29", "2024-05-17 25:00",
        "2024-05-17T10:00+99:99", "0000-01-01", "２０２４-05-17", "2024/05/17"],
)  # fmt: skip
def test_a_date_in_another_notation_is_refused(value: str) -> None:
    text = FLAT.replace("Date: 2024-05-17 08:30", f"Date: {value}", 1)
    assert [problem.field for problem in parsed(text).problems] == ["date"]
    assert re.search(r"; write \d{4}-\d\d-\d\d", said(parsed(text))[0])


def test_a_bomb_of_aliases_or_of_depth_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(100))
    assert "which names a value in YAML" in said(parsed(f"---\n{bomb}---\n\nText.\n"))[0]
    assert "nested more than" in said(parsed("---\nnotes: " + "[" * 5_000 + "]" * 5_000 + "\n---\n\nText.\n"))[0]
    assert "characters long" in said(parsed("---\ntitle: " + "x" * 900_000 + "\n---\n\nText.\n"))[0]
    assert "characters long" in said(parsed("Title: " + "x" * 900_000 + "\n\nText.\n"))[0]


def test_files_that_are_no_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "real.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    (tmp_path / "large.md").write_bytes(b"x" * 10_000_001)
    for path, words in (
        ("folder.md", "not a regular file"),
        ("link.md", "links are not followed"),
        ("large.md", "the limit is"),
        ("none.md", "no such file"),
        ("../x.md", "not a path below"),
        ("/etc/hostname", "not a path below"),
        ("a\0b.md", "not a path below"),
    ):
        assert words in str(read_file(str(tmp_path), path)), path


PIECES = st.sampled_from(
    [*"{}[]:,-#&*!|>'\"%@` \n\t?~", "title: ", "source:\n", "  date: 2024-05-17\n", "---\n", "\n\n", "x", "1",
        "custody", "notes:\n", "  - {on: x}\n", "null", "Title: x\n", "    y\n", "é", "\u202e", "\x00", "- ",
        "review: ", "changes: 1\n", "authors: ", "by: ", "draft: ", "  archived: ", "  status: ", "withdrawn: ",
        "images: ", "licence: ", "translation_of: ", "unknown", "1937-08/"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_nothing_that_is_written_ends_in_a_traceback(text: str, fenced: bool) -> None:
    reading = parsed(f"---\n{text}\n---\n\nText.\n" if fenced else text)
    assert reading.problems or reading.article


@given(st.binary(max_size=200))
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    reading = parsed(data)
    assert reading.problems or reading.article
