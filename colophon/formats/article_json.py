"""The article as JSON, on one line: the whole record of its source, and its text.

What each field means is said by the JSON Schema, which stands in the site as well. It is made of article.schema.json
and of the declarations of the model: there, null stands for a field as the model declares it. Each field is always
there, null where nothing is known. The words are the record's own (statuses, acts, kinds), paths are from the site's
root, days are ISO 8601, languages BCP 47.
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
from colophon.model import article as model
from colophon.model.article import Check, Declared, Record, fields_of
from colophon.model.names import Named
from colophon.views.article import ArticleView, SourceView, StepView
from colophon.views.site import SiteView

Told = dict[str, Any]

# The parts of the schema that the model declares.
_RECORDS: dict[str, type[Record]] = {
    "source": model.Source,
    "step": model.Event,
    "change": model.Change,
    "reading": model.Emendation,
    "note": model.Note,
    "dated": model.Dated,
}
# The field of a change that is never null in JSON.
_ALWAYS = (model.Change, "date")


def article_json(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The one line, with its end."""
    record = article.record
    told: Told = {
        **_fields(record),
        "path": article.path,
        "url": f"{site.url}/{article.quoted}" if site.url else None,
        "credit_line": credit,
        "source": _source(article.source) if article.source else None,
        "custody": [_step(step) for step in article.custody],
        "review": _review(article),
        "changes": [{**_fields(change), "date": change.date or record.published} for change in record.changes],
        "readings": [_fields(reading) for reading in record.readings],
        "notes": [_fields(note) for note in record.notes],
        "dates": [_fields(dated) for dated in record.dates],
        "draft": article.draft,
        "text": article.text,
    }
    for kind in model.TERM_KINDS:
        told[kind] = [_entry(kind, name) for name in article.terms.get(kind, ())]
    return orjson.dumps({name: told[name] for name in _schema()["properties"]}) + b"\n"


def schema(site: SiteView) -> str:
    """The JSON Schema of these lines, with the address at which it stands where the site has one."""
    named = {"$id": f"{site.url}/{site.schema}"} if site.url else {}
    told = _schema()
    return dumps({"$schema": told["$schema"], **named, **told}, ensure_ascii=False, indent=1) + "\n"


@cache
def _schema() -> Told:
    told: Told = loads(files(__package__).joinpath("article.schema.json").read_text("utf-8"))
    head = {name: told.pop(name) for name in ("$schema", "title", "description")}
    parts = {name: _whole(part, _RECORDS.get(name)) for name, part in told["$defs"].items()}
    return {**head, **_whole(told, model.Article), "$defs": parts}


def _whole(part: Told, kind: type[Record] | None) -> Told:
    """A part of the schema. Of an object, the fields that the model declares are filled in, for an article those that
    are null; all are there in every object."""
    if "properties" not in part:
        return part
    properties = part["properties"]
    for one in fields_of(kind) if kind else ():
        if properties.get(one.json, ... if kind is model.Article else None) is None and one.name != "publication":
            properties[one.json] = _property(one, one.required or (kind, one.name) == _ALWAYS)
    return {"type": "object", "additionalProperties": False, "required": [*properties], "properties": properties}


def _property(one: Declared, always: bool) -> Told:
    """What the schema says of a declared field, which is null where nothing is known, or `always` has a value."""
    said = {"description": one.doc.description} if one.doc.description else {}
    if one.check is Check.COUNT:
        return {"$ref": "#/$defs/nth"}
    if one.values:
        return {"$ref": "#/$defs/status"} if one.values[0] in set(model.Status) else {"enum": [*one.values], **said}
    if one.check is Check.DAY:
        return {"type": "string", "format": "date", **said} if always else {"$ref": "#/$defs/day"}
    pattern = {"pattern": "^[0-9a-f]{64}$"} if one.check is Check.DIGEST else {}
    return {"type": "string" if always else ["string", "null"], **pattern, **said}


def _fields(record: Record) -> Told:
    """The declared fields of a record by their names in JSON."""
    names, values = _reading(type(record))
    return dict(zip(names, values(record), strict=True))


@cache
def _reading(kind: type[Record]) -> tuple[list[str], Callable[[Any], tuple[Any, ...]]]:
    fields = fields_of(kind)
    return [one.json for one in fields], attrgetter(*(one.name for one in fields))


def _source(source: SourceView) -> Told:
    told = {**_named(source.named), "path": source.path, **_fields(source.record)}
    del told["publication"]
    return told


def _step(step: StepView) -> Told:
    named = {"act": step.record.act, "by": None, "kind": step.what, "names": dict(step.names)}
    return {**named, **_fields(step.record), "by": step.by, "file": step.file}


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
