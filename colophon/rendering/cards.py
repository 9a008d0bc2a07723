"""The social card of an article: the picture that other sites show with a link. It has title, source and day in the
colours of the theme, and is a PNG of sixteen colours.

`lettering` makes the words into glyphs, HarfBuzz draws their outlines, and Pillow makes the picture into a file. A
title that runs from right to left has the card begin at the right. What no font has letters for is left out, and never
shown as boxes.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb
from PIL import Image

from colophon.model.l10n import direction
from colophon.rendering import lettering
from colophon.rendering.lettering import (
    EM,
    LEFT_TO_RIGHT,
    NEWSREADER,
    RIGHT_TO_LEFT,
    Font,
    Lettering,
    Line,
    Paragraph,
    Span,
)

WIDTH, HEIGHT = 1200, 630
LONGEST = 500  # characters of a text; more never fit

LIBRARIES = ("pillow", "uharfbuzz", "python-bidi", "icu4py")

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
SIZES, LEADING = (84, 76, 68, 60, 54, 48, 44, 40), 1.12
SOURCE, SOURCE_AT = 40, 508
DAY, DAY_AT = 34, 562
GAP = 16  # between the rule, and what reaches deepest above it
APART = 0.06  # of the size, between what reaches deepest in a line and what reaches highest in the next one

# What a single line may reach to above its base line and below it, in pixels. It is drawn smaller where it must.
ROOM = {NAME_AT: (70, 34), SOURCE_AT: (50, 24), DAY_AT: (32, 60)}

# What is taken away before an ellipsis.
_BEFORE_ELLIPSIS = " ,;:.–—-，、；：。・،؛。।…"


class Setting(NamedTuple):
    """How all lines of a card are set: fonts, the direction from which they start, and the language of the title."""

    letters: Lettering
    base: str
    lang: str


def card(
    title: str, source: str | None, day: tuple[str, str], site: str, fonts: tuple[Font, ...] = (), lang: str = "en"
) -> bytes:
    """The PNG. `day` is in words, and in digits in case the fonts lack letters of the words. `lang` is the language of
    the title, as a BCP 47 tag; it says where the lines start."""
    letters = Lettering(fonts)
    shown = (text and text[:LONGEST] for text in (site, title, source, day[0]))
    name, heading, paper, words = (letters.drawable(text).text for text in shown)
    base = RIGHT_TO_LEFT if direction(lang) == "rtl" else LEFT_TO_RIGHT
    if not heading:  # the source takes the place of a title that can't be drawn
        heading, paper = paper, ""
        base = lettering.base_of(heading)
    setting = Setting(letters, base, lang)
    ink, quiet = Canvas(), Canvas()
    if name:
        _single(ink, setting, name, NAME, NAME_AT)
    if heading:
        _title(ink, setting, heading)
    if paper:
        _single(ink, setting, paper, SOURCE, SOURCE_AT)
    if words or day[1]:
        at, size, canvas = (DAY_AT, DAY, quiet) if paper else (SOURCE_AT, SOURCE, ink)
        _single(canvas, setting, words or day[1], size, at)
    return _png(ink.picture(), quiet.picture())


class Canvas:
    """Lines in white on black."""

    def __init__(self) -> None:
        self._raster = hb.RasterDraw()

    def draw(self, line: Line, size: float, y: float, base: str) -> None:
        """Draw a line with its base line at `y`, in pixels from the top, from the edge where lines start."""
        scale = size / EM
        left = EDGE if base == LEFT_TO_RIGHT else WIDTH - EDGE - line.width * scale
        for glyph in line.glyphs:
            self._raster.transform = (scale, 0, 0, scale, left + glyph.x * scale, HEIGHT - y + glyph.y * scale)
            self._raster.draw_glyph(glyph.face.font, glyph.number)

    def picture(self) -> Image.Image:
        """All that was drawn."""
        canvas, drawn = Image.new("L", (WIDTH, HEIGHT)), self._raster.render()
        box = drawn.extents  # of the part that has ink; its rows come from the last to the first
        if box.width and box.height:
            ink = Image.frombuffer("L", (box.width, box.height), drawn.buffer, "raw", "L", box.stride, -1)
            canvas.paste(ink, (box.x_origin, HEIGHT - box.y_origin - box.height))
        return canvas


def _single(canvas: Canvas, setting: Setting, text: str, size: float, y: int) -> None:
    """Draw a text on one line, cut where it is too long."""
    paragraph = Paragraph(setting.letters, text, lettering.base_of(text), setting.lang)
    above, below = paragraph.height((0, len(text)))
    size = min(size, *(room * EM / reach for room, reach in zip(ROOM[y], (above, below), strict=True) if reach))
    canvas.draw(_cut(setting, paragraph, _measure(size)), size, y, setting.base)


def _title(canvas: Canvas, setting: Setting, text: str) -> None:
    """Draw the title above the rule, in the largest size in which it fits, if possible without breaking a word. A title
    that fits in no size is cut."""
    paragraph = Paragraph(setting.letters, text, setting.base, setting.lang)
    widest = max(paragraph.width(start, bare) for start, bare, _ in paragraph.pieces)
    fitting = [size for size in SIZES if _fits(paragraph, paragraph.wrapped(_measure(size)), size)]
    whole = [size for size in fitting if widest <= _measure(size)]
    size = (whole or fitting or SIZES[-1:])[0]
    spans = paragraph.wrapped(_measure(size))
    if fitting:
        lines = [paragraph.line(*span) for span in _balanced(paragraph, spans, widest, size)]
    else:
        while not _fits(paragraph, spans, size):
            spans.pop()
        last = Paragraph(setting.letters, text[spans[-1][0] :], setting.base, setting.lang)
        lines = [*(paragraph.line(*span) for span in spans[:-1]), _cut(setting, last, _measure(size))]
    for line, y in zip(lines, _base_lines([(line.above, line.below) for line in lines], size), strict=True):
        canvas.draw(line, size, y, setting.base)


def _base_lines(heights: list[tuple[int, int]], size: float) -> list[float]:
    """The base lines of a title, from the heights of its lines above and below: the last is above the rule."""
    y = min(TITLE_END, RULE_AT - GAP - heights[-1][1] * size / EM)
    lines = [y]
    for (_, below), (above, _) in reversed(list(pairwise(heights))):
        y -= size * max(LEADING, (below + above) / EM + APART)
        lines.append(y)
    return lines[::-1]


def _fits(paragraph: Paragraph, spans: list[Span], size: float) -> bool:
    """Whether the lines of a title stay below the site's name."""
    heights = [paragraph.height(span) for span in spans]
    return _base_lines(heights, size)[0] - heights[0][0] * size / EM >= TITLE_TOP


def _measure(size: float) -> float:
    """The width of a line in parts of its size."""
    return (WIDTH - 2 * EDGE) * EM / size


def _balanced(paragraph: Paragraph, spans: list[Span], narrow: float, size: float) -> list[Span]:
    """The lines, of about the same length if they can be as many and as high."""
    wide, found = _measure(size), spans
    while wide - narrow > EM / 8:
        middle = (narrow + wide) / 2
        lines = paragraph.wrapped(middle)
        if len(lines) == len(spans) and _fits(paragraph, lines, size):
            wide, found = middle, lines
        else:
            narrow = middle
    return found


def _cut(setting: Setting, paragraph: Paragraph, measure: float) -> Line:
    """A text on one line, or its beginning with an ellipsis where it is too long."""
    line = paragraph.line(0, len(paragraph.text))
    ends = [end for _, end in paragraph.letters]
    while line.width > measure:
        while len(ends) > 1 and paragraph.width(0, ends[-1]) > measure:
            ends.pop()
        text = paragraph.text[: ends.pop()].rstrip(_BEFORE_ELLIPSIS)
        line = Paragraph(setting.letters, f"{text}…", paragraph.base, paragraph.lang).line(0, len(text) + 1)
    return line


def _png(ink: Image.Image, quiet: Image.Image) -> bytes:
    """The PNG of letters that are drawn in white on black; those of `quiet` become grey."""
    for inks, quiets in STEPS:
        picture = ink.point([round(value * inks / 255) for value in range(256)])
        greys = quiet.point([step and step + inks for step in (round(value * quiets / 255) for value in range(256))])
        picture.paste(greys, None, quiet.point([0, *[255] * 255]))
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
    """A digest of all that makes other pictures of the same words: this code, the font, and the libraries."""
    libraries = [version(name) for name in LIBRARIES]
    digest = blake2b(repr((*libraries, unicodedata.unidata_version)).encode(), digest_size=16)
    for file in (__file__, lettering.__file__, NEWSREADER):
        digest.update(Path(file).read_bytes())
    return digest.digest()
