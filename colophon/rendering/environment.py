"""Jinja's environment for a theme. It puts the words of the interface and included templates into a template when it is
compiled, so that rendering a page is quick. Pages are the same as with stock Jinja.

Only public parts of Jinja are used: `Environment.parse` gives a template as nodes, a NodeTransformer changes them, and
`Environment.compile` takes them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, Template, TemplateNotFound, nodes
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer

from colophon.rendering.i18n import Messages

DIGEST_SIZE = 16  # bytes
ANSWERS = 16_384  # results that `once` keeps: about 10 MB of rows


def once(macro: Callable[..., Any], *values: Any) -> Any:
    """Call a macro, and keep its result for later calls with the same values, such as for a menu that all pages share.
    The result must depend only on the values and the site."""
    return macro(*values)


WHOLE = "written in one piece"  # no name that a template can use


def whole(text: str) -> str:
    """The filter that Whole uses: it returns the text unchanged."""
    return text


# Types of functions that take no context from Jinja, unless they have its mark.
FUNCTIONS = FunctionType, BuiltinFunctionType, MethodType, type(lru_cache(len))


class DirectContext(Context):
    """The variables of a template. It calls macros and functions directly, without Jinja's checks for other objects."""

    def call(self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of a call in a template."""
        kind = type(__obj)
        if kind is not Macro and (kind not in FUNCTIONS or hasattr(__obj, "jinja_pass_arg")):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if kind is Macro:
            return __obj(self.eval_ctx, *args, **kwargs)
        try:
            return __obj(*args, **kwargs)
        except StopIteration:
            return self.environment.undefined("value was undefined because a callable raised a StopIteration")


class CompiledTemplates(BytecodeCache):
    """Compiled templates, kept from one build to the next in a file each. Raises RuntimeError and OSError where there
    is no folder for them.

    They are code, so they don't lie in the site's cache folder, which people copy between machines, but in Jinja's own
    folder, which belongs to one user. A file has a digest, so that a damaged one is never run. `mark` changes with all
    that a compiled template depends on besides its own text.
    """

    def __init__(self, mark: bytes) -> None:
        self._folder, self._mark = FileSystemBytecodeCache().directory, mark

    def get_source_checksum(self, source: str) -> str:
        """A digest of the source of a template and of `mark`."""
        return _digest(self._mark + source.encode("utf-8", "surrogatepass")).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template from its file, if that exists and is whole."""
        with suppress(OSError):
            data = self._file(bucket).read_bytes()
            if data[:DIGEST_SIZE] == _digest(data[DIGEST_SIZE:]):
                bucket.bytecode_from_string(data[DIGEST_SIZE:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template to its file, unless the disk is full or read-only."""
        data = bucket.bytecode_to_string()
        with suppress(OSError), NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(_digest(data) + data)
            file.close()
            os.replace(file.name, self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        return Path(self._folder, f"colophon-{bucket.key}")


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST_SIZE).digest()


class ThemeEnvironment(Environment):
    """Jinja's environment with the words of the interface. It never reads a template twice.

    `constants` names globals whose attributes never change, and whose names no page uses for a variable. With `joined`,
    included templates are put in at compile time: this is quicker, but an error names the including file.
    """

    context_class = DirectContext
    words: Messages | None = None

    def __init__(self, constants: Iterable[str] = (), *, joined: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self._constants, self._joined = tuple(constants), joined
        self._templates: dict[str, Template] = {}
        self.globals["once"] = lru_cache(maxsize=ANSWERS)(once)
        self.filters[WHOLE] = whole

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """A template, compiled on first use."""
        if isinstance(name, Template):
            return name
        if (template := self._templates.get(name)) is None:
            template = self._templates[name] = super().get_template(name, parent, globals)
        return template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals as one dictionary. Jinja makes a chain of two, which is slow to copy for each page."""
        return {**self.globals, **(d or {})}

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *more: Any) -> Any:
        """Compile a template. Raises TemplateSyntaxError."""
        tree = self.nodes(source, name, filename) if isinstance(source, str) else source
        if self._joined:
            tree = Includes(self).visit(tree)
        assigned = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
        fixed = {key: self.globals[key] for key in self._constants if key in self.globals and key not in assigned}
        tree = Constants(fixed).visit(tree)
        if not self.finalize:  # which wants each value whole
            tree = Split().visit(tree)
        return super().compile(Whole().visit(tree), name, filename, *more)

    def nodes(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template as nodes, with the words of the interface. Raises TemplateSyntaxError."""
        tree = self.parse(source, name, filename)
        try:
            return self.words.visit(tree) if self.words else tree
        except TemplateSyntaxError as error:
            error.name, error.filename, error.source = name, filename, source
            raise


def references(environment: Environment, source: str) -> list[str] | None:
    """The names of the templates that a template extends, includes and imports; None where one of the names is not in
    quotes. Statements in comments count too: that is quicker than parsing the template."""
    if environment.line_statement_prefix:
        return None
    start, end = re.escape(environment.block_start_string), re.escape(environment.block_end_string)
    statement = rf"""(?s){start}[-+]?\s*(?:extends|include|import|from)\b\s*(?:["']([^"'\n]*)["'])?(.*?)[-+]?{end}"""
    matches = re.findall(statement, source)
    quoted = all(name and re.match(r"\s*(?:import|as|ignore|with|without)\b|\s*$", rest) for name, rest in matches)
    return [name for name, _ in matches] if quoted else None


class Split(NodeTransformer):
    """Writes the parts of a `~` one by one, and makes an `if` in an expression a statement. So Jinja escapes constant
    parts when the template is compiled; the result is the same."""

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:  # noqa: N802 - Jinja's name
        """Split each value of an output."""
        return [statement for value in node.nodes for statement in self._split(value)]

    def _split(self, value: nodes.Expr) -> list[nodes.Node]:
        if isinstance(value, nodes.Concat):
            return [statement for piece in value.nodes for statement in self._split(piece)]
        if isinstance(value, nodes.CondExpr):
            other = self._split(value.expr2) if value.expr2 is not None else []
            return [nodes.If(value.test, self._split(value.expr1), [], other, lineno=value.lineno)]
        return [nodes.Output([value], lineno=value.lineno)]


class Whole(NodeTransformer):
    """Lets each block, and the template around the blocks, join its output to one text, as a macro does. Otherwise each
    piece of output passes through all the blocks and templates around it."""

    def visit_Block(self, node: nodes.Block) -> nodes.Block:  # noqa: N802
        """Join the output of a block."""
        self.generic_visit(node)
        node.body = self._whole(node.body)
        return node

    def visit_Template(self, node: nodes.Template) -> nodes.Template:  # noqa: N802
        """Join the output around the blocks, except for statements that set names for blocks. A template with a parent
        writes nothing there."""
        self.generic_visit(node)
        if node.find(nodes.Extends):
            return node
        body: list[nodes.Node] = []
        for plain, run in groupby(node.body, lambda child: isinstance(child, (nodes.Output, nodes.Block))):
            statements = list(run)
            body += self._whole(statements) if plain else statements
        node.body = body
        return node

    def _whole(self, body: list[nodes.Node]) -> list[nodes.Node]:
        # Jinja can't join an include without context.
        if len(body) < 2 or any(not part.with_context for part in nodes.Template(body).find_all(nodes.Include)):
            return body
        line = body[0].lineno
        return [nodes.FilterBlock(body, nodes.Filter(None, WHOLE, [], [], None, None, lineno=line), lineno=line)]


class Constants(NodeTransformer):
    """Puts the texts, whole numbers and truth values that are attributes of some globals into a template."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        """Replace an attribute of such a global by its value."""
        if isinstance(node.node, nodes.Name) and node.node.name in self._values:
            value = getattr(self._values[node.node.name], node.attr, self)
            if value is None or type(value) in (str, bool, int):
                return nodes.Const(value, lineno=node.lineno)
        return self.generic_visit(node)


class Includes(NodeTransformer):
    """Puts templates that are included by a name in quotes into the template. Jinja includes those that have blocks or
    a parent of their own."""

    def __init__(self, environment: ThemeEnvironment) -> None:
        self._environment = environment
        self._open: list[str] = []

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        """Replace an include by a scope with the nodes of the included template."""
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or not node.with_context or name in self._open:
            return node
        loader = self._environment.loader
        try:
            source, filename, _ = loader.get_source(self._environment, name)  # type: ignore[union-attr]
        except TemplateNotFound:
            return node
        tree = self._environment.nodes(source, name, filename)
        if tree.find(nodes.Extends) or tree.find(nodes.Block):
            return node
        self._open.append(name)
        body = [self.visit(child) for child in tree.body]
        self._open.pop()
        return nodes.Scope(body, lineno=node.lineno)

    def visit_ScopedEvalContextModifier(self, node: nodes.Node) -> nodes.Node:  # noqa: N802
        """Leave `{% autoescape %}` as it is, since it doesn't change the escaping of an included template."""
        return node
