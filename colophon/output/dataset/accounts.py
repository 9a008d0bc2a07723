"""A row of the ledger as a table: one article's source, how well it is founded, what was changed, and what is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from colophon.model.article import Event, Status
from colophon.store.records import Account
from colophon.views.lists import Line
from colophon.views.site import Row

COLUMNS = (
    "path", "url", "title", "language", "date", "published", "source", "source_page", "source_status", "original",
    "translation", "translation_status", "review", "changes", "readings", "open", "sha256", "credit_line",
)  # fmt: skip


def account(article: dict[str, Any]) -> dict[str, Any]:
    """The values of one row by column, from an article as JSON has it. None stands for an empty field."""
    source, steps = article["source"] or {}, article["custody"]
    line = _line(article)
    translation, said = line.translation, line.account
    return {
        **{name: article[name] for name in ("path", "url", "title", "language", "date", "published", "credit_line")},
        "source": source.get("name"),
        "source_page": source.get("page"),
        "source_status": said.status,
        "original": "yes" if article["original"] else "no",
        "translation": translation and (translation.method or "unstated"),
        "translation_status": translation and translation.status,
        "review": said.review,
        "changes": said.changes,
        "readings": said.readings,
        "open": "; ".join(_doubt(*doubt) for doubt in line.doubts),
        "sha256": next((s["sha256"] for s in reversed(steps) if s["act"] == "received" and s["sha256"]), None),
    }


def _line(article: dict[str, Any]) -> Line:
    """The line that the page of the ledger has."""
    source, review = article["source"] or {}, article["review"]
    day = dt.date.fromisoformat
    row = Row(
        title=article["title"],
        path=article["path"],
        lang=article["language"],
        date=day(article["date"]),
        source=source.get("name"),
        page=source.get("page"),
        original=article["original"],
    )
    steps = (
        {name: step[name] for name in ("act", "by", "method", "sha256")}
        | {"date": step["date"] and day(step["date"]), "status": Status(step["status"])}
        for step in article["custody"]
    )
    account = Account(
        published=day(article["published"]),
        status=source.get("status"),
        review="none" if review is None else "voided" if review["voided"] else "reviewed",
        custody=tuple(Event(**step) for step in steps),
        changes=len(article["changes"]),
        readings=len(article["readings"]),
    )
    return Line(row=row, account=account)


def _doubt(of: str, what: tuple[str, ...], number: int) -> str:
    """“translated: inferred, actor, date”."""
    return f"{of}: {', '.join(what)}{f' ({number})' if number else ''}"
