"""The particulars of an article: title, slug, summary, terms, status, template, old addresses, fields not ours.

Each reads one field from a Desk and says what is wrong with it. This room must not know files, or how a record is made.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any

from pelican.utils import slugify

from colophon.model.article import TERM_KINDS
from colophon.model.problems import nearest
from colophon.readers.fields import FIELDS, FLAT_FIELDS, MOST_HINTS, RESERVED, SLUG, Desk
from colophon.readers.markdown import MarkdownText, shown_text
from colophon.readers.register import Register
from colophon.readers.settings import ReaderSettings

STATUSES = ("published", "draft", "hidden", "skip")
LONGEST_TITLE = 500  # characters
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_OLD_ADDRESS = re.compile(r"(?!.*(?:^|/)\.\.?(?:/|$))[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
# Fields that Pelican's users write and themes read; they pass through like any unknown key.
_PELICAN_FIELDS = (
    "category",
    "author",
    "authors",
    "tags",
    "modified",
    "keywords",
    "translation",
    "lang",
    "gallery",
    "description",
    "image",
    "cover",
    "series",
    "subtitle",
    "source_url",
    "comments",
    "license",
)
_KNOWN = frozenset((*FIELDS, *FLAT_FIELDS, "tags"))
_REGISTERED = frozenset(TERM_KINDS[1:])


def read_title(desk: Desk) -> str:
    before = len(desk.problems)
    said = desk.text("title", desk.header.values.get("title")) or ""
    if not said and len(desk.problems) == before:
        desk.refuse("title", "missing", "write title: and the headline")
    if len(said) > LONGEST_TITLE:
        desk.refuse("title", f"{len(said):,} characters long", f"keep it under {LONGEST_TITLE}")
    return said


def read_slug(desk: Desk, path: str, settings: ReaderSettings) -> str:
    """From the header, else from the file's name."""
    said = desk.text("slug", desk.header.values.get("slug"))
    if said is None:
        name = os.path.splitext(os.path.basename(path))[0]
        said = name if SLUG.fullmatch(name) else slugify(name, settings.slug_substitutions)
        if not SLUG.fullmatch(said):
            desk.refuse(
                "slug",
                f"the file's name gives no address (“{said[:80]}”)",
                "write slug: with 1 to 80 of a–z, 0–9 and hyphens",
            )
    elif not SLUG.fullmatch(said):
        desk.refuse("slug", f"“{said[:100]}” is not an address", "write 1 to 80 of a–z, 0–9 and hyphens")
    if said in _DEVICES:
        desk.refuse("slug", f"“{said}” is a device on Windows, so no file can have that name", "write another slug")
    return said


def read_summary(desk: Desk, settings: ReaderSettings, markdown: MarkdownText) -> str | None:
    """Plain text: what its Markdown would show, where it has any."""
    said = desk.text("summary", desk.header.values.get("summary"))
    if said is None or "summary" not in settings.formatted_fields:
        return said
    return " ".join(shown_text(_formatted(desk, "summary", said, markdown)).split()) or None


def _formatted(desk: Desk, name: str, said: str, markdown: MarkdownText) -> str:
    def complain(found: str, remedy: str, _words: str = "") -> None:
        desk.refuse(name, found, remedy)

    return markdown.render(said, complain)[0]


def read_terms(desk: Desk, register: Register) -> dict[str, tuple[str, ...]]:
    """Subjects in the header's own words (Pelican's tags are subjects); all other kinds as keys of the register."""
    values, terms = desk.header.values, {}
    said = desk.words("subjects", values.get("subjects"))
    if "tags" in values:
        said = tuple(dict.fromkeys(said + desk.words("tags", values["tags"])))
    if said:
        terms["subjects"] = said
    for kind in () if _REGISTERED.isdisjoint(values) else TERM_KINDS[1:]:
        if kind in values and (said := desk.words(kind, values[kind])):
            for number, key in enumerate(said, 1):
                desk.key(f"{kind}.{number}", key, register.keys(kind), kind)
            terms[kind] = said
    return terms


def read_status(desk: Desk) -> str:
    return desk.choice("status", desk.header.values.get("status"), STATUSES, "published")


def read_template(desk: Desk, default: str, known: tuple[str, ...] | None) -> str:
    said = desk.text("template", desk.header.values.get("template"))
    if said is not None and known is not None and said not in known:
        desk.refuse(
            "template", f"“{said}” is not a template of the theme", nearest(said, known) or f"write {' | '.join(known)}"
        )
    return said or default


def read_old_addresses(desk: Desk) -> tuple[str, ...]:
    said = desk.words("redirect_from", desk.header.values.get("redirect_from"))
    for number, address in enumerate(said, 1):
        if not _OLD_ADDRESS.fullmatch(address):
            desk.refuse(
                f"redirect_from.{number}", f"“{address}” is not a path inside the site", "write it as in old/name.html"
            )
    return said


def read_extra(desk: Desk, settings: ReaderSettings, markdown: MarkdownText) -> dict[str, Any]:
    """Fields that aren't ours: on to the theme, unless they would overwrite something or were meant for one of ours."""
    extra: dict[str, Any] = {}
    for key, value in desk.header.values.items():
        if key in _KNOWN:
            if key in FLAT_FIELDS and not desk.header.flat:
                desk.refuse(
                    key, "a field of Key: value headers", f"write it below source:, as {key.removeprefix('source_')}:"
                )
        elif key in ("save_as", "url"):
            desk.refuse(
                key,
                "addresses come from date and slug",
                "remove it; redirect_from: [old/name.html] keeps an old address",
            )
        elif key in RESERVED or key.startswith("_"):
            desk.refuse(key, "a name that Pelican keeps for itself", f"write article_{key.lstrip('_')} or another name")
        else:
            extra[key] = value
            if key == "modified":
                desk.moment(key, value)
            elif key in settings.formatted_fields and isinstance(value, str):
                extra[key] = _formatted(desk, key, value, markdown)
            if len(desk.problems) < MOST_HINTS and (hint := misspelt(key, desk.header.flat)):
                desk.warn(key, "not a field of ours, so it is not shown", hint)
    return extra


@lru_cache(maxsize=2_000)
def misspelt(key: str, flat: bool) -> str:
    """A clause that names the field which an unknown key was probably meant to be, or an empty string."""
    known = (*FIELDS, *FLAT_FIELDS) if flat else FIELDS
    if key in known or key in _PELICAN_FIELDS:
        return ""
    return next((f"did you mean “{name}”?" for name in known if _one_or_two_off(key, name)), "")


def _one_or_two_off(said: str, name: str) -> bool:
    """Whether one edit, or a swap, or two edits in a word of six letters or more, turns one into the other."""
    if abs(len(said) - len(name)) > 2:
        return False
    row = list(range(len(name) + 1))
    for i, letter in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(name, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != wanted))
    swapped = sorted(said) == sorted(name)
    return row[-1] <= (2 if swapped or len(name) >= 6 else 1)
