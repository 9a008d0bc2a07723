"""The archive as one SQLite file by the conventions of sqlite-utils, so that Datasette opens it with full-text search:
plain tables with a primary key `id` each, foreign keys named after the table that they lead to, and an FTS5 table that
has its content in `articles`.

Equal articles in equal order make equal bytes. https://sqlite-utils.datasette.io, https://sqlite.org/fileformat2.html
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from itertools import count
from typing import Any, Self

from colophon.model.article import (
    TERM_KINDS,
    Change,
    Check,
    Contributor,
    Dated,
    Emendation,
    Event,
    Image,
    Note,
    Record,
    Source,
    fields_of,
)
from colophon.model.spelling import composed

# The columns of each table after its primary key, in their order; a type, and where it leads.
ID, TEXT, INTEGER, REAL = "INTEGER PRIMARY KEY", "TEXT", "INTEGER", "REAL"
ARTICLE = "INTEGER REFERENCES [articles]([id])"
NAMED = {"name": TEXT, "kind": TEXT, "names": TEXT, "path": TEXT}


def _columns(record: type[Record], *left_out: str) -> dict[str, str]:
    """The columns of the declared fields of a record, named as in JSON."""
    fields = (one for one in fields_of(record) if one.name not in left_out)
    return {one.json: INTEGER if one.check is Check.COUNT else TEXT for one in fields}


STEP = {"act": TEXT, "by": TEXT, "kind": TEXT, "names": TEXT, **_columns(Event, "act", "by")}
# Besides its name, which is in a table of its own, its day, and what has more than one column.
SOURCE = _columns(Source, "publication", "date", "archived", "status")
TABLES: dict[str, dict[str, str]] = {
    "sources": {"id": ID, **NAMED},
    "articles": {
        "id": ID, "path": "TEXT UNIQUE", "url": TEXT, "title": TEXT, "title_by": TEXT, "language": TEXT,
        "summary": TEXT, "date": TEXT, "published": TEXT, "credit_line": TEXT,
        "source_id": "INTEGER REFERENCES [sources]([id])",
        **{f"source_{part}": kind for part, kind in SOURCE.items()}, "source_archived": TEXT,
        "source_archived_on": TEXT, "source_status": TEXT, "date_status": TEXT, "statuses": TEXT, "original": INTEGER,
        "comparison": TEXT, "comparison_kept": TEXT, "comparison_file": TEXT, "reviewed_by": TEXT, "reviewed_on": TEXT,
        "review_voided": INTEGER, "rights": TEXT, "licence": TEXT, "translation_of": TEXT,
        "translation_behind": INTEGER, "words": INTEGER, "digest": TEXT, "text": TEXT,
    },
    "terms": {
        "id": ID, "field": TEXT, **NAMED, "latitude": REAL, "longitude": REAL, "first_day": TEXT, "last_day": TEXT,
    },
    "articles_terms": {"articles_id": ARTICLE, "terms_id": "INTEGER REFERENCES [terms]([id])"},
    "authors": {"id": ID, "articles_id": ARTICLE, "position": INTEGER, **_columns(Contributor)},
    "translators": {"id": ID, "articles_id": ARTICLE, "position": INTEGER, **_columns(Contributor)},
    "images": {"id": ID, "articles_id": ARTICLE, **_columns(Image)},
    "custody": {"id": ID, "articles_id": ARTICLE, "step": INTEGER, **STEP},
    "changes": {"id": ID, "articles_id": ARTICLE, **_columns(Change)},
    "readings": {"id": ID, "articles_id": ARTICLE, **_columns(Emendation)},
    "notes": {"id": ID, "articles_id": ARTICLE, **_columns(Note)},
    "dates": {"id": ID, "articles_id": ARTICLE, **_columns(Dated, "nth"), "nth": INTEGER},
}  # fmt: skip
# What an article has several of.
REPEATED = ("authors", "translators", "images", "custody", "changes", "readings", "notes", "dates")
INDEXES = (
    ("articles", "source_id"), ("articles", "date"), ("articles_terms", "terms_id"), ("authors", "articles_id"),
    ("translators", "articles_id"), ("images", "articles_id"), ("custody", "articles_id"),
    ("changes", "articles_id"), ("readings", "articles_id"), ("notes", "articles_id"), ("dates", "articles_id"),
)  # fmt: skip
SEARCHED = "[title], [summary], [text]"

# The file is written in batches of so many articles, or of so many characters of their texts.
TOGETHER, LARGEST = 256, 2_000_000

# Where the header of the file has the number of the SQLite that wrote it, which would differ from machine to machine.
WRITER, NO_VERSION = 96, bytes(4)


class Database:
    """A new file at `path`, which must not exist. All methods raise sqlite3.Error and OSError."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._ids: dict[tuple[Any, ...], int] = {}
        self._numbers = {table: count(1) for table in TABLES}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        self._held = 0

    def __enter__(self) -> Self:
        self._db = sqlite3.connect(self._path, isolation_level=None)
        # Nobody reads the file before it is whole, and a build that is cut off throws it away.
        for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self._db.execute(f"PRAGMA {setting}")
        self._db.execute("BEGIN")
        for table, columns in TABLES.items():
            parts = [f"[{name}] {kind}" for name, kind in columns.items()]
            if "id" not in columns:
                parts.append(f"PRIMARY KEY ({', '.join(f'[{name}]' for name in columns)})")
            self._db.execute(f"CREATE TABLE [{table}] ({', '.join(parts)})")
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._db.close()
        if error is None:
            with open(self._path, "r+b") as file:
                file.seek(WRITER)
                file.write(NO_VERSION)

    def add(self, article: dict[str, Any]) -> None:
        """Add an article, as JSON has it."""
        number, source, review = next(self._numbers["articles"]), article["source"] or {}, article["review"] or {}
        original, copy, statuses = (
            article["translation_of"] or {},
            source.get("archived") or {},
            source.get("status", {}),
        )
        own = {
            **article,
            "source_id": self._named("sources", source) if source else None,
            **{f"source_{part}": source.get(part) for part in SOURCE},
            "source_archived": copy.get("url"),
            "source_archived_on": copy.get("date"),
            "source_status": statuses.get("publication"),
            "date_status": statuses.get("date"),
            "statuses": json.dumps(statuses) if statuses else None,
            **{f"comparison_{part}": article["comparison"][part] for part in ("kept", "file")},
            "comparison": article["comparison"]["outcome"],
            "translation_of": original.get("path"),
            "translation_behind": original.get("behind"),
            "reviewed_by": review.get("by"),
            "reviewed_on": review.get("date"),
            "review_voided": review.get("voided"),
        }
        self._add("articles", [own], number)
        for table in REPEATED:
            several = enumerate(article[table], 1)
            self._add(table, [{"articles_id": number, "step": n, "position": n, **one} for n, one in several])
        named = dict.fromkeys(self._named("terms", one, field) for field in TERM_KINDS for one in article[field])
        self._rows["articles_terms"] += [(number, term) for term in named]
        self._held += len(article["text"])
        if len(self._rows["articles"]) >= TOGETHER or self._held > LARGEST:
            self._write()

    def _named(self, table: str, one: dict[str, Any], field: str = "") -> int:
        """The number of a source or a term, which is added where it is new."""
        key = (table, field, composed(one["name"] or ""), one["path"])
        if key not in self._ids:
            self._ids[key] = next(self._numbers[table])
            self._add(table, [{"field": field, **one}], self._ids[key])
        return self._ids[key]

    def _add(self, table: str, rows: Iterable[dict[str, Any]], number: int | None = None) -> None:
        for row in rows:
            row["id"] = number or next(self._numbers[table])
            if "names" in row:
                row["names"] = json.dumps(row["names"], ensure_ascii=False)
            self._rows[table].append(tuple(map(row.get, TABLES[table])))

    def _write(self) -> None:
        for table, rows in self._rows.items():
            self._db.executemany(f"INSERT INTO [{table}] VALUES ({', '.join('?' * len(TABLES[table]))})", rows)
            rows.clear()
        self._held = 0

    def _finish(self) -> None:
        self._write()
        for table, column in INDEXES:
            self._db.execute(f"CREATE INDEX [idx_{table}_{column}] ON [{table}] ([{column}])")
        self._db.execute(f"CREATE VIRTUAL TABLE [articles_fts] USING FTS5 ({SEARCHED}, content=[articles])")
        self._db.execute(f"INSERT INTO [articles_fts] (rowid, {SEARCHED}) SELECT rowid, {SEARCHED} FROM [articles]")
        self._db.execute("COMMIT")
