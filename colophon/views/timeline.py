"""The days of an article: those that its text names, those of the events it speaks of, and those of its own story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from colophon.model.article import Article
from colophon.model.names import Named


class Moment(NamedTuple):
    """What was on a day. `kind` is text, for a day that the text names in the words `on`, which bear the mark `number`
    there; event; an act of custody; or published, for the first day here. `what` says it in the words of the header or
    the register, None where those of the kind do. `status` is None where the record has none."""

    kind: str
    what: str | None
    status: str | None = None
    on: str | None = None
    number: int = 0


class Day(NamedTuple):
    """A day, or the days from `first` to `last`, and all that was then."""

    first: dt.date
    last: dt.date
    moments: tuple[Moment, ...]


Found = tuple[tuple[dt.date, dt.date], Moment]


def timeline(article: Article, steps: Sequence[Any], events: Iterable[Named]) -> tuple[Day, ...]:
    """The days from first to last; none where the article has no other story than its custody, which is told elsewhere.
    `steps` are its StepViews."""
    told = [*_told(article, events)]
    if not told:
        return ()
    named = {dated.date for dated in article.dates}
    # A text that names the day of its print has said so already, in the words that the step of custody rests on.
    story = (one for one in _story(article, steps) if one[1].kind != "printed" or one[0][0] not in named)
    found = sorted([*told, *story], key=lambda one: one[0])
    return tuple(
        Day(first, last, tuple(moment for _, moment in group))
        for (first, last), group in groupby(found, key=lambda one: one[0])
    )


def _told(article: Article, events: Iterable[Named]) -> Iterator[Found]:
    for number, dated in enumerate(article.dates, 1):
        yield (dated.date, dated.date), Moment("text", dated.what, str(dated.status), dated.on, number)
    for event in events:
        if event.days:
            yield event.days, Moment("event", event.text)


def _story(article: Article, steps: Sequence[Any]) -> Iterator[Found]:
    for step in steps:
        if date := step.record.date:
            yield (date, date), Moment(step.record.act, step.by, str(step.record.status))
    yield (article.published, article.published), Moment("published", None)
