"""The settings file for Colophon: it takes the site's own settings, and sets what must differ."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pelican

from colophon import defaults
from colophon.adopting.earlier import Earlier, Text
from colophon.model.addresses import RECEIVED

SETTINGS, ADDRESSES, REPORT, OUTPUT = "colophonconf.py", "old-addresses.txt", "adoption.md", "output-colophon"
MOST_IN_MENU = 8

# The settings in which colophon.defaults differs from Pelican, and which a site has of Pelican's own where its settings
# file doesn't say otherwise.
_OF_PELICAN = ("PATH", "ARTICLE_PATHS", "PAGE_PATHS", "ARTICLE_SAVE_AS", "DEFAULT_LANG", "TIMEZONE")

_BEGIN = '''\
"""Settings of this site for Colophon: those of {old}, and what must differ. `colophon adopt` wrote this file.

What is changed in {old} counts here too, unless it is set again below.
"""

import sys
from pathlib import Path

from pelican.settings import get_settings_from_file

from colophon import defaults
from colophon.defaults import *

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))  # a settings file may import another one beside it
globals().update(get_settings_from_file(str(here / {old!r})))

# Colophon's engine and theme.
PELICAN_CLASS = defaults.PELICAN_CLASS
THEME = defaults.THEME
THEME_TEMPLATES_OVERRIDES = []  # those of the old theme fit no other
JINJA_ENVIRONMENT = defaults.JINJA_ENVIRONMENT
TEMPLATE_PAGES = {{}}  # so do templates of its own
OUTPUT_SOURCES = False
'''


@dataclass
class Changes:
    """What a check of the content adds: texts and files that are left out, fields that nothing uses, and whether the
    site is built with its plugins."""

    articles: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    plugins: bool = True


def written(
    old: str, site: Path, stated: Mapping[str, Any], pelicans: Mapping[str, Any], earlier: Earlier, changes: Changes
) -> str:
    """The text of the file. `stated` is what the old settings file `old` says, `pelicans` what holds in Pelican."""
    lines = [_BEGIN.format(old=old)]

    def add(name: str, value: Any, why: str = "") -> None:
        lines.append(f"{name} = {value if isinstance(value, _Code) else repr(value)}{f'  # {why}' if why else ''}")

    folders = _theme_folders(earlier, pelicans, site)
    if folders:
        lines.append("# The files of the old theme stay at their addresses; without this line they go.")
        add("THEME_STATIC_PATHS", _Code(f"[{', '.join((*folders, repr('static')))}]"))
    lines.append("\n# Texts as Pelican has them: what it builds is built, with a warning for each thing that is wrong.")
    add("REQUIRE_SOURCE", value=False, why="True once every article says where it comes from")
    add("STRICT", value=False, why="True once `colophon check` has no warning that must not be there")
    add("SUBJECT_FIELDS", ["subjects", "tags", "category"], "a category is a subject like any other")
    lines.append("\n# The addresses of the old site, and a folder for the new one.")
    add("OLD_ADDRESSES", _Code(f"str(here / {ADDRESSES!r})"))
    add("OUTPUT_PATH", OUTPUT)
    add("DELETE_OUTPUT_DIRECTORY", value=False)
    if not pelicans.get("FEED_ALL_ATOM"):
        add("FEED_ALL_ATOM", defaults.FEED_ALL_ATOM)
    lines.append("\n# What differs between Pelican and colophon.defaults, as this site had it.")
    content = os.path.relpath(pelicans["PATH"], site)
    for name in _OF_PELICAN:
        value = content if name == "PATH" else pelicans[name]
        if name not in stated or (name == "PATH" and stated[name] != content):
            add(name, str(value) if isinstance(value, Path) else value)
    _content(add, stated, pelicans, earlier, changes)
    plugins = earlier.plugins if changes.plugins else []
    add("PLUGINS", plugins, "those that were loaded" if plugins else "")
    add("MENUITEMS", _menu(earlier.texts), "pages of the site; Pelican's own menu can have any address")
    return "\n".join(lines) + "\n"


class _Code(str):
    """Python as it stands in the file."""


def _content(
    add: Any, stated: Mapping[str, Any], pelicans: Mapping[str, Any], earlier: Earlier, changes: Changes
) -> None:
    """What is said of the content: its folders, what is left out, and fields."""
    add("STATIC_PATHS", [*dict.fromkeys([*pelicans["STATIC_PATHS"], RECEIVED])], "received/ is for texts as they came")
    add("IGNORE_FILES", [*dict.fromkeys([*pelicans["IGNORE_FILES"], ".*", "__pycache__", "*~"])])
    for kind, files in (("ARTICLE", changes.articles), ("PAGE", changes.pages), ("STATIC", changes.files)):
        if files:
            more = _Code("".join(f"\n    {file!r}," for file in files))
            mine = f"*{kind}_EXCLUDES, " if f"{kind}_EXCLUDES" in stated else ""
            add(f"{kind}_EXCLUDES", _Code(f"[{mine}{more}\n]"), f"left out, as {REPORT} says")
    if changes.fields:
        add("EXTRA_FIELDS", changes.fields, "fields that nothing shows; without this line each gets a warning")
    if pelicans.get("DEFAULT_DATE") and pelicans["DEFAULT_DATE"] != "fs":
        default = pelicans["DEFAULT_DATE"]
        date = default if isinstance(default, str) else _date(*default)
        mine = "**DEFAULT_METADATA, " if "DEFAULT_METADATA" in stated else ""
        add("DEFAULT_METADATA", _Code(f"{{{mine}'date': {date!r}}}"), "DEFAULT_DATE")
    undated = [text.file for text in earlier.texts if not text.dated and not text.page]
    if undated:
        mine = "\n    **EXTRA_PATH_METADATA," if "EXTRA_PATH_METADATA" in stated else ""
        rest = "".join(f"\n    {f!r}: {_of(pelicans, f)!r}," for f in undated)
        add("EXTRA_PATH_METADATA", _Code(f"{{{mine}{rest}\n}}"), "no day is written in these texts")


def _of(pelicans: Mapping[str, Any], file: str) -> dict[str, Any]:
    return {**pelicans["EXTRA_PATH_METADATA"].get(file, {}), "date": "unknown"}


def _date(year: int, month: int = 1, day: int = 1, *time: int) -> str:
    clock = f" {':'.join(f'{one:02}' for one in (*time, 0, 0, 0)[:3])}" if time else ""
    return f"{year:04}-{month:02}-{day:02}{clock}"


def _theme_folders(earlier: Earlier, pelicans: Mapping[str, Any], site: Path) -> list[str]:
    """The folders of the old theme's files, as Python."""
    theme, ours = Path(earlier.theme).resolve(), Path(pelican.__file__).resolve().parent
    found = []
    for name in pelicans["THEME_STATIC_PATHS"]:
        folder = theme / name
        if not folder.is_dir():
            continue
        if folder.is_relative_to(site):
            found.append(f"str(here / {folder.relative_to(site).as_posix()!r})")
        elif folder.is_relative_to(ours):
            inside = folder.relative_to(ours).as_posix()
            found.append(f"str(Path(__import__('pelican').__file__).parent / {inside!r})")
        else:
            found.append(repr(str(folder)))
    return found


def _menu(texts: list[Text]) -> list[tuple[str, str]]:
    """The pages that Pelican's menu has."""
    pages = [text for text in texts if text.page and text.status == "published"]
    return [(text.title, text.address) for text in pages if text.address != "index.html"][:MOST_IN_MENU]
