"""Builds real small sites as their owners would, and reads the result with parsers that aren't ours."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from pelican.settings import read_settings

from helpers import forking

ROOT = Path(__file__).resolve().parents[2]
SITES = Path(__file__).resolve().parents[1] / "sites"

SETTINGS = """
SITENAME = "A small site"
SITESUBTITLE = "For tests."
SITEURL = ""
PELICAN_CLASS = "colophon.Site"
PLUGINS = []
PATH = "content"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["received", "images"]
ARTICLE_SAVE_AS = ARTICLE_URL = "{{date:%Y}}/{{date:%m}}/{{slug}}.html"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 4
THEME = {theme!r}
"""

ARTICLE = """\
---
{header}title: {title}
date: {date}
source:
  publication: example-daily
  date: {date}
  page: "01"
subjects: [{subjects}]
---

{text}
"""

REGISTER = "example-daily: {name: Example Daily, kind: newspaper, sources: []}\nother-daily: {name: Other Daily}\n"


@dataclass
class Said:
    """What a command answered."""

    code: int
    text: str


@dataclass
class Site:
    """A site in a folder of its own: `content`, a settings file, and what is built from them."""

    folder: Path
    content: Path
    settings: Path

    @classmethod
    def minimal(cls, folder: Path) -> Site:
        site = cls(folder, folder / "content", folder / "conf.py")
        folder.mkdir(parents=True, exist_ok=True)
        site.settings.write_text(SETTINGS.format(theme=str(ROOT / "theme")))
        site.write("register/publications.yaml", REGISTER)
        site.article("first")
        return site

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def set(self, **settings: object) -> None:
        """Append settings to the settings file."""
        with self.settings.open("a") as file:
            file.writelines(f"{name} = {value!r}\n" for name, value in settings.items())

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file below the content folder."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def article(self, slug: str, *, text: str = "", header: str = "", **fields: str) -> Path:
        """Write an article with the slug as its file's name; `fields`: title, date, subjects; `header`: more lines."""
        stated = {"title": f"The {slug} article", "date": "2022-11-30", "subjects": "rowing", **fields}
        stated["title"] = stated["title"] or f"The {slug} article"
        more = {"text": text or f"Text of {slug}.\n\nMore of it.", "header": header and f"{header.rstrip()}\n"}
        return self.write(f"articles/{slug}.md", ARTICLE.format(**stated, **more))

    def build(self, *more: str, environment: dict[str, str] | None = None, output: Path | None = None) -> Said:
        """`pelican CONTENT -s SETTINGS -o OUTPUT`, in a process of its own or a fork."""
        command = [sys.executable, "-m", "pelican", str(self.content), "-s", str(self.settings)]
        command += ["-o", str(output or self.output), "-e", f'CACHE_PATH="{self.folder / "cache"}"']
        return run([*command, *more], environment, self.folder)

    def built(self, *more: str, environment: dict[str, str] | None = None, output: Path | None = None) -> Said:
        """Build, which succeeds."""
        said = self.build(*more, environment=environment, output=output)
        assert said.code == 0, said.text
        return said

    def refused(self, *messages: str) -> Said:
        """Build, which ends with these messages, without a traceback, and leaves the output as it was."""
        before, said = self.tree(), self.build()
        assert (said.code, "Traceback" in said.text) == (1, False), said.text
        assert [message for message in messages if message not in said.text] == [], said.text
        assert self.tree() == before
        return said

    def tree_from_nothing(self) -> dict[str, str]:
        """The files of a clean build of the same content."""
        self.forget()
        self.built()
        return self.tree()

    def build_here(self, output: Path | None = None, cache: Path | None = None) -> None:
        """Build in this process, where what a test has patched counts. Raises Refused."""
        from colophon.build.site import Site as Engine

        places = {"OUTPUT_PATH": str(output or self.output), "CACHE_PATH": str(cache or self.folder / "cache")}
        Engine(dict(read_settings(str(self.settings), override={**places, "PATH": str(self.content)}))).build()

    def check(self, *more: str) -> Said:
        """`python -m colophon check`, in the folder of the site."""
        given = ["-s", str(self.settings), "--content", str(self.content), *more]
        return run([sys.executable, "-m", "colophon", "check", *given], None, self.folder)

    def page(self, path: str) -> html.HtmlElement:
        """One built page, parsed."""
        return html.fromstring((self.output / path).read_text("utf-8"))

    def tree(self) -> dict[str, str]:
        """Every built file with the digest of its bytes."""
        return tree(self.output)

    def forget(self) -> None:
        """Throw the archive and the output away, so that the next build is a clean one."""
        for path in (self.folder / "cache", self.output, self.folder / ".output.colophon"):
            shutil.rmtree(path, ignore_errors=True)


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(command: list[str], environment: dict[str, str] | None, folder: Path) -> Said:
    """Run a command to its end; what it said on both channels, unwrapped."""
    given = {**os.environ, **forking.TERMINAL, **(environment or {})}
    if forking.fits(command, given):
        return Said(*forking.run(command, given, folder))
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False, timeout=600)
    return Said(done.returncode, done.stdout + done.stderr)


def text_of(page: html.HtmlElement) -> html.HtmlElement:
    """The element of an article's text, without what the page adds to it."""
    (text,) = page.xpath("//*[@class='text']")
    for added in text.xpath(".//*[@data-added]"):
        added.drop_tree()
    return text


def words(element: html.HtmlElement) -> list[str]:
    """The words of an element's text, as a reader sees them."""
    return str(element.text_content()).split()
