"""The plan of a build follows from a change set and the output alone: nothing is read or written for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from helpers.building import Site
from pelican.settings import read_settings

from colophon.build.build import BuildContext, ChangeSet, holding, plan
from colophon.build.render_pages import NEW_PAGE, StalePage
from colophon.build.site import Site as Engine
from colophon.pages.base import Affected

FIRST, SECOND = "articles/first.md", "articles/second.md"


@pytest.fixture
def built(site: Site) -> Iterator[BuildContext]:
    site.article("second", date="2022-12-01")
    site.build_here()
    places = {"PATH": str(site.content), "OUTPUT_PATH": str(site.output), "CACHE_PATH": str(site.folder / "cache")}
    with Engine(dict(read_settings(str(site.settings), override=places))).question() as context:
        yield context


def changed(context: BuildContext, **values: Any) -> ChangeSet:
    affected = Affected(moments={}, changed={FIRST}, left={"2022/11/before.html"}, evidence=set(), before={}, after={})
    changes = ChangeSet(holding(context), {}, {FIRST}, set(), ["received/gone.txt"], 1, [], affected, set())
    return replace(changes, **values)


def test_only_affected_pages_are_compared(built: BuildContext) -> None:
    planned = plan(built, changed(built))
    articles = {page.path: stale for page, stale in planned.pages if page.template == "article"}
    assert articles == {"2022/11/first.html": None}  # it is as the last build left it
    assert {"2022/11/before.html", "received/gone.txt"} <= planned.removable
    assert "2022/12/second.html" not in planned.removable


def test_nothing_changed_means_nothing_is_compared(built: BuildContext) -> None:
    assert not [*plan(built, changed(built, articles=set(), gone=[])).pages]


def test_all_pages_are_compared_where_anything_may_be_affected(built: BuildContext) -> None:
    planned = plan(built, changed(built, affected=None))
    pages = {page.path: stale for page, stale in planned.pages}
    assert {"index.html", "2022/11/first.html", "2022/12/second.html"} <= pages.keys() <= planned.removable
    assert not any(pages.values())


def test_a_file_that_is_missing_is_stale(site: Site, built: BuildContext) -> None:
    built.output.missing.add("2022/12/second.html")
    stale = {page.path: stale for page, stale in plan(built, changed(built)).pages if stale}
    assert [(path, one.why) for path, one in stale.items() if isinstance(one, StalePage)] == [
        ("2022/12/second.html", NEW_PAGE)
    ]
