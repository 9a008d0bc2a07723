"""What readers open is legible, whatever the server: as it is installed, or configured as
content/docs/hosting.md has it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urljoin

import pytest
from helpers.answers import Answered
from helpers.building import SITES, Site
from helpers.hosting import headers
from helpers.measuring import opened
from helpers.servers import FOLDER, SERVERS, Running, block, running
from playwright.sync_api import Browser, Page

RECEIVED = SITES / "gallery/content/received/2023"
ARTICLES = {
    "2023/03/lamp-trials.html": "lamp-trials.txt",
    "2023/03/lamps-in-chinese-zh-Hans.html": "lamps-in-chinese.txt",
}
CONFIGURED = ("nginx", "Apache", "Caddy")
TYPES = {
    "html": "text/html", "txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "bib": "text/x-bibtex",
    "ris": "application/x-research-info-systems", "jsonl": "application/jsonl", "json": "application/json",
    "xml": "xml", "css": "text/css", "js": "javascript", "db": "application/vnd.sqlite3", "zip": "zip",
    "svg": "image/svg+xml", "png": "image/png", "woff2": "font/woff2",
}  # fmt: skip
BINARY = {"db", "zip", "png", "woff2"}
SELF_TOLD = {"html", "svg", "json"}  # the file or its type says which encoding it has


@pytest.mark.parametrize(
    ("program", "ours"), [*((program, False) for program in SERVERS), *((program, True) for program in CONFIGURED)]
)
def test_the_text_received_is_legible(
    program: str, ours: bool, sample: Site, browser: Browser, answered: Answered
) -> None:
    for folder in ("", FOLDER):
        with running(program, sample.output, ours=ours, folder=folder) as server, opened(browser) as page:
            for article, file in ARTICLES.items():
                page.goto(server.base + article)
                page.get_by_role("link", name="The text kept here").click()
                check_received(page, (RECEIVED / file).read_bytes())
    settings = "configured as in hosting.md" if ours else "as it is installed"
    asked = (
        f"{settings}, at a root and in a sub-folder: the pages of an English and a Chinese text received, in Chromium"
    )
    answered(program, asked, "every word, in UTF-8; the file is downloaded byte for byte")


def check_received(page: Page, data: bytes) -> None:
    """The page of a received text that is open shows every word of it, and leads to its bytes."""
    assert page.evaluate("document.characterSet") == "UTF-8"
    assert page.locator(".received").inner_text().split() == data.decode().split()
    assert hashlib.sha256(data).hexdigest() in page.locator("dl code").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="The file, byte for byte").click()
    assert Path(download.value.path()).read_bytes() == data


@pytest.mark.parametrize("program", CONFIGURED)
@pytest.mark.parametrize("folder", ["", FOLDER])
def test_each_file_has_its_type_and_charset(program: str, folder: str, sample: Site, answered: Answered) -> None:
    files: dict[str, str] = {}
    for path in sample.tree():
        files.setdefault(path.rpartition(".")[2], path)
    files |= {"llms.txt": "llms.txt", "tei.xml": "2023/03/lamp-trials.tei.xml", "atom.xml": "feeds/all.atom.xml"}
    assert TYPES.keys() <= files.keys()
    with running(program, sample.output, ours=True, folder=folder) as server:
        for name, path in files.items():
            ending = name.rpartition(".")[2]
            if ending not in TYPES:
                continue
            answer = server.get(path)
            media, _, charset = answer.type.partition(";")
            assert (answer.status, answer.data) == (200, (sample.output / path).read_bytes())
            assert media.endswith(TYPES[ending]), path
            assert charset in ({""} if ending in BINARY else {"charset=utf-8", "" if ending in SELF_TOLD else "-"}), (
                path
            )
            sent = {name: answer.headers.get(name.lower()) for name in headers()}
            assert sent == {name: headers(path).get(name) for name in headers()}, path
    answered(program, "configured as in hosting.md: type and charset of each kind of file", "as hosting.md says")


@pytest.mark.parametrize("program", CONFIGURED)
def test_other_text_is_legible_too(program: str, sample: Site, browser: Browser, answered: Answered) -> None:
    article = "2023/03/lamps-in-chinese-zh-Hans"
    words = "守灯人"
    with running(program, sample.output, ours=True) as server, opened(browser) as page:
        for path in (f"{article}.txt", f"{article}.md", f"{article}.bib", "received/2023/lamps-in-chinese.txt"):
            page.goto(server.base + path)
            assert page.evaluate("document.characterSet") == "UTF-8", path
            assert words in page.inner_text("body"), path
        page.goto(f"{server.base}{article}.tei.xml")
        shown = page.inner_text("html")
        assert words in shown
        assert len(shown.splitlines()) > 20  # one element a line, as Chromium's own view has it
    answered(program, "configured as in hosting.md: text, Markdown, BibTeX and TEI in Chromium", "legible, in UTF-8")


@pytest.mark.parametrize("folder", ["", FOLDER])
@pytest.mark.parametrize("program", CONFIGURED)
def test_the_page_for_what_is_not_found_is_whole_at_any_depth(
    program: str, folder: str, site: Site, browser: Browser, answered: Answered
) -> None:
    if folder:
        site.set(SITEURL=f"https://example.org/{folder}")
    site.built()
    with running(program, site.output, ours=True, folder=folder) as server, opened(browser) as page:
        for path in ("nope", "deep/er/nope", "deep/er/nope.html"):
            answer = page.goto(server.base + path, wait_until="networkidle")
            assert answer is not None
            assert answer.status == 404
            assert page.locator("h1").inner_text() == "Not found"
            assert "Newsreader" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
            links = page.evaluate(
                "[...document.querySelectorAll('a, link[rel=stylesheet], script[src]')].map(e => e.href || e.src)"
            )
            assert page.evaluate("document.styleSheets.length") > 1
            here = {link.partition("#")[0] for link in links if link.startswith(server.base) and "nope" not in link}
            assert len(here) > 5
            for link in here - {server.base + path}:
                assert _found(server, link), link
    where = "in a sub-folder that SITEURL names" if folder else "at a root, without SITEURL"
    answered(
        program, f"configured as in hosting.md: /deep/er/nope {where}", "404; styled, and each link leads somewhere"
    )


def _found(server: Running, link: str) -> bool:
    return server.get(urljoin(server.base, link).removeprefix(server.base)).status == 200


@pytest.mark.parametrize("program", ["Apache", "Python"])
def test_a_listing_shows_nothing_that_is_not_published(program: str, site: Site, answered: Answered) -> None:
    for name, header in {
        "secret-draft": "status: draft",
        "secret-wait": "published: 2999-01-01",
        "secret-skip": "status: skip",
    }.items():
        site.write(f"received/{name}.txt", f"Text of {name}.\n\nMore of it.")
        site.article(name, header=header)
    site.built()
    with running(program, site.output, ours=False) as server:
        listings = [server.get(folder) for folder in ("2022/", "2022/11/", "theme/", "received/", "feeds/")]
    shown = b"".join(answer.data for answer in listings)
    assert b"first.html" in shown
    assert b"secret" not in shown
    answered(
        program, "as it is installed: lists of folders", "nothing of a draft, or of an article that waits or is skipped"
    )


@pytest.mark.parametrize("program", CONFIGURED)
def test_no_folder_is_listed(program: str, sample: Site, answered: Answered) -> None:
    folders = {path.rpartition("/")[0] + "/" for path in sample.tree() if "/" in path and not path.startswith(".")}
    without = [folder for folder in sorted(folders) if not (sample.output / folder / "index.html").exists()]
    with running(program, sample.output, ours=True) as server:
        answers = {folder: server.get(folder) for folder in without}
    assert len(answers) > 5
    for folder, answer in answers.items():
        assert answer.status in (403, 404), folder
        assert b"<h1>Not found</h1>" in answer.data
    answered(program, "configured as in hosting.md: folders without a page", "the page for what is not found, for each")


def test_apache_runs_no_received_file(site: Site, answered: Answered, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("received/a.php", "<?php phpinfo(); ?>")
    site.article("a", header="custody: [{act: edited, by: unknown, file: received/a.php}]")
    site.built()
    rules = block("apache")
    handled = {}
    for name, text in {"without": "", "with": rules}.items():
        monkeypatch.setattr("helpers.servers.block", lambda _, text=text: f"{text}\nAddHandler server-status .php\n")
        with running("Apache", site.output, ours=True) as server:
            handled[name] = server.get("received/a.php.txt").data
    assert b"Apache Server Status" in handled["without"]
    assert handled["with"] == b"<?php phpinfo(); ?>"
    answered(
        "Apache", "configured as in hosting.md, with a handler for .php: a received x.php", "its bytes; it is not run"
    )
