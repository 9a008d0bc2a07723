"""Colophon as Pelican sees it: `Site`, named by the setting PELICAN_CLASS, whose `run` is one build.

Everything a person sees of a build is said here: problems, progress, the summary. Knows all other rooms.
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
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican import Pelican

from colophon.build.build import Build, Summary
from colophon.build.features import libraries
from colophon.build.plugins import PluginRun, stop_spinner
from colophon.build.progress import say, summary_line, telling
from colophon.build.settings import SiteConfig, engine, versions
from colophon.model.problems import Problem, Refused, errors, report
from colophon.output.manifest import SCHEMA, Output, reason
from colophon.output.staging import locked, refuse_folder
from colophon.readers import scanner
from colophon.readers.scanner import Stamp
from colophon.store.database import Archive, Busy
from colophon.store.records import Untrusted
from colophon.workers import Pool, Unusable, local, workers

logger = logging.getLogger(__name__)

# Fewer files than this are read and rendered sooner here than a pool of processes starts.
WORTH_A_POOL = 200

# Pelican's default for CACHE_PATH, and its options for building again and again.
PELICANS_CACHE = "cache"
AGAIN = {"-r", "-lr", "-rl", "--autoreload"}


class Site(Pelican):  # type: ignore[misc]  # Pelican has no types
    """Pelican with Colophon's engine: the same settings, command, signals and plugins."""

    stamps: dict[str, Stamp]

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        stop_spinner()

    def run(self) -> None:
        """Build once. Raises Refused, whose exit status is 1, where something stands against it: the output is then
        as it was."""
        _quieten()
        again = bool(AGAIN.intersection(sys.argv))
        try:
            self.run_once(self.frame())
        except Refused as refused:
            if not again:
                raise
            say(str(refused))  # Pelican would try again at once, and for ever; so it waits for the next save
        if not again:
            gc.freeze()  # else Python looks all that was loaded through for garbage before it ends, which takes longer

    def run_once(self, frame: SiteConfig, only: set[str] | None = None) -> None:
        """Build once and say what was done; where `only` is given, these files alone changed since the last time."""
        refuse_folder(Path(self.output_path), Path(self.path))
        try:
            with locked(Path(self.output_path)):
                # Pelican turns --ignore-cache into the value that its setting has anyway, so the command is asked.
                if "--ignore-cache" in sys.argv:
                    _throw_away(self.archive_file)
                try:
                    summary, problems = self._build(frame, only)
                except Untrusted as error:
                    say(f"The archive can't be used ({error}) and is made anew.")
                    _throw_away(self.archive_file)
                    summary, problems = self._build(frame)
        except OSError as error:
            raise Refused(f"{reason(error)}; the output is as it was") from error
        except sqlite3.Error as error:
            failure = f"the archive in {self.cache} failed ({error})"
            raise Refused(f"{failure}; remove that folder and build again") from error
        if problems:
            say(report(problems))
        say(summary_line(summary, self.output_path))

    def build(self) -> tuple[Summary, list[Problem]]:
        """One build, without a word: what it did, and its warnings.

        Raises Refused, Untrusted, OSError, sqlite3.Error."""
        refuse_folder(Path(self.output_path), Path(self.path))
        with locked(Path(self.output_path)):
            return self._build(self.frame())

    def _build(self, frame: SiteConfig, only: set[str] | None = None) -> tuple[Summary, list[Problem]]:
        target = self.output_path
        with ExitStack() as stack:
            progress = stack.enter_context(telling())
            pool = stack.enter_context(self._pool())
            archive = stack.enter_context(self._archive(frame, pool))
            stack.callback(self._stand_at, target)
            output = Output(Path(target).resolve(), archive.db)
            build = Build(frame, archive, output, pool, progress)
            if self.plugins:
                build.invite = partial(PluginRun, self)
            if only is not None:
                build.stamps, build.only = self.stamps, only
            retain = list(self.output_retention) if self.delete_outputdir else None
            adopt = bool(self.settings.get("ADOPT_OUTPUT", False))
            try:
                with output.staged(archive.commit, adopt=adopt, retain=retain, alone=bool(self.plugins)):
                    summary = build.run()
            except Refused as refused:
                raise self._refused(build.problems, refused) from None
            if output.untidy:
                say(output.untidy)
            self.stamps = build.stamps
            return summary, build.problems

    def _stand_at(self, target: str) -> None:
        """Plugins saw the work tree as the output folder; this is the true one again."""
        self.output_path = self.settings["OUTPUT_PATH"] = target

    def check(self) -> list[Problem]:
        """All problems of the content, without building. Raises Refused."""
        with self._question() as build:
            return build.check()

    def explain(self, path: str) -> list[str]:
        """Why a file of the output was rendered, and whether it would be now. Raises Refused."""
        with self._question() as build:
            return build.explain(path)

    @contextmanager
    def _question(self) -> Iterator[Build]:
        """A build that is only asked. It works on a copy of the archive, so that nothing of the site changes."""
        output = Path(self.output_path).resolve()
        with ExitStack() as stack:
            stack.enter_context(locked(output, asking=True))
            copy = _copy(self.archive_file, Path(stack.enter_context(TemporaryDirectory())))
            frame = self.frame()
            pool = stack.enter_context(self._pool())
            archive = stack.enter_context(closing(_opened(copy)))
            yield Build(frame, archive, Output(output, archive.db), pool)

    def _refused(self, problems: list[Problem], refused: Refused) -> Refused:
        if not errors(problems):
            return refused
        say(report(problems))
        return Refused("nothing was built; the output is as it was")

    # --- the archive -------------------------------------------------------------------------------------------

    @property
    def cache(self) -> Path:
        """The folder of the archive: CACHE_PATH where the settings say it, else `.cache` beside the content."""
        stated = str(self.settings["CACHE_PATH"])
        if stated != PELICANS_CACHE:
            return Path(stated).resolve()
        # Pelican's own default is relative to wherever the command was given.
        return Path(self.path).resolve().with_name(".cache")

    @property
    def archive_file(self) -> Path:
        """The archive of this pair of content and output folder."""
        pair = f"{os.path.realpath(self.path)}\0{os.path.realpath(self.output_path)}"
        return self.cache / f"{blake2b(pair.encode(), digest_size=8).hexdigest()}.sqlite"

    def frame(self) -> SiteConfig:
        """The settings as the rooms want them."""
        return SiteConfig.of(self.settings)

    @contextmanager
    def _archive(self, frame: SiteConfig, pool: _Workers) -> Iterator[Archive]:
        """The archive of this pair of content and output folder. Where all must be read or rendered, the workers are
        started before it: they are forked, and no database may be open then."""
        path = self.archive_file
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_opened(path)) as archive:
            seen, held = (archive.get("theme"), archive.get("reading")), frame.holding(archive.terms.kinds())
            if not archive.empty and seen == (held.site_digest(), held.reader_context.digest):
                yield archive
                return
        pool.start(frame.content)
        with closing(_opened(path)) as archive:
            yield archive

    @contextmanager
    def _pool(self) -> Iterator[_Workers]:
        """The workers of one build. Where the executor that the environment names can't do the work, now or later, the
        block raises Refused."""
        try:
            with ExitStack() as stack:
                yield _Workers(stack, _place(self.settings))
        except Unusable as error:
            raise Refused(f"{error}; the output is as it was") from error


Place = Callable[[bool], AbstractContextManager[Pool | None]]


def _place(settings: Mapping[str, Any]) -> Place:
    """What makes a pool where the environment wants it, given whether processes may be forked. Raises Unusable."""
    stated = os.environ.get("COLOPHON_EXECUTOR", "")
    if not stated:
        return lambda fork: local(workers(), fork=fork)
    from colophon.build.cluster import cluster, tcp  # noqa: PLC0415 - most builds have none

    address = tcp(stated)
    folders = settings["PATH"], settings["THEME"]
    return lambda _fork: cluster(address, partial(_code, libraries(settings)), folders)


class _Workers:
    """Gives the pool for a number of files: none for a few, else one for the whole build."""

    def __init__(self, stack: ExitStack, place: Place) -> None:
        self._stack, self._place = stack, place
        self._pool: list[Pool | None] = []

    def start(self, content: str) -> None:
        """Start the workers, while no database is open, if the folder holds files enough."""
        names = chain.from_iterable(names for _, _, names in os.walk(content))
        if next(islice(names, WORTH_A_POOL - 1, None), None) is not None:
            self._pool.append(self._stack.enter_context(self._place(True)))

    def __call__(self, number: int) -> Pool | None:
        if number < WORTH_A_POOL:
            return None
        if not self._pool:
            self._pool.append(self._stack.enter_context(self._place(False)))
        return self._pool[0]


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


def _copy(path: Path, folder: Path) -> Path:
    """Copy an archive and what belongs to it, as far as there is one."""
    for file in (path, path.with_name(f"{path.name}-wal")):
        if file.exists():
            shutil.copy(file, folder)
    return folder / path.name


def _code(optional: tuple[str, ...]) -> tuple[str, ...]:
    """What makes pages: Python, the engine and the libraries. A cluster's workers must have the same."""
    return (f"Python {platform.python_version()}", f"Colophon {engine()}", *versions(optional))


class Live:
    """A site that is built again and again while people write; `read` gives its settings, as they are by then.

    Between builds it keeps what it knows of the content, so that a save costs what was saved."""

    def __init__(self, read: Callable[[], Mapping[str, Any]]) -> None:
        self.read = read
        self.site: Site | None = None
        self.frame: SiteConfig | None = None

    def watched(self) -> list[Path]:
        """The folders whose files a page may depend on."""
        settings = self.read()
        return [Path(settings["PATH"]), Path(settings["THEME"]), *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]

    def rebuild(self, changed: set[Path] | None) -> bool:
        """Build once more; False where problems, which are then printed, stood against it."""
        saved = self._articles(changed)
        try:
            if saved is None or self.site is None or self.frame is None:
                self.site = Site(dict(self.read()))
                self.frame, saved = self.site.frame(), None
            self.site.run_once(self.frame, saved)
        except Refused as refused:
            say(str(refused))
            self.frame = None  # nothing of this save was kept, so the next build looks at everything
            return False
        return True

    def _articles(self, changed: set[Path] | None) -> set[str] | None:
        """The changed files by path below the content folder; None where more than texts may have changed."""
        if changed is None or self.frame is None:
            return None
        found = set()
        for path in changed:
            if not path.is_relative_to(self.frame.content) or path.is_dir():
                return None
            name = path.relative_to(self.frame.content).as_posix()
            if any(scanner.name_fault(part) for part in name.split("/")):
                return None
            if not scanner.passed_over(name, self.frame.ignore):
                found.add(name)
        known = self.site.stamps if self.site else {}
        unknown = [path for path in found if path not in known and not Path(self.frame.content, path).exists()]
        return None if any(path.startswith("register/") for path in found) else found.difference(unknown)


class _OneLine(logging.Filter):
    """Pelican logs whatever stops a build with its traceback; a refusal is for editors, so it stays one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Refused):
            record.msg, record.args, record.exc_info = str(error), (), None
        return True


def _quieten() -> None:
    log = logging.getLogger("pelican")
    if not any(isinstance(f, _OneLine) for f in log.filters):
        log.addFilter(_OneLine())


def check(settings: Mapping[str, Any]) -> int:
    """Print all problems of the content; the exit status is 1 where one of them stops a build."""
    try:
        problems = Site(dict(settings)).check()
    except Refused as refused:
        say(str(refused))
        return 1
    say(report(problems) or "No problems found.")
    return 1 if errors(problems) else 0
