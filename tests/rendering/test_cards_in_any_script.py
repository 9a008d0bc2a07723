"""Cards in any script: letters join and carry their marks, lines start at either side and break where readers expect,
and what no font has is said once."""

from __future__ import annotations

import unicodedata
from itertools import groupby

import pytest
from bidi import get_display
from helpers.building import Site
from helpers.cards import DAY, FONTS, SCRIPTS, TITLES, inked, picture, rows
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps, ImageStat, features

from colophon.rendering.cards import EDGE, HEIGHT, LEFT_TO_RIGHT, RIGHT_TO_LEFT, RULE_AT, TITLE_TOP, WIDTH, Canvas, card
from colophon.rendering.lettering import EM, Lettering, Paragraph

BASES = {"ar": RIGHT_TO_LEFT, "he": RIGHT_TO_LEFT}
LETTERS = Lettering(FONTS)
WITHDRAWN = "status: withdrawn\nwithdrawn: {date: 2024-07-01, why: At the request of the source.}"
FONT_OF = dict(zip(("ar", "he", "hi", "th"), FONTS, strict=True))
MARKED = {
    "ar": "مُحَمَّدٌ رَسُولُ",
    "he": "שָׁלוֹם בְּרֵאשִׁית",
    "hi": "कृष्णः ट्रैक क्षि ज्ञां",
    "th": "น้ำ กี่ ปู่ ฟื้น",
}


def paragraph(text: str, lang: str = "en") -> Paragraph:
    return Paragraph(LETTERS, text, BASES.get(lang, LEFT_TO_RIGHT), lang)


# --- letters ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not features.check("fribidi"), reason="Pillow shapes text only where the machine has FriBidi")
@pytest.mark.parametrize("lang", FONT_OF)
@pytest.mark.parametrize("texts", [TITLES, MARKED], ids=["words", "marks"])
def test_a_line_is_what_another_program_draws(lang: str, texts: dict[str, str]) -> None:
    text, size, (file, _) = texts[lang][:30].strip(), 60, FONT_OF[lang]
    canvas = Canvas()
    canvas.draw(paragraph(text, lang).line(0, len(text)), size, 300, LEFT_TO_RIGHT)
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.RAQM)
    if "[" in file:
        axes = font.get_variation_axes()
        font.set_variation_by_axes([520 if axis["name"] == b"Weight" else axis["default"] for axis in axes])
    theirs = Image.new("L", (WIDTH, HEIGHT))
    direction = "rtl" if lang in BASES else "ltr"
    ImageDraw.Draw(theirs).text((EDGE, 300), text, 255, font, "ls", direction=direction, language=lang)
    difference, ink = (ImageStat.Stat(one).sum[0] for one in (ImageChops.difference(canvas.picture(), theirs), theirs))
    assert ink > 0
    assert difference / ink < 0.25  # edges of letters differ; letters that are not joined would make it 1


@pytest.mark.parametrize("lang", MARKED)
def test_a_letter_and_its_marks_are_never_apart(lang: str) -> None:
    text = MARKED[lang].replace(" ", "") * 9
    spans = paragraph(text, lang).wrapped(EM * 5)
    assert len(spans) > 3
    assert "".join(text[slice(*span)] for span in spans) == text
    assert not [span for span in spans if unicodedata.category(text[span[0]]).startswith("M")]


def test_a_mark_stands_at_its_letter_or_the_letter_is_of_the_next_font() -> None:
    newsreader = LETTERS.faces[0]
    assert newsreader.has("x\u0304")
    assert all(map(newsreader.has, ("ą", "\u0301")))
    assert not newsreader.has("ą\u0301")  # Newsreader has no place for it, and would draw it after the letter


def test_letters_that_persian_keeps_apart_stay_apart() -> None:
    joined, apart = (card(f"می{mark}خواهیم", None, DAY, "", FONTS, "fa") for mark in ("", "\u200c"))
    assert joined != apart


@pytest.mark.parametrize("lang", SCRIPTS)
def test_each_script_is_drawn_with_a_font_that_has_it(lang: str) -> None:
    whole = card(TITLES[lang], "A paper", DAY, "A site", FONTS, lang)
    assert rows(whole, card("x", "A paper", DAY, "A site", FONTS, lang))[0] >= TITLE_TOP
    for number in range(1, 4):  # each word of it shows
        assert whole != card(" ".join(TITLES[lang].split()[:-number]) or "x", "A paper", DAY, "A site", FONTS, lang)
    if lang != "en":
        assert card(TITLES[lang], "A paper", DAY, "A site", (), lang) == card("", "A paper", DAY, "A site", (), lang)


# --- order -----------------------------------------------------------------------------------------------------------


def displayed(text: str, base: str) -> str:
    """The characters of a line from left to right, as its runs have them."""
    runs = [(run, text[run.start : run.end]) for run in Paragraph(LETTERS, text, base)._ordered(0, len(text))]
    return "".join(part[::-1] if run.level % 2 else part for run, part in runs)


# From UAX 9: text, and what a line shows from left to right where it starts at the left, and at the right. Capitals
# stand for Hebrew letters. Brackets stand here as they are written; the font turns them round.
ORDERS = {
    "abc": ("abc", "abc"),
    "ABC": ("CBA", "CBA"),
    "abc DEF ghi": ("abc FED ghi", "ghi FED abc"),
    "ABC def GHI": ("CBA def IHG", "IHG def CBA"),
    "ABC 123 DEF": ("FED 123 CBA", "FED 123 CBA"),
    "abc 123 DEF 45, ghi": ("abc 123 45 FED, ghi", "ghi ,45 FED abc 123"),
    "ABC (def 12) GHI!": ("CBA (def 12) IHG!", "!IHG )def 12( CBA"),
    "ABC (DEF) ghi.": (")FED( CBA ghi.", ".ghi )FED( CBA"),
    "ABC 10-20% DEF": ("FED 10-20% CBA", "FED 10-20% CBA"),
}


@pytest.mark.parametrize("written", ORDERS)
@pytest.mark.parametrize("base", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_a_line_is_in_the_order_of_its_directions(written: str, base: str) -> None:
    def hebrew(text: str) -> str:
        return "".join(chr(ord("א") + ord(c) - ord("A")) if c.isupper() else c for c in text)

    assert displayed(hebrew(written), base) == hebrew(ORDERS[written][base == RIGHT_TO_LEFT])


def test_brackets_open_in_the_direction_of_reading() -> None:
    def glyphs(text: str, base: str) -> list[int]:
        return [glyph.number for glyph in Paragraph(LETTERS, text, base).line(0, len(text)).glyphs]

    opening, closing = glyphs("()", LEFT_TO_RIGHT)
    assert (glyphs("(א)", RIGHT_TO_LEFT)[0], glyphs("(א)", RIGHT_TO_LEFT)[2]) == (opening, closing)
    assert glyphs("(א", RIGHT_TO_LEFT)[1] == closing


@given(st.text("ab אב دز 12 ٤٥ ()[]«»“.,:;-/%$+ก्क\u0301\u200f\u200e", max_size=60), st.sampled_from("LR"))
@example("ab גד 12 ה, ef (ו 3) ز٤", "R")
def test_the_order_of_a_whole_line_is_that_of_the_algorithm(text: str, base: str) -> None:
    text = " ".join(text.split())
    assert displayed(text, base) == (get_display(text, base_dir=base) if text else "")


def test_a_line_keeps_the_directions_that_its_words_have_in_the_text() -> None:
    text = "אב cd, ef גה"
    line = Paragraph(LETTERS, text, RIGHT_TO_LEFT)._ordered(0, text.index(" ef"))
    # The comma stands between Latin words, so it runs with them, though here it ends a line that runs leftward.
    assert [text[run.start : run.end].strip() for run in line] == ["cd,", "אב"]


# --- lines -----------------------------------------------------------------------------------------------------------


def pieces(text: str, lang: str) -> list[str]:
    """The parts of a title between which a line may break."""
    return [text[start:end] for start, _, end in paragraph(text, lang).pieces]


@pytest.mark.parametrize("lang", SCRIPTS)
def test_lines_break_between_words(lang: str) -> None:
    assert pieces(TITLES[lang], lang) == SCRIPTS[lang].split("|")


def test_marks_of_chinese_neither_begin_nor_end_a_line_against_the_rule() -> None:
    assert pieces("国家体育总局召开“座谈会”，部署（全文）。", "zh-Hans") == [
        *"国家体育总局召开",
        "“座",
        "谈",
        "会”，",
        "部",
        "署",
        "（全",
        "文）。",
    ]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "公正|取引|委員|会が|談合を|調査"),
        ("ko", "국가체육총국 |좌담회를 |열다"),
        ("en", "A |well-|known |word"),
        ("en", "🎉 |Team |𠮷 |wins"),
        ("fr", "Vraiment\u00a0! |Oui"),
    ],
)
def test_titles_break_as_their_language_asks(lang: str, text: str) -> None:
    assert pieces(text.replace("|", ""), lang) == text.split("|")


def bands(data: bytes) -> int:
    """The number of lines of a title, told by the rows without ink between them."""
    region = picture(data).convert("L").crop((0, TITLE_TOP - 10, WIDTH, RULE_AT))
    empty = [region.crop((0, y, WIDTH, y + 1)).getextrema()[0] > 240 for y in range(region.height)]
    return sum(1 for blank, _ in groupby(empty) if not blank)


@pytest.mark.parametrize("lang", SCRIPTS)
@pytest.mark.parametrize("times", [1, 3, 20])
def test_lines_of_any_script_touch_neither_each_other_nor_the_rule(
    lang: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, draw = [], Canvas.draw
    monkeypatch.setattr(Canvas, "draw", lambda canvas, *line: (drawn.append(line), draw(canvas, *line)))
    data = card(" ".join([TITLES[lang]] * times), None, ("", ""), "", FONTS, lang)
    assert len(drawn) > 1
    assert bands(data) >= len(drawn)
    assert lang == "th" or bands(data) == len(drawn)  # some Thai vowels stand above the line with space between
    monkeypatch.undo()
    whole = card(" ".join([TITLES[lang]] * times), TITLES[lang] * 3, DAY, TITLES[lang], FONTS, lang)
    left, top, right, bottom = inked(whole)
    assert EDGE - 12 <= left < right <= WIDTH - EDGE + 24
    assert (top >= 30, bottom <= 600) == (True, True)


@pytest.mark.parametrize("lang", SCRIPTS)
def test_the_card_starts_at_the_side_where_its_title_starts(lang: str) -> None:
    data = card(TITLES[lang][:14], "A paper", DAY, "A site", FONTS, lang)
    left, _, right, _ = inked(data)
    gaps = left - EDGE, WIDTH - EDGE - right
    assert abs(gaps[lang in BASES]) < 12
    assert gaps[lang not in BASES] > 200


def test_without_its_title_the_card_starts_where_its_source_does() -> None:
    source = TITLES["he"][:14]
    left, _, right, _ = inked(card("国家", source, DAY, "A site", FONTS, "zh"))
    assert left > 500
    assert abs(WIDTH - EDGE - right) < 12


def test_a_title_that_is_too_long_is_cut_on_the_side_where_it_ends() -> None:
    long = card(TITLES["ar"] * 20, None, DAY, "", FONTS, "ar")
    assert long == card(TITLES["ar"] * 30, None, DAY, "", FONTS, "ar")
    last = ImageOps.invert(picture(long).convert("L").point(lambda level: 255 if level > 200 else 0))
    last = last.crop((0, RULE_AT - 80, WIDTH, RULE_AT - 10))
    left, _, right, _ = last.getbbox() or (0, 0, 0, 0)
    assert abs(WIDTH - EDGE - right) < 12
    dots = last.crop((left, 0, left + 20, last.height)).getbbox()
    assert dots
    assert dots[3] - dots[1] < 12  # at the left of the last line stands the ellipsis alone


def test_the_rule_is_clear_of_what_reaches_deepest() -> None:
    title = picture(card("حج عميق", None, ("", ""), "", FONTS, "ar")).convert("L").crop((0, TITLE_TOP, WIDTH, RULE_AT))
    _, _, _, bottom = ImageOps.invert(title.point(lambda level: 255 if level > 200 else 0)).getbbox() or (0,) * 4
    assert RULE_AT - TITLE_TOP - 20 < bottom < RULE_AT - TITLE_TOP - 10


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_card_of_an_article_is_set_in_its_language(lang: str, site: Site) -> None:
    site.set(SOCIAL_CARDS=True, SOCIAL_CARD_FONTS=[font for font, _ in FONTS])
    site.article("first", title=TITLES["ar"], header=f"lang: {lang}")
    site.built()
    expected = card(TITLES["ar"], "Example Daily", DAY, "A small site", FONTS, lang)
    (file,) = site.output.rglob("first*.card.png")
    assert file.read_bytes() == expected


# --- what no font has ------------------------------------------------------------------------------------------------

ARABIC = "title: no font of the social cards has Arabic letters, so the card has no title"
REMEDY = "name a font that has them in SOCIAL_CARD_FONTS"


def warnings(site: Site) -> list[str]:
    said = site.built().text
    return [line for line in said.splitlines() if "social cards" in line]


def test_what_no_font_has_is_said_once_and_in_each_build(site: Site) -> None:
    site.set(SOCIAL_CARDS=True)
    for number in range(3):
        site.article(f"a{number}", title=TITLES["ar"], header="lang: ar")
    site.article("b", title="Team wins 🎉")
    left_out = "title: no font of the social cards has “🎉”, so the card leaves it out"
    expected = [
        f"content/articles/a0.md:3: warning: {ARABIC}, as in 2 more; {REMEDY}",
        f"content/articles/b.md:2: warning: {left_out}; {REMEDY}",
    ]
    assert warnings(site) == expected
    assert warnings(site) == expected  # nothing was read
    site.article("a1", title="In English")
    assert warnings(site) == [expected[0].replace("2 more", "1 more"), expected[1]]
    site.set(SOCIAL_CARD_FONTS=[FONTS[0]])
    assert warnings(site) == expected[1:]
    site.set(SOCIAL_CARDS=False)
    assert warnings(site) == []


def test_a_source_and_a_site_whose_names_no_font_has_are_said_too(site: Site) -> None:
    site.set(SOCIAL_CARDS=True, SITENAME="书页")
    site.write("register/publications.yaml", "example-daily: {name: الأهرام}\n")
    found = "no font of the social cards has"
    source = f"source.publication: {found} Arabic letters, so the card has no source"
    assert warnings(site) == [
        f"content/articles/first.md: warning: {source}; {REMEDY}",
        f"settings: warning: SITENAME: {found} CJK letters, so no card has it; {REMEDY}",
    ]


def test_what_has_no_card_is_not_said(site: Site) -> None:
    site.set(SOCIAL_CARDS=True)
    for status in ("draft", "hidden", "skip"):
        site.article(f"x-{status}", title=TITLES["ar"], header=f"status: {status}")
    site.article("gone", title=TITLES["ar"], header=WITHDRAWN)
    assert warnings(site) == []
