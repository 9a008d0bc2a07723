"""Plants a defect into a copy of a page: a check that finds nothing must be one that can find something."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.building import Site
from helpers.hosting import served


def planted(site: Site, folder: Path, path: str, **changes: str) -> Path:
    """A copy of the built site below `folder`, with the page at `path` changed: `before_text`, `in_head`, `in_body` add
    to it, `css` to its style sheet. The page's file."""
    copy = folder / "planted"
    shutil.copytree(site.output, copy)
    page = copy / path
    text = page.read_text("utf-8")
    for place, mark in (("in_head", "</head>"), ("in_body", "</main>"), ("before_text", '<div class="text"')):
        assert mark in text or place not in changes
        text = text.replace(mark, changes.get(place, "") + mark, 1)
    page.write_text(text, "utf-8")
    if "css" in changes:
        sheet = copy / "theme" / "main.css"
        sheet.write_text(sheet.read_text("utf-8") + changes["css"], "utf-8")
    return page


@contextmanager
def planted_and_served(site: Site, folder: Path, path: str, **changes: str) -> Iterator[str]:
    """The address of such a page."""
    planted(site, folder, path, **changes)
    with served(folder / "planted") as base:
        yield base + path
