"""What is a warning where the setting STRICT is off: what Pelican would build all the same.

A text may lack what a page can do without, such as a field that can't be read. It is never milder about who may read a
text, nor about where it comes from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dateutil import parser

from colophon.model.problems import ERROR, WARNING, Problem
from colophon.readers.fields import RESERVED, FieldReader

# The fields by which Pelican gives a text a place.
PLACED = ("save_as", "url")
# The fields without which a text can be built; one that is wrong is left out.
_DISPENSABLE = RESERVED | {
    "authors", "category", "images", "lang", "licence", "redirect_from", "rights", "subjects", "summary", "tags",
    "template", "translation_of", "translators", *PLACED,
}  # fmt: skip
# Parts of a date that are not written are taken from these, and nobody's date has both.
_USUAL = (dt.datetime(2000, 1, 1), dt.datetime(1999, 2, 2))  # noqa: DTZ001 - a moment of no zone, as it is written


def milder(problem: Problem) -> Problem:
    """The problem, as a warning if it is one of a field that a text can do without."""
    return as_warning(problem) if problem.field.partition(".")[0] in _DISPENSABLE else problem


def as_warning(problem: Problem) -> Problem:
    """The problem as a warning."""
    return replace(problem, level=WARNING) if problem.level == ERROR else problem


def loose_date(fields: FieldReader) -> None:
    """Read a date that is not in our notation as Pelican does, with a warning; one that lacks a part stays wrong."""
    written = fields.header.values.get("date")
    if not isinstance(written, str) or written == "unknown":
        return
    before = len(fields.problems)
    fields.days_and_time("date", written, dt.UTC)
    if len(fields.problems) == before:
        return
    try:
        one, other = (parser.parse(written.replace("_", " "), default=usual) for usual in _USUAL)
    except (ValueError, OverflowError, TypeError):
        pass
    else:
        if one == other:
            read = one.isoformat(" ") if one.time() != dt.time() else one.date().isoformat()
            fields.header.values["date"] = read
            fields.problems[before:] = []
            fields.refuse("date", f"“{written}” is read as {read}", f"write date: {read}", WARNING)
            return
    fields.problems[before:] = []  # it is read once more
