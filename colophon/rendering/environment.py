"""Jinja's environment for a theme: the words of the interface and includes are put in when a template is compiled, so
that a page costs only what it shows.

Jinja's public interface is all that is used: `Environment.parse` gives a template as nodes, a NodeTransformer changes
them, `Environment.compile` takes them. A page says what stock Jinja would say of the same templates.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.visitor import NodeTransformer

from colophon.rendering.i18n import Words

DIGEST = 16  # bytes


def once(macro: Callable[..., Any], *values: Any) -> Any:
    """What a macro says of some values. Its answers are kept, so a menu that all pages share is made once; it must
    depend on nothing but the values and the site."""
    return macro(*values)


class CompiledTemplates(BytecodeCache):
    """Compiled templates, kept from one build to the next, a file each. Raises RuntimeError and OSError where they have
    no folder.

    They are code, so they do not lie in the site's cache folder, which people copy from one machine to another: Jinja's
    own folder for them is the user's alone, inside the system's folder for temporary files. A file counts where its
    digest holds, so a damaged one is never run. `mark` stands for all that decides what a template says besides its own
    text.
    """

    def __init__(self, mark: bytes) -> None:
        self._folder, self._mark = FileSystemBytecodeCache().directory, mark

    def get_source_checksum(self, source: str) -> str:
        """What a template must have been compiled from."""
        return blake2b(self._mark + source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from its file, if it is there and whole."""
        with suppress(OSError):
            data = self._file(bucket).read_bytes()
            if data[:DIGEST] == _digest(data[DIGEST:]):
                bucket.bytecode_from_string(data[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, unless the disk is full or can't be written."""
        data = bucket.bytecode_to_string()
        with suppress(OSError), NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(_digest(data) + data)
            file.close()
            os.replace(file.name, self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        return Path(self._folder, f"colophon-{bucket.key}")


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST).digest()


class ThemeEnvironment(Environment):
    """Jinja's environment with the words of the interface. Templates stay as they are for its life.

    `constants` names globals whose attributes never change and that no page has a variable for. `joined` says whether
    includes are put in when a template is compiled: a page is quicker so, but an error names the file around them.
    """

    words: Words | None = None

    def __init__(self, constants: Iterable[str] = (), *, joined: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self._constants, self._joined = tuple(constants), joined
        self._templates: dict[str, Template] = {}
        self.globals["once"] = lru_cache(maxsize=8192)(once)

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
        """The globals as one plain dictionary: Jinja's chain of two is slow to copy, which each page does."""
        return {**self.globals, **(d or {})}

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *more: Any) -> Any:
        """Compile a template. Raises TemplateSyntaxError."""
        tree = self.nodes(source, name, filename) if isinstance(source, str) else source
        if self._joined:
            tree = Includes(self).visit(tree)
        assigned = {found.name for found in tree.find_all(nodes.Name) if found.ctx != "load"}
        fixed = {key: self.globals[key] for key in self._constants if key in self.globals and key not in assigned}
        tree = Constants(fixed).visit(tree)
        # What finalizes values wants each of them whole.
        return super().compile(tree if self.finalize else Split().visit(tree), name, filename, *more)

    def nodes(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template as nodes, with its words. Raises TemplateSyntaxError."""
        tree = self.parse(source, name, filename)
        try:
            return self.words.visit(tree) if self.words else tree
        except TemplateSyntaxError as error:
            error.name, error.filename, error.source = name, filename, source
            raise


def references(environment: Environment, source: str) -> list[str] | None:
    """The names of the templates that a template extends, includes and imports; None where one of them is not stated in
    quotes. Statements in comments count too: this is quicker than to parse the template."""
    if environment.line_statement_prefix:
        return None
    start, end = re.escape(environment.block_start_string), re.escape(environment.block_end_string)
    names = []
    for name, rest in re.findall(
        rf"""{start}[-+]?\s*(?:extends|include|import|from)\b\s*(?:["']([^"'\n]*)["'])?(.*?)[-+]?{end}""",
        source,
        re.DOTALL,
    ):
        if not name or not re.match(r"\s*(?:import|as|ignore|with|without)\b|\s*$", rest):
            return None
        names.append(name)
    return names


class Split(NodeTransformer):
    """Writes what is joined by `~` piece by piece, and the branch of an `if` in an expression by itself: to escape each
    piece is to escape the whole, and what is constant is escaped when the template is compiled."""

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:  # noqa: N802 - Jinja's name
        """A row of values to write."""
        return [statement for value in node.nodes for statement in self._split(value)]

    def _split(self, value: nodes.Expr) -> list[nodes.Node]:
        if isinstance(value, nodes.Concat):
            return [statement for piece in value.nodes for statement in self._split(piece)]
        if isinstance(value, nodes.CondExpr):
            other = self._split(value.expr2) if value.expr2 is not None else []
            return [nodes.If(value.test, self._split(value.expr1), [], other, lineno=value.lineno)]
        return [nodes.Output([value], lineno=value.lineno)]


class Constants(NodeTransformer):
    """Puts the texts, numbers and truth values that are attributes of some global objects into a template."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        """An attribute of one of them."""
        if isinstance(node.node, nodes.Name) and node.node.name in self._values:
            value = getattr(self._values[node.node.name], node.attr, self)
            if value is None or type(value) in (str, bool, int):
                return nodes.Const(value, lineno=node.lineno)
        return self.generic_visit(node)


class Includes(NodeTransformer):
    """Puts the templates that a template includes, named in quotes, into it. One with blocks or a parent of its own is
    left to Jinja."""

    def __init__(self, environment: ThemeEnvironment) -> None:
        self._environment = environment
        self._open: list[str] = []

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        """What is included becomes a scope of its own, which sees what is known around it."""
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
        """Inside `{% autoescape %}` nothing is put in, since an included template has the page's own escaping."""
        return node
