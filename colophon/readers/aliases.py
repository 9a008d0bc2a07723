"""Fields of other systems: those that say what a field of ours says are read as ours, and those that decide who may
read are refused, since they would have no effect.

The systems are Pelican, Hugo, Jekyll, Eleventy, Hexo, Ghost and WordPress, and what their exports write.
"""

from __future__ import annotations

from typing import Any

from colophon.readers.fields import FieldReader, people

# Other names of a field; those of a part of the source have a dot.
_OURS = {
    **dict.fromkeys(("author", "by", "byline", "creator"), "authors"),
    **dict.fromkeys(("translator", "translated_by"), "translators"),
    "license": "licence",
    **dict.fromkeys(
        ("source_url", "canonical", "canonical_url", "original_url", "original_post", "original_link"), "source.url"
    ),
    "original_title": "source.title",
}
# Fields that decide who may read: what to write instead. Those of the first kind do so only where they are true.
_IF_TRUE = {
    "draft": "write status: draft",
    "private": "write status: draft, which is in no published build",
    "unlisted": "write status: hidden, which is in no list",
    "protected": "write status: draft, which is in no published build",
}
_ALWAYS = {
    **dict.fromkeys(
        ("publishdate", "publish_date", "pubdate", "embargo", "embargo_until", "embargoed_until", "release_date"),
        "write published: and the day; until then the article waits",
    ),
    **dict.fromkeys(
        ("expirydate", "expiry_date", "expires", "expiry", "unpublish_date"),
        "remove it; when the day comes, write status: withdrawn, or status: draft",
    ),
    "visibility": "write status: draft | hidden | published",
    "password": "remove it; a static page can't ask for a password. Write status: draft to keep the text back",
}
# What says that something is not so, or is, in words or as YAML has it.
_NO, _YES = (False, "false", "no", "0", 0), (True, "true", "yes", "1", 1)

# Fields of other systems that have no effect here, and the field of ours that is nearest.
NEAREST = {
    "aliases": "redirect_from", "permalink": "slug", "redirect_to": "redirect_from", "category": "subjects",
    "categories": "subjects", "keywords": "subjects", "labels": "subjects", "topics": "subjects",
    "description": "summary", "excerpt": "summary", "abstract": "summary", "subtitle": "summary", "deck": "summary",
    "image": "images", "cover": "images", "featured_image": "images", "thumbnail": "images", "photo_credit": "images",
    "language": "lang", "locale": "lang", "layout": "template", "headline": "title", "name": "title",
    "modified": "changes", "updated": "changes", "lastmod": "changes", "last_modified_at": "changes",
    "copyright": "rights", "publisher": "source", "publication": "source", "newspaper": "source",
    "original": "translation_of", "translation": "translation_of", "wayback": "source.archived",
    "archive_url": "source.archived", "volume": "source.volume", "issue": "source.issue", "edition": "source.edition",
    "section": "source.section", "page": "source.page", "credit": "source.credit", "credit_line": "source.credit",
}  # fmt: skip


def with_our_names(fields: FieldReader) -> None:
    """Give the header's fields of other systems our names. Where a field has both with different values, and where one
    decides who may read, that is a Problem."""
    values, header = fields.header.values, fields.header
    for name in list(values):
        if name in _IF_TRUE or name in _ALWAYS:
            _who_may_read(fields, name)
        elif name == "published" and (values[name] in _NO or values[name] in _YES):
            if values.pop(name) in _NO:
                fields.refuse(name, "“false” is not a day", "write status: draft, which keeps the article back")
        elif ours := _OURS.get(name):
            _renamed(fields, name, ours)
    for name in ("authors", "translators"):
        if isinstance(said := values.get(name), str):
            values[name] = people(said)
        elif header.flat and isinstance(said, list):
            values[name] = [part for line in said for part in people(line.rstrip(";,"))]


def _who_may_read(fields: FieldReader, name: str) -> None:
    value = fields.header.values.pop(name)
    if value is None or (name in _IF_TRUE and value in _NO):
        return
    remedy = _IF_TRUE.get(name) or _ALWAYS[name]
    fields.refuse(name, "a field of other systems that decides who may read; it has no effect here", remedy)


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
    if values.get(key) not in (None, value):
        fields.refuse(name, f"another name of {ours}, which says something else", "keep one of the two")
        return
    values[key] = [value] if key in ("authors", "translators") and isinstance(value, str) else value
    # A Problem with the value shall name the line, and the field as it was written.
    for place in [place for place in header.lines if place == name or place.startswith(f"{name}.")]:
        header.lines.setdefault(ours + place[len(name) :], header.lines[place])
    if name in header.digits:
        header.digits.setdefault(ours, header.digits[name])
