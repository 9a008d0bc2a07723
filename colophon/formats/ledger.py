"""The ledger as JSON: one object a page, with the files of the pages before and after it.

Statuses and acts are those of the record; paths are relative to the site's root; days are ISO 8601. A text that was
withdrawn is compared with nothing.
"""

from __future__ import annotations

from typing import Any

import orjson

from colophon.model.addresses import beside
from colophon.views.lists import LedgerView, Line
from colophon.views.site import SiteView

_STEP = ("act", "by", "date", "method", "status", "sha256")


def ledger(view: LedgerView, site: SiteView) -> str:
    """One page of the ledger, with one article a line."""
    head: dict[str, Any] = {"site": site.name, "url": site.url or None, "page": view.path}
    head["newer"] = beside(view.newer.path, "json") if view.newer else None
    head["older"] = beside(view.older.path, "json") if view.older else None
    head["total"] = view.total
    lines = ",\n".join([orjson.dumps(_line(line)).decode() for line in view.lines])
    return f'{orjson.dumps(head).decode()[:-1]},"articles": [\n{lines}\n]}}\n'


def _line(line: Line) -> dict[str, Any]:
    row, account = line.row, line.account
    stated = {"name": row.source or None, "page": row.page, "status": account.status, "date_status": account.day}
    compared = None if account.withdrawn else account.comparison
    return {
        "title": row.title,
        "page": row.path,
        "language": row.lang,
        "date": row.date and str(row.date),
        "published": account.published,
        "source": None if row.source is None else stated,
        "original": row.original,
        "custody": [
            {name: getattr(step, name) for name in _STEP} | {"date": step.date and str(step.date)}
            for step in account.custody
        ],
        "comparison": compared and {"outcome": compared.outcome, "changes": compared.changes, "kept": compared.kept},
        "withdrawn": account.withdrawn,
        "review": account.review,
        "changes": account.changes,
        "readings": account.readings,
        "doubts": [
            {"of": of, "what": list(what), **({"number": number} if number else {})} for of, what, number in line.doubts
        ],
    }
