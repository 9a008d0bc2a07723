"""Other people's Pelican plugins: they get what Pelican would give them, made on demand.

Where any plugin is configured, every build renders all pages in this process, with complete lists of Pelican's own
Article and Page objects, its signals in its order, its generators and its writer.

All places in which Colophon uses what Pelican does not document are here: `Pelican._get_generator_classes`,
`Pelican._get_writer`, the attribute `readers` of its generators, `Content._content`, and the spinner of its command.
They were tested with the versions in TESTED.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican import signals
from pelican.contents import Article as PelicanArticle
from pelican.contents import Page as PelicanPage
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican.log import console
from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import get_date

from colophon.model.article import Article
from colophon.model.problems import WARNING, Problem, counted

TESTED = ("4.12.0",)


def stop_spinner() -> None:
    """Replace the spinner of Pelican's command, a thread beside which processes can't be forked, by nothing."""
    setattr(console, "status", lambda *_args, **_options: nullcontext())  # noqa: B010 - a method, for mypy


class _Generator:
    """One of Pelican's generators that takes articles from us instead of files; we write their pages."""

    given: list[tuple[Article, str]]
    finalized: Any

    def get_files(self, *args: Any, **kwargs: Any) -> list[str]:
        """The files of the articles, in Pelican's place for them."""
        return [article.path for article, _ in self.given]

    def generate_output(self, writer: Any) -> None:
        """Send the signal alone."""
        self.finalized.send(self, writer=writer)


class _Articles(_Generator, ArticlesGenerator):  # type: ignore[misc]  # Pelican has no types
    finalized = signals.article_writer_finalized


class _Pages(_Generator, PagesGenerator):  # type: ignore[misc]
    finalized = signals.page_writer_finalized


class _Records:
    """Stands where Pelican has its readers: makes its objects from our records."""

    extensions: tuple[str, ...] = ()
    disabled_extensions: tuple[str, ...] = ()

    def __init__(self, given: Iterable[tuple[Article, str]], settings: dict[str, Any]) -> None:
        self.given = {article.path: (article, address) for article, address in given}
        self.settings = settings
        self.stated: dict[str, dict[str, Any]] = {}  # what each object is made of, by the address of its page

    def read_file(self, *, path: str, content_class: Any, context: dict[str, Any], **hooks: Any) -> Any:
        """One Pelican object, with Pelican's signals before and after."""
        article, address = self.given[path]
        hooks["preread_signal"].send(hooks["preread_sender"])
        metadata = _metadata(article, address, self.settings)
        self.stated[address] = {**metadata, "_content": article.html}
        hooks["context_signal"].send(hooks["context_sender"], metadata=metadata)
        more = {"settings": self.settings, "source_path": os.path.join(self.settings["PATH"], path)}
        return content_class(content=article.html, metadata=metadata, context=context, **more)

    def save_cache(self) -> None:
        """Pelican asks for it; there is nothing to save."""


# What pages take from the file whatever a plugin makes of it, with the name that a message gives it.
LOST = {"title": "title", "summary": "summary", "_content": "text"}


class PluginArticle:
    """An article as templates see it where plugins are at work: our view first, then what plugins added."""

    def __init__(self, view: Any, content: Any) -> None:
        self._view, self._content = view, content

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name) if hasattr(self._view, name) else getattr(self._content, name)


class PluginRun:
    """One round of plugins. `begin` before pages are rendered, `written` after each file, `end` after all."""

    def __init__(self, pelican: Any, articles: list[tuple[Article, str]], pages: list[tuple[Article, str]]) -> None:
        self.pelican = pelican
        self.settings: dict[str, Any] = pelican.settings
        self.given = {_Articles: articles, _Pages: pages}
        self.readers: list[_Records] = []

    def begin(self, folder: str) -> None:
        """Run the generators up to their lists; `folder` is where this build's files come to stand."""
        self.pelican.output_path = self.settings["OUTPUT_PATH"] = folder
        self.context = {**self.settings, "localsiteurl": self.settings["SITEURL"]}
        self.context |= {"generated_content": {}, "static_links": set(), "static_content": {}}
        classes = self.pelican._get_generator_classes()
        self.generators = [self._generator(cls) for cls in classes if cls is not StaticGenerator]
        self._each("generate_context")
        signals.all_generators_finalized.send(self.generators)
        self._each("refresh_metadata_intersite_links")
        self.writer = self.pelican._get_writer()
        known = self.context["generated_content"]
        self.objects = {address: known.get(article.path) for given in self.given.values() for article, address in given}

    def _each(self, method: str, *arguments: Any) -> None:
        """Call a method of all generators that have it."""
        for generator in self.generators:
            if hasattr(generator, method):
                getattr(generator, method)(*arguments)

    def _generator(self, cls: Any) -> Any:
        ours = {ArticlesGenerator: _Articles, PagesGenerator: _Pages}.get(cls, cls)
        generator = ours(
            context=self.context, settings=self.settings, path=self.pelican.path, theme=self.pelican.theme,
            output_path=self.settings["OUTPUT_PATH"],
        )  # fmt: skip
        if ours in self.given:
            generator.given = self.given[ours]
            generator.readers = _Records(self.given[ours], self.settings)
            self.readers.append(generator.readers)
        return generator

    def lost(self, label: str) -> list[Problem]:
        """A warning for each field of LOST that plugins changed; `label` is the name of the content folder."""
        changed = defaultdict(list)
        for address, stated in (pair for reader in self.readers for pair in reader.stated.items()):
            content = self.objects.get(address)
            for name, field in LOST.items():
                if content is not None and name in stated and getattr(content, name) != stated[name]:
                    changed[field].append(Path(content.source_path).relative_to(self.settings["PATH"]).as_posix())
        remedy = "change the file, or use a filter in the template (JINJA_FILTERS)"
        problems = []
        for field, (first, *others) in changed.items():
            more = f" and that of {counted(len(others), 'other')}" if others else ""
            found = f"a plugin changed it{more}; the page shows the file's"
            problems.append(Problem(f"{label}/{first}", 0, field, found, remedy, WARNING))
        return problems

    def variables(self, path: str, variables: dict[str, Any]) -> dict[str, Any]:
        """A page's variables with what Pelican's context and the plugins add to them."""
        if "article" in variables and (content := self.objects.get(path)) is not None:
            variables = {**variables, "article": PluginArticle(variables["article"], content)}
        return {**self.context, **variables}

    def written(self, path: str) -> None:
        """Tell plugins of a written file, as Pelican does."""
        context, content = dict(self.context), self.objects.get(path)
        if isinstance(content, (PelicanArticle, PelicanPage)):
            context["article" if isinstance(content, PelicanArticle) else "page"] = content
        signals.content_written.send(os.path.join(self.settings["OUTPUT_PATH"], path), context=context)

    def end(self) -> None:
        """Let the generators write, and say that all is done."""
        self._each("generate_output", self.writer)
        signals.finalized.send(self.pelican)


def _metadata(article: Article, address: str, settings: dict[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(settings.get("TIMEZONE") or "UTC")
    date = dt.datetime.combine(article.date.first if article.date else dt.date.min, article.time or dt.time())
    extra = dict(article.extra)
    category = str(extra.pop("category", "") or settings["DEFAULT_CATEGORY"])
    stated = extra.pop("authors", None) or extra.pop("author", None) or []
    parts = stated.split(";" if ";" in stated else ",") if isinstance(stated, str) else stated
    authors = [name for part in parts if (name := str(part).strip())]
    modified = extra.pop("modified", None)
    with suppress(ValueError, OverflowError, TypeError):  # in Pelican it is a moment
        extra["modified"] = get_date(modified)
    metadata = {
        **extra,
        **{name: getattr(article, name) for name in ("title", "slug", "lang", "status", "template", "source")},
        "date": date if date.tzinfo else date.replace(tzinfo=zone),
        "category": Category(category, settings),
        "tags": [Tag(name, settings) for name in article.terms.get("subjects", ())],
        "save_as": address,
        "url": address,
    }
    more = {"summary": article.summary, "authors": [Author(name, settings) for name in authors]}
    return metadata | {name: value for name, value in more.items() if value}
