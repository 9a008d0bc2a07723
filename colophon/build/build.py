"""The three steps of a build: `scan` reads what changed, `plan` says which pages are stale, `write` writes them.

Each step takes what the step before it returned. The question `explain` is answered by the first two.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from colophon.build import card_letters, similar_names
from colophon.build.ingest import ArticleChange, Ingest, moments
from colophon.build.named_files import kept_back
from colophon.build.render_pages import Assessed, PageWriter, Staleness, StalePage
from colophon.build.settings import SiteConfig, engine
from colophon.build.sidecars import words_of
from colophon.model import addresses
from colophon.model.article import Article
from colophon.model.problems import Problem, Refused, errors
from colophon.output.manifest import Output
from colophon.output.search_index import Search
from colophon.pages import Pages
from colophon.pages.base import Affected
from colophon.readers import scanner
from colophon.rendering import assets
from colophon.rendering.renderer import prepare, travels
from colophon.store.database import Archive
from colophon.store.indexes import LATEST
from colophon.store.records import opened
from colophon.views.article import MAP
from colophon.workers import Pool

# With more changed files than this it is quicker to compare every page than to find out which are affected.
MANY = 500

Stamps = dict[str, scanner.Stamp]


@dataclass(frozen=True)
class BuildContext:
    """What each step of a build works with.

    `pool` gives the workers for a number of files, None for this process alone. `progress` is told (what, how many
    done, how many in all or None). `plugins` makes a run of Pelican's plugins from (articles, pages), each with its
    address; it is None where the site has none. `began` is a time of the monotonic clock, in seconds.
    """

    config: SiteConfig
    archive: Archive
    output: Output
    pool: Callable[[int], Pool | None]
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None
    plugins: Callable[[Any, Any], Any] | None = None
    began: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class ChangeSet:
    """What changed in the content folder since the last build.

    `config` are the settings, with the kinds of index that hold articles by now. `stamps` are those of all files.
    `articles` are the changed files that are read, `copied` those that are not, `gone` those that were deleted. `read`
    is the number of files read. `affected` is what the changes affect; None where every page must be compared.
    `evidence` are the files that the articles read named before, or name now.
    """

    config: SiteConfig
    stamps: Stamps
    articles: set[str]
    copied: set[str]
    gone: list[str]
    read: int
    problems: list[Problem]
    affected: Affected | None
    evidence: set[str]


@dataclass(frozen=True)
class Plan:
    """What a build writes. `pages` can be gone through once, and each is compared with the output when it is reached;
    they are all pages of the site where `affected` is None. Files of `removable` are removed unless they are written.
    """

    changes: ChangeSet
    affected: Affected | None
    site: Pages
    pages: Iterator[Assessed]
    statics: list[assets.Static]
    removable: set[str]


@dataclass(frozen=True)
class BuildSummary:
    """What a build did, in numbers of files. `waiting` are the articles to come, as (path, day)."""

    read: int
    rendered: int
    written: int
    removed: int
    unchanged: int
    seconds: float
    waiting: list[tuple[str, str]]
    problems: list[Problem]


class Faulty(Refused):
    """Errors stop the build. `problems` are these and the warnings."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("nothing was built; the output is as it was")
        self.problems = problems


def build(context: BuildContext, stamps: Stamps, only: set[str] | None) -> tuple[BuildSummary, Stamps]:
    """Build in the block of `output.staged`; see `scan`. Returns the stamps for the next build. Raises Refused."""
    changes = scan(context, stamps, only)
    stop_at_errors(changes.problems)
    return write(context, plan(context, changes)), changes.stamps


def explain(context: BuildContext, path: str) -> list[str]:
    """Why a file of the output was rendered last, and whether a build would render it now."""
    last = context.output.why(path)
    changes = scan(context)
    planned = plan(context, changes)
    lines = [f"It was put last because {last}." if last is not None else "It is not in the last build."]
    if path in context.output.missing:
        lines.append("Somebody deleted it from the output folder.")
    candidates = [stale for page, stale in planned.pages if page.path == path]
    if not candidates and (planned.affected is None or last is None):
        return [*lines, "No page of this site stands there; it may be a copied file, or of others."]
    stale = candidates[0] if candidates else None
    if not isinstance(stale, StalePage):
        reason = "neither its template nor what it shows changed" if stale is None else str(stale)
        return [*lines, f"A build now would not render it: {reason}."]
    lines.append(f"A build now would render it, because {stale.why}.")
    if names := sorted((*changes.articles, *changes.gone)):
        lines.append(f"Changed since the last build: {', '.join(names[:5])}{' and more' if len(names) > 5 else ''}.")
    return lines


def behind(context: BuildContext) -> bool:
    """Whether the content, the theme or a setting changed since the last build, so that the output is not theirs."""
    output, changes = context.output, scan(context)
    if output.fresh or output.missing or changes.read or changes.gone:
        return True
    planned = plan(context, changes)
    copies = any(not os.path.exists(os.path.join(output.trees.live, static.path)) for static in planned.statics)
    return copies or any(stale is not None for _, stale in planned.pages)


def stop_at_errors(problems: list[Problem]) -> None:
    """Raise Faulty where one of the problems is an error."""
    if errors(problems):
        raise Faulty(problems)


def scan(context: BuildContext, stamps: Stamps | None = None, only: set[str] | None = None) -> ChangeSet:
    """Read the files that changed, and bring the archive up to date. If `only` these files may have changed since an
    earlier scan, `stamps` are those of that scan."""
    archive, started = context.archive, time.time_ns()
    config = holding(context)  # mostly the same after reading: the theme is compiled once
    reread = archive.get("reading") != config.reader_context.digest
    stamps, problems = _stamps(config, stamps or {}, only)
    _, warnings = config.fingerprints
    problems = [*problems, *config.problems, *warnings]
    if config.features.cards is not None:
        problems += card_letters.of_site(config.features.cards, config.site.name)
    ingest = Ingest(archive, config, started, context.progress, problems)
    files = ingest.select(stamps, None if reread else only, everything=reread)
    many = reread or len(files.read) + len(files.gone) > MANY
    changes = ingest.changes(files, stamps, _readers(context, len(files.read)))
    paths = {file.path for file in files.read}
    evidence = set() if many else archive.evidence({*paths, *files.gone})
    affected = None if many else _affected(context, ingest, stamps, list(changes))
    if many:
        ingest.enter_all(changes)
    config = holding(context)
    as_before = archive.get("theme") == config.site_digest()
    ingest.check_links(config, stamps, everything=not as_before)
    alike = similar_names.questions(archive.counts, config.register, config.label)
    return ChangeSet(
        config=config,
        stamps=stamps,
        articles=paths,
        copied=files.copied,
        gone=files.gone,
        read=ingest.read,
        problems=card_letters.summed([*problems, *ingest.warnings_of_others(paths), *alike]),
        affected=affected if as_before else None,
        evidence=evidence if many else evidence | archive.evidence(paths),
    )


def holding(context: BuildContext) -> SiteConfig:
    """The settings, with the kinds of index that hold articles now; with all kinds before anything was read."""
    config, archive = context.config, context.archive
    return config if archive.empty else config.holding(archive.counts.kinds())


def _stamps(config: SiteConfig, stamps: Stamps, only: set[str] | None) -> tuple[Stamps, list[Problem]]:
    """The stamps of all files, and problems of files that can't be read. With `only`, of the others as they were."""
    if only is None:
        return scanner.scan(config.content, config.ignore, config.label)
    stamps = dict(stamps)
    for path in only:
        stamps.pop(path, None)
        if (stamp := scanner.stamp(config.content, path)) is not None:
            stamps[path] = stamp
        elif os.path.lexists(os.path.join(config.content, path)):  # a link or a pipe, say
            return _stamps(config, stamps, None)
    return stamps, []


def _readers(context: BuildContext, files: int) -> Pool | None:
    """The workers that read. They prepare the theme meanwhile; else all would wait for it when pages are rendered."""
    pool, theme = context.pool(files), holding(context).theme
    if pool is not None and pool.local and travels(theme):
        pool.submit(prepare, theme)
    return pool


def _affected(context: BuildContext, ingest: Ingest, stamps: Stamps, changes: list[ArticleChange]) -> Affected:
    """What changes affect. Enters them into the archive, since that shows in the indexes before and afterwards."""
    archive, pages = context.archive, holding(context).pages(context.archive, stamps)
    at = pages.with_months(moments(changes))
    changed = {path for change in changes for path in (change.path, *archive.resting_on(change.path))}
    changed |= archive.originals(changed)
    left = {change.before.address for change in changes if change.before is not None}
    evidence = archive.evidence(changed)
    before = pages.surroundings(at)
    ingest.enter_all(changes)
    changed |= archive.originals(changed)
    evidence |= archive.evidence(changed)
    after = holding(context).pages(archive, stamps).surroundings(at)
    return Affected(moments=at, changed=changed, left=left, evidence=evidence, before=before, after=after)


def plan(context: BuildContext, changes: ChangeSet) -> Plan:
    """What a build must write, and may have to remove: stale are some of the pages that the changes affect."""
    config, output = changes.config, context.output
    pages = config.pages(context.archive, changes.stamps)
    affected = None if output.fresh or output.missing else changes.affected
    candidates = pages.all() if affected is None else pages.candidates(affected)
    nothing = affected is not None and not changes.articles and not changes.gone
    staleness = Staleness(config, output)
    copied = {*changes.stamps} if affected is None else changes.copied | (changes.evidence & changes.stamps.keys())
    # An earlier site may have copied the files of its texts as well.
    texts = {path for path in config.old.copies if config.kind(path) is not None}
    files = {path for path in copied if config.kind(path) is None} | (texts & (copied | changes.articles))
    places = assets.of_content(config.settings, files)
    kept = kept_back(config, context.archive, places)
    kept |= {path for path in texts & places.keys() if not ((state := context.archive.state(path)) and state.built)}
    copies = ((path, place) for path, place in sorted(places.items()) if path not in kept)
    return Plan(
        changes=changes,
        affected=affected,
        site=pages,
        pages=iter(()) if nothing else ((page, staleness.of(page)) for page in candidates),
        statics=[
            *assets.of_theme(config.settings),
            *(assets.Static(place, config.content, (path,)) for path, place in copies),
        ],
        removable=_removable(context, {*changes.gone, *kept}, pages, affected),
    )


def _removable(context: BuildContext, left: set[str], pages: Pages, affected: Affected | None) -> set[str]:
    """The files of the last build that the site may have no longer; `left` are files of the content folder that are not
    copied."""
    output = context.output
    if output.fresh or affected is None:
        return set() if output.fresh else output.paths()
    copies = {assets.place(context.config.settings, path) for path in left}
    spans = (path for series in pages.series(affected) for path in output.series(*series))
    return {*copies, *pages.gone(affected), *spans}


def write(context: BuildContext, planned: Plan) -> BuildSummary:
    """Write the stale pages and what is made from them, and remove what is gone. Raises Refused."""
    output, archive, changes, config = context.output, context.archive, planned.changes, planned.changes.config
    writer = PageWriter(config, output, context.progress)
    if context.plugins is not None:
        articles, pages = (
            [(_named(opened(row.record), planned.site), row.summary.address) for row in archive.rows(kind)]
            for kind in ("article", "page")
        )
        writer.write_with_plugins(planned.pages, planned.statics, context.plugins(articles, pages))
    else:
        pool = context.pool(len(changes.stamps if planned.affected is None else changes.articles))
        writer.write(planned.pages, pool if travels(config.theme) else None)
        writer.copy(planned.statics)
    problems = [*changes.problems, *writer.problems]
    stop_at_errors(problems)  # what was not written because of them must not be removed
    paths = writer.paths | _write_collections(context, planned)
    if context.plugins is not None:
        output.take_in()
    for path in sorted(planned.removable - paths):
        output.drop(path)
    output.unlist(_unlisted(planned.site, config))
    archive.keep("theme", config.site_digest())
    archive.keep("reading", config.reader_context.digest)
    return BuildSummary(
        read=changes.read,
        rendered=writer.rendered,
        written=output.written,
        removed=output.removed,
        unchanged=writer.unchanged,
        seconds=time.monotonic() - context.began,
        waiting=archive.article_dates.waiting(),
        problems=problems,
    )


def _unlisted(site: Pages, config: SiteConfig) -> set[str]:
    """The files that no list may name: the pages of hidden articles and drafts, what stands beside them, the files on
    which they alone rest, and the pages of these."""
    pages, files = site.context.archive.unlisted()
    beside = (addresses.beside(page, form) for page in pages for form in (*site.context.forms, MAP))
    copies = {assets.place(config.settings, file) for file in files}
    return {*pages, *beside, *copies, *map(addresses.received_page, copies)}


def _named(article: Article, site: Pages) -> Article:
    """The article for plugins: its subjects are names, not keys of the register."""
    if not (words := article.terms.get("subjects")):
        return article
    subjects = tuple(site.context.names.of("subjects", word).text for word in words)
    return replace(article, terms={**article.terms, "subjects": subjects})


def _write_collections(context: BuildContext, planned: Plan) -> set[str]:
    """Bring the search index and the data set up to date, after the pages that they use. Returns their files."""
    changes, affected, paths = planned.changes, planned.affected, set[str]()
    config, pages = changes.config, planned.site.context
    at = None if affected is None else affected.moments.get(LATEST, set())
    if config.features.searched and (at is None or at):
        words = words_of(config.theme, config.content)
        paths |= Search(pages, config.theme, words, context.output, context.progress).put(at)
    if config.features.exported and (affected is None or changes.articles or changes.gone):
        from colophon.output.dataset import Data  # noqa: PLC0415 - most builds make no data set

        paths |= Data(pages, context.output, engine(), context.progress).put()
    return paths
