"""Fields of other systems: those that say what a field of ours says are read as ours, and those that decide who may
read are refused, since they would have no effect.

The systems are Pelican, Hugo, Jekyll, Eleventy, Hexo, Ghost and WordPress, and what their exports write.
"""

from __future__ import annotations

from typing import Any

from colophon.model.problems import WARNING
from colophon.readers.fields import FIELDS, FLAT_PARTS, PEOPLE, SEMICOLONS, FieldReader, parted

_FIELDS = frozenset((*FIELDS, *FLAT_PARTS, "tags")) - {"source_url"}
_PLAIN = _FIELDS - {"published", "authors", "translators"}

# Other names of a field, without the underscores; those of a part of the source have a dot.
_OURS = {
    **dict.fromkeys(("author", "by", "byline", "creator", "writer", "writtenby"), "authors"),
    **dict.fromkeys(("translator", "translatedby"), "translators"),
    "license": "licence",
    **dict.fromkeys(("sourceurl", "sourcelink", "canonical", "canonicalurl", "canonicallink", "originalurl",
        "originalpost", "originallink"), "source.url"),
    "originaltitle": "source.title",
}  # fmt: skip
# Fields that decide who may read, without the underscores: what to write instead. Some do so where they are true, some
# where they are false, and some always.
_DRAFT = "write status: draft"
_UNLISTED = "write status: hidden, which is in no list"
_IF_TRUE = {
    **dict.fromkeys(("draft", "isdraft", "unpublished"), _DRAFT),
    **dict.fromkeys(("private", "protected", "secret", "confidential", "restricted", "membersonly", "subscribersonly",
        "loginrequired", "requireslogin", "paywall"),
        f"{_DRAFT}, which is in no published build"),
    **dict.fromkeys(("unlisted", "hidden", "noindex", "eleventyexcludefromcollections"), _UNLISTED),
}  # fmt: skip
_IF_FALSE = {
    **dict.fromkeys(("public", "publish", "published", "ispublished", "render", "permalink"), _DRAFT),
    **dict.fromkeys(("listed", "visible", "sitemap"), _UNLISTED),
}
_ALWAYS = {
    **dict.fromkeys(("publishdate", "publishon", "publishat", "pubdate", "embargo", "embargountil", "embargoeduntil",
        "releasedate", "scheduledfor"), "write published: and the day; until then the article waits"),
    **dict.fromkeys(("expirydate", "expires", "expiry", "expiration", "expirationdate", "unpublishdate", "unpublishon"),
        "remove it; when the day comes, write status: withdrawn, or status: draft"),
    **dict.fromkeys(("visibility", "poststatus", "access"), "write status: draft | hidden | published"),
    "robots": _UNLISTED,
    "password": "remove it; a static page can't ask for a password. Write status: draft to keep the text back",
}  # fmt: skip
# Of the second kind, those that say something else where they are no yes or no.
_OTHERWISE_ELSE = ("published", "permalink", "sitemap")
# Values of the third kind that let all read, as exports of Ghost and WordPress write for each text.
_OPEN = ("public", "publish", "published", "open", "everyone", "all", "index", "follow")
# What says that something is not so, or is, in words or as YAML has it.
_NO, _YES = ("false", "no", "off", "0", "never"), ("true", "yes", "on", "1")

# Fields of other systems that have no effect here, and the field of ours that is nearest.
NEAREST = {
    "aliases": "redirect_from", "permalink": "slug", "redirect_to": "redirect_from", "category": "subjects",
    "categories": "subjects", "keywords": "subjects", "labels": "subjects", "topics": "subjects",
    "description": "summary", "excerpt": "summary", "abstract": "summary", "subtitle": "summary", "deck": "summary",
    "coauthors": "authors", "image": "images", "coverimage": "images", "featuredimage": "images", "cover": "images",
    "thumbnail": "images", "photo_credit": "images", "language": "lang", "locale": "lang", "location": "places",
    "dateline": "places", "layout": "template", "headline": "title", "name": "title", "modified": "changes",
    "updated": "changes", "lastmod": "changes", "last_modified_at": "changes", "copyright": "rights",
    "publisher": "source", "publication": "source", "newspaper": "source", "original": "translation_of",
    "translation": "translation_of", "wayback": "source.archived", "archive_url": "source.archived",
    "volume": "source.volume", "issue": "source.issue", "edition": "source.edition", "section": "source.section",
    "page": "source.page", "credit": "source.credit", "credit_line": "source.credit",
}  # fmt: skip


def with_our_names(fields: FieldReader) -> None:
    """Give the header's fields of other systems our names. Where a field has both with different values, and where one
    decides who may read, that is a Problem."""
    values = fields.header.values
    if values.keys() <= _PLAIN:
        return
    for name in list(values):
        if name in _FIELDS and name != "published":
            continue
        squeezed = name.replace("_", "")
        if ours := _OURS.get(squeezed):
            _renamed(fields, name, ours)
        elif squeezed in _ALWAYS or squeezed in _IF_TRUE or squeezed in _IF_FALSE:
            _who_may_read(fields, name, squeezed)
    for name in ("authors", "translators"):
        if name in values:
            values[name] = _listed(fields, name, values[name])


def _who_may_read(fields: FieldReader, name: str, squeezed: str) -> None:
    value = fields.header.values[name]
    word = "" if value is None else str(value).strip().casefold()
    if squeezed in _IF_TRUE:
        decides = word not in (*_NO, "")
    elif squeezed in _IF_FALSE:
        decides = word in _NO if squeezed in _OTHERWISE_ELSE else word not in (*_YES, "")
    else:
        decides = not {*word.replace(",", " ").split()} <= {*_OPEN}
    if squeezed in _OTHERWISE_ELSE and not decides:
        if word in _YES:
            del fields.header.values[name]
        return
    del fields.header.values[name]
    if name == "published":
        fields.refuse(name, f"“{word}” is not a day", f"{_DRAFT}, which keeps the article back")
    elif decides:
        remedy = _ALWAYS.get(squeezed) or _IF_TRUE.get(squeezed) or _IF_FALSE[squeezed]
        fields.refuse(name, "a field of other systems that decides who may read; it has no effect here", remedy)


def _listed(fields: FieldReader, name: str, said: Any) -> Any:
    """The names in a line of text as a list: parted at semicolons or, where there are none, at commas, as in all
    lists. A header of Pelican's may have them on lines of their own."""
    if isinstance(said, list):
        return [part.rstrip(";,").strip() for part in said] if fields.header.flat else said
    if not isinstance(said, str):
        return said
    parts = list(filter(None, parted(said)))
    if len(parts) == 2 and not SEMICOLONS.search(said) and any(" " not in part and part.isascii() for part in parts):
        found = f"“{said}” is taken as two names, “{parts[0]}” and “{parts[1]}”"
        remedy = f"write {parts[1]} {parts[0]} if it is one"
        if not fields.header.flat:
            one = f"{{name: {parts[1]} {parts[0]}, family: {parts[0]}}}"
            remedy = f"write [{parts[0]}, {parts[1]}] if they are two, or [{one}] if it is one"
        fields.refuse(name, found, remedy, WARNING)
    return parts


def _renamed(fields: FieldReader, name: str, ours: str) -> None:
    header = fields.header
    outer, _, part = ours.partition(".")
    values: dict[str, Any] = header.values
    if header.flat and part:
        ours, part = ours.replace(".", "_"), ""
    elif part:
        if not isinstance(values.get(outer), dict):
            return  # without a source there is nowhere to put it: it is named as an unknown field
        values = values[outer]
    key = part or ours
    if key == name:
        return
    value = header.values.pop(name)
    if key in ("authors", "translators") and isinstance(value, str):  # one name, whatever its commas
        value = [part for one in PEOPLE.split(value) if (part := one.strip())]
    if value in (None, "", []):
        return
    if values.get(key) not in (None, "", [], value, value[0] if isinstance(value, list) else value):
        fields.refuse(name, f"another name of {ours}, which says something else", "keep one of the two")
        return
    values[key] = value
    # A Problem with the value shall name the line, and the field as it was written.
    for place in [place for place in header.lines if place == name or place.startswith(f"{name}.")]:
        header.lines.setdefault(ours + place[len(name) :], header.lines[place])
    if name in header.digits:
        header.digits.setdefault(ours, header.digits[name])
