"""The social card of an article: the picture that goes with a shared link. Title, source and day, in the look of the
theme's pages: paper, ink and one red rule; a PNG of sixteen colours.

Letters are set by their widths and kerning, and drawn one by one, so the same words lie the same way on every machine
with one build of Pillow, whatever libraries for shaping text it has. Ours is Newsreader, measured by
cartography/lettering.py. Other fonts may be given for scripts that it lacks, as far as a script needs no more than one
letter after the other: not those that run from right to left, nor those whose marks must be placed. What can't be drawn
is left out, and never shown as boxes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import PIL
from PIL import Image, ImageDraw, ImageFont

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


WIDTH, HEIGHT = 1200, 630

# The theme's colours by day, as theme/static/css/tokens.css has them.
PAPER, INK, QUIET, SEAL = (0xFC, 0xFB, 0xF8), (0x1C, 0x1B, 0x19), (0x57, 0x53, 0x4C), (0x98, 0x2A, 0x1D)

# Steps from paper to ink, and from paper to the quieter grey: with the red of the rule, sixteen colours. A picture that
# is too large so, full of dense letters, has fewer.
STEPS = ((9, 5), (4, 2), (2, 2), (1, 1))
RED = 15
LARGEST = 40 * 1024  # bytes

EDGE = 80
NAME, NAME_AT = 36, 104  # the site's name: its size, and its base line
TITLE_TOP, RULE_AT, RULE = 144, 446, 5
TITLE_END = RULE_AT - 40
SIZES, LEADING, CAPITALS = (84, 76, 68, 60, 54, 48, 44, 40), 1.12, 0.68
SOURCE, SOURCE_AT = 40, 508
DAY, DAY_AT = 34, 562

# Marks that no line may begin with, and those that none may end with, in scripts that break between any two letters.
_CLOSING = set("、。，．：；！？）」』】〕》〉”’…—％")
_OPENING = set("（「『【〔《〈“‘")


def card(title: str, source: str | None, day: tuple[str, str], site: str, fonts: tuple[Font, ...] = ()) -> bytes:
    """The picture. `day` is in words and as a bare date, should letters be lacking; `fonts` have more letters."""
    letters = Lettering(fonts)
    canvas = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(canvas)
    name, heading, paper = map(letters.drawable, (site, title, source))
    if heading is None:  # then the source stands in its place, and not below it once more
        heading, paper = paper, None
    if name:
        letters.draw(draw, (EDGE, NAME_AT), NAME, _cut(letters, name, NAME))
    if heading:
        _title(draw, letters, heading)
    if paper:
        letters.draw(draw, (EDGE, SOURCE_AT), SOURCE, _cut(letters, paper, SOURCE))
    at, size, quiet = (DAY_AT, DAY, DAY_AT - DAY) if paper else (SOURCE_AT, SOURCE, HEIGHT)
    letters.draw(draw, (EDGE, at), size, _cut(letters, letters.drawable(day[0]) or day[1], size))
    return _png(canvas, quiet)


class Piece(NamedTuple):
    """What a line may not break within, with the space behind it; how wide it is with and without that space."""

    text: str
    whole: float
    bare: float


def _title(draw: ImageDraw.ImageDraw, letters: Lettering, text: str) -> None:
    """The title in the largest size in which it fits, its last line above the rule; no word is broken that need not
    be. One that fits in no size is cut."""
    pieces = [Piece(piece, letters.width(piece), letters.width(piece.rstrip())) for piece in _pieces(text)]
    widest = max(piece.bare for piece in pieces)
    fitting = [size for size in SIZES if len(_wrapped(letters, pieces, _measure(size))) <= _most(size)]
    whole = [size for size in fitting if widest <= _measure(size)]
    size = (whole or fitting or SIZES[-1:])[0]
    lines = _wrapped(letters, pieces, _measure(size))
    if len(lines) <= _most(size):
        lines = _balanced(letters, pieces, len(lines), _measure(size))
    else:
        lines = [*lines[: _most(size) - 1], _cut(letters, f"{lines[_most(size) - 1]}…", size)]
    for number, line in enumerate(reversed(lines)):
        letters.draw(draw, (EDGE, TITLE_END - number * size * LEADING), size, line)


def _most(size: int) -> int:
    """How many lines of a title there is room for."""
    return 1 + int((TITLE_END - TITLE_TOP - size * CAPITALS) / (size * LEADING))


def _measure(size: int) -> float:
    """The width of a line as letters are measured."""
    return (WIDTH - 2 * EDGE) * EM / size


def _wrapped(letters: Lettering, pieces: list[Piece], measure: float) -> list[str]:
    """The lines of a text, each as long as may be. What is longer than a line is broken where it must be."""
    lines, held = [""], 0.0
    for piece in pieces:
        if held and held + piece.bare > measure:
            lines.append("")
            held = 0.0
        if piece.bare <= measure:
            lines[-1] += piece.text
            held += piece.whole
            continue
        for letter in piece.text:
            width = letters.width(letter)
            if held and held + width > measure and not letter.isspace():
                lines.append("")
                held = 0.0
            lines[-1] += letter
            held += width
    return [line.rstrip() for line in lines]


def _balanced(letters: Lettering, pieces: list[Piece], number: int, measure: float) -> list[str]:
    """The lines of a text, so many as they must be and about as long as one another."""
    narrow, wide = max(piece.bare for piece in pieces), measure
    while wide - narrow > EM / 8:
        middle = (narrow + wide) / 2
        if len(_wrapped(letters, pieces, middle)) == number:
            wide = middle
        else:
            narrow = middle
    return _wrapped(letters, pieces, wide)


def _cut(letters: Lettering, line: str, size: int) -> str:
    """A line as it is, or its beginning and an ellipsis where it is too long."""
    while letters.width(line) > _measure(size):
        line = f"{line.removesuffix('…')[:-1].rstrip(' ,;:.–—-')}…"
    return line


def _pieces(text: str) -> list[str]:
    """Words with the space behind them; letters, in scripts that have no spaces."""
    pieces = [""]
    for before, letter in zip(f" {text}", text, strict=False):
        wide = unicodedata.east_asian_width(letter) in "WF" or unicodedata.east_asian_width(before) in "WF"
        breaks = (before in " -–—" or wide) and not letter.isspace()
        if breaks and letter not in _CLOSING and before not in _OPENING and pieces[-1]:
            pieces.append("")
        pieces[-1] += letter
    return pieces


# --- the file --------------------------------------------------------------------------------------------------------


def _png(canvas: Image.Image, row: int) -> bytes:
    """The picture of letters drawn in white on black; from a row on they are quiet."""
    for inks, quiets in STEPS:
        picture = canvas.point([round(value * inks / 255) for value in range(256)])
        steps = [round(value * quiets / 255) for value in range(256)]
        picture.paste(canvas.crop((0, row, WIDTH, HEIGHT)).point([step and step + inks for step in steps]), (0, row))
        picture.paste(RED, (EDGE, RULE_AT, WIDTH - EDGE, RULE_AT + RULE))
        picture.putpalette(_palette(inks, quiets))
        file = BytesIO()
        picture.save(file, "PNG", bits=4, compress_level=6)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()


@cache
def _palette(inks: int, quiets: int) -> bytes:
    colours = [_between(PAPER, INK, step / inks) for step in range(inks + 1)]
    colours += [_between(PAPER, QUIET, step / quiets) for step in range(1, quiets + 1)]
    colours += [PAPER] * (RED - len(colours))
    return bytes(part for colour in (*colours, SEAL) for part in colour)


def _between(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


@cache
def edition() -> bytes:
    """Changes with whatever makes other pictures of equal words: this code, our letters, Pillow."""
    digest = blake2b(PIL.__version__.encode(), digest_size=16)
    for file in (__file__, _OURS, _OURS.with_suffix(".json")):
        digest.update(Path(file).read_bytes())
    return digest.digest()
