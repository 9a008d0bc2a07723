#!/usr/bin/env python3
"""Time a build of generated articles: this engine and theme against stock Pelican with its simple theme.

Both start from nothing, as commands, and take turns, so that what else the machine does falls on both. What counts is
the ratio of the medians in one run of this file; the seconds are the machine's.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

ROOT = Path(__file__).resolve().parent.parent
STOCK = """
SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG = "Bench", "", "UTC", "en"
THEME, DEFAULT_PAGINATION, PLUGINS = "simple", 10, []
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""


def build(settings: Path, content: Path, output: Path) -> float:
    """Seconds for one build into a new folder, with nothing left of an earlier one. Ends the program if it fails."""
    for earlier in (output, output.with_name(f".{output.name}.colophon"), settings.parent / ".cache"):
        shutil.rmtree(earlier, ignore_errors=True)
    command = [sys.executable, "-m", "pelican", content, "-s", settings, "-o", output, "-q"]
    started = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    status = subprocess.run(command, check=False, cwd=settings.parent, env=environment).returncode
    seconds = time.perf_counter() - started
    pages = sum(1 for _ in output.rglob("story-*.html"))
    if status or not pages:
        sys.exit(f"{settings.name}: exit status {status}, {pages} articles built; nothing to compare")
    return seconds


def own_settings(folder: Path) -> Path:
    """The site's settings, copied: the archive lies beside them, and the site's own must not be touched."""
    folder.mkdir()
    (folder / "theme").symlink_to(ROOT / "theme")
    return Path(shutil.copy(ROOT / "pelicanconf.py", folder))


def stock_settings(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "stockconf.py"
    path.write_text(STOCK, encoding="utf-8")
    return path


def race(articles: int, runs: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of every run of each."""
    corpus.write(articles, folder)
    contestants = {"stock Pelican": stock_settings(folder / "stock"), "Colophon": own_settings(folder / "own")}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(runs):
        for name, settings in contestants.items():
            times[name].append(build(settings, folder / "content", folder / f"{settings.parent.name}-output"))
            print(f"run {turn + 1} of {runs}: {name:14} {times[name][-1]:7.2f} s", flush=True)
    return times


def main() -> None:
    options = argparse.ArgumentParser(description="Race a build of generated articles against stock Pelican.")
    options.add_argument("--articles", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = race(asked.articles, asked.runs, Path(folder))
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"\n{asked.articles:,} articles    median    lowest   ratio to stock")
    for name, median in medians.items():
        print(f"{name:14} {median:7.2f} s {min(times[name]):7.2f} s   {median / medians['stock Pelican']:.2f}")


if __name__ == "__main__":
    main()
