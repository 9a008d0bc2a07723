"""What is measured of a command: its time, the memory of all its processes, what it wrote. Knows no generator."""

import os
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.03  # s between two looks at the memory


class Failed(Exception):
    """A command that was to be measured came to nothing; the text says which, and where its words are."""


@dataclass(frozen=True)
class Builder:
    """A command that builds a site: from nothing, once `leftovers` are gone."""

    name: str
    command: tuple[str | Path, ...]
    folder: Path
    output: Path
    leftovers: tuple[Path, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.folder.parent / f"{self.name}.log"

    def start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("wb") as log:
            given = {**os.environ, **self.environment}
            given.pop("PYTHONDONTWRITEBYTECODE", None)  # a Python that compiles its modules at every start is nobody's
            return subprocess.Popen(self.command, cwd=self.folder, env=given, stdout=log, stderr=subprocess.STDOUT)

    def clear(self) -> None:
        """Put away what an earlier run left, hidden companions of its output too. It is removed when all is measured:
        for minutes after thousands of files were deleted, some file systems (ext4) are slow to make new ones."""
        for path in (self.output, *self.output.parent.glob(f".{self.output.name}.*"), *self.leftovers):
            if path.exists():
                SPENT.append(path.rename(path.with_name(f"spent-{os.getpid()}-{len(SPENT)}-{path.name.strip('.')}")))
        os.sync()


SPENT: list[Path] = []


def remove_spent() -> None:
    """Remove what `clear` put away."""
    while SPENT:
        shutil.rmtree(SPENT.pop(), ignore_errors=True)


def processor_seconds() -> float:
    """The processor time of all processes that were started here and have ended, with their own children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(builder: Builder) -> float:
    """How long one run takes. Raises Failed."""
    started = time.perf_counter()
    with builder.start() as process:
        try:
            status = process.wait()
        except KeyboardInterrupt:
            process.wait()  # it got the signal too
            raise
    taken = time.perf_counter() - started
    _check(builder, status)
    return taken


def peak_memory(builder: Builder) -> int:
    """The most bytes that all processes of one run held together; what they share counts once (PSS). Raises Failed.

    Looking takes time from the one that is looked at, so a run like this is never a run that is timed.
    """
    most = 0
    with builder.start() as process:
        while process.poll() is None:
            started = time.perf_counter()
            most = max(most, sum(_share(number) for number in _family(process.pid)))
            time.sleep(max(EVERY, 2 * (time.perf_counter() - started)))
    _check(builder, process.returncode)
    return most


def _check(builder: Builder, status: int) -> None:
    if status:
        raise Failed(f"{builder.name} ended with status {status}; see {os.path.relpath(builder.log)}")
    if not any(builder.output.rglob("story-*")):
        raise Failed(f"{builder.name} built no article; see {os.path.relpath(builder.log)}")


def _family(number: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [number]
    while waiting:
        current = waiting.pop()
        found.append(current)
        for children in Path(f"/proc/{current}/task").glob("*/children"):
            try:
                waiting += map(int, children.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return found


def _share(number: int) -> int:
    try:
        rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def weight(folder: Path) -> tuple[int, int]:
    """How many files a folder holds, and how many bytes they have together."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return len(sizes), sum(sizes)


def copying(output: Path) -> float:
    """Seconds to copy a finished output: no build can be done sooner that writes every file."""
    copy = output.with_name(f"{output.name}.copy")
    shutil.rmtree(copy, ignore_errors=True)
    os.sync()
    started = time.perf_counter()
    subprocess.run([shutil.which("cp") or "cp", "-r", output, copy], check=True)
    taken = time.perf_counter() - started
    shutil.rmtree(copy)
    return taken


def snapshot(output: Path) -> dict[str, tuple[int, int]]:
    """Every file of an output by its path, with what changes when it is written anew."""
    found = {}
    for folder, _, names in os.walk(output):
        for name in names:
            path = os.path.join(folder, name)
            about = os.stat(path, follow_symlinks=False)
            found[path] = about.st_ino, about.st_mtime_ns
    return found
