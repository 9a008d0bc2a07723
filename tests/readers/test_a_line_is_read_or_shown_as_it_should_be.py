"""What an editor writes raw behind a key is read to the letter, or one Problem names the line and shows it mended.

A headline means nothing to its writer but its words. To YAML, many signs mean something. Whatever a headline is, and
wherever it stands, it is read as it was written, or the Problem has the right line and field, no word of the YAML
library, and a line that gives the headline when it is put in place.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from helpers.building import SITES
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

from colophon.model.article import Article
from colophon.model.problems import Problem
from colophon.readers import header, mistakes
from colophon.readers.files import HIDDEN
from colophon.readers.lines import one_line
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register

CONTENT = SITES / "minimal/content"
REGISTER, _ = Register.load(CONTENT / "register")
READER = Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(CONTENT)}), REGISTER)
SOURCE = 'source:\n  publication: daily-example\n  date: 2024-05-17\n  page: "03"\n'
LIBRARY = re.compile(
    r"expected|block (?:end|mapping|sequence|entr)|flow (?:node|sequence|mapping)|token|scalar|not allowed|"
    r"scanning|parsing|alphabetic|yaml\.|end of stream|indicator|<(?:block|scalar|flow)"
)


class Place(NamedTuple):
    """Where a headline stands: what is in front of its line, what is in front of it on its line, what is behind it; its
    field, and how its value is found in an article."""

    front: str
    lead: str
    behind: str
    field: str
    found: Callable[[Article], object]

    @property
    def line(self) -> int:
        return f"{self.front}{self.lead}".count("\n") + 1


END = "---\n\nText.\n"


def title(read: Article) -> object:
    return read.title


def note(read: Article) -> object:
    return read.notes[0].note


def edition(read: Article) -> object:
    return read.source and read.source.edition


def second(read: Article) -> object:
    return read.terms["subjects"][1]


HEAD = f"---\ntitle: x\n{SOURCE}"
PLACES = {
    "title": Place("---\n", "title: ", f"\n{SOURCE}{END}", "title", title),
    "last": Place(f"---\n{SOURCE}", "title: ", f"\n{END}", "title", title),
    "below": Place("---\n", "title:\n  ", f"\n{SOURCE}{END}", "title", title),
    "nested": Place(f"{HEAD}  ", "edition: ", f"\n{END}", "source.edition", edition),
    "note": Place(f"{HEAD}notes:\n  - on: Text\n    ", "note: ", f"\nlang: en\n{END}", "notes.1.note", note),
    "first": Place(f"{HEAD}notes:\n", "- note: ", f"\n  on: Text\n{END}", "notes.1.note", note),
    "item": Place(f"{HEAD}subjects:\n  - a\n  ", "- ", f"\n  - b\n{END}", "subjects.2", second),
}
MAPS = {
    "map": Place(f"{HEAD}notes:\n  - {{on: Text, ", "note: ", f"}}\n{END}", "notes.1.note", note),
    "first": Place(f"{HEAD}notes: [{{", "note: ", f", on: Text}}]\n{END}", "notes.1.note", note),
    "list": Place(f"{HEAD}subjects: [a, ", "", f", b]\n{END}", "subjects.2", second),
}

PIECES = st.sampled_from(
    [*"\"'[]{}*&!|>?-%@`:,#~=<.\\/()+;$^_", " ", " ", " ", ": ", " #", "- ", "# ", "A", "Bridge", "opens", "3", "é",
        "桥", "’", "“", "\t", "null", "true", "no", "1.50", "2024-05-17", "it's", "\u00a0", "\u3000", "，", "：", "b:"]
)  # fmt: skip
HEADLINES = st.lists(PIECES, min_size=1, max_size=7).map("".join)
ANY = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=20)


def read(place: Place, words: str) -> tuple[object, list[Problem]]:
    """The value at a place that holds these words, and the problems."""
    reading = READER.parse("articles/x.md", f"{place.front}{place.lead}{words}{place.behind}".encode())
    return reading.article and place.found(reading.article), list(reading.problems)


def is_quoted(raw: str) -> bool:
    """Whether words stand in quotes from end to end, which then are YAML's own."""
    raw = raw.strip()
    try:
        events = yaml.parse(f"[{raw}]", Loader=yaml.SafeLoader)
        (one,) = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    except (yaml.YAMLError, ValueError):
        return bool(re.fullmatch(r'"[^"]*"', raw))  # with an escape that makes no character
    return one.style in ("'", '"') and raw[0] == raw[-1] == one.style


def holds(place: Place, raw: str, last: int = 0) -> None:
    """The property. `last` is how many lines below the first the value ends."""
    words = one_line(raw)
    value, problems = read(place, raw)
    if not problems:
        assert value == words or (value is None and words in ("null", "~"))
        return
    (problem,) = problems
    assert problem.line in range(place.line - place.lead.count("\n"), place.line + last + 1)
    assert problem.field == place.field
    assert not LIBRARY.search(f"{problem.found} {problem.remedy}".replace(words, "")), problem
    shown = problem.remedy[problem.remedy.index("write ") + 6 :]
    again = READER.parse("articles/x.md", f"{place.front}{shown}{place.behind}".encode())
    assert again.problems == (), (problem, again.problems)
    assert again.article
    assert place.found(again.article) == words


@pytest.mark.parametrize("where", PLACES)
@given(HEADLINES | ANY)
@example('"Lighthouse" opens')
@example("[Video] Bridge opens")
@example("*Updated* Bridge opens")
@example("- Bridge opens -")
@example("Council debate #3 draws a crowd")
@example("#1 in the country")
@example("[Video] #3")
@example("{{ braces }}")
@example("Bridge: the story")
@example("'90s show's end")
@example("> 100 people")
@example("null")
def test_a_headline_is_read_to_the_letter_or_shown_mended(where: str, raw: str) -> None:
    assume(raw.strip() and not is_quoted(raw) and not raw.strip().startswith(("name:", "slug:")))
    assume(where != "below" or not raw.strip().startswith("#"))  # a comment on a line of its own
    assume(not re.search(r"<[/!A-Za-z]|&\w+;|\ufffd", raw) and not HIDDEN.search(raw))
    holds(PLACES[where], raw)


@pytest.mark.parametrize("where", ["title", "last", "nested", "note", "first", "item"])
@given(HEADLINES, HEADLINES)
@example('"Lighthouse" opens', "to the public")
@example("Council debate #3", "draws a crowd")
@example("A bridge", "#3 of them opens")
@example("Bridge opens", "Mayor: a great day")
@example("Bridge opens", "mayor: a great day")
def test_a_headline_over_two_lines_is_too(where: str, first: str, second: str) -> None:
    raw = f"{first.strip()}\n      {second.strip()}"
    assume(first.strip() and second.strip() and not is_quoted(raw))
    assume(not re.match(r"#|[|>][-+0-9]*\s*(#|\n)|(name|slug):", raw))  # a comment, or a block of lines
    assume(not re.match(r"#+(\s|$)", second.strip()))  # a comment on a line of its own
    assume(not re.search(r"<[/!A-Za-z]|&\w+;", raw))
    holds(PLACES[where], raw, last=1)


@pytest.mark.parametrize("where", MAPS)
@given(st.lists(PIECES.filter(lambda piece: piece not in "[]{},"), min_size=1, max_size=7).map("".join))
@example('"Lighthouse" opens')
@example("Council debate #3 draws a crowd")
@example("*Updated* Bridge")
def test_a_headline_inside_brackets_is_too(where: str, raw: str) -> None:
    assume(raw.strip() and not is_quoted(raw))
    assume(not re.search(r"<[/!A-Za-z]|&\w+;|[，]", raw))
    holds(MAPS[where], raw)


@given(HEADLINES)
@example('"Lighthouse" Press')
@example("Gazette #3")
@example("Daily: the paper")
@example("@Example")
def test_a_name_of_the_register_is_too(raw: str) -> None:
    assume(raw.strip() and not is_quoted(raw) and not re.search(r"<[/!A-Za-z]|&\w+;", raw))
    words = " ".join(raw.split())
    value, problems = registered(f"a:\n  name: {raw}\n  kind: person\n")
    if not problems:
        assert value == words
        return
    (problem,) = problems
    assert (problem.line, problem.field) == (2, "a.name")
    shown = problem.remedy[problem.remedy.index("write ") + 6 :]
    assert registered(f"a:\n  {shown}\n  kind: person\n") == (words, [])


def registered(text: str) -> tuple[str | None, list[Problem]]:
    """The name of an entry of a register file, and the problems."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "people.yaml").write_text(text, encoding="utf-8")
        register, problems = Register.load(Path(folder))
    entry = register.find("people", "a")
    return entry.name if entry else None, problems


@given(HEADLINES)
@example('"Lighthouse" opens')
@example("a\tb")
@example("- Bridge")
@example("%")
def test_the_other_loader_leads_to_the_same(raw: str) -> None:
    assume(raw.strip() and not is_quoted(raw) and not re.search(r"<[/!A-Za-z]|&\w+;", raw))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(header, "LOADER", yaml.SafeLoader)
        patch.setattr(mistakes, "LOADER", yaml.SafeLoader)
        for where, place in PLACES.items():
            if where != "below" or not raw.strip().startswith("#"):
                holds(place, raw)
