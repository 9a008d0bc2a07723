"""What every page shows of the site, and the small shapes that all views share. Paths are from the site's root."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from colophon.model.days import Days


class View(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of what pages show: immutable, and the same bytes for the same values."""


class Link(View, frozen=True):
    """A name and the file it leads to; `path` is None where there is no page for it. `count` is a number of
    articles, where one is shown."""

    text: str
    path: str | None
    count: int | None = None


class Further(View, frozen=True):
    """Another page of a list, and the day between it and this one: the first after an older page, the first of a newer
    page. It is None where one of them has articles without a date."""

    day: dt.date | None
    path: str


class Row(View, frozen=True, kw_only=True):
    """One article in a list: lists always show title, paper, printed page and day together. `date` is None where it is
    unknown, `source` is empty where the publication is."""

    title: str
    path: str
    lang: str
    date: Days | None
    source: str | None
    page: str | None
    original: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SiteView:
    """What is the same on every page. `url` is the absolute address of the root without a slash at the end, or empty.
    `lang` is the language of the interface, a BCP 47 tag. `feed`, `json_feed`, `corrections`, `json_corrections`,
    `ledger`, `search`, `not_found`, `robots`, `sitemap`, `opensearch`, `schema` (of an article's JSON) and `llms` are
    files, empty for none. `received`: received texts have pages of their own. `training`: models may be trained on the
    texts. `ways` are the overviews of the archive as (kind, file), dates first; `data` are the files of the whole
    archive as data; `nav` are the site's own pages in the words of its settings. `canonical` is page or source: whose
    address is the canonical one of an article. `report` is where readers report a mistake: an address or mailto: with
    {url}, {title} and {sha256}, empty for nowhere.
    """

    name: str
    tagline: str
    url: str
    lang: str
    feed: str
    static: str
    ledger: str = ""
    json_feed: str = ""
    corrections: str = ""
    json_corrections: str = ""
    search: str = ""
    not_found: str = ""
    robots: str = ""
    sitemap: str = ""
    opensearch: str = ""
    schema: str = ""
    llms: str = ""
    received: bool = False
    training: bool = False
    ways: tuple[tuple[str, str], ...] = ()
    data: tuple[Link, ...] = ()
    nav: tuple[Link, ...] = ()
    report: str = ""
    canonical: str = "page"

    @property
    def menu_files(self) -> tuple[str, ...]:
        """The files to which every page has a link."""
        return (self.search, *(path for _, path in self.ways))


class PageView(View, frozen=True):
    """One file: `path` from the root, and `root`, the relative path back (“../../”, empty in the root folder)."""

    path: str
    root: str


def page_view(path: str) -> PageView:
    """The view of the file at `path`, which has forward slashes and no slash in front."""
    return PageView(path, "../" * path.count("/"))


def site_view(settings: Mapping[str, Any], **more: Any) -> SiteView:
    """The site in Pelican's settings; `more` are further fields of the view."""
    return SiteView(
        name=str(settings["SITENAME"]),
        tagline=str(settings.get("SITESUBTITLE") or ""),
        url=str(settings["SITEURL"] or "").rstrip("/"),
        static=str(settings["THEME_STATIC_DIR"]),
        training=bool(settings.get("MODELS_MAY_TRAIN", False)),
        nav=tuple(Link(str(text), str(path)) for text, path in settings.get("MENUITEMS") or ()),
        **more,
    )
