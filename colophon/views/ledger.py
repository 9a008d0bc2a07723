"""What the ledger shows: every article with its source, how well that is founded, what was changed, what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from colophon.model.article import Record
from colophon.views.site import Further, Row

UNSURE = ("inferred", "unknown")


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One step of custody: `by` is a name, None if unknown; `status` as in the record; `sha256` of the file kept."""

    act: str
    by: str | None
    date: dt.date | None
    method: str | None
    status: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Account(Record):
    """One article in the ledger. `status` is that of its source, None where it has none; `review` is none, reviewed or
    voided; `changes` and `readings` are numbers."""

    row: Row
    published: dt.date
    status: str | None
    review: str
    custody: tuple[Step, ...]
    changes: int
    readings: int

    @property
    def translation(self) -> Step | None:
        """The step that made this language, None for a text in its own."""
        return next((step for step in reversed(self.custody) if step.act == "translated"), None)

    @property
    def doubts(self) -> tuple[tuple[str, tuple[str, ...], int], ...]:
        """What is open, as (of what, what, number). Of the source, and of each step by its act: that it is missing,
        inferred or unknown, and whether its actor and its date are not known. Of the review, that there is none of a
        translation; of readings, that there are doubtful ones."""
        return tuple(self._doubts())

    def _doubts(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        if self.row.source is None and not self.row.original:
            yield "source", ("missing",), 0
        if self.status in UNSURE:
            yield "source", (self.status,), 0
        for step in self.custody:
            nobody, never = step.by is None and step.act != "received", step.date is None
            said = (step.status if step.status in UNSURE else "", "actor" if nobody else "", "date" if never else "")
            if any(said):
                yield step.act, tuple(filter(None, said)), 0
        if self.review != "reviewed" and self.translation is not None:
            yield "review", ("missing",), 0
        if self.readings:
            yield "readings", ("doubtful",), self.readings


@dataclass(frozen=True, slots=True)
class LedgerView(Record):
    """One page of the ledger; `accounts` run from new to old, `data` is the same as JSON. `total` counts all
    articles and stands on the first page alone; `newer` and `older` are the pages before and after."""

    path: str
    first: str
    data: str
    accounts: tuple[Account, ...]
    total: int | None
    newer: Further | None
    older: Further | None
