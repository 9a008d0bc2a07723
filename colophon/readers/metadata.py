"""Reads the fields that an article and a page of the site's own have in common, an article's terms, and fields that are
not ours."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any

from pelican.utils import slugify

from colophon.model.addresses import DEVICES
from colophon.model.article import TERM_KINDS, Article
from colophon.model.problems import ERROR, WARNING, nearest
from colophon.readers.aliases import NEAREST
from colophon.readers.fields import FIELDS, FLAT_PARTS, MOST_HINTS, RESERVED, SLUG, FieldReader, distinct, known_fields
from colophon.readers.markdown import MarkdownText
from colophon.readers.register import Register
from colophon.readers.sanitiser import Complaint
from colophon.readers.settings import SUBJECT_FIELDS, ReaderSettings

LONGEST_TITLE = 500  # characters
_OLD_ADDRESS = re.compile(r"(?!.*(?:^|/)\.\.?(?:/|$))[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_IN_A_LINE = "x "  # in front of words, so that none of them begins a list, a heading or a definition
_HTML_HIDDEN = {ord("&"): "\ufdd0", ord("<"): "\ufdd1"}  # which are in no text
_HTML_SHOWN = {0xFDD0: "&", 0xFDD1: "<"}
_LETTERS = re.compile(r"[^\W_]+")
_LINKED = re.compile(r"\]\([^()\s]*\)")
_KNOWN = frozenset((*FIELDS, *FLAT_PARTS, "tags"))
_REGISTERED = frozenset(TERM_KINDS[1:])
# Records that say something of the article as a whole.
_RECORDS = ("images", "translation_of", "withdrawn")
# The fields that are one value each, or a list of names, and may be absent; the title; and those records.
_VALUES = {
    name: (one, read)
    for name, (one, read) in known_fields(Article).items()
    if name == "title" or name in _RECORDS or not (one.required or one.record)
}


def read_values(
    fields: FieldReader, path: str, settings: ReaderSettings, markdown: MarkdownText, template: str
) -> dict[str, Any]:
    """The fields that are one value each, by their names in the record. The file at `path` gives the slug where the
    header has none; `template` is the one that shows it where the header names none."""
    values: dict[str, Any] = {"title": "", "template": template}
    values |= fields.checked(_VALUES, "", fields.header.values)
    if fields.header.values.get("title") is None:
        fields.missing("title", "write title: and the headline")
    if len(values["title"]) > LONGEST_TITLE:
        fields.refuse("title", f"{len(values['title']):,} characters long", f"keep it under {LONGEST_TITLE}")
    if "summary" in values and "summary" in settings.formatted_fields:
        values["summary"] = _without_marks(fields, values["summary"], markdown)
    if "images" in values:
        values["images"] = tuple(filter(None, values["images"]))
    _check_withdrawn(fields, values)
    named, known = values["template"], settings.templates
    if known is not None and named not in known and named != template:
        remedy = nearest(named, known) or f"write {' | '.join(known)}"
        fields.refuse("template", f"“{named}” is not a template of the theme", remedy)
        values["template"] = template
    for number, address in enumerate(values.get("redirect_from", ()), 1):
        if not _OLD_ADDRESS.fullmatch(address):
            found = f"“{address}” is not a path inside the site"
            fields.refuse(f"redirect_from.{number}", found, "write it as in old/name.html")
    values["slug"] = read_slug(fields, path, settings, values["title"])
    values["extra"] = read_extra(fields, settings, markdown)
    return values


def _check_withdrawn(fields: FieldReader, values: dict[str, Any]) -> None:
    status, said = values.get("status"), "withdrawn" in fields.header.values
    if status == "withdrawn" and not said:
        remedy = "write withdrawn: {date: YYYY-MM-DD, why: …}"
        fields.refuse_at(fields.line("status"), "withdrawn", "missing, where status is withdrawn", remedy)
    elif said and status != "withdrawn":
        fields.refuse("withdrawn", "the text would be published all the same", "write status: withdrawn too")


def read_slug(fields: FieldReader, path: str, settings: ReaderSettings, title: str) -> str:
    """The slug of the header, else the one that the file's name gives; or as Pelican has it, where STRICT is off."""
    slug = fields.text("slug", fields.header.values.get("slug"))
    if slug is None:
        name = os.path.splitext(os.path.basename(path))[0]
        if settings.strict:
            slug = name if SLUG.fullmatch(name) else slugify(name, settings.slug_substitutions)
        else:
            slug = slugify(
                title if settings.slug_of_title else name, settings.slug_substitutions, *settings.slug_letters
            )
        if not slug or (settings.strict and not SLUG.fullmatch(slug)):
            found = f"the file's name gives no address (“{slug[:80]}”)"
            fields.refuse("slug", found, "write slug: with 1 to 80 of a–z, 0–9 and hyphens")
    elif settings.strict and not SLUG.fullmatch(slug):
        fields.refuse("slug", f"“{slug[:100]}” is not an address", "write 1 to 80 of a–z, 0–9 and hyphens")
    if slug in DEVICES:
        fields.refuse("slug", f"“{slug}” is a device on Windows, so no file can have that name", "write another slug")
    return slug


def _without_marks(fields: FieldReader, summary: str, markdown: MarkdownText) -> str:
    """A summary without the marks of Markdown: emphasis, links, code. It is one line of text like any other field, so
    HTML in it stays as it is written; and where Markdown would take a word away, all of it does."""
    if markdown.leaves(summary):
        return summary
    hidden = summary.translate(_HTML_HIDDEN)
    shown = " ".join(markdown.words_of_line(f"{_IN_A_LINE}{hidden}", _complaint(fields, "summary")).split())
    shown = shown.removeprefix(_IN_A_LINE).translate(_HTML_SHOWN)
    whole = _LETTERS.findall(shown) == _LETTERS.findall(_LINKED.sub("]", summary))
    return shown if whole else summary


def _complaint(fields: FieldReader, name: str) -> Complaint:
    def complain(found: str, remedy: str, at: int = 0, level: str = ERROR) -> None:  # noqa: ARG001 - of the protocol
        fields.refuse(name, found, remedy, level)

    return complain


def read_terms(
    fields: FieldReader, register: Register, subject_fields: tuple[str, ...] = SUBJECT_FIELDS
) -> dict[str, tuple[str, ...]]:
    """Terms by kind: subjects in the header's own words or as keys of the register, Pelican's tags among them, all
    others as keys of the register. A category is one subject, whatever signs are in it."""
    values, terms = fields.header.values, {}
    subjects = [
        fields.named(name, word, register.named("subjects", word), "subjects")
        for name in subject_fields
        for word in (
            filter(None, [fields.text(name, values.get(name))])
            if name == "category"
            else fields.names(name, values.get(name))
        )
    ]
    if subjects:
        terms["subjects"] = distinct(subjects)
    for kind in () if _REGISTERED.isdisjoint(values) else TERM_KINDS[1:]:
        if kind in values and (words := fields.names(kind, values[kind])):
            for number, key in enumerate(words, 1):
                fields.registered(f"{kind}.{number}", key, register.keys(kind), kind)
            terms[kind] = words
    return terms


def read_extra(fields: FieldReader, settings: ReaderSettings, markdown: MarkdownText) -> dict[str, Any]:
    """Fields that are not ours, for the theme. One that would replace an attribute of Pelican's is a Problem, one that
    looks misspelt a warning."""
    extra: dict[str, Any] = {}
    for key, value in fields.header.values.items():
        if key in _KNOWN:
            if not fields.header.flat and key in FLAT_PARTS:
                remedy = f"write it below source:, as {FLAT_PARTS[key]}:"
                fields.refuse(key, "a field of Key: value headers", remedy)
        elif key in ("save_as", "url"):
            remedy = "remove it; redirect_from: [old/name.html] keeps an old address"
            fields.refuse(key, "addresses come from date and slug", remedy)
        elif key in RESERVED or key.startswith("_"):
            remedy = f"write article_{key.lstrip('_')} or another name"
            fields.refuse(key, "a name that Pelican keeps for itself", remedy)
        else:
            extra[key] = value
            if key in settings.formatted_fields and isinstance(value, str):
                extra[key] = markdown.render(value, _complaint(fields, key))[0]
            if key not in settings.extra_fields and value not in _NOTHING:
                hint = _hint(key, fields.header.flat) if len(fields.problems) < MOST_HINTS else ""
                remedy = f"{hint} if not, {_EXTRA}" if hint else f"remove it; {_EXTRA}"
                fields.refuse(key, "not a field of ours, so it is not shown", remedy, WARNING)
    return extra


_NOTHING: tuple[Any, ...] = (None, "", [], {})
_EXTRA = "name it in EXTRA_FIELDS if the theme or a plugin uses it"


@lru_cache(maxsize=2_000)
def _hint(key: str, flat: bool) -> str:
    """“did you mean …?” for a key that is another system's, or looks like one of our fields misspelt, else an empty
    string."""
    if near := NEAREST.get(key) or NEAREST.get(key.replace("_", "")):
        return f"did you mean “{near}”?"
    return nearest(key, (*FIELDS, *FLAT_PARTS) if flat else FIELDS, 0.75)  # one letter of four
