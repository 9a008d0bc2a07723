"""Reads who wrote and who translated a text."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from colophon.model.article import Article, Contributor
from colophon.readers.fields import FieldReader, known_fields
from colophon.readers.register import Register

_FIELDS = {name: known_fields(Article)[name] for name in ("authors", "translators")}
_INSTITUTIONS = ("organisations", "publications")


def read(fields: FieldReader, register: Register) -> dict[str, tuple[Contributor, ...]]:
    """The authors and the translators, in the order of the header."""
    values: dict[str, Any] = {"authors": (), "translators": ()}
    if not _FIELDS.keys().isdisjoint(fields.header.values):
        values |= fields.checked(_FIELDS, "", fields.header.values)
        for name, found in values.items():
            places = [(f"{name}.{number}", one) for number, one in enumerate(found, 1) if one]
            values[name] = tuple(_registered(fields, register, place, one) for place, one in places)
    return values


def _registered(fields: FieldReader, register: Register, place: str, one: Contributor) -> Contributor:
    """The contributor, who is an institution where the register says so. A name that is a key of people stands for
    that entry."""
    if one.key is None and (entry := register.find("people", one.name)):
        one = replace(one, name=entry.name, key=entry.key)
    if one.key is None:
        return one
    if any(register.find(kind, one.key) for kind in _INSTITUTIONS) and not register.find("people", one.key):
        return replace(one, kind="institution")
    fields.registered(f"{place}.key", one.key, register.keys("people"), "people")
    return one
