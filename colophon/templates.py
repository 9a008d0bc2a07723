"""Jinja's environment as a theme has it: compiled once a process, and quick at what every page does many times.

Nothing here changes what a template says. What is left out is work that Jinja does for hosts that we are not: looking
whether a template changed on disk, copying all that is known into the context of every part, wrapping each piece of
text as markup that is then joined as text. Knows the interface, whose words it puts into templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape, soft_str

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # an installation without a compiler
    from markupsafe._native import _escape_inner

from colophon.interface import Words

# What each part of a page has of its own beside the globals, which are the environment's: seen from all parts alike.
Globals = MutableMapping[str, Any]


def escaped(value: Any) -> str:
    """What `{{ value }}` writes: as Jinja's own function, but a plain text, since it is only joined to others."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


def joined(pieces: Iterable[Any]) -> str:
    """What `~` and words with things in them give: as Jinja's own function, in one pass."""
    texts = [piece if isinstance(piece, str) else soft_str(piece) for piece in pieces]
    marked = any(type(text) is not str and hasattr(text, "__html__") for text in texts)
    return Markup("".join(map(escaped, texts))) if marked else "".join(texts)


def once(macro: Macro, *values: Any) -> Any:
    """What a macro says of some values: kept, since it is the same on all pages. For macros of imported templates,
    which see nothing of the page but what they are given."""
    return macro(*values)


class QuickContext(Context):
    """Calls macros at once: Jinja looks three times whether a callable wants the context, and a macro never does."""

    def call(self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What calling a macro or anything else gives."""
        if type(__obj) is not Macro:
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(self.eval_ctx, *args, **kwargs)


class QuickTemplate(Template):
    """A template whose imports are modules made once: globals are the same for all templates of an environment."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: Globals, uptodate: Callable[[], bool] | None = None
    ) -> Template:
        """The template of compiled code."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__.update(escape=escaped, markup_join=joined)
        return template

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return self._module if self._module is not None else super()._get_default_module(None)


class QuickEnvironment(Environment):
    """An environment whose templates stay as they are for its life."""

    context_class = QuickContext
    template_class = QuickTemplate
    words: Words

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ready: dict[str, Template] = {}
        self.globals["once"] = lru_cache(maxsize=1024)(once)

    def get_template(self, name: str | Template, parent: str | None = None, globals: Globals | None = None) -> Template:
        """A template, compiled on first use."""
        if (ready := self._ready.get(name)) is not None:  # type: ignore[arg-type]
            return ready
        template = super().get_template(name, parent, globals)
        if isinstance(name, str):
            self._ready[name] = template
        return template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Every template goes through here, whoever compiles it."""
        template: nodes.Template = self.words.visit(super()._parse(source, name, filename))
        return template

    def make_globals(self, d: Globals | None) -> Globals:
        """One plain dictionary: Jinja's chain of two costs more than many a page when it is copied for each."""
        return {**self.globals, **(d or {})}
