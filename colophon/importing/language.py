"""The language of a text, by its letters and words. What a page declares decides only between close languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_SHORT = 60  # letters: fewer say little in an alphabet that many languages share
_SCRIPTS = (
    ("kana", re.compile("[\u3041-\u30ff]")),
    ("hangul", re.compile("[\uac00-\ud7af]")),
    ("han", re.compile("[\u3400-\u9fff]")),
    ("thai", re.compile("[\u0e01-\u0e5b]")),
    ("hebrew", re.compile("[\u05d0-\u05ea]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("georgian", re.compile("[\u10a0-\u10ff]")),
    ("armenian", re.compile("[\u0531-\u058f]")),
)
_ONE_LANGUAGE = {
    "hangul": "ko",
    "kana": "ja",
    "thai": "th",
    "hebrew": "he",
    "greek": "el",
    "georgian": "ka",
    "armenian": "hy",
}
# Languages that are taken for each other in a text of a page's length.
_CLOSE = tuple(
    frozenset(group.split())
    for group in (
        "nb no nn da sv",
        "id ms jv",
        "hr bs sr sl",
        "cs sk",
        "es gl ca pt an",
        "zu xh nr ss st tn",
        "af nl",
        "uk ru be",
        "fa ar ps ur",
        "hi mr ne",
        "is fo",
        "sw rw",
        "de lb",
        "fr oc wa br",
        "it co",
        "tl ceb",
    )
)
_LARGE = frozenset(("es", "pt", "fr", "de", "ru", "ar", "it", "hi", "sv", "nl", "id", "cs", "nb"))
_USUAL = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True, slots=True)
class Language:
    """A language tag, and whether the text is long and clear enough for it to be sure."""

    tag: str
    sure: bool


def language_of(text: str, declared: str | None = None) -> Language | None:
    """The language of a text; None where it is too short to say."""
    letters = sum(map(str.isalpha, text[:20_000]))
    counts = {name: len(script.findall(text[:20_000])) for name, script in _SCRIPTS}
    if letters < 8:
        return None
    if counts["kana"] * 20 > letters:
        return Language("ja", sure=True)
    if counts["han"] * 3 > letters and counts["hangul"] * 3 < counts["han"]:
        return Language(_chinese(text), sure=counts["han"] >= 10)
    for name, tag in _ONE_LANGUAGE.items():
        if counts[name] * 3 > letters:
            return Language(tag, sure=True)
    return _by_words(text, letters, declared)


def _chinese(text: str) -> str:
    """zh-Hans or zh-Hant: which of both character sets of the 1980s has the letters that the other lacks."""
    signs = Counter(re.findall("[\u4e00-\u9fff]", text[:20_000]))
    simplified = sum(count for sign, count in signs.items() if _has("gb2312", sign) and not _has("big5", sign))
    traditional = sum(count for sign, count in signs.items() if _has("big5", sign) and not _has("gb2312", sign))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@lru_cache(maxsize=20_000)
def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _by_words(text: str, letters: int, declared: str | None) -> Language | None:
    said = (declared or "").replace("_", "-").split("-")[0].lower()
    found, share = _identifier().classify(text[:4_000])
    tag, close = _USUAL.get(found, found), next((group for group in _CLOSE if found in group), frozenset())
    if said in close:
        tag = _USUAL.get(said, said)
    if letters < _SHORT and (share < 0.9 or said not in ("", tag)):
        return None
    clear = not close or tag in _LARGE or said in close
    return Language(tag, sure=clear and letters >= _SHORT and share > 0.9)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - the model takes a moment to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
