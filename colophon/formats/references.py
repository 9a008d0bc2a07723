"""The reference in the formats of citation tools: CSL-JSON, BibTeX and RIS.

Authors and translators are those whom the record names, each name divided as far as that can be told (see
model/people.py). The day is the source's, never ours, and no more of it than is known.

RIS follows the specification of 2012: a tag, two spaces, a hyphen and a space begin each line, and CR LF ends it. It
has no tag for the language of an original; rights are a second note. CSL-JSON follows the input schema of CSL 1.0.2: an
array of one item. The schema has no variable for the language of an original nor for rights, so `custom` has them.

BibTeX is in UTF-8, with the fields of biblatex and for the older plain styles. It has no type for a newspaper, so the
entry is an @article with an `entrysubtype`, which Pandoc and biblatex know. Zotero and citation-js make a journal's
article of it, so BibTeX stands behind the others on the page. It counts braces even behind a backslash, so those of a
text that don't pair become commands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

from colophon.formats.registry import FORMATS, Format
from colophon.model.days import Days
from colophon.model.licences import licence_address
from colophon.model.people import CitedName, cited_name
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

_NO_KEY = re.compile(r"[\W_]+")
WEB_PAGE = "webpage"
# The type of what a source has printed, by what the register says of the publication; else a newspaper's article.
_TYPES = {"magazine": "article-magazine", "journal": "article-journal", "site": WEB_PAGE}
_SUBTYPES = {"article-newspaper": "newspaper", "article-magazine": "magazine"}
_RIS_TYPES = {"article-magazine": "MGZN", "article-journal": "JOUR", WEB_PAGE: "ELEC"}
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
# What more programs read, where a text has as many braces that open as braces that close.
_PAIRED = {**_ESCAPES, ord("{"): r"\{", ord("}"): r"\}"}
# Styles put the word “edition” behind an edition.
_EDITION = re.compile(r"\s+edition$", re.IGNORECASE)
_PAIR = re.compile(r"(-(?=-)|'(?='))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference; every value is on one line.

    The names are those of CSL 1.0.2, and so is the `type`. `newspaper` says that the text was printed in `container`,
    None where the publication is not known; otherwise it is a page of the web, and `container` is the site's name.
    `key` follows from the page's address. `page` is a string, since a zero in front counts. `language` and
    `original_language` are BCP 47 tags; `genre` is the kind of translation. `url` is the address of our page; `note` is
    the credit line. None is what is not known.
    """

    key: str
    type: str
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
    rights: str | None
    licence: str | None

    @property
    def newspaper(self) -> bool:
        return self.type != WEB_PAGE


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
        type=_TYPES.get(source.what or "", "article-newspaper") if source else WEB_PAGE,
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
        rights=_line(record.rights) if record.rights else None,
        licence=licence_address(record.licence) if record.licence else None,
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
        "type": cited.type,
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
        "custom": _known(
            {"original-language": cited.original_language, "rights": cited.rights, "license": cited.licence}
        ),
    }
    return orjson.dumps([_known(item)]) + b"\n"


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """What is known of these."""
    return {name: value for name, value in values.items() if value not in (None, {})}


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
        "type": _escaped(cited.genre),
        "origtitle": _escaped(cited.original_title),
        "journal" if cited.newspaper else "organization": cited.container and f"{{{_escaped(cited.container)}}}",
        "entrysubtype": _SUBTYPES.get(cited.type),
        "date": str(cited.issued) if cited.issued else None,
        # Older styles have no `date`.
        "year": "--".join(dict.fromkeys(f"{end[0]:04}" for end in cited.issued.ends)) if cited.issued else None,
        "pages": _escaped(cited.page),
        "edition": _escaped(cited.edition),
        "volume": _escaped(cited.volume),
        "number": _escaped(cited.issue),
        "chapter": _escaped(cited.section),
        "language": cited.language,
        "langid": cited.language,  # Pandoc reads this one alone
        "origlanguage": cited.original_language,
        "url": cited.url,
        "note": _escaped(cited.note),
        "abstract": _escaped(cited.abstract),
        "copyright": _escaped(_rights(cited)),
    }
    kind = "article" if cited.newspaper else "online"
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value is not None]
    # Each style defines the names of months, so they have no braces.
    if cited.issued and len(cited.issued.known) > 1:
        lines.append(f"  month = {_MONTHS[cited.issued.first.month - 1]}")
    return ",\n".join([f"@{kind}{{{cited.key}", *lines]) + "\n}\n"


def _rights(cited: Citation) -> str | None:
    """Rights and licence in one field."""
    return " ".join(filter(None, (cited.rights, cited.licence))) or None


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
    text = text.translate(_PAIRED if _pairs(text) else _ESCAPES)
    return _PAIR.sub(r"\1{}", text) if "--" in text or "''" in text else text


def _pairs(text: str) -> bool:
    """Whether each brace has its other one."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return not depth


def ris(article: ArticleView, site: SiteView, credit: str) -> str:
    """One reference."""
    cited = citation(article, site, credit)
    # RIS has no notation for a span: what its ends have in common is known.
    year, *rest = (cited.issued.known if cited.issued else ()) or (None,)
    known = [f"{year:04}", *(f"{part:02}" for part in rest)] if year else []
    tags = (
        ("TY", _RIS_TYPES.get(cited.type, "NEWS")),
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
        ("N1", _rights(cited)),
        ("AB", cited.abstract),
        ("ER", ""),
    )
    return "".join([f"{tag}  - {value}\r\n" for tag, value in tags if value is not None])


def _ris_name(name: CitedName) -> str:
    """A name in RIS's form. The comma behind a whole name keeps readers from dividing it."""
    return f"{name.whole}," if name.whole else name.inverted


FORMATS["csl.json"] = Format(csl, "CSL-JSON", "application/vnd.citationstyles.csl+json", 1)
FORMATS["ris"] = Format(ris, "RIS", "application/x-research-info-systems", 2)
FORMATS["bib"] = Format(bibtex, "BibTeX", "text/x-bibtex", 4)
