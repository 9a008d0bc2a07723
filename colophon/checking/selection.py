"""Which files a check is asked about, and where these files are for other programs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from colophon.model.problems import Problem, Refused
from colophon.model.spelling import listed

SETTINGS = "settings"  # the path that a Problem of the settings has


class Misused(Refused):
    """A command line names what there is not."""

    exitcode = 2


@dataclass(frozen=True)
class Selection:
    """The files of a content folder that a check is asked about: those of `paths` below it, and those below them; with
    none, all files and the settings. The folder is the real one, `label` what messages call it."""

    content: Path
    label: str
    settings: Path
    paths: tuple[str, ...] = ()

    @classmethod
    def of(cls, content: str, settings: str, named: Sequence[str]) -> Selection:
        """The selection of files and folders as the command line has them. Raises Misused for what is not there, and
        for what is neither in the content folder nor above it."""
        root, label = Path(os.path.realpath(content)), os.path.basename(os.path.abspath(content))
        paths = []
        for name in named:
            if not os.path.lexists(name):
                raise Misused(f"there is no {name}; name files or folders of {_near(root)}")
            if name == settings or Path(os.path.realpath(name)) in (root, *root.parents):
                return cls(root, label, Path(settings))
            # The last part is not followed, since a link is a Problem of its own.
            whole = Path(os.path.abspath(name))
            path = Path(os.path.realpath(whole.parent), whole.name)
            if not path.is_relative_to(root):
                raise Misused(f"{name} is not in {_near(root)}; name files or folders there")
            paths.append(listed(path.relative_to(root).as_posix()))
        return cls(root, label, Path(settings), tuple(paths))

    def parted(self, problems: Iterable[Problem]) -> tuple[list[Problem], int]:
        """The problems of the selection, each once and sorted, and the number of the others."""
        distinct = sorted(set(problems))
        chosen = [problem for problem in distinct if not self.paths or self._has(self._below(problem))]
        return chosen, len(distinct) - len(chosen)

    def _has(self, path: str) -> bool:
        return any(path == chosen or path.startswith(f"{chosen}/") for chosen in self.paths)

    def _below(self, problem: Problem) -> str:
        return problem.path.removeprefix(f"{self.label}/")

    def file(self, problem: Problem) -> Path:
        """The file that a Problem is about."""
        if problem.path == SETTINGS:
            return Path(os.path.realpath(self.settings))
        return self.content / self._below(problem)

    @property
    def repository(self) -> Path:
        """The root of the repository; where there is none, the folder that holds the content folder."""
        above = self.content.parents
        return next((folder for folder in above if (folder / ".git").exists()), self.content.parent)

    def from_here(self, problem: Problem) -> str:
        """The path of the file of a Problem from the current folder, with forward slashes."""
        return _relative(self.file(problem), Path.cwd())

    def from_repository(self, problem: Problem) -> str:
        """The path of the file of a Problem from the root of the repository, with forward slashes."""
        return _relative(self.file(problem), self.repository)


def _relative(path: Path, folder: Path) -> str:
    """The path from a folder; bytes of names that are not UTF-8 are written \\udce9."""
    with suppress(ValueError):  # on another drive of Windows there is no way from one to the other
        path = Path(os.path.relpath(path, folder))
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


def _near(root: Path) -> str:
    return _relative(root, Path(os.path.realpath(Path.cwd())))
