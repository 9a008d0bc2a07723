"""Who wrote and who translated a text: each name once, as the source writes it, and nothing beside the name."""

from __future__ import annotations

import pytest
from helpers.reading import article, read, read_flat, said

from colophon.model.article import Contributor


def names(field: str) -> list[str]:
    return [one.name for one in article(read(field)).authors]


def test_all_shapes_of_a_list_say_the_same() -> None:
    for field in (
        "authors: [Li Ming, Ana Ruiz Soto]", "authors: Li Ming; Ana Ruiz Soto", "authors: Li Ming, Ana Ruiz Soto",
        "authors:\n- Li Ming\n- name: Ana Ruiz Soto", "author: Li Ming; Ana Ruiz Soto",
    ):  # fmt: skip
        assert names(field) == ["Li Ming", "Ana Ruiz Soto"], field
    assert names("authors: 李明、王芳") == ["李明", "王芳"]
    for field in (
        "Authors: Li Ming; Ana Ruiz Soto",
        "Authors: Li Ming, Ana Ruiz Soto",
        "Authors: Li Ming;\n    Ana Ruiz Soto",
        "Author: Li Ming; Ana Ruiz Soto",
    ):
        flat = article(read_flat(f"Source: harbour-gazette\nDate: 2024-05-17\n{field}\nTranslator: Bo Sample"))
        assert [one.name for one in flat.authors] == ["Li Ming", "Ana Ruiz Soto"], field
        assert [one.name for one in flat.translators] == ["Bo Sample"]


def test_an_entry_of_the_register_says_who_it_is() -> None:
    ana = Contributor(name="Ana Ruiz", key="ana-ruiz")
    assert article(read("authors: [ana-ruiz]")).authors == (ana,)
    assert article(read("authors: [{name: A. Ruiz, key: ana-ruiz}]")).authors == (
        Contributor(name="A. Ruiz", key="ana-ruiz"),
    )
    assert "did you mean “ana-ruiz”?" in said(read("authors: [{name: A. Ruiz, key: ana-riuz}]"))[0]


@pytest.mark.parametrize(
    "author",
    [
        "Harbour Gazette",
        "Example Institute",
        "{name: The desk, kind: institution}",
        "{name: The Institute, key: example-institute}",
    ],
)
def test_an_institution_is_no_person(author: str) -> None:
    assert [one.kind for one in article(read(f"authors: [{author}]")).authors] == ["institution"]


def test_nobody_is_called_unknown() -> None:
    assert article(read("authors: [unknown]\ntranslators: Unknown")).authors == ()
    assert article(read("author: unknown\ntranslator: unknown")).translators == ()


@pytest.mark.parametrize(
    ("name", "found", "remedy"),
    [
        ("By Li Ming", "begins with “By”", "write Li Ming"),
        ("written by Li Ming", "begins with “written by”", "write Li Ming"),
        ("Text: Li Ming", "begins with “Text:”", "write Li Ming"),
        ("作者：李明", "begins with “作者：”", "write 李明"),
        ("本报记者 李明", "begins with “本报记者”", "write 李明"),
        ("文/李明", "begins with “文/”", "write 李明"),
        ("Li Ming and Ana Ruiz", "looks like more than one name", "write [Li Ming, Ana Ruiz], or kind: institution"),
        ("Li Ming & Ana Ruiz", "looks like more than one name", "write [Li Ming, Ana Ruiz]"),
        ("Ana Ruiz y Juan Sol", "looks like more than one name", "write each in the list"),
        ("李明、王芳", "looks like more than one name", "write [李明, 王芳]"),
        ("Li Ming <li@example.org>", "has an e-mail address", "write Li Ming"),
        ("li@example.org (Li Ming)", "has an e-mail address", "write Li Ming"),
        ("li@example.org", "has an e-mail address", "write the name"),
        (
            "Ruiz, Ana",
            "has a comma",
            "write [Ruiz, Ana] if these are 2 names, or {name: Ana Ruiz, family: Ruiz} if it is one",
        ),
    ],
)
def test_what_is_no_part_of_a_name_is_warned_of_and_kept(name: str, found: str, remedy: str) -> None:
    reading = read(f'authors: [{{name: "{name}"}}]')
    (line,) = said(reading)
    assert line.startswith(f"4: warning: authors.1: “{name}” {found}")
    assert f"; {remedy}" in line
    assert reading.article
    assert reading.article.authors == (Contributor(name=name),)


@pytest.mark.parametrize(
    "name",
    [
        "José Ortega y Gasset",
        "Ludwig van Beethoven",
        "Anders By",
        "Byron",
        "Martin Luther King, Jr.",
        "Plato",
        "王和平",
        "Maria da Silva",
        "R. Cave-Brown-Cave",
        "Ёлкина Анна",
        "عمر الشريف",
        "Vander Anderson",
        "M.A.S.H.",
    ],
)
def test_a_name_is_no_fault(name: str) -> None:
    assert [one.name for one in article(read(f'authors: [{{name: "{name}"}}]')).authors] == [name]


def test_a_line_that_may_be_one_name_or_two_is_asked_about() -> None:
    reading = read("authors: Ruiz, Ana")
    remedy = "write [Ruiz, Ana] if they are two, or [{name: Ana Ruiz, family: Ruiz}] if it is one"
    assert said(reading) == [f"4: warning: authors: “Ruiz, Ana” is taken as two names, “Ruiz” and “Ana”; {remedy}"]
    (line,) = said(read("author: Ruiz, Ana"))
    assert line.startswith("4: warning: authors.1: “Ruiz, Ana” has a comma; ")


def test_nobody_is_named_twice_and_nothing_is_no_name() -> None:
    reading = read("authors: [Li Ming, Ana Ruiz Soto, Li Ming]")
    assert said(reading) == ["4: warning: authors.3: “Li Ming” is named twice; it counts once; remove one of the two"]
    assert reading.article
    assert len(reading.article.authors) == 2
    assert said(read("authors: ['', Li Ming]")) == ["4: authors.1.name: empty; write the name, as the source writes it"]
    assert said(read("authors: [{at: Example Institute}]")) == [
        "4: authors.1.name: missing; write the name, as the source writes it"
    ]
    assert article(read("authors: []")).authors == ()


TRANSLATED = "custody:\n  - {act: printed, by: harbour-gazette}\n  - {act: translated, method: human%s}"


def test_a_translation_names_its_translators_once() -> None:
    translators = "translators: [{name: Ana Ruiz, key: ana-ruiz}]\n"
    for by in (", by: ana-ruiz", ""):
        assert said(read(translators + TRANSLATED % by)) == []
    remedy = "name the same in both, or in one of them alone"
    assert said(read(translators + TRANSLATED % ", by: example-institute")) == [
        f"7: custody.2.by: “example-institute”, where translators has “Ana Ruiz”; {remedy}"
    ]
    assert said(read(translators + TRANSLATED % ", by: unknown")) == [
        "7: custody.2.by: unknown, where translators has “Ana Ruiz”; leave it out, since translators names them"
    ]
    assert said(read(TRANSLATED % "")) == ["6: custody.2.by: missing; write who did it, or by: unknown"]
