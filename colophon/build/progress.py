"""What a person sees of a build while it runs and when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pelican.log import console

from colophon.build.build import BuildSummary
from colophon.model.problems import counted

BEFORE_BAR = 0.5  # seconds after which a build shows how far it is


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar for what takes longer than half a second; silent where nobody watches a terminal."""
    if not console.is_terminal:
        yield lambda what, done, total: None
        return
    from rich import progress as rich  # noqa: PLC0415 - slow to load, and most builds are over before it shows

    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn())
    bar = rich.Progress(*columns, rich.TimeElapsedColumn(), console=console, transient=True)
    tasks, began = dict[str, rich.TaskID](), time.monotonic()

    def tell(what: str, done: int, total: int | None) -> None:
        if time.monotonic() - began < BEFORE_BAR:
            return
        if not tasks:
            bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield tell
    finally:
        bar.stop()


def say(text: str) -> None:
    """Print for people: as it is, one line a line."""
    console.print(text, markup=False, emoji=False, highlight=False, soft_wrap=True)


def summary_line(summary: BuildSummary, output: str) -> str:
    """What a build did, in plain words."""
    done = (
        f"{counted(summary.read, 'file')} read, {counted(summary.rendered, 'page')} rendered, "
        f"{summary.written:,} written, {summary.removed:,} removed, {summary.unchanged:,} unchanged "
        f"in {summary.seconds:.2f} s: {output}"
    )
    lines = [f"{path} waits until {day}" for path, day in summary.waiting[:10]]
    if len(summary.waiting) > 10:
        lines.append(f"and {counted(len(summary.waiting) - 10, 'more article')} wait")
    return "\n".join([*lines, done])
