"""The files of the archive as data: when they must be made anew, and their making in one pass over all articles.

Memory does not grow with the archive but for the names of its sources and terms: articles pass one by one, and the
files are written where they come to stand.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from colophon.model.addresses import DATABASE, LINES, TABLE, beside
from colophon.output.dataset.accounts import COLUMNS, account
from colophon.output.dataset.database import Database
from colophon.output.manifest import Output
from colophon.pages.context import PageContext
from colophon.model.problems import Refused

# The form beside each article's page that all of it is made from.
FORM = "json"

FILES = (LINES, DATABASE, TABLE)
WHY = "an article, or a name that it bears, changed"

BATCH = 256


@dataclass
class Data:
    """The data of one site. `edition` changes with the engine and whatever else makes other bytes of equal articles;
    `progress` is told (what, how many done, how many in all)."""

    stock: PageContext
    output: Output
    edition: str
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None

    def put(self) -> set[str]:
        """Put the files, if they changed, after all pages; which files they are. Raises Refused."""
        key = self._key()
        if any(self.output.key(path) != key for path in FILES):
            try:
                self._make()
            except sqlite3.Error as error:
                raise Refused(
                    f"{DATABASE} could not be made ({error}); set ARCHIVE_DATA = False to do without"
                ) from error
            for path in FILES:
                self.output.take(path, key, WHY)
        return {*FILES}

    def _files(self) -> Iterator[str]:
        """The JSON of each article, from old to new."""
        index = self.stock.latest()
        return (beside(path, FORM) for path in (index.files() if index else ()))

    def _key(self) -> bytes:
        """The same for articles that have the same JSON."""
        digest = blake2b(f"{self.edition}\0{sqlite3.sqlite_version}\0".encode(), digest_size=16)
        for path in self._files():
            digest.update(path.encode() + b"\0" + self.output.digest(path))
        return digest.digest()

    def _make(self) -> None:
        folder, place, latest = self.output.stage(), self.output.place, self.stock.latest()
        total = latest.total() if latest else 0
        with ExitStack() as stack:
            lines = stack.enter_context(open(place(LINES), "wb"))
            ledger = stack.enter_context(open(place(TABLE), "w", encoding="utf-8", newline=""))
            database = stack.enter_context(Database(place(DATABASE)))
            table = csv.DictWriter(ledger, COLUMNS)  # its lines end as RFC 4180 has it
            table.writeheader()
            for done, path in enumerate(self._files()):
                if done % BATCH == 0:
                    self.progress("Exporting", done, total)
                with open(f"{folder}/{path}", "rb") as file:
                    line = file.read()
                article: dict[str, Any] = json.loads(line)
                if article["draft"]:
                    continue
                lines.write(line)
                table.writerow(account(article))
                database.add(article)
