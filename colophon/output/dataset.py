"""The whole archive as data: JSON Lines, an SQLite file, and the ledger as CSV.

The files are made after the pages, from the JSON beside them, in one pass. Memory does not grow with the archive but
for the names of its sources and terms.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from colophon.model.addresses import DATABASE, LINES, TABLE, beside
from colophon.model.article import Comparison, Event, Status
from colophon.model.days import Days
from colophon.model.problems import Refused
from colophon.output.manifest import Output
from colophon.output.sqlite import Database
from colophon.pages.context import PageContext
from colophon.store.records import Account
from colophon.views.lists import Line
from colophon.views.site import Row

# The form beside each article's page from which the data set is made.
FORM = "json"

FILES = (LINES, DATABASE, TABLE)
DATA_CHANGED = "an article, or a name that it bears, changed"

ROWS_AT_ONCE = 256

COLUMNS = (
    "path", "url", "title", "language", "date", "published", "source", "source_page", "source_status", "date_status",
    "original", "authors", "translators", "translation", "translation_status", "review", "comparison", "kept",
    "changes", "readings", "open", "sha256", "licence", "credit_line",
)  # fmt: skip

# A program for tables takes such a text for a formula, https://owasp.org/www-community/attacks/CSV_Injection; some do
# so after spaces and quotes, or with the signs in full width.
_FORMULA = re.compile(r"""[\t\r\n]|[\s'"]*[=+\-@＝＋－＠]""")


@dataclass
class Data:
    """The data set of one site. `edition` changes with the engine and whatever else makes other bytes of equal
    articles; `progress` is told (what, how many done, how many in all)."""

    context: PageContext
    output: Output
    edition: str
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None

    def put(self) -> set[str]:
        """Put the files, if they changed, after all pages, and return their paths. Raises Refused."""
        key = self._key()
        if any(self.output.key(path) != key for path in FILES):
            try:
                self._make()
            except sqlite3.Error as error:
                reason = f"{DATABASE} could not be made ({error})"
                raise Refused(f"{reason}; set ARCHIVE_DATA = False to do without") from error
            for path in FILES:
                self.output.take(path, key, DATA_CHANGED)
        return {*FILES}

    def _files(self) -> Iterator[str]:
        """The JSON of each article, from old to new."""
        index = self.context.latest()
        return (beside(path, FORM) for path in (index.files() if index else ()))

    def _key(self) -> bytes:
        """The same for articles that have the same JSON."""
        digest = blake2b(f"{self.edition}\0{sqlite3.sqlite_version}\0".encode(), digest_size=16)
        for path in self._files():
            digest.update(path.encode() + b"\0" + self.output.digest(path))
        return digest.digest()

    def _make(self) -> None:
        folder, place, latest = self.output.stage(), self.output.place, self.context.latest()
        total = latest.total() if latest else 0
        with ExitStack() as stack:
            lines = stack.enter_context(open(place(LINES), "wb"))
            ledger = stack.enter_context(open(place(TABLE), "w", encoding="utf-8", newline=""))
            database = stack.enter_context(Database(place(DATABASE)))
            table = csv.DictWriter(ledger, COLUMNS)  # its lines end as RFC 4180 has it
            table.writeheader()
            for done, path in enumerate(self._files()):
                if done % ROWS_AT_ONCE == 0:
                    self.progress("Exporting", done, total)
                with open(f"{folder}/{path}", "rb") as file:
                    line = file.read()
                article: dict[str, Any] = json.loads(line)
                if article["draft"]:
                    continue
                lines.write(line)
                table.writerow({column: as_text(value) for column, value in ledger_row(article).items()})
                database.add(article)


def as_text(value: Any) -> Any:
    """A value of the table; a text that a program could take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def ledger_row(article: dict[str, Any]) -> dict[str, Any]:
    """One row of the ledger by column, from an article as JSON has it. None stands for an empty field."""
    source, line = article["source"] or {}, _line(article)
    translation, account = line.translation, line.account
    digests = [step.sha256 for step in account.custody if step.act == "received" and step.sha256]
    return {
        **{name: article[name] for name in ("path", "url", "title", "language", "date", "published", "credit_line")},
        "source": source.get("name"),
        "source_page": source.get("page"),
        "source_status": account.status,
        "date_status": account.day,
        "licence": article["licence"],
        **{role: "; ".join(one["name"] for one in article[role]) or None for role in ("authors", "translators")},
        "comparison": account.comparison.outcome,
        "kept": account.comparison.kept,
        "original": "yes" if article["original"] else "no",
        "translation": translation and (translation.method or "unstated"),
        "translation_status": translation and translation.status,
        "review": account.review,
        "changes": account.changes,
        "readings": account.readings,
        "open": "; ".join(_doubt(*doubt) for doubt in line.doubts),
        "sha256": digests[-1] if digests else None,
    }


def _line(article: dict[str, Any]) -> Line:
    """The line that the page of the ledger has."""
    source, review, day = article["source"] or {}, article["review"], dt.date.fromisoformat
    date = article["date"]
    row = Row(
        title=article["title"],
        path=article["path"],
        lang=article["language"],
        date=Days.read(date) if date else None,
        source=(source["name"] or "") if source else None,
        page=source.get("page"),
        original=article["original"],
    )
    steps = (
        {name: step[name] for name in ("act", "by", "method", "sha256")}
        | {"date": step["date"] and Days.read(step["date"]), "status": Status(step["status"])}
        for step in article["custody"]
    )
    account = Account(
        published=article["published"] and day(article["published"]),
        status=source["status"]["publication"] if source else None,
        withdrawn=None,
        comparison=Comparison(**article["comparison"]),
        review="none" if review is None else "voided" if review["voided"] else "reviewed",
        custody=tuple(Event(**step) for step in steps),
        changes=len(article["changes"]),
        readings=len(article["readings"]),
        day=source["status"]["date"] if source else None,
    )
    return Line(row=row, account=account)


def _doubt(of: str, what: tuple[str, ...], number: int) -> str:
    """“translated: inferred, actor, date”."""
    return f"{of}: {', '.join(what)}{f' ({number})' if number else ''}"
