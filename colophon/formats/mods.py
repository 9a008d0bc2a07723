"""The reference as a record of MODS 3.8, the Metadata Object Description Schema, in which libraries exchange records:
https://www.loc.gov/standards/mods/.

The newspaper is the host of the article, and the day of print that of the host's issue. The record is the site's, made
on the day on which the article first appeared there. Nobody is named as author, since the record has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from colophon.formats.references import citation
from colophon.formats.registry import FORMATS, Format
from colophon.formats.tei import xml_bytes
from colophon.model.days import Days
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

_W3CDTF = {"encoding": "w3cdtf"}
_LANGUAGE = {"type": "code", "authority": "rfc5646"}


def _day(days: Days | None) -> str | None:
    return str(days) if days else None


def mods(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The whole document."""
    cited = citation(article, site, credit)
    names = article.source.names if article.source else ()
    others = [_title(name, {"type": "alternative", "xml:lang": tag}) for tag, name in names]
    printed = _element("dateIssued", _day(cited.issued), _W3CDTF)
    issue = _element("edition", cited.edition) + printed
    detail = _element("number", cited.page)
    part = _parent("detail", detail, {"type": "page"}) + _element("date", _day(cited.issued), _W3CDTF)
    host = [_title(cited.container), *others, _parent("originInfo", issue), _parent("part", part)]
    parts = [
        _title(cited.title, {"xml:lang": cited.language}),
        _element("typeOfResource", "text"),
        _element("genre", "article", {"authority": "marcgt"}),
        "" if cited.newspaper else _parent("originInfo", _element("publisher", site.name) + printed),
        _language(cited.language),
        _element("abstract", cited.abstract),
        _element("note", cited.note, {"type": "preferred citation", "xml:lang": site.lang}),
        _element("note", cited.genre, {"type": "version identification"}),
        _parent("relatedItem", "".join(host), {"type": "host"}) if cited.newspaper else "",
        _parent("relatedItem", _language(cited.original_language), {"type": "original"}),
        _element("identifier", cited.url, {"type": "uri"}),
        _parent("location", _element("url", cited.url, {"usage": "primary"})),
        _element("accessCondition", article.record.rights, {"type": "use and reproduction"}),
        _parent("recordInfo", _element("recordContentSource", site.name)),
    ]
    root = {"xmlns": "http://www.loc.gov/mods/v3", "version": "3.8"}
    return xml_bytes('<?xml version="1.0" encoding="UTF-8"?>\n' + _parent("mods", "\n" + "".join(parts), root))


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
