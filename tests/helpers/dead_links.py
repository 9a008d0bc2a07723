"""Looks up every link of every page of a built site on disk, with Python's own HTML parser."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKING = {"href", "src", "poster", "cite", "data", "action"}


class Page(HTMLParser):
    """The addresses and the ids of one page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = {"", "top"}
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in LINKING and value is not None:
                self.addresses.append(value)
            elif name == "srcset":
                self.addresses += [candidate.split()[0] for candidate in (value or "").split(",")]


def dead_links(output: Path, own: str = "") -> list[str]:
    """Each link between files of a site that leads to nothing, or leaves the site's folder. `own` is the address of
    the site."""
    pages = {file.relative_to(output).as_posix(): Page(file) for file in output.rglob("*.html")}
    files = {file.relative_to(output).as_posix() for file in output.rglob("*") if file.is_file()}
    # The page for what is not found is shown at any address, so its links begin at the root of the server.
    roots = [f"{own}/", f"{urlsplit(own).path}/"] if own else ["/"]
    found = []
    for path, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            root = next((root for root in roots if address.startswith(root)), None)
            if root:
                target = unquote(urlsplit(address[len(root) :]).path) or "index.html"
            elif parts.scheme or parts.netloc:
                continue
            else:
                there = posixpath.join(posixpath.dirname(path), unquote(parts.path)) if parts.path else path
                target = posixpath.normpath(there)
            if target not in files:
                found.append(f"{path}: {address}: no such file")
            elif target in pages and unquote(parts.fragment.partition(":~:")[0]) not in pages[target].ids:
                found.append(f"{path}: {address}: no such id")
    return sorted(found)
