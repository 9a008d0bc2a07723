"""Social cards: a picture beside the page of each article, which goes with a link that is shared."""

from __future__ import annotations

from collections.abc import Iterator

from colophon.model import addresses
from colophon.model.l10n import day, iso
from colophon.pages.base import Affected, Planned
from colophon.pages.context import PageGenerator
from colophon.store.indexes import EVER
from colophon.views.article import CARD
from colophon.views.page import CardPage
from colophon.views.site import Row


class Cards(PageGenerator):
    """One card an article, made of little: so it is drawn again only where that changed."""

    def all(self) -> Iterator[Planned]:
        """The card of every article that is in lists."""
        index = self.context.latest() if self.context.cards is not None else None
        for summary in index.summaries(EVER) if index else ():
            yield self._card(self.context.row(summary))

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """Those of the changed articles."""
        for path in sorted(affected.articles) if self.context.cards is not None else ():
            row = self.context.archive.row(path)
            if row is not None and row.listed:
                yield self._card(self.context.row(row.summary))

    def gone(self, affected: Affected) -> Iterator[str]:
        """What stood beside the page of a changed article."""
        yield from (addresses.beside(page, CARD) for page in affected.left)

    def _card(self, row: Row) -> Planned:
        page = CardPage(
            path=addresses.beside(row.path, CARD),
            title=row.title,
            source=row.source,
            day=day(row.date, self.context.locale),
            date=iso(row.date),
            site=self.context.site.name,
            fonts=self.context.cards or (),
        )
        return Planned(CARD, page)
