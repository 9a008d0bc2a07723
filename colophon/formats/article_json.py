"""The article as JSON, on one line: the whole record of its source, and its text.

What each field means is said by the JSON Schema in article.schema.json, which stands in the site as well. Each field
is always there, null where nothing is known. The words are the record's own (statuses, acts, kinds), paths are from the
site's root, days are ISO 8601, languages BCP 47.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from json import dumps, loads
from typing import Any
from urllib.parse import quote

from colophon.formats.json_text import json_bytes
from colophon.model.article import TERM_KINDS, Change, Dated, Note
from colophon.readers.markdown import flowed_text
from colophon.views.article import ArticleView, HopView, SourceView
from colophon.views.site import Named, SiteView

Told = dict[str, Any]


def article_json(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The one line, with its end."""
    told: Told = {
        "path": article.path,
        "url": f"{site.url}/{quote(article.path)}" if site.url else None,
        "title": article.title,
        "title_by": article.title_by,
        "language": article.lang,
        "summary": article.summary,
        "date": article.date.isoformat(),
        "published": article.published.isoformat(),
        "credit_line": credit,
        "source": _source(article.source) if article.source else None,
        "original": article.original,
        "custody": [_hop(hop) for hop in article.custody],
        "review": _review(article),
        "changes": [
            {**_change(change), "date": (change.date or article.published).isoformat()} for change in article.changes
        ],
        "readings": [_change(reading) for reading in article.readings],
        "notes": [_note(note) for note in article.notes],
        "dates": [_dated(dated) for dated in article.dates],
    }
    for kind in TERM_KINDS:
        told[kind] = [_entry(kind, name) for name in article.terms.get(kind, ())]
    told |= {"rights": article.rights, "words": article.words, "draft": article.draft}
    return json_bytes({**told, "text": flowed_text(article.html), "html": article.html}) + b"\n"


def schema(site: SiteView) -> str:
    """The JSON Schema of these lines, with the address at which it stands where the site has one."""
    named = {"$id": f"{site.url}/{site.schema}"} if site.url else {}
    told = _schema()
    return dumps({"$schema": told["$schema"], **named, **told}, ensure_ascii=False, indent=1) + "\n"


@cache
def _schema() -> Told:
    told: Told = loads(files(__package__).joinpath("article.schema.json").read_text("utf-8"))
    return told


def _source(source: SourceView) -> Told:
    return {
        "name": source.name,
        "kind": source.what,
        "names": dict(source.names),
        "path": source.path,
        "date": source.date.isoformat(),
        "page": source.page,
        "credit": source.credit,
        "status": source.status,
    }


def _hop(hop: HopView) -> Told:
    return {
        "act": hop.act,
        "by": hop.by,
        "kind": hop.what,
        "names": dict(hop.names),
        "date": _day(hop.date),
        "page": hop.page,
        "language": hop.lang,
        "method": hop.method,
        "from": hop.origin,
        "to": hop.target,
        "file": hop.file,
        "sha256": hop.sha256,
        "url": hop.url,
        "evidence": hop.evidence,
        "status": hop.status,
    }


def _review(article: ArticleView) -> Told | None:
    if article.reviewed_on is None:
        return None
    return {"by": article.reviewed_by, "date": article.reviewed_on.isoformat(), "voided": article.review_voided}


def _change(change: Change) -> Told:
    return {"was": change.was, "now": change.now, "kind": change.kind, "why": change.why, "nth": change.nth}


def _note(note: Note) -> Told:
    return {"on": note.on, "note": note.note, "nth": note.nth}


def _dated(dated: Dated) -> Told:
    return {
        "on": dated.on,
        "date": dated.date.isoformat(),
        "what": dated.what,
        "nth": dated.nth,
        "status": str(dated.status),
    }


def _entry(kind: str, name: Named) -> Told:
    told: Told = {"name": name.text, "kind": name.what, "names": dict(name.names), "path": name.path}
    if kind == "places":
        told["latitude"], told["longitude"] = name.at or (None, None)
    if kind == "events":
        told["first_day"], told["last_day"] = map(_day, name.days or (None, None))
    return told


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
