"""The table of a race: what was asked, what was reached, met or short. Knows the results, measures nothing."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

# What is asked at which number of articles.
COLD_TO_HUGO = {10_000: 0.8, 100_000: 0.7}
COLD_TO_PELICAN = {10_000: 1 / 6}
FULL_TO_HUGO = {10_000: 2.0}
FULL_TO_FORMS = {10_000: 0.85}  # on a memory file system
FULL_TO_PELICAN = {1_000: 1.0}
GROWTH = {100_000: 10.5}
NOTHING = {10_000: 0.5, 100_000: 1.2}
EDIT_TO_HUGO = {10_000: 0.1, 100_000: 0.01}
MEMORY_TO_HUGO = {10_000: 0.4}
BYTES_AN_ARTICLE = {100_000: 2048}
SAVE = {10_000: 0.1, 100_000: 0.1}

NAMES = {
    "hugo": "Hugo",
    "hugo-lean": "Hugo, lean",
    "hugo-forms": "Hugo, all forms",
    "eleventy": "Eleventy",
    "pelican": "stock Pelican, simple theme",
    "colophon": "Colophon, bare templates",
    "full": "Colophon, full theme",
    "colophon-other": "other checkout, bare templates",
    "full-other": "other checkout, full theme",
}
HERE = Path(__file__).resolve().parent
GIT = (["git", "rev-parse", "--short", "HEAD"], ["git", "status", "--porcelain", "--", "../colophon", "../theme", "."])
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


class Row(NamedTuple):
    what: str
    asked: str
    reached: str
    verdict: str = ""


def verdict(figure: float, limit: float | None) -> str:
    return "" if limit is None else "met" if figure <= limit else "short"


def paired(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios, each between two builds of the same turn."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


class Figures:
    """The results at one number of articles."""

    def __init__(self, results: dict[str, Any], articles: int) -> None:
        self.results, self.articles = results, articles

    def of(self, kind: str, name: str) -> list[Any]:
        return self.results.get(kind, {}).get(str(self.articles), {}).get(name, [])

    def what(self, text: str) -> str:
        return f"{text}, {self.articles:,} articles"

    def limit(self, limits: dict[int, float], unit: str) -> str:
        return f"≤ {_number(limits[self.articles])} {unit}" if self.articles in limits else "–"


def rows(results: dict[str, Any]) -> list[Row]:
    """The table."""
    table: list[Row] = []
    sizes = sorted({int(n) for kind in ("cold", "memory", "nothing", "edits", "serve") for n in results[kind]})
    for articles in sizes:
        figures = Figures(results, articles)
        for part in (_builds, _ratios, _memory, _nothing, _edits, _serve):
            table += part(figures)
    return [*table, *_growth_of_memory(results), *_subjects(results)]


def _builds(figures: Figures) -> Iterator[Row]:
    """What each did, to read the ratios by."""
    for name, title in NAMES.items():
        if times := figures.of("cold", name):
            said = [_seconds(median(times))]
            said += [f"{peak / 2**20:,.0f} MiB" for peak in figures.of("memory", name)]
            said += [f"{files:,} files, {size / 2**20:,.0f} MiB" for files, size in figures.of("wrote", name)]
            yield Row(figures.what(f"{title}: cold build, peak memory, output"), "–", "; ".join(said))
    if times := figures.of("floor", "copy"):
        yield Row(figures.what("copying the finished output (bare)"), "–", _seconds(median(times)))


def _ratios(figures: Figures) -> Iterator[Row]:
    pairs = (
        ("colophon", "hugo", COLD_TO_HUGO),
        ("colophon", "hugo-lean", {}),
        ("colophon", "eleventy", {}),
        ("colophon", "pelican", COLD_TO_PELICAN),
        ("full", "hugo", FULL_TO_HUGO),
        ("full", "hugo-forms", FULL_TO_FORMS if figures.results.get("on") == "memory" else {}),
        ("full", "pelican", FULL_TO_PELICAN),
        ("colophon", "colophon-other", {}),
        ("full", "full-other", {}),
        ("full-other", "hugo-forms", {}),
    )
    for ours, theirs, limits in pairs:
        if (times := figures.of("cold", ours)) and (others := figures.of("cold", theirs)):
            unit = f"× {NAMES[theirs]}"
            row = _ratio(figures.what(f"cold build, {NAMES[ours]}"), paired(times, others), figures, limits, unit)
            if used := figures.of("processor", ours):
                of_processor = paired(used, figures.of("processor", theirs))
                row = row._replace(reached=f"{row.reached}; processor time {_number(of_processor)} ×")
            yield row
    if tenth := figures.of("cold", "tenth"):
        growth, what = paired(figures.of("cold", "colophon"), tenth), figures.what("cold build, bare templates")
        yield _ratio(what, growth, figures, GROWTH, f"× our own {figures.articles // 10:,}")


def _ratio(what: str, ratio: float, figures: Figures, limits: dict[int, float], unit: str) -> Row:
    return Row(
        what, figures.limit(limits, unit), f"{_number(ratio)} {unit}", verdict(ratio, limits.get(figures.articles))
    )


def _memory(figures: Figures) -> Iterator[Row]:
    if (ours := figures.of("memory", "colophon")) and (hugo := figures.of("memory", "hugo")):
        yield _ratio(figures.what("peak memory, bare"), ours[0] / hugo[0], figures, MEMORY_TO_HUGO, "× Hugo's")


def _nothing(figures: Figures) -> Iterator[Row]:
    if times := figures.of("nothing", "build"):
        more = median(times) - median(figures.of("nothing", "version"))
        unit = "s more than `pelican --version`"
        yield Row(
            figures.what("nothing changed"),
            figures.limit(NOTHING, unit),
            f"{more:.2f} {unit}",
            verdict(more, NOTHING.get(figures.articles)),
        )


def _edits(figures: Figures) -> Iterator[Row]:
    hugo = figures.of("cold", "hugo")
    for change in ("edited", "added", "deleted", "redated", "retitled"):
        costs = figures.of("edits", change)
        if not costs:
            continue
        taken = median(cost["seconds"] for cost in costs)
        changed = max(cost["changed"] for cost in costs)
        said = f"{_seconds(taken)}; {changed} file{'s' * (changed != 1)} changed"
        what, limit = figures.what(f"one article {change}"), EDIT_TO_HUGO.get(figures.articles)
        if hugo:
            ratio = taken / median(hugo)
            asked = figures.limit(EDIT_TO_HUGO, "× Hugo's full build")
            yield Row(what, asked, f"{_number(ratio)} × Hugo's full build; {said}", verdict(ratio, limit))
        else:
            yield Row(what, "–", said)
        if change == "added":
            most = 10 + 3 * min(figures.of("terms", "terms"))
            what = figures.what("existing files changed by one added article")
            yield Row(what, f"≤ {most}", str(changed), verdict(changed, most))


def _serve(figures: Figures) -> Iterator[Row]:
    if times := figures.of("serve", "save"):
        taken = median(times)
        asked = f"≤ {SAVE[figures.articles] * 1000:.0f} ms" if figures.articles in SAVE else "–"
        what = figures.what("`serve`, from save to bytes written")
        yield Row(what, asked, f"{taken * 1000:.0f} ms", verdict(taken, SAVE.get(figures.articles)))


def _growth_of_memory(results: dict[str, Any]) -> Iterator[Row]:
    peaks = {int(n): found["colophon"][0] for n, found in results["memory"].items() if "colophon" in found}
    for articles in sorted(peaks):
        if articles >= 100_000 and articles // 10 in peaks:
            less = articles // 10
            growth = (peaks[articles] - peaks[less]) / (articles - less)
            limit = BYTES_AN_ARTICLE.get(articles)
            asked = f"≤ {limit / 1024:g} KB" if limit else "–"
            what = f"peak memory, more an article from {less:,} to {articles:,}"
            yield Row(what, asked, f"{growth / 1024:.1f} KB", verdict(growth, limit))


def _subjects(results: dict[str, Any]) -> Iterator[Row]:
    times = {int(n): found["colophon"] for n, found in results["subjects"].items()}
    for articles in sorted(times):
        if articles // 10 in times:
            ratio, limit = paired(times[articles], times[articles // 10]), GROWTH.get(articles)
            what = f"{articles // 5:,} subjects over {articles:,} articles ({_seconds(median(times[articles]))})"
            unit = f"× a tenth of both ({_seconds(median(times[articles // 10]))})"
            yield Row(what, f"≤ {limit} ×" if limit else "–", f"{_number(ratio)} {unit}", verdict(ratio, limit))


def _number(number: float) -> str:
    return f"{number:.1f}" if number >= 3 else f"{number:.2f}" if number >= 0.1 else f"{number:.3f}".rstrip("0")


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds:.2f} s"


# --- in words ------------------------------------------------------------------------------------------------------


def machine(versions: dict[str, str]) -> str:
    """What the race ran on, and against which versions."""
    about = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"^model name\s*: (.+)", about, re.MULTILINE)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    facts = [f"{cores} cores of {model[1] if model else platform.machine()}", f"{memory:.0f} GiB"]
    facts += [f"{platform.system()} {platform.release()}", f"Python {platform.python_version()}"]
    facts += [f"{name.capitalize()} {version}" for name, version in versions.items()]
    return ", ".join([*facts, f"Colophon at {_commit()}"])


def _commit() -> str:
    """The commit of this checkout, and whether it was changed since."""
    try:
        said = [subprocess.run(command, cwd=HERE, capture_output=True, check=True, text=True).stdout for command in GIT]
    except (OSError, subprocess.CalledProcessError):
        return "no commit"
    return said[0].strip() + (" with changes" if said[1].strip() else "")


def _heading(results: dict[str, Any]) -> str:
    where = "a memory file system" if results.get("on") == "memory" else "disk"
    return f"{results['date']}, {results['machine']}; sites on {where}; medians of {results['runs']}."


def plain(table: list[Row], results: dict[str, Any]) -> str:
    """For the terminal."""
    widths = [max(len(row[column]) for row in table) for column in range(3)] if table else []
    lines = [_heading(results), ""]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)) for row in table]
    return "\n".join([*(line.rstrip() for line in lines), *(f"Failed: {text}" for text in results["failed"])])


def write_markdown(file: Path, table: list[Row], results: dict[str, Any]) -> None:
    """Put the table between the markers of a Markdown file."""
    lines = [BEGIN, "", _heading(results), "", "| what | asked | reached | verdict |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in table]
    lines += ["", *(f"Failed: {text}\n" for text in results["failed"]), END]
    before, _, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{file} has no {BEGIN} … {END} to write the table between")
    file.write_text(before + "\n".join(lines) + after, encoding="utf-8")
