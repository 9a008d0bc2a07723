"""The theme speaks English and Simplified Chinese, each whole: every word of it is in the catalogues, and a Chinese
interface shows no English one. Dates and numbers follow the language, not the machine."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel import localedata
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from helpers.building import ROOT, SETTINGS, Site, words
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from lxml import html

from colophon.model.l10n import day, month, month_name, short_day

TEMPLATES = ROOT / "theme" / "templates"
LOCALE = ROOT / "theme" / "locale"
CATALOGUES = [LOCALE / "messages.pot", *sorted(LOCALE.glob("*/LC_MESSAGES/messages.po"))]
PLACE = re.compile(r"%\((\w+)\)s")
WORD = re.compile(r"[A-Za-z]{2,}")

# Names of formats and styles, which no language translates, and names that the site below brings with it.
NAMES = {"APA", "Atom", "BibTeX", "Chicago", "Colophon", "CSL", "JSON", "Markdown", "MLA", "MODS", "RIS", "SHA", "TEI",
    "example", "org"}  # fmt: skip
UNREAD = {"script", "style", "title", "head", "meta", "link", "code", "wbr"}

ARTICLE = """\
---
title: An English article
title_by: translator
lang: en
date: 2022-11-30
published: 2024-01-05
summary: A summary in English.
source: {publication: daily, date: 2022-11-30, page: "01", status: inferred}
custody:
  - {act: printed, by: daily, date: 2022-11-30, page: "01", lang: zh-Hans, evidence: 原文署名。, status: as-stated}
  - {act: reposted, by: unknown, status: unknown}
  - {act: translated, by: unknown, method: machine, from: zh-Hans, to: en, status: inferred}
  - {act: edited, by: editor, date: 2023-01-01, status: as-stated}
  - {act: reposted, by: daily, url: "https://example.org/a", status: inferred}
  - {act: received, date: 2024-01-04, file: received/a.txt, sha256: {digest}, status: verified}
changes:
  - {was: " head", now: "", kind: omitted, why: 网页页眉。}
  - {was: colour, now: colours, kind: corrected, date: 2024-02-01}
readings:
  - {was: the the, now: the, kind: typographic, why: 重复。}
  - {was: "many many", now: "", kind: conjecture}
notes:
  - {on: colours, note: 此处原文为复数。}
subjects: [体育]
people: [editor]
rights: 版权归来源所有。
---

Of the the colours there are many many.
"""

RECEIVED = "Of the the colour head there are many many.\n"

PLAIN = """\
---
title: {title}
lang: en
date: {date}
{more}
---

Some text.
"""


def gathered() -> dict[tuple[str | None, Any], set[str]]:
    """Every message of the templates, with its places."""
    found = {}
    mapping, options = [("**.html", "jinja2"), ("**.xml", "jinja2")], {"**": {"trimmed": "true"}}
    files = extract_from_dir(TEMPLATES, mapping, options, directory_filter=lambda _: True)
    for _file, _line, message, _comments, context in files:
        texts = message if isinstance(message, tuple) else (message,)
        found[context, message] = {place for text in texts for place in PLACE.findall(text)}
    return found


def read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def key(message: Any) -> tuple[str | None, Any]:
    return message.context, tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.relative_to(LOCALE).parts[0])
def test_a_catalogue_has_every_message_of_the_templates_and_no_other(file: Path) -> None:
    catalogue = read(file)
    assert len(gathered()) > 150
    assert {key(message) for message in catalogue if message.id} == set(gathered())
    assert not catalogue.obsolete


@pytest.mark.parametrize("file", CATALOGUES[1:], ids=lambda file: file.relative_to(LOCALE).parts[0])
def test_every_message_is_translated_with_all_its_places(file: Path) -> None:
    catalogue, places = read(file), gathered()
    for message in catalogue:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not message.fuzzy, message.id
        assert len(forms) == (catalogue.num_plurals if isinstance(message.id, tuple) else 1)
        for form in forms:
            assert form.strip(), message.id
            assert sorted(PLACE.findall(form)) == sorted(places[key(message)]), message.id


def test_chinese_has_chinese_punctuation() -> None:
    for message in read(LOCALE / "zh_Hans/LC_MESSAGES/messages.po"):
        said = "".join(message.string) if isinstance(message.string, tuple) else message.string
        assert not message.id or not re.search(r"[,;:?!()'\"]|\.(?!\d)|\s", PLACE.sub("", said)), said


# --- templates -----------------------------------------------------------------------------------------------------


class Shown(HTMLParser):
    """What a reader reads of a template's own markup: text, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        spoken = ["aria-label", "title", "alt", "placeholder", "aria-description", "label"]
        spoken += [name for name in given if name.startswith("data-") and (given[name] or "")[:1].isupper()]
        spoken += ["content"] if given.get("name") == "description" else []
        self.read += [given.get(name) or "" for name in spoken]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.read.append(data)

    def unknown_decl(self, data: str) -> None:
        pass


def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)


@pytest.mark.parametrize("path", sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.*")))
def test_no_word_of_a_template_stands_outside_the_marks(path: str) -> None:
    source = (TEMPLATES / path).read_text("utf-8")
    jinja = environment()
    outside = "".join(value if kind == "data" else "0" * (kind in {"variable_end", "block_end"})
        for _, kind, value in jinja.lex(source))  # fmt: skip
    shown = Shown()
    shown.feed(re.sub(r"<\?xml.*?\?>", "", outside))
    shown.close()
    # What a block sets may be no more than attributes.
    read = [re.sub(r'[\w-]+="[^"]*"', "", text) for text in shown.read]
    loose = [text for text in read if set(WORD.findall(text)) - NAMES]
    assert loose == []
    assert [text for text in said(jinja.parse(source)) if set(WORD.findall(text)) - NAMES] == []


def said(node: nodes.Node) -> Iterator[str]:
    """Strings of expressions that read like words: those with a space or a capital that no mark is put on."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name.endswith(("_", "gettext")):
        for pair in node.kwargs:
            yield from said(pair.value)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and re.search(r"[A-Z]|[a-z] [a-z]", node.value):
        yield node.value
    for child in [node.value] if isinstance(node, nodes.Pair) else node.iter_child_nodes():
        yield from said(child)


# --- built sites -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose own names and remarks are Chinese, with English articles in every state."""
    folder = tmp_path_factory.mktemp("chinese")
    site = Site(folder, folder / "content", folder / "conf.py")
    folder.joinpath("conf.py").write_text(SETTINGS.format(theme=str(ROOT / "theme")))
    site.set(SITENAME="样报", SITESUBTITLE="一份样报。", MENUITEMS=[["关于", "about.html"]], DEFAULT_LANG="zh-Hans")
    site.set(DEFAULT_PAGINATION=2, REQUIRE_SOURCE=False, SHOW_DRAFTS=True)
    site.set(ARTICLE_LANG_SAVE_AS="{date:%Y}/{date:%m}/{slug}.html")
    site.write("register/publications.yaml", "daily: {name: 示例日报, kind: newspaper, note: 一份报纸。}\n")
    site.write("register/people.yaml", "editor: {name: 张三, kind: person}\n")
    site.write("received/a.txt", RECEIVED)
    site.write("articles/full.md", ARTICLE.replace("{digest}", digest(RECEIVED)))
    review = f"review: {{by: 李四, date: 2024-01-01, sha256: {digest('Some text.')}}}"
    articles = {
        "first": ("2021-03-01", f'source: {{publication: daily, date: 2021-03-01, page: "02"}}\n{review}'),
        "second": ("2019-01-09", "source: original"),
        "third": ("2019-02-09", ""),
        "fourth": ("2021-05-06", "source: {publication: daily, date: 2021-05-06}\nredirect_from: [old.html]"),
        "fifth": ("2020-05-06", "source: {publication: daily, date: 2020-05-06, status: unknown}"),
        "sixth": ("2020-05-07", "source: {publication: daily, date: 2020-05-07}\nstatus: draft"),
        "seventh": ("2021-05-06", f"source: {{publication: daily, date: 2021-05-06}}\n{review.replace('Some', 'S')}"),
    }
    for name, (date, more) in articles.items():
        site.write(f"articles/{name}.md", PLAIN.format(title=f"The {name}", date=date, more=more))
    site.write("pages/about.md", "---\ntitle: 关于\nslug: about\n---\n\n说明。\n")
    site.built()
    return site


def english(page: html.HtmlElement) -> Iterator[str]:
    """What is read on a page and is neither marked as English nor a title or a name: words in Latin letters."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in UNREAD:
            continue
        spoken = [element.get(name, "") for name in ("aria-label", "title", "alt", "placeholder", "data-done")]
        lang = element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
        texts = [element.text or "", *spoken] if lang != "en" else []
        if (above := element.getparent()) is not None and above.xpath(
            "string(ancestor-or-self::*[@lang][1]/@lang)"
        ) != "en":
            texts.append(element.tail or "")
        for text in texts:
            if set(WORD.findall(text)) - NAMES:
                yield f"<{element.tag}> {text.strip()}"


def test_a_chinese_interface_shows_no_english_word(chinese: Site) -> None:
    pages = sorted(path.relative_to(chinese.output).as_posix() for path in chinese.output.rglob("*.html"))
    assert len(pages) > 20
    pages.remove("old.html")  # it knows where an article went and what it is called, not its language
    found = {path: loose for path in pages if (loose := list(english(chinese.page(path))))}
    assert found == {}


def test_an_article_keeps_its_language_and_the_interface_has_its_own(chinese: Site) -> None:
    page = chinese.page("2022/11/full.html")
    assert page.get("lang") == "en"
    around = page.xpath("//a[@class='skip'] | //header[@class='head'] | //nav | //footer[@class='foot']")
    assert len(around) == 6
    assert {part.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") for part in around} == {"zh-Hans"}
    article = page.xpath("//article")[0]
    assert article.xpath("string(.//dl[contains(@class, 'slip')]/@lang)") == "zh-Hans"
    said = " ".join(words(page))
    for part in ("2022年11月30日", "由简体中文译为英语", "1年零1个月后由本站转载", "存疑读法", "机器翻译，无审校记录"):
        assert part in said.replace(" ", ""), part
    credit = page.xpath("//dd[@class='line']")[0].text_content()
    assert credit.startswith("《示例日报》第01版，2022年11月30日；来源及日期均系推断；机器翻译，无审校记录。")


def test_the_same_site_in_english_and_in_chinese_has_the_same_pages(chinese: Site, tmp_path: Path) -> None:
    site = Site(tmp_path, tmp_path / "content", tmp_path / "conf.py")
    shutil.copytree(chinese.content, site.content)
    shutil.copy(chinese.settings, site.settings)
    site.set(INTERFACE_LANG="en")
    assert site.build().code == 0
    assert {path.replace("\\", "/") for path in site.tree()} == set(chinese.tree())
    page = site.page("2022/11/full.html")
    assert page.get("lang") == "en"
    assert (
        page.xpath("//dd[@class='line']")[0]
        .text_content()
        .startswith("示例日报, page 01, 30 November 2022; source and day inferred")
    )


def test_the_machines_locale_has_no_say(chinese: Site) -> None:
    elsewhere = chinese.folder / "elsewhere"
    environment = {"LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8", "LANGUAGE": "fr", "TZ": "Asia/Tokyo"}
    more = ("-e", f'CACHE_PATH="{chinese.folder / "cache2"}"')
    assert chinese.build(*more, environment=environment, output=elsewhere).code == 0
    twin = Site(chinese.folder, chinese.content, chinese.settings)
    assert {p.relative_to(elsewhere).as_posix(): p.read_bytes() for p in elsewhere.rglob("*") if p.is_file()} == {
        p.relative_to(twin.output).as_posix(): p.read_bytes() for p in twin.output.rglob("*") if p.is_file()
    }


def test_a_language_that_the_theme_does_not_speak_is_refused_in_one_line(site: Site) -> None:
    site.set(INTERFACE_LANG="tlh")
    site.refused("INTERFACE_LANG is “tlh”, a language that the theme doesn't speak; it speaks en, zh-Hans")


@pytest.mark.parametrize(("stated", "spoken"), [("zh-CN", "zh-CN"), ("de", "en"), ("en-GB", "en-GB")])
def test_the_interface_follows_the_language_of_the_articles_where_it_can(site: Site, stated: str, spoken: str) -> None:
    site.set(DEFAULT_LANG=stated)
    assert site.build().code == 0
    page = site.page("2022/11/first.html")
    assert page.xpath("string((//header)[1]/ancestor-or-self::*[@lang][1]/@lang)") == spoken
    assert site.page("index.html").get("lang") == spoken
    assert ("来源" in page.text_content()) == (spoken == "zh-CN")


# --- other catalogues ------------------------------------------------------------------------------------------------

POLISH = """\
msgid ""
msgstr ""
"Language: pl\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "%(num)s article"
msgid_plural "%(num)s articles"
msgstr[0] "%(num)s artykuł"
msgstr[1] "%(num)s artykuły"
msgstr[2] "%(num)s artykułów"

msgid "Mine & <yours>"
msgstr "Moje & <twoje>"
"""


def test_a_folder_of_overrides_brings_words_and_a_language(site: Site, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "locale/pl/LC_MESSAGES").mkdir(parents=True)
    (mine / "locale/pl/LC_MESSAGES/messages.po").write_text(POLISH, "utf-8")
    (mine / "_parts").mkdir()
    said = '<p title="{{ _("Mine & <yours>") }}">{{ _("Mine & <yours>") }}</p>'
    (mine / "_parts/nav.html").write_text(f"{{% macro nav(root, here) %}}{said}{{% endmacro %}}", "utf-8")
    for subject, count in (("one", 1), ("two", 2), ("five", 5)):
        for number in range(count):
            site.article(f"{subject}-{number}", subjects=subject)
    site.set(THEME_TEMPLATES_OVERRIDES=[str(mine)], INTERFACE_LANG="pl", DEFAULT_PAGINATION=20)
    site.built()
    pages = [site.page(f"subjects/{subject}.html") for subject in ("one", "two", "five")]
    counted = [page.xpath("string(//p[@class='how'])").strip().partition(" ·")[0] for page in pages]
    assert counted == ["1 artykuł", "2 artykuły", "5 artykułów"]
    page = site.page("2022/11/first.html")
    assert [(p.get("title"), p.text) for p in page.xpath("//header/p[@title]")] == [("Moje & <twoje>",) * 2]
    assert page.xpath("//time")[0].text == "30 listopada 2022"
    assert page.xpath("//dt")[0].text == "Source"  # what is not translated is English


def own_theme(site: Site) -> Path:
    theme = site.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    site.settings.write_text(SETTINGS.format(theme=str(theme)))
    return theme


def test_a_changed_translation_renders_the_pages_again(site: Site) -> None:
    catalogue = own_theme(site) / "locale/zh_Hans/LC_MESSAGES/messages.po"
    site.set(INTERFACE_LANG="zh-Hans")
    assert site.build().code == 0
    assert site.page("2022/11/first.html").xpath("//dt")[0].text == "来源"
    catalogue.write_text(catalogue.read_text("utf-8").replace('msgstr "来源"', 'msgstr "出处"'), "utf-8")
    assert site.build().code == 0
    assert site.page("2022/11/first.html").xpath("//dt")[0].text == "出处"
    assert site.tree() == site.tree_from_nothing()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>\n{{ _(site.name) }}</p>", "_() takes its words in quotes"),
        ('<p>\n{{ _("Page %(number)s", page=1) }}</p>', "has a place for “number”, which is not given"),
        ('<p>\n{{ _("Of %(what)s", what=nothing) }}</p>', "'nothing' is undefined"),
    ],
)
def test_a_mark_that_can_not_be_followed_is_one_line(site: Site, template: str, found: str) -> None:
    (own_theme(site) / "templates/_parts/colours.html").write_text(template)
    built = site.refused(found)
    assert re.search(rf"theme/templates/_parts/colours\.html:2: .*{re.escape(found)}", built.text), built.text


def test_a_catalogue_that_is_none_is_one_line(site: Site) -> None:
    catalogue = own_theme(site) / "locale/zh_Hans/LC_MESSAGES/messages.po"
    catalogue.write_text('msgid "A"\nmsgstr "B\nC\n', "utf-8")
    site.set(INTERFACE_LANG="zh-Hans")
    assert re.search(r"messages\.po:\d", site.refused().text)


@given(st.dates(), st.sampled_from(sorted(localedata.locale_identifiers())))
def test_days_are_written_as_locale_data_has_them(date: dt.date, locale: str) -> None:
    assert day(date, locale) == format_date(date, "long", locale=locale)
    assert short_day(date, locale) == format_date(date, "medium", locale=locale)
    assert month_name(date, locale) == format_date(date, "LLLL", locale=locale)
    assert month(date, locale) == format_skeleton("yMMMM", date, locale=locale)
