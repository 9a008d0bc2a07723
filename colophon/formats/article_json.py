"""The article as JSON, on one line: the whole record of its source, and its text.

What each field means is said by the JSON Schema in article.schema.json, which stands in the site as well. Each field
is always there, null where nothing is known. The words are the record's own (statuses, acts, kinds), paths are from the
site's root, days are ISO 8601, languages BCP 47.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from json import dumps, loads
from operator import attrgetter
from typing import Any

import orjson

from colophon.formats.registry import FORMATS, Format
from colophon.model.article import TERM_KINDS, Record, fields_of
from colophon.model.names import Named
from colophon.views.article import ArticleView, SourceView, StepView
from colophon.views.site import SiteView

Told = dict[str, Any]


def article_json(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The one line, with its end."""
    record = article.record
    told: Told = {
        "path": article.path,
        "url": f"{site.url}/{article.quoted}" if site.url else None,
        "title": record.title,
        "title_by": record.title_by,
        "language": record.lang,
        "summary": record.summary,
        "date": record.date,
        "published": record.published,
        "credit_line": credit,
        "source": _source(article.source) if article.source else None,
        "original": record.original,
        "custody": [_step(step) for step in article.custody],
        "review": _review(article),
        "changes": [{**_fields(change), "date": change.date or record.published} for change in record.changes],
        "readings": [_fields(reading, "date") for reading in record.readings],
        "notes": [_fields(note) for note in record.notes],
        "dates": [_fields(dated) for dated in record.dates],
    }
    for kind in TERM_KINDS:
        told[kind] = [_entry(kind, name) for name in article.terms.get(kind, ())]
    told |= {"rights": record.rights, "words": record.words, "draft": article.draft}
    return orjson.dumps({**told, "text": article.text, "html": record.html}) + b"\n"


def schema(site: SiteView) -> str:
    """The JSON Schema of these lines, with the address at which it stands where the site has one."""
    named = {"$id": f"{site.url}/{site.schema}"} if site.url else {}
    told = _schema()
    return dumps({"$schema": told["$schema"], **named, **told}, ensure_ascii=False, indent=1) + "\n"


@cache
def _schema() -> Told:
    told: Told = loads(files(__package__).joinpath("article.schema.json").read_text("utf-8"))
    return told


def _fields(record: Record, *left_out: str) -> Told:
    """The declared fields of a record by their names in JSON."""
    names, values = _reading(type(record), left_out)
    return dict(zip(names, values(record), strict=True))


@cache
def _reading(kind: type[Record], left_out: tuple[str, ...]) -> tuple[list[str], Callable[[Any], tuple[Any, ...]]]:
    fields = [one for one in fields_of(kind) if one.name not in left_out]
    return [one.json for one in fields], attrgetter(*(one.name for one in fields))


def _source(source: SourceView) -> Told:
    return {**_named(source.named), "path": source.path, **_fields(source.record, "publication")}


def _step(step: StepView) -> Told:
    names = {"by": step.by, "kind": step.what, "names": dict(step.names)}
    return {"act": step.record.act, **names, **_fields(step.record, "act", "by"), "file": step.file}


def _named(named: Named) -> Told:
    return {"name": named.text, "kind": named.what, "names": dict(named.names)}


def _review(article: ArticleView) -> Told | None:
    if article.reviewed_on is None:
        return None
    return {"by": article.reviewed_by, "date": article.reviewed_on, "voided": article.record.review_voided}


def _entry(kind: str, name: Named) -> Told:
    told: Told = {**_named(name), "path": name.path}
    if kind == "places":
        told["latitude"], told["longitude"] = name.at or (None, None)
    if kind == "events":
        told["first_day"], told["last_day"] = name.days or (None, None)
    return told


FORMATS["json"] = Format(article_json, "JSON", "application/json", 7)
