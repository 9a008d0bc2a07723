"""After any sequence of edits the incremental output is, byte for byte, what a clean build makes.

A short run in every suite, a longer one in `test --rest`; `python3 tasks.py soak` runs as many steps as it is told, and
its result is written down in benchmarks/results/.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.building import ROOT, SETTINGS, Site, tree
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pelican.settings import read_settings

from colophon.build.site import Site as Engine
from colophon.model.problems import Refused
from colophon.output import staging, writer
from colophon.pages import overviews, sitemaps
from colophon.rendering import cards

SLUGS = [f"a{n}" for n in range(12)]
DAYS = st.one_of(
    st.sampled_from(["2022-11-30", "2022-11-29", "2022-12-01", "2023-01-01", "1999-12-31", "2024-02-29"]),
    st.sampled_from(["unknown", "2022", "1937", "2022-11", "2022-11-30/2022-12-01", "1937/1938", "2022-11/2022-12"]),
    st.dates(min_value=dt.date(2021, 1, 1), max_value=dt.date(2024, 12, 31)).map(str),
)
SUBJECTS = st.lists(
    st.sampled_from(
        ["rowing", "Rowing", "row", "rower", "judo", "ski", "反兴奋剂", "index", "Caf\u00e9", "Cafe\u0301"]
    ),
    max_size=3,
).map(", ".join)

# Links to what other edits move, hide, shorten and remove.
LINKS = [
    "See [it]({filename}a1.md).",
    "See [it](a1.md#p2).",
    "See [it](/2022/11/a2.html), [this](/2022/11/a2.ris) and [that](a3.md).",
    "See [it](/old/a4.html).",
    "See [these]({tag}judo), [those](/subjects/ski.html) and [more](/dates/2022/11.html).",
    "A ![picture](../images/one.png) and [another]({static}/images/two.png).",
    "[As received](/received/text.txt.html).",
    "[Here](#p1), [there](/places/here.html) and [all](/subjects/).",
]

SOAK = os.environ.get("COLOPHON_SOAK_STEPS")
STEPS = [int(SOAK)] if SOAK else [50, pytest.param(450, marks=pytest.mark.rest)]
EXAMPLE = 25  # steps on one site


class Editing(RuleBasedStateMachine):
    """An editor at work on a small site; after every step both builds are compared."""

    steps = built = 0  # comparisons; among them, those of sites with links that were built

    @initialize(count=st.integers(0, 12), url=st.sampled_from(["", "https://example.org"]))
    def begin(self, count: int, url: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="colophon-"))
        self.site = Site.minimal(self.folder)
        shutil.copytree(ROOT / "theme", self.folder / "theme")
        self.site.settings.write_text(SETTINGS.format(theme=str(self.folder / "theme")))
        self.site.set(SITEURL=url, ARCHIVE_DATA=True, SOCIAL_CARDS=True)
        for n in range(count):
            self.site.article(f"many{n}", date=f"2022-11-{n % 5 + 10}")

    @rule(slug=st.sampled_from(SLUGS), date=DAYS, subjects=SUBJECTS, title=st.sampled_from(["One", "Two", ""]))
    def write(self, slug: str, date: str, subjects: str, title: str) -> None:
        """Adds, redates, retitles, and changes subjects."""
        self.site.article(slug, title=title, date=date, subjects=subjects)

    @rule(slug=st.sampled_from(SLUGS), text=st.sampled_from(["New text.", "*Other*."]))
    def edit(self, slug: str, text: str) -> None:
        if (file := self._file(slug)).exists():
            head = file.read_text().split("---\n\n")[0]
            file.write_text(f"{head}---\n\n{text}\n")

    @rule(slug=st.sampled_from(SLUGS[5:]), text=st.sampled_from(LINKS))
    def link(self, slug: str, text: str) -> None:
        """Writes an article with links, and what they lead to."""
        self.site.write("register/places.yaml", "here: {name: Here}\nthere: {name: There}\nnowhere: {name: Nowhere}\n")
        for name in ("one", "two"):
            self.site.write(f"images/{name}.png", name)
        for other in ("a1", "a2", "a3", "a4"):
            more = "redirect_from: [old/a4.html]" if other == "a4" else "places: [here]"
            self.site.article(other, subjects="judo, ski", header=more)
        if "received" in text:
            self.receive("a3", "One.", "a")
        self.site.article(slug, text=text)

    @rule(slug=st.sampled_from(SLUGS), source=st.sampled_from(["example-daily", "other-daily"]))
    def change_source(self, slug: str, source: str) -> None:
        if (file := self._file(slug)).exists():
            file.write_text(file.read_text().replace("example-daily", source).replace("other-daily", source))

    @rule(slug=st.sampled_from(SLUGS), old=st.sampled_from(["old/a4.html", "old/a5.html", "2022/11/a2.html", ""]))
    def name_old_address(self, slug: str, old: str) -> None:
        if (file := self._file(slug)).exists():
            lines = [line for line in file.read_text().splitlines(keepends=True) if not line.startswith("redirect_")]
            file.write_text("".join([lines[0], f"redirect_from: [{old}]\n", *lines[1:]]))

    @rule(picture=st.sampled_from(["one.png", "two.png"]), there=st.booleans())
    def bring_a_picture(self, picture: str, there: bool) -> None:
        if there:
            self.site.write(f"images/{picture}", picture)
        else:
            (self.site.content / "images" / picture).unlink(missing_ok=True)

    @rule(slug=st.sampled_from(SLUGS))
    def delete(self, slug: str) -> None:
        self._file(slug).unlink(missing_ok=True)

    @rule(slug=st.sampled_from(SLUGS), other=st.sampled_from(SLUGS))
    def rename(self, slug: str, other: str) -> None:
        if self._file(slug).exists():
            self._file(slug).replace(self._file(other))

    @rule(slug=st.sampled_from(SLUGS), status=st.sampled_from(["published", "draft", "hidden", "skip", "withdrawn"]))
    def change_status(self, slug: str, status: str) -> None:
        if (file := self._file(slug)).exists():
            lines = file.read_text().splitlines(keepends=True)
            lines = [line for line in lines if not line.startswith(("status:", "withdrawn:"))]
            why = "withdrawn: {date: 2026-01-05, why: On request.}\n" if status == "withdrawn" else ""
            file.write_text("".join([lines[0], f"status: {status}\n{why}", *lines[1:]]))

    @rule(slug=st.sampled_from(SLUGS), of=st.sampled_from(SLUGS), digest=st.sampled_from(["", f", sha256: {'0' * 64}"]))
    def translate(self, slug: str, of: str, digest: str) -> None:
        """Makes an article the translation of another, which may not be there."""
        if (file := self._file(slug)).exists():
            lines = file.read_text().splitlines(keepends=True)
            lines = [line for line in lines if not line.startswith("translation_of:")]
            said = f"translation_of: {{article: articles/{of}.md{digest}}}\n" if self._file(of).exists() else ""
            file.write_text("".join([lines[0], said, *lines[1:]]))

    @rule(
        slug=st.sampled_from(SLUGS),
        names=st.sampled_from(["", "Li Ming", "{name: Ana, at: Institute}", "{name: Wang, key: wang}"]),
    )
    def credit(self, slug: str, names: str) -> None:
        """Changes who wrote and translated a text, and its licence."""
        self.site.write("register/people.yaml", "wang: {name: Wang Wei}\nruiz: {name: Ana Ruiz}\n")
        if (file := self._file(slug)).exists():
            lines = file.read_text().splitlines(keepends=True)
            lines = [line for line in lines if not line.startswith(("authors:", "translators:", "licence:"))]
            said = f"authors: [{names}]\ntranslators: [{names}]\nlicence: CC-BY-4.0\n" if names else ""
            file.write_text("".join([lines[0], said, *lines[1:]]))

    @rule(slug=st.sampled_from(SLUGS), picture=st.sampled_from(["", "one.png", "two.png"]), shown=st.booleans())
    def illustrate(self, slug: str, picture: str, shown: bool) -> None:
        """Credits a picture, which the text may show."""
        self.site.write("images/one.png", "one.png")
        self.site.write("images/two.png", "two.png")
        if (file := self._file(slug)).exists():
            head, _, text = file.read_text().partition("---\n\n")
            lines = [line for line in head.splitlines(keepends=True) if not line.startswith("images:")]
            said = f"images: [{{file: images/{picture}, credit: Photo by Ana Ruiz}}]\n" if picture else ""
            text = f"Seen: ![it](../images/{picture})\n" if picture and shown else text
            file.write_text("".join([lines[0], said, *lines[1:], "---\n\n", text]))

    @rule(
        slug=st.sampled_from(SLUGS),
        more=st.sampled_from(
            [
                'url: "https://example.com/a"',
                'archived: {url: "https://example.com/b", date: 2022-12-24}, volume: XIX, section: Sport',
                'title: As printed, edition: evening, issue: "4", status: {title: as-stated, issue: inferred}',
                "status: inferred",
            ]
        ),
    )
    def source(self, slug: str, more: str) -> None:
        """Changes what is said of the source, and how well it is founded."""
        source = f"{{publication: example-daily, date: 2022-11-30, {more}}}"
        self.site.write(f"articles/{slug}.md", f"---\ntitle: Sourced\nsource: {source}\n---\n\nText of {slug}.\n")

    @rule(slug=st.sampled_from(SLUGS), copies=st.sets(st.sampled_from(["txt", "TXT", "html", "png"]), max_size=2))
    def keep(self, slug: str, copies: set[str]) -> None:
        """Keeps copies of a text beside it, of several kinds."""
        for ending in ("txt", "TXT", "html", "png"):
            file = self.site.content / f"received/{slug}.{ending}"
            file.unlink(missing_ok=True)
            if ending in copies:
                words = f"Text of {slug}."
                self.site.write(f"received/{slug}.{ending}", f"<p>{words}</p>" if ending == "html" else words)
        source = "{publication: example-daily, date: 2022-11}"
        self.site.write(f"articles/{slug}.md", f"---\ntitle: Kept\nsource: {source}\n---\n\nText of {slug}.\n")

    @rule(number=st.integers(0, 3))
    def edit_template(self, number: int) -> None:
        part = self.folder / "theme/templates/_parts/rows.html"
        part.write_text(
            (ROOT / "theme/templates/_parts/rows.html").read_text() + f"{{# {number} #}}{'<!-- x -->' * number}"
        )

    @rule(language=st.sampled_from(["en", "zh-Hans"]), word=st.sampled_from(["来源", "出处"]))
    def edit_catalogue(self, language: str, word: str) -> None:
        catalogue = self.folder / "theme/locale/zh_Hans/LC_MESSAGES/messages.po"
        whole = (ROOT / catalogue.relative_to(self.folder)).read_text("utf-8")
        catalogue.write_text(whole.replace('msgstr "来源"', f'msgstr "{word}"'), "utf-8")
        self.site.set(INTERFACE_LANG=language)

    @rule(number=st.integers(0, 3))
    def edit_style(self, number: int) -> None:
        (self.folder / "theme/static/css/print.css").write_text(f"/* {number} */\n")

    @rule(name=st.sampled_from(["Example Daily", "Daily Example"]), note_=st.sampled_from(["", "A paper."]))
    def edit_register(self, name: str, note_: str) -> None:
        note_line = f", note: {note_}" if note_ else ""
        self.site.write(
            "register/publications.yaml",
            f"example-daily: {{name: {name}, kind: newspaper{note_line}}}\nother-daily: {{name: Other Daily}}\n",
        )

    @rule(
        named=st.sampled_from(
            ["", "row: {name: Rowing}\n", "row: {name: rower}\nski: {name: Caf\u00e9, names: {fr: judo}}\n"]
        )
    )
    def register_subjects(self, named: str) -> None:
        """Gives names of subjects the keys of others."""
        self.site.write("register/subjects.yaml", named)

    @rule(
        slug=st.sampled_from(SLUGS),
        keys=st.sampled_from(["", "here", "here, there", "nowhere"]),
        lat=st.sampled_from([60, 61, None]),
    )
    def name_places(self, slug: str, keys: str, lat: int | None) -> None:
        """Changes what a text names, and moves a place that several may name."""
        point = "" if lat is None else f", lat: {lat}, lon: 15"
        others = "there: {name: There, lat: 55, lon: 13}\nnowhere: {name: Nowhere}\n"
        self.site.write("register/places.yaml", f"here: {{name: Here{point}}}\n{others}")
        if (file := self._file(slug)).exists():
            lines = [line for line in file.read_text().splitlines(keepends=True) if not line.startswith("places:")]
            file.write_text("".join([lines[0], f"places: [{keys}]\n", *lines[1:]]))

    @rule(pagination=st.sampled_from([2, 4, 5]), name=st.sampled_from(["A small site", "Another"]))
    def change_setting(self, pagination: int, name: str) -> None:
        self.site.set(DEFAULT_PAGINATION=pagination, SITENAME=name)

    @rule(url=st.sampled_from(["", "https://example.org", "https://example.org/news"]))
    def change_address(self, url: str) -> None:
        self.site.set(SITEURL=url)

    @rule(kinds=st.sampled_from([[], ["subjects"], ["sources", "subjects"]]), items=st.sampled_from([2, 100]))
    def change_feeds(self, kinds: list[str], items: int) -> None:
        self.site.set(INDEX_FEEDS=kinds, FEED_MAX_ITEMS=items)

    @rule(slug=st.sampled_from(SLUGS), day=st.sampled_from(["2025-01-01", "2025-02-02", "2026-01-01"]))
    def carry_later(self, slug: str, day: str) -> None:
        """Sets the day on which an article first appeared here."""
        if (file := self._file(slug)).exists():
            lines = [line for line in file.read_text().splitlines(keepends=True) if not line.startswith("published:")]
            file.write_text("".join([lines[0], f"published: {day}\n", *lines[1:]]))

    @rule(kinds=st.sampled_from([["sources", "subjects", "places"], ["subjects"], []]))
    def change_indexes(self, kinds: list[str]) -> None:
        self.site.set(INDEXES=kinds)

    @rule(forms=st.sampled_from([[], ["ris"], ["json"], ["txt", "tei.xml", "json", "evidence.zip"]]))
    def change_forms(self, forms: list[str]) -> None:
        """The archive as data is made of the JSON of articles."""
        self.site.set(ARTICLE_FORMS=forms, ARCHIVE_DATA="json" in forms, SOCIAL_CARDS=len(forms) != 1)

    @rule(slug=st.sampled_from(SLUGS), words=st.sampled_from(["One.", "One. Two.", "Two."]), why=st.sampled_from("ab"))
    def receive(self, slug: str, words: str, why: str) -> None:
        """Writes an article whose text is held to a file; another may hold its own to the same."""
        self.site.write("received/text.txt", f"Head {words}\n")
        hops = "[{act: received, date: 2025-01-01, file: received/text.txt}]"
        changes = f'[{{was: "Head ", now: "", kind: omitted, why: {why}}}]'
        file = self.site.article(slug, text=words)
        file.write_text(file.read_text().replace("---\n", f"---\ncustody: {hops}\nchanges: {changes}\n", 1))

    @rule(garbage=st.booleans())
    def spoil_archive(self, garbage: bool) -> None:
        for file in [path for path in (self.folder / ".cache").rglob("*") if path.is_file()]:
            if garbage:
                file.write_bytes(b"no database" * 100)
            else:
                file.unlink()

    @rule(number=st.integers(0, 999))
    def delete_a_file(self, number: int) -> None:
        # Without its list a file is somebody else's once the archive is lost too, and the build refuses to go on.
        files = [f for f in self.site.tree() if not f.startswith("manifest/")] if self.site.output.exists() else []
        if files:
            (self.site.output / files[number % len(files)]).unlink()

    @rule(number=st.integers(0, 999), undo=st.booleans())
    def break_off(self, number: int, undo: bool) -> None:
        """A build that ends somewhere between its first page and its last step, as by a kill."""
        with self._undone(self._file(SLUGS[number % 12]), undo=undo):
            self.site.article(SLUGS[number % 12], title=f"Break {number}")
            self._build(self.site.output, self.folder / ".cache", break_after=number % 12)

    @rule(slug=st.sampled_from(SLUGS), name=st.sampled_from(["_parts/rows", "_parts/neighbours", "ledger"]))
    def fail(self, slug: str, name: str) -> None:
        """A build that one of its templates stops; so that it would change much, the style of all pages changes too."""
        template, style = self.folder / f"theme/templates/{name}.html", self.folder / "theme/templates/base.html"
        with self._undone(template), self._undone(style), self._undone(self._file(slug)):
            self.site.article(slug, title="Fails")
            template.write_text("{{ nothing }}" + template.read_text())
            style.write_text(style.read_text() + "<!-- x -->")
            assert not self._build(self.site.output, self.folder / ".cache")

    @contextmanager
    def _undone(self, file: Path, *, undo: bool = True) -> Iterator[None]:
        before = file.read_bytes() if file.exists() else None
        yield
        if undo and before is None:
            file.unlink()
        elif undo and before is not None:
            file.write_bytes(before)

    def _file(self, slug: str) -> Path:
        return self.site.content / f"articles/{slug}.md"

    def _build(self, output: Path, cache: Path, break_after: int | None = None) -> bool:
        override = {"OUTPUT_PATH": str(output), "CACHE_PATH": str(cache), "PATH": str(self.site.content)}
        engine = Engine(dict(read_settings(str(self.site.settings), override=override)))
        random.seed(0)
        try:
            with broken_off(break_after):
                engine.build()
        except (Refused, Broken):
            return False
        return True

    @invariant()
    def output_is_that_of_a_clean_build(self) -> None:
        if not hasattr(self, "site"):
            return
        type(self).steps += 1
        clean = self.folder / "clean"
        for leftover in (clean, self.folder / ".clean.colophon", self.folder / "clean-cache"):
            shutil.rmtree(leftover, ignore_errors=True)
        before = self.site.tree() if self.site.output.exists() else None
        good = self._build(self.site.output, self.folder / ".cache")
        assert self._build(clean, self.folder / "clean-cache") == good
        if good:
            ours, theirs = self.site.tree(), tree(clean)
            note(f"differing: {sorted(p for p in {*ours, *theirs} if ours.get(p) != theirs.get(p))}")
            assert ours == theirs
            type(self).built += any(
                link in file.read_text() for file in self.site.content.rglob("*.md") for link in LINKS
            )
            return
        if before is not None:
            assert self.site.tree() == before
        if type(self).steps % 2:  # else one dead link would stop most builds to come
            for file in self.site.content.glob("articles/*.md"):
                head, _, text = file.read_text().partition("---\n\n")
                file.write_text(f"{head}---\n\nMended.\n" if text.strip() in LINKS else file.read_text())

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)


class Broken(BaseException):
    """Stands for the signal that ends a process."""


@contextmanager
def broken_off(after: int | None) -> Iterator[None]:
    """Lets a build end before its write of this number, or at the very last step; None lets it go on."""
    new_file, left = writer.new_file, after or 0

    def broken(*where: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Broken
        new_file(*where)

    def swap(trees: staging.Trees) -> None:
        raise Broken

    with pytest.MonkeyPatch.context() as patch:
        if after is not None:
            patch.setattr(writer, "new_file", broken)
            patch.setattr(staging.Trees, "swap", swap)
        yield


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("steps", STEPS)
def test_any_sequence_of_edits(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews, "PAGE_ENTRIES", 3)  # so that the overview of a dozen subjects is cut up too
    monkeypatch.setattr(overviews, "FIRST_ENTRIES", 2)
    monkeypatch.setattr(sitemaps, "SITEMAP_ADDRESSES", 3)
    # Drawing takes long, and its pictures have tests of their own.
    monkeypatch.setattr(cards, "card", lambda *values: repr(values).encode())
    monkeypatch.setattr(Editing, "steps", 0)
    monkeypatch.setattr(Editing, "built", 0)
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=max(1, steps // EXAMPLE),
            stateful_step_count=EXAMPLE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            print_blob=True,
        ),
    )
    sys.stderr.write(f"\n{Editing.steps} steps compared, {Editing.built} with links\n")
