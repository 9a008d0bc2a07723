"""Social cards as pictures, titles in several scripts, and fonts in which to draw them."""

from __future__ import annotations

from io import BytesIO

import fontpkg_amiri
import fontpkg_frank_ruhl_libre
import fontpkg_noto_sans_devanagari
import fontpkg_noto_sans_thai
from PIL import Image

from colophon.rendering import cards as drawing
from colophon.rendering.cards import WIDTH

DAY = ("30 November 2022", "2022-11-30")

FONTS = tuple(
    (str(package.ROOT / "files" / file), 0)
    for package, file in (
        (fontpkg_amiri, "Amiri-Bold.ttf"),
        (fontpkg_frank_ruhl_libre, "FrankRuhlLibre[wght].ttf"),
        (fontpkg_noto_sans_devanagari, "NotoSansDevanagari[wdth,wght].ttf"),
        (fontpkg_noto_sans_thai, "NotoSansThai[wdth,wght].ttf"),
    )
)

# By language: a title, with a bar wherever a line may break.
SCRIPTS = {
    "en": "Ministers |of |eleven |provinces |meet |in |the |capital",
    "ar": "افتتاح |الجسر |الجديد |على |نهر |النيل |في |القاهرة",
    "he": "הגשר |החדש |נפתח |בבוקר |בנוכחות |ראש |העיר",
    "hi": "नई |शिक्षा |नीति |से |विद्यार्थियों |को |लाभ |होगा",
    "th": "รัฐบาล|เปิด|สะพาน|แห่ง|ใหม่|ที่|กรุงเทพมหานคร",
}
TITLES = {lang: text.replace("|", "") for lang, text in SCRIPTS.items()}


def picture(data: bytes) -> Image.Image:
    Image.open(BytesIO(data)).verify()
    opened = Image.open(BytesIO(data))
    assert (opened.format, opened.mode, opened.size) == ("PNG", "P", (1200, 630))
    return opened


def inked(data: bytes) -> tuple[int, int, int, int]:
    """The box that holds all that is drawn but the rule."""
    levels = picture(data).point([0, *[255] * (drawing.RED - 1), 0, *[0] * (255 - drawing.RED)])
    box = levels.getbbox()
    assert box
    return box


def rows(one: bytes, other: bytes) -> tuple[int, int]:
    """The first and the last row in which two pictures differ."""
    pair = picture(one).convert("RGB"), picture(other).convert("RGB")
    differing = [
        y
        for y in range(630)
        if pair[0].crop((0, y, WIDTH, y + 1)).tobytes() != pair[1].crop((0, y, WIDTH, y + 1)).tobytes()
    ]
    return differing[0], differing[-1]
