"""The page says what the record says, and no more: who wrote the text, where it stands, on what each fact rests, how
the text was compared with what was received, what is not known, and that a text was withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.building import Site, words
from lxml import html

PAGE = "2024/05/first.html"
HEADER = """\
---
title: Lamps
{more}
source:
  publication: example-daily
  date: 2024-05-17
  {source}
---

{text}
"""
TEXT = "The lamps were tried in May, and none went out."


@pytest.fixture
def built(site: Site) -> Callable[..., html.HtmlElement]:
    """Builds an article of which only some lines of the header are given, and returns its page."""
    site.write("register/people.yaml", "ana-ruiz: {name: Ana Ruiz}\nli-ming: {name: Li Ming}\n")
    site.write("register/organisations.yaml", "institute: {name: Example Institute}\n")

    def build(more: str = "", source: str = "", text: str = TEXT, page: str = PAGE) -> html.HtmlElement:
        site.write("articles/first.md", HEADER.format(more=more, source=source, text=text))
        site.built()
        return site.page(page)

    return build


def said(element: html.HtmlElement) -> str:
    return " ".join(words(element))


def cell(page: html.HtmlElement, name: str) -> list[str]:
    """The lines of one cell of the slip."""
    (found,) = [div for div in page.xpath("//dl[contains(@class, 'slip')]/div") if said(div.find("dt")) == name]
    return [said(dd) for dd in found.iter("dd")]


def section(page: html.HtmlElement, heading: str) -> str:
    return next(said(h2.getparent()) for h2 in page.iter("h2") if said(h2) == heading)


# --- who wrote it --------------------------------------------------------------------------------------------------


def test_authors_and_translators_stand_under_the_title_and_lead_to_their_lists(
    built: Callable[..., html.HtmlElement], site: Site
) -> None:
    more = (
        "authors: [{name: Li Ming, key: li-ming}, {name: Ana Ruiz, at: institute}]\n"
        "translators: [Marie Dupont]\norganisations: [institute]"
    )
    page = built(more)
    lines = page.xpath("//article/header/p[@class='by']")
    assert list(map(said, lines)) == [
        "By Li Ming and Ana Ruiz (Example Institute)",
        "Translated by Marie Dupont",
    ]
    assert page.xpath("//p[@class='by']//a/@href") == [
        "../../people/li-ming.html",
        "../../organisations/institute.html",
    ]
    assert "Lamps" in said(site.page("people/li-ming.html"))
    assert "author not stated" not in said(page)
    assert page.xpath("//meta[@name='description']/@content")[0].startswith("By Li Ming and Ana Ruiz, Example Daily,")


def test_an_institution_without_a_list_of_this_article_is_no_link(built: Callable[..., html.HtmlElement]) -> None:
    page = built("authors: [{name: Ana Ruiz, at: institute}]")
    assert said(page.xpath("//p[@class='by']")[0]) == "By Ana Ruiz (Example Institute)"
    assert not page.xpath("//p[@class='by']//a")


def test_more_than_three_names_fold_and_stand_below(built: Callable[..., html.HtmlElement]) -> None:
    names = [f"Writer {n}" for n in range(1, 22)]
    page = built(f"authors: {json.dumps(names)}")
    line = page.xpath("//p[@class='by']")[0]
    assert said(line) == "By Writer 1, Writer 2, Writer 3 and 18 more"
    (link,) = line.xpath(".//a/@href")
    (below,) = page.xpath("//*[@id=$id]", id=link[1:])
    assert [said(dd) for dd in below.xpath(".//dt[.='Authors']/../dd")] == names


def test_without_authors_there_is_no_byline_and_the_slip_says_so(built: Callable[..., html.HtmlElement]) -> None:
    page = built()
    assert not page.xpath("//*[contains(@class, 'byline')]")
    assert "author not stated" in " ".join(cell(page, "Text"))


@pytest.mark.parametrize(
    ("name", "lang"), [("李明", "und-Hani"), ("سارة", "und-Arab"), ("Ana Ruiz", None), ("Анна", "und-Cyrl")]
)
def test_names_in_other_letters_are_told_apart(
    built: Callable[..., html.HtmlElement], name: str, lang: str | None
) -> None:
    (bdi,) = built(f"authors: [{name}]").xpath("//p[@class='by']/bdi")
    assert (bdi.text_content(), bdi.get("lang")) == (name, lang)


def test_a_name_has_the_language_that_the_text_had(built: Callable[..., html.HtmlElement]) -> None:
    more = "authors: [李明]\ncustody: [{act: printed, by: example-daily, lang: zh-Hans, status: as-stated}]"
    assert built(more).xpath("//p[@class='by']/bdi/@lang") == ["zh-Hans"]


def test_a_named_translator_is_no_longer_not_stated(built: Callable[..., html.HtmlElement]) -> None:
    step = "custody: [{act: translated, by: BY, method: human, to: en, status: as-stated}]"
    nobody = cell(built(step.replace("BY", "unknown")), "Text")
    assert "translator not stated" in " ".join(nobody)
    page = built(step.replace("BY", "ana-ruiz"))
    assert "translator not stated" not in said(page)
    assert said(page.xpath("//p[@class='by']")[0]) == "Translated by Ana Ruiz"
    assert "human translation by Ana Ruiz" in page.xpath("//meta[@name='description']/@content")[0]


# --- where it stands -----------------------------------------------------------------------------------------------


def test_the_slip_has_the_place_the_headline_and_the_original(built: Callable[..., html.HtmlElement]) -> None:
    source = """\
page: "03"
  edition: evening
  volume: XII
  issue: "5"
  section: Harbours
  title: 灯火
  url: https://example.org/a?b=1&c=2
  archived: {url: https://web.archive.org/web/2024/https://example.org/a, date: 2024-06-01}"""
    page = built(source=source)
    lines = cell(page, "Source")
    assert lines[0] == "Example Daily"
    assert lines[1] == "edition “evening” · volume XII · issue 5 · page 03 · section “Harbours”"
    assert "as printed there: 灯火" in lines
    original, copy = page.xpath("//a[@data-originalurl]")
    assert said(original) == "the original"
    assert original.get("href") == original.get("data-originalurl") == "https://example.org/a?b=1&c=2"
    assert said(copy) == "archived on 1 June 2024"
    for link in (original, copy):
        assert link.get("data-versionurl") == "https://web.archive.org/web/2024/https://example.org/a"
        assert link.get("data-versiondate") == "2024-06-01"


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("1937-08-07", "7 August 1937"),
        ("1937-08", "August 1937"),
        ("1937", "1937"),
        ("1937-08-07/1937-08-08", "7–8 August 1937"),
        ("unknown", "day not known"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(site: Site, date: str, shown: str) -> None:
    site.write("articles/first.md", HEADER.format(more="", source="page: '1'", text=TEXT).replace("2024-05-17", date))
    site.built()
    (path,) = site.output.rglob("first.html")
    page = site.page(path.relative_to(site.output).as_posix())
    assert cell(page, "Printed")[0] == shown
    assert "carried here" not in said(page)
    dates = page.xpath("//dl[contains(@class, 'slip')]//time/@datetime")
    assert dates == ([] if "/" in date or date == "unknown" else [date])
    assert f", {shown}" in page.xpath("//meta[@name='description']/@content")[0]


def test_a_paper_that_is_not_known_is_said_to_be_so(site: Site) -> None:
    header = HEADER.format(more="", source="", text=TEXT).replace("example-daily", "unknown")
    site.write("articles/first.md", header.replace("2024-05-17", "unknown"))
    site.built()
    (path,) = site.output.rglob("first.html")
    page = site.page(path.relative_to(site.output).as_posix())
    assert (cell(page, "Source"), cell(page, "Printed")) == (["paper not known"], ["day not known"])
    assert page.xpath("//meta[@name='description']/@content") == ["paper not known, day not known."]
    assert "page not stated" not in said(site.page("index.html"))


def test_each_fact_has_its_own_status(built: Callable[..., html.HtmlElement]) -> None:
    source = (
        "page: '3'\n  title: Fire\n  status: {publication: as-stated, date: inferred, page: inferred, title: unknown}"
    )
    more = "custody: [{act: printed, by: example-daily, date: 2024-05-17, page: '3', status: as-stated}]"
    page = built(more, source)
    assert cell(page, "Source")[-2:] == ["page: inferred · headline: basis not stated", "as stated by the text"]
    assert cell(page, "Printed")[-1] == "inferred"
    step = said(page.xpath("//ol[@class='chain hops']/li")[0])
    assert "as stated by the text · page: inferred · 17 May 2024, inferred" in step
    assert "; day inferred" in page.xpath("//meta[@name='description']/@content")[0]


def test_a_timeline_gives_the_day_of_print_the_status_that_it_has(built: Callable[..., html.HtmlElement]) -> None:
    more = (
        "dates: [{on: May, date: 2024-05-01, what: The lamps are tried., status: inferred}]\n"
        "custody: [{act: printed, by: example-daily, date: 2024-05-17, status: as-stated}]"
    )
    page = built(more, "status: {publication: as-stated, date: inferred}")
    assert "Printed inferred" in section(page, "Timeline")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (TEXT, "stated by the editor, without evidence"),
        (f"{TEXT}\n\n(Example Daily, 17 May 2024)", "as stated by the text"),
    ],
)
def test_what_nobody_gave_a_status_is_as_stated_only_where_the_text_says_it(
    built: Callable[..., html.HtmlElement], text: str, status: str
) -> None:
    page = built(text=text)
    assert (cell(page, "Source")[-1], cell(page, "Printed")[-1]) == (status, status)


def test_a_review_that_nobody_recorded_is_not_called_missing(built: Callable[..., html.HtmlElement]) -> None:
    step = "custody: [{act: translated, by: unknown, to: en}]"
    assert "no review recorded" in cell(built(step), "Text")
    assert "not reviewed" in cell(built(f"{step}\nreview: unreviewed"), "Text")


def test_a_first_day_here_that_nobody_wrote_is_not_printed(built: Callable[..., html.HtmlElement]) -> None:
    page = built()
    assert "When it was first published here is not recorded." in said(page)
    assert "carried here" not in said(page)
    assert "First published here" not in said(page)
    assert "First published here on 20 May 2024." in said(built("published: 2024-05-20"))


# --- how it compares with what was received ------------------------------------------------------------------------

NO_COPY = "Not compared: no copy of the text received is kept"
OUTCOMES = {
    "no copy": (None, b"", "", NO_COPY, NO_COPY),
    "equal": ("a.txt", TEXT.encode(), "", "As received", "Nothing"),
    "equal, in capitals": ("a.TXT", TEXT.encode(), "", "As received", "Nothing"),
    "changed": ("a.txt", f"Head. {TEXT}".encode(), "{was: 'Head. ', now: '', kind: omitted}",
        "As received but for 1 change", "Nothing but what is listed here"),
    "picture": ("a.png", b"\x89PNG", "", *["Not compared: the copy kept is a picture"] * 2),
    "picture with changes": ("a.jpg", b"\xff\xd8", "{was: a, now: b, kind: corrected}",
        *["Not compared: the copy kept is a picture"] * 2),
    "PDF": ("a.pdf", b"%PDF-1.4", "", *["Not compared: the copy kept is a PDF"] * 2),
    "document": ("a.docx", b"PK", "", *["Not compared: the copy kept is a document"] * 2),
    "recording": ("a.mp3", b"ID3", "", *["Not compared: the copy kept is a recording"] * 2),
    "archive": ("a.zip", b"PK", "", *["Not compared: the copy kept is an archive"] * 2),
    "no kind": ("a.xyz", b"?", "", *["Not compared: the copy kept is not text"] * 2),
    "web page": ("a.html", b"<p>Other words", "", *["Not compared: the copy kept is a web page"] * 2),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTCOMES)
def test_slip_changes_and_ledger_word_the_one_comparison(
    built: Callable[..., html.HtmlElement], site: Site, name: str
) -> None:
    file, data, change, shown, changed = OUTCOMES[name]
    more = ""
    if file:
        site.write(f"received/2024/{file}", data)
        more = f"custody: [{{act: received, date: 2024-05-20, file: received/2024/{file}, status: as-stated}}]"
    page = built(f"{more}\nchanges: [{change}]" if change else more)
    assert cell(page, "Fidelity") == [shown]
    assert section(page, "What we changed").startswith(f"What we changed {changed}.")
    assert ("The editor states these changes:" in said(page)) == ("with changes" in name)
    (entry,) = [li for li in site.page("ledger/index.html").find_class("ledger")[0] if "Lamps" in said(li)]
    (row,) = [div for div in entry.iter("div") if said(div.find("dt")) == "Fidelity"]
    assert said(row.find("dd")).split(" · ") == [shown, *["1 declared change"] * ("with changes" in name)]
    compared = shown.startswith("As received")
    everywhere = " ".join(map(said, (page.xpath("//article")[0], entry)))
    assert ("as received" in everywhere.lower()) == compared


def test_the_switch_calls_a_text_as_received_only_where_it_was_compared(
    built: Callable[..., html.HtmlElement], site: Site
) -> None:
    more = "readings: [{was: none, now: not one, kind: typographic}]\n"
    assert "As it stands" in said(built(more).xpath("//fieldset")[0])
    site.write("received/2024/a.txt", TEXT)
    more += "custody: [{act: received, file: received/2024/a.txt}]"
    assert "As received" in said(built(more).xpath("//fieldset")[0])


# --- terms, pictures, reports --------------------------------------------------------------------------------------


def test_licence_and_rights_close_the_slip(built: Callable[..., html.HtmlElement]) -> None:
    page = built("licence: CC-BY-SA-4.0\nrights: Rights remain with the source.")
    assert cell(page, "Rights") == ["CC BY-SA 4.0 · Rights remain with the source."]
    (link,) = page.xpath("//*[@rel='license']")
    assert link.get("href") == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert not built().xpath("//*[@rel='license'] | //dt[.='Rights']")


def test_a_picture_has_its_credit_licence_and_words(built: Callable[..., html.HtmlElement], site: Site) -> None:
    site.write("images/bridge.png", b"\x89PNG")
    more = "images: [{file: images/bridge.png, credit: Photo by Ana Ruiz, licence: CC0-1.0, alt: A bridge}]"
    picture = "({static}/images/bridge.png)"
    page = built(more, text=f"{TEXT}\n\n![]{picture}\n\nIn a line ![B]{picture}.")
    (figure,) = page.xpath("//figure")
    assert said(figure.find("figcaption")) == "Photo by Ana Ruiz · CC0 1.0"
    assert figure.xpath(".//img/@alt") == ["A bridge"]
    assert figure.xpath(".//a[@rel='external']/@href") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    (line,) = page.xpath("//p[@class='caption']")
    assert line.getprevious().xpath("./img/@alt") == ["B"]
    # What is added is marked as such, for whoever compares the text.
    assert [said(e) for e in page.xpath("//*[@data-added][not(@class='origin')]")] == [
        "Photo by Ana Ruiz · CC0 1.0"
    ] * 2


def test_captions_are_no_words_of_the_text(built: Callable[..., html.HtmlElement], site: Site) -> None:
    site.write("images/bridge.png", b"\x89PNG")
    site.write("received/2024/a.txt", TEXT)
    more = (
        "images: [{file: images/bridge.png, credit: Photo by Ana Ruiz}]\n"
        "custody: [{act: received, file: received/2024/a.txt}]"
    )
    page = built(more, text=f"{TEXT}\n\n![]({{static}}/images/bridge.png)")
    assert cell(page, "Fidelity") == ["As received"]


@pytest.mark.parametrize("url", ["", "https://example.org"])
def test_a_mistake_can_be_reported(built: Callable[..., html.HtmlElement], site: Site, url: str) -> None:
    site.set(REPORT_URL="https://desk.example.org/?t={title}&u={url}&d={sha256}", SITEURL=url)
    page = built(text="Bread & butter.")
    (link,) = page.xpath("//a[.='Report a mistake']/@href")
    values = parse_qs(urlsplit(link).query)
    assert values["t"] == ["Lamps"]
    assert values["u"] == [f"{url}/{PAGE}" if url else PAGE]
    assert len(values["d"][0]) == 64


def test_without_the_setting_there_is_no_way_to_report(built: Callable[..., html.HtmlElement]) -> None:
    assert not built().xpath("//a[.='Report a mistake']")


@pytest.mark.parametrize("url", ["desk@example.org", "https://example.org/{page}", "https://example.org/{"])
def test_an_address_for_reports_that_is_none_is_refused(site: Site, url: str) -> None:
    site.set(REPORT_URL=url)
    site.refused("the setting REPORT_URL is", "write one as in mailto:")


@pytest.mark.parametrize(
    ("policy", "address"), [("page", f"https://example.org/{PAGE}"), ("source", "https://daily.example/a")]
)
def test_the_canonical_address_is_that_which_the_site_says(
    built: Callable[..., html.HtmlElement], site: Site, policy: str, address: str
) -> None:
    site.set(SITEURL="https://example.org", CANONICAL=policy)
    assert built(source="\n  url: https://daily.example/a").xpath("//link[@rel='canonical']/@href") == [address]
    assert site.page("index.html").xpath("//link[@rel='canonical']/@href") == ["https://example.org/index.html"]
    assert built().xpath("//link[@rel='canonical']/@href") == [f"https://example.org/{PAGE}"]


def test_a_canonical_address_of_nobody_is_refused(site: Site) -> None:
    site.set(CANONICAL="theirs")
    site.refused("the setting CANONICAL is “theirs”; write “page”")


# --- withdrawn, translated, undated --------------------------------------------------------------------------------


def test_a_withdrawn_text_leaves_title_source_and_reason(built: Callable[..., html.HtmlElement]) -> None:
    more = (
        "status: withdrawn\nwithdrawn: {date: 2026-12-01, why: At the request of the source.}\n"
        "authors: [Li Ming]\nlicence: CC-BY-4.0\nsummary: Of lamps."
    )
    page = built(more)
    labels = [said(dt) for dt in page.iter("dt")]
    assert labels == ["Source", "Printed", "Text"]
    shown = said(page.xpath("//article")[0])
    assert "Withdrawn on 1 December 2026: At the request of the source. Its entry in the ledger" in shown
    for gone in ("Li Ming", "Of lamps", "none went out", "CC BY", "not stated", "recorded", "Cite"):
        assert gone not in shown.replace("page not stated", ""), gone
    assert not page.xpath("//article//section | //*[@class='text'] | //script[@type='application/ld+json']")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//a[.='Its entry in the ledger']/@href") == [f"../../ledger/index.html#{PAGE}"]


def test_the_ledger_has_a_place_for_each_entry(built: Callable[..., html.HtmlElement], site: Site) -> None:
    built()
    assert len(site.page("ledger/index.html").xpath("//*[@id=$id]", id=PAGE)) == 1


def test_an_original_and_its_translation_lead_to_each_other(built: Callable[..., html.HtmlElement], site: Site) -> None:
    site.set(ARTICLE_LANG_SAVE_AS="{date:%Y}/{date:%m}/{slug}.html")
    header = HEADER.format(more="lang: zh-Hans\nslug: original", source="", text="港口试灯。")
    site.write("articles/original.md", header)
    page = built("translation_of: {article: articles/original.md}")
    (line,) = page.xpath("//p[@class='pairs']")
    assert said(line) == "The original: 简体中文"
    (back,) = site.page("2024/05/original.html").xpath("//p[@class='pairs']")
    assert said(back) == "Translations: English"
    assert back.xpath("./a/@href") == ["../../2024/05/first.html"]
    page = built(f"translation_of: {{article: articles/original.md, sha256: {'0' * 64}}}")
    assert said(page.xpath("//p[@class='pairs']")[0]).startswith("This is behind its original (简体中文), which")


def test_undated_texts_stand_last_under_their_own_heading(site: Site) -> None:
    site.set(DEFAULT_PAGINATION=20)
    site.article("known", date="2024-05-17")
    header = HEADER.format(more="subjects: [rowing]", source="", text=TEXT).replace("2024-05-17", "unknown")
    site.write("articles/first.md", header)
    site.built()
    further = [path.relative_to(site.output).as_posix() for path in site.output.glob("subjects/rowing/*.html")]
    last = site.page(min(further) if further else "subjects/rowing.html")
    headings = [said(h2) for h2 in last.xpath("//section[@class='year']/h2")]
    assert headings[-1] == "Day not known"
    assert "day not known" in said(last.xpath("//ol[@class='rows']/li")[-1])


@pytest.mark.parametrize(("blocks", "beside"), [(98, True), (99, False), (150, False)])
def test_notes_stand_beside_texts_of_which_each_block_has_a_number(
    built: Callable[..., html.HtmlElement], blocks: int, beside: bool
) -> None:
    """The style has numbers up to 99, and the credit line behind the text needs one."""
    text = "\n\n".join([TEXT, *(f"Line {n}." for n in range(1, blocks))])
    page = built(f"notes: [{{on: {TEXT.split(maxsplit=1)[0]}, note: A remark.}}]", text=text)
    assert len(page.xpath("//*[@class='text']/p[not(@data-added)]")) == blocks
    assert ("annotated" in page.xpath("//article")[0].get("class").split()) == beside
