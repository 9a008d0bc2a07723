"""What a build takes from Pelican's settings, made once: reader, addresses, theme, register, and where files lie."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from colophon import formats
from colophon.build.destinations import Destinations
from colophon.build.features import MAP, Features, libraries
from colophon.build.fingerprint import Incomparable, fingerprint
from colophon.build.ingest import ReaderContext, digest_of
from colophon.model.addresses import RECEIVED, Addresses
from colophon.model.l10n import filters
from colophon.model.names import About, Named, Names
from colophon.model.problems import WARNING, Problem, Refused
from colophon.pages import Pages
from colophon.pages.context import PageContext
from colophon.readers.links import MARKDOWN, OTHER_MARKUP
from colophon.readers.old_addresses import OldAddresses
from colophon.readers.register import KINDS, ONE_OF, Register
from colophon.readers.settings import ReaderSettings
from colophon.rendering.assets import clean, published, within
from colophon.rendering.charts import bars, heat_strip
from colophon.rendering.i18n import Interface, cased, interface, languages
from colophon.rendering.maps import places_map
from colophon.rendering.renderer import Theme
from colophon.store.database import Archive
from colophon.store.records import portable
from colophon.views.site import SiteView

_FULL_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
MARKUP = (*MARKDOWN, *OTHER_MARKUP)
REGISTER = "register"

# The libraries on which the bytes of every page depend.
LIBRARIES = (
    "Markdown", "docutils", "Pygments", "nh3", "PyYAML", "Jinja2", "MarkupSafe", "babel", "pelican", "markdownify",
    "orjson",
)  # fmt: skip

# The settings that templates see; the setting of this name adds others.
TEMPLATE_SETTINGS = (
    "AUTHOR", "DEFAULT_LANG", "DEFAULT_PAGINATION", "FEED_ALL_ATOM", "FEED_DOMAIN", "LINKS", "LOCALE", "MENUITEMS",
    "SITELOGO", "SITENAME", "SITESUBTITLE", "SITEURL", "SOCIAL", "THEME_STATIC_DIR", "TIMEZONE",
)  # fmt: skip
# The functions that draw figures in templates.
FIGURES = {"bars": bars, "heat_strip": heat_strip, "places_map": places_map}
# Settings that say where files lie or how Pelican runs: no page depends on them, so that the same content gives the
# same bytes in any folder.
_OUTSIDE_PAGES = {
    "PATH", "OUTPUT_PATH", "THEME", "CACHE_PATH", "THEME_TEMPLATES_OVERRIDES", "PLUGIN_PATHS", "DEBUG", "PORT", "BIND",
    "OLD_ADDRESSES",
}  # fmt: skip
_JINJA = ("JINJA_ENVIRONMENT", "JINJA_FILTERS", "JINJA_TESTS", "JINJA_GLOBALS")


@dataclass(frozen=True)
class SiteConfig:
    """The settings of one site, as the build uses them.

    `settings` are Pelican's. `content` is the absolute path of the content folder, `label` its name. `size` is the
    number of articles on a page of a list, `feed_items` that of a feed. `problems` are those of the register and of
    `old`, the addresses of an earlier site. `kinds` are the kinds of index that hold articles; None while they are not
    known.
    """

    settings: Mapping[str, Any]
    content: str
    label: str
    ignore: list[str]
    size: int
    feed_items: int
    addresses: Addresses
    register: Register
    problems: list[Problem]
    old: OldAddresses = field(default_factory=OldAddresses)
    kinds: frozenset[str] | None = None
    _holding: dict[frozenset[str], SiteConfig] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> SiteConfig:
        """From Pelican's settings. Raises Refused where one of them can't be used."""
        content = os.path.abspath(settings["PATH"])
        label = os.path.basename(content)
        if (encoding := sys.getfilesystemencoding()) != "utf-8":
            reason = f"Python reads the names of files as {encoding} here, not as UTF-8"
            raise Refused(f"{reason}; set the environment variable PYTHONUTF8=1")
        try:
            ZoneInfo(settings.get("TIMEZONE") or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            reason = f"the setting TIMEZONE is “{settings['TIMEZONE']}”, which is no time zone"
            raise Refused(f"{reason}; write one as in “Europe/Paris” or “UTC”") from None
        _check_patterns(settings)
        register, problems = Register.load(Path(content, REGISTER), f"{label}/{REGISTER}")
        old, wrong = OldAddresses.of(settings)
        return cls(
            settings=old.placed(settings),
            content=content,
            label=label,
            ignore=list(settings["IGNORE_FILES"]),
            size=_number(settings, "DEFAULT_PAGINATION", 20),
            feed_items=_number(settings, "FEED_MAX_ITEMS", 100),
            addresses=Addresses.of(settings, old.texts),
            register=register,
            problems=[*problems, *wrong],
            old=old,
        )

    @property
    def today(self) -> str:
        """The day by SOURCE_DATE_EPOCH, else by the clock. It is not cached: a preview may run over midnight."""
        stated = os.environ.get("SOURCE_DATE_EPOCH", "")
        seconds = int(stated) if stated.isdigit() else time.time()
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()

    @cached_property
    def features(self) -> Features:
        """What the site has besides its articles and their lists."""
        return Features(self.settings, self.templates, self.feed_items)

    @cached_property
    def reader_context(self) -> ReaderContext:
        """What workers read with."""
        templates = tuple(sorted({p.stem for f in self.theme.folders for p in Path(f).glob("*.html")}))
        lang, briefs = cased(str(self.settings["DEFAULT_LANG"])), bool(self.features.index_feeds)
        kept, stated = self.old.texts, self.old.unplaced(self.settings)
        settings = ReaderSettings.of(stated)
        settings = replace(settings, templates=templates, default_lang=lang, briefs=briefs, kept=kept)
        # The same folder by another path gives the same articles.
        alike = replace(settings, content=self.label, markdown={})
        paths = [self.settings.get(name) for name in ("SHOW_DRAFTS", "ARTICLE_PATHS", "PAGE_PATHS")]
        names = [(k, e.key, e.name, sorted(e.names.items())) for k in KINDS for e in self.register.entries(k)]
        try:
            markdown = fingerprint(settings.markdown)
        except Incomparable as error:
            markdown = os.urandom(16)
            found = f"it holds {error}, which can't be compared, so all articles are read at each build"
            self.problems.append(Problem("settings", 0, "MARKDOWN", found, "give a function or a name", WARNING))
        fonts = self.features.cards
        digest = digest_of(alike, markdown, names, self.addresses, paths, fonts, engine(), self.versions)
        return ReaderContext(settings, self.register, self.addresses, digest, fonts)

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
        """INTERFACE_LANG, else DEFAULT_LANG where the theme has a catalogue for it, else English. Raises Refused."""
        folders = [*self.settings["THEME_TEMPLATES_OVERRIDES"], self.settings["THEME"]]
        catalogues = [os.path.abspath(os.path.join(folder, "locale")) for folder in folders]
        stated = str(self.settings.get("INTERFACE_LANG") or "")
        spoken = interface(stated or str(self.settings["DEFAULT_LANG"]), catalogues)
        if spoken is None and stated:
            reason = f"the setting INTERFACE_LANG is “{stated}”, a language that the theme doesn't speak"
            raise Refused(f"{reason}; it speaks {', '.join(languages(catalogues))}")
        return spoken or Interface()

    @cached_property
    def site(self) -> SiteView:
        """What every page shows of the site. Raises Refused."""
        return self.features.site(self.interface.tag, self.kinds)

    def holding(self, kinds: frozenset[str]) -> SiteConfig:
        """The same with the overviews of these kinds of index alone, which hold articles. A preview makes it once."""
        if kinds == self.kinds:
            return self
        if kinds not in self._holding:
            self._holding[kinds] = other = replace(self, kinds=kinds)
            # Only these depend on the kinds. The other cached properties are copied, so that they are made once.
            vars(other).update({k: v for k, v in vars(self).items() if k not in ("kinds", "site", "theme")})
        return self._holding[kinds]

    @cached_property
    def theme(self) -> Theme:
        """The templates and what all of them see."""
        settings, site = self.settings, self.site
        shown = {key: settings[key] for key in self._shown() if key in settings}
        options = {k: v for k, v in settings["JINJA_ENVIRONMENT"].items() if k != "extensions" or v}
        texts = [self.interface.locale, *(Path(file).read_bytes() for file in self.interface.catalogues)]
        digest = digest_of(site, texts, self.fingerprints[0], engine(), self.versions)
        files = ((folder, p) for folder in self.templates for p in sorted(Path(folder).rglob("*")) if p.is_file())
        return Theme(
            folders=tuple(os.path.abspath(folder) for folder in self.templates),
            extensions=tuple(settings["TEMPLATE_EXTENSIONS"]),
            options=tuple(sorted({"autoescape": True, **options}.items())),
            filters=tuple({**filters(self.interface.locale), **settings["JINJA_FILTERS"]}.items()),
            tests=tuple(settings["JINJA_TESTS"].items()),
            globals=tuple({**formats.GLOBALS, **FIGURES, **shown, **settings["JINJA_GLOBALS"], "site": site}.items()),
            digest=digest,
            edition=digest_of(digest, [(str(p.relative_to(f)), p.read_bytes()) for f, p in files]),
            interface=self.interface,
        )

    @cached_property
    def own_words(self) -> str:
        """The text of all templates and settings, which may name files of the content folder."""
        files = (path for folder in self.templates for path in sorted(Path(folder).rglob("*")) if path.is_file())
        values = [value for name, value in self.settings.items() if name.isupper() and _is_plain(value)]
        return "\n".join([repr(values), *(path.read_text("utf-8", "replace") for path in files)])

    def _shown(self) -> list[str]:
        """The names of the settings that templates see."""
        return sorted({*TEMPLATE_SETTINGS, *self.settings.get("TEMPLATE_SETTINGS", ())})

    @cached_property
    def fingerprints(self) -> tuple[list[bytes], list[Problem]]:
        """Of each setting that templates see or that adds to Jinja; and a warning for each that can't be compared."""
        prints, problems = [], []
        for name in dict.fromkeys((*self._shown(), *_JINJA)):
            try:
                prints.append(fingerprint((name, self.settings.get(name))))
            except Incomparable as error:
                prints.append(os.urandom(16))
                found = f"a value in it can't be compared with that of the last build ({error})"
                found += ", so all pages are rendered"
                problems.append(Problem("settings", 0, name, found, "give a function or a plain value", WARNING))
        return prints, problems

    @property
    def versions(self) -> list[str]:
        """The libraries on which the bytes of pages depend, with their versions."""
        return versions(libraries(self.settings))

    def site_digest(self) -> bytes:
        """Changes with any template, with what pages show besides articles, and with the settings that pages use."""
        values = [(k, self.settings[k]) for k in sorted(self.settings) if k.isupper() and k not in _OUTSIDE_PAGES]
        plain = [(k, v) for k, v in values if _is_plain(v)]
        return self.theme.edition + self.register_digest + digest_of(plain, self.features.cards, self.old)

    @cached_property
    def folders(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The folders whose files are articles, and those inside them whose files are not."""
        settings = self.settings
        # In Pelican a folder of texts may be one of files too, and texts are not copied.
        copied = settings["STATIC_PATHS"] if settings.get("STRICT", True) else (RECEIVED,)
        apart = (*settings["ARTICLE_EXCLUDES"], *settings["PAGE_PATHS"], *copied, REGISTER)
        return clean(settings["ARTICLE_PATHS"]), clean(apart)

    def kind(self, path: str) -> str | None:
        """What a file is read as: “article”, “page”, or nothing."""
        ending = os.path.splitext(path)[1].lower()
        if ending not in MARKUP or self.settings["READERS"].get(ending[1:], ending) is None:
            return None
        if within(path, clean(self.settings["PAGE_PATHS"])):
            # Pelican excludes the folders of articles from those of pages, and articles may be anywhere.
            excluded = tuple(folder for folder in clean(self.settings["PAGE_EXCLUDES"]) if folder)
            return None if within(path, excluded) else "page"
        inside, apart = self.folders
        if not within(path, inside) or within(path, apart):
            return None
        return "article"

    def pages(self, archive: Archive, files: Mapping[str, Any]) -> Pages:
        """The pages of this site, made from an archive and the files of the content folder."""
        features, where = self.features, partial(published, self.settings)
        names = Names(self.addresses.key_of, self._registered, self._about, features.indexed, where)
        parts = (features.feeding, names, features.forms, features.has(MAP), features.cards, self.interface.locale)
        return Pages(
            PageContext(archive, self.site, self.size, *parts, Destinations(self, archive, files).of, self.old)
        )

    def _registered(self, kind: str, key: str) -> Named | None:
        entry = self.register.find(kind, key) if kind in KINDS else None
        if entry is None:
            return None
        what = entry.what if entry.what and kind != "people" else ONE_OF.get(kind)
        return Named(entry.name, what=what, names=tuple(sorted(entry.names.items())), at=entry.at, days=entry.days)

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


def _with_days(fact: Any) -> Any:
    """What the register says, with days as such."""
    if isinstance(fact, dict):
        return {part: _with_days(value) for part, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_with_days(value) for value in fact]
    return dt.date.fromisoformat(fact) if isinstance(fact, str) and _FULL_DATE.fullmatch(fact) else fact


def _is_plain(value: object) -> bool:
    if isinstance(value, (list, tuple, dict)):
        return all(_is_plain(v) for v in ((*value, *value.values()) if isinstance(value, dict) else value))
    return value is None or isinstance(value, (str, int, float, bool))


def _number(settings: Mapping[str, Any], name: str, default: int) -> int:
    """A setting that is a positive number, or nothing. Raises Refused."""
    stated = settings.get(name) or default
    if not str(stated).isdecimal():
        raise Refused(f"the setting {name} is “{stated}”, which is no number; write one such as {default}")
    return int(stated)


def _check_patterns(settings: Mapping[str, Any]) -> None:
    """Refuse a regular expression that Python can't read."""
    patterns = [(name, settings.get(name) or "") for name in ("FILENAME_METADATA", "PATH_METADATA")]
    name = "SLUG_REGEX_SUBSTITUTIONS"
    try:
        patterns += [(name, pattern) for pattern, _ in settings.get(name) or ()]
    except (TypeError, ValueError):
        raise Refused(f"the setting {name} is no list of pairs; write (pattern, replacement) for each") from None
    for name, pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            raise Refused(f"the setting {name} has “{pattern}”, which is no regular expression: {error}") from None


@cache
def engine() -> str:
    """A digest of the engine's own code and data, since others may make other pages."""
    files = sorted(p for p in Path(__file__).parents[1].rglob("*") if p.suffix in (".py", ".json", ".ttf"))
    return blake2b(b"".join(path.read_bytes() for path in files), digest_size=16).hexdigest()


@cache
def versions(optional: tuple[str, ...] = ()) -> list[str]:
    """The libraries that every build uses, and some that only a few do, with their versions."""
    return [f"{name} {importlib.metadata.version(name)}" for name in (*LIBRARIES, *optional)]
