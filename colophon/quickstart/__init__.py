"""Begin a site: ask for its name, language and address, write its files, and build it.

`begin` is what `colophon init` runs. The files that a new site has lie in files/.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from colophon.build.features import extras
from colophon.build.progress import say
from colophon.checking import header_schema
from colophon.model.distribution import version
from colophon.model.problems import Refused
from colophon.readers.languages import language_fault

FILES = Path(__file__).parent / "files"
# The file of the new site → the file in files/; LANG is the folder of a language.
PLACES = {
    "pelicanconf.py": "settings.txt",
    "requirements.txt": "requirements.txt",
    "README.md": "LANG/README.md",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".gitlab-ci.yml": "gitlab-ci.yml",
    ".github/workflows/pages.yml": "pages.yml",
    "content/articles/2026/example.md": "LANG/example.md",
    "content/received/2026/example.txt": "LANG/example.txt",
    "content/register/publications.yaml": "publications.yaml",
    "content/pages/about.md": "LANG/about.md",
}
SCHEMA = "header.schema.json"  # of articles' headers, which the example names; outside content/, so not published
SITE = ("pelicanconf.py", "content", "output")  # a folder that has one of these has a site
VERBATIM = ("pages.yml", "gitlab-ci.yml", "gitignore", "gitattributes", "publications.yaml", "LANG/example.txt")
WORDS = {
    "en": {"about": "About", "tagline": "News, and where it came from."},
    "zh": {"about": "关于本站", "tagline": "新闻，以及它的出处。"},
}


class Site(NamedTuple):
    """What is asked of a new site: its name, the language of most of its texts, and its address without a slash at the
    end, empty where it has none yet."""

    name: str
    lang: str
    url: str

    @property
    def words(self) -> str:
        """The language of the words around the texts, of those that the theme has."""
        return "zh" if self.lang.lower().split("-")[0] == "zh" else "en"


def begin(folder: Path, stated: Mapping[str, str | None], *, ask: bool) -> int:
    """Make a site in `folder`, build it, and say what to do next. `stated` has answers by the name of the question;
    others are asked for, where `ask` says so and there is a terminal. A file that the folder has stays as it is.
    Returns the exit status of the build. Raises Refused where the folder has a site or an answer is wrong, and
    OSError."""
    if there := [name for name in SITE if os.path.lexists(folder / name)]:
        reason = f"{folder} has {' and '.join(there)} already, and nothing in it was touched"
        raise Refused(f"{reason}; name another folder, or see what is wrong with this site: colophon check")
    if os.path.lexists(folder) and not folder.is_dir():
        raise Refused(f"{folder} is a file; name a folder")
    site = _asked(folder, stated, ask=ask and sys.stdin.isatty())
    say(f"Making {site.name} in {folder}")
    for place, content in files(site).items():
        file = folder / place
        if os.path.lexists(file):
            say(f"  {place} stays as it was")
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    # A process of its own, since Pelican reads a settings file only once in one.
    status = subprocess.run([sys.executable, "-m", "colophon", "build"], cwd=folder, check=False).returncode
    if status == 0:
        say(_next(folder))
    return status


def files(site: Site) -> dict[str, bytes]:
    """The files of a new site, by their place in its folder."""
    text = _read(f"{site.words}/example.txt")
    shown = text.partition("\n\n")[2]  # without the headline
    values = {
        "name": site.name,
        "text": shown.strip(),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "extras": f"[{','.join(found)}]" if (found := extras()) else "",
        "version": version(),
    }
    settings = {
        "name": site.name,
        "url": site.url,
        "lang": site.lang,
        "interface": "zh-Hans" if site.words == "zh" else "en",
        **WORDS[site.words],
        "search": "search" in found,
        # Our font has no Chinese letters, so a card would lack its title.
        "cards": "cards" in found and site.words == "en",
    }
    made = {}
    for place, file in PLACES.items():
        content = _read(file.replace("LANG", site.words))
        if file == "settings.txt":
            content = _filled(content, {name: _python(value) for name, value in settings.items()})
        elif file not in VERBATIM:
            content = _filled(content, values)
        made[place] = content.encode()
    return {**made, SCHEMA: header_schema.as_text().encode()}


def _asked(folder: Path, stated: Mapping[str, str | None], *, ask: bool) -> Site:
    """The answers: those that are stated, others from the terminal, or the defaults."""
    name = folder.resolve().name.replace("-", " ").replace("_", " ")
    questions = (
        ("name", "The name of the site", name[:1].upper() + name[1:], _no_fault),
        ("lang", "The language of most of its texts, as en or zh-Hans", "en", _lang_fault),
        ("url", "The address where it will stand, if there is one", "", _url_fault),
    )
    answers = []
    for key, question, default, fault in questions:
        answer = stated.get(key)
        if answer is None and ask:
            answer = _answer(question, default, fault)
        answer = (default if answer is None else answer).strip()
        if said := fault(answer):
            raise Refused(f"--{key}: {said}")
        answers.append(answer.rstrip("/") if key == "url" else answer)
    return Site(*answers)


def _answer(question: str, default: str, fault: Callable[[str], str]) -> str:
    """What a person types, the default for nothing; asked again while it is wrong."""
    while True:
        try:
            answer = input(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
        except EOFError:
            return default
        if not (said := fault(answer)):
            return answer
        say(f"  {said}")


def _no_fault(name: str) -> str:
    return "" if name else "a site needs a name"


def _lang_fault(lang: str) -> str:
    return ", ".join(language_fault(lang) or ())


def _url_fault(url: str) -> str:
    parts = urlsplit(url)
    sound = not url or (parts.scheme in ("http", "https") and parts.netloc and not parts.query and not parts.fragment)
    return "" if sound else f"“{url}” is not the address of a site; write one such as https://example.org, or nothing"


def _python(value: str | bool) -> str:
    """A value as Python has it, with double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each {name} that is one of `values` replaced; other braces stay, since YAML has them."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _read(file: str) -> str:
    return (FILES / file).read_text(encoding="utf-8")


def _next(folder: Path) -> str:
    """What to do with a new site."""
    page = (folder / "output" / "index.html").resolve().as_uri()
    return f"""
The site is built. Look at it: {page}

Next:
  cd {subprocess.list2cmdline([folder]) if os.name == "nt" else shlex.quote(str(folder))}
  colophon serve    # see it while you write; Ctrl-C ends it
  colophon check    # after each change: what is wrong, and what to write
README.md there says how to write an article, delete the example and publish."""
