"""content/docs/theming.md names every template, block, part, function, style sheet, custom property and field of a
view, and nothing that is not there. Overriding one part takes one file."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from functools import cache, cached_property
from pathlib import Path

import pytest
from helpers.building import ROOT, Site, words
from jinja2 import Environment, nodes

import colophon.views
from colophon import formats
from colophon.build.settings import FIGURES
from colophon.model import article as model
from colophon.model.l10n import LOCALE, filters
from colophon.model.names import About, Named
from colophon.rendering.i18n import MARKS
from colophon.store.records import Account
from colophon.views.feed import FeedPage
from colophon.views.page import Page

DOC = (ROOT / "content" / "docs" / "theming.md").read_text("utf-8")
GLOBALS = {**formats.GLOBALS, **FIGURES}
TEMPLATES = ROOT / "theme" / "templates"
STYLES = ROOT / "theme" / "static" / "css"
SPAN = re.compile(r"`([^`\n]+)`")


def section(heading: str) -> str:
    return DOC.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]


def listed(heading: str) -> set[str]:
    """What stands between backticks in the first column of a section's table."""
    rows = re.findall(r"^\| (`.+?) \|", section(heading), re.MULTILINE)
    assert rows, heading
    return {name for row in rows for name in SPAN.findall(row)}


def test_every_template_is_named() -> None:
    assert listed("## Templates") == {file.stem for file in TEMPLATES.iterdir() if file.is_file()}


def test_every_block_is_named() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    trees = [environment.parse(file.read_text("utf-8")) for file in TEMPLATES.rglob("*.html")]
    assert listed("## Blocks") == {block.name for tree in trees for block in tree.find_all(nodes.Block)}


def test_every_part_is_named() -> None:
    assert listed("## Parts") == {file.stem for file in (TEMPLATES / "_parts").iterdir()}


def test_every_function_and_filter_is_named() -> None:
    named = set(SPAN.findall(section("## Functions and filters")))
    given = {"once", *GLOBALS, *filters(LOCALE), *(f"{mark}(…)" for mark in MARKS)}
    assert given - named == set()
    assert named - given == {"(article, site, credit)", "JINJA_FILTERS", "JINJA_GLOBALS"}


def test_every_style_sheet_is_named_and_joined() -> None:
    joined = {
        name
        for file in ("main.css", "rooms.css")
        for name in re.findall(r'@import "(.+?)"', (STYLES / file).read_text())
    }
    joined_into = {"main.css", "rooms.css", "feed.css"}
    assert listed("## Styles") == joined == {file.name for file in STYLES.iterdir()} - joined_into
    assert joined_into <= set(SPAN.findall(section("## Styles")))


def test_every_custom_property_is_named() -> None:
    styles = "".join(file.read_text("utf-8") for file in STYLES.glob("*.css"))
    assert listed("## Custom properties") == set(re.findall(r"(--[\w-]+)\s*:", styles))
    assert set(re.findall(r"var\((--[\w-]+)", styles)) <= listed("## Custom properties")


# What no template sees: bases of views, and what travels.
UNSEEN = ("Font", "Provider", "RecordView", "StoredEntry", "View")


@cache
def views() -> dict[str, set[str]]:
    """The fields and properties of every class that a template may see."""
    records = [c for c in vars(model).values() if inspect.isclass(c) and issubclass(c, model.Record)]
    found: list[type] = [About, Account, FeedPage, Named, *(c for c in records if c is not model.Record)]
    for module in pkgutil.iter_modules(colophon.views.__path__):
        classes = vars(importlib.import_module(f"colophon.views.{module.name}")).items()
        found += [c for name, c in classes if inspect.isclass(c) and c.__module__ == f"colophon.views.{module.name}"
            and not name.startswith("_") and name not in UNSEEN and not name.endswith(("Page", "Parts"))]  # fmt: skip
    return {c.__name__: {*fields(c), *properties(c)} for c in found}


def properties(view: type) -> set[str]:
    """Those that templates use: what stands beside a page is for who writes files."""
    named = {name for name, _ in inspect.getmembers(view, _is_property)}
    return named - {"beside"} if issubclass(view, Page) else named


def fields(view: type) -> set[str]:
    if dataclasses.is_dataclass(view):
        return {field.name for field in dataclasses.fields(view)}
    return set(getattr(view, "_fields", getattr(view, "__struct_fields__", ())))


def _is_property(value: object) -> bool:
    return isinstance(value, property | cached_property)


@pytest.mark.parametrize("name", sorted(views()))
def test_every_field_of_a_view_is_named(name: str) -> None:
    assert listed(f"### {name}") == views()[name]


def test_no_view_is_described_that_is_not_there() -> None:
    assert set(re.findall(r"^### (\w+)$", DOC, re.MULTILINE)) == set(views())


def test_one_file_overrides_one_part(site: Site, tmp_path: Path) -> None:
    site.article("second", date="2022-12-01")
    assert site.build().code == 0
    before = site.tree()
    part = tmp_path / "overrides" / "_parts" / "neighbours.html"
    part.parent.mkdir(parents=True)
    part.write_text('<p class="mine">{{ article.title }} has neighbours.</p>')
    site.set(THEME_TEMPLATES_OVERRIDES=[str(tmp_path / "overrides")])
    assert site.build().code == 0
    page = site.page("2022/12/second.html")
    assert [" ".join(words(p)) for p in page.xpath("//p[@class='mine']")] == ["The second article has neighbours."]
    assert not page.xpath("//*[@class='neighbours']")
    assert page.xpath("//dl[@class='slip']")
    after = site.tree()
    changed = {path for path in before if path.endswith(".html") and before[path] != after[path]}
    assert changed == {"2022/11/first.html", "2022/12/second.html"}
