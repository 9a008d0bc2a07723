"""What links within a text lead to is there, once, on the page and in TEI, whatever a text calls it."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from helpers.building import ROOT, Site
from helpers.tei_articles import Schema
from lxml import etree, html

from colophon.readers.markdown import MarkdownText
from colophon.readers.sanitiser import own_id

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
LABELS = ("注1", "smith.1920", "étude", "my note", "a “quoted” one", 'a "q"', "50%", "a~b", "*", "①", "И.И.", "حاشية",
    "A", "a", "fn:1", "1")  # fmt: skip
MARKDOWN = MarkdownText({"extensions": ["extra", "toc"]})


def links_of(page: html.HtmlElement) -> list[str]:
    """The ids that a text links to, and none that isn't there once."""
    wanted = [unquote(href[1:]) for href in page.xpath(".//a/@href") if href.startswith("#")]
    ids = page.xpath(".//@id")
    assert [one for one in ids if ids.count(one) != 1 or re.search(r"\s", one) or not one] == []
    assert [one for one in wanted if one not in ids] == []
    return wanted


def rendered(text: str) -> html.HtmlElement:
    said: list[str] = []
    page = MARKDOWN.render(text, lambda found, remedy, at=0, level="error": said.append(f"{found}; {remedy}"))[0]
    assert said == []
    return html.fromstring(f"<div>{page}</div>")


def test_footnotes_have_labels_of_any_script(site: Site) -> None:
    calls = " ".join(f"Word[^{label}] again[^{label}]" for label in LABELS)
    site.article("notes", text=calls + "\n\n" + "\n".join(f"[^{label}]: Note {n}." for n, label in enumerate(LABELS)))
    site.built()
    text = site.page("2022/11/notes.html").find_class("text")[0]
    notes = [one for one in links_of(text) if one.startswith("fn")]
    assert len(notes) == 4 * len(LABELS)  # two calls of each, and as many ways back
    tei = etree.parse(site.output / "2022/11/notes.tei.xml")
    assert Schema().errors(tei.getroot()) == []
    ids = [element.get(XML_ID) for element in tei.iter() if element.get(XML_ID)]
    targets = [target[1:] for target in tei.xpath("//@target") if target.startswith("#fn")]
    assert len(targets) == len(notes)
    assert {target: ids.count(target) for target in targets} == dict.fromkeys(targets, 1)


def test_each_call_leads_to_its_own_note() -> None:
    page = rendered("A[^注 1] b[^注1] c[^注~20~1].\n\n[^注 1]: one\n[^注1]: two\n[^注~20~1]: three\n")
    links_of(page)
    for call, note in zip(page.find_class("footnote-ref"), ("one", "two", "three"), strict=True):
        (item,) = page.xpath(".//li[@id=$id]", id=call.get("href")[1:])
        assert item.text_content().split()[0] == note


@pytest.mark.parametrize(
    "text",
    [
        "# The lamp {#lamp}\n\nSee [above](#lamp).",
        "The lamp.\n{: #lamp }\n\nSee [above](#lamp).",
        'The <a id="lamp"></a>lamp. See [above](#lamp).',
        'The <a name="lamp">lamp</a>. See [above](#lamp).',
        'The <span id="lamp">lamp</span>. See [above](#lamp).',
        'The <a name="lamp" id="lantern">lamp</a>. See [above](#lamp) and [again](#lantern).',
        "# The lamp\n\nSee [above](#the-lamp).",
        "# 灯塔 {#灯塔}\n\nSee [above](#灯塔) and [again](#%E7%81%AF%E5%A1%94).",
        '<p id="50% off">x</p>\n\nSee [above](#50%25%20off).',
        "<table id='lamp'><tr><td>x</table>\n\nSee [above](#lamp).",
        "- one\n{: #lamp }\n- two\n\n# More\n\nSee [above](#lamp).",
    ],
)
def test_ids_that_a_text_gives_stay(text: str) -> None:
    assert links_of(rendered(text))


def ids_of_the_pages() -> set[str]:
    """The ids that templates and the marks of a text may have."""
    written = {
        one
        for file in (ROOT / "theme/templates").rglob("*.html")
        if file.name != "ledger.html"  # which shows no text
        for one in re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8"))
    }
    return {re.sub(r"\{\{.*?\}\}", "1", one) for one in written} | {"p1", "r1", "d1", "on-1", "note-1"}


def test_ids_of_the_page_are_not_taken(site: Site) -> None:
    names = sorted(ids_of_the_pages())
    assert "main" in names
    text = "\n\n".join(f"Word {n}.\n{{: #{name} }}" for n, name in enumerate(names))
    links = " ".join(f"[{name}](#{name})" for name in names)
    site.article("clash", text=f"{text}\n\n{links}")
    site.built()
    page = site.page("2022/11/clash.html")
    ids = page.xpath("//@id")
    assert [one for one in ids if ids.count(one) > 1] == []
    text_of_page = page.find_class("text")[0]
    for name, link in zip(names, text_of_page.xpath("(./p[not(@data-added)])[last()]/a"), strict=True):
        (target,) = text_of_page.xpath(".//*[@id=$id]", id=link.get("href")[1:])
        assert f"Word {names.index(name)}." in target.getparent().text_content()


def test_names_that_differ_never_share_an_id() -> None:
    names = ["a b", "a~20~b", "a%b", "a~25~b", "main", "text-main", "text-text-main", "body-text", "a\tb", " a", "a"]
    ids = [own_id(name) for name in names]
    assert len(set(ids)) == len(names)


def test_an_id_given_twice_stands_once() -> None:
    page = rendered('<span id="x">one</span> <span id="x">two</span> [x](#x)')
    assert links_of(page) == ["x"]
    assert page.xpath(".//*[@id='x']")[0].text == "one"


def test_paragraphs_with_an_id_keep_their_number(site: Site) -> None:
    site.article("numbered", text="One.\n\nTwo.\n{: #two }\n\nThree, after [two](#two).")
    site.built()
    text = site.page("2022/11/numbered.html").find_class("text")[0]
    assert [p.get("id") for p in text.xpath(".//p[not(@data-added)]")] == ["p1", "p2", "p3"]
    assert text.xpath(".//p[2]//@id") == ["p2", "two"] or text.xpath("./p[2]/descendant-or-self::*/@id") == [
        "p2",
        "two",
    ]


def test_anchors_reach_tei(site: Site) -> None:
    text = (
        "# Head {#head}\n\nA <a id='empty'></a>word <em id='within'>in</em>.\n{: #para }\n\n- item\n{: #item }\n\n"
        "<div id='box'>x</div>\n\n<hr id='rule'>\n\n[a](#head) [b](#empty) [c](#within) [d](#para) [e](#box) [f](#rule)"
    )
    site.article("anchors", text=text)
    site.built()
    tei = etree.parse(site.output / "2022/11/anchors.tei.xml")
    assert Schema().errors(tei.getroot()) == []
    ids = [element.get(XML_ID) for element in tei.iter() if element.get(XML_ID)]
    targets = [target[1:] for target in tei.xpath("//*[local-name()='body']//@target")]
    assert [ids.count(target) for target in targets] == [1] * 6
