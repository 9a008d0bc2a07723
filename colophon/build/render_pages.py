"""The press: renders the pages that are due and puts them, with the files that are copied, through the door.

A page is due when its template or what it is made of is not what it was. Knows the frame, the pages and the output;
not what was read, nor who asked for the build.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from colophon.build import sidecars, verify
from colophon.build.settings import SiteConfig
from colophon.formats.evidence import EvidenceChanged
from colophon.model.addresses import NO_JEKYLL, Unsafe, safe
from colophon.model.problems import ERROR, Problem
from colophon.output.manifest import Output
from colophon.output.writer import Put, Writer, digest_of_open
from colophon.pages.base import Planned
from colophon.readers.scanner import Stamp
from colophon.rendering import assets
from colophon.rendering.page_formats import PAGES
from colophon.rendering.renderer import Job, Missing, TemplateFailed, Theme, render, template_digest
from colophon.store.records import encode
from colophon.views import page_of
from colophon.views.article import ArticleView
from colophon.views.page import Page
from colophon.workers import Pool, batched, each

BATCH = 32
LARGE = 1024 * 1024  # bytes of a static file that is not read whole

# Why a page is rendered.
NEW = "it was not there"
TEMPLATE = "its template, the theme, a setting or the engine changed"
PARTS = "what it shows changed: its article, a neighbour, a name, or the rows of its list"


# One file made in a worker: its path, and its bytes or, where it was written right there, what became of it.
Made = tuple[str, bytes | Put]


class Due(NamedTuple):
    """A page that must be rendered: its template or encoding, the bytes of what it shows, and where its bytes go under
    which key."""

    template: str
    data: bytes
    path: str
    key: bytes
    why: str
    series: tuple[int, int] | None


@dataclass
class Press:
    """One run of the press. `problems` takes what is wrong with templates; `planned` has every file that this run
    knows to belong to the site, rendered or not."""

    frame: SiteConfig
    output: Output
    problems: list[Problem]
    progress: Callable[[str, int, int | None], None]
    planned: set[str] = field(default_factory=set)
    rendered: int = 0
    unchanged: int = 0
    _digests: dict[str, bytes] = field(default_factory=dict)
    _given_to_guests: list[ArticleView] = field(default_factory=list)

    def put(self, pages: Iterable[Planned], executor: Pool | None) -> None:
        """Render what is due of `pages` and put it."""
        writer = self.output.writer() if executor is None or executor.local else None
        work = partial(_made, self.frame.theme, self.frame.content, writer)
        for batch, made in each(executor, work, self._batches(pages)):
            if isinstance(made, TemplateFailed):
                self._failed(made)
                return
            for due, found in zip(batch, made, strict=True):
                if isinstance(found, Problem):
                    self.problems.append(found)
                    continue
                self._put(found, due)
            self.rendered += len(batch)
            self.progress("Rendering", self.rendered, None)

    def _put(self, made: list[Made], due: Due) -> None:
        self.output.note(
            [(path, one) for path, one in made if not isinstance(one, bytes)], due.key, due.why, due.series
        )
        for path, one in made:
            if isinstance(one, bytes):
                self.output.put(path, one, due.key, due.why, due.series)

    def _batches(self, pages: Iterable[Planned]) -> Iterator[list[Due]]:
        return batched(self._due(self._plan(pages)), BATCH)

    def put_with(self, guests: Any, pages: Iterable[Planned]) -> None:
        """Render and put all `pages` in this process, telling plugins of each file."""
        words = sidecars.words_of(self.frame.theme, self.frame.content)
        for planned in self._plan(pages):
            page = page_of(encode(planned.page))
            seen = page.variables(words)
            job = Job(planned.template, guests.variables(page.path, dict(seen)))
            try:
                made = _files(page, job, seen, words)
            except TemplateFailed as failed:
                self._failed(failed)
                return
            if isinstance(made, Problem):
                self.problems.append(made)
                continue
            for path, data in made:
                self.output.put(path, data, why="plugins are at work", series=planned.series)
            if planned.template not in PAGES:
                guests.written(page.path)  # of pages alone, as Pelican's own plugins expect
            if "article" in seen:
                self._given_to_guests.append(seen["article"])
            self.rendered += 1

    def hold_again(self, folder: str) -> None:
        """Hold the pages in `folder` to the texts received once more, after plugins had them in their hands."""
        for article in self._given_to_guests:
            file = Path(folder, article.path)
            try:
                wrong = verify.unfaithful(file.read_bytes(), article) if file.is_file() else None
            except EvidenceChanged as changed:
                wrong = changed.problem
            if wrong:
                self.problems.append(wrong)

    def put_statics(self, stamps: dict[str, Stamp], changed: set[str] | None) -> None:
        """Put the theme's files, and those of the content that `changed`, all where it is None; and the empty file that
        keeps GitHub Pages from leaving out what begins with “_”."""
        self.planned.add(NO_JEKYLL)
        self.output.put(NO_JEKYLL, b"", why="it belongs to every site")
        found = list(assets.of_theme(self.frame.settings))
        within = stamps if changed is None else changed
        for path, place in sorted(assets.of_content(self.frame.settings, within).items()):
            self.problems += assets.problems(self.frame.content, path)
            found.append(assets.Static(place, self.frame.content, (path,)))
        for static in found:
            try:
                place = safe(static.path)
            except Unsafe as error:
                self.problems.append(Problem(static.path, 0, "address", str(error), "put the file elsewhere", ERROR))
                continue
            if place in self.planned:
                self.problems.append(
                    Problem(place, 0, "address", "a page or another file stands there", "put the file elsewhere", ERROR)
                )
                continue
            self.planned.add(place)
            self._copy(place, static)

    def _copy(self, place: str, static: assets.Static) -> None:
        """Put a static file. A large one is never read whole: it is copied where its digest differs."""
        why, output = "it is a copy of a file", self.output
        if len(static.sources) > 1:
            output.put(place, static.joined(), why=why)
            return
        with static.open() as file:
            if os.fstat(file.fileno()).st_size <= LARGE:
                output.put(place, file.read(), why=why)
            elif output.fresh or place in output.missing or output.digest(place) != digest_of_open(file):
                file.seek(0)
                with open(output.place(place), "wb") as copy:
                    shutil.copyfileobj(file, copy)
                output.take(place, b"", why)

    def _plan(self, pages: Iterable[Planned]) -> Iterator[Planned]:
        for page in pages:
            if page.path in self.planned:
                self.problems.append(Problem(page.path, 0, "address", "two pages stand there", "rename one", ERROR))
                continue
            self.planned.add(page.path)
            self.planned.update(page.beside())
            yield page

    def _due(self, pages: Iterable[Planned]) -> Iterator[Due]:
        for page in pages:
            due = self.due(page)
            if due is not None:
                yield due
            else:
                self.unchanged += 1

    def due(self, page: Planned) -> Due | None:
        """The page with the reason for which it must be rendered; None where it needn't be."""
        template, data = self._template(page.template), encode(page.page)
        key, before = template[:8] + sha256(data).digest()[:8], self.output.key(page.path)
        if not template or (key == before and self.output.missing.isdisjoint(page.beside())):
            return None
        why = NEW if before is None else PARTS if before[:8] == key[:8] else TEMPLATE
        return Due(page.template, data, page.path, key, why, page.series)

    def _template(self, name: str) -> bytes:
        """A template's digest, or that of all encodings; empty, with a problem, where it can't be had."""
        if name not in self._digests:
            self._digests[name] = b""
            try:
                digest = sidecars.encoding_digest if name in PAGES else template_digest
                self._digests[name] = digest(self.frame.theme, name)
            except Missing:
                found, remedy = "no such template", f"add it to {' or '.join(self.frame.theme.folders)}"
                self.problems.append(Problem(f"{name}.html", 0, "template", found, remedy, ERROR))
            except TemplateFailed as failed:
                self._failed(failed)
        return self._digests[name]

    def _failed(self, failed: TemplateFailed) -> None:
        base = os.path.dirname(self.frame.settings["THEME"])
        file = os.path.relpath(failed.file, base) if os.path.isabs(failed.file) else failed.file
        self.problems.append(Problem(file, failed.line, "template", failed.reason, "mend the template", ERROR))


def _made(
    theme: Theme, content: str, writer: Writer | None, batch: list[Due]
) -> list[list[Made] | Problem] | TemplateFailed:
    """The files of each page of a batch, or what is wrong with the page."""
    done: list[list[Made] | Problem] = []
    words = sidecars.words_of(theme, content)
    with writer.opened() if writer else nullcontext() as pair:
        for due in batch:
            try:
                made = make(due, words)
            except TemplateFailed as failed:
                return failed
            if isinstance(made, Problem):
                done.append(made)
            else:
                done.append([(path, pair.put(path, data) if pair else data) for path, data in made])
    return done


def make(due: Due, words: sidecars.ThemeWords) -> list[sidecars.File] | Problem:
    """One page and the files beside it, or what is wrong with it. Raises TemplateFailed."""
    page = page_of(due.data)
    seen = page.variables(words)
    return _files(page, Job(due.template, seen), seen, words)


def _files(page: Page, job: Job, seen: dict[str, Any], words: sidecars.ThemeWords) -> list[sidecars.File] | Problem:
    """A page, and the files beside it. Raises TemplateFailed."""
    if job.template in PAGES:
        return [(page.path, sidecars.encoded(job.template, seen, words))]
    data = render(words.theme, job)
    try:
        if "article" in seen and (wrong := verify.unfaithful(data, seen["article"])):
            return wrong
        return [(page.path, data), *sidecars.files(page, seen, words)]
    except EvidenceChanged as changed:
        return changed.problem
