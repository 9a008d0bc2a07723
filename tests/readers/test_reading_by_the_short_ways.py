"""What is read or filed by a short way is what the long way gives."""

from __future__ import annotations

import datetime as dt
import pickle
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import msgpack
from msgspec.structs import replace

from colophon.model import addresses
from colophon.model.addresses import Addresses, Unsafe, safe
from colophon.model.article import (
    FACTS,
    Article,
    Change,
    Comparison,
    Contributor,
    Copy,
    Dated,
    Emendation,
    Event,
    Image,
    Note,
    Original,
    Outcome,
    Review,
    Source,
    Status,
    Withdrawal,
    words_of,
)
from colophon.model.days import Days
from colophon.model.problems import Problem
from colophon.readers.header import Header, _flat_fields
from colophon.store.records import Untrusted, opened, record

ARTICLE = Article(path="articles/a.md", title="A", slug="a-slug", date=Days.on(dt.date(2020, 1, 2)),
    published=dt.date(2020, 1, 3), lang="en", html="<p>x</p>", digest="0f", words=1, source=None)  # fmt: skip
DAYS = st.dates()
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MAYBE = st.none() | NAMES
STATUSES = st.sampled_from(Status)
DATES = st.none() | st.builds(lambda one, other: Days(min(one, other), max(one, other)), DAYS, DAYS)
VALUES = NAMES | st.none() | st.booleans() | DAYS | st.integers() | st.floats(allow_nan=False)
NUMBERS = st.none() | st.integers(1, 9_999)
COPIES = st.none() | st.builds(Copy, url=NAMES, date=st.none() | DAYS)
SOURCES = st.builds(
    Source,
    publication=MAYBE,
    date=DATES,
    credit=MAYBE,
    archived=COPIES,
    **dict.fromkeys(FACTS[2:], MAYBE),
    status=st.dictionaries(st.sampled_from(FACTS), STATUSES),
)
PEOPLE = st.lists(st.builds(Contributor, name=NAMES, family=MAYBE, at=MAYBE, key=MAYBE,
    kind=st.sampled_from(words_of(Contributor, "kind"))), max_size=2).map(tuple)  # fmt: skip
ACTS = st.sampled_from(words_of(Event, "act"))
EVENTS = st.builds(Event, act=ACTS, by=MAYBE, date=DATES, page=MAYBE, origin=MAYBE, encoding=MAYBE, status=STATUSES)


def differences(kind: type[Change | Emendation]) -> st.SearchStrategy[tuple[Change | Emendation, ...]]:
    kinds = st.sampled_from(words_of(kind, "kind"))
    return st.lists(st.builds(kind, was=NAMES, now=NAMES, kind=kinds, why=MAYBE, nth=NUMBERS), max_size=2).map(tuple)


ARTICLES = st.builds(
    Article,
    **dict.fromkeys(("path", "title", "slug", "lang", "html", "digest"), NAMES),
    date=DATES,
    published=st.none() | DAYS,
    authors=PEOPLE,
    translators=PEOPLE,
    comparison=st.builds(
        Comparison, outcome=st.sampled_from(Outcome), changes=st.integers(0, 9), kept=MAYBE, file=MAYBE
    ),
    dates=st.lists(st.builds(Dated, on=NAMES, date=DATES.filter(bool), what=NAMES), max_size=2).map(tuple),
    images=st.lists(st.builds(Image, file=NAMES, credit=MAYBE, licence=MAYBE, alt=MAYBE), max_size=2).map(tuple),
    licence=MAYBE,
    translation_of=st.none() | st.builds(Original, article=NAMES, sha256=MAYBE),
    withdrawn=st.none() | st.builds(Withdrawal, date=DAYS, why=NAMES),
    words=st.integers(0, 10**6),
    source=st.none() | SOURCES,
    time=st.none() | st.times().map(lambda time: time.replace(fold=0)),  # no header says which of two
    custody=st.lists(EVENTS, max_size=3).map(tuple),
    review=st.none() | st.builds(Review, by=NAMES, date=DAYS, sha256=NAMES),
    changes=differences(Change),
    readings=differences(Emendation),
    notes=st.lists(st.builds(Note, on=NAMES, note=NAMES, nth=NUMBERS), max_size=2).map(tuple),
    terms=st.dictionaries(NAMES, st.lists(NAMES, max_size=2).map(tuple), max_size=2),
    summary=MAYBE,
    extra=st.dictionaries(NAMES, VALUES | st.lists(NAMES, max_size=2), max_size=3),
)


@given(ARTICLES)
def test_a_record_opens_as_the_article_that_it_was(article: Article) -> None:
    again = opened(record(article))
    assert again == article
    assert repr(again) == repr(article)  # a status is equal to its word, and isn't the same


@pytest.mark.parametrize("other", [None, 1, {}, (), "text", ("x",) * 26, (1, ["x"])])
def test_a_record_of_another_shape_is_not_trusted(other: object) -> None:
    with pytest.raises(Untrusted):
        opened(msgpack.encode(other))
    with pytest.raises(Untrusted):
        opened(record(ARTICLE)[:-1])


class Exploit:
    """What a poisoned cache would hold."""

    def __reduce__(self) -> tuple[object, ...]:
        return print, ("run",)


def test_nothing_that_is_stored_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Untrusted):
        opened(pickle.dumps(Exploit()))
    assert capsys.readouterr().out == ""
    assert pickle.loads(pickle.dumps(Exploit())) is None  # it would run where pickles are read
    assert capsys.readouterr().out == "run\n"


PIECES = (
    "a b - / . { } {{ }} {slug} {lang} {slug!r} {slug:>9} {date:%Y} {date:%m} {date:%d} {date:%B} {date:%Y-%m} {date}"
)
MORE_PIECES = "{date.year} {year} {month} {category} {path} {no}"
PATTERNS = st.lists(st.sampled_from(f"{PIECES} {MORE_PIECES}".split()), max_size=6).map("".join)


def told(make: object, *given: object) -> str:
    try:
        return str(make(*given))  # type: ignore[operator]
    except Unsafe as error:
        return f"Unsafe: {error}"


@given(PATTERNS, DAYS, st.sampled_from(["a-slug", "{date}", "%Y"]), st.sampled_from(["en", "zh-Hans"]))
@example("{date:%Y}/{date:%m}/{date:%d}/{lang}/{slug}.html", dt.date(999, 1, 2), "a", "en")
@example("{date:%Y}/{date:%m}/{date:%d}/{lang}/{slug}.html", dt.date(2020, 1, 2), "a", "en")
def test_an_address_is_what_its_pattern_says(pattern: str, date: dt.date, slug: str, lang: str) -> None:
    addresses = Addresses(*[pattern] * 6, "en", ())
    article = replace(ARTICLE, date=Days.on(date), slug=slug, lang=lang, extra={"month": "May", "category": "News"})
    assert told(addresses._fill, pattern, article) == told(addresses._filled, pattern, article)


PATHS = st.lists(
    st.sampled_from(["con", "com1", "COM1.", "2020", "story-000001", "article_s", "a", ".html", ".", "..", "/", "//"])
    | st.sampled_from(["\x00", "é", " ", "x" * 99, "x" * 201, "-", "_", "\n", "01", "nul.txt", "index", "A", ":"]),
    max_size=14,
).map("".join)


@given(PATHS | st.lists(st.sampled_from(["abcde", "2020", "x" * 100]), max_size=9).map("/".join))
@example("2020/01/story-000001.html")
def test_a_path_that_is_surely_safe_is_safe_by_every_rule(path: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "_SURE", re.compile("(?!)"))
        by_every_rule = told(safe, path)
    assert told(safe, path) == by_every_rule


LINES = st.lists(
    st.sampled_from("Title: A|title:B |Source-Page: 07| Tags: a, b|    more|     more: so|   Date:|    ||\t".split("|"))  # noqa: SIM905 - shorter
    | st.sampled_from("no colon|: x|é: x|a b: c|Key : x|---|-x:\ty|    \tx|http://x|x:\r|x:\x0by|x::y|X:y:z".split("|"))  # noqa: SIM905 - shorter
    | st.sampled_from(["x:\u2028y", "    \u2028z", "     ", "K" * 50 + ": v"]),
    max_size=7,
)


def line_by_line(source: str, header: Header, problems: list[Problem]) -> tuple[int, int]:
    """The fields as two patterns find them, which say what a line is."""
    one, more = re.compile(r" {0,3}([A-Za-z0-9_-]+):(.*)\n?"), re.compile(r" {4,}(\S.*)\n?")
    values, at, number, key = header.values, 0, 1, ""
    while at < len(source):
        if found := one.match(source, at):
            key = found[1].lower().replace("-", "_")
            if key in values:
                twice = f"given a second time; the first is on line {header.lines[key]}"
                problems.append(Problem("x.md", number, key, twice, "keep one"))
            else:
                values[key], header.lines[key] = found[2].strip(), number
        elif key and (found := more.match(source, at)):
            before = values[key] if isinstance(values[key], list) else [values[key]]
            values[key] = [*before, found[1].strip()]
        else:
            break
        at, number = found.end(), number + 1
    return at, number


@given(LINES, st.booleans())
@example(["Title: A", "Date: 2020-01-02", "", "The text."], True)
def test_a_flat_header_is_read_as_its_patterns_say(lines: list[str], ends: bool) -> None:
    source = "\n".join(lines) + ("\n" if ends else "")
    quick, slow, said, wanted = Header(flat=True), Header(flat=True), list[Problem](), list[Problem]()
    assert _flat_fields(source, quick, "x.md", said) == line_by_line(source, slow, wanted)
    assert (quick, said) == (slow, wanted)
