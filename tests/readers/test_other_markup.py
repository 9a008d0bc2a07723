"""Texts in reStructuredText and HTML, as Pelican reads them, are held to the same rules as Markdown: their fields are
checked, their HTML is cleaned, and no word of theirs goes without a Problem."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.building import Site
from lxml import html

from colophon.model.problems import ERROR, WARNING
from colophon.readers.reader import Reader, ReaderSettings, Reading
from colophon.readers.register import Register

RST = """\
Bridge reopens
==============

:source: example-daily
:source-date: 2024-05-17
:source-page: 03
:tags: bridges, rivers
:summary: A *bridge* in snake_case.
{more}
{text}
"""
HTML = """\
<html>
<head>
<title>Bridge &amp; river</title>
<meta name="source" content="example-daily">
<meta name="source-date" content="2024-05-17">
<meta name="keywords" content="bridges, rivers">
</head>
<body>{text}</body>
</html>
"""


def read(path: str, text: str, folder: Path, **settings: object) -> Reading:
    file = folder / "register" / "publications.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("example-daily: {name: Example Daily, kind: newspaper, sources: []}\n")
    register, _ = Register.load(folder / "register", "register")
    given = {"DEFAULT_LANG": "en", "DOCUTILS_SETTINGS": None, "PYGMENTS_RST_OPTIONS": None}
    return Reader(ReaderSettings(content=str(folder), **{"markup": given, **settings}), register).parse(
        path, text.encode()
    )


def rst(text: str, folder: Path, more: str = "", **settings: object) -> Reading:
    return read("articles/a.rst", RST.format(text=text, more=more), folder, **settings)


def errors(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems if problem.level == ERROR]


def test_fields_and_text_of_restructuredtext(tmp_path: Path) -> None:
    reading = rst("The bridge is *open*. [1]_\n\n.. [1] Since Friday.\n", tmp_path)
    article = reading.article
    assert errors(reading) == []
    assert article is not None
    assert (article.title, str(article.date)) == ("Bridge reopens", "2024-05-17")
    assert (article.source.publication, article.source.page) == ("example-daily", "03")
    assert article.terms["subjects"] == ("bridges", "rivers")
    assert article.summary == "A bridge in snake_case."
    shown = html.fromstring(f"<div>{article.html}</div>").text_content()
    assert re.findall(r"\w+", shown) == ["The", "bridge", "is", "open", "1", "1", "Since", "Friday"]


def test_fields_and_text_of_html(tmp_path: Path) -> None:
    reading = read("articles/a.html", HTML.format(text="<p>It is <em>open</em>.</p>"), tmp_path)
    assert errors(reading) == []
    assert (reading.article.title, reading.article.terms["subjects"]) == ("Bridge & river", ("bridges", "rivers"))
    assert reading.article.html == "<p>It is <em>open</em>.</p>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (".. include:: /etc/passwd", '"include" directive disabled'),
        (".. csv-table::\n   :file: /etc/passwd", "csv-table"),
        (".. raw:: html\n   :file: /etc/passwd", '"raw" directive'),
        (".. raw:: html\n   :url: https://example.org/", '"raw" directive'),
        (".. literalinclude:: /etc/passwd", 'Unknown directive type "literalinclude"'),
        (".. |today| date::\n\nOn |today|.", "the day of the build"),
        ("A *star without end.", "Inline emphasis start-string"),
        ("A `reference`_ to nothing.", 'Unknown target name: "reference"'),
        (".. raw:: html\n\n   <script>alert(1)</script><p>Text.</p>", "<script> is not shown on a page"),
        (".. raw:: html\n\n   <iframe src='https://example.org/'></iframe>\n\nText.", "<iframe> is not shown"),
        (".. image:: https://example.org/a.png\n\nText.", "would be fetched from elsewhere"),
        ("`here <javascript:alert(1)>`__", "a link to “javascript:alert(1)”"),
    ],
)
def test_what_could_do_harm_is_named_with_its_line(text: str, found: str, tmp_path: Path) -> None:
    reading = rst(text, tmp_path)
    said = "\n".join(errors(reading))
    assert found in said
    line = int(re.search(r"a\.rst:(\d+):", said)[1])
    assert 10 <= line <= 14, said
    assert reading.article is None


def test_harm_is_left_out_where_strict_is_off(tmp_path: Path) -> None:
    text = ".. raw:: html\n\n   <p onclick='x()'>Text.</p><script>alert(1)</script>\n\n.. image:: https://example.org/a.png\n"
    reading = rst(text, tmp_path, strict=False)
    assert errors(reading) == []
    assert {problem.level for problem in reading.problems} == {WARNING}
    assert "Text." in reading.article.html
    assert not re.search("script|alert|onclick|example.org", reading.article.html)


def test_a_word_that_is_not_shown_is_named(tmp_path: Path) -> None:
    """docutils makes a second title of a heading that is alone, and Pelican leaves it out."""
    text = (
        "Bridge reopens\n==============\n\nOn a Friday\n-----------\n\n:date: 2024-05-17\n:source: original\n\nOpen.\n"
    )
    assert "words are not shown: On a Friday" in "\n".join(errors(read("articles/a.rst", text, tmp_path)))


def test_no_text_shows_in_another(tmp_path: Path) -> None:
    """docutils keeps the roles of a process."""
    reader = Reader(
        ReaderSettings(content=str(tmp_path), markup={"DEFAULT_LANG": "en"}, require_source=False),
        Register.load(tmp_path, "register")[0],
    )
    head = "T\n=\n\n:date: 2024-01-01\n\n"
    first = reader.parse("a.rst", f"{head}.. role:: loud(strong)\n\n:loud:`Hear`.\n".encode())
    assert "<strong" in first.article.html
    second = reader.parse("b.rst", f"{head}:loud:`Hear`.\n".encode())
    assert "Unknown interpreted text role" in "\n".join(errors(second))


def test_code_has_its_options(tmp_path: Path) -> None:
    code = ".. code-block:: python\n\n   x = 1\n"
    options = {"DEFAULT_LANG": "en", "PYGMENTS_RST_OPTIONS": {"linenos": "inline"}}
    assert html.fromstring(rst(code, tmp_path).article.html).text_content().strip() == "x = 1"
    numbered = html.fromstring(rst(code, tmp_path, markup=options).article.html).text_content()
    assert "".join(numbered.split()) == "1x=1"


def test_a_site_with_texts_of_all_kinds(site: Site) -> None:
    site.write("articles/b.rst", RST.format(more="", text="See `the first <{filename}first.md>`__ and `c <c.html>`__."))
    site.write("articles/c.html", HTML.format(text='<p>See <a href="{filename}b.rst">that</a>.</p>'))
    site.write("pages/about.rst", "About\n=====\n\n:lang: en\n\nWho we are.\n")
    site.built()
    (first,) = site.page("2024/05/b.html").xpath("//a[text()='the first']/@href")
    assert first == "../../2022/11/first.html"
    (link,) = site.page("2024/05/c.html").xpath("//a[text()='that']/@href")
    assert link == "b.html"
    assert "Who we are." in site.page("pages/about.html").text_content()


def test_an_ending_can_be_left_to_files(site: Site) -> None:
    site.set(READERS={"html": None}, STATIC_PATHS=["images"])
    site.write("articles/embed.html", "<p>No text.</p>")
    site.built()
    assert not (site.output / "embed.html").exists()


def test_dates_are_read_as_pelican_does_only_where_strict_is_off(tmp_path: Path) -> None:
    def dated(written: str, **settings: object) -> tuple[str | None, str]:
        text = f"Title: T\nDate: {written}\n\nText.\n"
        reading = read("a.md", text, tmp_path, require_source=False, **settings)
        said = " ".join(str(problem) for problem in reading.problems if problem.field == "date")
        return str(reading.article.date) if reading.article else None, said

    assert dated("3 March 2019")[0] is None
    assert (
        dated("3 March 2019", strict=False)
        == (
            "2019-03-03",
            "content-of-test: ",
        )
        or dated("3 March 2019", strict=False)[0] == "2019-03-03"
    )
    assert "is read as 2019-03-03" in dated("3 March 2019", strict=False)[1]
    assert dated("March 2019", strict=False)[0] is None  # a day would be made up
    assert dated("2019-03-03", strict=False) == ("2019-03-03", "")


@pytest.mark.parametrize("field", ["private: yes", "status: secret", "password: x", "embargo: 2030-01-01"])
def test_nothing_is_milder_about_who_may_read(field: str, tmp_path: Path) -> None:
    text = f"Title: T\nDate: 2019-03-03\n{field}\n\nText.\n"
    assert read("a.md", text, tmp_path, require_source=False, strict=False).article is None


def test_a_category_is_one_subject_where_the_settings_say_so(tmp_path: Path) -> None:
    text = "Title: T\nDate: 2019-03-03\nCategory: News, and more\nTags: a, b\n\nText.\n"
    fields = {"subject_fields": ("subjects", "tags", "category"), "require_source": False}
    assert read("x/a.md", text, tmp_path, **fields).article.terms["subjects"] == ("a", "b", "News, and more")
    assert read("x/a.md", text, tmp_path, require_source=False).article.terms["subjects"] == ("a", "b")
    bare = text.replace("Category: News, and more\n", "")
    found = read("x/a.md", bare, tmp_path, **fields, folder_category=True)
    assert found.article.terms["subjects"] == ("a", "b", "x")
