"""The language of the interface: which there are, and its words put into the theme's templates.

Templates are written in English with gettext's marks: `_("…")`, `ngettext("…", "…", n)` and `pgettext("…", "…")`. One
site speaks one language, so the words are put in when a template is compiled, and a page costs no look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

SOURCE = "en"  # the language in which templates are written
GERMANIC = "(n != 1)"  # its rule for plurals, as PO files write it
CATALOGUE = "LC_MESSAGES/messages.po"

# CLDR means American English by “en” alone; this is the English of everywhere else.
_LOCALES = {"en": "en_001"}
_PLACE = re.compile(r"((?:[^%]|%(?!\(\w+\)s|%))+)|%\((\w+)\)s|%(%)")
# The functions that mark a message, with how many texts they take: a context or a plural is one.
MARKS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}


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
    """Puts the words of an interface into templates: a call of `_`, `ngettext` or `pgettext` becomes its message.

    A message is a text, escaped like any other, with the call's keyword arguments in the places `%(name)s`. `num` is
    the number of `ngettext` in the language's digits, unless it is given. Raises TemplateSyntaxError.
    """

    def __init__(self, environment: Environment, catalogues: Iterable[Catalogue]) -> None:
        self._catalogues = tuple(catalogues)
        for message in (message for words in self._catalogues for message in words.values()):
            environment.filters.setdefault(message.rule, c2py(message.rule))
        environment.filters.setdefault(GERMANIC, c2py(GERMANIC))
        # A theme that has a function of such a name means its own.
        self._marks = {name: number for name, number in MARKS.items() if name not in environment.globals}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """A call that marks a message becomes its words."""
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in self._marks:
            return node
        length, plural = self._marks[name], name == "ngettext"
        texts = [arg.value for arg in node.args[:length] if isinstance(arg, nodes.Const)]
        if len(texts) != length or len(node.args) != length + plural:
            raise TemplateSyntaxError(f"{name}() takes its words in quotes, so that they can be found", node.lineno)
        values: dict[str, nodes.Expr] = {pair.key: pair.value for pair in node.kwargs}
        if not plural:
            return _text(self._message(*reversed(texts)).forms[0], values, node.lineno)
        number = node.args[length]
        values = {"num": nodes.Filter(number, "number", [], [], None, None), **values}
        message = self._message(texts[0], plural=texts[1])
        *others, words = [_text(form, values, node.lineno) for form in message.forms]
        index = nodes.Filter(number, message.rule, [], [], None, None)
        for form, other in reversed(list(enumerate(others))):
            words = nodes.CondExpr(nodes.Compare(index, [nodes.Operand("eq", nodes.Const(form))]), other, words)
        return words

    def _message(self, text: str, context: str | None = None, plural: str = "") -> Message:
        found = (words[context, text] for words in self._catalogues if (context, text) in words)
        return next(found, Message((text, plural) if plural else (text,), GERMANIC))


def _text(form: str, values: dict[str, nodes.Expr], line: int) -> nodes.Expr:
    """A form of a message with values in its places."""
    pieces: list[nodes.Expr] = []
    for text, name, percent in _PLACE.findall(form):
        if name and name not in values:
            raise TemplateSyntaxError(f"“{form}” has a place for “{name}”, which is not given", line)
        pieces.append(values[name] if name else nodes.Const(text or percent))
    return nodes.Concat(pieces) if len(pieces) > 1 else pieces[0] if pieces else nodes.Const("")
