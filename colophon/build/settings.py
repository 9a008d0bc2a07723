"""What a build takes from Pelican's settings, made once: reader, addresses, theme, register, and where things lie.

The only room besides `site` that reads Pelican's settings by name for the build as a whole.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from colophon import formats
from colophon.build.features import MAP, Outfit
from colophon.build.ingest import Desk, digest_of
from colophon.model.addresses import Addresses
from colophon.model.l10n import filters
from colophon.model.names import About, Named, Names
from colophon.model.problems import Refused
from colophon.pages import Pages
from colophon.pages.context import PageContext
from colophon.readers.register import KINDS, ONE_OF, Register
from colophon.readers.settings import ReaderSettings
from colophon.rendering import figures
from colophon.rendering.assets import clean, published, within
from colophon.rendering.i18n import Interface, cased, interface, languages
from colophon.rendering.renderer import Theme
from colophon.store.database import Archive
from colophon.store.records import portable
from colophon.views.site import SiteView

MARKDOWN = ("md", "markdown", "mkd", "mdown")
OTHER_MARKUP = ("rst", "html", "htm")
REGISTER = "register"


@dataclass
class Frame:
    """The settings of one site, as the rooms want them. `kept` is the folder in which compiled templates are kept from
    build to build, if there is one."""

    settings: Mapping[str, Any]
    kept: str = ""

    def __post_init__(self) -> None:
        self.content = os.path.abspath(self.settings["PATH"])
        self.label = os.path.basename(self.content)
        self.root = os.path.dirname(self.content)
        self.ignore = list(self.settings["IGNORE_FILES"])
        self.size = int(self.settings["DEFAULT_PAGINATION"] or 20)
        self.drafts = bool(self.settings.get("SHOW_DRAFTS", False))
        try:
            ZoneInfo(self.settings.get("TIMEZONE") or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            reason = f"the setting TIMEZONE is “{self.settings['TIMEZONE']}”, which is no time zone"
            raise Refused(f"{reason}; write one as in “Europe/Paris” or “UTC”") from None
        self.addresses = Addresses.of(self.settings)
        self._held: frozenset[str] | None = None
        self.register, self.problems = Register.load(Path(self.content, REGISTER), f"{self.label}/{REGISTER}")

    @cached_property
    def today(self) -> str:
        """The one clock: SOURCE_DATE_EPOCH, else now; it only decides which articles still wait for their day."""
        stated = os.environ.get("SOURCE_DATE_EPOCH", "")
        seconds = int(stated) if stated.isdigit() else time.time()
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()

    @cached_property
    def outfit(self) -> Outfit:
        """What the site has besides its articles and their lists."""
        return Outfit(self.settings, self.templates)

    @cached_property
    def desk(self) -> Desk:
        """What workers need to read; its digest changes with whatever a reading depends on."""
        rest = (self.drafts, self.settings["ARTICLE_PATHS"], self.settings["PAGE_PATHS"], engine(), versions())
        templates = tuple(sorted({p.stem for f in self.theme.folders for p in Path(f).glob("*.html")}))
        lang, briefs = cased(str(self.settings["DEFAULT_LANG"])), bool(self.outfit.index_feeds)
        return Desk(
            replace(ReaderSettings.of(self.settings), templates=templates, default_lang=lang, briefs=briefs),
            self.register,
            self.addresses,
            rest,
        )

    @cached_property
    def register_digest(self) -> bytes:
        """Changes with anything that the register says."""
        return digest_of([self.register.entries(kind) for kind in KINDS])

    @cached_property
    def templates(self) -> list[str]:
        """The folders of templates, in the order in which they are searched."""
        return [*self.settings["THEME_TEMPLATES_OVERRIDES"], os.path.join(self.settings["THEME"], "templates")]

    @cached_property
    def interface(self) -> Interface:
        """The language of all that the theme says: INTERFACE_LANG, else DEFAULT_LANG where the theme speaks it, else
        English. A theme without catalogues speaks as it does. Raises Refused."""
        folders = [*self.settings["THEME_TEMPLATES_OVERRIDES"], self.settings["THEME"]]
        catalogues = [os.path.abspath(os.path.join(folder, "locale")) for folder in folders]
        stated = str(self.settings.get("INTERFACE_LANG") or "")
        found = interface(stated or str(self.settings["DEFAULT_LANG"]), catalogues)
        if found is None and stated:
            reason = f"the setting INTERFACE_LANG is “{stated}”, a language that the theme doesn't speak"
            raise Refused(f"{reason}; it speaks {', '.join(languages(catalogues))}")
        return found or Interface()

    @cached_property
    def site(self) -> SiteView:
        """What every page shows of the site. Raises Refused."""
        return self.outfit.site(self.interface.tag, self._held)

    def hold(self, kinds: frozenset[str]) -> None:
        """Let the site have the overviews of the kinds of index that hold articles, and of no others. This changes
        `site` and `theme`, and so all pages."""
        if kinds != self._held:
            self._held = kinds
            for name in ("site", "theme"):
                self.__dict__.pop(name, None)  # cached properties

    @cached_property
    def theme(self) -> Theme:
        """The templates and what all of them see."""
        settings = self.settings
        folders, site = self.templates, self.site
        asked = _capitals(folders)
        given = {key: value for key, value in settings.items() if key in asked and _is_plain(value)}
        seen = {**formats.GLOBALS, **figures.GLOBALS, **given, **settings["JINJA_GLOBALS"], "site": site}
        options = {k: v for k, v in settings["JINJA_ENVIRONMENT"].items() if k != "extensions" or v}
        named = sorted((k, v) for k, v in given.items() if k not in _OUTSIDE_PAGES)
        spoken = [self.interface.locale, *(Path(file).read_bytes() for file in self.interface.catalogues)]
        digest = digest_of(site, spoken, options, named, _functions(settings), engine(), versions())
        return Theme(
            tuple(os.path.abspath(folder) for folder in folders),
            tuple(settings["TEMPLATE_EXTENSIONS"]),
            tuple(sorted({"autoescape": True, **options}.items())),
            tuple({**filters(self.interface.locale), **settings["JINJA_FILTERS"]}.items()),
            tuple(settings["JINJA_TESTS"].items()),
            tuple(seen.items()),
            digest,
            digest_of(digest, _edition(folders)),
            self.interface,
            self.kept,
        )

    def site_digest(self) -> bytes:
        """Changes with the text of any template, with all that pages show besides their articles, and with any setting
        that may decide which pages there are."""
        named = sorted((k, v) for k, v in self.settings.items() if k.isupper() and k not in _OUTSIDE_PAGES)
        given = [(k, v) for k, v in named if _is_plain(v)]
        return self.theme.edition + self.register_digest + digest_of(given, self.outfit.cards)

    @cached_property
    def folders(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The folders whose files are articles, and those inside them whose files are not."""
        settings = self.settings
        apart = (*settings["ARTICLE_EXCLUDES"], *settings["PAGE_PATHS"], *settings["STATIC_PATHS"], REGISTER)
        return clean(settings["ARTICLE_PATHS"]), clean(apart)

    def kind(self, path: str) -> str | None:
        """What a file of the content is read as: an article, a page of the site's own, markup that Colophon doesn't
        read (“foreign”), or nothing."""
        ending = os.path.splitext(path)[1][1:].lower()
        if ending not in MARKDOWN and ending not in OTHER_MARKUP:
            return None
        inside, apart = self.folders
        if within(path, clean(self.settings["PAGE_PATHS"])):
            excluded = within(path, clean(self.settings["PAGE_EXCLUDES"])) or ending not in MARKDOWN
            return None if excluded else "page"
        if not within(path, inside) or within(path, apart):
            return None
        return "article" if ending in MARKDOWN else "foreign"

    def pages(self, archive: Archive, find: Callable[[str, str], str | None]) -> Pages:
        """The pages of this site, made from an archive."""
        outfit = self.outfit
        where = partial(published, self.settings)
        names = Names(self.addresses.key_of, self._registered, self._about, self.outfit.indexed, where)
        locale, maps = self.interface.locale, outfit.has(MAP)
        context = PageContext(
            archive, self.site, self.size, outfit.feeding, names, outfit.forms, maps, outfit.cards, locale, find
        )
        return Pages(context)

    def _registered(self, kind: str, key: str) -> Named | None:
        entry = self.register.find(kind, key) if kind in KINDS else None
        if entry is None:
            return None
        what = entry.what if entry.what and kind != "people" else ONE_OF[kind]
        names = tuple(sorted(entry.names.items()))
        return Named(entry.name, what=what, names=names, at=entry.at, days=entry.days)

    def _about(self, kind: str, key: str) -> tuple[str, About] | None:
        entry = self.register.find(kind, key) if kind in KINDS else None
        if entry is None:
            return None
        about = About(
            registered=True,
            note=entry.note,
            what=entry.what,
            names=tuple(sorted(entry.names.items())),
            facts=portable(_with_days(dict(sorted(entry.extra.items())))),
            sources=tuple((source["title"], source.get("url"), source["status"]) for source in entry.sources),
        )
        return entry.name, about


_FULL_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)


def _with_days(fact: Any) -> Any:
    """What the register says, with days as such."""
    if isinstance(fact, dict):
        return {part: _with_days(value) for part, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_with_days(value) for value in fact]
    return dt.date.fromisoformat(fact) if isinstance(fact, str) and _FULL_DATE.fullmatch(fact) else fact


# Settings that say where files lie or how Pelican runs: no page may depend on them, so that the same content gives the
# same bytes in any folder.
_OUTSIDE_PAGES = {
    "PATH",
    "OUTPUT_PATH",
    "THEME",
    "CACHE_PATH",
    "THEME_TEMPLATES_OVERRIDES",
    "PLUGIN_PATHS",
    "DEBUG",
    "PORT",
    "BIND",
}


_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]+")


def _is_plain(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_plain(v) for v in value)
    if isinstance(value, dict):
        return all(_is_plain(v) for v in (*value, *value.values()))
    return value is None or isinstance(value, (str, int, float, bool))


def _functions(settings: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What the settings give to templates besides plain values: told apart by their code, where they have any."""
    named = ((kind, name, value) for kind in ("JINJA_FILTERS", "JINJA_TESTS", "JINJA_GLOBALS")
             for name, value in settings[kind].items())  # fmt: skip
    found = []
    for kind, name, value in named:
        code = getattr(value, "__code__", None)
        what = f"{code.co_code!r} {code.co_consts!r} {code.co_names!r}" if code else ""
        found.append((kind, name, what or (repr(value) if _is_plain(value) else getattr(value, "__qualname__", ""))))
    return sorted(found)


def _capitals(folders: list[str]) -> set[str]:
    """The words in capitals that any template has: no other setting can show on a page."""
    files = (path for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    return {word for path in files for word in _CAPITALS.findall(path.read_text("utf-8", "replace"))}


def _edition(folders: list[str]) -> bytes:
    """A digest of all templates."""
    digest = blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.digest()


@cache
def engine() -> str:
    """A digest of the engine's own code and data, since others may make other pages."""
    digest = blake2b(digest_size=16)
    for path in sorted(p for p in Path(__file__).parents[1].rglob("*") if p.suffix in (".py", ".json", ".woff2")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def versions() -> list[str]:
    """The libraries on which the bytes of pages depend, with their versions."""
    return [
        f"{name} {importlib.metadata.version(name)}"
        for name in (
            "Markdown",
            "nh3",
            "PyYAML",
            "Jinja2",
            "babel",
            "pelican",
            "markdownify",
            "orjson",
            "pagefind-bin-extended",
            "pillow",
        )
    ]
