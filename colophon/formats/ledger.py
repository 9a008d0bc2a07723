"""The ledger as JSON: one object a page, with the addresses of the pages before and after it.

The words are the record's own (statuses, acts); paths are from the site's root, days are ISO 8601.
"""

from __future__ import annotations

from typing import Any

import orjson

from colophon.views.lists import LedgerView, Line
from colophon.views.site import SiteView


def ledger(view: LedgerView, site: SiteView) -> str:
    """One page of the ledger."""
    newer, older = (
        link and link.path and f"{link.path.removesuffix('.html')}.json" for link in (view.newer, view.older)
    )
    said = {
        "site": site.name,
        "url": site.url or None,
        "page": view.path,
        "newer": newer,
        "older": older,
        "total": view.total,
    }
    # An article a line: easy to read through.
    lines = ",\n".join([orjson.dumps(_line(line)).decode() for line in view.lines])
    return f'{orjson.dumps(said).decode()[:-1]},"articles": [\n{lines}\n]}}\n'


def _line(line: Line) -> dict[str, Any]:
    row, account = line.row, line.account
    return {
        "title": row.title,
        "page": row.path,
        "language": row.lang,
        "date": row.date.isoformat(),
        "published": account.published.isoformat(),
        "source": None if row.source is None else {"name": row.source, "page": row.page, "status": account.status},
        "original": row.original,
        "custody": [
            {
                "act": step.act,
                "by": step.by,
                "date": step.date and step.date.isoformat(),
                "method": step.method,
                "status": step.status,
                "sha256": step.sha256,
            }
            for step in account.custody
        ],
        "review": account.review,
        "changes": account.changes,
        "readings": account.readings,
        "doubts": [
            {"of": of, "what": list(what), **({"number": number} if number else {})} for of, what, number in line.doubts
        ],
    }
