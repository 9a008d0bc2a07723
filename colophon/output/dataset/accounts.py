"""A row of the ledger as a table: one article's source, how well it is founded, what was changed, and what is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from colophon.views.ledger import Account, Step
from colophon.views.site import Row

COLUMNS = (
    "path", "url", "title", "language", "date", "published", "source", "source_page", "source_status", "original",
    "translation", "translation_status", "review", "changes", "readings", "open", "sha256", "credit_line",
)  # fmt: skip


def account(article: dict[str, Any]) -> dict[str, Any]:
    """The values of one row by column, from an article as JSON has it. None stands for an empty field."""
    source, steps = article["source"] or {}, article["custody"]
    said = _account(article)
    translation = said.translation
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
        "open": "; ".join(_doubt(*doubt) for doubt in said.doubts),
        "sha256": next((s["sha256"] for s in reversed(steps) if s["act"] == "received" and s["sha256"]), None),
    }


def _account(article: dict[str, Any]) -> Account:
    """The account that the page of the ledger gives."""
    source, review = article["source"] or {}, article["review"]
    day = dt.date.fromisoformat
    row = Row(
        article["title"], article["path"], article["language"], day(article["date"]), source.get("name"),
        source.get("page"), article["original"],
    )  # fmt: skip
    steps = tuple(
        Step(s["act"], s["by"], day(s["date"]) if s["date"] else None, s["method"], s["status"], s["sha256"])
        for s in article["custody"]
    )
    reviewed = "none" if review is None else "voided" if review["voided"] else "reviewed"
    changes, readings = len(article["changes"]), len(article["readings"])
    return Account(row, day(article["published"]), source.get("status"), reviewed, steps, changes, readings)


def _doubt(of: str, what: tuple[str, ...], number: int) -> str:
    """“translated: inferred, actor, date”."""
    return f"{of}: {', '.join(what)}{f' ({number})' if number else ''}"
