"""Whoever removes or falsifies any single field of a header that has all of them is told so, or changes the record.

What the record of the header as it is written must be stands in FACTS by hand.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers.building import SITES

from colophon.model.article import (
    Contributor,
    Copy,
    Image,
    Original,
    Source,
    Status,
    Withdrawal,
    fields_of,
)
from colophon.model.days import Days
from colophon.readers.fields import FIELDS
from colophon.readers.reader import Reader, ReaderSettings, Reading
from colophon.readers.register import Entry, Register

DIGEST = "0f" * 32
REGISTER = Register(
    Entry(kind, key, name)
    for kind, key, name in (
        ("publications", "daily-example", "The Daily Example"),
        ("people", "ana-ruiz", "Ana Ruiz"),
        ("people", "marie-dupont", "Marie Dupont"),
        ("organisations", "example-institute", "Example Institute"),
    )
)
HEADER: dict[str, Any] = {
    "title": "The shed sports",
    "date": "1937-08",
    "published": "2026-12-01",
    "lang": "fr",
    "authors": [
        "Li Ming",
        {"name": "A. Ruiz", "family": "Ruiz", "at": "Example Institute", "key": "ana-ruiz"},
        {"name": "The sports desk", "kind": "institution"},
    ],
    "translators": [{"name": "Marie Dupont", "at": "example-institute"}],
    "source": {
        "publication": "daily-example",
        "title": "体育总局召开备战会议",
        "url": "https://example.org/1937/a1",
        "archived": {"url": "https://archive.example/1937/a1", "date": "2022-12-01"},
        "edition": "evening",
        "volume": "XII",
        "issue": "0304",
        "section": "Sports",
        "page": "03",
        "date": "1937-08",
        "status": {"publication": "inferred", "date": "inferred", "edition": "unknown", "page": "as-stated"},
    },
    "licence": "CC-BY-4.0",
    "rights": "Rights remain with the source.",
    "images": [
        {"file": "images/bridge.jpg", "credit": "Photo by Ana Ruiz", "licence": "CC-BY-SA-4.0", "alt": "The bridge."},
        {"file": "images/shed.jpg", "credit": "A sketch"},
    ],
    "translation_of": {"article": "articles/1937/original.md", "sha256": DIGEST},
}
WITHDRAWN = {"status": "withdrawn", "withdrawn": {"date": "2026-12-02", "why": "At the request of the source."}}
AUGUST = Days(dt.date(1937, 8, 1), dt.date(1937, 8, 31))
FACTS: dict[str, Any] = {
    "title": "The shed sports",
    "date": AUGUST,
    "published": dt.date(2026, 12, 1),
    "lang": "fr",
    "authors": (
        Contributor(name="Li Ming"),
        Contributor(name="A. Ruiz", family="Ruiz", at="Example Institute", key="ana-ruiz"),
        Contributor(name="The sports desk", kind="institution"),
    ),
    "translators": (Contributor(name="Marie Dupont", at="example-institute"),),
    "source": Source(
        publication="daily-example",
        date=AUGUST,
        title="体育总局召开备战会议",
        page="03",
        edition="evening",
        volume="XII",
        issue="0304",
        section="Sports",
        url="https://example.org/1937/a1",
        archived=Copy(url="https://archive.example/1937/a1", date=dt.date(2022, 12, 1)),
        status={
            "publication": Status.INFERRED, "date": Status.INFERRED, "edition": Status.UNKNOWN,
            "page": Status.AS_STATED, "title": Status.ASSERTED, "volume": Status.ASSERTED, "issue": Status.ASSERTED,
            "section": Status.ASSERTED, "url": Status.ASSERTED,
        },
    ),
    "licence": "CC-BY-4.0",
    "rights": "Rights remain with the source.",
    "images": (
        Image(file="images/bridge.jpg", credit="Photo by Ana Ruiz", licence="CC-BY-SA-4.0", alt="The bridge."),
        Image(file="images/shed.jpg", credit="A sketch"),
    ),
    "translation_of": Original(article="articles/1937/original.md", sha256=DIGEST),
}  # fmt: skip
OTHER = {"publication": "unknown", "lang": "en", "kind": "person", "sha256": "1f" * 32, "licence": "CC0-1.0",
    "status": "as-stated", "url": "https://elsewhere.example/", "key": "marie-dupont"}  # fmt: skip
SAME_WITHOUT = {"date": "the source's date is the article's"}


def read(header: dict[str, Any], folder: Path = SITES / "minimal/content") -> Reading:
    text = yaml.safe_dump(header, allow_unicode=True, sort_keys=False).replace("'1937-08'", "1937-08")
    reader = Reader(ReaderSettings(str(folder)), REGISTER)
    return reader.parse("articles/1937/x.md", f"---\n{text}---\n\nThe sheds held their sports.\n".encode())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if path:
        yield path, value
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, (*path, key))


def without(header: dict[str, Any], path: tuple[Any, ...], instead: Any = None) -> dict[str, Any]:
    header = copy.deepcopy(header)
    holder: Any = header
    for part in path[:-1]:
        holder = holder[part]
    if instead is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = instead
    return header


def false(path: tuple[Any, ...], value: str) -> str:
    key = path[-1]
    if key in OTHER:
        return OTHER[key]
    if "status" in path and len(path) > 1:
        return "asserted" if value != "asserted" else "inferred"
    if key in ("date", "published"):
        return value[:-1] + ("7" if value[-1] != "7" else "6")
    return f"other {value}"


WHOLE = [(HEADER, path, value) for path, value in places(HEADER)]
WHOLE += [(HEADER | WITHDRAWN, path, value) for path, value in places(WITHDRAWN)]
CHANGED = {
    ".".join(map(str, path)) + f" {how}": (header, path, instead)
    for header, path, value in WHOLE
    for how, instead in (("removed", None), ("falsified", false(path, value) if isinstance(value, str) else ""))
    if instead != ""
}


def test_the_record_is_what_is_written() -> None:
    reading = read(HEADER)
    assert reading.problems == ()
    assert reading.article
    for name, fact in FACTS.items():
        assert getattr(reading.article, name) == fact, name
    withdrawn = read(HEADER | WITHDRAWN).article
    assert withdrawn
    assert (withdrawn.status, withdrawn.html, withdrawn.words) == ("withdrawn", "", 0)
    assert withdrawn.withdrawn == Withdrawal(date=dt.date(2026, 12, 2), why="At the request of the source.")


@pytest.mark.parametrize("name", CHANGED)
def test_a_field_removed_or_falsified_is_noticed(name: str) -> None:
    header, path, instead = CHANGED[name]
    reading, whole = read(without(header, path, instead)), read(header)
    assert whole.problems == ()
    if name.removesuffix(" removed") in SAME_WITHOUT:
        assert (reading.problems, reading.article) == ((), whole.article)
    elif reading.problems:
        fields = {problem.field.partition(".")[0] for problem in reading.problems}
        assert fields & {path[0], "date", "status", "withdrawn"}, reading.problems
    else:
        assert reading.article != whole.article


def test_the_table_has_all_fields_of_the_second_edition() -> None:
    parts = {
        one.header for record in (Source, Contributor, Copy, Image, Original, Withdrawal) for one in fields_of(record)
    }
    there = {str(part) for header in (HEADER, WITHDRAWN) for path, _ in places(header) for part in path}
    assert parts <= there
    assert {"authors", "translators", "licence", "images", "translation_of", "withdrawn"} <= {*FIELDS} & there
