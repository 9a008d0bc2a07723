"""The language of the interface: which there are, and its words put into the theme's templates.

Templates are written in English with gettext's marks: `_("…")`, `ngettext(…)`, `pgettext(…)` and `{% trans %}`. One
site speaks one language, so the words are put in when a template is compiled, and a page costs no look-up. Knows
nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension, InternationalizationExtension
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer

SOURCE = "en"  # the language in which templates are written
GERMANIC = "(n != 1)"  # its rule for plurals, as PO files write it
CATALOGUE = "LC_MESSAGES/messages.po"

# CLDR means American English by “en” alone; this is the English of everywhere else.
_LOCALES = {"en": "en_001"}
_PLACE = re.compile(r"%\((\w+)\)s|%(%)")
# The functions that mark a message: whether a context comes first, and whether a plural and a number follow.
MARKS = {
    "_": (False, False),
    "gettext": (False, False),
    "ngettext": (False, True),
    "pgettext": (True, False),
    "npgettext": (True, True),
}


@dataclass(frozen=True, slots=True)
class Interface:
    """The language of the interface as a BCP 47 tag, the locale whose data are asked for dates, numbers and names, and
    the catalogues that have its words, in the order in which they are asked."""

    tag: str = SOURCE
    locale: str = _LOCALES[SOURCE]
    catalogues: tuple[str, ...] = ()


def cased(tag: str) -> str:
    """A BCP 47 tag with its capitals where they are wont to be: zh-Hans-CN. Pelican makes DEFAULT_LANG small."""
    first, *more = tag.split("-")
    return "-".join(
        [first.lower(), *({2: part.upper(), 4: part.title()}.get(len(part), part.lower()) for part in more)]
    )


def languages(folders: Iterable[str]) -> list[str]:
    """The tags of all languages that the folders of catalogues have; none where there is no such folder."""
    kept = [Path(folder) for folder in folders if Path(folder).is_dir()]
    found = {file.parent.parent.name for folder in kept for file in folder.glob(f"*/{CATALOGUE}")}
    return sorted({name.replace("_", "-") for name in found} | ({SOURCE} if kept else set()))


def interface(tag: str, folders: Iterable[str]) -> Interface | None:
    """The interface in a language, or in one that it is a kind of: zh-Hans-CN, zh-CN and zh-Hans all find zh-Hans.
    None where the folders have no such language."""
    names, given = _wider(tag), list(folders)
    spoken = languages(given)
    if spoken and not any(name.replace("_", "-") in spoken for name in names):
        return None
    files = tuple(str(file) for folder in given for name in names if (file := Path(folder, name, CATALOGUE)).is_file())
    return Interface(cased(tag), _locale(names), files)


def _wider(tag: str) -> list[str]:
    """A language as folders and locales are named, then those that it is a kind of: zh_Hans_CN, zh_Hans, zh."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to load

    try:
        known = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return [tag.replace("-", "_")]
    parts = [known.language, *filter(None, (known.script, known.territory, known.variant))]
    return ["_".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _locale(names: list[str]) -> str:
    from babel.localedata import exists  # noqa: PLC0415

    found = next((name for name in names if exists(name)), SOURCE)
    return _LOCALES.get(found, found)


# The context of a message, where it has one, and its English words.
Key = tuple[str | None, str]


class Message(NamedTuple):
    """A message in the language of the interface: its forms, and the rule that chooses one by a number."""

    forms: tuple[str, ...]
    rule: str


Catalogue = dict[Key, Message]


class Unreadable(Exception):
    """A file is no catalogue: its path, the line, and why."""


@lru_cache(maxsize=16)
def catalogue(file: str, _digest: bytes) -> Catalogue:
    """The translated messages of a PO file by context and English text. Raises Unreadable."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - a site in English needs none

    try:
        with open(file, "rb") as opened:
            read = read_po(opened, abort_invalid=True)
    except PoFileError as error:
        raise Unreadable(file, error.lineno, str(error)) from None
    found: Catalogue = {}
    for message in read:
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        one = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        if one and all(texts) and not message.fuzzy:
            found[message.context, str(one)] = Message(tuple(map(str, texts)), str(read.plural_expr))
    return found


class Words(NodeTransformer):
    """The words of an interface, put into the templates of one environment."""

    def __init__(self, environment: Environment, catalogues: Iterable[Catalogue]) -> None:
        self._catalogues = tuple(catalogues)
        # Templates that were compiled before ask for these too.
        for rule in {GERMANIC, *(message.rule for words in self._catalogues for message in words.values())}:
            environment.filters.setdefault(rule, c2py(rule))
        # A theme that was given such a function means its own.
        self._marks = {name: how for name, how in MARKS.items() if name not in environment.globals}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """A call that marks a message becomes its words; they are text, and escaped like any other."""
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in self._marks:
            return node
        context, plural = self._marks[name]
        length = 1 + context + plural
        texts = [arg.value for arg in node.args[:length] if isinstance(arg, nodes.Const)]
        if len(texts) != length or len(node.args) != length + plural:
            raise TemplateSyntaxError(f"{name}() takes its words in quotes, so that they can be found", node.lineno)
        key = (texts[0] if context else None, texts[context])
        given: dict[str, nodes.Expr] = {pair.key: pair.value for pair in node.kwargs}
        return self.said(key, texts[-1], node.args[length] if plural else None, given, nodes.Const, node.lineno)

    def said(
        self,
        key: Key,
        more: str,
        number: nodes.Expr | None,
        given: dict[str, nodes.Expr],
        literal: type[nodes.Literal],
        line: int,
    ) -> nodes.Expr:
        """A message, or that of its forms which a number asks for, with what is given in its places. `num` is the
        number in the language's digits, unless it is given. What stands between the places is a `literal`."""
        message = next((found for words in self._catalogues if (found := words.get(key))), None)
        if message is None:
            message = Message((key[1],) if number is None else (key[1], more), GERMANIC)
        if number is not None:
            given = {"num": nodes.Filter(number, "number", [], [], None, None), **given}
        *others, said = [_joined(_pieces(form, given, literal, line)) for form in message.forms]
        if others and number is not None:
            index = nodes.Filter(number, message.rule, [], [], None, None)
            for form, other in reversed(list(enumerate(others))):
                said = nodes.CondExpr(nodes.Compare(index, [nodes.Operand("eq", nodes.Const(form))]), other, said)
        return said


def _pieces(form: str, given: dict[str, nodes.Expr], literal: type[nodes.Literal], line: int) -> Iterator[nodes.Expr]:
    at = 0
    for place in _PLACE.finditer(form):
        if place.start() > at:
            yield literal(form[at : place.start()])
        at = place.end()
        if place[1] and place[1] not in given:
            raise TemplateSyntaxError(f"“{form}” has a place for “{place[1]}”, which is not given", line)
        yield given[place[1]] if place[1] else literal("%")
    if at < len(form) or not form:
        yield literal(form[at:])


def _joined(pieces: Iterable[nodes.Expr]) -> nodes.Expr:
    first, *more = pieces
    return nodes.Concat([first, *more]) if more else first


class Trans(InternationalizationExtension):
    """Jinja's `{% trans %}`, with the words of `environment.words`. Line breaks in it are spaces."""

    def __init__(self, environment: Environment) -> None:
        Extension.__init__(self, environment)  # without the functions that look words up while a page is made
        environment.extend(newstyle_gettext=True, words=Words(environment, ()))
        environment.policies["ext.i18n.trimmed"] = True

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """A `{% trans %}` tag with all that it holds."""
        self._line = parser.stream.current.lineno
        return super().parse(parser)

    def _make_node(  # noqa: PLR0913, PLR0917 - Jinja's own
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,  # noqa: ARG002
        num_called_num: bool,  # noqa: ARG002
    ) -> nodes.Output:
        """Its words are markup, as those of a template are."""
        words: Words = self.environment.words  # type: ignore[attr-defined]
        said = words.said(
            (context, singular), plural or singular, plural_expr, variables, nodes.TemplateData, self._line
        )
        return nodes.Output(said.nodes if isinstance(said, nodes.Concat) else [said])
