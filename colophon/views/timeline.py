"""The days of an article: those that its text names, those of its events, and those of its own history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from colophon.model.article import Article
from colophon.model.days import Days
from colophon.model.names import Named


class Moment(NamedTuple):
    """What happened on a day. `kind` is text, for a day that the text names in the words `on`, with the mark `number`;
    event; an act of custody; or published, for the first day here. `what` is from the header or the register, None
    where the kind says enough. `status` is None where the record has none."""

    kind: str
    what: str | None
    status: str | None = None
    on: str | None = None
    number: int = 0


class Day(NamedTuple):
    """The days from `first` to `last`, often one, and what happened then."""

    first: dt.date
    last: dt.date
    moments: tuple[Moment, ...]

    @property
    def days(self) -> Days:
        """The same as one value, for words."""
        return Days(self.first, self.last)


_Dated = tuple[tuple[dt.date, dt.date], Moment]


def timeline(article: Article, steps: Sequence[Any], events: Iterable[Named]) -> tuple[Day, ...]:
    """The days from first to last; none where the article has only its custody, which the page shows elsewhere. `steps`
    are its StepViews."""
    moments = [*_contents(article, events)]
    if not moments:
        return ()
    named = {_span(dated.date) for dated in article.dates}
    # Where the text names the day of its print, the step of custody would repeat it.
    moments += [one for one in _history(article, steps) if one[1].kind != "printed" or one[0] not in named]
    days = groupby(sorted(moments, key=itemgetter(0)), key=itemgetter(0))
    return tuple(Day(first, last, tuple(moment for _, moment in group)) for (first, last), group in days)


def _contents(article: Article, events: Iterable[Named]) -> Iterator[_Dated]:
    for number, dated in enumerate(article.dates, 1):
        yield _span(dated.date), Moment("text", dated.what, str(dated.status), dated.on, number)
    for event in events:
        if event.days:
            yield event.days, Moment("event", event.text)


def _history(article: Article, steps: Sequence[Any]) -> Iterator[_Dated]:
    for step in steps:
        if date := step.record.date:
            yield _span(date), Moment(step.record.act, step.by, step.apart.date or str(step.record.status))
    if article.published:
        yield (article.published, article.published), Moment("published", None)


def _span(days: Days) -> tuple[dt.date, dt.date]:
    return days.first, days.last
