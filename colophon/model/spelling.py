"""When two names are one name, and when they are so alike that somebody should be asked.

A name is a row of characters in Unicode's composed form (NFC), each stretch of white space being one space. Two names
are one if these are equal, and two in every other case.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby

_QUOTES = dict.fromkeys(map(ord, "'\"`´‘’‚‛“”„‟«»‹›ʻʼ′″「」『』《》〈〉"))
_JOINTS = str.maketrans(dict.fromkeys("-‐‑‒–—―−·・•‧", " "))
_STROKES = str.maketrans("ŁłØøĐđĦħŦŧı", "LlOoDdHhTti")  # letters that Unicode does not decompose
# Accents, Hebrew points and Arabic vowel signs. Other marks make other words: が is not か.
_MARKS = frozenset(map(chr, (*range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x64B, 0x653), 0x670)))
_PLAIN = str.maketrans({"'": None, '"': None, "`": None, "-": " "})

# macOS finds a file by composed letters and by decomposed ones, and may list either; people type composed ones.
COMPOSES = sys.platform == "darwin"


def listed(name: str) -> str:
    """The name or path of a file as texts have it, given as the system lists it. Elsewhere each form is a file."""
    return whole_letters(name) if COMPOSES else name


def composed(name: str) -> str:
    """The characters by which a name is known."""
    return " ".join((name if name.isascii() else unicodedata.normalize("NFC", name)).split())


def whole_letters(words: str) -> str:
    """The words with each letter and its accents, and each Korean syllable, as one character where Unicode has one.
    NFC does this too, but replaces other characters by themselves, such as rare forms of Han: these stay."""
    if words.isascii() or unicodedata.is_normalized("NFC", words):
        return words
    parts = groupby(words, key=lambda c: unicodedata.is_normalized("NFC", c))
    return "".join(unicodedata.normalize("NFC", "".join(part)) if stays else "".join(part) for stays, part in parts)


def _narrow(name: str) -> str:
    return "".join(_narrowed(c) for c in name)


def _narrowed(character: str) -> str:
    wide = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", character) if wide else character


def _bare(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if c not in _MARKS).translate(_STROKES)


def _visible(name: str) -> str:
    return "".join(c for c in name if unicodedata.category(c) != "Cf")


# What two names may differ in and yet be meant as one, with the function that removes the difference.
FOLDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("width", _narrow),
    ("case", str.casefold),
    ("accents", _bare),
    ("quotation marks", lambda name: name.translate(_QUOTES)),
    ("hyphens, dots or spaces", lambda name: name.translate(_JOINTS)),
    ("invisible signs", _visible),
)


@lru_cache(maxsize=65536)
def alike(name: str) -> str:
    """The same for all names that differ in nothing but FOLDS."""
    if name.isascii():
        return " ".join(name.casefold().translate(_PLAIN).split()) or name
    return _folded(name, FOLDS) or composed(name)


def loosely(name: str) -> str:
    """The same for all names that differ in nothing but case and width."""
    return _folded(name, FOLDS[:2])


def _folded(name: str, folds: Iterable[tuple[str, Callable[[str], str]]]) -> str:
    for _, fold in folds:
        name = fold(name)
    return composed(name)


def differences(names: Iterable[str]) -> str:
    """In what names that are alike differ, in words."""
    names = list(names)
    without = {word: tuple(fold for fold in FOLDS if fold[0] != word) for word, _ in FOLDS}
    words = [word for word in without if len({_folded(name, without[word]) for name in names}) > 1]
    return " and ".join(words) or "signs that look alike"
