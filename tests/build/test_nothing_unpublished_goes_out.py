"""Of an article that is not published nothing is in the output: no word, name, picture, linked file or received byte.

Each article has words of its own in each of its parts, in the bytes of its files and in their names. After each of a
drawn sequence of changes the output is built again, and all of its files are read: archives and what is packed are
unpacked, databases are written out as SQL.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from helpers.building import Site, tree
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from colophon.rendering import cards

State = Literal["published", "hidden", "draft", "waiting", "skip", "withdrawn"]
STATES: tuple[State, ...] = ("published", "hidden", "draft", "waiting", "skip", "withdrawn")
LETTERS = "abcd"
EARLY, LATE = "1767225600", "1924992000"  # 2026-01-01, and 2031-01-01, when nothing waits any more

# What an article alone has; an article that was withdrawn keeps the first two.
KEPT = ("title", "paper")
WORDS = ("summary", "writer", "subject", "person", "place", "credit", "seen", "remark", "text")
OWN = ("images/picture", "images/header", "images/cover", "files/report", "received/bytes")
SHARED = ("images/boatszq.png", "files/tableszq.pdf", "received/scanzq.pdf")
# Files that no text names: those of the site itself go out, what was received doesn't.
STRAY = ("images/logozq.png", "received/strayzq.txt")

STEPS = [40, pytest.param(400, marks=pytest.mark.rest)]
EXAMPLE = 8  # steps on one site

ARTICLE = """---
title: {title}
{status}summary: {summary}
authors: [{writer}]
source: {{publication: {paper}, date: 2024-05-17}}
custody:
  - {{act: printed, by: {paper}, date: 2024-05-17, evidence: {seen}}}
{more}  - {{act: received, date: 2024-05-18, file: received/{bytes}.txt}}
changes: [{{was: "{bytes} ", now: "", kind: omitted}}]
notes: [{{on: {text}, note: {remark}}}]
subjects: [{subject}]
people: [{person}]
places: [{place}]
images: [{{file: images/{header}.png, credit: {credit}}}]
cover: images/{cover}.png
published: {published}
---

{text}

[![](/images/{picture}.png)]({{static}}/files/{report}.pdf) {links}
"""


def word(part: str, letter: str) -> str:
    """A word that one part of one article has, and nothing else."""
    return f"{part.rpartition('/')[2]}{letter}zq"


def own_file(part: str, letter: str) -> str:
    ending = {"images": "png", "files": "pdf", "received": "txt"}[part.partition("/")[0]]
    return f"{part.partition('/')[0]}/{word(part, letter)}.{ending}"


# Every word that is looked for; where words follow each other without a space, each is found.
KNOWN = re.compile(
    "|".join(
        (*(word(part, letter) for part in (*KEPT, *WORDS, *OWN) for letter in LETTERS),
         *(Path(file).stem for file in (*SHARED, *STRAY)))
    ).encode()
)  # fmt: skip


class Told(NamedTuple):
    """What a text says: its state, and the files that it names."""

    state: State
    files: frozenset[str]


class Desk(RuleBasedStateMachine):
    """An editor who publishes, hides, withdraws and holds back articles that share some of their files."""

    steps = 0

    @initialize(states=st.tuples(*[st.sampled_from(STATES)] * len(LETTERS)), shared=st.sets(st.sampled_from(SHARED)))
    def begin(self, states: tuple[State, ...], shared: set[str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="colophon-"))
        self.site, self.told, self.today, self.drafts = Site.minimal(self.folder), dict[str, Told](), EARLY, False
        self.site.set(
            SITEURL="https://example.org", SEARCH=True, ARCHIVE_DATA=True, SOCIAL_CARDS=True, EXTRA_FIELDS=["cover"],
            STATIC_PATHS=["received", "images", "files"], INDEX_FEEDS=["sources", "subjects", "people", "places"],
            FEED_ALL_JSON="feeds/all.feed.json", FEED_CORRECTIONS_ATOM="feeds/corrections.atom.xml",
        )  # fmt: skip
        register = {"people": "person", "publications": "paper", "places": "place"}
        for kind, part in register.items():
            at = ", lat: 50, lon: 8" if kind == "places" else ""
            entries = [f"{word(part, letter)}: {{name: {word(part, letter)}{at}}}\n" for letter in LETTERS]
            entries += ["example-daily: {name: Example Daily}\n"] if kind == "publications" else []
            self.site.write(f"register/{kind}.yaml", "".join(entries))
        for path in (*SHARED, *STRAY, *(own_file(part, letter) for part in OWN for letter in LETTERS)):
            self.site.write(path, Path(path).name)
        for letter in LETTERS:
            self.site.write(own_file("received/bytes", letter), f"{word('bytes', letter)} {word('text', letter)}")
        for letter, state in zip(LETTERS, states, strict=True):
            self.write(letter, state, shared, "")

    @rule(
        letter=st.sampled_from(LETTERS),
        state=st.sampled_from(STATES),
        shared=st.sets(st.sampled_from(SHARED)),
        borrowed=st.sampled_from(("", *LETTERS)),
    )
    def write(self, letter: str, state: State, shared: set[str], borrowed: str) -> None:
        """Writes an article, which may name files of all, and show a picture of another one."""
        links = {file for file in shared if not file.startswith("received/")}
        links |= {own_file("images/picture", borrowed)} if borrowed else set()
        status = "" if state == "waiting" else f"status: {state}\n"
        if state == "withdrawn":
            status += "withdrawn: {date: 2025-01-01, why: On request.}\n"
        words = {part: word(part, letter) for part in (*KEPT, *WORDS)}
        words |= {part.rpartition("/")[2]: word(part, letter) for part in OWN}
        step = "  - {act: received, date: 2024-05-18, file: received/scanzq.pdf}\n"
        day = "2030-01-01" if state == "waiting" else "2024-06-01"
        self.site.write(
            f"articles/{letter}.md",
            ARTICLE.format(
                **words, status=status, published=day, more=step if "received/scanzq.pdf" in shared else "",
                links=" ".join(f"[![](/{own_file('images/picture', letter)})](/{file})" for file in sorted(links)),
            ),
        )  # fmt: skip
        self.told[letter] = Told(state, frozenset({*(own_file(part, letter) for part in OWN), *shared, *links}))

    @rule(letter=st.sampled_from(LETTERS))
    def delete(self, letter: str) -> None:
        if self.told.pop(letter, None):
            (self.site.content / f"articles/{letter}.md").unlink()

    @rule(state=st.sampled_from(("published", "hidden", "draft", "skip")), file=st.sampled_from(SHARED))
    def write_own_page(self, state: State, file: str) -> None:
        """Writes a page of the site's own, whose link to a file is a wish to publish it."""
        link = f"[it](https://example.org/{file})"
        self.site.write("pages/about.md", f"---\ntitle: About\nstatus: {state}\n---\n\nSee {link}.\n")
        self.told["page"] = Told(state, frozenset({file}))

    @rule(today=st.sampled_from((EARLY, LATE)), drafts=st.booleans())
    def another_day(self, today: str, drafts: bool) -> None:
        self.today, self.drafts = today, drafts
        self.site.set(SHOW_DRAFTS=drafts)

    @invariant()
    def nothing_unpublished_is_in_the_output(self) -> None:
        if not hasattr(self, "site"):
            return
        # A link to what was received for a text that is not published is refused; that has a test of its own.
        if "page" in self.told and self.told["page"].files <= self._received_for_nothing_published():
            self.write_own_page("skip", "images/boatszq.png")
        type(self).steps += 1
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", self.today)
            self.site.build_here()
            if self.steps % 4 == 0:
                self.site.build_here(self.folder / "clean", self.folder / "clean-cache")
                assert tree(self.folder / "clean") == self.site.tree()
                for leftover in ("clean", ".clean.colophon", "clean-cache"):
                    shutil.rmtree(self.folder / leftover)
        found = places_of(self.site.output)
        note(f"{self.told} {self.today} {self.drafts}")
        self.check_files(found)
        for letter in LETTERS:
            self.check_words(letter, found)

    def _received_for_nothing_published(self) -> set[str]:
        named = {"received/scanzq.pdf"} & {file for key in self.told.keys() - {"page"} for file in self.told[key].files}
        return {file for file in named if not any(self._shows(key) and file in self.told[key].files for key in LETTERS)}

    def _shown_as(self, key: str) -> State | None:
        """The state of a text as readers see it; None where there is no page."""
        state = self.told[key].state if key in self.told else "skip"
        if (state == "waiting" and self.today == LATE) or (state == "draft" and self.drafts):
            return "published"
        return None if state in ("draft", "waiting", "skip") else state

    def _shows(self, key: str) -> bool:
        return self._shown_as(key) in ("published", "hidden")

    def check_files(self, found: dict[str, set[str]]) -> None:
        """A file goes out where a published text names it, and where no text does, unless it was received."""
        names = {file for told in self.told.values() for file in told.files}
        shown = {file for key, told in self.told.items() if self._shows(key) for file in told.files}
        static = {path.relative_to(self.site.content).as_posix() for path in self.site.content.rglob("*.*")}
        static = {path for path in static if path.startswith(("received/", "images/", "files/"))}
        expected = {file for file in static if file in shown or not (file in names or file.startswith("received/"))}
        assert static & self.site.tree().keys() == expected
        for file in static - expected:
            assert not found.get(Path(file).stem), file

    def check_words(self, letter: str, found: dict[str, set[str]]) -> None:
        state, draft = self._shown_as(letter), letter in self.told and self.told[letter].state == "draft"
        page, beside = (f"drafts/{letter}" if draft else f"2024/05/{letter}"), {"html"}
        for part in (*KEPT, *WORDS):
            places = found.get(word(part, letter), set())
            if state is None or (state == "withdrawn" and part not in KEPT):
                assert not places, (letter, part)
            elif state == "hidden":
                received = {own_file("received/bytes", letter)} if part == "text" else set()
                assert places - {f"{page}.map.svg"} == {f"{page}.html", *received}, (letter, part)
            else:
                assert f"{page}.html" in places, (letter, part)
        if state != "published":
            return
        beside = {f"{page}.{form}" for form in ("html", "txt", "json", "evidence.zip", "tei.xml")}
        data = {"data/articles.jsonl", "data/articles.db"}
        everywhere = found[word("text", letter)]
        assert beside | {"feeds/all.atom.xml", "feeds/all.feed.json"} <= everywhere
        assert {"pf_fragment", "pf_index"} <= {path.rpartition(".")[2] for path in everywhere}
        assert data & everywhere == (set() if draft else data)
        assert f"people/{word('person', letter)}.html" in found[word("person", letter)]

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)


def places_of(folder: Path) -> dict[str, set[str]]:
    """For each drawn word the files of a folder that have it, in their bytes or in their names."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            place = path.relative_to(folder).as_posix()
            for one in KNOWN.findall(place.encode() + b"\n" + unpacked(path).lower()):
                found.setdefault(one.decode(), set()).add(place)
    return found


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and what is in them."""
    data = path.read_bytes()
    if data.startswith(b"SQLite format 3\0"):
        with sqlite3.connect(path) as database:
            return data + "\n".join(database.iterdump()).encode()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            return b"\n".join([*(name.encode() for name in bundle.namelist()), *map(bundle.read, bundle.namelist())])
    return data


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("steps", STEPS)
def test_nothing_unpublished_goes_out(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # Drawing takes long; what a card would show is written out instead.
    monkeypatch.setattr(cards, "card", lambda *values: repr(values).encode())
    monkeypatch.setattr(Desk, "steps", 0)
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=steps // EXAMPLE,
            stateful_step_count=EXAMPLE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            print_blob=True,
        ),
    )
    assert Desk.steps >= steps // 2
