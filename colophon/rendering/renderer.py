"""(template, view) → bytes, here or on any executor. Knows nothing of articles, archives or Pelican.

A theme is plain data, so that it travels to other processes; each process compiles its templates once.
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

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup

from colophon.rendering.environment import CompiledTemplates, ThemeEnvironment, references
from colophon.rendering.i18n import Interface, Unreadable, Words, catalogue


@dataclass(frozen=True, eq=False)
class Theme:
    """Where templates lie, and what all of them see.

    `folders` are searched in order; `options` are Jinja's Environment arguments; `filters`, `tests` and `globals` are
    seen by every template, and have their words from the catalogues of `interface`. `digest` covers all of these;
    `edition` covers the text of all templates too, so that a process may keep what it compiled for as long as it meets
    the same edition.
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
        return isinstance(other, Theme) and self._known_by() == other._known_by()

    def _known_by(self) -> tuple[Any, ...]:
        return self.edition, self.digest, self.folders  # folders, since errors name the file


class Job(NamedTuple):
    """One page to render: the template's name without its ending, and the view's variables."""

    template: str
    variables: dict[str, Any]


class Missing(Exception):
    """No folder of the theme has the template."""


class TemplateFailed(Exception):
    """A template can't be read or rendered; made of texts, so that it travels between processes."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file, self.line, self.reason = file, line, reason


# Globals whose attributes are the same on all pages of a build.
CONSTANTS = ("site",)


@lru_cache(maxsize=8)
def environment(theme: Theme, *, joined: bool = True) -> ThemeEnvironment:
    """The theme's templates, compiled on first use and kept for the life of the process; `joined` as ThemeEnvironment
    has it. Raises TemplateFailed for a catalogue that can't be read."""
    options: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "cache_size": -1,
        "trim_blocks": True, "lstrip_blocks": True}  # fmt: skip
    options |= {**dict(theme.options), "auto_reload": False, "loader": FileSystemLoader(theme.folders)}
    env = ThemeEnvironment(CONSTANTS, joined=joined, **options)
    env.filters.update(theme.filters)
    env.tests.update(theme.tests)
    env.globals.update(theme.globals)
    try:
        env.words = Words(env, [catalogue(file, theme.digest) for file in theme.interface.catalogues])
    except Unreadable as unreadable:
        raise TemplateFailed(*unreadable.args) from None
    if joined and "bytecode_cache" not in options:
        with suppress(RuntimeError, OSError):  # no folder is the user's own; so templates are compiled anew
            env.bytecode_cache = CompiledTemplates(theme.edition)
    return env


def prepare(theme: Theme) -> None:
    """Compile all templates, so that they are kept when they are asked for. One that can't be compiled is left out:
    the page that needs it says what is wrong, and there may be none."""
    env = environment(theme)
    for name in env.list_templates(filter_func=lambda name: name.endswith(theme.extensions)):
        with suppress(TemplateError):
            env.get_template(name)


def find(theme: Theme, name: str) -> str:
    """The file name of a template, with the first ending that exists. Raises Missing."""
    for extension in ("", *theme.extensions, ".xml"):
        for folder in theme.folders:
            if Path(folder, name + extension).is_file():
                return name + extension
    raise Missing(name)


def travels(theme: Theme) -> bool:
    """Whether other processes can be given the theme; a filter that is a lambda, for one, can't be."""
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
    """The same page made of templates that stand by themselves, so that an error is in the file in which it arises."""
    name = find(theme, job.template)
    try:
        return environment(theme, joined=False).get_template(name).render(job.variables)
    except TemplateSyntaxError as error:
        raise TemplateFailed(error.filename or name, error.lineno, error.message or "syntax error") from None
    except TemplateNotFound as error:
        raise TemplateFailed(name, 0, f"it asks for “{error.name}”, which no folder has") from None
    except (TemplateFailed, Missing):
        raise  # of the credit line, which is worded when it is first asked for
    except Exception as error:  # noqa: BLE001
        raise TemplateFailed(*_place(error, theme), f"{type(error).__name__}: {error}") from None


def said(theme: Theme, template: str, macro: str, *values: Any) -> str:
    """What a macro of a template says, as plain text on one line. Raises Missing and TemplateFailed."""
    return " ".join(marked(theme, template, macro, *values).unescape().split())


def marked(theme: Theme, template: str, macro: str, *values: Any) -> Markup:
    """The same as markup."""
    try:
        return _macro(theme, template, macro)(*values)
    except Missing:
        raise
    except Exception as error:  # noqa: BLE001 - templates may call anything
        raise TemplateFailed(*_place(error, theme), f"{type(error).__name__}: {error}") from None


@lru_cache(maxsize=32)
def _macro(theme: Theme, template: str, name: str) -> Callable[..., Markup]:
    found: Callable[..., Markup] = getattr(environment(theme).get_template(find(theme, template)).module, name)
    return found


def _place(error: Exception, theme: Theme) -> tuple[str, int]:
    """File and line of the template in which an error arose: Jinja puts them into the traceback."""
    frames = [(f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__)]
    inside = [(file, line) for file, line in frames if file.startswith(theme.folders)]
    return inside[-1] if inside else ("template", 0)


@lru_cache(maxsize=128)
def template_digest(theme: Theme, name: str) -> bytes:
    """A digest of a template and of all that it extends, includes and imports. Raises Missing.

    Where a template chooses another by a variable, all templates of the theme count.
    """
    env = environment(theme)
    seen: dict[str, bytes] = {}
    waiting = [find(theme, name)]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        try:
            source = FileSystemLoader(theme.folders).get_source(env, current)[0]
        except TemplateNotFound:
            seen[current] = b"missing"
            continue
        seen[current] = source.encode()
        names = references(env, source)
        waiting.extend(names if names is not None else env.list_templates())
    digest = blake2b(theme.digest, digest_size=16)
    for current in sorted(seen):
        digest.update(f"{current}\0{len(seen[current])}\0".encode())
        digest.update(seen[current])
    return digest.digest()
