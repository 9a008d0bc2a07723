"""Reads single articles without a site: a header of YAML or of Pelican's, and a text."""

from __future__ import annotations

import re
from pathlib import Path

from colophon.model.article import Article
from colophon.readers.reader import Reader, ReaderSettings, Reading
from colophon.readers.register import Entry, Register

REGISTER = Register(
    Entry(kind, key, name, names)
    for kind, key, name, names in (
        ("publications", "harbour-gazette", "Harbour Gazette", {"zh-Hans": "海港报"}),
        ("publications", "inland-courier", "Inland Courier", {}),
        ("organisations", "example-institute", "Example Institute", {}),
        ("people", "ana-ruiz", "Ana Ruiz", {}),
    )
)
SOURCE = "source: {publication: harbour-gazette, date: 2024-05-17}\n"


def read(
    header: str, text: str = "The bridge reopened.", content: Path = Path("/nowhere"), source: str = SOURCE
) -> Reading:
    """The reading of an article with a YAML header: `header` below a title and a source."""
    whole = f"---\ntitle: A bridge\n{source}{header}\n---\n\n{text}\n"
    return Reader(ReaderSettings(str(content)), REGISTER).parse("articles/2024/x.md", whole.encode())


def read_flat(header: str, text: str = "The bridge reopened.") -> Reading:
    """The same with Pelican's notation."""
    whole = f"Title: A bridge\n{header}\n\n{text}\n"
    return Reader(ReaderSettings("/nowhere"), REGISTER).parse("articles/2024/x.md", whole.encode())


def article(reading: Reading) -> Article:
    """The article of a reading without problems."""
    assert reading.problems == ()
    assert reading.article
    return reading.article


def said(reading: Reading) -> list[str]:
    """The problems, each as line, level, field, finding and remedy."""
    return [re.sub(r"^.*?articles/2024/x\.md:", "", str(problem)) for problem in reading.problems]
