"""A link within the site leads to something that is there, in the output; else a Problem names its line and why."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from helpers import invalid
from helpers.building import ROOT, Site
from helpers.dead_links import dead_links
from lxml import etree, html

SITEURL = "https://example.org/news"
WITHDRAWN = "status: withdrawn\nwithdrawn: {date: 2024-01-01, why: At the request of the source.}"
NOW = {"SOURCE_DATE_EPOCH": "1767225600"}  # 1 January 2026


@pytest.fixture
def harbour(site: Site) -> Site:
    """A site with something of each kind that a link may lead to, or not."""
    site.set(
        SITEURL=SITEURL, STATIC_PATHS=["received", "images"], STATIC_EXCLUDES=["images/rough"], IGNORE_FILES=[".*"]
    )
    site.set(EXTRA_PATH_METADATA={"images/mark.png": {"path": "favicon.png"}})
    for picture in ("boat.png", "mark.png", "nähe zwei.png", "照片.png", "DSC1.JPG", "rough/a.png"):
        site.write(f"images/{picture}", b"no picture")
    site.write("received/saved.html", "<p>As it came.</p>")
    site.write("articles/2022/beside.png", b"no picture")
    site.write("articles/.hidden.md", "Not read.")
    site.write("notes/plan.md", "Not read.")
    site.article("second", header="redirect_from: [old/place.html]", text="One.\n\nTwo [words][a].\n\n[a]: first.md")
    site.article("draft", header="status: draft")
    site.article("skipped", header="status: skip")
    site.article("quiet", header="status: hidden")
    site.article("later", header="published: 2031-01-01")
    site.article("taken", header=WITHDRAWN)
    site.write(
        "pages/about.md", "Title: About us\n\nSee [the first](../articles/first.md), [days](../dates/2022.html).\n"
    )
    return site


def checked(site: Site, *texts: str, slug: str = "links", header: str = "") -> dict[str, list[str]]:
    """Write an article of these paragraphs, check the site, and return what is said of each of them."""
    file = site.article(slug, text="\n\n".join(texts), header=header)
    line, said, named = file.read_text("utf-8").split("\n").index(texts[0]) + 1, site.check().text, {}
    found = re.findall(rf"content/articles/{slug}\.md:(\d+): text: (.*)", said)
    for text in texts:
        link = line + text.count("\n")  # a definition stands below the link
        named[text] = [what.strip() for at, what in found if int(at) == link]
        line = link + 2
    assert sum(map(len, named.values())) == len(found), said
    return named


def text_of(fragment: str) -> str:
    return str(html.fragment_fromstring(fragment, create_parent=True).text_content())


# --- what leads somewhere --------------------------------------------------------------------------------------------

LEADS = {
    # to a text, by its file
    "[a]({filename}second.md)": "second.html",
    "[a](|filename|second.md)": "second.html",
    "[a](%7Bfilename%7Dsecond.md)": "second.html",
    "[a]({filename}/articles/second.md#p2)": "second.html#p2",
    "[a]({filename}/pages/about.md)": "../../pages/about.html",
    "[a](second.md)": "second.html",
    "[a](./second.md?x=1#p2)": "second.html?x=1#p2",
    "[a](../articles/second.md)": "second.html",
    "[a](/articles/second.md)": "second.html",
    "[a](quiet.md)": "quiet.html",
    "[a](taken.md)": "taken.html",
    "[a](links.md#p1)": "links.html#p1",
    "<a href=second.md>a</a>": "second.html",
    "<a href = 'second.md'>a</a>": "second.html",
    # to a text, by its address
    "[a](second.html)": "second.html",
    "[a](../../2022/11/second.html)": "second.html",
    "[a](/2022/11/second.html#p1)": "second.html#p1",
    "[a](/2022/11/second.html#p1:~:text=One)": "second.html#p1:~:text=One",
    f"[a]({SITEURL}/2022/11/second.html)": "second.html",
    f"<{SITEURL}/2022/11/second.html>": "second.html",
    "[a](//example.org/news/2022/11/second.html)": "second.html",
    "[a](/old/place.html)": "second.html",
    # to the files beside a page
    "[a](second.ris)": "second.ris",
    "[a](/2022/11/second.md)": "second.md",
    "[a](/2022/11/second.tei.xml)": "second.tei.xml",
    # to a copied file
    "![a]({static}/images/boat.png)": "../../images/boat.png",
    "![a]({attach}../images/boat.png)": "../../images/boat.png",
    "![a]({filename}../images/boat.png)": "../../images/boat.png",
    "![a](../images/boat.png)": "../../images/boat.png",
    "![a](/images/boat.png)": "../../images/boat.png",
    "![a][pic]\n\n[pic]: ../images/boat.png": "../../images/boat.png",
    "![a](/favicon.png)": "../../favicon.png",
    "![a]({static}/images/mark.png)": "../../favicon.png",
    "![a](/images/n%C3%A4he%20zwei.png)": "../../images/n%C3%A4he%20zwei.png",
    "![a](</images/nähe zwei.png>)": "../../images/n%C3%A4he%20zwei.png",
    "![a](/images/照片.png)": "../../images/%E7%85%A7%E7%89%87.png",
    "[a]({static}/received/saved.html)": "../../received/saved.html.txt",
    "[a](/received/saved.html)": "../../received/saved.html.txt",
    "[a](/theme/main.css)": "../../theme/main.css",
    # to what the site has besides
    "[a]({index})": "../../index.html",
    "[a](/)": "../../index.html",
    f"[a]({SITEURL})": "../../index.html",
    "[a]({tag}rowing)": "../../subjects/rowing.html",
    "[a](/subjects/rowing.html)": "../../subjects/rowing.html",
    "[a](/subjects/rowing.atom.xml)": "../../subjects/rowing.atom.xml",
    "[a](/subjects/)": "../../subjects/index.html",
    "[a](/sources)": "../../sources/index.html",
    "[a](/dates/2022/11.html)": "../../dates/2022/11.html",
    "[a](/dates/2022.html)": "../../dates/2022.html",
    "[a](/ledger/)": "../../ledger/index.html",
    "[a](/ledger/index.json)": "../../ledger/index.json",
    "[a](/feeds/all.atom.xml)": "../../feeds/all.atom.xml",
    "[a](/robots.txt)": "../../robots.txt",
    "[a](/sitemap.xml)": "../../sitemap.xml",
    "[a](/data/article.schema.json)": "../../data/article.schema.json",
    # to its own page
    "[a](#p1)": "#p1",
    "[a](#top)": "#top",
    "[a](#main)": "#main",
    "[a](?q=boats)": "links.html?q=boats",
    # elsewhere
    "[a](https://example.org/other)": "https://example.org/other",
    "[a](https://example.org.example.com/news/x)": "https://example.org.example.com/news/x",
    "[a](mailto:a@example.org)": "mailto:a@example.org",
}  # fmt: skip


def test_each_notation_leads_to_something_that_is_there(harbour: Site) -> None:
    assert checked(harbour, *LEADS) == {text: [] for text in LEADS}
    harbour.built()
    links = harbour.page("2022/11/links.html").xpath(
        "//*[@class='text']//a[not(@class='pn')]/@href | //*[@class='text']//img/@src"
    )
    assert links == [*LEADS.values()]
    assert dead_links(harbour.output, SITEURL) == []


def test_no_link_of_the_sample_and_of_our_own_site_is_dead(sample: Site, ours: Site) -> None:
    assert dead_links(sample.output) == dead_links(ours.output) == []


def test_links_lead_there_from_a_page_of_the_sites_own_too(harbour: Site) -> None:
    harbour.built()
    assert harbour.page("pages/about.html").xpath("//*[@class='text']//a/@href") == [
        "../2022/11/first.html",
        "../dates/2022.html",
    ]


# Files that come and go with others, or that programs of the site alone read.
UNSTEADY = re.compile(
    r"manifest/(files.*|unlisted)\..*|\.nojekyll|search/.*|sitemap-.*|.*/by_key/.*|places/index\.map\.svg|"
    r"(latest|ledger|sources/.*|subjects/.*|places/.*)/(\d{4}-\d\d-\d\d(-\d{6})?|undated)\.(html|json)"
)


def test_every_file_of_the_output_can_be_linked_to_from_the_root(harbour: Site) -> None:
    more = {"ARCHIVE_DATA": True, "SEARCH": True, "SOCIAL_CARDS": True, "DEFAULT_PAGINATION": 2, "MENUITEMS": []}
    harbour.set(**more)
    for n in range(9):
        harbour.article(f"a{n}", date=f"20{n + 10}-02-03", subjects="rowing, index", header="places: [there]")
    harbour.article("undated", header="terms: [there]")
    file = harbour.content / "articles/undated.md"
    file.write_text(file.read_text("utf-8").replace("2022-11-30", "unknown"), "utf-8")
    for kind in ("places", "terms"):
        harbour.write(f"register/{kind}.yaml", "there: {name: There, lat: 60, lon: 15}\n")
    harbour.built()
    steady = [path for path in harbour.tree() if not UNSTEADY.fullmatch(path)]
    moving = [path for path in harbour.tree() if re.search(r"(latest|ledger|rowing)/(2\d{3}-.*|undated)\.", path)]
    assert (len(steady) > 150, len(moving) > 10) == (True, True)
    said = checked(harbour, *(f"[a](</{path}>)" for path in moving))
    assert [found for (found,) in said.values() if "is a further page of a list" not in found] == []
    said = checked(harbour, *(f"[a](</{path}>)" for path in steady))
    assert [found for one in said.values() for found in one] == []
    harbour.built()
    assert dead_links(harbour.output, SITEURL) == []


def test_notes_readings_and_days_can_be_linked_to(harbour: Site) -> None:
    more = (
        "readings: [{was: boats boats, now: boats, kind: typographic}]\n"
        "notes: [{on: harbour, note: A remark.}]\n"
        "dates: [{on: May 3, date: 2022-05-03, what: It opened.}]\n"
    )
    harbour.article("marked", header=more, text="The harbour has boats boats since May 3.")
    links = [f"[a](marked.md#{one})" for one in ("r1", "on-1", "note-1", "d1", "notes")]
    wrong = [f"[a](marked.md#{one})" for one in ("r2", "on-2", "note-2", "d2")]
    assert [bool(said) for said in checked(harbour, *links, *wrong).values()] == [False] * 5 + [True] * 4
    checked(harbour, *links)
    harbour.built()
    assert dead_links(harbour.output, SITEURL) == []


def test_ids_of_a_text_can_be_linked_to_even_where_the_page_gives_them_other_names(harbour: Site) -> None:
    names = ("harbour", "main", "p1", "注1", "two words", "100%", "note-9")
    marked = "\n\n".join(f'<h3 id="{name}">About {number}</h3>' for number, name in enumerate(names))
    own = "[a](#main), [b](#p1)\n\n"
    harbour.article("marked", text=f"{own}{marked}\n\nA call.[^1]\n\n[^1]: A note.")
    links = [f"[a](marked.md#{quote(name)})" for name in names]
    by_address = [f"[a](/2022/11/marked.html#{quote(name)})" for name in names]
    said = checked(harbour, *links, *by_address, "[a](marked.md#fn:1)", "[a](marked.md#three)")
    assert [len(found) for found in said.values()] == [0] * (2 * len(names) + 1) + [1]
    checked(harbour, *links, *by_address, "[a](marked.md#fn:1)")
    harbour.built()
    assert dead_links(harbour.output, SITEURL) == []
    page, target = harbour.page("2022/11/links.html"), harbour.page("2022/11/marked.html")
    fragments = [
        unquote(href.partition("#")[2]) for href in page.xpath("//*[@class='text']//a[not(@class='pn')]/@href")
    ]
    headings = [target.xpath("string(//*[@id=$id])", id=fragment) for fragment in fragments[: 2 * len(names)]]
    assert headings == [f"About {number}" for number in range(len(names))] * 2


def test_an_address_in_code_is_no_link(harbour: Site) -> None:
    code = '`<a href="gone.md">`\n\n    [a](gone.md) src="gone.png"\n\nWords href="gone.md" and [a](second.md).'
    harbour.article("links", text=code)
    harbour.built()
    text = harbour.page("2022/11/links.html").xpath("string(//*[@class='text'])")
    assert '<a href="gone.md">' in text
    assert 'src="gone.png"' in text
    (item,) = (
        i for i in json.loads((harbour.output / "feeds/all.feed.json").read_text())["items"] if "links" in i["url"]
    )
    assert all(words in text_of(item["content_html"]) for words in ('src="gone.png"', 'href="gone.md"'))
    assert f'href="{SITEURL}/2022/11/second.html"' in item["content_html"]


def test_other_forms_lead_to_the_page_too(harbour: Site) -> None:
    harbour.article("links", text="See [it](second.md) and ![a boat](../images/boat.png).")
    harbour.built()
    assert "[it](second.html)" in (harbour.output / "2022/11/links.md").read_text("utf-8")
    tei = etree.parse(harbour.output / "2022/11/links.tei.xml")
    assert tei.xpath("//*[local-name()='text']//@target | //*[local-name()='text']//@url") == [
        "second.html",
        "../../images/boat.png",
    ]


# --- what leads nowhere ----------------------------------------------------------------------------------------------

NAMED = {
    "[a]({filename}gone.md)": "there is no “articles/gone.md” in the content folder",
    "[a](gone.md#p1)": "there is no “articles/gone.md” in the content folder",
    "[a](secnod.md)": "there is no “articles/secnod.md” in the content folder; did you mean “second.md”?",
    "[a]({filename}/secnod.md)": "did you mean “{filename}/articles/second.md”?",
    "[a](Second.md)": "but “articles/second.md”, and capital letters count; write “second.md”",
    "[a](/2022/11/Second.html)": "but “2022/11/second.html”, and capital letters count; write “/2022/11/second.html”",
    "![a](/images/dsc1.jpg)": "but “images/DSC1.JPG”, and capital letters count; write “/images/DSC1.JPG”",
    "![a](/images/na\u0308he%20zwei.png)": "whose accents are composed differently",
    "![a](boat.png)": "there is no “articles/boat.png” in the content folder; did you mean “../images/boat.png”?",
    "![a]({static}boat.png)": "did you mean “{static}../images/boat.png”?",
    "![a](images\\\\boat.png)": "there is no “articles/images\\boat.png”",
    "![a](second.md)": "“articles/second.md” is a text, not a picture",
    "![a]({attach}2022/beside.png)": "lies in no folder of STATIC_PATHS; put it into images/, and link",
    "![a](2022/beside.png)": "“articles/2022/beside.png” lies in no folder of STATIC_PATHS",
    "![a](../images/rough/a.png)": "“images/rough/a.png” is left out by STATIC_EXCLUDES",
    "[a]({static}second.md)": "“articles/second.md” is a text, which has a page and no copy",
    "[a](draft.md)": "“articles/draft.md” is a draft, so it has no page",
    "[a]({filename}draft.md)": "“articles/draft.md” is a draft, so it has no page",
    "[a](skipped.md)": "“articles/skipped.md” has the status skip, so it has no page",
    "[a](later.md)": "“articles/later.md” waits until 2031-01-01",
    "[a](/2022/11/later.html)": "“articles/later.md” waits until 2031-01-01",
    "[a](.hidden.md)": "“articles/.hidden.md” is left out by IGNORE_FILES",
    "[a](../notes/plan.md)": "“notes/plan.md” lies in no folder of ARTICLE_PATHS or PAGE_PATHS",
    "[a]({static}/register/publications.yaml)": "“register/publications.yaml” lies in no folder of STATIC_PATHS",
    "[a]({static}../../conf.py)": "it leads out of the content folder",
    "[a](../../../conf.html)": "it leads out of the site",
    "[a](../images)": "“images” is a folder",
    "[a]({static}/images/)": "“images” is a folder",
    "[a](second.html#p9)": "“articles/second.md” has nothing with the id “p9”",
    "[a](second.md#remarks)": "has nothing with the id “remarks”",
    "[a](#nowhere)": "“articles/links.md” has nothing with the id “nowhere”",
    "[a](/life/first-trip.html)": "the site has no “life/first-trip.html”",
    "[a](/life/second)": "the site has no “life/second”; did you mean “/2022/11/second.html”?",
    f"[a]({SITEURL}/life/first-trip.html)": "the site has no “life/first-trip.html”",
    "[a](/2022/11/second.docx)": "there is no “second.docx” beside the page of “articles/second.md”",
    "[a](/2022/11/later.ris)": "“articles/later.md” waits until 2031-01-01",
    "[a](quiet.ris)": "there is no “quiet.ris” beside the page of “articles/quiet.md”, which is hidden",
    "[a](taken.ris)": "there is no “taken.ris” beside the page of “articles/taken.md”, which was withdrawn",
    "[a](taken.md#p1)": "“articles/taken.md” was withdrawn, and its text is gone",
    "[a](/search.html)": "the site has no “search.html”",
    "[a](/subjects/judo.html)": "the site has no “subjects/judo.html”",
    "[a](/dates/2021.html)": "the site has no “dates/2021.html”",
    "[a](/subjects/rowing/2019-01-01.html)": "is a further page of a list, and such pages move",
    "[a]({tag}judo)": "no article has the subject “judo”",
    "[a]({tag}rowin)": "did you mean “{tag}rowing”?",
    "[a]({category}news)": "there are no pages for {category}",
    "[a]({author}ada)": "the register has no person “ada” of whom there is a list",
    "[a]({archives})": "there is no notation {archives}; write {filename}, {static}, {index} or {tag}",
    "[a]({{ site.url }}/x.html)": "the site has no “2022/11/{{ site.url }}/x.html”",
    "[a]()": "a link without an address",
    "![a]()": "a picture without an address",
    "[a][b]\n\n[b]: {filename}gone2.md": "there is no “articles/gone2.md”",
    "<a href=\"gone3.md\">a</a>": "there is no “articles/gone3.md”",
    "<a href=gone4.md>a</a>": "there is no “articles/gone4.md”",
    "<img src='gone.png' alt='a'>": "there is no “articles/gone.png”",
    "<q cite=\"gone5.md\">a</q>": "there is no “articles/gone5.md”",
    "[a](go\\_ne.md)": "there is no “articles/go_ne.md”",
    "[a](gone.html?a=1&amp;b=2)": "the site has no “2022/11/gone.html”",
}  # fmt: skip


def test_each_link_to_nothing_is_named_once_with_its_line_and_the_reason(harbour: Site) -> None:
    said = checked(harbour, *(text.split("\n")[-1] if text.startswith("<") else text for text in NAMED))
    assert {text: len(found) for text, found in said.items() if len(found) != 1} == {}
    assert {text: found for text, found in said.items() if NAMED[text] not in found[0]} == {}
    assert harbour.build().code == 1


def test_a_note_that_nothing_calls_is_named_at_its_line(harbour: Site) -> None:
    note = "[^x 注]: A note."
    said = checked(harbour, "One.[^1]", note, "[^1]: Another note.")
    found = "nothing in the text calls the note [^x 注]; write [^x 注] where it belongs, or remove it"
    assert said == {"One.[^1]": [], note: [found], "[^1]: Another note.": []}


def test_the_problems_that_the_docs_quote_are_those_an_editor_reads(site: Site) -> None:
    head = invalid.bases()["good"].partition(invalid.END)[0].replace("daily-example", "example-daily")
    credit, texts = "(The Daily Example, 17 May, page 3)", [*invalid.LINKS]
    site.write("articles/2024/bridge.md", head + invalid.END + "\n\n".join([*texts, credit]))
    site.write("articles/2024/photo.png", b"no picture")
    site.write("images/DSC1.JPG", b"no picture")
    site.article("2024/soon", header="status: draft")
    said = site.check().text.splitlines()
    assert [line for line in said if "bridge.md:" in line] == [invalid.message(says) for says in invalid.LINKS.values()]


@pytest.mark.parametrize("header", ["lang: en\nsummary: A line more.\n", ""])
def test_the_line_is_that_of_the_address_even_below_another_header(harbour: Site, header: str) -> None:
    texts = (
        "`[a](gone.md)` and gone.md in words.",
        "See\nthese [words\nof two lines](gone.md).",
        "<!-- [a](gone.md) -->\n",
    )
    file = harbour.article("links", text="\n\n".join(texts), header=header)
    line = file.read_text("utf-8").split("\n").index("of two lines](gone.md).") + 1
    assert re.findall(r"links\.md:(\d+): text", harbour.check().text) == [str(line)]
    flat = harbour.write(
        "articles/flat.md", "Title: Flat\nDate: 2022-12-01\nSource: Some Paper\n\n\nSee\n[it](gone.md).\n"
    )
    assert (
        f"content/articles/flat.md:{flat.read_text().split(chr(10)).index('[it](gone.md).') + 1}: text"
        in harbour.check().text
    )


def test_a_picture_that_the_header_credits_is_there(harbour: Site) -> None:
    pictures = "images:\n  - {file: images/boat.png, credit: A}\n  - file: images/bote.png\n    credit: B\n"
    file = harbour.article("links", header=pictures, text="A boat: ![a](/images/boat.png)")
    found = "the picture “images/bote.png” is not shown: there is no “images/bote.png” in the content folder"
    remedy = "did you mean “images/boat.png”?"
    assert f"content/articles/links.md:4: images.2.file: {found}; {remedy}" in harbour.check().text
    file.write_text(file.read_text("utf-8").replace("bote", "mark"), "utf-8")
    harbour.built()
    (harbour.content / "images/mark.png").unlink()
    assert "content/articles/links.md:4: images.2.file: the picture “images/mark.png” is not" in harbour.build().text


def test_an_address_that_stands_on_three_lines_is_named_on_each(harbour: Site) -> None:
    texts = ("[a](gone.md) [b](gone.md)", "[c](gone.md)", "[d](second.md)", "[e](gone.md)")
    assert [len(said) for said in checked(harbour, *texts).values()] == [1, 1, 0, 1]


def test_one_mistake_gives_one_problem(harbour: Site) -> None:
    """A link to a text that can't be read is not wrong: the text is."""
    harbour.article(
        "links", text="[a](second.md), [b](/2022/11/second.html), [c](/old/place.html#p1), ![d](../images/x/y.png)"
    )
    harbour.article("second", header="lang: xx-nowhere")
    (harbour.content / "images/x").symlink_to(harbour.content)
    problems = harbour.check().text
    assert re.findall(r"^content/articles/links\.md.*", problems, re.MULTILINE) == []
    assert "content/articles/second.md:2: lang:" in problems
    assert "content/images/x: file: is a link" in problems


def test_a_draft_may_link_to_what_comes_later_but_not_to_what_is_nowhere(harbour: Site) -> None:
    texts = ("[a](draft.md)", "[a](later.md)", "[a]({tag}to-come)", "[a](gone.md)")
    assert [len(said) for said in checked(harbour, *texts, header="status: draft").values()] == [0, 0, 0, 1]
    checked(harbour, *texts[:3], header="status: draft")
    assert harbour.build(environment=NOW).code == 0
    harbour.set(SHOW_DRAFTS=True)
    checked(harbour, texts[0], header="status: draft")
    harbour.built(environment=NOW)
    assert harbour.page("drafts/links.html").xpath("//*[@class='text']//a[not(@class='pn')]/@href") == ["draft.html"]


def test_a_text_that_waits_may_link_to_what_is_there_by_then(harbour: Site) -> None:
    harbour.article("sooner", header="published: 2030-06-01")
    links = "[a](sooner.md)", "[a](/2022/11/sooner.html)", "[a](later.md)", "[a](draft.md)"
    said = checked(harbour, *links, header="published: 2030-07-01")
    assert [len(one) for one in said.values()] == [0, 0, 1, 1]
    checked(harbour, *links[:2], header="published: 2030-07-01")
    for now in ("1767225600", "1908921600"):  # in 2026; 29 June 2030
        assert harbour.build(environment={"SOURCE_DATE_EPOCH": now}).code == 0
    harbour.built(environment={"SOURCE_DATE_EPOCH": "1911600000"})
    assert dead_links(harbour.output, SITEURL) == []


def test_without_an_address_the_site_does_not_know_its_own(site: Site) -> None:
    site.article("links", text=f"[a]({SITEURL}/gone.html), [b](/2022/11/first.html)")
    site.built()
    assert site.page("2022/11/links.html").xpath("//*[@class='text']//a[not(@class='pn')]/@href") == [
        f"{SITEURL}/gone.html",
        "first.html",
    ]
    site.set(SITEURL=SITEURL)
    site.refused("the site has no “gone.html”")


def test_a_menu_that_leads_nowhere_is_named(site: Site) -> None:
    site.set(MENUITEMS=[["About", "pages/about.html"], ["Days", "dates/index.html#main"]])
    assert "settings: warning: MENUITEMS: the site has no “pages/about.html”" in site.built().text
    site.write("pages/about.md", "Title: About\n\nUs.\n")
    assert "MENUITEMS" not in site.built().text
    assert dead_links(site.output) == []


def test_a_pretty_address_leads_to_the_file_that_is_there(site: Site) -> None:
    site.set(ARTICLE_SAVE_AS="{slug}/index.html")
    site.article("links", text="[a](/first/), [b](/first), [c](../first/#p1), [d](first.md)")
    site.built()
    links = site.page("links/index.html").xpath("//*[@class='text']//a[not(@class='pn')]/@href")
    assert links == ["../first/index.html", "../first/index.html", "../first/index.html#p1", "../first/index.html"]


# --- the cases from the field, in words of our own -------------------------------------------------------------------


def test_a_photo_report_with_addresses_from_the_root(site: Site) -> None:
    site.set(STATIC_PATHS=["static"], DEFAULT_LANG="zh-Hans")
    site.write("static/images/walk/P1.JPG", b"no picture")
    texts = [
        "![堤](/static/images/walk/P1.JPG)",
        "堤",
        "![灯](/static/images/walk/P2.JPG)",
        "见[这里](/life/spring.html)。",
    ]
    header = "Title: 港口\nDate: 2014-04-17 20:43\nLang: zh-Hans\nSource: Harbour Paper"
    file = site.write("articles/2014/walk.md", "\n\n".join((header, *texts)))
    site.refused(
        "content/articles/2014/walk.md:10: text: the picture “/static/images/walk/P2.JPG” is not shown: there is no ",
        "content/articles/2014/walk.md:12: text: the link “/life/spring.html” leads nowhere: the site has no ",
    )
    file.write_text("\n\n".join((header, *texts[:2])), "utf-8")
    site.built()
    assert site.page("2014/04/walk.html").xpath("//img/@src") == ["../../static/images/walk/P1.JPG"]
    assert dead_links(site.output) == []


def test_files_that_are_there_and_not_published(site: Site) -> None:
    site.write("articles/2024/photo.png", b"no picture")
    site.article("2024/soon", header="status: draft")
    site.article("2024/beside", text="It opened.\n\n![The bridge]({attach}photo.png)")
    site.article("2024/leads", text="It opened.\n\nMore of it [soon]({filename}soon.md).")
    picture, link = "the picture “{attach}photo.png” is not shown", "the link “{filename}soon.md” leads nowhere"
    said = site.refused(
        f"2024/beside.md:13: text: {picture}: “articles/2024/photo.png” lies in no folder of STATIC_PATHS",
        f"2024/leads.md:13: text: {link}: “articles/2024/soon.md” is a draft",
    )
    assert "2 problems in 2 files" in said.text


def test_a_missing_picture_of_a_translated_post(site: Site) -> None:
    site.article("2012/lock", text="![une mouette](lock/gull.jpg)\n\nDès lundi.", header="lang: fr")
    picture = "the picture “lock/gull.jpg” is not shown"
    site.refused(f"articles/2012/lock.md:12: text: {picture}: there is no “articles/2012/lock/gull.jpg”")


# --- builds after edits ----------------------------------------------------------------------------------------------


Edit = Callable[[Site], object]


def target(**stated: str) -> Edit:
    """Writes the article that is linked to anew."""
    return lambda site: site.article("target", **stated)


def gone(path: str, new: str = "") -> Edit:
    """Removes or renames a file of the site's folder."""
    return lambda site: (site.folder / path).rename(site.folder / new) if new else (site.folder / path).unlink()


def settings(**stated: object) -> Edit:
    return lambda site: site.set(**stated)


def all_later(site: Site) -> None:
    for slug in ("target", "first", "other"):
        site.article(slug, date="2023-01-01")


# What happens to the target of a link, and whether the link leads to something afterwards.
EDITS: dict[str, tuple[str, Edit, bool]] = {
    "a draft": ("[a](target.md)", target(header="status: draft"), False),
    "a draft, by address": ("[a](/2022/11/target.html)", target(header="status: draft"), False),
    "a draft, by a form": ("[a](/2022/11/target.ris)", target(header="status: draft"), False),
    "hidden": ("[a](target.md), [b](/2022/11/target.html)", target(header="status: hidden"), True),
    "hidden, by a form": ("[a](/2022/11/target.ris)", target(header="status: hidden"), False),
    "waits": ("[a](target.md)", target(header="published: 2031-01-01"), False),
    "withdrawn": ("[a](target.md)", target(header=WITHDRAWN), True),
    "withdrawn, by a paragraph": ("[a](target.md#p1)", target(header=WITHDRAWN), False),
    "withdrawn, by a form": ("[a](/2022/11/target.ris)", target(header=WITHDRAWN), False),
    "moves": ("[a](target.md)", target(date="2022-12-01"), True),
    "moves, by address": ("[a](/2022/11/target.html)", target(date="2022-12-01"), False),
    "moves and says so": (
        "[a](/2022/11/target.html)", target(date="2022-12-01", header="redirect_from: [2022/11/target.html]"), True),
    "says no more that it moved": ("[a](/old/target.html)", target(), False),
    "deleted": ("[a]({filename}target.md)", gone("content/articles/target.md"), False),
    "renamed": ("[a](target.md)", gone("content/articles/target.md", "content/articles/new.md"), False),
    "a paragraph less": ("[a](target.md#p2)", target(text="One."), False),
    "a paragraph less, by address": ("[a](/2022/11/target.html#p2)", target(text="One."), False),
    "a paragraph more": ("[a](target.md#p2)", target(text="One.\n\nTwo.\n\nThree."), True),
    "last of its subject": ("[a]({tag}judo)", target(subjects="rowing"), False),
    "last of its subject, by address": ("[a](/subjects/judo.html)", target(subjects="rowing"), False),
    "not the last of its subject": ("[a]({tag}rowing)", target(subjects="judo"), True),
    "last of its month": ("[a](/dates/2022/11.html)", all_later, False),
    "a picture goes": ("![a](/images/a.png)", gone("content/images/a.png"), False),
    "a picture goes, by its place": ("![a](/mark.png)", gone("content/images/b.png"), False),
    "the theme loses a file": ("[a](/theme/mine.txt)", gone("theme/static/mine.txt"), False),
    "the theme loses an id": ("[a](#mine)", gone("theme/templates/_parts/own.html"), False),
    "fewer forms": ("[a](/2022/11/target.ris)", settings(ARTICLE_FORMS=["txt"]), False),
    "pictures are left out": ("![a](/images/a.png)", settings(STATIC_EXCLUDES=["images"]), False),
    "no lists of subjects": ("[a]({tag}judo)", settings(INDEXES=["sources"]), False),
    "fewer feeds": ("[a](/subjects/judo.atom.xml)", settings(INDEX_FEEDS=["sources"]), False),
    "a file that an address means first": (
        "[a](../images/target.html)", gone("away.html", "content/images/target.html"), True),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_what_a_build_after_an_edit_says_is_what_a_clean_one_says(site: Site, edit: str) -> None:
    link, change, good = EDITS[edit]
    if "theme" in edit:
        shutil.copytree(ROOT / "theme", site.folder / "theme")
        (site.folder / "theme/static/mine.txt").write_text("Mine.")
        (site.folder / "theme/templates/_parts/own.html").write_text('<p id="mine">')
        site.set(THEME=str(site.folder / "theme"))
    site.set(EXTRA_PATH_METADATA={"images/b.png": {"path": "mark.png"}})
    for picture in "ab":
        site.write(f"images/{picture}.png", b"no picture")
    (site.folder / "away.html").write_text("Away.")
    site.article("other", header="redirect_from: [2022/images/target.html]")
    site.article("target", subjects="rowing, judo", header="redirect_from: [old/target.html]")
    site.article("links", date="2022-12-05", text=f"Words.\n\n{link}")
    site.built(environment=NOW)
    change(site)
    said = site.build(environment=NOW)
    tree = site.tree()
    site.forget()
    clean = site.build(environment=NOW)
    assert (said.code, clean.code) == (1 - good,) * 2, said.text
    if good:
        assert tree == site.tree()
        assert dead_links(site.output) == []
    else:
        named = [
            re.findall(r"^content/articles/links\.md:13: text: .*", one.text, re.MULTILINE) for one in (said, clean)
        ]
        assert len(named[0]) == 1
        assert named[0] == named[1]


def test_a_target_that_comes_back_is_linked_to_again(site: Site) -> None:
    target, away = site.article("target"), site.folder / "target.md"
    site.article("links", text="[a](target.md#p2), [b](/2022/11/target.html)")
    site.built()
    before = site.tree()
    target.rename(away)
    site.refused(
        "content/articles/links.md:11: text: the link “target.md#p2” leads nowhere",
        "the site has no “2022/11/target.html”",
    )
    away.rename(target)
    site.built()
    assert site.tree() == before


# --- addresses that two things have ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        ("slug: same", "lang: en\nslug: same",
         "b.md:3: slug: “2022/11/same.html” is the address of content/articles/a.md too"),
        ("slug: b", "", "b.md:2: slug: “2022/11/b.html” is the address of content/articles/a.md too"),
        ("redirect_from: [x.html]", "lang: en\nredirect_from:\n  - y.html\n  - x.html",
         "b.md:5: redirect_from: “x.html” is the address of content/articles/a.md too"),
        ("redirect_from: [2022/11/b.html]", "",
         "b.md:2: slug: “2022/11/b.html” is the address of content/articles/a.md too"),
        ("redirect_from: [theme/main.css]", "",
         "a.md:2: redirect_from: “theme/main.css” is the place of one of the site's own files"),
    ],
)  # fmt: skip
def test_an_address_that_two_have_is_one_problem_with_its_line(site: Site, one: str, two: str, said: str) -> None:
    site.built()
    site.article("a", header=one)
    site.article("b", header=two)
    text = site.refused(f"content/articles/{said}").text
    assert "1 problem in 1 file" in text


def test_a_copied_file_in_the_place_of_a_page_is_named_by_its_path(site: Site) -> None:
    site.write("images/x.txt", "x")
    site.set(EXTRA_PATH_METADATA={"images/x.txt": {"path": "2022/11/first.html"}})
    site.refused("content/images/x.txt: address: a page or another file stands at “2022/11/first.html”")
