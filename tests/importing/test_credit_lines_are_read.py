"""Each example in credits.yaml is read as it says, and each pattern has an example."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("trafilatura", reason="the extra `new`")

from colophon.importing.credit_lines import credit_data, credits_of, known_credits
from colophon.importing.days import day_in

FORMS = credit_data()["lines"]
EXAMPLES = [(form["lang"], example) for form in FORMS for example in form["examples"]]


def read(line: str) -> dict[str, str]:
    """What is read of a line, in the notation of the examples."""
    found: dict[str, str] = {}
    for reading in known_credits().read(line):
        parts = dict(reading.parts)
        parts |= {part: "; ".join(names) for part, names in reading.people.items()}
        if "date" in parts:
            day = day_in(parts["date"], reading.pattern.lang)
            parts["date"] = day.iso if day else ""
        if reading.pattern.credit:
            parts["credit"] = reading.words
        for name, value in parts.items():
            found.setdefault(name, value)
    return found


@pytest.mark.parametrize(
    ("lang", "example"), EXAMPLES, ids=[f"{lang}: {example['line']}" for lang, example in EXAMPLES]
)
def test_an_example_is_read_as_it_says(lang: str, example: dict[str, str]) -> None:
    wanted = {name: value for name, value in example.items() if name != "line"}
    found = read(example["line"])
    assert {name: found.get(name) for name in wanted} == wanted


def test_nine_languages_have_credit_lines() -> None:
    credits_in = {form["lang"] for form in FORMS if form.get("credit") != "no"}
    assert {"en", "zh", "es", "fr", "de", "pt", "ru", "ar", "ja"} <= credits_in


def test_patterns_of_an_editor_are_read_in_the_same_way() -> None:
    data: dict[str, Any] = {
        "lines": [{"lang": "nl", "patterns": ["Overgenomen uit {publication}[, {date}]"], "examples": []}],
        "agencies": ["ANP"],
        "no_sources": ["internet"],
        "kinds": ["dagblad"],
    }
    own = credits_of(data)
    (reading,) = own.read("(Overgenomen uit dagblad De Klok, 4 maart 2019)")
    assert reading.parts == {"publication": "De Klok", "date": "4 maart 2019"}
    assert reading.words == "Overgenomen uit dagblad De Klok, 4 maart 2019"


@pytest.mark.parametrize(
    "line",
    [
        "The Mill Weekly reported last week that the bath would be closed.",
        "Photo source: City Archive",
        "责任编辑：林远",
        "The source of the river lies in the hills.",
        "By the end of the week the boat was back.",
    ],
)
def test_what_is_no_credit_line_names_no_publication(line: str) -> None:
    from colophon.importing.head_and_foot import readings_of, witnesses_of

    lang = "zh" if line[0] > "\u3000" else "en"
    witnesses = list(witnesses_of(readings_of([(line, "")], known_credits(), lang), page=False))
    assert [one for one in witnesses if one.field in ("publication", "credit", "authors")] == []
