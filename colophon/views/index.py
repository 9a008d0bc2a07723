"""What a list of articles shows: the front page, the index of one source, subject, …"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from colophon.views.article import ArticleView
from colophon.views.overview import Year
from colophon.views.site import About, Further, Link, Row


@dataclass(frozen=True, slots=True)
class Way:
    """A way into the archive: a kind of index, how many entries it has, and the first of them."""

    kind: str
    count: int
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """One page of one index.

    `kind` is latest, sources, subjects, people, … or dates; `key` is the entry's, for dates as in “2022/11”, `name`
    its name (the site's for latest) and `about` what the register says of it. `rows` run from new to old; `total`
    counts the whole index, so it stands only on its first page (None elsewhere). `lead` is the newest article, on the
    front page alone. `newer` and `older` are the pages before and after. `ways` stand on the front page, and the `year`
    of the newest article. `feeds` are those of this index, as (media type, file).
    """

    kind: str
    key: str
    name: str
    about: About
    path: str
    first: str
    rows: tuple[Row, ...]
    total: int | None
    lead: ArticleView | None = None
    newer: Further | None = None
    older: Further | None = None
    ways: tuple[Way, ...] = ()
    year: Year | None = None
    feeds: tuple[tuple[str, str], ...] = ()

    @property
    def years(self) -> tuple[tuple[int, tuple[Row, ...]], ...]:
        """The rows by year."""
        return tuple((year, tuple(rows)) for year, rows in groupby(self.rows, key=lambda row: row.date.year))
