"""What the ledger shows: every article with its source, how well that is founded, what was changed, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from colophon.store.records import Account, Step
from colophon.views.site import Further, Row

UNSURE = ("inferred", "unknown")


@dataclass(frozen=True, slots=True)
class Line:
    """One article in the ledger: its row, and its account, whose steps have names."""

    row: Row
    account: Account

    @property
    def translation(self) -> Step | None:
        """The step that made this language, None for a text in its own."""
        return next((step for step in reversed(self.account.custody) if step.act == "translated"), None)

    @property
    def doubts(self) -> tuple[tuple[str, tuple[str, ...], int], ...]:
        """What is open, as (of what, what, number). Of the source, and of each step by its act: that it is missing,
        inferred or unknown, and whether its actor and its date are not known. Of the review, that there is none of a
        translation; of readings, that there are doubtful ones."""
        return tuple(self._doubts())

    def _doubts(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        if self.row.source is None and not self.row.original:
            yield "source", ("missing",), 0
        if self.account.status in UNSURE:
            yield "source", (self.account.status,), 0
        for step in self.account.custody:
            nobody, never = step.by is None and step.act != "received", step.date is None
            said = (step.status if step.status in UNSURE else "", "actor" if nobody else "", "date" if never else "")
            if any(said):
                yield step.act, tuple(filter(None, said)), 0
        if self.account.review != "reviewed" and self.translation is not None:
            yield "review", ("missing",), 0
        if self.account.readings:
            yield "readings", ("doubtful",), self.account.readings


@dataclass(frozen=True, slots=True)
class LedgerView:
    """One page of the ledger; `lines` run from new to old, `data` is the same as JSON. `total` counts all
    articles and stands on the first page alone; `newer` and `older` are the pages before and after."""

    path: str
    first: str
    data: str
    lines: tuple[Line, ...]
    total: int | None
    newer: Further | None
    older: Further | None
