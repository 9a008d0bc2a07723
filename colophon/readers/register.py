"""The register: publications, people, places and so on, to which articles refer by key.

It is read from content/register/*.yaml, one file a kind.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, KeysView
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from colophon.model.addresses import DEVICES, KEY
from colophon.model.article import Status
from colophon.model.problems import Problem, nearest
from colophon.model.spelling import composed, loosely
from colophon.readers.fields import FieldReader
from colophon.readers.files import decoded, in_words, read_file
from colophon.readers.header import Fault, Header, load_yaml
from colophon.readers.mistakes import Slip

# What an entry of each kind is, where it has no kind of its own. Subjects have no such word.
ONE_OF = {"publications": "publication", "people": "person", "organisations": "organisation", "places": "place",
    "events": "event", "terms": "term"}  # fmt: skip
KINDS = (*ONE_OF, "subjects")
_DEGREES = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_FIELDS = ("name", "names", "kind", "note", "sources")


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
        # the keys of the entries that have a name, by (kind, name), also without its case and width
        self._exact: dict[tuple[str, str], dict[str, None]] = {}
        self._loose: dict[tuple[str, str], dict[str, None]] = {}
        for entry in entries:
            self._entries[entry.kind][entry.key] = entry
            self._exact.setdefault((entry.kind, entry.key), {})[entry.key] = None
            for name in (entry.name, *entry.names.values()):
                self._exact.setdefault((entry.kind, composed(name)), {})[entry.key] = None
                self._loose.setdefault((entry.kind, loosely(name)), {})[entry.key] = None

    @classmethod
    def load(cls, folder: Path, label: str = "content/register") -> tuple[Register, list[Problem]]:
        """The register in `folder` and what is wrong with it; a missing folder is an empty register. `label` is what
        messages call the folder."""
        problems: list[Problem] = []
        entries: list[Entry] = []
        known = {f"{kind}.yaml": kind for kind in KINDS}
        try:
            names = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return cls(), []
        except OSError as error:
            return cls(), [Problem(label, 0, "file", f"can't be read ({in_words(error)})", "make it a readable folder")]
        for name in names:
            if name in known:
                entries += _read(folder, name, known[name], f"{label}/{name}", problems)
            elif name.endswith((".yaml", ".yml")):
                remedy = nearest(name, known) or f"name it one of {', '.join(known)}"
                problems.append(Problem(f"{label}/{name}", 0, "file name", "not a register file", remedy))
        return cls(entries), problems

    def find(self, kind: str, key: str) -> Entry | None:
        """The entry of a key; None where there is none."""
        return self._entries[kind].get(key)

    def keys(self, kind: str) -> KeysView[str]:
        """The keys of a kind, in the order of its file."""
        return self._entries[kind].keys()

    def entries(self, kind: str) -> list[Entry]:
        """The entries of a kind, in the order of its file."""
        return list(self._entries[kind].values())

    def named(self, kind: str, word: str) -> tuple[str, ...]:
        """The keys of the entries that `word` names: it is their key, or their name in some language."""
        return tuple(self._exact.get((kind, composed(word)), ()))

    def like(self, kind: str, word: str) -> tuple[str, ...]:
        """The same, and where that finds none, the keys of the entries whose name differs in case or width alone."""
        return self.named(kind, word) or tuple(self._loose.get((kind, loosely(word)), ()))


def _read(folder: Path, name: str, kind: str, label: str, problems: list[Problem]) -> list[Entry]:
    data = read_file(str(folder.parent), f"{folder.name}/{name}")
    if isinstance(data, str):
        problems.append(Problem(label, 0, "file", data, "make it a readable file"))
        return []
    if not data.strip():
        return []
    header = Header(name="file")
    try:
        file = decoded(label, data, problems, whole=header.name)
        values = load_yaml(file[0], 1, header, label, problems) if file else None
        if values is None:
            return []
        if not isinstance(values, dict):
            raise Fault(Slip(1, "", "not a map of entries", "write key: and the entry's fields indented below it"))
    except Fault as fault:
        problems += fault.problems(label, header.name)
        return []
    reader = _EntryReader(label, header, problems)
    return [entry for key, fields in values.items() if (entry := reader.entry(kind, key, fields))]


class _EntryReader(FieldReader):
    """Reads the entries of one register file."""

    __slots__ = ()

    def entry(self, kind: str, key: str, fields: Any) -> Entry | None:
        if not KEY.fullmatch(key):
            self.refuse(key, "not a key", "use a–z, 0–9 and hyphens, at most 80")
            return None
        if key in DEVICES:
            self.refuse(key, "a device on Windows, so no file can have that name", "write another key")
            return None
        if not isinstance(fields, dict):
            self.refuse(key, "has no fields", "write at least name: below it, indented")
            return None
        before = len(self.problems)
        name = self.words(f"{key}.name", fields.get("name"))
        if not name:
            if len(self.problems) == before:  # else that is said already
                self.missing(f"{key}.name", "write the name as the page shall show it")
            return None
        return Entry(
            kind,
            key,
            name,
            names=self.translations(f"{key}.names", fields.get("names") or {}),
            what=self.words(f"{key}.kind", fields.get("kind")),
            note=self.words(f"{key}.note", fields.get("note")),
            sources=self.sources(f"{key}.sources", fields.get("sources") or []),
            at=self.at(key, fields) if kind == "places" else None,
            days=self.stretch(key, fields) if kind == "events" else None,
            extra={part: value for part, value in fields.items() if part not in _FIELDS},
        )

    def words(self, place: str, value: Any) -> str | None:
        """Words that a page shows."""
        return self.prose(place, self.text(place, value))

    def translations(self, place: str, value: Any) -> dict[str, str]:
        """Names by language tag."""
        if not isinstance(value, dict):
            self.refuse(place, "not a map", "write names: {zh-Hans: …}")
            return {}
        for tag in value:
            self.language(f"{place}.{tag}", tag)
        return {tag: name for tag, words in value.items() if (name := self.words(f"{place}.{tag}", words))}

    def at(self, key: str, fields: dict[str, Any]) -> tuple[float, float] | None:
        """The latitude and longitude of a place, in degrees; both or neither."""
        lat, lon = (self.degrees(f"{key}.{part}", fields.get(part), most) for part, most in (("lat", 90), ("lon", 180)))
        for part, other in (("lat", "lon"), ("lon", "lat")):
            if fields.get(part) is None and fields.get(other) is not None:
                self.refuse(f"{key}.{part}", f"missing, where {other} is given", f"write {part} too, or neither")
        return None if lat is None or lon is None else (lat, lon)

    def degrees(self, place: str, value: Any, most: int) -> float | None:
        """A number from -`most` to `most`."""
        if value is None:
            return None
        words = self.text(place, value) or "" if isinstance(value, str | float | int) else ""
        if _DEGREES.fullmatch(words) and -most <= float(words) <= most:
            return float(words)
        self.refuse(place, f"“{value}” is not a number from {-most} to {most}", "write degrees, as in 39.55")
        return None

    def stretch(self, key: str, fields: dict[str, Any]) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of an event; where one is given, it is both."""
        start, end = (self.day(f"{key}.{part}", fields.get(part)) for part in ("start", "end"))
        if start and end and end < start:
            self.refuse(f"{key}.end", f"{end}, before start ({start})", "correct one of them")
            return None
        return (start or end, end or start) if start or end else None  # type: ignore[return-value]

    def sources(self, place: str, value: Any) -> tuple[dict[str, str], ...]:
        """What an entry rests on: title, url and status of each."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(place, "not a list of sources", "write - {title: …, url: …, status: as-stated}")
            return ()
        return tuple(self.source(f"{place}.{number}", item) for number, item in enumerate(value, 1))

    def source(self, place: str, item: dict[str, Any]) -> dict[str, str]:
        """One source; without a status it is not known how well it founds the entry."""
        source = {part: text for part, value in item.items() if (text := self.words(f"{place}.{part}", value))}
        if not source.get("title"):
            self.missing(f"{place}.title", "write what the source is called")
        self.address(f"{place}.url", source.get("url"))
        status = source.setdefault("status", Status.UNKNOWN)
        if status not in set(Status):
            self.refuse(f"{place}.status", f"“{status}” is not a status", f"write {' | '.join(Status)}")
        elif status == Status.VERIFIED:
            self.refuse(f"{place}.status", "verified, with no file and digest to show for it", "write as-stated")
        return source
