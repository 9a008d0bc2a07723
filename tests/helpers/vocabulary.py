"""schema.org's vocabulary as the npm package schema-dts ships it: which types there are, which properties each has, and
of what their values may be. Made from schema.org's own release by others; knows nothing of what we write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

TYPE = re.compile(r"^export type (\w+)(?:<[^=]*>)? = (.+);$", re.MULTILINE)
INTERFACE = re.compile(
    r"^(?:export )?interface (\w+)(?:<[^>]*>)? extends ([^{]+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
PROPERTY = re.compile(r'^ {4}"(\w+)"\?: SchemaValue<(.+), "\1">;$', re.MULTILINE)
URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+|(\.\./)*[\w./%~-]+")
QUOTED = re.compile(r'"https://schema\.org/(\w+)"')


def is_date(value: Any) -> bool:
    """Whether it is a day, a month or a year of ISO 8601, which schema.org's Date is."""
    if not isinstance(value, str):
        return False
    whole = value + "-01-01"[len(value) - 4 :] if re.fullmatch(r"\d{4}(-\d\d)?", value) else value
    try:
        return dt.date.fromisoformat(whole).isoformat() == whole
    except ValueError:
        return False


# What a value that is no node must be, by schema.org's data types. Addresses may be relative to the page.
DATA: dict[str, Callable[[Any], bool]] = {
    "Text": lambda value: isinstance(value, str) and value.strip() != "",
    "URL": lambda value: isinstance(value, str) and URL.fullmatch(value) is not None,
    "Date": is_date,
    "Integer": lambda value: type(value) is int,
}


class Vocabulary:
    """The types by name, as schema-dts declares them."""

    def __init__(self, package: Path) -> None:
        text = (package / "dist" / "schema.d.ts").read_text("utf-8")
        self.unions = dict(TYPE.findall(text))
        self.interfaces = {name: (parents, body) for name, parents, body in INTERFACE.findall(text)}

    @cached_property
    def types(self) -> set[str]:
        """Every type that a node may be of."""
        return {name.removesuffix("Leaf") for name in self.interfaces if name.endswith("Leaf")}

    def members(self, union: str) -> set[str]:
        """The values of an enumeration, by their whole addresses."""
        return {f"https://schema.org/{name}" for name in QUOTED.findall(self.unions.get(union, ""))}

    def within(self, name: str) -> set[str]:
        """A type and all that are of it."""
        found: set[str] = set()
        left = [name]
        while left:
            if (one := left.pop()) not in found:
                found.add(one)
                left += [part for part in self.unions.get(one, "").split(" | ") if part in self.types]
        return found

    def properties(self, name: str) -> dict[str, list[str]]:
        """The properties of a type, its own and those it has from what it is of, with what their values may be."""
        found: dict[str, list[str]] = {}
        left = [f"{name}Leaf"]
        while left:
            parents, body = self.interfaces.get(left.pop(), ("", ""))
            left += [parent for parent in parents.split(", ") if parent in self.interfaces]
            for known, kinds in PROPERTY.findall(body):
                found.setdefault(known, []).extend(kinds.split(" | "))
        return found

    def wrong(self, node: Any, ids: dict[str, str]) -> Iterator[str]:
        """What this node and those in it say that schema.org doesn't know; `ids` are the types of what has an id."""
        of_type = node.get("@type")
        if of_type not in self.types:
            yield f"no type {of_type}"
            return
        known = self.properties(of_type)
        for name, said in node.items():
            if name in ("@type", "@id"):
                continue
            if name not in known:
                yield f"{of_type} has no {name}"
                continue
            for value in said if isinstance(said, list) else [said]:
                if not self.fits(value, known[name], ids):
                    yield f"{of_type}.{name} can't be {value!r}"
                if isinstance(value, dict) and "@type" in value:
                    yield from self.wrong(value, ids)

    def fits(self, value: Any, kinds: list[str], ids: dict[str, str]) -> bool:
        if isinstance(value, dict):
            of_type = value.get("@type") or ids.get(value.get("@id", ""))
            return any(of_type in self.within(kind) for kind in kinds)
        return any((kind in DATA and DATA[kind](value)) or value in self.members(kind) for kind in kinds)
