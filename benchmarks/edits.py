"""Single changes to a corpus, as an editor makes them, and what a build after each of them costs."""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import Builder, Failed, seconds, snapshot
from peers import ROOT

SERVE_LIMIT = 900  # s for the first build of `serve`
SAVE_LIMIT = 60  # s for a save to reach the output
LOOK = 0.001  # s between two looks at the output


def edited(file: Path, text: str) -> None:
    file.write_text(f"{text.rstrip()} One more sentence.\n", encoding="utf-8")


def added(file: Path, text: str) -> None:
    text = text.replace(f"Slug: {file.stem}", f"Slug: {file.stem}-added").replace(
        "Title: Story", "Title: Added to story"
    )
    file.with_stem(f"{file.stem}-added").write_text(text, encoding="utf-8")


def deleted(file: Path, _text: str) -> None:
    file.unlink()


def redated(file: Path, text: str) -> None:
    """A hundred days earlier, which also moves its page to another month's folder."""
    day = dt.date.fromisoformat(re.search(r"^Date: (\S+)", text, re.MULTILINE)[1])
    file.write_text(text.replace(f"Date: {day}", f"Date: {day - dt.timedelta(days=100)}"), encoding="utf-8")


def retitled(file: Path, text: str) -> None:
    file.write_text(text.replace("Title: Story", "Title: The story", 1), encoding="utf-8")


EDITS: dict[str, Callable[[Path, str], None]] = {
    "edited": edited,
    "added": added,
    "deleted": deleted,
    "redated": redated,
    "retitled": retitled,
}


@contextmanager
def restored(articles: Path, slug: str) -> Iterator[tuple[Path, str]]:
    """An article's file and its text, which are as they were afterwards."""
    file = articles / f"{slug}.md"
    text = file.read_text(encoding="utf-8")
    try:
        yield file, text
    finally:
        file.with_stem(f"{file.stem}-added").unlink(missing_ok=True)
        file.write_text(text, encoding="utf-8")


def middle(articles: int, turn: int) -> str:
    """The slug of an article in the middle of the archive, another one each turn."""
    return f"story-{articles // 2 + 7 * turn:06}"


def cost(builder: Builder, articles: Path, change: str, slug: str) -> dict[str, float]:
    """Seconds of the build after one change, and how many files it changed, added and removed. Restores all."""
    before = snapshot(builder.output)
    with restored(articles, slug) as (file, text):
        EDITS[change](file, text)
        taken = seconds(builder)
        after = snapshot(builder.output)
    seconds(builder)
    both = before.keys() & after.keys()
    return {
        "seconds": taken,
        "changed": sum(before[path] != after[path] for path in both),
        "added": len(after) - len(both),
        "removed": len(before) - len(both),
    }


def terms(articles: Path, slug: str) -> int:
    """How many indexes an article belongs to: its subjects and its source."""
    text = (articles / f"{slug}.md").read_text(encoding="utf-8")
    return len(re.search(r"^Tags: (.*)", text, re.MULTILINE)[1].split(", ")) + 1


# --- serve ---------------------------------------------------------------------------------------------------------


def measure_serve(settings: Path, content: Path, slugs: list[str]) -> list[float]:
    """Seconds from saving an article to its bytes in what `serve` shows, once for each slug. Raises Failed."""
    command = [sys.executable, "-m", "colophon", "serve", content, "-s", settings, "--port", "8790"]
    log, output = settings.with_name("serve.log"), settings.parent / ".cache" / "serve"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=settings.parent, env=environment, stdout=said, stderr=said)
    try:
        _until(lambda: b"Built in" in log.read_bytes(), SERVE_LIMIT, process, log)
        return [_save(content / "articles", slug, output, process, log) for slug in slugs]
    finally:
        process.terminate()
        process.wait()


def _save(articles: Path, slug: str, output: Path, process: "subprocess.Popen[bytes]", log: Path) -> float:
    page = next(output.rglob(f"{slug}.html"))
    with restored(articles, slug) as (file, text):
        heading = f"Saved {time.time_ns()}"
        # Written elsewhere and moved, as editors do: nobody reads half a file.
        new = log.with_name("saved.md")
        new.write_text(re.sub(r"^Title: .*", f"Title: {heading}", text, count=1), encoding="utf-8")
        started = time.perf_counter()
        os.replace(new, file)
        _until(lambda: page.is_file() and heading.encode() in page.read_bytes(), SAVE_LIMIT, process, log)
        taken = time.perf_counter() - started
    _until(lambda: page.is_file() and heading.encode() not in page.read_bytes(), SAVE_LIMIT, process, log)
    time.sleep(0.5)  # the next save is to find everything at rest
    return taken


def _until(done: Callable[[], bool], limit: float, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + limit
    while not done():
        if process.poll() is not None:
            raise Failed(f"serve ended with status {process.returncode}; see {os.path.relpath(log)}")
        if time.monotonic() > end:
            raise Failed(f"serve did not answer within {limit} s; see {os.path.relpath(log)}")
        time.sleep(LOOK)
