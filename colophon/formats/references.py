"""The reference in the formats of citation tools: CSL-JSON, BibTeX and RIS.

Authors and translators are those whom the record names, each name divided as far as that can be told (see
model/people.py). The day is the source's, never ours, and no more of it than is known.

CSL-JSON follows the input schema of CSL 1.0.2: an array of one item. The schema has no variable for the language of an
original, so `custom` has it. BibTeX is in UTF-8, with the fields of biblatex and for the older plain styles. It has no
type for a newspaper, so the entry is an @article with an `entrysubtype`. It counts braces even behind a backslash, so a
brace in a text becomes a command. RIS follows the specification of 2012: a tag, two spaces, a hyphen and a space begin
each line, and CR LF ends it. It has no tag for the language of an original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

from colophon.formats.registry import FORMATS, Format
from colophon.model.days import Days
from colophon.model.people import CitedName, cited_name
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

_NO_KEY = re.compile(r"[\W_]+")
_TRANSLATIONS = {"machine": "machine translation", "human": "human translation"}
_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
    }
)
# Styles put the word “edition” behind an edition.
_EDITION = re.compile(r"\s+edition$", re.IGNORECASE)
_PAIR = re.compile(r"(-(?=-)|'(?='))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference; every value is on one line.

    The names are those of CSL 1.0.2. `newspaper` says that the text was printed in `container`, None where the
    publication is not known; otherwise it is a page of the site, and `container` is the site's name. `key` follows from
    the page's address. `page` is a string, since a zero in front counts. `language` and `original_language` are BCP 47
    tags; `genre` is the kind of translation. `url` is the address of our page; `note` is the credit line. None is what
    is not known.
    """

    key: str
    newspaper: bool
    authors: tuple[CitedName, ...]
    translators: tuple[CitedName, ...]
    title: str
    original_title: str | None
    container: str | None
    issued: Days | None
    page: str | None
    edition: str | None
    volume: str | None
    issue: str | None
    section: str | None
    language: str
    original_language: str | None
    genre: str | None
    url: str | None
    note: str
    abstract: str | None


def citation(article: ArticleView, site: SiteView, credit: str) -> Citation:
    """The reference to `article`: to the print, or to the page of `site` where no source is stated. All formats share
    it."""
    shared_key = (citation, site.url, site.name, credit)
    cited: Citation | None = article.shared.get(shared_key)
    if cited is not None:
        return cited
    record, source, translation = article.record, article.source, article.translation
    paper = source.record if source else None
    container = source.name if source else site.name
    language = (translation.record.origin if translation else None) or record.lang
    cited = article.shared[shared_key] = Citation(
        # A letter comes first, since older readers of BibTeX accept no digit there.
        key="article-" + _NO_KEY.sub("-", article.path.rpartition(".")[0] or article.path).strip("-"),
        newspaper=paper is not None,
        authors=tuple(cited_name(one, language) for one in record.authors),
        translators=tuple(cited_name(one, record.lang) for one in article.translators),
        title=_line(record.title),
        original_title=_line(paper.title) if paper and paper.title else None,
        container=_line(container) if container else None,
        issued=record.date,
        page=_line(paper.page) if paper and paper.page else None,
        edition=_EDITION.sub("", paper.edition) or paper.edition if paper and paper.edition else None,
        volume=paper.volume if paper else None,
        issue=paper.issue if paper else None,
        section=paper.section if paper else None,
        language=record.lang,
        original_language=translation.record.origin if translation else None,
        genre=_TRANSLATIONS.get(translation.record.method or "", "translation") if translation else None,
        url=f"{site.url}/{article.quoted}" if site.url else None,
        note=_line(credit),
        abstract=_line(record.summary) if record.summary else None,
    )
    return cited


def _line(text: str) -> str:
    """The text on one line: reference formats end a value, or a paragraph, where a line ends."""
    return " ".join(text.split())


def csl(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """One item in an array."""
    cited = citation(article, site, credit)
    day = cited.issued
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper" if cited.newspaper else "webpage",
        "author": [_csl_name(name) for name in cited.authors] or None,
        "translator": [_csl_name(name) for name in cited.translators] or None,
        "title": cited.title,
        "original-title": cited.original_title,
        "container-title": cited.container,
        "issued": {"date-parts": [list(end) for end in day.ends]} if day else None,
        "page": cited.page,
        "edition": cited.edition,
        "volume": cited.volume,
        "issue": cited.issue,
        "section": cited.section,
        "language": cited.language,
        "genre": cited.genre,
        "URL": cited.url,
        "note": cited.note,
        "abstract": cited.abstract,
        "custom": {"original-language": cited.original_language} if cited.original_language else None,
    }
    known = {name: value for name, value in item.items() if value is not None}
    return orjson.dumps([known]) + b"\n"


def _csl_name(name: CitedName) -> dict[str, str]:
    if name.whole:
        return {"literal": name.whole}
    parts = {
        "family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix
    }  # fmt: skip
    return {part: value for part, value in parts.items() if value}


def bibtex(article: ArticleView, site: SiteView, credit: str) -> str:
    """One entry of a bibliography."""
    cited = citation(article, site, credit)
    fields = {
        "author": " and ".join(map(_bibtex_name, cited.authors)) or None,
        "translator": " and ".join(map(_bibtex_name, cited.translators)) or None,
        # The second pair of braces keeps the capitals.
        "title": f"{{{_escaped(cited.title)}}}",
        "titleaddon": _escaped(cited.genre),
        "origtitle": _escaped(cited.original_title),
        "journal" if cited.newspaper else "organization": cited.container and f"{{{_escaped(cited.container)}}}",
        "entrysubtype": "newspaper" if cited.newspaper else None,
        "date": str(cited.issued) if cited.issued else None,
        # Older styles have no `date`.
        "year": "--".join(dict.fromkeys(f"{end[0]:04}" for end in cited.issued.ends)) if cited.issued else None,
        "pages": _escaped(cited.page),
        "edition": _escaped(cited.edition),
        "volume": _escaped(cited.volume),
        "number": _escaped(cited.issue),
        "chapter": _escaped(cited.section),
        "language": cited.language,
        "origlanguage": cited.original_language,
        "url": cited.url,
        "note": _escaped(cited.note),
        "abstract": _escaped(cited.abstract),
    }
    kind = "article" if cited.newspaper else "online"
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value is not None]
    # Each style defines the names of months, so they have no braces.
    if cited.issued and len(cited.issued.known) > 1:
        lines.append(f"  month = {_MONTHS[cited.issued.first.month - 1]}")
    return ",\n".join([f"@{kind}{{{cited.key}", *lines]) + "\n}\n"


def _bibtex_name(name: CitedName) -> str:
    """A name in BibTeX's form with commas; a whole one stands in braces."""
    if name.whole:
        return f"{{{_escaped(name.whole)}}}"
    parts = (name.families, name.suffix, name.given)
    return ", ".join(_whole(str(_escaped(part))) for part in parts if part)


def _whole(part: str) -> str:
    """A part of a name for BibTeX, in braces where it has the word that parts two names there."""
    return f"{{{part}}}" if "and" in part.lower().split() else part


def _escaped(text: str | None) -> str | None:
    """The text for TeX. TeX would set two hyphens as a dash and two quotes as one."""
    if text is None:
        return None
    text = text.translate(_ESCAPES)
    return _PAIR.sub(r"\1{}", text) if "--" in text or "''" in text else text


def ris(article: ArticleView, site: SiteView, credit: str) -> str:
    """One reference."""
    cited = citation(article, site, credit)
    # RIS has no notation for a span: what its ends have in common is known.
    year, *rest = (cited.issued.known if cited.issued else ()) or (None,)
    known = [f"{year:04}", *(f"{part:02}" for part in rest)] if year else []
    tags = (
        ("TY", "NEWS" if cited.newspaper else "ELEC"),
        ("ID", cited.key),
        *(("AU", _ris_name(name)) for name in cited.authors),
        # TA is the author's name in translation; programs write translators as subsidiary authors.
        *(("A4", _ris_name(name)) for name in cited.translators),
        ("TI", cited.title),
        ("OP", cited.original_title),
        ("T2", cited.container),
        ("PY", known[0] if known else None),
        # year/month/day/ and an empty word
        ("DA", "/".join([*known, "", "", ""][:4]) if known else None),
        ("SP", cited.page),
        ("ET", cited.edition),
        ("VL", cited.volume),
        ("IS", cited.issue),
        ("SE", cited.section),
        ("LA", cited.language),
        ("M3", cited.genre),
        ("UR", cited.url),
        ("N1", cited.note),
        ("AB", cited.abstract),
        ("ER", ""),
    )
    return "".join([f"{tag}  - {value}\r\n" for tag, value in tags if value is not None])


def _ris_name(name: CitedName) -> str:
    """A name in RIS's form. The comma behind a whole name keeps readers from dividing it."""
    return f"{name.whole}," if name.whole else name.inverted


FORMATS["csl.json"] = Format(csl, "CSL-JSON", "application/vnd.citationstyles.csl+json", 1)
FORMATS["bib"] = Format(bibtex, "BibTeX", "text/x-bibtex", 2)
FORMATS["ris"] = Format(ris, "RIS", "application/x-research-info-systems", 3)
