"""The addresses of the output: the file of each article, index and piece of evidence.

An address is the path of a file, relative to the output, with forward slashes. It follows from the thing itself, never
from what else the site has.
"""

from __future__ import annotations

import datetime as dt
import re
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any

from pelican.utils import slugify

from colophon.model.article import TERM_KINDS, Article
from colophon.model.spelling import composed

FRONT = "index.html"
NOT_FOUND, SEARCH, ROBOTS, OPENSEARCH = "404.html", "search.html", "robots.txt", "opensearch.xml"
SITEMAP, LLMS, NO_JEKYLL = "sitemap.xml", "llms.txt", ".nojekyll"

# Files and folders of the site itself; SEARCHED has the index of the search page, DATA the archive as data, MANIFEST
# the lists of all files, of which SUMS lists the lists.
SEARCHED, DATA, SCHEMA = "search", "data", "data/article.schema.json"
MANIFEST, SUMS = "manifest", "manifest/SHA256SUMS"
LINES, DATABASE, TABLE = "data/articles.jsonl", "data/articles.db", "data/ledger.csv"
SINGLES = (NOT_FOUND, SEARCH, SEARCHED, ROBOTS, OPENSEARCH, SITEMAP, LLMS, DATA, MANIFEST)
# The key of the articles without a date, and the part of a key that stands for a month that is not known.
UNDATED, UNKNOWN = "undated", "unknown"
INDEXED = ("sources", *TERM_KINDS)
LEDGER = "ledger"
LISTS = ("latest", "dates", *INDEXED)

# The folder of the texts and files received, below the content folder and in the output.
RECEIVED = "received"
# Endings of files that run no script on the site's origin: a browser shows, plays or downloads them.
_INERT = frozenset(
    "txt md csv tsv json jsonl bib ris pdf rtf doc docx odt xls xlsx ods ppt pptx odp epub djvu jpg jpeg png gif webp "  # noqa: SIM905 - shorter
    "avif heic tif tiff bmp jp2 mp3 m4a ogg oga opus wav flac aac mp4 m4v mov webm ogv mkv avi zip 7z warc".split()
)

# Names that Windows reserves for devices, with any ending.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
# A key as editors write it, in the register.
KEY = re.compile(r"[a-z0-9-]{1,80}")
_LONGEST_KEY, _DIGEST = 80, 8  # characters
_BAD = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
# Nearly every address matches this and needs no further check: no device has a name of five letters, or of digits.
_SURE = re.compile(r"(?:(?:[a-z0-9_-]{5,100}|[0-9]{1,4})/){0,5}[a-z0-9_-]{5,100}(?:\.[a-z]{1,5})?")
_CODE = re.compile(r"%[-#]?[A-Za-z]")  # of strftime
_SEPARATORS = "-_. "
_PLAIN_PATTERN = re.compile(r"(?:[^{}]|\{(?:date:%[Ymd]|slug|lang)\})*")


class Unsafe(ValueError):
    """An address outside the output, or one that some file system can't store; the text says why."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of one site; the patterns are Pelican's *_SAVE_AS settings."""

    article: str
    article_lang: str
    draft: str
    draft_lang: str
    page: str
    page_lang: str
    default_lang: str
    substitutions: tuple[tuple[str, str], ...]
    # files and folders of the site itself, in lower case, where no article may be
    reserved: tuple[str, ...] = ()
    # the kinds of index that the site has, besides the list of all
    indexed: tuple[str, ...] = INDEXED
    # the texts that stand at an old address, by their files
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Mapping[str, Any], kept: Mapping[str, str] | None = None) -> Addresses:
        """From Pelican's settings, and old addresses at which texts stand."""
        substitutions = settings.get("TAG_REGEX_SUBSTITUTIONS") or settings["SLUG_REGEX_SUBSTITUTIONS"]
        own = (FRONT, settings["FEED_ALL_ATOM"], settings["THEME_STATIC_DIR"], *SINGLES, *LISTS)
        # In Pelican a folder of files may have texts too.
        copied = settings["STATIC_PATHS"] if settings.get("STRICT", True) else (RECEIVED,)
        return cls(
            str(settings["ARTICLE_SAVE_AS"]),
            str(settings["ARTICLE_LANG_SAVE_AS"]),
            str(settings["DRAFT_SAVE_AS"]) or "drafts/{slug}.html",
            str(settings["DRAFT_LANG_SAVE_AS"]) or "drafts/{slug}-{lang}.html",
            str(settings["PAGE_SAVE_AS"]),
            str(settings["PAGE_LANG_SAVE_AS"]),
            str(settings["DEFAULT_LANG"]).lower(),
            tuple((old, new) for old, new, *_ in substitutions),
            tuple(str(name).lower() for name in (*own, *copied) if name),
            tuple(settings.get("INDEXES", INDEXED)),
            dict(kept or {}),
        )

    def of_article(self, article: Article) -> str:
        """The file of an article. Raises Unsafe."""
        if article.path in self.kept and article.status != "draft":
            return self.free(self.kept[article.path])
        patterns = (self.draft, self.draft_lang) if article.status == "draft" else (self.article, self.article_lang)
        return self.free(self._fill(self._of_language(*patterns, article), article))

    def _of_language(self, usual: str, other: str, article: Article) -> str:
        """The pattern for the language of an article: `usual` for that of the site."""
        return usual if article.lang.lower() == self.default_lang else other

    def free(self, address: str) -> str:
        """Returns a safe address. Raises Unsafe where it is not safe, or is that of one of the site's own files."""
        if f"{linkable(address).lower()}/".startswith(self._taken):
            raise Unsafe(f"“{address}” is the place of one of the site's own files")
        return address

    @cached_property
    def _taken(self) -> tuple[str, ...]:
        return tuple(f"{name}/" for name in self.reserved)

    def of_page(self, page: Article) -> str:
        """The file of one of the site's own pages, such as About. Raises Unsafe."""
        pattern = self._of_language(self.page, self.page_lang, page)
        return linkable(self.kept.get(page.path) or self._fill(pattern, page))

    def _fill(self, pattern: str, article: Article) -> str:
        plain, date = _plain(pattern), article.date and article.date.day
        if plain is not None and date and date.year >= 1000:
            year, month, day = date.isoformat().split("-")
            return plain.format(year=year, month=month, day=day, slug=article.slug, lang=article.lang)
        return self._filled(pattern, article)

    def _filled(self, pattern: str, article: Article) -> str:
        extra = {key: value for key, value in article.extra.items() if isinstance(value, str)}
        category = _letters(extra.pop("category", "misc"), self.substitutions) or "misc"
        pattern = _known_part(pattern, len(article.date.known) if article.date else 0)
        moment = dt.datetime.combine(article.date.first if article.date else dt.date.min, article.time or dt.time())
        if moment.year < 1000:  # strftime writes early years in the platform's way
            pattern = pattern.replace("%Y", f"{moment.year:04}")
        values = {"slug": article.slug, "date": moment, "lang": article.lang, "category": category, "author": ""}
        try:
            return pattern.format(**{**extra, **values, "path": article.path})
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise Unsafe(f"the address pattern “{pattern}” asks for {error}, which the article doesn't have") from error

    def key_of(self, name: str) -> str:
        """The key of a name: the name itself where it is a KEY, as those of the register are; else its letters, by the
        substitutions, a “_” and a digest of the name. So keys are equal if names are, and only then, as
        `spelling.composed` compares them; and they are file names on every system."""
        return _keys(self.substitutions)(name)

    def entries(self, article: Article) -> Iterator[tuple[str, str, str | None]]:
        """The indexes of an article, as (kind, key, name); the name is None where the register has it."""
        key_of = _keys(self.substitutions)
        yield "latest", "", None
        if article.withdrawn:
            return  # the list of all articles and the ledger say that it was there; no other list leads to it
        if article.source is not None and article.source.publication and "sources" in self.indexed:
            yield "sources", key_of(article.source.publication), article.source.publication
        for kind in TERM_KINDS:
            words = article.terms.get(kind, ())
            if kind == "people":
                words = (*words, *keys_of_people(article))
            if words and kind in self.indexed:
                named = {key_of(word): word for word in words} if kind == "subjects" else dict.fromkeys(words)
                for key in named:
                    yield kind, key, named[key]


def keys_of_people(article: Article) -> tuple[str, ...]:
    """The keys of the people who wrote or translated a text: it is in their lists."""
    contributors = (*article.authors, *article.translators)
    return tuple(one.key for one in contributors if one.key and one.kind == "person")


@lru_cache(maxsize=64)
def _known_part(pattern: str, known: int) -> str:
    """A pattern without what needs more of a date than its first `known` parts: year, month and day. “undated” stands
    where nothing of the date is left."""
    if known == 3 or "{date" not in pattern:
        return pattern
    # A date of several parts becomes several dates, since a slash may be between the parts.
    pattern = re.sub(r"\{date:([^}]*)\}", lambda date: _CODE.sub(r"{date:\g<0>}", date[1]), pattern)
    folders = pattern.split("/")
    kept = [_known_of(part, known) for part in folders]
    if not any("{date" in part for part in kept):
        dated = next(n for n, part in enumerate(folders) if "{date" in part)
        kept[dated : dated + 1] = [UNDATED, kept[dated]] if dated < len(kept) - 1 else [f"{UNDATED}-{kept[dated]}"]
    return "/".join(part for part in kept if part)


def _known_of(part: str, known: int) -> str:
    """A folder or the file of a pattern with the known dates alone. Of the separators around what is left out one
    stays, between two others."""
    name, ending = match.groups() if (match := re.fullmatch(r"(.*[^/.])(\.\w+)", part)) else (part, "")
    kept, *rest = re.split(r"(\{date[^}]*\})", name)
    for date, between in zip(rest[::2], rest[1::2], strict=True):
        if _needs(date) <= known:
            kept += date + between
        else:
            kept += between.lstrip(_SEPARATORS) if not kept or kept[-1] in _SEPARATORS else between
    return (kept.rstrip(_SEPARATORS) if kept != name else kept) + ending


def _needs(date: str) -> int:
    """How many parts of a date must be known for a field of a pattern: 1 for the year, 2 for the month, 3 for all."""
    codes = [code[-1] for code in _CODE.findall(date)]
    return max((1 if code in "YyGC" else 2 if code in "mbBh" else 3 for code in codes), default=3)


@lru_cache(maxsize=64)
def _plain(pattern: str) -> str | None:
    """The pattern without dates, which are slow to format; None where it has other fields than day, slug, language."""
    if not _PLAIN_PATTERN.fullmatch(pattern):
        return None
    return pattern.replace("{date:%Y}", "{year}").replace("{date:%m}", "{month}").replace("{date:%d}", "{day}")


@lru_cache(maxsize=8)
def _keys(substitutions: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    """Returns the function from names to keys. Its cache does not hash the substitutions, which are slow to hash."""

    @lru_cache(maxsize=65536)
    def key_of(name: str) -> str:
        name = composed(name)
        if KEY.fullmatch(name) and name not in DEVICES:
            return name
        digest = b32encode(blake2b(name.encode(), digest_size=_DIGEST * 5 // 8).digest()).decode().lower()
        letters = _letters(name, substitutions)[: _LONGEST_KEY - _DIGEST - 1]
        return f"{letters.rstrip('-') or 'x'}_{digest}"

    return key_of


def _letters(name: str, substitutions: tuple[tuple[str, str], ...]) -> str:
    """The letters and digits of a name in [a-z0-9], with hyphens between its words; empty where it has none."""
    return re.sub("[^a-z0-9]+", "-", slugify(name, regex_subs=substitutions)).strip("-")


def index(kind: str, key: str) -> str:
    """The first page of an index."""
    if kind == "latest":
        return FRONT
    return f"{kind}/{key if key != 'index' else 'key_index'}.html"  # index.html is the overview of the kind


def key_in(name: str) -> str:
    """The key in the name of the first page of an index, as `index` makes it."""
    key = name.removesuffix(".html")
    return "index" if key == "key_index" else key


def overview(kind: str, beginning: str = "") -> str:
    """The overview of the indexes of a kind, or its page for the keys with one beginning. No key is “by_key”."""
    if not beginning:
        return f"{kind}/index.html"
    return f"{kind}/by_key/{beginning if beginning not in DEVICES else f'key_{beginning}'}.html"


def year(number: int) -> str:
    """The page of the days of a year."""
    return f"dates/{number:04d}.html"


def month(of_year: int, number: int) -> str:
    """The key of the index of a month, which is one of the kind “dates”."""
    return f"{of_year:04d}/{number:02d}"


def month_unknown(of_year: int) -> str:
    """The key of the index of a year's articles whose month is not known."""
    return f"{of_year:04d}/{UNKNOWN}"


def span(kind: str, key: str, start: int) -> str:
    """A further page of an index, named after the start of its span (see records.moment_of): “undated” where that is
    before the calendar begins."""
    days, seconds = divmod(start, 24 * 60 * 60)
    name = dt.date.fromordinal(days).isoformat() if days else UNDATED
    if seconds:
        name += f"-{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    return f"latest/{name}.html" if kind == "latest" else f"{kind}/{key}/{name}.html"


def ledger(start: int | None = None) -> str:
    """The first page of the ledger, or the page of the span that starts at a moment."""
    return "ledger/index.html" if start is None else span("ledger", "", start).replace("//", "/")


def shard(start: int) -> str:
    """The folder of the shard of the search index for the span that starts at a moment."""
    return span(SEARCHED, "", start).replace("//", "/").removesuffix(".html")


def sitemap(shard: str, part: int) -> str:
    """One list of addresses for crawlers. It is in the root, since a list may name only files below its folder."""
    return f"sitemap-{shard}.xml" if part == 0 else f"sitemap-{shard}-{part + 1}.xml"


def beside(path: str, form: str) -> str:
    """The file beside the page at `path` with the ending `form`."""
    return f"{path.removesuffix('.html')}.{form}"


def inert(path: str) -> bool:
    """Whether a file, by its ending, can't run scripts on the origin of the site."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return bool(dot) and ending.lower() in _INERT


def static(path: str) -> str:
    """The file of the output for a static file of the content. A received file that is not inert (HTML, SVG, XML, or
    without ending) gets the ending .txt, so that servers and browsers take it for plain text."""
    return f"{path}.txt" if path.startswith(f"{RECEIVED}/") and not inert(path) else path


def received_page(place: str) -> str:
    """The page that shows the text of a received file, by the place of the file in the output. No copied file has such
    a name, since received HTML is copied with the ending .txt."""
    return f"{place}.html"


def safe(path: str) -> str:
    """Returns a safe path. Raises Unsafe where it is outside the output or not a file name on every system."""
    if _SURE.fullmatch(path):
        return path
    parts = path.split("/")
    if not path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise Unsafe(f"“{path}” is not a path inside the output")
    if _BAD.search(path) or any(part[-1] in ". " or part.split(".", 1)[0].lower() in DEVICES for part in parts):
        raise Unsafe(f"“{path}” is not a file name on every system")
    if any(part.startswith(".") for part in parts):
        raise Unsafe(f"“{path}” would be a hidden file")
    if any(len(part.encode()) > 200 for part in parts) or len(path.encode()) > 1000:
        raise Unsafe(f"“{path[:60]}…” is too long for a file name")
    return path


def linkable(path: str) -> str:
    """Returns a safe path of a page, which links contain as it is. Raises Unsafe."""
    if "#" in path or "%" in path:
        raise Unsafe(f"“{path}” has a # or %, which mean something else in an address")
    return safe(path)
