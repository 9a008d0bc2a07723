"""Reads who wrote and who translated a text."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from colophon.model.article import Article, Contributor
from colophon.model.problems import WARNING
from colophon.model.spelling import composed
from colophon.readers.fields import FieldReader, known_fields
from colophon.readers.register import Register

_FIELDS = {name: known_fields(Article)[name] for name in ("authors", "translators")}
_INSTITUTIONS = ("organisations", "publications")
# Words of a byline that are no part of a name. A word such as “von” may be one, so it counts with a colon alone.
_LEAD = re.compile(
    r"(?:(?:\w+ )?by\s+(?=\S+\s)|[^:：/@]{1,20}[:：]\s*|文[/／]\s*|"
    r"(?:本报|本台|本刊)?(?:特约|见习|实习)?(?:记者|通讯员)\s*)(?=\S)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[<(\[]?\s*(?:mailto:)?[^\s<>()\[\],;]+@[^\s<>()\[\],;]+\.[^\s<>()\[\],;]+\s*[>)\]]?")
_TWO = re.compile(r"\s+(?:and|und|et|och|og|ja|oraz|и|und|with|&|\+)\s+|\s*[、;；/／|]\s*", re.IGNORECASE)
_TWO_WHOLE = re.compile(r"(?<=\S \S)(?:.*?\S)\s+(?:y|e|i|en|con)\s+(?=\S+ \S)")
_COMMA = re.compile(r"\s*[,，]\s*")
# What may follow a name after a comma.
_AFTER = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq|inc|ltd|llc|gmbh|s\.?a)\.?", re.IGNORECASE)


def read(fields: FieldReader, register: Register) -> dict[str, tuple[Contributor, ...]]:
    """The authors and the translators, in the order of the header, each once."""
    values: dict[str, Any] = {"authors": (), "translators": ()}
    if not _FIELDS.keys().isdisjoint(fields.header.values):
        values |= fields.checked(_FIELDS, "", fields.header.values)
        for name, found in values.items():
            there: dict[Contributor, Contributor] = {}
            for number, one in enumerate(found, 1):
                if one is None or one.name.lower() == "unknown":  # as publications and days may be
                    continue
                place = f"{name}.{number}"
                contributor = _registered(fields, register, place, one)
                same = replace(contributor, name=composed(contributor.name))
                if same in there:
                    found_twice = f"“{contributor.name}” is named twice"
                    fields.refuse(place, found_twice, "it counts once; remove one of the two", WARNING)
                there.setdefault(same, contributor)
            values[name] = tuple(there.values())
    return values


def _registered(fields: FieldReader, register: Register, place: str, one: Contributor) -> Contributor:
    """The contributor, who is an institution where the register says so. A name that is a key of people stands for
    that entry."""
    if one.key is None and (entry := register.find("people", one.name)):
        return replace(one, name=entry.name, key=entry.key)
    if one.key is None:
        if any(register.like(kind, one.name) for kind in _INSTITUTIONS):
            return replace(one, kind="institution")
        if one.kind == "person":
            _check_name(fields, place, one.name)
        return one
    if any(register.find(kind, one.key) for kind in _INSTITUTIONS) and not register.find("people", one.key):
        return replace(one, kind="institution")
    fields.registered(f"{place}.key", one.key, register.keys("people"), "people")
    return one


def _check_name(fields: FieldReader, place: str, name: str) -> None:
    """Warn of what stands in a name and is none: it would be cited so. The name itself stays as it is written."""

    def warn(found: str, remedy: str) -> None:
        fields.refuse(place, f"“{name}” {found}", remedy, WARNING)

    if found := _EMAIL.search(name):
        rest = " ".join(name.replace(found[0], " ").split()).strip(" ,()")
        warn("has an e-mail address, which would be published", f"write {rest}" if rest else "write the name")
    elif found := _LEAD.match(name):
        warn(f"begins with “{found[0].strip()}”, which is no part of a name", f"write {name[found.end() :]}")
    elif found := _TWO.search(name) or _TWO_WHOLE.search(name):
        parts = [part.strip() for part in _TWO.split(name)] if _TWO.search(name) else []
        each = f"[{', '.join(parts)}]" if parts else "each in the list"
        warn("looks like more than one name", f"write {each}, or kind: institution if it is one name")
    elif len(parts := _COMMA.split(name)) > 1 and not all(_AFTER.fullmatch(part) for part in parts[1:]):
        family = f"{{name: {parts[1]} {parts[0]}, family: {parts[0]}}}"
        remedy = f"write [{', '.join(parts)}] if these are {len(parts)} names"
        warn("has a comma", f"{remedy}, or {family} if it is one" if len(parts) == 2 else remedy)
