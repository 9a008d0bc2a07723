"""The JSON Schema of an article's YAML header, for editors: made of the declarations of the model.

It sees one header alone, as a YAML 1.2 parser reads it: days are text, a year may be a number. It refuses what the
reader would refuse for its form. What depends on the text, the register or other files is left to `colophon check`.
It is stricter in two ways: keys are in small letters, and nothing is not written as empty quotes. Editors show
`patternErrorMessage` and `errorMessage` instead of words of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from colophon.model.article import (
    FACTS,
    TERM_KINDS,
    WRITE_DATE,
    WRITE_DAYS,
    Article,
    Check,
    Declared,
    Event,
    Record,
    fields_of,
)
from colophon.readers.fields import FLAT_PARTS, RESERVED, SLUG
from colophon.readers.metadata import LONGEST_TITLE

Json = dict[str, Any]

_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_EDTF = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?"
_LANGUAGE = r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"

_WORDS: Json = {"type": ["string", "number", "boolean", "null"]}
WRITE_SLUG = "write 1 to 80 of a–z, 0–9 and hyphens"
# Words that must be there.
_SAID: Json = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
# A page says its digits to the letter, so that a number is refused; YAML takes a word such as “true” for another value.
_PAGE: Json = {"type": ["string", "boolean", "null"], "errorMessage": 'write it between quotes, as in "03"'}
_NAMES: Json = {
    "description": "A list of names, or a line of text with semicolons or commas between them.",
    "anyOf": [
        _WORDS,
        {
            "type": "array",
            "items": {
                "anyOf": [
                    {"type": ["string", "number", "boolean"]},
                    {
                        "type": "object",
                        "properties": {"id": True, "name": _WORDS, "slug": True},
                        "required": ["name"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
    ],
}


def header_schema() -> Json:
    """The schema."""
    declared = [one for one in fields_of(Article) if one.check not in (None, Check.TERMS)]
    # What an article must have and a header may leave out is found elsewhere, but for the title.
    properties: Json = {one.header: _property(one._replace(required=one.header == "title")) for one in declared}
    properties["title"] |= {"maxLength": LONGEST_TITLE}
    properties["slug"] |= {"pattern": f"^{SLUG.pattern}$", "patternErrorMessage": WRITE_SLUG}
    properties["date"] = {
        **properties["date"],
        "anyOf": [*properties["date"]["anyOf"], _pattern(f"{_DAY}({_TIME})?", WRITE_DAYS)],
    }
    properties["source"] = _either(properties["source"], {"const": "original"})
    properties["review"] = _either(properties["review"], {"const": "unreviewed"}, {"type": "null"})
    properties |= {kind: {"$ref": "#/$defs/names", "description": _about(kind)} for kind in (*TERM_KINDS, "tags")}
    refused = sorted({*RESERVED, *FLAT_PARTS} - {"status", "template"})
    properties |= dict.fromkeys(refused, cast("Json", False))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The header of an article",
        "description": "Made by “colophon schema” from the fields that Colophon reads.",
        "type": "object",
        "properties": properties,
        "patternProperties": {"^_": False},
        "required": ["title", "source"],
        "allOf": [
            # A text of this site has no day of print that its own could follow from.
            _if({"source": {"const": "original"}}, {"required": ["date"]}),
            _if({"status": {"const": "withdrawn"}}, {"required": ["withdrawn"]}),
            {
                "if": {"required": ["withdrawn"], "properties": {"withdrawn": {"type": "object"}}},
                "then": {"required": ["status"], "properties": {"status": {"const": "withdrawn"}}},
            },
        ],
        "$defs": {"names": _NAMES, **_records(Article)},
    }


def as_text() -> str:
    """The schema as `colophon schema` prints it."""
    return json.dumps(header_schema(), ensure_ascii=False, indent=1) + "\n"


def _about(kind: str) -> str:
    if kind in ("subjects", "tags"):
        return "Subjects of the text, in your own words or as keys of the register."
    return f"Keys of the register's {kind} that the text names."


def _if(properties: Json, then: Json) -> Json:
    return {"if": {"properties": properties, "required": [*properties]}, "then": then}


def _either(schema: Json, *others: Json) -> Json:
    """A field that may be something else too."""
    description = {key: schema[key] for key in ("description",) if key in schema}
    return {**description, "anyOf": [{key: schema[key] for key in schema if key != "description"}, *others]}


def _pattern(pattern: str, says: str) -> Json:
    return {"type": "string", "pattern": rf"^\s*{pattern}\s*$", "patternErrorMessage": says}


def _records(kind: type[Record]) -> Json:
    """The records that a header has, each as a definition."""
    found: Json = {}
    for one in fields_of(kind):
        if one.check and one.record:
            found |= {one.record.__name__.lower(): _record(one.record), **_records(one.record)}
    return found


def _record(kind: type[Record]) -> Json:
    declared = [one for one in fields_of(kind) if one.check]
    schema = {
        "type": "object",
        "properties": {one.header: _property(one) for one in declared},
        "required": [one.header for one in declared if one.required],
        "additionalProperties": False,
    }
    if kind is Event:  # nothing is verified without a file and its digest
        schema |= _if({"status": {"const": "verified"}}, {"required": ["file", "sha256"]})
    return schema


def _property(one: Declared) -> Json:
    """What the schema says of a declared field."""
    about = one.doc.description.partition("; null")[0].removesuffix(".")  # null is said of JSON
    return {**_shape(one), **({"description": f"{about}."} if about else {})}


def _shape(one: Declared) -> Json:
    shape = _SHAPES.get(one.check)
    if shape is None:
        return dict(_SAID if one.required else _WORDS)
    return shape(one)


def _nothing(one: Declared) -> list[Json]:
    """What a field may have instead of a value."""
    return [*([{"const": "unknown"}] if one.doc.unknown else []), *([] if one.required else [{"type": "null"}])]


def _or_nothing(one: Declared, *shapes: Json) -> Json:
    return {"anyOf": [*shapes, *_nothing(one)]}


def _ref(one: Declared) -> Json:
    return {"$ref": f"#/$defs/{(one.record or Record).__name__.lower()}"}


def _one_record(one: Declared) -> Json:
    shorthand = [dict(_SAID)] if one.record and one.record.shorthand else []
    null = [] if one.header in ("source", "review") else [{"type": "null"}]
    return {"anyOf": [_ref(one), *shorthand, *null]} if shorthand or null else _ref(one)


def _several(one: Declared) -> Json:
    shorthand: list[Json] = [{"type": "string"}] if one.record and one.record.shorthand else []
    items = {"anyOf": [_ref(one), *shorthand]} if shorthand else _ref(one)
    alone = items["anyOf"] if shorthand else []
    return {"anyOf": [{"type": "array", "items": items}, *alone, {"type": "null"}]}


def _choice(one: Declared) -> Json:
    return {"enum": [*one.values, *([] if one.required else [None])]}


def _statuses(one: Declared) -> Json:
    words: Json = {"enum": [*one.values, None]}
    each = {"type": "object", "properties": dict.fromkeys(FACTS, words), "additionalProperties": False}
    return {"anyOf": [words, each]}


_SHAPES: dict[Check | None, Callable[[Declared], Json]] = {
    Check.PAGE: lambda one: dict(_PAGE),
    Check.PASSAGE: lambda one: {"type": ["string", "number", "boolean"]},  # of which "" is one
    Check.DAY: lambda one: _or_nothing(one, _pattern(_DAY, WRITE_DATE)),
    # A year without quotes is a number.
    Check.DAYS: lambda one: _or_nothing(
        one, _pattern(rf"{_EDTF}(\s*/\s*{_EDTF})?", WRITE_DAYS), {"type": "integer", "minimum": 1000, "maximum": 9999}
    ),
    Check.LANGUAGE: lambda one: {
        "type": ["string", "null"],
        "pattern": _LANGUAGE,
        "patternErrorMessage": "write a BCP 47 tag, as in en or zh-Hans",
    },
    Check.DIGEST: lambda one: {
        "type": ["string", "null"],
        "pattern": "^[0-9a-f]{64}$",
        "patternErrorMessage": "write its 64 digits, 0–9 and a–f",
    },
    Check.ADDRESS: lambda one: {
        "type": "string" if one.required else ["string", "null"],
        "pattern": r"^https?://[^\s/?#]+([/?#]\S*)?$",
        "patternErrorMessage": "begin it with https://, and write it without spaces",
    },
    Check.COUNT: lambda one: {"type": ["integer", "null"], "minimum": 1},
    Check.NAMES: lambda one: {"$ref": "#/$defs/names"},
    Check.CHOICE: _choice,
    Check.STATUSES: _statuses,
    Check.RECORD: _one_record,
    Check.RECORDS: _several,
}
