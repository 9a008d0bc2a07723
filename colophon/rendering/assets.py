"""Files that are copied as they are: the theme's own, and those of the content's static folders."""

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
# A comment, for the theme's keepers alone (`/*!` is for everyone); or white space that means nothing; or a string, an
# address, which may look as if they held one.
_LOOSE = re.compile(r"""("[^"\n]*"|'[^'\n]*'|url\([^)\n]*\)|/\*!.*?\*/)|/\*.*?\*/|\s*([{};,])\s*|\s+""", re.DOTALL)


class Static(NamedTuple):
    """One file to come: its place in the output, and the files below `folder` that it is made of. `links` says whether
    these may be links, as a theme's may."""

    path: str
    folder: str
    sources: tuple[str, ...]
    links: bool = False

    def open(self) -> BufferedReader:
        """The first file, to be read. Raises OSError where it can't be read, or where a link leads to it."""
        name = self.sources[0]
        return open(os.path.join(self.folder, name) if self.links else open_file(self.folder, name), "rb")

    def joined(self) -> bytes:
        """A style sheet with its layers joined in, a rule a line, without their comments."""
        first = Path(self.folder, self.sources[0])
        return _IMPORT.sub(lambda m: _layer(first.parent / m["name"], m["layer"]), first.read_text("utf-8")).encode()


def of_theme(settings: Mapping[str, Any]) -> Iterator[Static]:
    """The theme's static files. A style sheet that imports others by layer is joined with them into one file."""
    target = str(settings["THEME_STATIC_DIR"]).strip("/")
    for folder in settings["THEME_STATIC_PATHS"]:
        root = os.path.join(settings["THEME"], folder)
        stamps = scan(root, list(settings["IGNORE_FILES"]), links=True)[0] if os.path.isdir(root) else {}
        parts = {name: _parts(root, name) for name in stamps if name.endswith(".css")}
        joined = {part for found in parts.values() for part in found}
        for name in sorted(stamps.keys() - joined):
            if os.path.basename(name) == "README.md":
                continue  # it is for the theme's keepers
            names = (name, *parts.get(name, ()))
            place = name.removeprefix("css/") if parts.get(name) else name
            yield Static(f"{target}/{place}", root, names, links=True)


def of_content(settings: Mapping[str, Any], paths: Iterable[str]) -> dict[str, str]:
    """Those of some files of the content that are static: path below the content folder → place in the output."""
    inside, outside = clean(settings["STATIC_PATHS"]), clean(settings["STATIC_EXCLUDES"])
    return {p: place(settings, p) for p in paths if within(p, inside) and not within(p, outside)}


def problems(content: str, path: str) -> list[Problem]:
    """What could run a script, or load something from elsewhere, in a static file of the content. What was received is
    published as it came, so it isn't looked at here."""
    if not path.lower().endswith((".svg", ".svgz")) or within(path, (addresses.RECEIVED,)):
        return []
    label = os.path.basename(content)
    remedy = "save the picture as plain SVG, without scripts and with all that it shows inside it"
    return [
        Problem(f"{label}/{path}", line, "picture", f"the SVG has {what}", remedy, ERROR)
        for line, what in static_svg.faults(Path(content, path))
    ]


def published(settings: Mapping[str, Any], path: str) -> str | None:
    """Where one file of the content stands in the output; None where it isn't static."""
    return of_content(settings, (path,)).get(path)


def place(settings: Mapping[str, Any], path: str) -> str:
    """The file of the output for a static file of the content, unless EXTRA_PATH_METADATA names another."""
    return str(settings["EXTRA_PATH_METADATA"].get(path, {}).get("path", addresses.static(path)))


def placed(settings: Mapping[str, Any]) -> set[str]:
    """Where EXTRA_PATH_METADATA puts files."""
    return {str(more["path"]) for more in settings["EXTRA_PATH_METADATA"].values() if "path" in more}


def within(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a path is one of `folders` or lies in one; the empty folder holds everything."""
    return any(not f or path == f or path.startswith(f + "/") for f in folders)


def clean(folders: Iterable[str]) -> tuple[str, ...]:
    """Folders as `within` takes them: no slash at either end, and the content folder itself empty."""
    return tuple("" if f in ("", ".") else os.path.normpath(f).replace(os.sep, "/").strip("/") for f in folders)


def _parts(root: str, name: str) -> tuple[str, ...]:
    try:
        text = Path(root, name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    folder = os.path.dirname(name)
    return tuple(os.path.normpath(os.path.join(folder, m["name"])) for m in _IMPORT.finditer(text))


def _layer(path: Path, layer: str) -> str:
    text = _LOOSE.sub(_tight, path.read_text("utf-8"))
    return f"@layer {layer}{{\n{text.strip()}\n}}\n"


def _tight(found: re.Match[str]) -> str:
    kept, mark = found[1], found[2]
    if kept or mark:
        return kept or ("}\n" if mark == "}" else mark)
    return " " if found[0].isspace() else ""
