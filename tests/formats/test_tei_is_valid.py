"""The TEI form of an article is valid by TEI's own schema, says what the record says, and loses no word of the text."""

from __future__ import annotations

import pytest
from helpers.tei_articles import DAY, RICH, VIEWS, Schema, article, rich, viewed
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from colophon.formats.tei import tei
from colophon.formats.tei_body import plain_body
from colophon.model.article import Emendation, Note, Source
from colophon.readers.markdown import shown_text
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

TEI = "{http://www.tei-c.org/ns/1.0}"
NAMES = {"t": "http://www.tei-c.org/ns/1.0", "xml": "http://www.w3.org/XML/1998/namespace"}
SITE = SiteView("Colophon & <sons>", "", "https://example.org/news", "en", "feed.xml", "theme")
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema()


def parsed(view: ArticleView, credit: str = "The credit & line") -> etree._Element:
    return etree.fromstring(tei(view, SITE, credit))


def asked(document: etree._Element, path: str) -> list[str]:
    found = document.xpath(path, namespaces=NAMES)
    return [" ".join((one if isinstance(one, str) else "".join(one.itertext())).split()) for one in found]


def words(document: etree._Element, *without: str) -> list[str]:
    """The words of the body without some elements; they leave what stands behind them."""
    (body,) = document.iter(f"{TEI}body")
    for element in list(body.iter(*[TEI + name for name in without])):
        element.text = None
        for child in list(element):
            element.remove(child)
    return "".join(body.itertext()).split()


# --- every sort of article ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEWS)
def test_document_is_valid(name: str, schema: Schema) -> None:
    assert schema.errors(parsed(VIEWS[name])) == []


@pytest.mark.parametrize("site", [SITE, SiteView("Site", "", "", "en", "", "")], ids=["address", "no address"])
def test_document_is_valid_wherever_the_site_stands(site: SiteView, schema: Schema) -> None:
    assert schema.errors(etree.fromstring(tei(VIEWS["first"], site, ""))) == []


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - {"hostile"}))
def test_body_has_the_text_shown_word_for_word(name: str) -> None:
    view = VIEWS[name]
    assert words(parsed(view), "corr", "note", "figDesc") == shown_text(view.html).split()


def test_characters_that_xml_forbids_leave_the_others() -> None:
    said = " ".join(words(parsed(VIEWS["hostile"]), "corr", "note"))
    assert said.startswith("<a href='x'>&amp; \"b\" ]]> <!-- --> \ufffd\ufffd")
    assert said.endswith("{{ x }} \U0001f600")


@given(st.lists(st.sampled_from(RICH.replace("\n\n", " \n\n ").split(" ")), max_size=30).map(" ".join), st.data())
def test_any_text_is_valid_and_whole(text: str, data: st.DataObject) -> None:
    html = rich(text)
    shown = shown_text(html).split()
    if not shown:
        return
    starts = data.draw(st.lists(st.integers(0, len(shown) - 1), max_size=4))
    lengths = data.draw(st.lists(st.integers(1, 6), min_size=len(starts), max_size=len(starts)))
    passages = [" ".join(shown[at : at + size]) for at, size in zip(starts, lengths, strict=True)]
    readings = tuple(Emendation(was=passage, now="[now]", kind="conjecture", nth=1) for passage in passages[::2])
    notes = tuple(Note(on=passage, note="remark", nth=1) for passage in passages[1::2])
    document = parsed(viewed(article(html, readings=readings, notes=notes)))
    assert WHOLE.errors(document) == []
    assert len(asked(document, "//t:corr[. != '']")) == len(readings)
    assert len(asked(document, "//t:text//t:note")) == len(notes)
    assert words(document, "corr", "note", "figDesc") == shown


WHOLE = Schema()


def test_the_short_way_gives_what_the_long_one_gives() -> None:
    html = "<p>One &amp; two.</p>\n<p>Three\nfour. (Credit &lt;line&gt;)</p>"
    plain = viewed(article(html, source=Source(publication="a", date=DAY, credit="(Credit <line>)")))
    assert plain_body(html)
    assert asked(parsed(plain), "//t:seg[@type='credit']") == ["(Credit <line>)"]
    noted = viewed(
        article(
            html,
            source=Source(publication="a", date=DAY, credit="(Credit <line>)"),
            notes=(Note(on="nowhere", note="x"),),
        )
    )
    bodies = [etree.tostring(next(parsed(view).iter(f"{TEI}body"))).split() for view in (plain, noted)]
    assert bodies[0] == bodies[1]


def test_the_schema_refuses_what_tei_has_not(schema: Schema) -> None:
    for old, new in (
        ("<body", "<body invented=''"), ("unit=\"page\"", "units=\"page\""), ('status="low"', 'status="poor"'),
        ("<body>", "<body>stray words"), ("<langUsage>", "<invented/><langUsage>"), ('cert="medium"', 'cert="sure"'),
        ('when="2022-11-30"', 'when="30 November"'), ("<choice", "<choice><note/></choice><choice"),
    ):  # fmt: skip
        spoilt = tei(VIEWS["first"], SITE, CREDIT).decode().replace(old, new)
        assert schema.errors(etree.fromstring(spoilt.encode())) != [], new


# --- what the first article says -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document() -> etree._Element:
    return parsed(VIEWS["first"], CREDIT)


def test_header_says_what_was_printed_where_and_when(document: etree._Element) -> None:
    assert asked(document, "//t:titleStmt/t:title") == [TITLE]
    print_item = "//t:sourceDesc/t:biblStruct"
    assert asked(document, f"{print_item}/t:monogr/t:title[not(@type)]") == ["China Sports Daily"]
    assert asked(document, f"{print_item}/t:monogr/t:title[@xml:lang='zh-Hans']") == ["中国体育报"]
    assert asked(document, f"{print_item}//t:imprint/t:date/@when") == ["2022-11-30"]
    assert asked(document, f"{print_item}//t:biblScope[@unit='page']") == ["01"]
    assert asked(document, f"{print_item}/@ana | {print_item}/@cert") == ["#as-stated", "medium"]
    assert asked(document, "//t:langUsage/t:language/@ident") == ["en"]
    assert asked(document, "//t:notesStmt/t:note[@type='credit']") == [CREDIT]


def test_header_claims_no_title_of_the_print_and_no_author(document: etree._Element) -> None:
    assert asked(document, "//t:analytic | //t:author | //t:teiHeader//t:persName") == []


def test_header_says_when_it_appeared_here(document: etree._Element) -> None:
    assert asked(document, "//t:publicationStmt/t:date/@when") == ["2026-11-23"]
    assert asked(document, "//t:publicationStmt/t:publisher") == [SITE.name]
    assert asked(document, "//t:publicationStmt/t:idno") == [f"{SITE.url}/2022/11/paris-olympics-symposium.html"]


def test_custody_is_told_step_by_step(document: etree._Element) -> None:
    view = VIEWS["first"]
    hops = document.findall(f".//{TEI}listBibl[@type='custody']/{TEI}bibl")
    assert [(hop.get("type"), hop.get("ana")) for hop in hops] == [(h.act, f"#{h.status}") for h in view.custody]
    (translated,) = [hop for hop in hops if hop.get("type") == "translated"]
    assert asked(translated, "t:respStmt/t:resp") == ["machine translation from zh-Hans to en"]
    assert asked(translated, "t:respStmt/t:name[@cert='unknown']") == ["unknown"]
    received = hops[-1]
    assert asked(received, "t:idno[@type='sha256']") == [view.custody[-1].sha256]
    assert asked(received, "@cert") == ["high"]
    assert asked(received, "t:ref/@target") == [f"{SITE.url}/received/2022/paris-olympics-symposium.txt"]


def test_correction_says_not_reviewed_and_lists_the_changes(document: etree._Element) -> None:
    assert asked(document, "//t:correction/@status | //t:correction/@method") == ["low", "markup"]
    assert asked(document, "//t:correction//t:item/t:choice/t:sic") == ["date 2022-11-30"]
    assert document.xpath("string(//t:correction//t:item/t:choice/t:sic)", namespaces=NAMES) == " date 2022-11-30 "
    assert asked(parsed(VIEWS["reviewed"]), "//t:correction/@status") == ["medium"]
    assert asked(parsed(VIEWS["voided"]), "//t:correction/@status") == ["low"]


def test_readings_stand_beside_the_text(document: etree._Element) -> None:
    view = VIEWS["first"]
    pairs = [(" ".join(r.was.split()), r.now, "low" if r.kind == "conjecture" else None) for r in view.readings]
    choices = document.xpath("//t:body//t:choice", namespaces=NAMES)
    for choice in choices:
        for note in choice.iter(f"{TEI}note"):
            note.text = None
    found = [(asked(c, "t:sic")[0], asked(c, "t:corr")[0], c.find(f"{TEI}corr").get("cert")) for c in choices]
    assert sorted(found, key=str) == sorted(pairs, key=str)


def test_notes_stand_where_their_words_end(document: etree._Element) -> None:
    assert asked(document, "//t:body//t:note[@n]") == [note.note for note in VIEWS["first"].notes]
    assert asked(document, "//t:seg[@xml:id='on-5']") == ["other 11"]
    assert asked(document, "//t:seg[@xml:id='on-5']/following-sibling::node()[1]/@target") == ["#on-5"]


def test_reading_text_comes_of_taking_corr_for_sic(document: etree._Element) -> None:
    said = " ".join(words(etree.fromstring(etree.tostring(document)), "sic", "note"))
    assert "and go all out to do a good job" in said
    assert "shrink [the] gap [with] the world[’s] sports powerhouses[,] compete [with them,] and strive to" in said


def test_what_the_text_does_not_mark_stands_in_the_back() -> None:
    document = parsed(VIEWS["rich with readings"])
    assert asked(document, "//t:back//t:sic") == ["not there"]
    assert asked(document, "//t:back//t:seg") == ["markup that is not there"]


def test_pieces_of_one_passage_are_read_as_one() -> None:
    said = " ".join(words(parsed(VIEWS["rich with readings"]), "sic", "note", "figDesc"))
    assert "Before any crossing [markup] link." in said
