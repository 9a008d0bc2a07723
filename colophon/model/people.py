"""How a name is divided for citations: family name, given names, and what stands beside them.

The terms are those of CSL 1.0.2. A name is divided only where that can be told: the record says the family name, the
name has a comma, or it is written in the order of most languages, the family name last. Names of institutions, names in
scripts without capitals, and names out of languages that put the family name first are left whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from colophon.model.article import Contributor

# Languages in which the family name stands first; in Latin letters nothing tells which order a name has.
_FAMILY_FIRST = frozenset({"zh", "ja", "ko", "vi", "hu", "km", "yue", "wuu", "nan", "mn"})
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)


class CitedName(NamedTuple):
    """A name in its parts. `whole` is a name that is not divided; then all else is empty. `particle` belongs to the
    family name: van, de la, al-."""

    whole: str = ""
    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def families(self) -> str:
        """The family name with its particle."""
        space = "" if self.particle.endswith(("-", "’", "'")) or not self.particle else " "
        return f"{self.particle}{space}{self.family}"

    @property
    def inverted(self) -> str:
        """“van Gogh, Vincent”, “King, Martin Luther, Jr.”."""
        return self.whole or ", ".join(filter(None, (self.families, self.given, self.suffix)))


def cited_name(one: Contributor, language: str) -> CitedName:
    """The parts of a contributor's name; `language` is that of the original."""
    name, suffix = " ".join(one.name.split()), ""
    if one.kind == "institution" or (_caseless(name) and not one.family):
        return CitedName(whole=name)
    if one.family:
        given = " ".join(name.replace(one.family, " ", 1).replace(",", " ").split())
        return _of(one.family, given) if given else CitedName(whole=name)
    if "," in name:
        family, given, *rest = (part.strip() for part in name.split(","))
        if _SUFFIX.fullmatch(given) and not rest:
            name, suffix = family, given
        else:
            return _of(family, given, rest[0] if rest else "")
    words = name.split(" ")
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    if len(words) < 2 or language.partition("-")[0].lower() in _FAMILY_FIRST:
        return CitedName(whole=name)
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():
        at -= 1
    return _of(" ".join(words[at:]), " ".join(words[:at]), suffix)


def _caseless(name: str) -> bool:
    """Whether a name has letters without capitals, as in Chinese or Arabic. Its order can't be told, and it has no
    initials."""
    return any(letter.isalpha() and letter.lower() == letter.upper() for letter in name)


def _of(family: str, given: str, suffix: str = "") -> CitedName:
    """The name with the particle taken off its family name."""
    words = family.split(" ")
    at = 0
    while at < len(words) - 1 and words[at].islower():
        at += 1
    particle, rest = " ".join(words[:at]), " ".join(words[at:])
    if not particle and (found := re.match(r"([a-z]{1,3}[-’'])(?=[A-Z])", rest)):
        particle, rest = found[1], rest[found.end() :]
    return CitedName(family=rest, given=given, particle=particle, suffix=suffix)
