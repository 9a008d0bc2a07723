"""Text as glyphs at their places, in any script: HarfBuzz shapes it, the bidirectional algorithm of Unicode orders it,
and ICU says where a line may break and what readers take for one letter.

Each of these libraries brings its own code and data. So the same words are the same glyphs on every machine, whatever
libraries for text it has. The font is Newsreader; settings may name others for letters that it lacks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb
from bidi import get_base_level, get_display
from icu4py.breakers import CharacterBreaker, LineBreaker

EM = 64_000  # lengths are in this part of a font's size
BESIDE = EM // 20  # a mark whose middle is further from its letter does not belong to it

NEWSREADER = Path(__file__).with_name("newsreader.ttf")
# Variable fonts are drawn as Newsreader is cut, see cartography/lettering.py.
CUT = {"opsz": 40, "wght": 520}

# Categories of characters that may be left out where no font has them: pictures, and rings around letters.
_OPTIONAL = ("So", "Me", "Cc", "Cf", "Cn", "Co", "Cs")
# Characters that are never seen. They may still matter: Persian needs the one that keeps two letters apart.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Hyphens for the ends of lines, and marks that order what follows them, which a card does not need.
_UNUSED = re.compile("[\u00ad\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[^\\S\u00a0\u202f]+")
_FIRST_RIGHT_TO_LEFT = "\u0590"

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "L", "R"  # the base direction of a text

Font = tuple[str, int]  # a file, and the number of the font in it: some files hold several
Span = tuple[int, int]  # where a part of a text starts and ends


class Face:
    """A font. Raises OSError where the file is no font, or has no letters that can be drawn in one colour."""

    def __init__(self, font: Font) -> None:
        path, number = font
        blob = hb.Blob(Path(path).read_bytes())
        count = hb.Face(blob).count
        if number not in range(count):
            raise OSError(f"it has no font {number}, as counted from 0" if count else "HarfBuzz finds no font in it")
        face = hb.Face(blob, number)
        if {"glyf", "CFF ", "CFF2"}.isdisjoint(face.table_tags):
            raise OSError("its letters have no outlines")
        self.font = hb.Font(face)
        self.font.scale = (EM, EM)
        self.font.set_variations(CUT)
        self._letters = frozenset(face.unicodes)

    @cache  # noqa: B019 - fonts live as long as the process
    def has(self, letter: str) -> bool:
        """Whether the font has all characters of a letter, and places for its marks."""
        return all(map(self._has, letter)) and (len(letter) == 1 or self._places(letter))

    def _places(self, letter: str) -> bool:
        """Whether the marks of a letter stand at it. A font that has no place for a mark draws it after the letter."""
        buffer = hb.Buffer()
        buffer.add_str(letter)
        buffer.guess_segment_properties()
        buffer.language = "en"  # else it is that of the machine
        hb.shape(self.font, buffer)
        places = buffer.glyph_positions or ()  # nothing comes of characters that are never seen
        width, x = sum(place.x_advance for place in places), 0
        for info, place in zip(buffer.glyph_infos, places, strict=True):
            ink = self.font.get_glyph_extents(info.codepoint)
            if not place.x_advance and ink and ink.width:
                middle = x + place.x_offset + ink.x_bearing + ink.width / 2
                if not -BESIDE <= middle <= width + BESIDE:
                    return False
            x += place.x_advance
        return True

    def _has(self, character: str) -> bool:
        if _UNSEEN.match(character):
            return True
        if character.isspace():
            return ord(" ") in self._letters
        parts = unicodedata.normalize("NFD", character)
        if ord(character) not in self._letters:
            return len(parts) > 1 and all(map(self._has, parts))
        glyph = self.font.get_nominal_glyph(ord(character))
        return glyph is not None and self.height(glyph) != (0, 0)

    @cache  # noqa: B019
    def height(self, glyph: int) -> tuple[int, int]:
        """How far a glyph reaches above the base line and below it."""
        ink = self.font.get_glyph_extents(glyph)
        return (ink.y_bearing, -ink.y_bearing - ink.height) if ink and ink.height else (0, 0)


face = cache(Face)  # a process opens each font once


class Drawable(NamedTuple):
    """What can be drawn of a text, empty where its words lack letters; and the letters that no font has."""

    text: str
    lacking: tuple[str, ...]


class Lettering:
    """Several fonts; each letter is drawn in the first that has it."""

    def __init__(self, fonts: tuple[Font, ...] = ()) -> None:
        self.faces = [face((str(NEWSREADER), 0)), *map(face, fonts)]

    def face(self, letter: str) -> Face | None:
        """The font of a letter, which may be of several characters."""
        return next((one for one in self.faces if one.has(letter)), None)

    def drawable(self, text: str | None) -> Drawable:
        """What can be drawn of a text on one line. Emoji and the like are left out where no font has them."""
        text = unicodedata.normalize("NFC", _SPACES.sub(" ", _UNUSED.sub("", text or "")).strip())
        kept, lacking, whole = list[str](), dict[str, None](), True
        for start, end in _letters(text):
            letter = text[start:end]
            if self.face(letter) is None:
                lacking[letter] = None
                letter = "".join(c for c in letter if unicodedata.category(c) not in _OPTIONAL)
                letter = letter if _UNSEEN.sub("", letter) else ""
                whole = whole and (not letter or self.face(letter) is not None)
            kept.append(letter)
        return Drawable(_SPACES.sub(" ", "".join(kept)).strip() if whole else "", tuple(lacking))


class Glyph(NamedTuple):
    """A glyph of a font by its number, and where it stands from the start of the line, rightward and upward."""

    face: Face
    number: int
    x: int
    y: int


class Line(NamedTuple):
    """The glyphs of a line; how wide it is, and how far it reaches above the base line and below it."""

    glyphs: list[Glyph]
    width: int
    above: int
    below: int


class Run(NamedTuple):
    """A part of a text in one font, one script (ISO 15924) and one direction: from right to left where `level`, the
    depth of the part, is odd (UAX 9)."""

    start: int
    end: int
    face: Face
    script: str | None
    level: int


class Paragraph:
    """A drawable text, set in its fonts. `base` is the direction from which its lines start; `lang` is a BCP 47 tag."""

    def __init__(self, lettering: Lettering, text: str, base: str, lang: str = "") -> None:
        self.text, self.base, self.lang = text, base, lang
        self.letters = _letters(text)
        self.runs = self._runs(lettering)
        widths = [0] * len(text)
        self._heights = [(0, 0)] * len(text)
        for run in self.runs:
            for info, place in self._shaped(run):
                at = run.start + info.cluster
                widths[at] += place.x_advance
                above, below = run.face.height(info.codepoint)
                before = self._heights[at]
                self._heights[at] = max(before[0], above + place.y_offset), max(before[1], below - place.y_offset)
        self._ends = [0, *accumulate(widths)]

    def width(self, start: int, end: int) -> int:
        """The width of a part of the text as it stands in the whole."""
        return self._ends[end] - self._ends[start]

    def height(self, span: Span) -> tuple[int, int]:
        """How far a part of the text reaches above the base line and below it."""
        heights = self._heights[slice(*span)]
        return max((above for above, _ in heights), default=0), max((below for _, below in heights), default=0)

    @cached_property
    def pieces(self) -> list[tuple[int, int, int]]:
        """Parts within which no line breaks: start, end without the spaces, and end. Japanese and Korean break
        between phrases, as in headlines."""
        phrases = "-u-lw-phrase" if self.lang.split("-")[0] in ("ja", "ko") else ""
        spans = _spans(LineBreaker(self.text, f"{self.lang or 'en'}{phrases}"))
        return [(start, start + len(self.text[start:end].rstrip()), end) for start, end in spans]

    def wrapped(self, measure: float) -> list[Span]:
        """The text in lines, each as long as possible. A piece that is longer than a line is broken too."""
        lines, start = list[Span](), 0
        for first, bare, end in self.pieces:
            if start < first and self.width(start, bare) > measure:
                lines.append((start, first))
                start = first
            if self.width(first, bare) > measure:
                for at, after in (span for span in self.letters if first <= span[0] < end):
                    if start < at and self.width(start, after) > measure and not self.text[at].isspace():
                        lines.append((start, at))
                        start = at
        return [*lines, (start, len(self.text))]

    def line(self, start: int, end: int) -> Line:
        """A part of the text as a line of its own."""
        end = start + len(self.text[start:end].rstrip())
        glyphs, x, above, below = list[Glyph](), 0, 0, 0
        for run in self._ordered(start, end):
            for info, place in self._shaped(run):
                glyphs.append(Glyph(run.face, info.codepoint, x + place.x_offset, place.y_offset))
                x += place.x_advance
                up, down = run.face.height(info.codepoint)
                above, below = max(above, up + place.y_offset), max(below, down - place.y_offset)
        return Line(glyphs, x, above, below)

    def _runs(self, lettering: Lettering) -> list[Run]:
        """The runs, in the order of reading. A space is of the font of what is before it, and a character of no script
        is of the script of what is before it, else of the first in the text."""
        levels, font = _levels(self.text, self.base), lettering.faces[0]
        script = next((found for found in map(_script, self.text) if found), None)
        runs: list[Run] = []
        for start, end in self.letters:
            letter = self.text[start:end]
            if not letter.isspace():
                font = lettering.face(letter) or font
            script = next((found for found in map(_script, letter) if found), script)
            run = Run(start, end, font, script, levels[start])
            if runs and runs[-1][2:] == run[2:]:
                run = run._replace(start=runs.pop().start)
            runs.append(run)
        return runs

    def _ordered(self, start: int, end: int) -> list[Run]:
        """The runs of a line, from left to right: rule L2 of UAX 9, for the levels that `_levels` gives."""
        runs = [
            run._replace(start=max(start, run.start), end=min(end, run.end))
            for run in self.runs
            if run.start < end and start < run.end
        ]
        return _turned(_turned(runs, 2), 1)

    def _shaped(self, run: Run) -> zip[tuple[hb.GlyphInfo, hb.GlyphPosition]]:
        """The glyphs of a run from left to right, and their places."""
        buffer = hb.Buffer()
        buffer.add_str(self.text[run.start : run.end])
        buffer.direction = "rtl" if run.level % 2 else "ltr"
        if run.script:
            buffer.script = run.script
        if self.lang:  # never that of the machine
            buffer.language = self.lang
        hb.shape(run.face.font, buffer)
        return zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)


def _turned(runs: Iterable[Run], level: int) -> list[Run]:
    """The runs, with each row of them that is of this level or deeper the other way round."""
    groups = [(deep, list(group)) for deep, group in groupby(runs, lambda run: run.level >= level)]
    return [run for deep, group in groups for run in (reversed(group) if deep else group)]


def base_of(text: str) -> str:
    """The direction of the first letter that has one."""
    return RIGHT_TO_LEFT if text and get_base_level(text) else LEFT_TO_RIGHT


def _letters(text: str) -> list[Span]:
    """What readers take for one letter: a consonant with its vowel signs, say."""
    return _spans(CharacterBreaker(text, "en"))


def _spans(parts: Iterable[str]) -> list[Span]:
    """Where the parts of a text start and end. ICU itself counts in UTF-16."""
    return list(pairwise(accumulate(map(len, filter(None, parts)), initial=0)))


@cache
def _script(character: str) -> str | None:
    """The script of a character, as HarfBuzz knows it; None where several use it."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


# Tags of language: characters that are never seen, and that the algorithm passes over (rule X9).
_TAGS, _MANY = 0xE0020, 96
_MARKS = {LEFT_TO_RIGHT: "\u200e", RIGHT_TO_LEFT: "\u200f"}


def _levels(text: str, base: str) -> list[int]:
    """The level of each character: 0 and 2 are read from left to right, 1 from right to left.

    The library gives the text in the order of the line, and no levels. So each character is followed by two tags, the
    digits of its number: they say in the result where it went, and by their order in which direction it is read.
    """
    if base == LEFT_TO_RIGHT and (not text or max(text) < _FIRST_RIGHT_TO_LEFT):
        return [0] * len(text)
    plain = ["\u200b" if _TAGS <= ord(character) < _TAGS + _MANY else character for character in text]
    digits = (divmod(number, _MANY) for number in range(len(text)))
    tagged = "".join(f"{c}{chr(_TAGS + high)}{chr(_TAGS + low)}" for c, (high, low) in zip(plain, digits, strict=True))
    # The mark at the end keeps the last tags with their character (rule L1); it is shown where the line ends.
    shown = get_display(tagged + _MARKS[base], base_dir=base)
    shown = shown[:-1] if base == LEFT_TO_RIGHT else shown[1:]
    levels, block, last = [0] * len(text), list[tuple[int, bool]](), -1
    for place in range(0, len(shown), 3):
        one, two, three = (ord(character) - _TAGS for character in shown[place : place + 3])
        backward = 0 <= one < _MANY
        number = two * _MANY + one if backward else two * _MANY + three
        block.append((number, backward))
        last = max(last, number)
        if last > place // 3:
            continue
        # Here ends a part of the line that has the same characters as that part of the text: what is read from left
        # to right in it is at the level of the text, unless the part has something else in it.
        nested = base == RIGHT_TO_LEFT or any(backward for _, backward in block)
        for number, backward in block:
            levels[number] = 1 if backward else 2 if nested else 0
        block.clear()
    return levels
