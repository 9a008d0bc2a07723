"""A citation manager saves an article's page as what it is: a newspaper article of its day, by those who wrote it, and
by nobody where the record names nobody. It makes the same of the RIS beside the page."""

from __future__ import annotations

import pytest
from helpers.building import ROOT, Site
from helpers.citation_manager import Creator, Item, imported, ris_creator
from lxml import html

PAGE = "2022/11/paris-olympics-symposium.html"
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
FOUR = {
    "z:itemType": "newspaperArticle",
    "prism:publicationName": "Example Daily",
    "prism:publicationDate": "2022-11-30",
    "prism:startingPage": "01",
}


@pytest.fixture(params=["built now", "committed"])
def page(request: pytest.FixtureRequest, ours: Site) -> html.HtmlElement:
    folder = ours.output if request.param == "built now" else ROOT / "output"
    return html.fromstring((folder / PAGE).read_text("utf-8"))


def test_the_first_article_is_imported_whole(page: html.HtmlElement) -> None:
    assert imported(page) == Item(type="newspaperArticle", title=TITLE, publication="China Sports Daily",
        date="2022-11-30", pages="01", language="en", extra=CREDIT, rights="Rights in the text remain with its source.",
        creators=())  # fmt: skip


def test_the_tags_are_these_and_no_others(page: html.HtmlElement) -> None:
    names = [tag.get("name") or tag.get("property") for tag in page.iter("meta")]
    assert [name for name in names if name] == [
        *("viewport", "description", "color-scheme"),
        *("z:itemType", "prism:publicationName", "prism:publicationDate", "prism:startingPage", "z:extra", "z:rights"),
        *("og:type", "og:title", "og:description", "og:site_name", "article:published_time"),
    ]


def test_nothing_reads_as_an_author(page: html.HtmlElement) -> None:
    assert not page.xpath("//*[contains(@class, 'byline') or contains(@class, 'vcard')]")
    assert not page.xpath("//*[contains(@rel, 'author') or @itemprop='author']")
    assert not page.xpath("//meta[contains(@name, 'creator') or contains(@name, 'author')]")
    assert not page.xpath("//meta[contains(@property, 'author')]")


def test_the_title_is_the_title_and_nothing_else(page: html.HtmlElement) -> None:
    assert page.findtext(".//title") == TITLE
    assert page.xpath("//meta[@property='og:title']/@content") == [TITLE]


def test_the_preview_has_the_day_of_the_source(page: html.HtmlElement) -> None:
    assert page.xpath("//meta[@property='article:published_time']/@content") == ["2022-11-30"]
    assert next(page.iter("time")).get("datetime") == "2022-11-30"


# --- sites of other kinds ----------------------------------------------------------------------------------------


def page_of(site: Site) -> html.HtmlElement:
    """The page of the article x, whatever its language adds to its address."""
    (file,) = site.output.rglob("x*.html")
    return site.page(file.relative_to(site.output).as_posix())


def article(site: Site, header: str, settings: dict[str, object] | None = None) -> Item:
    """The item saved from an article with this header, of a site with these settings."""
    site.set(**(settings or {}))
    site.write("articles/x.md", f"---\ntitle: A title\ndate: 2022-11-30\n{header}\n---\n\nText.\n")
    site.built()
    return imported(page_of(site))


def test_the_address_is_the_pages_own(site: Site) -> None:
    item = article(site, "source: original", {"SITEURL": "https://example.org/news/"})
    assert item.url == "https://example.org/news/2022/11/x.html"
    assert site.page("2022/11/x.html").xpath("//meta[@property='og:url']/@content") == [item.url]


def test_a_page_that_is_not_stated_is_left_out(site: Site) -> None:
    item = article(site, "source: {publication: example-daily, date: 2022-11-30}")
    assert (item.type, item.publication, item.pages) == ("newspaperArticle", "Example Daily", None)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("newspaper", "newspaperArticle"),
        ("agency", "newspaperArticle"),
        ("magazine", "magazineArticle"),
        ("journal", "journalArticle"),
        ("site", "webpage"),
    ],
)
def test_the_register_says_what_is_cited(site: Site, what: str, kind: str) -> None:
    site.write("register/publications.yaml", f"example-daily: {{name: Some & “Such”, kind: {what}}}\n")
    item = article(site, 'source: {publication: example-daily, date: 2022-11-30, page: "7"}')
    assert (item.type, item.publication, item.pages) == (kind, "Some & “Such”", "7")
    assert item.extra == "Some & “Such”, page 7, 30 November 2022"


@pytest.mark.parametrize("header", ["source: original", ""])
def test_a_text_without_a_source_is_a_web_page(site: Site, header: str) -> None:
    item = article(site, header, {"REQUIRE_SOURCE": False})
    assert item == Item("webpage", "A title", date="2022-11-30", language="en")


def test_an_inferred_source_is_cited_as_inferred(site: Site) -> None:
    item = article(site, "source: {publication: example-daily, date: 2022-11-30, status: inferred}")
    assert item.extra == "Example Daily, page not stated, 30 November 2022; source and day inferred"


def test_the_language_is_the_texts_not_the_sites(site: Site) -> None:
    assert article(site, "lang: pt-BR\nsource: original").language == "pt-BR"
    assert page_of(site).xpath("//meta[@property='og:locale']/@content") == ["pt_BR"]


# --- who wrote it --------------------------------------------------------------------------------------------------


def author(first: str, last: str) -> Creator:
    return Creator("author", first, last)


# How the header names an author; the language of the text; the parts under which they are saved.
NAMED = [
    ("Ana Ruiz", "en", ("Ana", "Ruiz")),
    ("Vincent van Gogh", "nl", ("Vincent", "van Gogh")),
    ("Anna Maria van der Berg", "nl", ("Anna Maria", "van der Berg")),
    ("{name: Gabriel José García Márquez, family: García Márquez}", "es", ("Gabriel José", "García Márquez")),
    ("Gabriel García Márquez", "es", ("", "Gabriel García Márquez")),
    ("Juan de la Cruz", "es", ("Juan", "de la Cruz")),
    ("Anna De Vries", "nl", ("Anna", "De Vries")),
    ("{name: Lily Li, family: Li}", "en", ("Lily", "Li")),
    ("Li Ming", "zh", ("", "Li Ming")),
    ("{name: Li Ming, family: Li}", "zh", ("Ming", "Li")),
    ("李明", "zh", ("", "李明")),
    ("{name: 李明, family: 李}", "zh", ("明", "李")),
    ("محمد علي", "ar", ("", "محمد علي")),
    ("Madonna", "en", ("", "Madonna")),
    ("{name: General Administration of Sport, kind: institution}", "en", ("", "General Administration of Sport")),
]


@pytest.mark.parametrize(("written", "lang", "parts"), NAMED)
def test_an_author_is_saved_whole_or_in_the_right_parts(
    site: Site, written: str, lang: str, parts: tuple[str, str]
) -> None:
    source = "source: {publication: example-daily, date: 2022-11-30}"
    item = article(site, f"lang: {lang}\nauthors: [{written}]\ntranslators: [Bo Sample]\n{source}")
    assert (item.type, item.creators) == ("newspaperArticle", (author(*parts),))
    (file,) = site.output.rglob("x*.ris")
    lines = file.read_text("utf-8").splitlines()
    assert [ris_creator(line[6:], "author") for line in lines if line.startswith("AU")] == [author(*parts)]
    translators = [ris_creator(line[6:], "translator") for line in lines if line.startswith("A4")]
    assert [one.last for one in translators] in (["Sample"], ["Bo Sample"])


def test_a_name_keeps_what_stands_behind_it(site: Site) -> None:
    item = article(
        site, "authors: ['King, Martin Luther, Jr.']\nsource: {publication: example-daily, date: 2022-11-30}"
    )
    assert item.creators == (author("Martin Luther Jr", "King"),)


def test_a_translator_alone_is_saved_as_one_and_is_no_author(site: Site) -> None:
    """Extractors take what has the class “byline” for authors, which a translator is not."""
    item = article(site, "translators: [Bo Sample]\nsource: {publication: example-daily, date: 2022-11-30}")
    assert page_of(site).xpath("//p[@class='by']")
    assert not page_of(site).xpath("//*[contains(@class, 'byline')]")
    assert item.creators == (Creator("translator", "Bo", "Sample"),)


@pytest.mark.parametrize(
    ("date", "saved"), [("1937-08", "1937-08"), ("1937-08-07/1937-08-08",) * 2, ("unknown", "n.d.")]
)
def test_a_day_that_is_not_known_is_not_taken_from_the_page(site: Site, date: str, saved: str) -> None:
    """Such a program takes the first <time> of a page that has no date: none here is that of our own day."""
    header = f"title: A title\nsource: {{publication: unknown, date: {date}}}\npublished: 2026-11-23\n"
    steps = "custody: [{act: received, date: 2026-11-22, status: as-stated}]\n"
    site.write("articles/x.md", f"---\n{header}{steps}---\n\nText.\n")
    site.built()
    item = imported(page_of(site))
    assert "22 November 2026" in page_of(site).text_content()
    assert set(page_of(site).xpath("//time/@datetime")) <= {date}
    assert (item.type, item.date, item.publication) == ("newspaperArticle", saved, None)


# --- the reader of this test does what was measured --------------------------------------------------------------


def made(tags: dict[str, str], title: str = "A title", body: str = "") -> Item:
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in tags.items())
    return imported(html.document_fromstring(f'<html lang="en"><head><title>{title}</title>{head}</head>{body}</html>'))


WHOLE = Item("newspaperArticle", "A title", "Example Daily", "2022-11-30", "01", "en")


def test_four_tags_are_enough() -> None:
    assert made(FOUR) == WHOLE


@pytest.mark.parametrize("left_out", FOUR)
def test_three_are_not(left_out: str) -> None:
    assert made({name: content for name, content in FOUR.items() if name != left_out}) != WHOLE


@pytest.mark.parametrize(
    ("tags", "body", "field", "value"),
    [
        ({**FOUR, "article:published_time": "2026-11-23", "og:type": "website"}, "", "date", "2022-11-30"),
        ({"article:published_time": "2026-11-23", "DC.date": "2022-11-30"}, "", "date", "2026-11-23"),
        ({"og:type": "website", "DC.type": "newspaperArticle"}, "", "type", "webpage"),
        ({"og:type": "article"}, "", "type", "journalArticle"),
        ({**FOUR, "citation_journal_title": "x"}, "", "type", "journalArticle"),
        ({**FOUR, "DC.source": "Reposted from page 01"}, "", "publication", "Example Daily"),
        ({"DC.source": "Reposted from page 01"}, "", "publication", "Reposted from page 01"),
        ({**FOUR, "DC.language": "zh"}, "", "language", "zh"),
        ({**FOUR, "DC.creator": "Example Daily"}, "", "creators", (author("Example", "Daily"),)),
        ({**FOUR, "DC.creator": "Example Daily,"}, "", "creators", (author("", "Example Daily"),)),
        ({**FOUR, "citation_author": "Daily, Eve", "DC.creator": "x"}, "", "creators", (author("Eve", "Daily"),)),
        ({**FOUR, "citation_author": "A B, C D"}, "", "creators", (author("A", "B"), author("C", "D"))),
        ({**FOUR, "citation_author": "A B, C D;"}, "", "creators", (author("C D", "A B"),)),
        ({**FOUR, "z:translators": "A, B"}, '<p class="byline">x</p>', "creators", (Creator("translator", "B", "A"),)),
        ({**FOUR, "z:translators": "A, B", "citation_author": "C, D"}, "", "creators", (author("D", "C"),)),
        (FOUR, '<p class="source-byline">Reposted</p>', "creators", (author("", "Reposted"),)),
        (FOUR, '<address class="vcard body">Powered</address>', "creators", (author("", "Powered"),)),
        (FOUR, '<a rel="author">One</a>', "creators", (author("", "One"),)),
        (FOUR, '<a rel="author">One</a><a rel="author">Two</a>', "creators", ()),
        (FOUR, '<p class="byline"></p><p class="author source">x</p>', "creators", ()),
    ],
)
def test_what_wins_is_what_was_measured(tags: dict[str, str], body: str, field: str, value: object) -> None:
    assert getattr(made(tags, body=body), field) == value


def test_a_title_with_the_sites_name_is_imported_so() -> None:
    assert made(FOUR, "A title — A site").title == "A title — A site"
    assert made({**FOUR, "og:title": "A title"}, "A title — A site").title == "A title"
