"""The languages of the interface, and its words in the theme's templates.

Templates are written in English with gettext's marks: `_("…")`, `ngettext("…", "…", n)` and `pgettext("…", "…")`. A
site has one language, so templates get its words when they are compiled, and no page looks them up.
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

SOURCE = "en"  # the language of the templates
GERMANIC = "(n != 1)"  # its rule for plurals, as in PO files
CATALOGUE = "LC_MESSAGES/messages.po"

# In CLDR “en” is American English, and “en_001” the English of the rest of the world.
_LOCALES = {"en": "en_001"}
_PLACE = re.compile(r"((?:[^%]|%(?!\(\w+\)s|%))+)|%\((\w+)\)s|%(%)")
# The functions that mark a message, and their number of texts; a context or a plural is one.
MARKS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}


@dataclass(frozen=True, slots=True)
class Interface:
    """The language of the interface as a BCP 47 tag, its CLDR locale for dates, numbers and names, and the catalogues
    of its words; the first one that has a message counts."""

    tag: str = SOURCE
    locale: str = _LOCALES[SOURCE]
    catalogues: tuple[str, ...] = ()


def cased(tag: str) -> str:
    """A BCP 47 tag with the usual capitals: zh-Hans-CN. Pelican writes DEFAULT_LANG without them."""
    first, *more = tag.lower().split("-")
    return "-".join([first, *({2: part.upper(), 4: part.title()}.get(len(part), part) for part in more)])


def languages(folders: Iterable[str]) -> list[str]:
    """The tags of all languages in the folders of catalogues; none where no folder exists."""
    existing = [Path(folder) for folder in folders if Path(folder).is_dir()]
    names = {file.parent.parent.name for folder in existing for file in folder.glob(f"*/{CATALOGUE}")}
    return sorted({name.replace("_", "-") for name in names} | ({SOURCE} if existing else set()))


def interface(tag: str, folders: Iterable[str]) -> Interface | None:
    """The interface in a language or in a wider one: zh-Hans-CN, zh-CN and zh-Hans all get zh-Hans. None where the
    folders have no such language."""
    from babel.localedata import exists  # noqa: PLC0415 - slow to load

    names, places = _wider(tag), list(folders)
    available = languages(places)
    if available and not any(name.replace("_", "-") in available for name in names):
        return None
    files = tuple(str(file) for place in places for name in names if (file := Path(place, name, CATALOGUE)).is_file())
    locale = next(filter(exists, names), SOURCE)
    return Interface(cased(tag), _LOCALES.get(locale, locale), files)


def _wider(tag: str) -> list[str]:
    """The names of folders and locales for a language, then for wider ones: zh_Hans_CN, zh_Hans, zh."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        known = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return [tag.replace("-", "_")]
    parts = [known.language, *filter(None, (known.script, known.territory, known.variant))]
    return ["_".join(parts[:end]) for end in range(len(parts), 0, -1)]


class Message(NamedTuple):
    """A message in the language of the interface: its plural forms, and the rule that gives the index of a form."""

    forms: tuple[str, ...]
    rule: str


Catalogue = dict[tuple[str | None, str], Message]  # by context, if there is one, and English text


class UnreadableCatalogue(Exception):
    """A file is no catalogue. The arguments are its path, the line and the reason."""


@lru_cache(maxsize=16)
def catalogue(file: str, _digest: bytes) -> Catalogue:
    """The translated messages of a PO file by context and English text. Raises UnreadableCatalogue."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - a site in English needs none

    try:
        with open(file, "rb") as opened:
            read = read_po(opened, abort_invalid=True)
    except PoFileError as error:
        raise UnreadableCatalogue(file, error.lineno, str(error)) from None
    messages: Catalogue = {}
    for message in read:
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        one = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        if one and all(texts) and not message.fuzzy:
            messages[message.context, str(one)] = Message(tuple(map(str, texts)), str(read.plural_expr))
    return messages


class Messages(NodeTransformer):
    """Puts the words of an interface into templates: a call of `_`, `ngettext` or `pgettext` becomes its message.

    A message is a text, escaped like any other, with the call's keyword arguments in the places `%(name)s`. Without an
    argument `num`, this is the number of `ngettext` in the language's digits. Raises TemplateSyntaxError.
    """

    def __init__(self, environment: Environment, catalogues: Iterable[Catalogue]) -> None:
        self._catalogues = tuple(catalogues)
        for rule in {GERMANIC, *(message.rule for words in self._catalogues for message in words.values())}:
            environment.filters.setdefault(rule, c2py(rule))
        # Where a theme has a function with such a name, that function is called.
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
        messages = (words[context, text] for words in self._catalogues if (context, text) in words)
        return next(messages, Message((text, plural) if plural else (text,), GERMANIC))


def _text(form: str, values: dict[str, nodes.Expr], line: int) -> nodes.Expr:
    """A form of a message with values in its places, as an expression."""
    pieces: list[nodes.Expr] = []
    for text, name, percent in _PLACE.findall(form):
        if name and name not in values:
            raise TemplateSyntaxError(f"“{form}” has a place for “{name}”, which is not given", line)
        pieces.append(values[name] if name else nodes.Const(text or percent))
    return nodes.Concat(pieces) if len(pieces) > 1 else pieces[0] if pieces else nodes.Const("")
