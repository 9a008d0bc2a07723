"""How a name is divided for citations: family name, given names, and what stands beside them.

The terms are those of CSL 1.0.2. A name is divided only where that can be told: the record says the family name, the
name has a comma, or it is written in the order of most languages, the family name last. Left whole are names of
institutions, names in scripts without capitals, names out of languages that put the family name first or have none, and
names of three words and more out of languages with two family names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from colophon.model.article import Contributor

# Languages in which the family name stands first; in Latin letters nothing tells which order a name has.
_FAMILY_FIRST = frozenset({"zh", "cmn", "yue", "wuu", "nan", "hak", "gan", "hsn", "ja", "ko", "vi", "hu", "km"})
# Languages whose names mostly have no family name, but one's own name and perhaps that of the father.
_NO_FAMILY = frozenset({"am", "ti", "is", "my", "bo", "dz", "mn"})
# Languages whose names have two family names: of three words, the second may belong to either part.
_TWO_FAMILIES = frozenset({"es", "ca", "gl", "ast"})
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
# Particles with a capital belong to the family name too: Anna De Vries, Oscar De La Hoya.
_CAPITAL_PARTICLES = frozenset({"Van", "Von", "Der", "Den", "Ter", "De", "Del", "Della", "Di", "Da", "Du", "La", "Le"})


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
        given = _without(name, " ".join(one.family.split()))
        return _of(one.family, given) if given else CitedName(whole=name)
    if "," in name:
        family, given, *rest = (part.strip() for part in name.split(","))
        if _SUFFIX.fullmatch(given):
            if rest:
                return _of(family, rest[0], given)
            name, suffix = family, given
        else:
            return _of(family, given, rest[0] if rest else "")
    words = name.split(" ")
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    tongue = language.partition("-")[0].lower()
    if len(words) < 2 or tongue in _FAMILY_FIRST or tongue in _NO_FAMILY:
        return CitedName(whole=name)
    at = len(words) - 1
    while at > 1 and (words[at - 1].islower() or words[at - 1] in _CAPITAL_PARTICLES):
        at -= 1
    several = [word for word in words[:at] if not word.endswith(".")]
    if (words[0].islower() and not words[-1].islower()) or (tongue in _TWO_FAMILIES and len(several) > 1):
        return CitedName(whole=name)
    return _of(" ".join(words[at:]), " ".join(words[:at]), suffix)


def _without(name: str, family: str) -> str:
    """The name without its family name, empty where the name does not have that. In scripts without spaces the family
    name is its beginning."""
    name = " ".join(name.replace(",", " ").split())
    if _caseless(name) and " " not in name:
        return name.removeprefix(family) if name.startswith(family) else ""
    words, own = name.split(" "), family.split(" ")
    places = [at for at in range(len(words) - len(own) + 1) if words[at : at + len(own)] == own]
    if not places:
        return ""
    at = places[-1]
    return " ".join(words[:at] + words[at + len(own) :])


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
