"""The reference as a record of MODS 3.8, the Metadata Object Description Schema, in which libraries exchange records:
https://www.loc.gov/standards/mods/.

The newspaper is the host of the article, and the day of print that of the host's issue. Authors and translators are
those whom the record names.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from colophon.formats.references import citation
from colophon.formats.registry import FORMATS, Format
from colophon.formats.tei_body import xml_bytes
from colophon.model.article import Contributor, Source
from colophon.model.days import Days
from colophon.model.licences import licence_address
from colophon.views.article import ArticleView, Paired
from colophon.views.site import SiteView

_W3CDTF = {"encoding": "w3cdtf"}
_LANGUAGE = {"type": "code", "authority": "rfc5646"}


def _name(one: Contributor, role: str, article: ArticleView) -> str:
    """Who wrote (aut) or translated (trl) the text, by MARC's relator codes."""
    inside = _element("namePart", one.name) + _element("affiliation", article.name_of(one.at) if one.at else None)
    term = _element("roleTerm", role, {"type": "code", "authority": "marcrelator"})
    kind = "corporate" if one.kind == "institution" else "personal"
    return _parent("name", inside + _parent("role", term), {"type": kind})


def _day(days: Days | None) -> str | None:
    return str(days) if days else None


def mods(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The whole document."""
    cited, source, licence = citation(article, site, credit), article.source, article.record.licence
    names = source.names if source else ()
    others = [_title(name, {"type": "alternative", "xml:lang": tag}) for tag, name in names]
    # A span is EDTF's, which MODS knows by that name.
    notation = _W3CDTF if cited.issued and cited.issued.single else {**_W3CDTF, "encoding": "edtf"}
    printed = _element("dateIssued", _day(cited.issued), notation)
    issue = _element("edition", cited.edition) + printed
    numbers = (("volume", cited.volume), ("issue", cited.issue), ("section", cited.section), ("page", cited.page))
    details = "".join(_parent("detail", _element("number", number), {"type": kind}) for kind, number in numbers)
    part = details + _element("date", _day(cited.issued), notation)
    host = [
        _title(cited.container) if cited.container else "",
        *others,
        _parent("originInfo", issue),
        _parent("part", part),
    ]
    parts = [
        _title(cited.title, {"xml:lang": cited.language}),
        *(_name(one, "aut", article) for one in article.record.authors),
        *(_name(one, "trl", article) for one in article.translators),
        _element("typeOfResource", "text"),
        _element("genre", "article", {"authority": "marcgt"}),
        "" if cited.newspaper else _parent("originInfo", _element("publisher", site.name) + printed),
        _language(cited.language),
        _element("abstract", cited.abstract),
        _element("note", cited.note, {"type": "preferred citation", "xml:lang": site.lang}),
        _element("note", cited.genre, {"type": "version identification"}),
        _parent("relatedItem", "".join(host), {"type": "host"}) if cited.newspaper else "",
        _parent(
            "relatedItem",
            (_title(cited.original_title) if cited.original_title else "") + _language(cited.original_language),
            {"type": "original"},
        ),
        _elsewhere(source.record) if source else "",
        _pair(article.translated_from, "original", site) if article.translated_from else "",
        *(_pair(one, "otherVersion", site) for one in article.translations),
        _element("identifier", cited.url, {"type": "uri"}),
        _parent("location", _element("url", cited.url, {"usage": "primary"})),
        _element("accessCondition", article.record.rights, {"type": "use and reproduction"}),
        _element("accessCondition", licence and licence_address(licence), {"type": "use and reproduction"}),
        _parent("recordInfo", _element("recordContentSource", site.name)),
    ]
    root = {"xmlns": "http://www.loc.gov/mods/v3", "version": "3.8"}
    return xml_bytes('<?xml version="1.0" encoding="UTF-8"?>\n' + _parent("mods", "\n" + "".join(parts), root))


def _elsewhere(source: Source) -> str:
    """Where the text stands at its source, and an archived copy of that."""
    archived = source.archived
    note = f"archived copy, {archived.date}" if archived and archived.date else "archived copy"
    copy = _element("url", archived.url, {"note": note}) if archived else ""
    return _parent("relatedItem", _parent("location", _element("url", source.url) + copy), {"type": "otherVersion"})


def _pair(one: Paired, kind: str, site: SiteView) -> str:
    """Another text of a translation on this site."""
    url = _element("url", f"{site.url}/{quote(one.path)}") if site.url else ""
    inside = _title(one.title, {"xml:lang": one.lang}) + _language(one.lang) + _parent("location", url)
    return _parent("relatedItem", inside, {"type": kind})


def _title(title: str, attributes: Mapping[str, str] | None = None) -> str:
    return _parent("titleInfo", _element("title", title), attributes)


def _language(tag: str | None) -> str:
    return _parent("language", _element("languageTerm", tag, _LANGUAGE))


def _element(name: str, text: str | None, attributes: Mapping[str, str] | None = None) -> str:
    """An element of text; nothing where nothing is known."""
    return _parent(name, escape(text, quote=False), attributes).removesuffix("\n") if text else ""


def _parent(name: str, inside: str, attributes: Mapping[str, str] | None = None) -> str:
    """An element of others; nothing where they are none."""
    said = "".join(f' {key}="{escape(value)}"' for key, value in (attributes or {}).items())
    return f"<{name}{said}>{inside}</{name}>\n" if inside else ""


FORMATS["mods.xml"] = Format(mods, "MODS", "application/mods+xml", 3)
