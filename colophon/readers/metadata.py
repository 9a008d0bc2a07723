"""Reads the fields for which one value is enough: title, slug, summary, terms, status, template, old addresses, and
fields that are not ours."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any

from pelican.utils import slugify

from colophon.model.article import TERM_KINDS
from colophon.model.problems import nearest
from colophon.readers.fields import FIELDS, FLAT_FIELDS, MOST_HINTS, RESERVED, SLUG, FieldReader
from colophon.readers.markdown import MarkdownText, shown_text
from colophon.readers.register import Register
from colophon.readers.settings import ReaderSettings

STATUSES = ("published", "draft", "hidden", "skip")
LONGEST_TITLE = 500  # characters
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_OLD_ADDRESS = re.compile(r"(?!.*(?:^|/)\.\.?(?:/|$))[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
# Fields that Pelican's users write and themes read; they pass through like any unknown key.
_PELICAN_FIELDS = frozenset(
    "category author authors tags modified keywords translation lang gallery description image cover series "  # noqa: SIM905 - shorter
    "subtitle source_url comments license".split()
)
_KNOWN = frozenset((*FIELDS, *FLAT_FIELDS, "tags"))
_REGISTERED = frozenset(TERM_KINDS[1:])


def read_title(fields: FieldReader) -> str:
    """The headline; empty after a Problem, since it must be there."""
    before = len(fields.problems)
    said = fields.text("title", fields.header.values.get("title")) or ""
    if not said and len(fields.problems) == before:
        fields.refuse("title", "missing", "write title: and the headline")
    if len(said) > LONGEST_TITLE:
        fields.refuse("title", f"{len(said):,} characters long", f"keep it under {LONGEST_TITLE}")
    return said


def read_slug(fields: FieldReader, path: str, settings: ReaderSettings) -> str:
    """The slug of the header, else the one that the file's name gives."""
    said = fields.text("slug", fields.header.values.get("slug"))
    if said is None:
        name = os.path.splitext(os.path.basename(path))[0]
        said = name if SLUG.fullmatch(name) else slugify(name, settings.slug_substitutions)
        if not SLUG.fullmatch(said):
            found = f"the file's name gives no address (“{said[:80]}”)"
            fields.refuse("slug", found, "write slug: with 1 to 80 of a–z, 0–9 and hyphens")
    elif not SLUG.fullmatch(said):
        fields.refuse("slug", f"“{said[:100]}” is not an address", "write 1 to 80 of a–z, 0–9 and hyphens")
    if said in _DEVICES:
        fields.refuse("slug", f"“{said}” is a device on Windows, so no file can have that name", "write another slug")
    return said


def read_summary(fields: FieldReader, settings: ReaderSettings, markdown: MarkdownText) -> str | None:
    """The summary as plain text: what its Markdown shows, where FORMATTED_FIELDS has it."""
    said = fields.text("summary", fields.header.values.get("summary"))
    if said is None or "summary" not in settings.formatted_fields:
        return said
    return " ".join(shown_text(_formatted(fields, "summary", said, markdown)).split()) or None


def _formatted(fields: FieldReader, name: str, said: str, markdown: MarkdownText) -> str:
    def complain(found: str, remedy: str, _words: str = "") -> None:
        fields.refuse(name, found, remedy)

    return markdown.render(said, complain)[0]


def read_terms(fields: FieldReader, register: Register) -> dict[str, tuple[str, ...]]:
    """Terms by kind: subjects in the header's own words, Pelican's tags among them, all others as keys of the
    register."""
    values, terms = fields.header.values, {}
    said = fields.words("subjects", values.get("subjects"))
    if "tags" in values:
        said = tuple(dict.fromkeys(said + fields.words("tags", values["tags"])))
    if said:
        terms["subjects"] = said
    for kind in () if _REGISTERED.isdisjoint(values) else TERM_KINDS[1:]:
        if kind in values and (said := fields.words(kind, values[kind])):
            for number, key in enumerate(said, 1):
                fields.key(f"{kind}.{number}", key, register.keys(kind), kind)
            terms[kind] = said
    return terms


def read_status(fields: FieldReader) -> str:
    """One of STATUSES."""
    return fields.choice("status", fields.header.values.get("status"), STATUSES, "published")


def read_template(fields: FieldReader, default: str, known: tuple[str, ...] | None) -> str:
    """The name of a template, which must be one of `known` unless that is None."""
    said = fields.text("template", fields.header.values.get("template"))
    if said is not None and known is not None and said not in known:
        remedy = nearest(said, known) or f"write {' | '.join(known)}"
        fields.refuse("template", f"“{said}” is not a template of the theme", remedy)
    return said or default


def read_old_addresses(fields: FieldReader) -> tuple[str, ...]:
    """Paths inside the site at which the article stood before."""
    said = fields.words("redirect_from", fields.header.values.get("redirect_from"))
    for number, address in enumerate(said, 1):
        if not _OLD_ADDRESS.fullmatch(address):
            found = f"“{address}” is not a path inside the site"
            fields.refuse(f"redirect_from.{number}", found, "write it as in old/name.html")
    return said


def read_extra(fields: FieldReader, settings: ReaderSettings, markdown: MarkdownText) -> dict[str, Any]:
    """Fields that are not ours, for the theme. One that would replace an attribute of Pelican's is a Problem, one that
    looks misspelt a warning."""
    extra: dict[str, Any] = {}
    for key, value in fields.header.values.items():
        if key in _KNOWN:
            if key in FLAT_FIELDS and not fields.header.flat:
                remedy = f"write it below source:, as {key.removeprefix('source_')}:"
                fields.refuse(key, "a field of Key: value headers", remedy)
        elif key in ("save_as", "url"):
            remedy = "remove it; redirect_from: [old/name.html] keeps an old address"
            fields.refuse(key, "addresses come from date and slug", remedy)
        elif key in RESERVED or key.startswith("_"):
            remedy = f"write article_{key.lstrip('_')} or another name"
            fields.refuse(key, "a name that Pelican keeps for itself", remedy)
        else:
            extra[key] = value
            if key == "modified":
                fields.moment(key, value)
            elif key in settings.formatted_fields and isinstance(value, str):
                extra[key] = _formatted(fields, key, value, markdown)
            if len(fields.problems) < MOST_HINTS and (hint := misspelt(key, fields.header.flat)):
                fields.warn(key, "not a field of ours, so it is not shown", hint)
    return extra


@lru_cache(maxsize=2_000)
def misspelt(key: str, flat: bool) -> str:
    """“did you mean …?” for a key that looks like one of our fields misspelt, else an empty string."""
    known = (*FIELDS, *FLAT_FIELDS) if flat else FIELDS
    if key in known or key in _PELICAN_FIELDS:
        return ""
    return nearest(key, known, 0.75)  # one letter of four
