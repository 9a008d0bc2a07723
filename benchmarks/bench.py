#!/usr/bin/env python3
"""Race Colophon against Hugo, Eleventy and stock Pelican on generated articles, and print one table.

All build the same pages from the same texts: one for each article, pages of ten for the front page and for each
subject, one feed. The peer hugo-forms also writes what the full theme writes for each article and each subject. Builds
take turns, so that other work on the machine slows all of them. Compare the medians of the ratios within one run;
seconds depend on the machine. Everything lies in .cache/bench/, each single figure in results.json there. With
`--on memory` the sites lie in a temporary folder of /dev/shm.
"""

import argparse
import dataclasses
import datetime as dt
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus
from edits import EDITS, cost, measure_serve, middle, terms
from measure import Builder, Failed, copying, peak_memory, processor_seconds, remove_spent, seconds, weight
from peers import CORPUS, HOME, OTHERS, OURS, builder, set_up, settings
from report import machine, plain, rows, write_markdown

RESULTS = HOME / "results.json"
MEMORY = Path("/dev/shm")  # noqa: S108 - Linux has a memory file system there; a folder of our own is made in it

# Above so many articles these take part only where --slow asks for it: they would take many minutes, or hours.
LIMITS = dict.fromkeys(("full", "full-other", "hugo-lean", "hugo-forms", "eleventy", "pelican"), 10_000)

# Seconds for a thousand articles on two slow cores; only to say in advance how long it will take.
GUESS = {"hugo": 1.3, "hugo-lean": 1.0, "hugo-forms": 1.6, "eleventy": 3.8, "pelican": 5.0}
GUESS |= {"colophon": 1.1, "colophon-other": 1.1, "full": 2.0, "full-other": 2.0}


@dataclass
class Race:
    """What is measured at one number of articles; `note` keeps a figure under (kind, name)."""

    articles: int
    runs: int
    names: list[str]
    results: dict[str, Any]
    place: Path = HOME
    other: Path | None = None
    subjects: int = corpus.SUBJECTS

    @property
    def folder(self) -> Path:
        return self.place / (
            str(self.articles) if self.subjects == corpus.SUBJECTS else f"{self.articles}-{self.subjects}"
        )

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def _stamp(self) -> Path:
        return self.folder / "corpus"

    def lay_out(self) -> None:
        """Have the corpus in the forms that the contestants want."""
        wanted = {CORPUS.get(name, "content/articles") for name in self.names}
        source = Path(corpus.__file__).read_bytes() + b"".join(
            p.read_bytes() for p in sorted(corpus.RECEIVED.glob("*"))
        )
        facts, *held = self._stamp.read_text().splitlines() if self._stamp.is_file() else [""]
        now = f"{hashlib.sha256(source).hexdigest()} {self.articles} {self.subjects}"
        missing = wanted - set(held if facts == now else ())
        if missing:
            say(f"Writing {self.articles:,} articles with {self.subjects:,} subjects")
            for folder in missing:
                shutil.rmtree(self.folder / folder, ignore_errors=True)
            corpus.write(self.articles, self.folder, self.subjects, sorted(missing))
            self._stamp.write_text("\n".join([now, *sorted(wanted | (set(held) if facts == now else set()))]))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While articles are changed the corpus doesn't count as whole: whoever is cut off here writes it anew."""
        facts = self._stamp.read_text()
        self._stamp.unlink()
        yield
        self._stamp.write_text(facts)

    def builder(self, name: str) -> Builder:
        return builder(name, self.folder, self.other)

    def clear(self, racer: Builder) -> None:
        """Put away what an earlier build left. In memory it is removed at once, since it would fill the memory."""
        racer.clear()
        if self.place != HOME:
            remove_spent()

    def note(self, kind: str, name: str, figure: Any) -> None:
        """Keep a figure, on disk at once."""
        self.results[kind].setdefault(str(self.articles), {}).setdefault(name, []).append(figure)
        RESULTS.write_text(json.dumps(self.results, indent=1), encoding="utf-8")
        shown = f"{figure:.2f}" if isinstance(figure, float) else figure
        say(f"{kind:9} {self.articles:7,}  {name:10} {shown}")

    def built(self) -> Builder:
        """Colophon's bare site, up to date."""
        ours = self.builder("colophon")
        seconds(ours)
        return ours


# --- parts ---------------------------------------------------------------------------------------------------------


def cold(race: Race) -> None:
    """Builds from nothing, one after the other in turns; what they wrote; and how long a copy of ours takes."""
    racers = {name: race.builder(name) for name in race.names}
    if race.articles > 10_000:
        tenth = dataclasses.replace(race, articles=race.articles // 10, names=["colophon"])
        tenth.lay_out()
        racers["tenth"] = tenth.builder("colophon")
    for _ in range(race.runs):
        for name, racer in racers.items():
            race.clear(racer)
            before = processor_seconds()
            race.note("cold", name, seconds(racer))
            race.note("processor", name, processor_seconds() - before)
    for name in race.names:
        race.note("wrote", name, weight(racers[name].output))
    for _ in range(race.runs):
        race.note("floor", "copy", copying(racers["colophon"].output))


def memory(race: Race) -> None:
    """The most memory of each, in runs apart from the timed ones."""
    if not Path("/proc/self/smaps_rollup").exists():
        say("memory: this system does not tell what processes share; left out")
        return
    for name in race.names:
        racer = race.builder(name)
        race.clear(racer)
        race.note("memory", name, peak_memory(racer))


def nothing(race: Race) -> None:
    """Builds with nothing changed, beside the time that Pelican's command needs to say its version."""
    ours = race.built()
    version = dataclasses.replace(ours, name="version", command=(*ours.command[:3], "--version"))
    for _ in range(race.runs):
        race.note("nothing", "version", seconds(version))
        race.note("nothing", "build", seconds(ours))


def edits(race: Race) -> None:
    """Builds after one change to one article."""
    ours, articles = race.built(), race.content / "articles"
    with race.changing():
        for turn in range(race.runs):
            slug = middle(race.articles, turn)
            race.note("terms", "terms", terms(articles, slug))
            for change in EDITS:
                race.note("edits", change, cost(ours, articles, change, slug))


def serve(race: Race) -> None:
    """From a save to what `serve` shows."""
    slugs = [middle(race.articles, turn) for turn in range(race.runs + 1)]
    with race.changing():
        _, *taken = measure_serve(settings("colophon", race.folder), race.content, slugs)
    for figure in taken:  # not the first save, which finds the process cold
        race.note("serve", "save", figure)


def subjects(race: Race) -> None:
    """A subject for every five articles, at this number of articles and at a tenth of it."""
    if race.articles < 100_000:
        return
    pair = [
        dataclasses.replace(race, articles=articles, names=["colophon"], subjects=articles // 5)
        for articles in (race.articles // 10, race.articles)
    ]
    for many in pair:
        many.lay_out()
    for _ in range(race.runs):
        for many in pair:
            racer = many.builder("colophon")
            many.clear(racer)
            many.note("subjects", "colophon", seconds(racer))


PARTS: dict[str, Callable[[Race], None]] = {
    part.__name__: part for part in (cold, memory, nothing, edits, serve, subjects)
}


# --- the whole -----------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def budget(races: list[Race], parts: list[str]) -> float:
    """Seconds that it will take, by guess."""
    total = 0.0
    for race in races:
        thousands, ours = race.articles / 1000, GUESS["colophon"]
        slow = {"pelican": 1 + race.articles / 100_000}  # its loops grow with the square
        once = sum(GUESS[name] * slow.get(name, 1) for name in race.names) * thousands
        small = 0.6 + 0.02 * thousands
        each = {
            "cold": once * race.runs * 1.3,
            "memory": once * 1.3,
            "nothing": ours * thousands + 2 * race.runs * small,
            "edits": len(EDITS) * 2 * race.runs * small * 2,
            "serve": 2 * ours * thousands + race.runs,
            "subjects": 1.2 * ours * thousands * race.runs if race.articles >= 100_000 else 0,
        }
        total += sum(each[part] for part in parts) + thousands
    return total


def chosen() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Race builds of generated articles against other generators.")
    options.add_argument("--articles", default="1000,10000,100000", help="how many, several with commas (%(default)s)")
    options.add_argument("--runs", type=int, default=3, help="of each, in turns (%(default)s)")
    options.add_argument("--peers", default=",".join(CORPUS), help="against whom (%(default)s)")
    options.add_argument("--parts", default=",".join(PARTS), help="what to measure (%(default)s)")
    options.add_argument("--on", choices=("disk", "memory"), default="disk", help="where the sites lie (%(default)s)")
    options.add_argument("--other", type=Path, help="another checkout of Colophon, which takes part too")
    options.add_argument("--slow", action="store_true", help="slow peers at any number of articles")
    options.add_argument("--markdown", type=Path, help="write the table into this file, between its markers")
    options.add_argument("--again", action="store_true", help="measure nothing; the table of the last results")
    asked = options.parse_args()
    numbers = [int(n) for n in re.findall(r"\d+", asked.articles)]
    asked.sizes, asked.parts = sorted(set(numbers)), [part for part in asked.parts.split(",") if part]
    asked.peers = [peer for peer in asked.peers.split(",") if peer]
    if unknown := (set(asked.peers) - CORPUS.keys()) | (set(asked.parts) - PARTS.keys()):
        options.error(f"there is no {', '.join(sorted(unknown))}")
    if not asked.sizes or asked.sizes[0] < 100 or asked.runs < 1:
        options.error("at least 100 articles and one run")
    if asked.on == "memory" and not MEMORY.is_dir():
        options.error(f"this system has no {MEMORY}")
    if asked.other and not (asked.other / "colophon").is_dir():
        options.error(f"{asked.other} is no checkout of Colophon")
    return asked


@contextmanager
def place(on: str) -> Iterator[Path]:
    """The folder in which the sites lie; one in memory is removed afterwards."""
    if on == "disk":
        yield HOME
        return
    with tempfile.TemporaryDirectory(prefix="colophon-bench-", dir=MEMORY) as folder:
        yield Path(folder)


def measure(asked: argparse.Namespace, place: Path) -> dict[str, Any]:
    """Everything that was asked for. A part that fails is told and noted; the others go on."""
    kinds = ("cold", "processor", "wrote", "floor", "memory", "nothing", "terms", "edits", "serve", "subjects")
    results: dict[str, Any] = {"date": dt.datetime.now(dt.UTC).date().isoformat(), "runs": asked.runs}
    results |= {"on": asked.on, "failed": [], **{kind: {} for kind in kinds}}
    other = asked.other and asked.other.resolve()
    contestants = (*asked.peers, *OURS, *(OTHERS if other else ()))
    races = []
    for size in asked.sizes:
        names = [name for name in contestants if asked.slow or size <= LIMITS.get(name, size)]
        races.append(Race(size, asked.runs, names, results, place, other))
    say(f"This will take about {budget(races, asked.parts) / 60 + 1:.0f} minutes; Ctrl-C stops it.")
    results["machine"] = machine(set_up(asked.peers))
    for race in races:
        race.lay_out()
        for part in asked.parts:
            try:
                PARTS[part](race)
            except Failed as failed:
                say(str(failed))
                results["failed"].append(f"{part}, {race.articles:,} articles: {failed}")
    return results


def main() -> int:
    asked = chosen()
    try:
        if asked.again:
            results = json.loads(RESULTS.read_text(encoding="utf-8"))
        else:
            with place(asked.on) as folder:
                results = measure(asked, folder)
    except Failed as failed:
        say(str(failed))
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    finally:
        remove_spent()
    table = rows(results)
    print(plain(table, results))
    if asked.markdown:
        write_markdown(asked.markdown, table, results)
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
