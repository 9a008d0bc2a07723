"""Social cards: a picture beside the page of each article, which goes with a link that is shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from colophon.model import addresses
from colophon.model.l10n import day, iso
from colophon.pages.base import Page, Touched
from colophon.pages.context import Family
from colophon.store.indexes import EVER
from colophon.views.card import CARD, CardParts
from colophon.views.make_article import RowParts


class Cards(Family):
    """One card an article, made of little: so it is drawn again only where that changed."""

    def all(self) -> Iterator[Page]:
        """The card of every article that is in lists."""
        index = self.stock.latest() if self.stock.cards is not None else None
        for summary in index.summaries(EVER) if index else ():
            yield self._card(self.stock.row(summary))

    def touched(self, touched: Touched) -> Iterator[Page]:
        """Those of the changed articles."""
        for path in sorted(touched.articles) if self.stock.cards is not None else ():
            row = self.stock.archive.row(path)
            if row is not None and row.listed:
                yield self._card(self.stock.row(row.summary))

    def gone(self, touched: Touched) -> Iterator[str]:
        """What stood beside the page of a changed article."""
        yield from (addresses.beside(page, CARD) for page in touched.left)

    def _card(self, row: RowParts) -> Page:
        title, page, _, ordinal, source, *_ = row
        date, path = dt.date.fromordinal(ordinal), addresses.beside(page, CARD)
        said = day(date, self.stock.locale)
        parts = CardParts(path, title, source, said, iso(date), self.stock.site.name, self.stock.cards or ())
        return Page(path, CARD, parts)
