"""The register: what articles refer to by key, with the names it goes by and what each entry rests on.

Reads content/register/*.yaml, one file a kind, checks every entry, and looks keys up. It must not know which
article asks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, KeysView
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from colophon.model.article import Status
from colophon.model.problems import Problem, nearest
from colophon.readers.header import Fault, Header, load_yaml

# What one entry of each kind is, where it doesn't say more.
ONE_OF = {"publications": "publication", "people": "person", "organisations": "organisation", "places": "place",
    "events": "event", "terms": "term"}  # fmt: skip
KINDS = tuple(ONE_OF)
KEY = re.compile(r"[a-z0-9-]{1,80}")
LARGEST_FILE = 10_000_000  # bytes
_FIELDS = ("name", "names", "kind", "note", "sources")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `name` is the form used on the page, `names` those in other languages by BCP 47 tag, `what` the
    entry's own kind (newspaper, province, …), `sources` what it rests on: title, url and status each. `at` is a place's
    latitude and longitude in degrees (WGS 84), `days` the first and the last day of an event; `extra` has them as
    they were written, with all other parts."""

    kind: str
    key: str
    name: str
    names: dict[str, str] = field(default_factory=dict)
    what: str | None = None
    note: str | None = None
    sources: tuple[dict[str, str], ...] = ()
    at: tuple[float, float] | None = None
    days: tuple[dt.date, dt.date] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Register:
    """All entries, by kind and key."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
        self._names: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        for entry in entries:
            self._entries[entry.kind][entry.key] = entry
            for name in (entry.name, *entry.names.values()):
                self._names[entry.kind].setdefault(_folded(name), entry.key)

    @classmethod
    def load(cls, folder: Path, label: str = "content/register") -> tuple[Register, list[Problem]]:
        """The register in `folder` and what is wrong with it; a missing folder is an empty register."""
        problems: list[Problem] = []
        entries: list[Entry] = []
        known = {f"{kind}.yaml": kind for kind in KINDS}
        found = sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) if folder.is_dir() else []
        for name in found:
            if name in known:
                entries += _read(folder / name, known[name], f"{label}/{name}", problems)
            elif name.endswith((".yaml", ".yml")):
                remedy = nearest(name, known) or f"name it one of {', '.join(known)}"
                problems.append(Problem(f"{label}/{name}", 0, "file name", "not a register file", remedy))
        return cls(entries), problems

    def find(self, kind: str, key: str) -> Entry | None:
        return self._entries[kind].get(key)

    def keys(self, kind: str) -> KeysView[str]:
        return self._entries[kind].keys()

    def entries(self, kind: str) -> list[Entry]:
        return list(self._entries[kind].values())

    def by_name(self, kind: str, name: str) -> str | None:
        """The key of the entry that goes by `name` in any language, whatever the case."""
        return self._names[kind].get(_folded(name))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _read(path: Path, kind: str, label: str, problems: list[Problem]) -> list[Entry]:
    header = Header()
    try:
        data = path.read_bytes()
        if len(data) > LARGEST_FILE:
            raise Fault(0, "file", f"{len(data):,} bytes long", f"keep it under {LARGEST_FILE:,}")
        values = load_yaml(data.decode("utf-8-sig"), 1, header, label, problems)
        if values is None:
            return []
        if not isinstance(values, dict):
            raise Fault(1, "file", "not a map of entries", "write key: and the entry's fields indented below it")
    except OSError as error:
        problems.append(Problem(label, 0, "file", f"can't be read ({error.strerror})", "make it a readable file"))
        return []
    except UnicodeDecodeError as error:
        problems.append(Problem(label, data.count(b"\n", 0, error.start) + 1, "file", "not UTF-8", "save it as UTF-8"))
        return []
    except Fault as fault:
        problems.append(fault.problem(label))
        return []
    clerk = _Clerk(kind, label, header, problems)
    return [entry for key, fields in values.items() if (entry := clerk.entry(key, fields))]


class _Clerk:
    """Checks the entries of one register file."""

    def __init__(self, kind: str, label: str, header: Header, problems: list[Problem]) -> None:
        self.kind, self.label, self.header, self.problems = kind, label, header, problems

    def refuse(self, place: str, found: str, remedy: str) -> None:
        line = self.header.lines.get(place) or self.header.lines.get(place.rpartition(".")[0], 1)
        self.problems.append(Problem(self.label, line, place, found, remedy))

    def entry(self, key: str, fields: Any) -> Entry | None:
        if not KEY.fullmatch(key):
            self.refuse(key, "not a key", "use a–z, 0–9 and hyphens, at most 80")
            return None
        if not isinstance(fields, dict):
            self.refuse(key, "has no fields", "write at least name: below it, indented")
            return None
        name = self.text(f"{key}.name", fields.get("name"))
        if not name:
            self.refuse(f"{key}.name", "missing", "write the name as the page shall show it")
            return None
        names = fields.get("names") or {}
        if not isinstance(names, dict):
            self.refuse(f"{key}.names", "not a map", "write names: {zh-Hans: …}")
            names = {}
        extra = {part: value for part, value in fields.items() if part not in _FIELDS}
        return Entry(
            self.kind,
            key,
            name,
            {lang: said for lang, value in names.items() if (said := self.text(f"{key}.names.{lang}", value))},
            self.text(f"{key}.kind", fields.get("kind")),
            self.text(f"{key}.note", fields.get("note")),
            self.sources(key, fields.get("sources") or []),
            self.at(key, fields) if self.kind == "places" else None,
            self.days(key, fields) if self.kind == "events" else None,
            extra,
        )

    def text(self, place: str, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return " ".join(value.split()) if value else None
        if place in self.header.digits:
            return self.header.digits[place]
        self.refuse(place, "not text", "write one line of text")
        return None

    def at(self, key: str, fields: dict[str, Any]) -> tuple[float, float] | None:
        """Where a place is; both of its coordinates or neither."""
        lat, lon = (self.degrees(f"{key}.{part}", fields.get(part), most) for part, most in (("lat", 90), ("lon", 180)))
        for part, other in (("lat", "lon"), ("lon", "lat")):
            if fields.get(part) is None and fields.get(other) is not None:
                self.refuse(f"{key}.{part}", f"missing, where {other} is given", f"write {part} too, or neither")
        return None if lat is None or lon is None else (lat, lon)

    def degrees(self, place: str, value: Any, most: int) -> float | None:
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and -most <= value <= most:
            return float(value)
        self.refuse(place, f"“{value}” is not a number from {-most} to {most}", "write degrees, as in 39.55")
        return None

    def days(self, key: str, fields: dict[str, Any]) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of an event; one that has only one of them took that day."""
        start, end = (self.day(f"{key}.{part}", fields.get(part)) for part in ("start", "end"))
        if start and end and end < start:
            self.refuse(f"{key}.end", f"{end}, before start ({start})", "correct one of them")
            return None
        return (start or end, end or start) if start or end else None  # type: ignore[return-value]

    def day(self, place: str, value: Any) -> dt.date | None:
        if value is None:
            return None
        try:
            return dt.date.fromisoformat(value if _DAY.fullmatch(value) else "")
        except (TypeError, ValueError):
            self.refuse(place, f"“{value}” is not a full date", "write YYYY-MM-DD, as in 2024-05-17")
            return None

    def sources(self, key: str, value: Any) -> tuple[dict[str, str], ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(f"{key}.sources", "not a list of sources", "write - {title: …, url: …, status: as-stated}")
            return ()
        return tuple(self.source(f"{key}.sources.{number}", item) for number, item in enumerate(value, 1))

    def source(self, place: str, item: dict[str, Any]) -> dict[str, str]:
        said = {part: text for part, value in item.items() if (text := self.text(f"{place}.{part}", value))}
        if not said.get("title"):
            self.refuse(f"{place}.title", "missing", "write what the source is called")
        if "url" in said and not said["url"].startswith(("https://", "http://")):
            self.refuse(f"{place}.url", f"“{said['url']}” is not a web address", "begin it with https://")
        status = said.setdefault("status", Status.AS_STATED)
        if status not in set(Status):
            self.refuse(f"{place}.status", f"“{status}” is not a status", f"write {' | '.join(Status)}")
        elif status == Status.VERIFIED:
            self.refuse(f"{place}.status", "verified, with no file and digest to show for it", "write as-stated")
        return said
