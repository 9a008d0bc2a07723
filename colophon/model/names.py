"""The names of things on pages, and the files about them: publications, people, places, subjects, files.

Headers have keys of the register, or free names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import replace

from colophon.model import addresses

# The kinds of the register that may have the actor of a step of custody, in the order of the search.
ACTORS = ("publications", "organisations", "people")


class Named(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name and the file about it, None where there is none. From the register: `what` is its kind (newspaper,
    organisation, person, …), `names` are its names in other languages as (BCP 47 tag, name), `at` is the latitude and
    longitude of a place in degrees, `days` are the first and the last day of an event."""

    text: str
    path: str | None = None
    what: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    at: tuple[float, float] | None = None
    days: tuple[dt.date, dt.date] | None = None


class About(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What the register says of an entry: a `note`, its kind in `what` (newspaper, province, …), its `names` in other
    languages as (BCP 47 tag, name), the fields of its kind in `facts` (start, end, lat, lon, standard, posts, …), and
    its `sources` as (title, address or None, status). Where the register has no entry, `registered` is false and all
    else is empty."""

    registered: bool = False
    note: str | None = None
    what: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    facts: dict[str, Any] = {}
    sources: tuple[tuple[str, str | None, str], ...] = ()


@dataclass
class Names:
    """The names of one site. Each is looked up once."""

    # the key of a free name
    key_of: Callable[[str], str]
    # (kind, key) → the name in the register, without a file; None where it has none
    registered: Callable[[str, str], Named | None]
    # (kind, key) → the name and all else in the register; None where it has none
    about: Callable[[str, str], tuple[str, About] | None]
    # the kinds of index that the site has
    indexed: tuple[str, ...]
    # a file of the content folder → its file in the output; None where it is not published
    published: Callable[[str], str | None]
    _known: dict[tuple[str, str], Named] = field(default_factory=dict)

    def of(self, kind: str, word: str) -> Named:
        """The name on pages for the `word` of a header, and the file of its index."""
        if (named := self._known.get((kind, word))) is None:
            named = self._known[kind, word] = self._look_up(kind, word)
        return named

    def alone(self, kind: str, word: str) -> Named:
        """The name without a link, for articles that are in no index."""
        named = self.of(kind, word)
        return named if kind in ("file", "image") else replace(named, path=None)

    def _look_up(self, kind: str, word: str) -> Named:
        if kind in ("file", "image"):
            return Named(word, self.published(word))
        if kind == "actor":
            return next((named for k in ACTORS if (named := self.registered(k, word))), None) or Named(word)
        key = self.key_of(word) if kind in ("sources", "subjects") else word
        file = addresses.index(kind, key) if kind in self.indexed else None
        named = self.registered("publications" if kind == "sources" else kind, word)
        return replace(named, path=file) if named else Named(word, file)
