"""What a line end within a paragraph is: a space between words, or nothing in scripts without such spaces.

The rules are those of CSS Text 4, “Segment Break Transformation Rules”, for punctuation those of the draft of CSS Text
3 of 29 April 2020 (https://www.w3.org/TR/2020/WD-css-text-3-20200429/#line-break-transform): a line end goes between
two East Asian wide characters, neither of them Hangul, beside East Asian punctuation, and beside a zero-width or an
ideographic space. Between a Han and a Latin letter it is a space. CSS leaves South East Asia to us. Lines of Thai or
Khmer are broken where no space is (UAX #14, class SA), so a line end goes between two of their letters, too, unless a
space stands before it, or a stop after which these scripts have a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import category, east_asian_width

# Han, kana, Bopomofo, Yi, Tangut, Khitan, Nüshu, their punctuation, and fullwidth and halfwidth forms; no Hangul.
EAST_ASIAN = (
    "\u2e80-\u2fff\u3001-\u302d\u3030-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\ua4cf\uf900-\ufaff\ufe10-\ufe1f"
    "\ufe30-\ufe6f\uff01-\uff9f\uffe0-\uffee\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U0001f200-\U0001f2ff"
    "\U00020000-\U0003ffff"
)
# Thai and Lao, Tibetan and Burmese, Khmer, Tai Le and New Tai Lue, Tai Tham, Balinese, Javanese, Tai Viet, Ahom.
SOUTH_EAST_ASIAN = (
    "\u0e01-\u0e3a\u0e40-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff"
    "\uaa60-\uaadf\U00011700-\U0001174f"
)
SPACELESS = EAST_ASIAN + SOUTH_EAST_ASIAN  # for a class of a regular expression
_FIRST = "\u0e01"
_STOPS = frozenset("\u0f0d\u0f0e\u0f0f\u0f10\u0f11\u0f12\u0f14\u104a\u104b\u17d4\u17d5\u17d9\u17da")
_SPACES = frozenset("\u200b\u3000")  # with a zero-width or an ideographic space, no other is wanted
REACH = 8  # signs in a row beyond which nobody looks for a letter

_spaceless = re.compile(f"[{SPACELESS}]").match
_east_asian = re.compile(f"[{EAST_ASIAN}]").match
_hangul = re.compile(
    "[\u1100-\u11ff\u3131-\u318e\u3200-\u321e\u3260-\u327f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]"
).match


def parts_words(before: str, after: str) -> bool:
    """Whether the line end between two lines of a paragraph is a space; the second does not begin with white space."""
    last, first = before[-1:], after[:1]
    if last < _FIRST and first < _FIRST and last != " ":
        return True
    line = before.rstrip(" \t")
    last = line[-1:]
    if (_east_asian(last) and _east_asian(first)) or last in _SPACES or first in _SPACES:
        return False
    if (_punctuation(last) and not _hangul(first)) or (_punctuation(first) and not _hangul(last)):
        return False
    last, first = _letter(line[: -REACH - 1 : -1]), _letter(after[:REACH])
    if not (_spaceless(last) and _spaceless(first)):
        return True
    return last in _STOPS or not (_east_asian(last) or line == before)


def _punctuation(character: str) -> bool:
    """Whether it is East Asian punctuation, which brings its own space."""
    return bool(_east_asian(character)) and category(character)[0] == "P"


def _letter(characters: str) -> str:
    """The first that is no quotation mark, dash or other sign of ambiguous width: such count as what they stand at."""
    return next((c for c in characters if not _ambiguous(c)), "")


def _ambiguous(character: str) -> bool:
    """Whether UAX #11 has no width of its own for this sign; emoji are wide, but of no script."""
    if _spaceless(character):
        return False
    return category(character)[0] in "PSM" and east_asian_width(character) in "AW"


def joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph, with a line end only where it is a space."""
    text = [lines[0]]
    for before, after in pairwise(lines):
        text += ("\n", after) if parts_words(before, after) else (after,)
    return "".join(text)


def one_line(text: str) -> str:
    """Text on one line: white space folded, and nothing where a line end parts no words."""
    if "\n" in text:
        text = joined([line.strip() for line in text.split("\n") if line and not line.isspace()] or [""])
    return " ".join(text.split())


def unfolded(value: str, written: str) -> str:
    """A value in which YAML made a space of each line end, without the spaces that part no words. `written` is its
    source."""
    if written.startswith(("'", '"')):
        written = written[1:-1].replace("''", "'") if written[0] == "'" else written[1:-1]
    lines = [line.strip() for line in written.split("\n") if line and not line.isspace()]
    for before, after in pairwise(lines):
        if not parts_words(before, after):
            last, first = before[-REACH:], after[:REACH]
            value = value.replace(f"{last} {first}", last + first, 1)
    return value
