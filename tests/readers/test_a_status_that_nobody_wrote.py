"""What nobody gave a status is “as stated” only where the text states it: a default is no fact."""

from __future__ import annotations

import datetime as dt

import pytest
from helpers.reading import article, read, read_flat, said

from colophon.model.article import Status
from colophon.model.days import Days
from colophon.readers.days_in_words import dates_in
from colophon.readers.witness import founded

STATED, ASSERTED = Status.AS_STATED, Status.ASSERTED


def statuses(name: str, credit: str | None, lang: str = "en", html: str = "<p>x</p>", **facts: str) -> str:
    """The facts that the text states, of a source of 17 May 2024."""
    given = {"publication": "k", "date": Days.on(dt.date(2024, 5, 17)), "credit": credit, **facts}
    found = founded(given, [name], html, lang)
    assert {*found.values()} <= {STATED, ASSERTED}
    return " ".join(fact for fact, status in found.items() if status == STATED)


@pytest.mark.parametrize(
    ("name", "credit", "lang", "page", "stated"),
    [
        ("Harbour Gazette", "(Harbour Gazette, 17 May 2024, page 3)", "en", "03", "publication date page"),
        ("Harbour Gazette", "(Harbour Gazette, 17 May, page 3)", "en", "03", "publication page"),
        ("Harbour Gazette", "(Harbour Gazette, May 17th, 2024, p. 3)", "en", "3", "publication date page"),
        ("Harbour Gazette", "HARBOUR NEWS, 2024-05-17", "en", "3", "date"),
        # A part of a longer name is another paper.
        ("Times", "(The Harbour Times, 17 May 2024)", "en", "3", "date"),
        ("Mail", "(The Mail on Sunday, 2024)", "en", "3", ""),
        ("Harbour Gazette", "(Harbour Gazette Weekend, page 3)", "en", "3", "page"),
        ("海港报", "（转自新海港报）", "zh", "3", ""),
        ("海港报", "《海港报海外版》", "zh", "3", ""),
        # A number that says something else states no page, no day and no month.
        ("Harbour Gazette", "(Harbour Gazette, 17 May 2024, page 1)", "en", "17", "publication date"),
        ("Harbour Gazette", "(Harbour Gazette, 3 May 2024, page 17)", "en", "17", "publication page"),
        ("Harbour Gazette", "(Harbour Gazette, 17 January 2024, page 5)", "en", "5", "publication page"),
        ("Harbour Gazette", "(Harbour Gazette, the mayor of 2024, 17)", "en", "5", "publication"),
        # Of two days it can't be said which is that of print.
        ("Harbour Gazette", "(Harbour Gazette, 17 May 2024; Inland Courier, 18 May 2024)", "en", "5", "publication"),
        ("Harbour Gazette", "(Harbour Gazette, 5/17/2024)", "en", "5", "publication date"),
        ("海港报", "（转自海港报2024年5月17日第3版）", "zh-Hans", "03", "publication date page"),
        ("海港报", "《海港报》二〇二四年五月十七日 第３版", "zh-Hans", "3", "publication date page"),
        ("海港报", "（海港报，２０２４年５月１７日）", "zh-Hans", "3", "publication date"),
        ("Hafenbote", "(Hafenbote, 17. Mai 2024, S. 3)", "de", "3", "publication date page"),
        ("Le Phare", "(Le Phare, 17 mai 2024)", "fr", "3", "publication date"),
        ("El Faro", "(El Faro, 17 de mayo de 2024, pág. 3)", "es", "3", "publication date page"),
        ("Маяк", "(Маяк, 17 мая 2024 г., с. 3)", "ru", "3", "publication date page"),
        ("الفنار", "(الفنار، ١٧ مايو ٢٠٢٤)", "ar", "3", "publication date"),
    ],
)
def test_a_credit_line_states_what_stands_in_it(name: str, credit: str, lang: str, page: str, stated: str) -> None:
    assert statuses(name, credit, lang, page=page) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("The bridge reopened.", ""),
        ("The bridge reopened on 17 May 2024, said Harbour Gazette.", ""),
        ("Harbour Gazette wins the cup of 17 May 2024", ""),
        ("The bridge reopened on 17 May 2024.", ""),
        ("[map](https://example.org/Harbour Gazette)", ""),
        ("Harbour Gazette, 17 May 2024\n\nThe bridge reopened.", "publication date"),
        ("**Harbour Gazette**  \nFriday, 17 May 2024\n\nThe bridge reopened.", "publication"),
        ("The bridge reopened.\n\nSource: Harbour Gazette, page 3", "publication"),
        ("来源：海港报 2024年5月17日\n\n大桥重新开放。", "publication date"),
    ],
)
def test_without_a_credit_line_a_line_of_its_own_states_the_source(text: str, stated: str) -> None:
    source = article(read("", text)).source
    assert source
    assert " ".join(fact for fact, status in source.status.items() if status == STATED) == stated


def test_a_volume_an_issue_or_a_section_is_stated_by_its_word() -> None:
    facts = {"volume": "12", "issue": "7", "edition": "late city edition", "section": "Sport"}
    credit = "(Harbour Gazette, vol. 12, no. 7, late city edition, 17 May 2024)"
    assert statuses("Harbour Gazette", credit, **facts) == "publication date edition volume issue"
    assert statuses("Harbour Gazette", "(12 men, 7 boats, this evening)", edition="even", volume="12", issue="7") == ""


def test_a_status_that_is_written_stays() -> None:
    source = article(
        read("", source="source: {publication: harbour-gazette, date: 2024-05-17, status: inferred}\n")
    ).source
    assert source
    assert source.status == {"publication": "inferred", "date": "inferred"}
    words = "Harbour Gazette, 17 May 2024"
    each = "source: {publication: harbour-gazette, date: 2024-05-17, page: '3', status: {date: inferred}}\n"
    source = article(read("", words, source=each)).source
    assert source
    assert source.status == {"publication": "as-stated", "date": "inferred", "page": "asserted"}


def test_a_status_of_what_is_not_given_is_refused() -> None:
    status = "{publication: inferred, edition: inferred, pge: inferred}"
    header = f"source: {{publication: unknown, date: 2024-05-17, status: {status}}}\n"
    remedy = "below source:, or leave out its status"
    assert said(read("", source=header)) == [
        f"3: source.status.edition: “inferred”, and source.edition is not given; write edition: {remedy}",
        "3: source.status.pge: not one of its facts; did you mean “page”?",
        f"3: source.status.publication: “inferred”, and source.publication is unknown; write publication: {remedy}",
    ]


def test_a_status_of_what_is_refused_is_no_second_problem() -> None:
    status = "{issue: inferred, date: inferred}"
    header = f"source: {{publication: unknown, date: tomorrow, issue: 4, status: {status}}}\n"
    assert [line.split(": ")[1] for line in said(read("", source=header))] == ["source.date", "source.issue"]


def test_what_is_unknown_has_no_better_status() -> None:
    found = article(read("", source="source: {publication: unknown, date: unknown}\n"))
    assert found.source
    assert (found.date, found.source.publication, found.source.date) == (None, None, None)
    assert found.source.status == {"publication": "unknown", "date": "unknown"}
    assert found.custody[0].status == "unknown"


def test_the_custody_of_a_header_without_one_is_founded_no_better_than_its_facts() -> None:
    named = article(read("", "Harbour Gazette\n\nThe bridge reopened."))
    assert named.source
    assert (named.source.status["publication"], named.custody[0].status) == (STATED, ASSERTED)
    dated = article(read("", "Harbour Gazette, 17 May 2024\n\nThe bridge reopened."))
    assert dated.custody[0].status == STATED


def test_the_sentence_of_the_readme_states_nothing() -> None:
    found = article(read_flat("Source: Harbour Gazette\nDate: 2024-05-17", "The bridge reopened on Friday."))
    assert found.source
    assert {*found.source.status.values()} == {ASSERTED}
    assert found.published is None
    assert found.title_by is None


@pytest.mark.parametrize(
    ("on", "date", "status"),
    [
        ("on 17 May 2024", "2024-05-17", "as-stated"),
        ("on 17 May", "2024-05-17", "inferred"),
        ("May 2024", "2024-05", "as-stated"),
        ("in May", "2024-05", "inferred"),
        ("2024", "2024", "as-stated"),
        ("7–8 May 2024", "2024-05-07/2024-05-08", "as-stated"),
        ("8 May 2024", "2024-05-07/2024-05-08", "inferred"),
    ],
)
def test_a_day_in_the_text_is_as_stated_where_its_words_have_all_of_it(on: str, date: str, status: str) -> None:
    header = f"dates: [{{on: {on}, date: {date}, what: The bridge reopens.}}]"
    assert article(read(header, f"It reopened {on}.")).dates[0].status == status


@pytest.mark.parametrize(
    ("words", "lang", "dates"),
    [
        ("30 November 2022", "en", "2022-11-30"),
        ("2022. november 30.", "hu", "2022-11-30"),
        ("1 d’abril de 2020", "ca", "2020-04-01"),
        ("1er mars 2024", "fr", "2024-03-01"),
        ("8/7/1937", "en", "1937-07-08|1937-08-07"),
        ("31.02.2022", "de", ""),
        ("No. 1937", "en", ""),
        ("第1937期", "zh", ""),
        ("12:30", "en", ""),
        ("2024년 5월 17일", "ko", "2024-05-17"),
        ("founded 1890, 3 May 2024", "en", "1890 2024-05-03"),
        ("August 7-8, 1937", "en", "1937-08-07/1937-08-08"),
    ],
)
def test_dates_are_found_in_words(words: str, lang: str, dates: str) -> None:
    assert " ".join("|".join(map(str, meant)) for meant in dates_in(words, lang)) == dates
