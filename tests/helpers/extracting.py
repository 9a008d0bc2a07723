"""Articles in several languages, and what of their texts is lost in what a program takes out of a page."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from helpers.building import Site

# A Han character, or a word.
WORD = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+(?:[’'][^\W_㐀-鿿]+)*")
BLOCKS = {
    "blockquote", "br", "dd", "div", "dl", "dt", "figure", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "table",
    "td", "th", "tr", "ul",
}  # fmt: skip
SETTINGS = {"ARTICLE_LANG_SAVE_AS": "{date:%Y}/{date:%m}/{slug}.html", "SITEURL": "https://example.org/news"}

CHINESE = """第{n}天早上，守灯人在{place}数了{n}盏灯，并且把潮水的高度写在表里。风从北方来的时候，小船都停在桥下，\
等到第二天才离开港口。港务长说，雾里的钟比灯更有用，因为人们在看见光以前就听见了它。"""
ARABIC = """في اليوم {n} عدّ الحارس المصابيح في {place} وكتب ارتفاع الماء في الجدول. وعندما جاءت الريح من الشمال بقيت \
القوارب تحت الجسر حتى الصباح ثم خرجت من الميناء. وقال المدير إن الجرس في الضباب \
أنفع من الضوء لأن الناس يسمعونه قبل أن يروه."""
CHINESE_PLACES = ("北样", "南样", "东样", "西样", "样角", "上样", "下样", "中样", "远样")
ARABIC_PLACES = ("الشمال", "الجنوب", "الشرق", "الغرب", "الرأس", "الخليج", "المرفأ", "الجسر", "الجزيرة")
# The header of each article besides its source.
LONG = {
    "long-chinese": ("title: 守灯人记下九个港口的灯\nlang: zh-Hans", CHINESE, CHINESE_PLACES),
    "long-arabic": ("title: الحرّاس يعدّون المصابيح في تسعة موانئ\nlang: ar", ARABIC, ARABIC_PLACES),
}


def long_texts(folder: Path) -> Site:
    """A site, not yet built, with a long Chinese and a long Arabic article."""
    site = Site.minimal(folder)
    site.set(**SETTINGS)
    for slug, (header, pattern, places) in LONG.items():
        text = "\n\n".join(pattern.format(n=n, place=place) for n, place in enumerate(places, 2))
        source = 'source: {publication: example-daily, date: 2022-11-30, page: "01"}\npublished: 2023-02-03'
        site.write(f"articles/{slug}.md", f"---\n{header}\n{source}\n---\n\n{text}\n")
    return site


def words_of(text: str) -> str:
    return " ".join(WORD.findall(unicodedata.normalize("NFC", text)))


def blocks(page: html.HtmlElement) -> list[str]:
    """The words of the text on a page, block by block; what the page adds to it is left out."""
    found = [""]
    (text,) = page.xpath("//*[@class='text']")
    for part in _parts(text):
        if part is None:
            found.append("")
        else:
            found[-1] += part
    return [block for block in map(words_of, found) if block]


def _parts(element: html.HtmlElement) -> Iterator[str | None]:
    """The text of an element in pieces, with None where a block begins or ends."""
    edge = [None] if element.tag in BLOCKS else []
    yield from edge
    yield element.text or ""
    for child in element:
        if "data-added" not in child.attrib:
            yield from _parts(child)
        yield child.tail or ""
    yield from edge


def lost(wanted: list[str], text: str | None) -> list[str]:
    """The blocks that a text has not, or not behind those before them."""
    given, at, missing = f" {words_of(text or '')} ", 0, []
    for block in wanted:
        place = given.find(f" {block} ", at)
        if place < 0:
            missing.append(block)
        else:
            at = place + len(block) + 1
    return missing


def asked_of_node(script: Path, packages: Path, *arguments: object) -> Any:
    """What a script with packages of npm's prints, read as JSON."""
    command = ["node", str(script), str(packages), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert not done.returncode, f"{script.name}: {done.stderr[-2000:]}"
    return json.loads(done.stdout)
