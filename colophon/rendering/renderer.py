"""Render a page: from a template and its variables to bytes.

A theme is plain data, so that it can be sent to other processes; each process compiles its templates once.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from traceback import walk_tb
from typing import Any, NamedTuple

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from colophon.rendering.environment import CompiledTemplates, ThemeEnvironment, references
from colophon.rendering.i18n import Interface, Messages, UnreadableCatalogue, catalogue


@dataclass(frozen=True, eq=False)
class Theme:
    """The folders of templates, and what all templates see.

    `folders` are searched in order; `options` are Jinja's Environment arguments; every template sees `filters`, `tests`
    and `globals`, and gets its words from the catalogues of `interface`. `digest` covers all of these; `edition` also
    covers the text of all templates, so compiled templates are valid as long as the edition stays the same.
    """

    folders: tuple[str, ...]
    extensions: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]
    filters: tuple[tuple[str, Callable[..., Any]], ...]
    tests: tuple[tuple[str, Callable[..., Any]], ...]
    globals: tuple[tuple[str, Any], ...]
    digest: bytes
    edition: bytes
    interface: Interface

    def __hash__(self) -> int:
        return hash(self.edition)

    def __eq__(self, other: object) -> bool:
        mine = self.edition, self.digest, self.folders  # folders, since errors name the file
        return isinstance(other, Theme) and mine == (other.edition, other.digest, other.folders)


class Job(NamedTuple):
    """One page to render: the template's name without its ending, and the view's variables."""

    template: str
    variables: dict[str, Any]


class Missing(Exception):
    """No folder of the theme has the template."""


class TemplateFailed(Exception):
    """A template can't be read or rendered. Line 0 stands for the whole file."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file, self.line, self.reason = file, line, reason


# Globals whose attributes are the same on all pages of a build.
CONSTANTS = ("site",)


@lru_cache(maxsize=8)
def environment(theme: Theme, *, joined: bool = True) -> ThemeEnvironment:
    """The theme's templates, compiled on first use and kept for the life of the process; `joined` is that of
    ThemeEnvironment. Raises TemplateFailed where a catalogue can't be read."""
    options: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "cache_size": -1,
        "trim_blocks": True, "lstrip_blocks": True}  # fmt: skip
    options |= {**dict(theme.options), "auto_reload": False, "loader": FileSystemLoader(theme.folders)}
    env = ThemeEnvironment(CONSTANTS, joined=joined, **options)
    env.filters.update(theme.filters)
    env.tests.update(theme.tests)
    env.globals.update(theme.globals)
    try:
        env.words = Messages(env, [catalogue(file, theme.digest) for file in theme.interface.catalogues])
    except UnreadableCatalogue as unreadable:
        raise TemplateFailed(*unreadable.args) from None
    if joined and "bytecode_cache" not in options:
        with suppress(RuntimeError, OSError):  # no safe folder: each process compiles the templates
            env.bytecode_cache = CompiledTemplates(theme.edition)
    return env


def prepare(theme: Theme) -> None:
    """Compile all templates, for worker processes to share. A template with an error is skipped: rendering reports it
    where a page needs the template."""
    env = environment(theme)
    for name in env.list_templates(filter_func=lambda name: name.endswith(theme.extensions)):
        with suppress(TemplateError):
            env.get_template(name)


def find(theme: Theme, name: str) -> str:
    """The file name of a template, with the first ending that exists. Raises Missing."""
    for file in (name + extension for extension in ("", *theme.extensions, ".xml")):
        if any(Path(folder, file).is_file() for folder in theme.folders):
            return file
    raise Missing(name)


def travels(theme: Theme) -> bool:
    """Whether the theme can be sent to other processes. A filter that is a lambda can't be, for example."""
    try:
        pickle.dumps(theme)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True


@lru_cache(maxsize=128)
def _page(theme: Theme, name: str) -> Template:
    return environment(theme).get_template(find(theme, name))


def render(theme: Theme, job: Job) -> bytes:
    """Render a page. Raises TemplateFailed, naming the template's file and line, and Missing."""
    try:
        text = _page(theme, job.template).render(job.variables)
    except Missing:
        raise
    except Exception:  # noqa: BLE001 - templates may call anything
        text = _with_places(theme, job)
    return text.encode("utf-8", "xmlcharrefreplace")


def _with_places(theme: Theme, job: Job) -> str:
    """Render a page from templates into which no others are put, so that an error names the file that has it."""
    name = find(theme, job.template)
    try:
        return environment(theme, joined=False).get_template(name).render(job.variables)
    except TemplateSyntaxError as error:
        raise TemplateFailed(error.filename or name, error.lineno, error.message or "syntax error") from None
    except TemplateNotFound as error:
        raise TemplateFailed(name, 0, f"it asks for “{error.name}”, which no folder has") from None
    except (TemplateFailed, Missing):
        raise  # from the credit line, which is rendered on first use
    except Exception as error:  # noqa: BLE001
        raise TemplateFailed(*_place(error, theme), f"{type(error).__name__}: {error}") from None


def said(theme: Theme, template: str, macro: str, *values: Any) -> str:
    """The result of a macro of a template as plain text on one line. Raises Missing and TemplateFailed."""
    return " ".join(marked(theme, template, macro, *values).unescape().split())


def marked(theme: Theme, template: str, macro: str, *values: Any) -> Markup:
    """The result of a macro of a template as markup. Raises Missing and TemplateFailed."""
    try:
        return _macro(theme, template, macro)(*values)
    except Missing:
        raise
    except Exception as error:  # noqa: BLE001 - templates may call anything
        raise TemplateFailed(*_place(error, theme), f"{type(error).__name__}: {error}") from None


@lru_cache(maxsize=32)
def _macro(theme: Theme, template: str, name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = getattr(environment(theme).get_template(find(theme, template)).module, name)
    return macro


def _place(error: Exception, theme: Theme) -> tuple[str, int]:
    """File and line of the template that raised an error. Jinja puts them into the traceback."""
    frames = [(f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__)]
    inside = [(file, line) for file, line in frames if file.startswith(theme.folders)]
    return inside[-1] if inside else ("template", 0)


@lru_cache(maxsize=128)
def template_digest(theme: Theme, name: str) -> bytes:
    """A digest of a template and of all that it extends, includes and imports; of all templates of the theme, where it
    chooses one by a variable. Raises Missing."""
    env, loader = environment(theme), FileSystemLoader(theme.folders)
    sources: dict[str, str] = {}
    names = [find(theme, name)]
    while names:
        current = names.pop()
        if current in sources:
            continue
        try:
            sources[current] = source = loader.get_source(env, current)[0]
        except TemplateNotFound:
            sources[current] = "missing"
        else:
            quoted = references(env, source)
            names.extend(env.list_templates() if quoted is None else quoted)
    return blake2b(theme.digest + repr(sorted(sources.items())).encode(), digest_size=16).digest()
