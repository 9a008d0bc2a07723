"""Colophon as Pelican sees it: `Site`, named by the setting PELICAN_CLASS, whose `run` is one build.

All that a person sees of a build is printed here: problems, progress, the summary.
"""

from __future__ import annotations

import gc
import logging
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican import Pelican

from colophon.build.build import BuildContext, BuildSummary, Faulty, behind, build, explain, scan
from colophon.build.features import libraries
from colophon.build.plugins import PluginRun, stop_spinner
from colophon.build.progress import progress_bar, say, summary_line
from colophon.build.settings import SiteConfig, engine, versions
from colophon.model.problems import Problem, Refused, print_any_character, report
from colophon.model.spelling import listed
from colophon.output.manifest import SCHEMA, Output, reason
from colophon.output.staging import locked, refuse_folder
from colophon.readers import scanner
from colophon.readers.scanner import Stamp
from colophon.rendering import assets
from colophon.store.database import Archive, Busy
from colophon.store.records import Untrusted
from colophon.workers import Pool, Unusable, Workers, local, workers

# Pelican's default for CACHE_PATH, and its options for building again and again.
PELICANS_CACHE = "cache"
MOST_ALIKE = 20  # warnings that say the same of many files, of which a build then shows the first
AGAIN = {"-r", "-lr", "-rl", "--autoreload"}


class Site(Pelican):  # type: ignore[misc]  # Pelican has no types
    """Pelican with Colophon's engine: the same settings, command, signals and plugins."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        print_any_character()  # where the command is Pelican's
        stop_spinner()
        self.stamps: dict[str, Stamp] = {}  # those of the content's files as of the last build
        # Pelican turns --ignore-cache into the value that its setting has anyway, so the command is asked.
        self.anew = "--ignore-cache" in sys.argv  # whether a build begins from nothing

    def run(self) -> None:
        """Build once. Raises Refused, whose exit status is 1, if the build stops; the output is then as it was."""
        log = logging.getLogger("pelican")
        if not any(isinstance(f, _OneLine) for f in log.filters):
            log.addFilter(_OneLine())
        again = bool(AGAIN.intersection(sys.argv))
        try:
            self.run_once(SiteConfig.of(self.settings))
        except Refused as refused:
            if not again:
                raise
            say(str(refused))  # Pelican would try again at once, and for ever; so it waits for the next save
        if not again:
            gc.freeze()  # else Python searches all objects for garbage before it ends, which takes longer

    def run_once(self, config: SiteConfig, only: set[str] | None = None) -> None:
        """Build once and say what was done; where `only` is given, these files alone changed since the last time."""
        refuse_folder(Path(self.output_path), Path(self.path))
        try:
            with locked(Path(self.output_path)):
                if self.anew:
                    _throw_away(self.archive_file)
                try:
                    summary = self._build(config, only)
                except Untrusted as error:
                    say(f"The archive can't be used ({error}) and is made anew.")
                    _throw_away(self.archive_file)
                    summary = self._build(config)
        except OSError as error:
            raise Refused(f"{reason(error)}; the output is as it was") from error
        except sqlite3.Error as error:
            failure = f"the archive in {self.cache} failed ({error})"
            raise Refused(f"{failure}; remove that folder and build again") from error
        if summary.problems:
            say(report(summary.problems, MOST_ALIKE))
        say(summary_line(summary, self.output_path))

    def build(self) -> BuildSummary:
        """Build once and print no summary. Raises Refused, Untrusted, OSError, sqlite3.Error."""
        refuse_folder(Path(self.output_path), Path(self.path))
        with locked(Path(self.output_path)):
            return self._build(SiteConfig.of(self.settings))

    def _build(self, config: SiteConfig, only: set[str] | None = None) -> BuildSummary:
        target = self.output_path
        with ExitStack() as stack:
            progress = stack.enter_context(progress_bar())
            pools = stack.enter_context(_workers(self.settings))
            archive = stack.enter_context(self._archive(config, pools))
            # Plugins see the work tree as the output folder.
            stack.callback(self.settings.update, OUTPUT_PATH=target)
            stack.callback(setattr, self, "output_path", target)
            output = Output(Path(target).resolve(), archive.db, config.site.url or " ".join(config.site.name.split()))
            plugins = partial(PluginRun, self) if self.plugins else None
            context = BuildContext(config, archive, output, pools.pool, progress, plugins)
            adopt = bool(self.settings.get("ADOPT_OUTPUT", False))
            retain = list(self.output_retention) if self.delete_outputdir else None
            try:
                with output.staged(archive.commit, adopt=adopt, retain=retain, alone=plugins is not None):
                    summary, self.stamps = build(context, self.stamps, only)
            except Faulty as faulty:
                say(report(faulty.problems))
                raise
            if output.untidy:
                say(output.untidy)
            return summary

    def check(self) -> list[Problem]:
        """All problems of the content, without building. Raises Refused."""
        with self.question() as context:
            changes = scan(context)
            pictures = assets.of_content(context.config.settings, changes.stamps)
            return [*changes.problems, *(p for path in pictures for p in assets.problems(context.config.content, path))]

    def explain(self, path: str) -> list[str]:
        """Why a file of the output was rendered, and whether it would be now. Raises Refused."""
        with self.question() as context:
            return explain(context, path)

    def behind(self) -> bool:
        """Whether a build now would change the output. Raises Refused."""
        with self.question() as context:
            return behind(context)

    @contextmanager
    def question(self) -> Iterator[BuildContext]:
        """What a question works with: a copy of the archive, so that nothing of the site changes."""
        output = Path(self.output_path).resolve()
        with ExitStack() as stack:
            stack.enter_context(locked(output, asking=True))
            folder, name = Path(stack.enter_context(TemporaryDirectory())), self.archive_file.name
            for file in (self.archive_file, self.cache / f"{name}-wal"):  # the archive, if there is one, and its log
                if file.exists():
                    shutil.copy(file, folder)
            pools = stack.enter_context(_workers(self.settings))
            archive = stack.enter_context(closing(_opened(folder / name)))
            yield BuildContext(SiteConfig.of(self.settings), archive, Output(output, archive.db), pools.pool)

    @property
    def cache(self) -> Path:
        """The folder of the archive: CACHE_PATH where the settings say it, else `.cache` beside the content."""
        stated = str(self.settings["CACHE_PATH"])
        # Pelican's own default is relative to the folder in which the command was given.
        own = Path(self.path).resolve().with_name(".cache")
        return own if stated == PELICANS_CACHE else Path(stated).resolve()

    @property
    def archive_file(self) -> Path:
        """The archive of this pair of content and output folder."""
        pair = f"{os.path.realpath(self.path)}\0{os.path.realpath(self.output_path)}"
        return self.cache / f"{blake2b(pair.encode(), digest_size=8).hexdigest()}.sqlite"

    @contextmanager
    def _archive(self, config: SiteConfig, pools: Workers) -> Iterator[Archive]:
        """The archive of this site. Where all must be read or rendered, the workers are started before it is opened:
        they are forked, and no database may be open then."""
        path = self.archive_file
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_opened(path)) as archive:
            seen, held = (archive.get("theme"), archive.get("reading")), config.holding(archive.counts.kinds())
            if not archive.empty and seen == (held.site_digest(), held.reader_context.digest):
                yield archive
                return
        pools.fork(config.content)
        with closing(_opened(path)) as archive:
            yield archive


@contextmanager
def _workers(settings: Mapping[str, Any]) -> Iterator[Workers]:
    """The workers that the environment asks for. Raises Refused where they can't do the work, now or later."""
    try:
        with ExitStack() as stack:
            yield Workers(stack, _starter(os.environ.get("COLOPHON_EXECUTOR", ""), settings))
    except Unusable as error:
        raise Refused(f"{error}; the output is as it was") from error


def _starter(address: str, settings: Mapping[str, Any]) -> Callable[[bool], AbstractContextManager[Pool | None]]:
    """What starts a pool, given whether its processes may be forked. Raises Unusable."""
    if not address:
        return lambda fork: local(workers(), fork=fork)
    from colophon.build.cluster import cluster, tcp  # noqa: PLC0415 - most builds have none

    scheduler = tcp(address)
    return lambda _fork: cluster(scheduler, partial(_code, libraries(settings)), (settings["PATH"], settings["THEME"]))


def _code(optional: tuple[str, ...]) -> tuple[str, ...]:
    """What makes pages: Python, the engine and the libraries. A cluster's workers must have the same."""
    return (f"Python {platform.python_version()}", f"Colophon {engine()}", *versions(optional))


def _opened(path: Path) -> Archive:
    """The archive of a file; a new one, where that can't be trusted. Raises Refused where it is in use."""
    try:
        try:
            return Archive(path, SCHEMA)
        except Untrusted as error:
            say(f"The archive {path.name} can't be used ({error}) and is made anew.")
            _throw_away(path)
            return Archive(path, SCHEMA)
    except Busy:
        raise Refused(f"another program holds the archive {path}; wait for it, or stop it") from None


def _throw_away(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


class Live:
    """A site that is built again and again while people write. `read` reads its settings.

    It keeps the stamps of the content's files between builds, so that a build looks at the saved files alone."""

    def __init__(self, read: Callable[[], Mapping[str, Any]]) -> None:
        self.read = read
        self.site: Site | None = None
        self.config: SiteConfig | None = None

    def watched(self) -> list[Path]:
        """The folders whose files a page may depend on."""
        settings = self.read()
        return [Path(settings["PATH"]), Path(settings["THEME"]), *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]

    def rebuild(self, changed: set[Path] | None) -> bool:
        """Build once more. Prints the problems and returns False if they stop the build."""
        saved = self._articles(changed)
        try:
            if saved is None or self.site is None or self.config is None:
                self.site = Site(dict(self.read()))
                self.config, saved = SiteConfig.of(self.site.settings), None
            self.site.run_once(self.config, saved)
        except Refused as refused:
            say(str(refused))
            self.config = None  # nothing of this save was kept, so the next build looks at everything
            return False
        return True

    def _articles(self, changed: set[Path] | None) -> set[str] | None:
        """The changed files by path below the content folder; None where more than texts may have changed."""
        if changed is None or self.config is None:
            return None
        paths = set()
        for path in changed:
            if not path.is_relative_to(self.config.content) or path.is_dir():
                return None
            name = listed(path.relative_to(self.config.content).as_posix())
            if any(scanner.name_fault(part) for part in name.split("/")):
                return None
            if not scanner.passed_over(name, self.config.ignore):
                paths.add(name)
        if any(path.startswith("register/") for path in paths):
            return None
        known = self.site.stamps if self.site else {}
        return {path for path in paths if path in known or Path(self.config.content, path).exists()}


class _OneLine(logging.Filter):
    """Pelican logs the traceback of what stops a build. A refusal is for editors, so it stays one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(error := record.exc_info[1], Refused):
            record.msg, record.args, record.exc_info = str(error), (), None
        return True
