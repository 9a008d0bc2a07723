"""The picture that goes with a shared link has title, source and day, never boxes, and is drawn only if it must be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from helpers.building import ROOT, Site, tree
from helpers.cards import DAY, FONTS, TITLES, inked, picture, rows
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colophon.build import settings as build_settings
from colophon.rendering import cards as drawing
from colophon.rendering.cards import EDGE, RULE, RULE_AT, TITLE_TOP, WIDTH, card
from colophon.rendering.lettering import EM, LEFT_TO_RIGHT, Lettering, Paragraph

PARIS = "2022/11/paris-olympics-symposium.card.png"
LARGEST = 40 * 1024


# --- what it shows ---------------------------------------------------------------------------------------------------


def test_the_first_article_has_one(ours: Site) -> None:
    data = (ours.output / PARIS).read_bytes()
    assert len(data) <= LARGEST
    title = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
    assert data == card(title, "China Sports Daily", DAY, "Colophon")
    assert len(picture(data).getcolors() or []) > 8


def test_its_colours_are_those_of_the_pages(ours: Site) -> None:
    tokens = (ROOT / "theme/static/css/tokens.css").read_text("utf-8")
    colours = {
        count_colour[1] for count_colour in picture((ours.output / PARIS).read_bytes()).convert("RGB").getcolors()
    }
    for name, colour in {
        "paper": drawing.PAPER,
        "ink": drawing.INK,
        "quiet": drawing.QUIET,
        "seal": drawing.SEAL,
    }.items():
        (stated,) = re.findall(rf"--{name}: light-dark\(#(\w+),", tokens)
        assert bytes(colour).hex() == stated
        assert colour in colours
    rule = (
        picture((ours.output / PARIS).read_bytes()).convert("RGB").crop((EDGE, RULE_AT, WIDTH - EDGE, RULE_AT + RULE))
    )
    assert rule.getcolors() == [((WIDTH - 2 * EDGE) * RULE, drawing.SEAL)]


def test_each_fact_has_a_place_of_its_own() -> None:
    whole = card("A title", "A paper", DAY, "A site")
    above, below = rows(whole, card("A tiger", "A paper", DAY, "A site"))
    assert TITLE_TOP < above < below < RULE_AT
    above, below = rows(whole, card("A title", "A press", DAY, "A site"))
    assert above > RULE_AT + RULE
    paper_ends = below
    above, below = rows(whole, card("A title", "A paper", ("1 December 2022", "2022-12-01"), "A site"))
    assert paper_ends < above
    above, below = rows(whole, card("A title", "A paper", DAY, "A park"))
    assert below < TITLE_TOP
    above, below = rows(whole, card("A title", None, DAY, "A site"))
    assert above > RULE_AT + RULE


LATIN = "".join(chr(code) for code in [*range(0x20, 0x7F), *range(0xA1, 0x17F)] if code != 0x149)


@settings(max_examples=settings.default.max_examples // 3)  # drawing takes long
@given(st.text(LATIN, min_size=1, max_size=500))
@example("a" * 500)
@example("W" * 300)
@example("word " * 100)
@example("Donaudampfschiffahrtsgesellschaftskapitänsmützenabzeichenverordnung gilt weiter")
@example("Đặng Việt, Łódź, İstanbul — “Ærøskøbing” " * 8)
def test_any_title_stays_within_the_edges(title: str) -> None:
    data = card(title, title, DAY, title)
    left, top, right, bottom = inked(data)
    assert left >= EDGE - 12  # some letters reach out of their place: j, Æ
    assert right <= WIDTH - EDGE + 24
    assert (top >= 40, bottom <= 600) == (True, True)
    assert len(data) <= LARGEST
    assert data == card(title, title, DAY, title)


def test_a_title_that_is_too_long_ends_with_an_ellipsis() -> None:
    words = [f"word{number}" for number in range(90)]
    long, longer = (card(" ".join([*words, *more]), "A paper", DAY, "A site") for more in ([], ["and", "on"]))
    assert long == longer
    cut = [n for n in range(20, 90) if card(f"{' '.join(words[:n])}…", "A paper", DAY, "A site") == long]
    assert cut == list(range(cut[0], 90))  # so many words are shown, and then the ellipsis
    assert cut[0] > 30


def test_a_title_of_300_letters_is_shown_whole() -> None:
    title = ("Ministers of eleven provinces meet in the capital to speak of bridges " * 5)[:300].strip()
    assert card(title, "A paper", DAY, "A site") != card(title[:-5], "A paper", DAY, "A site")
    above, below = rows(card(title, None, DAY, ""), card(f"{title[:-1]}x", None, DAY, ""))
    assert TITLE_TOP <= above < below < RULE_AT


# --- letters ---------------------------------------------------------------------------------------------------------


def test_the_measures_are_those_of_the_font() -> None:
    font = TTFont(ROOT / "colophon/rendering/newsreader.ttf")
    letters, scale = Lettering(), EM / font["head"].unitsPerEm
    known = font.getBestCmap()
    assert len(known) > 500

    def width(text: str) -> int:
        return Paragraph(letters, text, LEFT_TO_RIGHT).width(0, len(text))

    for code, glyph in known.items():
        if not chr(code).isspace() and letters.drawable(chr(code)).text == chr(code):
            assert width(chr(code)) == pytest.approx(font["hmtx"][glyph][0] * scale, abs=1)
    assert width("AV") < width("A") + width("V") - EM / 20


UNDRAWABLE = {"Chinese": "国家体育总局召开座谈会", "mixed": "Symposium 座谈会", "Arabic": "افتتاح الجسر",
    "Hebrew": "הגשר נפתח", "Hindi": "पुल खुला", "Thai": "สะพานเปิด", "Greek": "Η γέφυρα", "a mark by itself": "x\u20d7",
    "a sign of arithmetic": "1 ⊕ 2", "a mark without a place": "ą\u0301"}  # fmt: skip


@pytest.mark.parametrize("text", UNDRAWABLE.values(), ids=UNDRAWABLE)
def test_what_no_font_has_is_left_out(text: str) -> None:
    assert card(text, "A paper", DAY, "A site") == card("", "A paper", DAY, "A site")
    assert card("A title", text, DAY, text) == card("A title", None, DAY, "")
    assert card("A title", "A paper", (text, DAY[1]), "A site") == card("A title", "A paper", DAY[1:] * 2, "A site")
    assert inked(card(text, text, (text, DAY[1]), text))  # the day is there in any case


def test_without_its_title_a_card_says_source_and_day() -> None:
    above, below = rows(card("国家", "A paper", DAY, "A site"), card("国家", "A press", DAY, "A site"))
    assert TITLE_TOP < above < below < RULE_AT
    above, _ = rows(card("国家", "A paper", DAY, "A site"), card("国家", "A paper", ("x", "1"), "A site"))
    assert above > RULE_AT


@pytest.mark.parametrize("title", ["Team wins 🎉", "🎉\ufe0f Team wins", "Team\u200b wins\ufe0f", "Team wins"])
def test_pictures_and_what_is_never_seen_are_left_out_by_themselves(title: str) -> None:
    plain = title.replace("🎉", "").replace("\u200b", "").replace("\ufe0f", "")
    assert card(title, "A paper", DAY, "A site") == card(" ".join(plain.split()), "A paper", DAY, "A site")


def test_letters_put_together_and_taken_apart_are_one() -> None:
    assert card("Ärger in Łódź", None, DAY, "") == card("A\u0308rger in Ło\u0301dz\u0301", None, DAY, "")


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """A font that has 国 and 家, each as a triangle, and a box for whatever it lacks."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "one", "two"])
    builder.setupCharacterMap({ord("国"): "one", ord("家"): "two"})

    def drawn(*points: tuple[int, int]) -> Any:
        pen = TTGlyphPen(None)
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
        return pen.glyph()

    one, two = drawn((0, 0), (500, 900), (1000, 0)), drawn((0, 900), (500, 0), (1000, 900))
    builder.setupGlyf({".notdef": drawn((0, 0), (0, 900), (900, 900), (900, 0)), "one": one, "two": two})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "one", "two"), (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Triangles", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "triangles.ttf")
    return tmp_path / "triangles.ttf"


def test_a_font_of_ones_own_gives_its_letters(font: Path) -> None:
    fonts = ((str(font), 0),)
    assert card("国家", "A paper", DAY, "", fonts) != card("国家", "A paper", DAY, "")
    assert card("国家", "A paper", DAY, "", fonts) != card("家国", "A paper", DAY, "", fonts)
    assert card("国体", "A paper", DAY, "", fonts) == card("国体", "A paper", DAY, "")  # 体 is not in it
    assert card("A title", "A paper", DAY, "", fonts) == card("A title", "A paper", DAY, "")
    wide = inked(card("国家" * 40, None, ("", ""), "", fonts))
    assert wide[2] <= WIDTH - EDGE


def test_a_site_names_fonts_in_its_settings(site: Site, font: Path) -> None:
    site.set(SOCIAL_CARDS=True, SOCIAL_CARD_FONTS=[font.name])
    site.article("first", title="国家")
    assert site.build().code == 0
    assert (site.output / "2022/11/first.card.png").read_bytes() == card(
        "国家", "Example Daily", DAY, "A small site", ((str(font), 0),)
    )
    before = site.tree()
    (site.folder / "packed.woff2").write_bytes((ROOT / "theme/static/fonts/newsreader-text.woff2").read_bytes())
    for wrong in (["nowhere.ttf"], ["conf.py"], ["packed.woff2"], [(font.name, 7)], [3], [("a", "b", "c")]):
        site.set(SOCIAL_CARD_FONTS=wrong)
        site.refused("the setting SOCIAL_CARD_FONTS has “")
    site.set(SOCIAL_CARD_FONTS=[(font.name, 0)])
    assert site.build().code == 0
    assert site.tree() == before


# --- the page --------------------------------------------------------------------------------------------------------


def shared(site: Site, page: str) -> dict[str, str]:
    return {
        str(tag.get("property") or tag.get("name")): str(tag.get("content"))
        for tag in site.page(page).iter("meta")
        if (tag.get("property") or tag.get("name") or "").startswith(("og:image", "twitter:"))
    }


def test_the_page_names_its_card_where_the_site_has_an_address(site: Site) -> None:
    site.set(SOCIAL_CARDS=True)
    assert site.build().code == 0
    assert shared(site, "2022/11/first.html") == {}
    site.set(SITEURL="https://example.org/news")
    assert site.build().code == 0
    named = shared(site, "2022/11/first.html")
    address = "https://example.org/news/2022/11/first.card.png"
    assert named.pop("og:image") == address
    told = json.loads(site.page("2022/11/first.html").xpath("string(//script[@type='application/ld+json'])"))
    assert told["image"] == [{"@type": "ImageObject", "contentUrl": address}]
    width, height = picture((site.output / "2022/11/first.card.png").read_bytes()).size
    assert named == {
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": "A small site · The first article · Example Daily · 30 November 2022",
        "twitter:card": "summary_large_image",
    }
    site.set(SOCIAL_CARDS=False)
    assert site.build().code == 0
    assert shared(site, "2022/11/first.html") == {}
    assert not [path for path in site.tree() if path.endswith(".png")]


@pytest.mark.parametrize("status", ["draft", "hidden", "skip"])
def test_what_is_in_no_list_has_no_card(site: Site, status: str) -> None:
    site.set(SOCIAL_CARDS=True, SITEURL="https://example.org")
    file = site.article("second")
    assert site.build().code == 0
    assert "2022/11/second.card.png" in site.tree()
    file.write_text(file.read_text().replace("---\n", f"---\nstatus: {status}\n", 1))
    assert site.build().code == 0
    assert [path for path in site.tree() if path.endswith(".png")] == ["2022/11/first.card.png"]
    if status == "hidden":
        assert shared(site, "2022/11/second.html") == {}


# --- when it is drawn ------------------------------------------------------------------------------------------------


def edit_template(site: Site) -> None:
    folder = site.folder / "overrides/_parts"
    folder.mkdir(parents=True)
    whole = (ROOT / "theme/templates/_parts/attribution.html").read_text("utf-8")
    (folder / "attribution.html").write_text(f"{whole}\n<!-- x -->")
    site.set(THEME_TEMPLATES_OVERRIDES=[str(folder.parent)])


DAILY = "example-daily: {name: The Daily}\n"
# Each edit, and how many cards it draws.
EDITS: dict[str, tuple[Callable[[Site], object], int]] = {
    "nothing": (lambda site: None, 0),
    "a text": (lambda site: site.article("second", text="Other words."), 0),
    "a title": (lambda site: site.article("second", title="Two", text="Other words."), 1),
    "an article comes": (lambda site: site.article("third", date="2022-11-29"), 1),
    "another subject": (lambda site: site.article("third", date="2022-11-29", subjects="judo"), 0),
    "another day": (lambda site: site.article("third", date="2022-11-28"), 1),
    "another language": (lambda site: site.article("third", date="2022-11-28", header="lang: he"), 1),
    "another name of the file": (
        lambda site: (site.content / "articles/third.md").rename(site.content / "articles/fourth.md"),
        1,
    ),
    "a template": (edit_template, 0),
    "a setting of lists": (lambda site: site.set(DEFAULT_PAGINATION=3), 0),
    "the address of the site": (lambda site: site.set(SITEURL="https://example.org"), 0),
    "a paper's name": (lambda site: site.write("register/publications.yaml", DAILY), 3),
    "the site's name": (lambda site: site.set(SITENAME="Another"), 3),
    "a card deleted": (lambda site: (site.output / "2022/11/second.card.png").unlink(), 1),
    "an article goes": (lambda site: (site.content / "articles/second.md").unlink(), 0),
    "the language": (lambda site: site.set(INTERFACE_LANG="zh-Hans"), 2),
    "off": (lambda site: site.set(SOCIAL_CARDS=False), 0),
    "on again": (lambda site: site.set(SOCIAL_CARDS=True), 2),
}


@pytest.mark.filterwarnings("ignore")
def test_it_is_drawn_where_what_it_shows_changed_and_nowhere_else(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def watched(title: str, *more: Any) -> bytes:
        drawn.append(title)
        return card(title, *more)

    monkeypatch.setattr(drawing, "card", watched)
    site.set(SOCIAL_CARDS=True)
    site.article("second")
    site.build_here()
    assert len(drawn) == 2
    for number, (name, (edit, expected)) in enumerate(EDITS.items()):
        edit(site)
        drawn.clear()
        site.build_here()
        assert len(drawn) == expected, name
        clean = site.folder / f"clean{number}"
        site.build_here(clean, site.folder / "clean-cache")
        assert site.tree() == tree(clean), name


@pytest.mark.filterwarnings("ignore")
def test_another_engine_draws_none_but_another_way_of_drawing_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(drawing, "card", lambda title, *more: (drawn.append(title), card(title, *more))[1])
    site.set(SOCIAL_CARDS=True)
    site.build_here()
    drawn.clear()
    monkeypatch.setattr(build_settings, "engine", lambda: "another")
    site.build_here()
    assert drawn == []
    monkeypatch.setattr(build_settings, "engine", lambda: "a third")
    monkeypatch.setattr(drawing, "edition", lambda: b"another way to draw")
    site.build_here()
    assert drawn == ["The first article"]


@pytest.mark.rest
def test_any_number_of_workers_draws_the_same_bytes(site: Site) -> None:
    site.set(SOCIAL_CARDS=True)
    site.set(SOCIAL_CARD_FONTS=[font for font, _ in FONTS])
    for number, (lang, title) in zip(range(250), cycle(TITLES.items()), strict=False):
        site.article(f"a{number}", title=title, date=f"20{number % 20:02}-0{number % 9 + 1}-11", header=f"lang: {lang}")
    trees = []
    for workers, seed, locale in (("1", "0", "C"), ("2", "7", "tr_TR.UTF-8"), ("1", "77", "ar_EG.UTF-8")):
        site.forget()
        environment = {"COLOPHON_WORKERS": workers, "PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale}
        assert site.build(environment=environment).code == 0
        trees.append({path: digest for path, digest in site.tree().items() if path.endswith(".png")})
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) == 251


def test_with_plugins_they_are_the_same(site: Site) -> None:
    site.set(SOCIAL_CARDS=True)
    assert site.build().code == 0
    without = (site.output / "2022/11/first.card.png").read_bytes()
    site.set(PLUGINS=["pelican.plugins.neighbors"])
    assert site.build().code == 0
    assert (site.output / "2022/11/first.card.png").read_bytes() == without


def test_a_picture_that_would_be_too_large_has_fewer_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
    whole = card(title, "China Sports Daily", DAY, "Colophon")
    monkeypatch.setattr(drawing, "LARGEST_CARD", len(whole) - 1)
    small = card(title, "China Sports Daily", DAY, "Colophon")
    assert len(small) < len(whole)
    assert inked(small) == inked(whole)
    shown = [{colour for _, colour in picture(data).convert("RGB").getcolors() or ()} for data in (small, whole)]
    assert {drawing.PAPER, drawing.INK, drawing.QUIET, drawing.SEAL} < shown[0]
    assert len(shown[0]) < len(shown[1])
