"""Which types of page a built site has, found by walking it: whatever page comes to stand there is checked, without a
list that has to be kept."""

from __future__ import annotations

import re
from pathlib import Path

# Where a page stands says what it is; content/docs/settings.md names these addresses. The rest goes by its folder.
NAMED = (
    (re.compile(r"index\.html"), "front page"),
    (re.compile(r"404\.html"), "not found"),
    (re.compile(r"(drafts/)?\d{4}/\d{2}/[^/]+\.html"), "article"),
    (re.compile(r"received/.+\.html"), "text received"),
)
FURTHER = re.compile(r"\d{4}(-.*)?\.html")
REFRESH = b'<meta http-equiv="refresh"'


def page_type(path: str) -> str:
    """“front page”, “article”, “places” for all, “places: one”, “places: further”, by the path in the output."""
    for pattern, name in NAMED:
        if pattern.fullmatch(path):
            return name
    folder, *more = path.split("/")
    if not more:
        return folder.removesuffix(".html")
    if more == ["index.html"]:
        return folder
    return f"{folder}: further" if len(more) > 1 or FURTHER.fullmatch(more[0]) else f"{folder}: one"


def pages(output: Path) -> dict[str, list[str]]:
    """Every page of a site by its type, the smallest of a type first. Pages that only lead on are left out: they show
    nothing, and are gone as soon as they are opened."""
    found: dict[str, list[str]] = {}
    for file in sorted(output.rglob("*.html"), key=lambda file: (file.stat().st_size, file)):
        with file.open("rb") as opened:
            leads_on = REFRESH in opened.read(1000)
        if not leads_on:
            path = file.relative_to(output).as_posix()
            found.setdefault(page_type(path), []).append(path)
    return found


def each_state(output: Path) -> list[str]:
    """Every article, since each may show another state, and of each other type the smallest page and the largest."""
    types = pages(output)
    return sorted({p for kind, ps in types.items() for p in (ps if kind == "article" else (ps[0], ps[-1]))})


def each_type(output: Path) -> list[str]:
    """Of each type of page the largest."""
    return sorted(paths[-1] for paths in pages(output).values())
