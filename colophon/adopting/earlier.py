"""Builds a site as Pelican alone builds it, into a folder that is thrown away, and says what each file there is.

`python -m colophon.adopting.earlier SETTINGS CONTENT OUTPUT ANSWER OTHERS` runs in a process of its own: the settings,
the plugins and the theme are the site's, and what they change in Python stays there. CONTENT may be empty. OTHERS are
settings that replace its own, as JSON, and so is the answer, an `Earlier`.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from pelican.log import init as init_logging  # before other modules of Pelican, whose loggers depend on it

# The kinds of list that Pelican has, and the context variable in which its page has the entry.
LISTS = ("category", "tag", "author")


class Text(msgspec.Struct, frozen=True):
    """A text that Pelican built: its file below the content folder, its address, whether it is an article or a page,
    its status and language, whether its date is written anywhere, and the number of its translations."""

    file: str
    address: str
    page: bool
    title: str
    status: str
    lang: str
    dated: bool
    translations: int


class Listed(msgspec.Struct, frozen=True):
    """A page or a feed of several articles: its address, and what it lists. `kind` is one of LISTS, with the `name`; or
    “period” with the numbers of year, month and day; or “direct”, with the name of its template; or “all”. `further`
    says that it is not the first page of its list."""

    address: str
    kind: str
    name: str = ""
    period: tuple[int, ...] = ()
    further: bool = False


class Earlier(msgspec.Struct):
    """What Pelican made of a site. `files` are all files of its output, `copies` those of the content by their file,
    `unread` the files that Pelican couldn't read; `static` and `theme` are the folder of the theme's files in the
    output and the theme itself; `plugins` are those that were loaded; `content` is the folder of the content."""

    files: list[str] = []
    texts: list[Text] = []
    lists: list[Listed] = []
    feeds: list[Listed] = []
    copies: dict[str, str] = {}
    unread: list[str] = []
    plugins: list[str] = []
    theme: str = ""
    content: str = ""


class Recorder:
    """Listens to Pelican's signals while it builds."""

    def __init__(self, values: dict[str, Any], output: str) -> None:
        self.values, self.output = values, os.path.realpath(output)
        self.earlier = Earlier(theme=str(values["THEME"]), content=str(values["PATH"]))
        self.generators: list[Any] = []

    def listen(self) -> None:
        """Begin. Signals hold their listeners weakly, so the recorder must be kept."""
        from pelican import signals  # noqa: PLC0415

        signals.all_generators_finalized.connect(self.gather)
        signals.content_written.connect(self.written)

    def gather(self, generators: list[Any]) -> None:
        """Keep the generators, which know all files in the end."""
        self.generators = generators

    def written(self, path: str, context: dict[str, Any]) -> None:
        """Note a page."""
        address = os.path.relpath(os.path.realpath(path), self.output).replace(os.sep, "/")
        content = context.get("article") or context.get("page")
        if content is not None and hasattr(content, "get_relative_source_path"):
            self.earlier.texts.append(self._text(content, address, page="article" not in context))
            return
        further = any(getattr(context.get(f"{of}_page"), "number", 1) > 1 for of in ("articles", "dates"))
        name = next((one.name for of in ("articles", "dates") if (one := context.get(f"{of}_paginator"))), address)
        kind = next((kind for kind in LISTS if kind in context), "")
        if kind:
            listed = Listed(address, kind, str(context[kind].name), further=further)
        elif "period_num" in context:
            listed = Listed(address, "period", period=tuple(context["period_num"]), further=further)
        else:
            listed = Listed(address, "direct", self._template(name), further=further)
        self.earlier.lists.append(listed)

    def _text(self, content: Any, address: str, *, page: bool) -> Text:
        return Text(
            file=content.get_relative_source_path().replace(os.sep, "/"),
            address=address,
            page=page,
            title=str(content.title),
            status=str(content.status),
            lang=str(getattr(content, "lang", "")),
            dated=hasattr(content, "date") and self._is_dated(content),
            translations=len(content.translations),
        )

    def _is_dated(self, content: Any) -> bool:
        """Whether a text has a date of its own. Pelican gives drafts a day that never comes, and where DEFAULT_DATE is
        “fs” all texts the moment at which the file was changed."""
        moment = content.date.replace(tzinfo=None)
        changed = dt.datetime.fromtimestamp(Path(content.source_path).stat().st_mtime)  # noqa: DTZ006 - as Pelican does
        return moment.year < dt.MAXYEAR and not (self.values.get("DEFAULT_DATE") == "fs" and moment == changed)

    def _template(self, name: str) -> str:
        places: dict[str, str] = {
            str(self.values.get(f"{one.upper()}_SAVE_AS", f"{one}.html")): str(one)
            for one in self.values["DIRECT_TEMPLATES"]
        }
        return places.get(name, "")

    def answer(self, plugins: list[str]) -> Earlier:
        """All that was seen."""
        context = self.generators[0].context if self.generators else {}
        known = context.get("generated_content", {})
        for one in context.get("staticfiles", ()):
            source = one.get_relative_source_path().replace(os.sep, "/")
            self.earlier.copies[source] = one.save_as.replace(os.sep, "/")
        self.earlier.unread = sorted(path.replace(os.sep, "/") for path, content in known.items() if content is None)
        files = (file for file in Path(self.output).rglob("*") if file.is_file())
        self.earlier.files = sorted(file.relative_to(self.output).as_posix() for file in files)
        self.earlier.feeds = list(self._feeds())
        self.earlier.plugins = plugins
        return self.earlier

    def _feeds(self) -> Iterator[Listed]:
        """The feeds that Pelican wrote, by its settings."""
        entries: dict[str, list[Any]] = {kind: [] for kind in LISTS}
        for generator in self.generators:
            for kind, of in (("category", "categories"), ("tag", "tags"), ("author", "authors")):
                found = getattr(generator, of, ())
                entries[kind] += [entry for entry, *_ in found] if isinstance(found, list) else list(found)
        there = set(self.earlier.files)
        for form in ("ATOM", "RSS"):
            yield from (Listed(self._place(f"{all_}_{form}"), "all") for all_ in ("FEED", "FEED_ALL"))
            langs = {text.lang for text in self.earlier.texts}
            yield from (Listed(self._place(f"TRANSLATION_FEED_{form}", lang=lang), "all") for lang in sorted(langs))
            for kind, named in entries.items():
                for entry in named:
                    address = self._place(f"{kind.upper()}_FEED_{form}", slug=entry.slug)
                    if address in there:
                        yield Listed(address, kind, str(entry.name))

    def _place(self, setting: str, **values: str) -> str:
        return str(self.values.get(setting) or "").format(**values)


def build(settings: str, content: str, output: str, others: dict[str, Any]) -> Earlier:
    """Build a site with Pelican, whatever class its settings name; `others` are settings that replace its own."""
    from pelican import Pelican  # noqa: PLC0415
    from pelican.settings import get_settings_from_file, read_settings  # noqa: PLC0415

    if not content and "PATH" not in get_settings_from_file(settings) and os.path.isdir("content"):
        content = "content"  # as Pelican's users name it on the command line
    more = {
        "OUTPUT_PATH": output,
        "DELETE_OUTPUT_DIRECTORY": False,
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        "STATIC_CREATE_LINKS": False,
        **({"PATH": os.path.abspath(content)} if content else {}),
        **others,
    }
    values = dict(read_settings(settings, override=more))
    if "THEME" in others:
        _stand_in()
    recorder = Recorder(values, output)
    pelican = Pelican(values)
    recorder.listen()
    pelican.run()
    return recorder.answer(list(pelican.settings["PLUGINS"]))  # Pelican has put names in place of modules


def _stand_in() -> None:
    """Let an empty template stand for each that another theme has not: only addresses are asked for."""
    from pelican.generators import Generator, PelicanTemplateNotFound  # noqa: PLC0415

    of_theme = Generator.get_template

    def get_template(self: Any, name: str) -> Any:
        try:
            return of_theme(self, name)
        except PelicanTemplateNotFound:
            return self.env.from_string("")

    Generator.get_template = get_template


def main(settings: str, content: str, output: str, answer: str, others: str) -> int:
    """Build, and write the answer."""
    init_logging(level=logging.CRITICAL)
    earlier = build(settings, content, output, msgspec.json.decode(others))
    Path(answer).write_bytes(msgspec.json.encode(earlier))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
