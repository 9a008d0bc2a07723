"""The pages that show the texts of received files. Each stands beside its file."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from colophon.model import addresses
from colophon.model.article import Article, Event
from colophon.pages.base import Affected, Planned
from colophon.pages.context import PageGenerator
from colophon.readers.received import is_text
from colophon.store.records import ArticleRow, opened
from colophon.views.received import Holder, ReceivedPage


class Received(PageGenerator):
    """One page for each text that the custody of an article names, of which there is a page."""

    def all(self) -> Iterator[Planned]:
        """Every one of them."""
        yield from self._of(self.context.archive.files())

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """Those of the files on which changed articles rest."""
        yield from self._of(sorted(affected.evidence))

    def has(self, path: str) -> bool:
        """Whether `path` is one of them."""
        if not path.endswith(".html") or not self.context.site.received:
            return False
        files = (file for file in self.context.archive.files() if self._page(file) == path)
        return any(self._planned(file) for file in files)

    def gone(self, affected: Affected) -> Iterator[str]:
        """Those of the files on which changed articles rested, since nothing else may rest on them."""
        yield from (page for file in affected.evidence if (page := self._page(file)))

    def _of(self, files: Iterator[str] | list[str]) -> Iterator[Planned]:
        for file in files if self.context.site.received else ():
            if (planned := self._planned(file)) is not None:
                yield planned

    def _page(self, file: str) -> str | None:
        """The address of the page of a file; None where the file is no text, or is not published."""
        place = self.context.names.of("file", file).path if is_text(file) else None
        return addresses.received_page(place) if place else None

    def _planned(self, file: str) -> Planned | None:
        if (path := self._page(file)) is None:
            return None
        rows = [row for row in self.context.archive.holders(file) if ("file", file) in row.lookups]
        # Nothing leads to an article that is in no list, so a page of other articles as well does not either.
        rows = [row for row in rows if row.listed] or rows
        if not rows:
            return None
        articles = [opened(row.record) for row in rows]
        steps = [step for article in articles for step in article.custody if step.file == file]
        page = ReceivedPage(
            path=path,
            file=file,
            place=path.removesuffix(".html"),
            mark=self.context.archive.marks([file])[file],
            encoding=next((step.encoding for step in steps if step.encoding), ""),
            lang=_language(articles[0], file),
            digests=tuple({step.sha256: None for step in steps if step.sha256}),
            holders=tuple(map(self._holder, rows, (_step(article, file) for article in articles))),
        )
        return Planned("received", page)

    def _holder(self, row: ArticleRow, step: Event) -> Holder:
        step = replace(step, by=self.context.names.of("actor", step.by).text) if step.by else step
        return Holder(row=self.context.row(row.summary), step=step)


def _step(article: Article, file: str) -> Event:
    """The step of custody that names a file; of several the one that received it."""
    steps = [step for step in article.custody if step.file == file]
    return next((step for step in reversed(steps) if step.act == "received"), steps[-1])


def _language(article: Article, file: str) -> str:
    """The language of the text of a file; empty where nobody states it, and the text was not compared with the
    article's."""
    return _step(article, file).lang or (article.lang if article.comparison.file == file else "")
