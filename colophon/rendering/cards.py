"""The social card of an article: the picture that other sites show with a link. It has title, source and day in the
colours of the theme, and is a PNG of sixteen colours.

Letters are placed by their widths and kerning, and drawn one by one. So a build of Pillow draws the same picture on
every machine, whatever libraries for shaping text it finds. The font is Newsreader, measured by
cartography/lettering.py; settings may name further fonts for scripts that it lacks. Scripts that run from right to left
or have marks to place can't be drawn. Characters that can't be drawn are left out, and never shown as boxes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import PIL
from PIL import Image, ImageDraw, ImageFont

EM = 1000  # widths are in thousandths of the font's size

_NEWSREADER = Path(__file__).with_name("newsreader.woff2")
# No font has a glyph for this character; so it is drawn as all characters that a font lacks.
_NO_CHARACTER = "\U0010ffff"
_PROBE = 40

# Categories of characters that may be left out where no font has them: pictures, and what is never visible.
_OPTIONAL = ("So", "Cf", "Cc", "Cn", "Co", "Cs")
_RIGHT_TO_LEFT = ("R", "AL")
_INVISIBLE = re.compile("[\ufe00-\ufe0f\u034f\U000e0100-\U000e01ef]")  # marks by their category, but never drawn

Font = tuple[str, int]  # a file, and the number of the font in it: some files hold several


class Face:
    """A font, and the measures of its letters in thousandths of its size: from `measures` where these are given, else
    from the font itself, and then without kerning. Raises OSError where the file is no font."""

    def __init__(self, font: Font, measures: dict[str, Any] | None = None) -> None:
        self._font, self._measures = font, measures
        self._lack = bytes(self.at(_PROBE).getmask(_NO_CHARACTER))
        self._kerning = {
            first + second: int(value)
            for first, values in (measures["kerning"] if measures else {}).items()
            for value, seconds in values.items()
            for second in seconds
        }

    @cache  # noqa: B019 - fonts live as long as the process
    def width(self, letter: str) -> int | None:
        """The width of a letter; None where the font lacks it."""
        if self._measures:
            width: int | None = self._measures["widths"].get(letter)
            return width
        if not letter.isspace() and bytes(self.at(_PROBE).getmask(letter)) in (self._lack, b""):
            return None
        return round(self.at(EM).getlength(letter))

    def kerning(self, pair: str) -> int:
        """What to add between two letters."""
        return self._kerning.get(pair, 0)

    @cache  # noqa: B019
    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font in a size in pixels."""
        path, index = self._font
        return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)


face = cache(Face)  # a process opens each font once


@cache
def newsreader() -> Face:
    """The font of the theme."""
    return Face((str(_NEWSREADER), 0), json.loads(_NEWSREADER.with_suffix(".json").read_text("utf-8")))


class Lettering:
    """Several fonts; each letter is drawn in the first that has it."""

    def __init__(self, fonts: tuple[Font, ...] = ()) -> None:
        self.faces = [newsreader(), *map(face, fonts)]

    def drawable(self, text: str | None) -> str | None:
        """The text on one line without optional characters that no font has; None where another one can't be drawn."""
        letters = []
        for letter in unicodedata.normalize("NFC", _INVISIBLE.sub("", " ".join((text or "").split()))):
            if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT or unicodedata.category(letter).startswith("M"):
                return None
            if self._face(letter) is not None:
                letters.append(letter)
            elif unicodedata.category(letter) not in _OPTIONAL:
                return None
        return " ".join("".join(letters).split()) or None

    def width(self, text: str) -> float:
        """The width of a line in thousandths of the size."""
        return self._places(text)[-1][0]

    def draw(self, canvas: ImageDraw.ImageDraw, at: tuple[float, float], size: int, text: str) -> None:
        """Draw a line in white, with its base line from the point `at`, in pixels."""
        x, y = at
        for (place, font), letter in zip(self._places(text), text, strict=False):
            if font is not None and not letter.isspace():
                canvas.text((x + place * size / EM, y), letter, 255, font.at(size), "ls")

    def _places(self, text: str) -> list[tuple[float, Face | None]]:
        """The start of each letter and its font; then the end of the line and None."""
        places: list[tuple[float, Face | None]] = []
        place, before = 0, ""
        for letter in text:
            font = self._face(letter) or self.faces[0]
            if places and places[-1][1] is font:
                place += font.kerning(before + letter)
            places.append((place, font))
            place, before = place + (font.width(letter) or 0), letter
        return [*places, (place, None)]

    def _face(self, letter: str) -> Face | None:
        return next((font for font in self.faces if font.width(letter) is not None), None)


WIDTH, HEIGHT = 1200, 630

# The theme's light colours, as in theme/static/css/tokens.css.
PAPER, INK, QUIET, SEAL = (0xFC, 0xFB, 0xF8), (0x1C, 0x1B, 0x19), (0x57, 0x53, 0x4C), (0x98, 0x2A, 0x1D)

# Numbers of shades from paper to ink and from paper to grey. With paper and red they are at most sixteen colours. A
# picture that is larger than LARGEST_CARD, because it is full of dense letters, takes the next pair.
STEPS = ((9, 5), (4, 2), (2, 2), (1, 1))
RED = 15
LARGEST_CARD = 40 * 1024  # bytes

EDGE = 80
NAME, NAME_AT = 36, 104  # the site's name: its size, and its base line
TITLE_TOP, RULE_AT, RULE = 144, 446, 5
TITLE_END = RULE_AT - 40
SIZES, LEADING, CAPITALS = (84, 76, 68, 60, 54, 48, 44, 40), 1.12, 0.68
SOURCE, SOURCE_AT = 40, 508
DAY, DAY_AT = 34, 562

# In scripts that break lines between any two letters: marks that can't begin a line, and marks that can't end one.
_CLOSING = set("、。，．：；！？）」』】〕》〉”’…—％")
_OPENING = set("（「『【〔《〈“‘")


def card(title: str, source: str | None, day: tuple[str, str], site: str, fonts: tuple[Font, ...] = ()) -> bytes:
    """The PNG. `day` is in words, and in digits in case the fonts lack letters of the words."""
    letters = Lettering(fonts)
    canvas = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(canvas)
    name, heading, paper = map(letters.drawable, (site, title, source))
    if heading is None:  # the source takes the place of a title that can't be drawn
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
    """A part of a text within which no line breaks, with the space after it; its width with and without that space."""

    text: str
    whole: float
    bare: float


def _title(draw: ImageDraw.ImageDraw, letters: Lettering, text: str) -> None:
    """Draw the title above the rule, in the largest size in which it fits, if possible without breaking a word. A title
    that fits in no size is cut."""
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
    """The number of lines of a title that fit."""
    return 1 + int((TITLE_END - TITLE_TOP - size * CAPITALS) / (size * LEADING))


def _measure(size: int) -> float:
    """The width of a line in thousandths of the size."""
    return (WIDTH - 2 * EDGE) * EM / size


def _wrapped(letters: Lettering, pieces: list[Piece], measure: float) -> list[str]:
    """Break a text into lines, each as long as possible. A piece that is longer than a line is broken too."""
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
    """Break a text into a number of lines of about the same length."""
    narrow, wide = max(piece.bare for piece in pieces), measure
    while wide - narrow > EM / 8:
        middle = (narrow + wide) / 2
        if len(_wrapped(letters, pieces, middle)) == number:
            wide = middle
        else:
            narrow = middle
    return _wrapped(letters, pieces, wide)


def _cut(letters: Lettering, line: str, size: int) -> str:
    """A line, or its beginning with an ellipsis where it is too long."""
    while letters.width(line) > _measure(size):
        line = f"{line.removesuffix('…')[:-1].rstrip(' ,;:.–—-')}…"
    return line


def _pieces(text: str) -> list[str]:
    """A text as words with the space after them; as letters, in scripts that have no spaces."""
    pieces = [""]
    for before, letter in zip(f" {text}", text, strict=False):
        wide = unicodedata.east_asian_width(letter) in "WF" or unicodedata.east_asian_width(before) in "WF"
        breaks = (before in " -–—" or wide) and not letter.isspace()
        if breaks and letter not in _CLOSING and before not in _OPENING and pieces[-1]:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _png(canvas: Image.Image, row: int) -> bytes:
    """The PNG of letters that are drawn in white on black; below `row` they become grey."""
    for inks, quiets in STEPS:
        picture = canvas.point([round(value * inks / 255) for value in range(256)])
        steps = [round(value * quiets / 255) for value in range(256)]
        picture.paste(canvas.crop((0, row, WIDTH, HEIGHT)).point([step and step + inks for step in steps]), (0, row))
        picture.paste(RED, (EDGE, RULE_AT, WIDTH - EDGE, RULE_AT + RULE))
        picture.putpalette(_palette(inks, quiets))
        file = BytesIO()
        picture.save(file, "PNG", bits=4, compress_level=6)
        if file.tell() <= LARGEST_CARD:
            break
    return file.getvalue()


@cache
def _palette(inks: int, quiets: int) -> bytes:
    shades = [(INK, step / inks) for step in range(inks + 1)] + [(QUIET, (step + 1) / quiets) for step in range(quiets)]
    colours = [[round(a + (b - a) * share) for a, b in zip(PAPER, ink, strict=True)] for ink, share in shades]
    colours += [[*PAPER]] * (RED - len(colours))
    return bytes(part for colour in (*colours, SEAL) for part in colour)


@cache
def edition() -> bytes:
    """A digest of all that makes other pictures of the same words: this code, the font, Pillow."""
    digest = blake2b(PIL.__version__.encode(), digest_size=16)
    for file in (__file__, _NEWSREADER, _NEWSREADER.with_suffix(".json")):
        digest.update(Path(file).read_bytes())
    return digest.digest()
