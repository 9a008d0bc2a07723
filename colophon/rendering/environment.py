"""Jinja's environment as a theme has it: compiled once, and quick at what every page does many times.

Nothing here changes what a template says. What is left out is work that Jinja does for hosts that we are not: looking
whether a template changed on disk, handing each piece of text up through all the parts and blocks that a page is made
of, wrapping it as markup that is then joined as text. Knows the interface, whose words it puts into templates.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import Any

from jinja2 import BytecodeCache, Environment, Template, TemplateNotFound, meta, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape, soft_str

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # an installation without a compiler
    from markupsafe._native import _escape_inner

from colophon.rendering.i18n import Words

# What each part of a page has of its own beside the globals, which are the environment's: seen from all parts alike.
Globals = MutableMapping[str, Any]

# What is called as it stands, unless it is marked as one that wants the context.
DIRECT = BuiltinFunctionType, FunctionType, MethodType, type(lru_cache(len))

SEAL = 16  # bytes of a digest


def escaped(value: Any) -> str:
    """What `{{ value }}` writes: as Jinja's own function, but a plain text, since it is only joined to others."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


# A text as markup, without looking whether it is something that can say itself as HTML.
markup: Callable[[str], Markup] = partial(str.__new__, Markup)


def joined(pieces: Sequence[Any]) -> str:
    """What `~` and words with things in them give: as Jinja's own function, in one pass."""
    kinds = set(map(type, pieces))
    if kinds == {str}:
        return "".join(pieces)
    if Markup in kinds:
        return markup("".join(map(escaped, pieces)))
    texts = [soft_str(piece) for piece in pieces]
    marked = any(hasattr(text, "__html__") for text in texts)
    return Markup("".join(map(escaped, texts))) if marked else "".join(texts)


def once(macro: Macro, *values: Any) -> Any:
    """What a macro says of some values: kept, since it is the same on all pages. For macros of imported templates,
    which see nothing of the page but what they are given."""
    return macro(*values)


class QuickContext(Context):
    """Calls macros and functions at once, where Jinja looks three times whether they want the context; a macro never
    does. Has parts included in one call."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: Mapping[str, Callable[[Context], Iterable[str]]],
        globals: Globals | None = None,  # the same for all, so that nobody asks which they were
    ) -> None:
        self.parent, self.vars, self.environment, self.name = parent, {}, environment, name
        self.eval_ctx = EvalContext(environment, name)
        self.exported_vars, self.globals_keys = set(), set()
        self.blocks = {name: [block] for name, block in blocks.items()}  # type: ignore[list-item]

    def call(self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """What calling a macro or anything else gives."""
        kind = type(__obj)
        if kind is not Macro and (kind not in DIRECT or hasattr(__obj, "jinja_pass_arg")):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if kind is not Macro:
            try:
                return __obj(*args, **kwargs)
            except StopIteration:
                return self.environment.undefined("value was undefined because a callable raised a StopIteration")
        left = len(__obj.arguments) - len(args)
        if kwargs or left < 0 or __obj.caller or __obj.catch_kwargs or __obj.catch_varargs:
            return __obj(self.eval_ctx, *args, **kwargs)
        text = __obj._func(*args, *(missing,) * left)  # noqa: SLF001 - as Macro does, once it knows all this
        return markup(text) if self.eval_ctx.autoescape else text

    def part(self, name: Any, given: dict[str, Any] | None, ignore_missing: bool) -> str:
        """What a part says, which sees what is known here, and what is `given` by a loop or a block; the globals alone
        where that is None."""
        env = self.environment
        try:
            found = env.get_or_select_template(name, self.name)
        except TemplateNotFound:
            if not ignore_missing:
                raise
            return ""
        if given is None:
            return str(found.module)
        context = QuickContext(env, self.parent, found.name, found.blocks)
        context.vars = {**self.vars, **{key: value for key, value in given.items() if value is not missing}}
        return env.concat(found.root_render_func(context))


class QuickTemplate(Template):
    """A template whose imports are modules made once: globals are the same for all templates of an environment."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: Globals, uptodate: Callable[[], bool] | None = None
    ) -> Template:
        """The template of compiled code."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__.update(escape=escaped, markup_join=joined, Markup=markup)
        return template

    @property
    def references(self) -> tuple[str | None, ...]:
        """The templates that it extends, includes and imports; None stands for one that it chooses by a variable."""
        found: tuple[str | None, ...] = self.root_render_func.__globals__["references"]
        return found

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return self._module if self._module is not None else super()._get_default_module(None)


class Gathering(CodeGenerator):
    """Lets templates and blocks gather what they write, as Jinja's macros do, and hand it on in one piece: else each
    piece passes through all the parts and blocks around it."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """The code of a template, of a block, or of something in one of them."""
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """The code of a template, and which others it names; None where it chooses one by a variable."""
        super().visit_Template(node, frame)
        self.writeline(f"references = {tuple(meta.find_referenced_templates(node))!r}")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """The code of a part."""
        self.start_write(frame, node)
        self.write("context.part(")
        self.visit(node.template, frame)
        given = self.dump_local_context(frame) if node.with_context else None
        self.write(f", {given}, {node.ignore_missing})")
        self.end_write(frame)


class Flat(NodeTransformer):
    """Writes what is joined only to be written piece by piece: to escape each is to escape the whole."""

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja's name
        """A row of things to write."""
        node.nodes = [piece for one in node.nodes for piece in (one.nodes if isinstance(one, nodes.Concat) else [one])]
        return node


class Kept(BytecodeCache):
    """Compiled templates, kept in a folder from one build to the next, a file each. One counts where its own digest
    holds, for the same text and the same `mark`, which stands for all else that decides what it says."""

    def __init__(self, folder: str, mark: bytes) -> None:
        self._folder, self._mark = folder, mark

    def get_source_checksum(self, source: str) -> str:
        """What a file must have been compiled from."""
        return blake2b(self._mark + source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from its file, if it is there, and whole."""
        with suppress(OSError):
            data = Path(self._folder, bucket.key).read_bytes()
            if data[:SEAL] == _seal(data[SEAL:]):
                bucket.bytecode_from_string(data[SEAL:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template where the folder stands; without it, and where it takes none, all are compiled anew."""
        data = bucket.bytecode_to_string()
        with suppress(OSError), NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(_seal(data) + data)
            file.close()
            os.replace(file.name, os.path.join(self._folder, bucket.key))


def _seal(data: bytes) -> bytes:
    return blake2b(data, digest_size=SEAL).digest()


class QuickEnvironment(Environment):
    """An environment whose templates stay as they are for its life."""

    code_generator_class = Gathering
    context_class = QuickContext
    template_class = QuickTemplate
    words: Words

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ready: dict[str, Template] = {}
        # Jinja's own look each time whether they are to wait for something.
        waiting = {name: one for name, one in self.filters.items() if hasattr(one, "jinja_async_variant")}
        self.filters.update({name: one.__wrapped__ for name, one in waiting.items()})
        self.globals["once"] = lru_cache(maxsize=8192)(once)

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
        return template if self.finalize else Flat().visit(template)  # what finalizes is to have it whole

    def make_globals(self, d: Globals | None) -> Globals:
        """One plain dictionary: Jinja's chain of two costs more than many a page when it is copied for each."""
        return {**self.globals, **(d or {})}
