"""Static files: those of the theme, and those of the content's static folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple

from colophon.model import addresses
from colophon.model.problems import ERROR, Problem
from colophon.readers.files import open_file
from colophon.readers.scanner import scan
from colophon.rendering import static_svg

_IMPORT = re.compile(r'^@import "(?P<name>[\w./-]+\.css)" layer\((?P<layer>[\w-]+)\);\n?', re.MULTILINE)
# What a style sheet can lose: comments (except `/*!`), white space, and the semicolon before a brace. Strings and
# addresses, which stay, come first. White space before a colon may part two selectors.
_LOOSE = re.compile(
    r"""("[^"\n]*"|'[^'\n]*'|url\([^)\n]*\)|/\*!.*?\*/)|/\*.*?\*/|(?:\s*;)?\s*(\})\s*|\s*([{;,])\s*|(:)\s+|\s+""",
    re.DOTALL,
)


class Static(NamedTuple):
    """A static file: its path in the output, and the files below `folder` from which it is made. `links` says whether
    these may be symbolic links, as in a theme."""

    path: str
    folder: str
    sources: tuple[str, ...]
    links: bool = False

    def open(self) -> BufferedReader:
        """Open the first file. Raises OSError where it can't be read or is a link that isn't allowed."""
        name = self.sources[0]
        return open(os.path.join(self.folder, name) if self.links else open_file(self.folder, name), "rb")

    def joined(self) -> bytes:
        """A style sheet that contains its layers, a layer a line, without their comments."""
        first = Path(self.folder, self.sources[0])

        def layer(statement: re.Match[str]) -> str:
            text = _LOOSE.sub(_tight, Path(first.parent, statement["name"]).read_text("utf-8"))
            return f"@layer {statement['layer']}{{{text.strip()}}}\n"

        return _IMPORT.sub(layer, first.read_text("utf-8")).encode()


def of_theme(settings: Mapping[str, Any]) -> Iterator[Static]:
    """The theme's static files. A style sheet becomes one file with the style sheets that it imports by layer. Of files
    with one place, that of the last folder counts, as in Pelican."""
    yield from {static.path: static for static in _of_folders(settings)}.values()


def _of_folders(settings: Mapping[str, Any]) -> Iterator[Static]:
    target = str(settings["THEME_STATIC_DIR"]).strip("/")
    for folder in settings["THEME_STATIC_PATHS"]:
        root = os.path.join(settings["THEME"], folder)
        stamps = scan(root, list(settings["IGNORE_FILES"]), links=True)[0] if os.path.isdir(root) else {}
        parts = {name: _parts(root, name) for name in stamps if name.endswith(".css")}
        joined = {part for names in parts.values() for part in names}
        for name in sorted(stamps.keys() - joined):
            if os.path.basename(name) == "README.md":
                continue  # written for those who change the theme
            names = (name, *parts.get(name, ()))
            place = name.removeprefix("css/") if parts.get(name) else name
            yield Static(f"{target}/{place}", root, names, links=True)


def of_content(settings: Mapping[str, Any], paths: Iterable[str]) -> dict[str, str]:
    """The static ones of some files of the content: path below the content folder → path in the output. A file that
    has a place of its own is static wherever it lies."""
    inside, outside = clean(settings["STATIC_PATHS"]), clean(settings["STATIC_EXCLUDES"])
    own = {path for path, more in settings["EXTRA_PATH_METADATA"].items() if "path" in more}
    return {p: place(settings, p) for p in paths if (p in own or within(p, inside)) and not within(p, outside)}


def problems(content: str, path: str) -> list[Problem]:
    """The parts of a static SVG file of the content that could run a script or load something from elsewhere. Received
    files are published as they are, so they are not checked here."""
    if not path.lower().endswith((".svg", ".svgz")) or within(path, (addresses.RECEIVED,)):
        return []
    label = os.path.basename(content)
    remedy = "save the picture as plain SVG, without scripts and with all that it shows inside it"
    return [
        Problem(f"{label}/{path}", line, "picture", f"the SVG has {what}", remedy, ERROR)
        for line, what in static_svg.faults(Path(content, path))
    ]


def published(settings: Mapping[str, Any], path: str) -> str | None:
    """The path in the output of a file of the content; None where it isn't static."""
    return of_content(settings, (path,)).get(path)


def place(settings: Mapping[str, Any], path: str) -> str:
    """The path in the output of a static file: the one in EXTRA_PATH_METADATA, else the usual one."""
    return str(settings["EXTRA_PATH_METADATA"].get(path, {}).get("path", addresses.static(path)))


def placed(settings: Mapping[str, Any]) -> set[str]:
    """The paths in the output that EXTRA_PATH_METADATA names."""
    return {str(more["path"]) for more in settings["EXTRA_PATH_METADATA"].values() if "path" in more}


def within(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a path is one of `folders` or below one; every path is below the empty folder."""
    return any(not f or path == f or path.startswith(f + "/") for f in folders)


def clean(folders: Iterable[str]) -> tuple[str, ...]:
    """Folders for `within`: without slashes at the ends, and empty for the content folder itself."""
    return tuple("" if f in ("", ".") else os.path.normpath(f).replace(os.sep, "/").strip("/") for f in folders)


def _parts(root: str, name: str) -> tuple[str, ...]:
    try:
        text = Path(root, name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    folder = os.path.dirname(name)
    return tuple(os.path.normpath(os.path.join(folder, m["name"])) for m in _IMPORT.finditer(text))


def _tight(match: re.Match[str]) -> str:
    return str(match[match.lastindex]) if match.lastindex else " " * match[0].isspace()
