"""One build, from the content folder to the sealed output: read what changed, render what that touches, put the bytes.

Here the rooms meet in the order of the data's way. It prints nothing and knows Pelican only by its settings.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from colophon.build.ingest import Change, Intake, moments
from colophon.build.render_pages import Press
from colophon.build.settings import SiteConfig, engine
from colophon.build.sidecars import words_of
from colophon.model import addresses as where
from colophon.model.problems import WARNING, Problem, Refused, errors
from colophon.output.manifest import Output
from colophon.output.search_index import Search
from colophon.pages.base import Planned, Touched
from colophon.readers import scanner
from colophon.rendering import assets
from colophon.rendering.renderer import prepare, travels
from colophon.store.database import Archive
from colophon.store.indexes import LATEST, the_index
from colophon.store.records import StoredArticle, opened
from colophon.workers import Pool

BATCH = 32

# From this many changed files on it is quicker to look at every page than to ask which are touched.
MANY = 500


@dataclass
class Summary:
    """What a build did, in numbers of files; seconds by the clock that only ever advances."""

    read: int = 0
    rendered: int = 0
    written: int = 0
    removed: int = 0
    unchanged: int = 0
    seconds: float = 0.0
    waiting: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Build:
    """One build of one site. `progress` is told (what, how many done, how many in all or None) now and then."""

    frame: SiteConfig
    archive: Archive
    output: Output
    executor: Callable[[int], Pool | None]
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None
    # makes the round of plugins from (articles, pages), each with its address; None where there are no plugins
    invite: Callable[[Any, Any], Any] | None = None
    # what is known of the content folder, and the only files of it that may have changed since; None: look at all
    stamps: dict[str, scanner.Stamp] = field(default_factory=dict)
    only: set[str] | None = None
    problems: list[Problem] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)

    def run(self) -> Summary:
        """Build in the block of `output.staged`. Raises Refused where there are problems that stop it."""
        began = time.monotonic()
        everything = self._read()
        self._stop_at_errors()
        self._put(everything)
        self._stop_at_errors()
        self.archive.keep("reading", self.frame.reader_context.digest)
        self.summary.written, self.summary.removed = self.output.written, self.output.removed
        self.summary.waiting = self.archive.arrivals.waiting()
        self.summary.seconds = time.monotonic() - began
        return self.summary

    def check(self) -> list[Problem]:
        """Read everything that changed and return all problems; nothing is put."""
        self._read()
        return self.problems

    def _stop_at_errors(self) -> None:
        if errors(self.problems):
            raise Refused

    def explain(self, path: str) -> list[str]:
        """Why a file of the output was rendered last, and why it would or would not be rendered now."""
        last = self.output.why(path)
        everything = self._read()
        said = [f"It was put last because {last}." if last is not None else "It is not in the last build."]
        if path in self.output.missing:
            said.append("Somebody deleted it from the output folder.")
        page = next((page for page in (self.pages.all() if everything else self._some()) if page.path == path), None)
        if page is None and (everything or last is None):
            return [*said, "No page of this site stands there; it may be a copied file, or of others."]
        due = None
        if page is not None:
            due = Press(self.frame, self.output, self.problems, self.progress).due(page)
        if due is None:
            return [*said, "A build now would not render it: neither its template nor what it shows changed."]
        said.append(f"A build now would render it, because {due.why}.")
        if self.changed or self.gone:
            names = sorted((*self.changed, *self.gone))
            said.append(f"Changed since the last build: {', '.join(names[:5])}{' and more' if len(names) > 5 else ''}.")
        return said

    # --- reading -----------------------------------------------------------------------------------------------

    def _read(self) -> bool:
        """Bring the archive up to date. True where every page must be looked at, not only those touched."""
        frame = self.frame
        started = time.time_ns()
        self._look_at_the_tree()
        self.problems += [*frame.problems, *frame.incomparable]
        if not self.archive.empty:  # mostly the same after reading: the theme is compiled once
            self.frame = frame = frame.holding(self.archive.terms.kinds())
        reread = self.archive.get("reading") != frame.reader_context.digest
        self.intake = Intake(
            self.archive, frame.reader_context, frame.kind, frame.today, frame.drafts, started, self.problems
        )
        only = None if reread else self.only
        wanted, self.gone = self.intake.wanted(self.stamps, only, everything=reread)
        self.changed = {w.path for w in wanted}
        self.touched = Touched()
        executor = self.executor(len(wanted))
        if executor is not None and executor.local and travels(frame.theme):
            executor.submit(prepare, frame.theme)  # beside reading; else all wait for it once pages are due
        changes = self._counted(self.intake.changes(wanted, self.gone, self.stamps, executor), len(wanted))
        many = reread or len(wanted) + len(self.gone) > MANY
        self._enter(changes if many else list(changes), quietly=many)
        self.intake.check_addresses()
        self._check_links()
        self._warn_again()
        self.summary.read = self.intake.read
        return self._theme_changed() or many or self.output.fresh or bool(self.output.missing)

    def _look_at_the_tree(self) -> None:
        """Take the stamps of all files; of `only` some, where it is known that no other file changed."""
        if self.only is None:
            self.stamps, problems = scanner.scan(self.frame.content, self.frame.ignore, self.frame.label)
            self.problems += problems
            return
        for path in self.only:
            stamp = scanner.stamp(self.frame.content, path)
            if stamp is None and os.path.lexists(os.path.join(self.frame.content, path)):
                self.only = None  # it is a link or a pipe, say: the scan tells
                self._look_at_the_tree()
                return
            if stamp is None:
                self.stamps.pop(path, None)
            else:
                self.stamps[path] = stamp

    def _counted(self, changes: Iterable[Change], total: int) -> Iterator[Change]:
        for done, change in enumerate(changes, 1):
            if done % BATCH == 0:
                self.progress("Reading", done, total)
            yield change

    def _enter(self, changes: Iterable[Change], *, quietly: bool) -> None:
        """Enter changes; where not quietly, note which pages they touch."""
        self.pages = self.frame.pages(self.archive, self._find)
        self.linking: list[StoredArticle] = []
        for change in changes if not quietly else ():
            self.touched.articles.update((change.path, *self.archive.resting_on(change.path)))
            for index, at in moments(change).items():
                self.touched.moments.setdefault(index, set()).update(at)
            if change.before is not None:
                self.touched.left.add(change.before.address)
        self.pages.look(self.touched)
        for change in changes:
            self.intake.enter(change)
            if change.after is not None and change.after.links:
                self.linking.append(change.after)
        self.archive.settle()
        self.archive.empty = False
        self.frame = self.frame.holding(self.archive.terms.kinds())
        self.pages.context.site = self.frame.site
        self.pages.look(self.touched)

    def _check_links(self) -> None:
        for filed in self.linking:
            for what, target in filed.links:
                if self._find(what, target) is None:
                    found = f"the text links to “{target}”, which is not in the content folder"
                    self.intake.complain(filed.path, "text", found, "mend the link or add the file")

    def _find(self, what: str, target: str) -> str | None:
        """Where a link's target stands in the output."""
        if what == "index":
            return where.FRONT
        if what == "tag":
            key = self.frame.addresses.key_of(target)
            return where.index("subjects", key) if the_index(self.archive, "subjects", key, self.frame.size) else None
        row = self.archive.row(target) if what == "filename" else None
        if row is not None:
            return row.summary.address
        return assets.published(self.frame.settings, target) if target in self.stamps else None

    def _warn_again(self) -> None:
        """Repeat the warnings of files that were not read this time."""
        for path, line, name, found, remedy in self.archive.warnings():
            if path not in self.changed:
                self.problems.append(Problem(self.intake.label(path), line, name, found, remedy, WARNING))

    # --- pages -------------------------------------------------------------------------------------------------

    def _theme_changed(self) -> bool:
        digest, before = self.frame.site_digest(), self.archive.get("theme")
        self.archive.keep("theme", digest)
        return bool(before != digest)

    def _put(self, everything: bool) -> None:
        """Put all pages and files that this build makes, and drop those that are no more."""
        press = Press(self.frame, self.output, self.problems, self.progress)
        if self.invite is not None:
            self._put_with_guests(press, self.invite)
        else:
            executor = self.executor(len(self.stamps) if everything else len(self.changed))
            press.put(self.pages.all() if everything else self._some(), executor if travels(self.frame.theme) else None)
            press.put_statics(self.stamps, None if everything else self.intake.others)
            self._stop_at_errors()  # before what wasn't reached is taken for what is no more
            self._put_search(press, everything=everything)
            self._put_data(press, everything=everything)
            for path in self._gone(press.planned, everything=everything):
                self.output.drop(path)
        self.summary.rendered, self.summary.unchanged = press.rendered, press.unchanged

    def _put_with_guests(self, press: Press, invite: Callable[[Any, Any], Any]) -> None:
        """Put everything in this process, telling plugins of each file, and take in what they wrote themselves."""
        given = [
            [(opened(row.record), row.summary.address) for row in self.archive.rows(kind)]
            for kind in ("article", "page")
        ]
        guests = invite(*given)
        folder = self.output.stage()
        guests.begin(folder)
        press.put_with(guests, self.pages.all())
        press.put_statics(self.stamps, None)
        guests.end()
        self.problems += guests.lost(self.frame.label)
        press.hold_again(folder)
        self._put_search(press, everything=True)
        self._put_data(press, everything=True)
        self.output.take_in()

    def _put_search(self, press: Press, *, everything: bool) -> None:
        """Bring the search index up to date, after all pages: what it leads to is there."""
        moments = self.touched.moments.get(LATEST, set())
        if self.frame.outfit.searched and not errors(self.problems) and (everything or moments):
            words = words_of(self.frame.theme, self.frame.content)
            search = Search(self.pages.context, self.frame.theme, words, self.output, self.progress)
            press.planned |= search.put(None if everything else moments)

    def _put_data(self, press: Press, *, everything: bool) -> None:
        """Bring the archive as data up to date, after all pages: it is made of what stands beside them."""
        if self.frame.outfit.exported and not errors(self.problems) and (everything or self.changed or self.gone):
            from colophon.output.dataset import Data  # noqa: PLC0415 - most builds make no data set

            press.planned |= Data(self.pages.context, self.output, engine(), self.progress).put()

    def _some(self) -> Iterator[Planned]:
        if self.changed or self.gone:
            yield from self.pages.touched(self.touched)

    def _gone(self, planned: set[str], *, everything: bool) -> Iterable[str]:
        """The files of ours that belong to the site no more."""
        if self.output.fresh:
            return ()
        if everything:
            return sorted(self.output.paths() - planned)
        gone = {assets.place(self.frame.settings, path) for path in self.gone}
        gone.update(self.pages.gone(self.touched))
        for series in self.pages.series(self.touched):
            gone.update(self.output.series(*series))
        return sorted(gone - planned)
