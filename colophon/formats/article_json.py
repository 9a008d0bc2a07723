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
from colophon.views.article import ArticleView, Paired, SourceView, StepView
from colophon.views.site import SiteView

Json = dict[str, Any]

# The parts of the schema that the model declares.
_RECORDS: dict[str, type[Record]] = {
    "source": model.Source,
    "step": model.Event,
    "change": model.Change,
    "reading": model.Emendation,
    "note": model.Note,
    "dated": model.Dated,
    "contributor": model.Contributor,
    "image": model.Image,
    "copy": model.Copy,
    "comparison": model.Comparison,
}
# A day, a month, a year, or a span of them.
_EDTF = r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"
_SHAPES: dict[Check | None, Json] = {
    Check.COUNT: {"$ref": "#/$defs/nth"},
    Check.NUMBER: {"type": "integer", "minimum": 0},
    Check.STATUSES: {"type": "object", "additionalProperties": {"$ref": "#/$defs/status"}},
}


def article_json(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The one line, with its end."""
    record = article.record
    values: Json = {
        **_fields(record),
        "path": article.path,
        "url": f"{site.url}/{article.quoted}" if site.url else None,
        "credit_line": credit,
        "source": _source(article.source) if article.source else None,
        "custody": [_step(step) for step in article.custody],
        "review": _review(article),
        "comparison": _fields(record.comparison),
        "authors": [_contributor(one, article) for one in record.authors],
        "translators": [_contributor(one, article) for one in article.translators],
        "images": [{**_fields(one), "file": file} for one, file in article.pictures],
        "translation_of": _paired(article.translated_from) if article.translated_from else None,
        "translations": [_paired(one) for one in article.translations],
        "changes": [{**_fields(change), "date": change.date or record.published} for change in record.changes],
        "readings": [_fields(reading) for reading in record.readings],
        "notes": [_fields(note) for note in record.notes],
        "dates": [_fields(dated) for dated in record.dates],
        "draft": article.draft,
        "text": article.text,
    }
    for kind in model.TERM_KINDS:
        values[kind] = [_entry(kind, name) for name in article.terms.get(kind, ())]
    return orjson.dumps({name: values[name] for name in _schema()["properties"]}, default=_plain) + b"\n"


def _plain(value: Any) -> Any:
    """A value of the record that JSON has no form for."""
    return _fields(value) if isinstance(value, Record) else str(value)


def schema(site: SiteView) -> str:
    """The JSON Schema of these lines, with the address at which it stands where the site has one."""
    named = {"$id": f"{site.url}/{site.schema}"} if site.url else {}
    whole = _schema()
    return dumps({"$schema": whole["$schema"], **named, **whole}, ensure_ascii=False, indent=1) + "\n"


@cache
def _schema() -> Json:
    whole: Json = loads(files(__package__).joinpath("article.schema.json").read_text("utf-8"))
    head = {name: whole.pop(name) for name in ("$schema", "title", "description")}
    parts = {name: _whole(part, _RECORDS.get(name)) for name, part in whole["$defs"].items()}
    return {**head, **_whole(whole, model.Article), "$defs": parts}


def _whole(part: Json, kind: type[Record] | None) -> Json:
    """A part of the schema. Of an object, the fields that the model declares are filled in, for an article those that
    are null; all are there in every object."""
    if "properties" not in part:
        return part
    properties = part["properties"]
    for one in fields_of(kind) if kind else ():
        own = one.json in properties if kind is model.Article else one.name != "publication"
        if own and properties.get(one.json) is None:
            properties[one.json] = _property(one, one.required and not one.doc.unknown)
    return {"type": "object", "additionalProperties": False, "required": [*properties], "properties": properties}


def _property(one: Declared, always: bool) -> Json:
    """What the schema says of a declared field, which is null where nothing is known, or `always` has a value."""
    description = {"description": one.doc.description} if one.doc.description else {}
    if one.check in _SHAPES:
        return {**_SHAPES[one.check], **description}
    if one.check is Check.RECORD and one.record:
        return {"oneOf": [{"type": "null"}, {"$ref": f"#/$defs/{one.record.__name__.lower()}"}], **description}
    if one.values and one.values[0] in set(model.Status):
        return {"$ref": "#/$defs/status"}
    if one.values:
        return {"enum": [*one.values, *(() if always else (None,))], **description}
    if one.check is Check.DAYS:
        return {"type": "string" if always else ["string", "null"], "pattern": _EDTF, **description}
    if one.check is Check.DAY:
        return {"type": "string", "format": "date", **description} if always else {"$ref": "#/$defs/day"}
    pattern = {"pattern": "^[0-9a-f]{64}$"} if one.check is Check.DIGEST else {}
    return {"type": "string" if always else ["string", "null"], **pattern, **description}


def _fields(record: Record) -> Json:
    """The declared fields of a record by their names in JSON."""
    names, values = _getter(type(record))
    return dict(zip(names, values(record), strict=True))


@cache
def _getter(kind: type[Record]) -> tuple[list[str], Callable[[Any], tuple[Any, ...]]]:
    fields = fields_of(kind)
    return [one.json for one in fields], attrgetter(*(one.name for one in fields))


def _source(source: SourceView) -> Json:
    values = {**_named(source.named), "path": source.path, **_fields(source.record)}
    del values["publication"]
    return values


def _step(step: StepView) -> Json:
    named = {"act": step.record.act, "by": None, "kind": step.what, "names": dict(step.names)}
    return {**named, **_fields(step.record), "by": step.by, "file": step.file}


def _contributor(one: model.Contributor, article: ArticleView) -> Json:
    return {**_fields(one), "at": article.name_of(one.at) if one.at else None}


def _paired(one: Paired) -> Json:
    return {"title": one.title, "path": one.path, "language": one.lang, "behind": one.behind}


def _named(named: Named | None) -> Json:
    if named is None:
        return {"name": None, "kind": None, "names": {}}
    return {"name": named.text, "kind": named.what, "names": dict(named.names)}


def _review(article: ArticleView) -> Json | None:
    if article.reviewed_on is None:
        return None
    return {"by": article.reviewed_by, "date": article.reviewed_on, "voided": article.record.review_voided}


def _entry(kind: str, name: Named) -> Json:
    values: Json = {**_named(name), "path": name.path}
    if kind == "places":
        values["latitude"], values["longitude"] = name.at or (None, None)
    if kind == "events":
        values["first_day"], values["last_day"] = name.days or (None, None)
    return values


FORMATS["json"] = Format(article_json, "JSON", "application/json", 8)
