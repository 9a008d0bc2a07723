"""The page of a received text shows the whole text, legible whatever a server says of its encoding, and comes and goes
with the articles that rest on it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from helpers.building import ROOT, Site
from lxml import html

PAGE, ARTICLE = "received/a.txt.html", "2022/11/a.html"
CHINESE = "港口今晨重开。\n\n渡轮照常。"


def rests_on(site: Site, name: str = "a.txt", data: bytes = b"Harbour open.\n", **other: str) -> None:
    """An article with a step of custody that names a file in received/; `other`: its slug, text and header, the act of
    the step and more of it."""
    site.write(f"received/{name}", data)
    act = other.get("act", "received")
    by = "" if act == "received" else "by: unknown, "
    step = f'{{act: {act}, {by}file: "received/{name}"{other.get("more", "")}}}'
    header = f"custody: [{step}]\n{other.get('header', '')}"
    site.article(other.get("slug", "a"), text=other.get("text", "Harbour open."), header=header)


def shown(site: Site, path: str = PAGE) -> str:
    """The text of a page of a received text, without the numbers of its paragraphs, which are no text."""
    (text,) = site.page(path).xpath("//div[@class='text received']")
    return str(text.text_content())


def links(site: Site, path: str) -> list[tuple[str, bool]]:
    """Where the links of a page lead, and whether each is a download."""
    found = site.page(path).xpath("//main//a[@href]")
    return [(unquote(urljoin(f"/{path}", a.get("href"))), "download" in a.attrib) for a in found]


@pytest.mark.parametrize(
    ("encoding", "more"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("gb18030", ", encoding: gb18030"),
        ("utf-16", ", encoding: UTF-16"),
        ("utf-8-sig", ", encoding: utf8"),
    ],
)
def test_a_text_in_any_encoding_is_shown_whole(site: Site, encoding: str, more: str) -> None:
    data = CHINESE.replace("\n", "\r\n").encode(encoding)
    rests_on(site, data=data, more=more, text=CHINESE, header="lang: zh-Hans")
    site.built()
    assert shown(site) == CHINESE
    page = site.page(PAGE)
    facts = " ".join(page.xpath("string(//dl)").split())
    assert hashlib.sha256(data).hexdigest() in facts
    assert f"{len(data)} bytes" in facts
    assert ("It begins with a byte order mark." in facts) == (encoding in ("utf-8-sig", "utf-16"))
    assert page.xpath("//div[@class='text received']/@lang") == ["zh-Hans"]
    assert [p.get("id") for p in page.xpath("//div[@class='text received']/p")] == ["p1", "p2"]
    assert (site.output / "received/a.txt").read_bytes() == data


def test_markup_tabs_and_spaces_stay_as_they_are(site: Site) -> None:
    text = '\n  <b>Harbour</b> &amp; "dock"\t1\n\n\n    open\n\n'
    rests_on(site, data=text.encode(), act="edited", text="Other words.")
    site.built()
    assert shown(site) == text
    assert site.page(PAGE).xpath("//div[@class='text received']//b") == []


def test_what_can_not_be_seen_is_named(site: Site) -> None:
    signs = "\x00\x1b\u202e\ufeff\u200b\u00ad\u2028"
    rests_on(site, data=f"a{'b'.join(signs)}c".encode(), act="edited", text="Other words.")
    site.built()
    named = "b".join(f"U+{ord(sign):04X}" for sign in signs)
    assert shown(site) == f"a{named}c"


def test_bytes_that_are_not_in_the_encoding_are_told_of(site: Site) -> None:
    rests_on(site, data="Hafen geöffnet".encode("latin-1"), act="edited", text="Other words.", more=", encoding: nope")
    site.built()
    assert shown(site) == "Hafen ge\ufffdffnet"
    assert "Some of its bytes are not in this encoding" in site.page(PAGE).text_content()
    assert "As received" not in site.page(PAGE).text_content()  # no step says that it was


def test_the_article_leads_to_the_page_and_to_the_bytes(site: Site) -> None:
    rests_on(site)
    site.built()
    of_article = links(site, ARTICLE)
    assert ("/received/a.txt.html", False) in of_article
    assert [download for path, download in of_article if path == "/received/a.txt"] == [True]
    assert links(site, PAGE)[:2] == [(f"/{ARTICLE}", False), ("/received/a.txt", True)]


@pytest.mark.parametrize(
    ("name", "download"),
    [("a.png", False), ("a.pdf", False), ("a.svg", True), ("a.html", True), ("a.docx", True), ("letter", True)],
)
def test_what_is_no_text_has_no_page(site: Site, name: str, download: bool) -> None:
    rests_on(site, name, data=b"<p>Harbour open.</p>", act="edited")
    site.built()
    assert list((site.output / "received").glob("*.html")) == []
    (place,) = (site.output / "received").iterdir()
    assert (f"/received/{place.name}", download) in links(site, ARTICLE)


def test_a_name_of_any_signs_can_be_followed(site: Site) -> None:
    name = "港 #1 %41 & +.TXT"
    rests_on(site, name)
    site.built()
    for page in (ARTICLE, f"received/{name}.html"):
        for path, _ in links(site, page):
            assert not path.endswith((".TXT", ".TXT.html")) or (site.output / path[1:]).is_file(), path


def test_a_shared_file_has_one_page_that_names_all_but_the_hidden(site: Site) -> None:
    rests_on(site)
    rests_on(site, slug="b", more=", by: other-daily, date: 2023-05-06", header="status: hidden")
    site.built()
    assert [path for path, _ in links(site, PAGE) if path.startswith("/2022")] == [f"/{ARTICLE}"]
    (site.content / "articles/a.md").unlink()
    site.built()
    assert [path for path, _ in links(site, PAGE) if path.startswith("/2022")] == ["/2022/11/b.html"]
    assert "Received by Other Daily · 6 May 2023" in " ".join(site.page(PAGE).text_content().split())


WITHDRAWN = "status: withdrawn\nwithdrawn: {date: 2026-01-05, why: On request.}"


@pytest.mark.parametrize("gone", ["status: draft", WITHDRAWN, "status: skip"])
def test_the_page_goes_with_its_article(site: Site, gone: str) -> None:
    rests_on(site)
    site.built()
    assert (site.output / PAGE).is_file()
    file = site.content / "articles/a.md"
    file.write_text(file.read_text().replace("---\n", f"---\n{gone}\n", 1))
    site.built()
    left = site.tree()
    assert PAGE not in left
    assert left == site.tree_from_nothing()


def test_the_page_follows_the_file_and_the_article(site: Site) -> None:
    rests_on(site)
    site.built()
    rests_on(site, data=b"Harbour closed.\n", text="Harbour closed.", header="language: de")
    site.built()
    assert shown(site) == "Harbour closed.\n"
    after = site.tree()
    assert after == site.tree_from_nothing()


def test_a_text_may_link_to_the_page_while_it_is_there(site: Site) -> None:
    rests_on(site)
    site.article("b", text="See [the text](/received/a.txt.html#p1).")
    site.built()
    assert ("/received/a.txt.html#p1", False) in links(site, "2022/11/b.html")
    (site.content / "articles/a.md").unlink()
    site.refused("articles/b.md", "the link “/received/a.txt.html#p1” leads nowhere")


def test_it_is_evidence_and_in_no_list(site: Site) -> None:
    site.set(SITEURL="https://example.org", ARCHIVE_DATA=True)
    rests_on(site)
    site.built()
    assert site.page(PAGE).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert site.page(PAGE).xpath("//link[@rel='canonical']") == []
    naming = {
        path for path in site.tree() if b"a.txt.html" in (site.output / path).read_bytes() and path[:9] != ".colophon"
    }
    assert naming == {ARTICLE, "manifest/files.sha256"}  # the list of all files


def test_a_theme_without_the_template_links_to_the_file(site: Site) -> None:
    theme = site.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    (theme / "templates/received.html").unlink()
    site.set(THEME=str(theme))
    rests_on(site)
    site.built()
    assert not (site.output / PAGE).exists()
    assert ("/received/a.txt", True) in links(site, ARTICLE)


def test_a_file_that_changes_during_the_build_stops_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from colophon.build import sidecars
    from colophon.model.problems import Refused

    digest = hashlib.sha256(b"Harbour open.\n").hexdigest()
    rests_on(site, act="edited", more=f", sha256: {digest}", text="Other words.")
    monkeypatch.setattr(sidecars, "read_file", lambda content, path: b"Harbour closed.\n")
    site.set(ARTICLE_FORMS=[])
    with pytest.raises(Refused) as refused:
        site.build_here()
    assert "changed while the site was built" in str(getattr(refused.value, "problems", refused.value))
    assert not site.output.exists()


def test_the_first_article_keeps_its_bytes(ours: Site) -> None:
    name = "received/2022/paris-olympics-symposium.txt"
    data = Path(ROOT / "content" / name).read_bytes()
    assert (ours.output / name).read_bytes() == data
    (text,) = html.parse(ours.output / f"{name}.html").xpath("//div[@class='text received']")
    assert text.text_content() == data.decode()
