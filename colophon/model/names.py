"""What things are called on pages, and which file tells more of them: publications, people, places, subjects, files.

Headers name things by key or by a free name; the register knows the keys. Knows addresses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from colophon.model import addresses

# A name as pages use it, and the file that tells more of it, None where there is none. Where the register has the name,
# also what it is (newspaper, person, …) and its names in other languages by BCP 47 tag; then, where there are any, a
# place's latitude and longitude and an event's first and last day.
Point = tuple[float, float]
Days = tuple[dt.date, dt.date]
Name = (
    tuple[str, str | None]
    | tuple[str, str | None, str, tuple[tuple[str, str], ...]]
    | tuple[str, str | None, str, tuple[tuple[str, str], ...], Point | None, Days | None]
)

# What the register says of a key: its name, a note, what it is, its names in other languages, where and when it is.
Known = tuple[str, str | None, str, tuple[tuple[str, str], ...], Point | None, Days | None]

# The kinds among which the actor of a step of custody is looked for, in this order.
ACTORS = ("publications", "organisations", "people")


@dataclass
class Names:
    """The names of one site, each looked up once."""

    # the key of a free name
    key_of: Callable[[str], str]
    # (kind, key) → what the register says, None where it has none
    registered: Callable[[str, str], Known | None]
    # (kind, key) → its name, and all that the register says of it, plainly; None where it has none
    about: Callable[[str, str], tuple[str, tuple[Any, ...]] | None]
    # the kinds of index that the site has
    indexed: tuple[str, ...]
    # a file of the content folder → its file in the output, None where it isn't published
    published: Callable[[str], str | None]
    _known: dict[tuple[str, str], Name] = field(default_factory=dict)

    def of(self, kind: str, word: str) -> Name:
        """The name used on pages for what a header calls `word`, and the file of its index."""
        if (link := self._known.get((kind, word))) is None:
            link = self._known[kind, word] = self._look_up(kind, word)
        return link

    def alone(self, kind: str, word: str) -> Name:
        """The name without a link, for articles that stand in no index."""
        link = self.of(kind, word)
        return link if kind == "file" else (link[0], None, *link[2:])

    def _look_up(self, kind: str, word: str) -> Name:
        if kind == "file":
            return (word, self.published(word))
        if kind == "actor":
            found = next((known for k in ACTORS if (known := self.registered(k, word))), None)
            return _name(found, word, None)
        key = self.key_of(word) if kind in ("sources", "subjects") else word
        file = addresses.index(kind, key) if kind in self.indexed else None
        if kind == "subjects":
            return (word, file)
        return _name(self.registered("publications" if kind == "sources" else kind, word), word, file)


def _name(known: Known | None, word: str, file: str | None) -> Name:
    if known is None:
        return (word, file)
    return (known[0], file, *known[2:]) if known[4] or known[5] else (known[0], file, *known[2:4])
