"""What a site has besides articles and lists, as its settings ask and its theme has the templates: feeds, ledger,
search, other forms of each article, what crawlers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from colophon.formats.registry import endings
from colophon.model import addresses
from colophon.model.addresses import INDEXED, LLMS, NOT_FOUND, OPENSEARCH, ROBOTS, SEARCH, SITEMAP
from colophon.model.distribution import DISTRIBUTION, installed
from colophon.model.problems import Refused
from colophon.pages.context import DATES, Feeding
from colophon.pages.feeds import ATOM_FEED
from colophon.pages.lists import WAYS
from colophon.rendering.assets import placed
from colophon.store.indexes import LATEST
from colophon.views.page import Font
from colophon.views.site import Link, SiteView, site_view

LEDGER, RECEIVED = "ledger.html", "received.html"
CREDIT, MAP = "_parts/attribution.html", "_parts/map.html"
# A theme's own form of two feeds, and the words of all others.
ATOM, CORRECTIONS, WORDS = "atom.xml", "corrections.xml", "_parts/feeds.html"
# The kinds of index that may have feeds, and those that have them unless a setting says otherwise.
FED = tuple(kind for kind in addresses.LISTS if kind not in ("latest", DATES))
USUALLY_FED = ("sources", "subjects", "people", "places")

DATA = (Link("JSON Lines", addresses.LINES), Link("SQLite", addresses.DATABASE), Link("CSV", addresses.TABLE))
NO_LISTS = "of which there are no lists"
# The libraries that only some sites use: the setting that asks for them → the extra of our package that brings them,
# and the libraries.
LIBRARIES = {
    "SEARCH": ("search", ("pagefind", "pagefind-bin-extended")),
    "SOCIAL_CARDS": ("cards", ("pillow", "uharfbuzz", "python-bidi", "icu4py")),
}


def libraries(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Those that this site uses. Raises Refused where one is not installed."""
    used: list[str] = []
    for name, (extra, group) in LIBRARIES.items():
        if not settings.get(name, False):
            continue
        if absent := [library for library in group if not installed(library)]:
            reason = f"the setting {name} needs {' and '.join(absent)}, which this Python does not have"
            raise Refused(f"{reason}; run pip install '{DISTRIBUTION}[{extra}]', or set {name} = False")
        used += group
    return tuple(used)


def extras() -> list[str]:
    """The extras of our package for which this Python has the libraries."""
    return [extra for extra, group in LIBRARIES.values() if all(map(installed, group))]


@dataclass
class Features:
    """What one site has; `templates` are the folders of its theme, in the order in which they are searched."""

    settings: Mapping[str, Any]
    templates: list[str]
    feed_items: int = 100

    def has(self, template: str) -> bool:
        """Whether the theme has a template."""
        return any(Path(folder, template).is_file() for folder in self.templates)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The endings of the files beside an article's page: those asked for, else all if the theme has the credit
        line that each of them carries. Raises Refused."""
        usual = endings() if self.has(CREDIT) else ()
        return self._chosen("ARTICLE_FORMS", usual, endings(), "which is no form of an article", CREDIT)

    def _chosen(
        self, name: str, usual: Sequence[str], allowed: Sequence[str], fault: str = NO_LISTS, template: str = ""
    ) -> tuple[str, ...]:
        """The values of a setting. Raises Refused where one is not allowed, or where the theme lacks the template."""
        values = tuple(self.settings.get(name, usual))
        if unknown := [value for value in values if value not in allowed]:
            raise Refused(f"the setting {name} has “{unknown[0]}”, {fault}; it takes {', '.join(allowed)}")
        if values and template and not self.has(template):
            raise Refused(f"the theme has no template {template}; add it, or set {name} = []")
        return values

    @cached_property
    def searched(self) -> bool:
        """Whether the site has a search page and an index for it. Raises Refused."""
        wanted = bool(self.settings.get("SEARCH", False))
        if wanted and (lacking := [name for name in (SEARCH, CREDIT) if not self.has(name)]):
            raise Refused(f"the theme has no template {lacking[0]}; add it, or set SEARCH = False")
        return wanted

    @cached_property
    def exported(self) -> bool:
        """Whether the site has its archive as data, which is made of the JSON of articles. Raises Refused."""
        wanted = bool(self.settings.get("ARCHIVE_DATA", False))
        if wanted and "json" not in self.forms:
            raise Refused("the form “json” is not in ARTICLE_FORMS; add it, or set ARCHIVE_DATA = False")
        return wanted

    @cached_property
    def cards(self) -> tuple[Font, ...] | None:
        """The fonts of social cards besides our own; None where the site has no cards. Raises Refused."""
        if not self.settings.get("SOCIAL_CARDS", False):
            return None
        return tuple(self._font(font) for font in self.settings.get("SOCIAL_CARD_FONTS", ()))

    def _font(self, stated: Any) -> Font:
        from colophon.rendering.lettering import face  # noqa: PLC0415 - HarfBuzz is slow to load

        try:
            name, index = (stated, 0) if isinstance(stated, str) else stated
            file = Path(self.settings["PATH"], "..", name).resolve()
            face((str(file), index))
            return Font(str(file), index, blake2b(file.read_bytes(), digest_size=16).digest())
        except (OSError, TypeError, ValueError) as error:
            reason = f"the setting SOCIAL_CARD_FONTS has “{stated}”, which can't be read as a font ({error})"
            raise Refused(f"{reason}; name a TrueType or OpenType file, or leave it out") from error

    @cached_property
    def indexed(self) -> tuple[str, ...]:
        """The kinds of index that the site has: all, unless a setting names some. Raises Refused."""
        return self._chosen("INDEXES", INDEXED, INDEXED)

    @cached_property
    def index_feeds(self) -> tuple[str, ...]:
        """The kinds of index that have feeds: those asked for, else the usual ones if the theme has words for them.
        Raises Refused."""
        return self._chosen("INDEX_FEEDS", USUALLY_FED if self.has(WORDS) else (), FED, template=WORDS)

    @property
    def report(self) -> str:
        """Where readers report a mistake, empty for nowhere. Raises Refused."""
        stated = str(self.settings.get("REPORT_URL") or "")
        example = "mailto:desk@example.org?subject={title}&body={url}"
        if stated and not stated.startswith(("https://", "http://", "mailto:")):
            raise Refused(f"the setting REPORT_URL is “{stated}”, which is no address; write one as in {example}")
        try:
            stated.format(url="", title="", sha256="")
        except (IndexError, KeyError, ValueError, AttributeError):
            reason = f"the setting REPORT_URL is “{stated}”; in braces it takes {{url}}, {{title}} and {{sha256}} alone"
            raise Refused(f"{reason}; write one as in {example}") from None
        return stated

    @property
    def canonical(self) -> str:
        """Whose address is the canonical one of an article, “page” or “source”. Raises Refused."""
        stated = str(self.settings.get("CANONICAL", "page"))
        if stated not in ("page", "source"):
            raise Refused(
                f"the setting CANONICAL is “{stated}”; write “page”, or “source” for the address at the source"
            )
        return stated

    @property
    def feeding(self) -> Feeding:
        """Which feeds there are, and what makes them."""
        makers = ("atom" if self.has(ATOM) else ATOM_FEED, "corrections" if self.has(CORRECTIONS) else ATOM_FEED)
        return Feeding(self.feed_items, self.index_feeds, *makers)

    def _worded(self, file: str | None, template: str = WORDS) -> str:
        """The file of a feed, if the theme has words for it, or a template of its own."""
        return str(file or "") if self.has(WORDS) or self.has(template) else ""

    def site(self, lang: str, held: frozenset[str] | None) -> SiteView:
        """What every page shows of the site, in the language of the interface. `held` are the kinds of index that hold
        articles: the site has no overview of any other. None stands for all kinds."""
        settings, has = self.settings, self.has
        overviews = [kind for kind in WAYS if kind in self.indexed] if has("overview.html") else []
        kinds = [*([DATES] if has("dates.html") else []), *overviews]
        if held is not None:
            kinds = [kind for kind in kinds if (LATEST[0] if kind == DATES else kind) in held]
        placed_files, absolute = placed(settings), bool(settings["SITEURL"])
        return site_view(
            settings,
            lang=lang,
            feed=str(settings["FEED_ALL_ATOM"] or ""),
            json_feed=self._worded(settings.get("FEED_ALL_JSON", "feeds/all.feed.json")),
            corrections=self._worded(settings.get("CORRECTIONS_FEED_ATOM", "feeds/corrections.atom.xml"), CORRECTIONS),
            json_corrections=self._worded(settings.get("CORRECTIONS_FEED_JSON", "feeds/corrections.feed.json")),
            ledger=addresses.ledger() if has(LEDGER) else "",
            search=SEARCH if self.searched else "",
            not_found=NOT_FOUND if has(NOT_FOUND) else "",
            robots="" if ROBOTS in placed_files else ROBOTS,
            # Both name addresses in full, which a site that knows none of its own can't.
            sitemap=SITEMAP if absolute and SITEMAP not in placed_files else "",
            opensearch=OPENSEARCH if absolute and self.searched and OPENSEARCH not in placed_files else "",
            schema=addresses.SCHEMA if "json" in self.forms else "",
            llms=LLMS if self.exported and LLMS not in placed_files else "",
            received=has(RECEIVED),
            data=DATA if self.exported else (),
            report=self.report,
            canonical=self.canonical,
            ways=tuple((kind, addresses.overview(kind)) for kind in kinds),
        )
