"""The pages of articles, the site's own pages, and what is left at old addresses: each stands by itself, in no list."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec.structs import replace

from colophon.formats.evidence import EVIDENCE
from colophon.model import addresses
from colophon.pages.base import Affected, Planned
from colophon.pages.context import PageGenerator
from colophon.store.records import ArticleRow, Summary
from colophon.views.article import MAP, OwnPage
from colophon.views.page import PlainPage, RedirectPage


class Articles(PageGenerator):
    """One page an article."""

    def all(self) -> Iterator[Planned]:
        """The page of every article, from old to new."""
        older: Summary | None = None
        waiting: ArticleRow | None = None
        for row in self.context.archive.rows("article"):
            if not row.listed:
                yield self._article(row, None, None)
                continue
            if waiting is not None:
                yield self._article(waiting, older, row.summary)
                older = waiting.summary
            waiting = row
        if waiting is not None:
            yield self._article(waiting, older, None)

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The changed articles, and their neighbours before and after."""
        for path in sorted(affected.articles):
            row = self.context.archive.row(path)
            if row is not None and row.template != "page":
                yield self._article(row, *self._neighbours(row))

    def gone(self, affected: Affected) -> Iterator[str]:
        """What stood where a changed article stood before."""
        for page in affected.left:
            yield page
            yield from (addresses.beside(page, form) for form in (*self.context.forms, MAP))

    def _neighbours(self, row: ArticleRow) -> tuple[Summary | None, Summary | None]:
        index = self.context.latest() if row.listed else None
        return index.neighbours(row.summary.moment, row.summary.seq) if index else (None, None)

    def _article(self, row: ArticleRow, older: Summary | None, newer: Summary | None) -> Planned:
        page, context = self.context.article(row, older, newer), self.context
        forms, evidence = self._forms(row) if row.listed and context.forms else ((), ())
        mapped = context.maps and any(named.at for names in page.names.values() for named in names.values())
        card = row.listed and context.cards is not None
        return Planned(row.template, replace(page, forms=forms, evidence=evidence, mapped=mapped, card=card))

    def _forms(self, row: ArticleRow) -> tuple[tuple[str, ...], tuple[tuple[str, bytes], ...]]:
        """The endings of the files beside the page, and the files that the evidence is made of with their marks."""
        forms = self.context.forms
        files = [word for kind, word in row.lookups if kind == "file"] if EVIDENCE in forms else []
        if not files:
            return tuple(form for form in forms if form != EVIDENCE), ()
        marks = self.context.archive.marks([row.summary.path, *sorted(set(files))])
        return forms, tuple(marks.items())


class Own(PageGenerator):
    """The site's own pages, such as About: any may link to what changed."""

    def all(self) -> Iterator[Planned]:
        """Every one of them; they are few."""
        for row in self.context.archive.rows("page"):
            path = row.summary.address
            template = row.template if row.template != "article" else "page"
            yield Planned(template, OwnPage(path=path, record=row.record, links=self.context.links(row)))


class Singles(PageGenerator):
    """Pages that show nothing of the archive: the one for what is not found, the search, and what crawlers read."""

    def all(self) -> Iterator[Planned]:
        """Those that the theme has, and the word to crawlers where the content has no file in its place."""
        site = self.context.site
        if site.search:
            yield Planned("search", PlainPage(path=site.search))
        if site.robots:
            yield Planned("robots.txt", PlainPage(path=site.robots))
        if site.opensearch:
            yield Planned("opensearch.xml", PlainPage(path=site.opensearch))
        if site.schema:
            yield Planned("article.schema.json", PlainPage(path=site.schema))
        if site.not_found:
            # A server shows it at any depth, where a way relative to the page would lead astray.
            root = f"{urlsplit(site.url).path}/" if site.url else None
            yield Planned("404", PlainPage(path=site.not_found, root=root))


class Redirects(PageGenerator):
    """Pages left at old addresses: any may lead to what moved."""

    def all(self) -> Iterator[Planned]:
        """Every one of them."""
        for old, new, title in self.context.archive.redirects():
            yield Planned("redirect", RedirectPage(path=old, title=title, target=new))
