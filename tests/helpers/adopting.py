"""Takes in Pelican sites: builds them with Pelican alone, adopts them, and asks the new site for each old address."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

from lxml import html

from helpers.building import ROOT, Said, run
from helpers.hosting import served

OF_THE_THEME = ("Translations", "en", "fr")
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "COLUMNS": "400"}


@dataclass
class Adopted:
    """A site, the output of Pelican alone, and what the command said when it took the site in."""

    site: Path
    old: Path
    said: Said

    @property
    def new(self) -> Path:
        return self.site / "output-colophon"

    @property
    def report(self) -> str:
        return (self.site / "adoption.md").read_text("utf-8")

    def colophon(self, *command: str) -> Said:
        """Run the command `colophon` in the site, with the new settings."""
        return run([sys.executable, "-m", "colophon", *command, "-s", "colophonconf.py"], ENVIRONMENT, self.site)

    def unanswered(self) -> dict[str, str]:
        """The old addresses that the new site doesn't answer, with the reason. Each file of the old output and each
        link of its pages is asked for over HTTP."""
        asked = sorted({*files(self.old), *links(self.old, self.site)})
        assert len(asked) > 20
        with served(self.new) as root:
            faults = ((address, fault_at(root, address)) for address in asked)
            return {address: fault for address, fault in faults if fault and not self._was_empty(address)}

    def _was_empty(self, address: str) -> bool:
        old, new = (folder / unquote(address) for folder in (self.old, self.new))
        return old.is_file() and new.is_file() and old.read_bytes() == new.read_bytes() == b""


def adopted(site: Path, settings: str = "pelicanconf.py", *more: str) -> Adopted:
    """Build a site with Pelican alone, whose output stays outside it, and adopt it."""
    old = site.with_name(f"{site.name}-old")
    content = ["content"] if (site / "content").is_dir() else []
    command = [sys.executable, "-m", "pelican", *content, "-s", settings, "-o", str(old)]
    stock = run([*command, "-e", "DELETE_OUTPUT_DIRECTORY=false"], ENVIRONMENT, site)
    assert stock.code == 0, stock.text
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    said = run([sys.executable, "-m", "colophon", "adopt", str(site), *more], ENVIRONMENT, site.parent)
    assert "Traceback" not in said.text, said.text
    assert {path: path.read_bytes() for path in before} == before  # nothing of the site changed
    return Adopted(site, old, said)


def files(folder: Path) -> Iterator[str]:
    """The addresses of all files, as links have them, and those of the folders with an index."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield quote(path.relative_to(folder).as_posix())
            if path.name == "index.html" and path.parent != folder:
                yield quote(f"{path.parent.relative_to(folder).as_posix()}/")


def links(folder: Path, site: Path) -> Iterator[str]:
    """The addresses within the site to which its pages link, as far as they led anywhere."""
    stated = (
        re.search(r'^SITEURL = "(\w.*)"', (site / "pelicanconf.py").read_text(), re.MULTILINE)
        if (site / "pelicanconf.py").is_file()
        else None
    )
    root = f"{stated[1]}/" if stated else "http://site.invalid/"
    for page in folder.rglob("*.html"):
        here = urljoin(root, quote(page.relative_to(folder).as_posix()))
        for _, _, link, _ in parsed(page).iterlinks():
            whole = urldefrag(urljoin(here, link))[0]
            inside = whole[len(root) :] if whole.startswith(root) else urlsplit(whole).path.lstrip("/")
            if (whole.startswith(root) or not urlsplit(link).netloc) and led(folder, inside):
                yield quote(unquote(inside))


def led(folder: Path, address: str) -> bool:
    """Whether the old site had something at an address."""
    path = folder / unquote(address.partition("?")[0])
    return path.is_file() or (path / "index.html").is_file()


def fault_at(root: str, address: str) -> str:
    """Why nothing answers at an address; empty where a page or a file does, or a page that leads to one which is no
    such page itself, and says so to crawlers too."""
    try:
        with urlopen(root + address) as answer:
            body, kind = answer.read(), answer.headers.get_content_type()
        if kind != "text/html":
            return "" if body else "it is empty"
        page = html.fromstring(body)
        if not (refresh := page.xpath("//meta[@http-equiv='refresh']/@content")):
            return "" if len(page.text_content().split()) > 3 else "it shows nothing"
        here = urljoin(root, address)
        target = urljoin(here, refresh[0].partition("url=")[2])
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        (robots,) = page.xpath("//meta[@name='robots']/@content")
        assert (urljoin(here, canonical), robots) == (target, "noindex")
        with urlopen(quote(unquote(target), safe=":/")) as answer:
            found = html.fromstring(answer.read())
        return "it leads on and on" if found.xpath("//meta[@http-equiv='refresh']") else ""
    except OSError as error:
        return str(error)


def parsed(page: Path) -> html.HtmlElement:
    """A page of a file."""
    return html.fromstring(page.read_text("utf-8"))


def words(element: html.HtmlElement) -> list[str]:
    """The words of an element, without code that nobody reads."""
    for gone in element.xpath(".//script|.//style|.//iframe|.//header|.//footer"):
        gone.drop_tree()
    return re.findall(r"\w+", element.text_content())


def lost_words(site: Adopted) -> dict[str, list[str]]:
    """The words of old pages of texts that are not at their addresses now, in any order."""
    lost = {}
    for page in site.old.rglob("*.html"):
        address = page.relative_to(site.old).as_posix()
        for article in () if address.startswith("drafts/") else parsed(page).xpath("//article[not(section)]"):
            now = parsed(site.new / address).text_content()
            missing = [word for word in words(article) if word not in now and word not in OF_THE_THEME]
            if missing:
                lost[address] = missing
    return lost
