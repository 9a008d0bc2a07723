"""The pages of articles, the site's own pages, and what is left at old addresses: each stands by itself, in no list."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from colophon.model import addresses
from colophon.pages.base import Page, Touched
from colophon.pages.context import EVIDENCE, Family
from colophon.store.records import ArticleRow, Summary
from colophon.views.make import OwnParts, PlainParts, RedirectParts
from colophon.views.make_article import MAP, ArticleParts


class Articles(Family):
    """One page an article."""

    def all(self) -> Iterator[Page]:
        """The page of every article, from old to new."""
        older: Summary | None = None
        waiting: ArticleRow | None = None
        for row in self.stock.archive.rows("article"):
            if not row.listed:
                yield self._article(row, None, None)
                continue
            if waiting is not None:
                yield self._article(waiting, older, row.summary)
                older = waiting.summary
            waiting = row
        if waiting is not None:
            yield self._article(waiting, older, None)

    def touched(self, touched: Touched) -> Iterator[Page]:
        """The changed articles, and their neighbours before and after."""
        for path in sorted(touched.articles):
            row = self.stock.archive.row(path)
            if row is not None and row.template != "page":
                yield self._article(row, *self._neighbours(row))

    def gone(self, touched: Touched) -> Iterator[str]:
        """What stood where a changed article stood before."""
        for page in touched.left:
            yield page
            yield from (addresses.beside(page, form) for form in (*self.stock.forms, MAP))

    def _neighbours(self, row: ArticleRow) -> tuple[Summary | None, Summary | None]:
        index = self.stock.latest() if row.listed else None
        return index.neighbours(row.summary.moment, row.summary.seq) if index else (None, None)

    def _article(self, row: ArticleRow, older: Summary | None, newer: Summary | None) -> Page:
        parts = self.stock.article(row, older, newer)
        if row.listed and self.stock.forms:
            parts = self._with_forms(row, parts)
        if self.stock.maps and any(len(name) > 4 and name[4] for name in parts.names.values()):
            parts = parts._replace(figures=(MAP,))
        if row.listed and self.stock.cards is not None:
            parts = parts._replace(card=True)
        return Page(row.summary.address, row.template, parts)

    def _with_forms(self, row: ArticleRow, parts: ArticleParts) -> ArticleParts:
        forms = self.stock.forms
        files = [word for kind, word in row.lookups if kind == "file"] if EVIDENCE in forms else []
        if not files:
            return parts._replace(forms=tuple(form for form in forms if form != EVIDENCE))
        marks = self.stock.archive.marks([row.summary.path, *sorted(set(files))])
        return parts._replace(forms=forms, evidence=tuple(marks.items()))


class Own(Family):
    """The site's own pages, such as About: any may link to what changed."""

    def all(self) -> Iterator[Page]:
        """Every one of them; they are few."""
        for row in self.stock.archive.rows("page"):
            path = row.summary.address
            template = row.template if row.template != "article" else "page"
            yield Page(path, template, OwnParts(row.record, path, self.stock.links(row)))


class Singles(Family):
    """Pages that show nothing of the archive: the one for what is not found, the search, and what crawlers read."""

    def all(self) -> Iterator[Page]:
        """Those that the theme has, and the word to crawlers where the content has no file in its place."""
        site = self.stock.site
        if site.search:
            yield Page(site.search, "search", PlainParts(site.search))
        if site.robots:
            yield Page(site.robots, "robots.txt", PlainParts(site.robots))
        if site.opensearch:
            yield Page(site.opensearch, "opensearch.xml", PlainParts(site.opensearch))
        if site.schema:
            yield Page(site.schema, "article.schema.json", PlainParts(site.schema))
        if site.not_found:
            # A server shows it at any depth, where a way relative to the page would lead astray.
            root = f"{urlsplit(site.url).path}/" if site.url else None
            yield Page(site.not_found, "404", PlainParts(site.not_found, root))


class Redirects(Family):
    """Pages left at old addresses: any may lead to what moved."""

    def all(self) -> Iterator[Page]:
        """Every one of them."""
        for old, new, title in self.stock.archive.redirects():
            yield Page(old, "redirect", RedirectParts(old, title, new))
