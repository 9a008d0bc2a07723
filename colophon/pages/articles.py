"""Pages that are no lists: those of articles, their social cards, the site's own pages, and redirects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from urllib.parse import urlsplit

from msgspec.structs import replace

from colophon.formats.evidence import EVIDENCE
from colophon.model import addresses
from colophon.model.l10n import day, iso
from colophon.pages.base import Affected, Planned
from colophon.pages.context import PageGenerator
from colophon.store.indexes import EVER
from colophon.store.records import ArticleRow, ArticleSummary
from colophon.views.article import CARD, MAP, OwnPage
from colophon.views.page import CardPage, PlainPage, RedirectPage
from colophon.views.site import Row

REDIRECTS = -4_000_000  # a series that no index has
# The folders and files in the root that the site itself may have.
OWN = {*addresses.LISTS, *addresses.SINGLES, addresses.FRONT, addresses.LEDGER}


class Articles(PageGenerator):
    """One page for each article."""

    def all(self) -> Iterator[Planned]:
        """The page of every article, from old to new."""
        older: ArticleSummary | None = None
        last: ArticleRow | None = None
        for row in self.context.archive.rows("article"):
            if not row.listed:
                yield self._article(row, None, None)
                continue
            if last is not None:
                yield self._article(last, older, row.summary)
                older = last.summary
            last = row
        if last is not None:
            yield self._article(last, older, None)

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The changed articles, and their neighbours before and after."""
        for path in sorted(affected.articles):
            row = self.context.archive.row(path)
            if row is not None and row.template != "page":
                yield self._article(row, *self._neighbours(row))

    def has(self, path: str) -> bool:
        """Whether `path` is the page of an article, or a file beside one."""
        row = self.context.row_at(path, *self.context.forms, MAP)
        planned = self._article(replace(row, links=()), None, None) if row else None
        return planned is not None and path in (planned.path, *planned.beside())

    def gone(self, affected: Affected) -> Iterator[str]:
        """The pages at the earlier addresses of changed articles, with all files beside them."""
        for page in affected.left:
            yield page
            yield from (addresses.beside(page, form) for form in (*self.context.forms, MAP))

    def _neighbours(self, row: ArticleRow) -> tuple[ArticleSummary | None, ArticleSummary | None]:
        index = self.context.latest() if row.listed else None
        return index.neighbours(row.summary.moment, row.summary.seq) if index else (None, None)

    def _article(self, row: ArticleRow, older: ArticleSummary | None, newer: ArticleSummary | None) -> Planned:
        page, context = self.context.article(row, older, newer), self.context
        shared = row.listed and not row.summary.withdrawn
        forms, evidence = self._forms(row) if shared and context.forms else ((), ())
        mapped = context.maps and any(named.at for names in page.names.values() for named in names.values())
        card = shared and context.cards is not None
        return Planned(row.template, replace(page, forms=forms, evidence=evidence, mapped=mapped, card=card))

    def _forms(self, row: ArticleRow) -> tuple[tuple[str, ...], tuple[tuple[str, bytes], ...]]:
        """The endings of the files beside the page; and the files in the evidence, with a value that changes with each.
        There is no evidence without a file."""
        forms = self.context.forms
        files = [word for kind, word in row.lookups if kind == "file"] if EVIDENCE in forms else []
        if not files:
            return tuple(form for form in forms if form != EVIDENCE), ()
        marks = self.context.archive.marks([row.summary.path, *sorted(set(files))])
        return forms, tuple(marks.items())


class Cards(PageGenerator):
    """One social card for each article: the picture of a shared link."""

    def all(self) -> Iterator[Planned]:
        """The card of every article that is in lists."""
        index = self.context.latest() if self.context.cards is not None else None
        for summary in index.summaries(EVER) if index else ():
            if not summary.withdrawn:
                yield self._card(self.context.row(summary))

    def candidates(self, affected: Affected) -> Iterator[Planned]:
        """The cards of the changed articles."""
        for path in sorted(affected.articles) if self.context.cards is not None else ():
            row = self.context.archive.row(path)
            if row is not None and row.listed and not row.summary.withdrawn:
                yield self._card(self.context.row(row.summary))

    def has(self, path: str) -> bool:
        """Whether `path` is the card of an article that is in lists."""
        row = self.context.row_at(path, CARD) if self.context.cards is not None else None
        return row is not None and row.listed and path == addresses.beside(row.summary.address, CARD)

    def gone(self, affected: Affected) -> Iterator[str]:
        """The cards at the earlier addresses of changed articles, some of which may have none any more."""
        yield from (addresses.beside(page, CARD) for page in affected.left)

    def _card(self, row: Row) -> Planned:
        page = CardPage(
            path=addresses.beside(row.path, CARD),
            title=row.title,
            lang=row.lang,
            source=row.source,
            day=day(row.date, self.context.locale) if row.date else "",
            date=iso(row.date) if row.date else "",
            site=self.context.site.name,
            fonts=self.context.cards or (),
        )
        return Planned(CARD, page)


class Own(PageGenerator):
    """The site's own pages, such as About. Any of them may link to what changed."""

    def all(self) -> Iterator[Planned]:
        """Every one of them."""
        for row in self.context.archive.rows("page"):
            path = row.summary.address
            template = row.template if row.template != "article" else "page"
            yield Planned(template, OwnPage(path=path, record=row.record, links=self.context.links(row)))

    def has(self, path: str) -> bool:
        """Whether `path` is one of them."""
        state = self.context.archive.state_at(path)
        return state is not None and state.built == 1 and (state.kind, state.address) == ("page", path)


class Singles(PageGenerator):
    """Pages that show nothing of the archive: the search, files for crawlers, the page for what is not found."""

    def all(self) -> Iterator[Planned]:
        """Those that the site has."""
        site = self.context.site
        plain = {"search": site.search, "robots.txt": site.robots, "opensearch.xml": site.opensearch}
        for template, path in {**plain, "article.schema.json": site.schema}.items():
            if path:
                yield Planned(template, PlainPage(path=path))
        if site.not_found:
            # A server shows it at any address, where links relative to the page would be wrong. A site that does not
            # know its address is taken to stand at the root of its host.
            yield Planned("404", PlainPage(path=site.not_found, root=f"{urlsplit(site.url).path}/"))


class Redirects(PageGenerator):
    """Pages at old addresses: of articles, and of the site as it was before. Any of them may lead to an article that
    moved again. `taken` says whether a page of the site itself is at an address."""

    taken: Callable[[str], bool]

    def all(self) -> Iterator[Planned]:
        """Every one of them."""
        moved = self.context.archive.redirects()
        for old, new, title in moved:
            yield Planned("redirect", RedirectPage(path=old, title=title, target=new), (REDIRECTS, 0))
        articles = {old for old, *_ in moved}
        for old, target in self._of_earlier_site():
            if old not in articles and old != target and not self._is_taken(old):
                yield Planned(
                    "redirect", RedirectPage(path=old, title=self._title(target), target=target), (REDIRECTS, 0)
                )

    def _of_earlier_site(self) -> Iterator[tuple[str, str]]:
        """Each old address, and where it leads. What it led to may be gone, or not be there yet; then the front page is
        the nearest."""
        for one in self.context.old.moved:
            found = self.context.find(one.link) if one.link else None
            yield one.address, found[0] if found else addresses.FRONT
        for path, old in self.context.old.texts.items():
            state = self.context.archive.state(path)
            yield old, state.address if state is not None and state.built else addresses.FRONT

    def _is_taken(self, path: str) -> bool:
        """Whether the site has a page of its own at an old address. Articles may be anywhere, all others are in a few
        places."""
        state, site = self.context.archive.state_at(path), self.context.site
        if state is not None and state.built:
            return True
        own = path.partition("/")[0] in OWN or path in (site.feed, site.json_feed, site.corrections)
        return own and self.taken(path)

    def _title(self, target: str) -> str:
        """What a page is called: by the title of its article, or the name of its list; else as the site."""
        state = self.context.archive.state_at(target)
        if state is not None and state.address == target:
            row = self.context.archive.row(state.path)
            return row.summary.title if row else self.context.site.name
        kind, _, name = target.partition("/")
        index = self.context.index(kind, addresses.key_in(name)) if kind in addresses.INDEXED else None
        return self.context.known(index, EVER)[0] if index is not None else self.context.site.name

    def series(self, affected: Affected) -> Iterator[tuple[int, int, int]]:
        """All of them, since a changed article may have named an old address that it names no more."""
        if affected.changed or self._moved:
            yield REDIRECTS, 0, 1

    def has(self, path: str) -> bool:
        """Whether an article, or another page of the site as it was before, was at `path`."""
        return self.context.archive.moved(path) is not None or path in self._moved

    @cached_property
    def _moved(self) -> set[str]:
        return {*(one.address for one in self.context.old.moved), *self.context.old.texts.values()}
