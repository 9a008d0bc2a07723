"""Letters set by their widths and kerning, and drawn one by one: so the same words lie the same way on every machine,
whatever libraries for shaping text it has.

Ours is Newsreader, measured by cartography/lettering.py. Other fonts may be given for the scripts that it lacks, as far
as a script needs no more than one letter after the other: not those that run from right to left, nor those whose marks
must be placed. What a text says must not be known here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

# Widths are thousandths of the size.
EM = 1000

_OURS = Path(__file__).with_name("newsreader.woff2")

# Nobody's letter: how a font draws it, it draws all that it lacks.
_NOBODYS = "\U0010ffff"
_PROBE = 40

# What may be left out where no font has it: pictures, and what is never seen.
_SPARED = ("So", "Cf", "Cc", "Cn", "Co", "Cs")
_RIGHT_TO_LEFT = ("R", "AL")
_UNSEEN = re.compile("[\ufe00-\ufe0f\u034f\U000e0100-\U000e01ef]")  # marks by their category, but nothing is drawn


# A file, and the number of the font in it: some hold several.
Font = tuple[str, int]


class Face:
    """One font. Raises OSError where it is none."""

    def __init__(self, font: Font) -> None:
        self._font = font
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._widths: dict[str, int | None] = {}
        self._lack = bytes(self.at(_PROBE).getmask(_NOBODYS))

    def width(self, letter: str) -> int | None:
        """How wide a letter is; None where the font lacks it."""
        if letter not in self._widths:
            self._widths[letter] = self._measured(letter)
        return self._widths[letter]

    def _measured(self, letter: str) -> int | None:
        if not letter.isspace() and bytes(self.at(_PROBE).getmask(letter)) in (self._lack, b""):
            return None
        return round(self.at(EM).getlength(letter))

    def kerning(self, _pair: str) -> int:
        """How much closer, or wider, two letters stand than each by itself."""
        return 0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font in a size, in pixels."""
        if size not in self._sizes:
            path, index = self._font
            self._sizes[size] = ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)
        return self._sizes[size]


class Ours(Face):
    """Newsreader."""

    def __init__(self) -> None:
        measures = json.loads(_OURS.with_suffix(".json").read_text("utf-8"))
        self._font, self._sizes = (str(_OURS), 0), {}
        self._widths = dict(measures["widths"])
        self._kerning = {
            first + second: int(value)
            for first, values in measures["kerning"].items()
            for value, seconds in values.items()
            for second in seconds
        }

    def width(self, letter: str) -> int | None:
        """How wide a letter is; None where the font lacks it."""
        return self._widths.get(letter)

    def kerning(self, pair: str) -> int:
        """How much closer, or wider, two letters stand than each by itself."""
        return self._kerning.get(pair, 0)


@cache
def face(font: Font) -> Face:
    """A font, kept for the life of the process. Raises OSError where it is none."""
    return Face(font)


@cache
def ours() -> Face:
    """Newsreader, kept for the life of the process."""
    return Ours()


class Lettering:
    """Several fonts, of which each letter takes the first that has it."""

    def __init__(self, fonts: tuple[Font, ...] = ()) -> None:
        self.faces = [ours(), *map(face, fonts)]

    def drawable(self, text: str | None) -> str | None:
        """The text on one line, as it can be drawn; None where a letter, a number or a mark can't."""
        found = []
        for letter in unicodedata.normalize("NFC", _UNSEEN.sub("", " ".join((text or "").split()))):
            if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT or unicodedata.category(letter).startswith("M"):
                return None
            if self._face(letter) is not None:
                found.append(letter)
            elif unicodedata.category(letter) not in _SPARED:
                return None
        return " ".join("".join(found).split()) or None

    def width(self, text: str) -> float:
        """How wide a line is."""
        return self._places(text)[-1][0]

    def draw(self, canvas: ImageDraw.ImageDraw, at: tuple[float, float], size: int, text: str) -> None:
        """Draw a line in white, beginning at a point of its base line."""
        x, y = at
        for (place, font), letter in zip(self._places(text), text, strict=False):
            if font is not None and not letter.isspace():
                canvas.text((x + place * size / EM, y), letter, 255, font.at(size), "ls")

    def _places(self, text: str) -> list[tuple[float, Face | None]]:
        """Where each letter begins, and its font; at last, where the line ends."""
        found: list[tuple[float, Face | None]] = []
        place, before = 0, ""
        for letter in text:
            font = self._face(letter) or self.faces[0]
            if found and found[-1][1] is font:
                place += font.kerning(before + letter)
            found.append((place, font))
            place, before = place + (font.width(letter) or 0), letter
        return [*found, (place, None)]

    def _face(self, letter: str) -> Face | None:
        return next((font for font in self.faces if font.width(letter) is not None), None)
