"""Tells which pages are stale, renders them, and writes them and the copied files to the output.

A page is stale when its template differs from that of the last build, or what the page shows.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from colophon.build import sidecars, verify
from colophon.build.settings import SiteConfig
from colophon.formats.evidence import EvidenceChanged
from colophon.model.addresses import MANIFEST, NO_JEKYLL, Unsafe, safe
from colophon.model.problems import ERROR, Problem
from colophon.output.manifest import Output
from colophon.output.writer import Put, Writer, digest_of_open
from colophon.pages.base import Planned
from colophon.rendering import assets
from colophon.rendering.page_formats import PAGES
from colophon.rendering.renderer import Job, Missing, TemplateFailed, Theme, render, template_digest
from colophon.store.records import encode
from colophon.views import page_of
from colophon.views.page import Page
from colophon.workers import Pool, batched, each

PAGES_A_BATCH = 32
LARGE = 1024 * 1024  # bytes of a copied file that is not read whole

# Why a page is stale.
NEW_PAGE = "it was not there"
TEMPLATE = "its template, the theme, a setting or the engine changed"
CHANGED_CONTENT = "what it shows changed: its article, a neighbour, a name, or the rows of its list"

Variables = dict[str, Any]  # those of a template
# A file that a worker made: its path, and its bytes or, if the worker wrote it, what the output must note.
Made = tuple[str, bytes | Put]


class StalePage(NamedTuple):
    """A page to render: its template or format, the bytes of what it shows, its path, the key by which the next build
    compares it, and why it is stale."""

    template: str
    data: bytes
    path: str
    key: bytes
    why: str
    series: tuple[int, int] | None


# A page to come, and what it is: stale, faulty, or as the last build left it.
Assessed = tuple[Planned, StalePage | Problem | None]


class Staleness:
    """Compares pages to come with those that the output holds."""

    def __init__(self, config: SiteConfig, output: Output) -> None:
        self.config, self.output = config, output
        self._template = cache(self._digest)

    def of(self, page: Planned) -> StalePage | Problem | None:
        """The stale page; None where it is up to date, and a Problem where its template can't be read."""
        template, data = self._template(page.template), encode(page.page)
        if isinstance(template, Problem):
            return template
        key, before = template[:8] + sha256(data).digest()[:8], self.output.key(page.path)
        if key == before and self.output.missing.isdisjoint(page.beside()):
            return None
        why = NEW_PAGE if before is None else CHANGED_CONTENT if before[:8] == key[:8] else TEMPLATE
        return StalePage(page.template, data, page.path, key, why, page.series)

    def _digest(self, name: str) -> bytes | Problem:
        """A digest of a template, or of a format."""
        theme = self.config.theme
        try:
            return sidecars.encoding_digest(theme, name) if name in PAGES else template_digest(theme, name)
        except Missing:
            remedy = f"add it to {' or '.join(theme.folders)}"
            return Problem(f"{name}.html", 0, "template", "no such template", remedy, ERROR)
        except TemplateFailed as failed:
            return _template_problem(self.config, failed)


@dataclass
class PageWriter:
    """Writes the files of one build. `paths` collects every file that belongs to the site, written or not; `problems`
    what is wrong with pages, templates and copied files."""

    config: SiteConfig
    output: Output
    progress: Callable[[str, int, int | None], None]
    problems: list[Problem] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    rendered: int = 0
    unchanged: int = 0

    def write(self, pages: Iterable[Assessed], pool: Pool | None) -> None:
        """Render the stale pages, in the workers of a pool or in this process, and write them."""
        writer = self.output.writer() if pool is None or pool.local else None
        work = partial(_render_batch, self.config.theme, self.config.content, writer)
        for batch, made in each(pool, work, batched(self._stale(pages), PAGES_A_BATCH)):
            if isinstance(made, TemplateFailed):
                self.problems.append(_template_problem(self.config, made))
                return
            for page, files in zip(batch, made, strict=True):
                if isinstance(files, Problem):
                    self.problems.append(files)
                    continue
                written = [(path, one) for path, one in files if not isinstance(one, bytes)]
                self.output.note(written, page.key, page.why, page.series)
                for path, one in files:
                    if isinstance(one, bytes):
                        self.output.put(path, one, page.key, page.why, page.series)
            self.rendered += len(batch)
            self.progress("Rendering", self.rendered, None)

    def write_with_plugins(self, pages: Iterable[Assessed], statics: Iterable[assets.Static], plugins: Any) -> None:
        """Render and write all files in this process, tell plugins of each page, and verify articles after plugins."""
        folder, articles = self.output.stage(), []
        plugins.begin(folder)
        words = sidecars.words_of(self.config.theme, self.config.content)
        for stale in self._stale(pages):
            page = page_of(stale.data)
            try:
                variables = page.variables(words)
                job = Job(stale.template, plugins.variables(page.path, dict(variables)))
                files = _files(page, job, variables, words)
            except TemplateFailed as failed:
                self.problems.append(_template_problem(self.config, failed))
                break
            except EvidenceChanged as changed:
                self.problems.append(changed.problem)
                continue
            if isinstance(files, Problem):
                self.problems.append(files)
                continue
            for path, data in files:
                self.output.put(path, data, why="plugins are at work", series=stale.series)
            if stale.template not in PAGES:
                plugins.written(page.path)  # of pages alone, as Pelican's own plugins expect
            if "article" in variables:
                articles.append(variables["article"])
            self.rendered += 1
        self.copy(statics)
        plugins.end()
        self.problems += plugins.lost(self.config.label)
        for article in articles:
            file = Path(folder, article.path)
            if file.is_file() and (problem := verify.unfaithful(file.read_bytes(), article)):
                self.problems.append(problem)

    def copy(self, statics: Iterable[assets.Static]) -> None:
        """Write the copied files, and the empty one that makes GitHub Pages serve names that begin with “_”."""
        self.paths.add(NO_JEKYLL)
        self.output.put(NO_JEKYLL, b"", why="it belongs to every site")
        for static in statics:
            if static.folder == self.config.content:
                self.problems += assets.problems(static.folder, *static.sources)
            try:
                place = safe(static.path)
            except Unsafe as error:
                self._refuse(static, str(error))
                continue
            if place in self.paths:
                self._refuse(static, f"a page or another file stands at “{place}”")
            elif place.startswith(f"{MANIFEST}/"):
                self._refuse(static, f"“{MANIFEST}/” is for the lists of all files")
            else:
                self.paths.add(place)
                self._copy(place, static)

    def _refuse(self, static: assets.Static, found: str) -> None:
        folder = self.config.label if static.folder == self.config.content else os.path.basename(static.folder)
        path = f"{folder}/{static.sources[0]}"
        self.problems.append(Problem(path, 0, "address", found, "put the file elsewhere", ERROR))

    def _copy(self, place: str, static: assets.Static) -> None:
        """Write a copied file. A large one is never read whole: it is copied where its digest differs."""
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

    def _stale(self, pages: Iterable[Assessed]) -> Iterator[StalePage]:
        """The pages to render. Two pages can't have one path."""
        for page, stale in pages:
            if page.path in self.paths:
                self.problems.append(Problem(page.path, 0, "address", "two pages stand there", "rename one", ERROR))
                continue
            self.paths.add(page.path)
            self.paths.update(page.beside())
            if isinstance(stale, StalePage):
                yield stale
            elif stale is None:
                self.unchanged += 1
            elif stale not in self.problems:
                self.problems.append(stale)


def _template_problem(config: SiteConfig, failed: TemplateFailed) -> Problem:
    base = os.path.dirname(config.settings["THEME"])
    file = os.path.relpath(failed.file, base) if os.path.isabs(failed.file) else failed.file
    return Problem(file, failed.line, "template", failed.reason, "mend the template", ERROR)


def _render_batch(
    theme: Theme, content: str, writer: Writer | None, batch: list[StalePage]
) -> list[list[Made] | Problem] | TemplateFailed:
    """The files of each page of a batch, or what is wrong with the page. Runs in a worker."""
    results: list[list[Made] | Problem] = []
    words = sidecars.words_of(theme, content)
    with writer.opened() if writer else nullcontext() as pair:
        for stale in batch:
            try:
                files = render_page(stale, words)
            except TemplateFailed as failed:
                return failed
            if isinstance(files, Problem):
                results.append(files)
            else:
                results.append([(path, pair.put(path, data) if pair else data) for path, data in files])
    return results


def render_page(stale: StalePage, words: sidecars.ThemeWords) -> list[sidecars.File] | Problem:
    """One page and the files beside it, or what is wrong with it. Raises TemplateFailed."""
    page = page_of(stale.data)
    try:
        variables = page.variables(words)
        return _files(page, Job(stale.template, variables), variables, words)
    except EvidenceChanged as changed:
        return changed.problem


def _files(page: Page, job: Job, variables: Variables, words: sidecars.ThemeWords) -> list[sidecars.File] | Problem:
    """A page, rendered with the job, and the files beside it, made of `variables`. Raises TemplateFailed and
    EvidenceChanged."""
    if job.template in PAGES:
        return [(page.path, sidecars.encoded(PAGES[job.template](variables, words)))]
    data = render(words.theme, job)
    if "article" in variables and (problem := verify.unfaithful(data, variables["article"])):
        return problem
    return [(page.path, data), *sidecars.files(page, variables, words)]
