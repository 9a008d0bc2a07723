"""The pages of the documentation that are made of the code: fields, commands and messages.

reference.py    writes them into content/docs/; a test holds the files there to what this writes
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from colophon.checking.header_schema import header_schema
from colophon.cli import make_parser
from colophon.model.article import TERM_KINDS, Article, Check, Declared, Record, fields_of
from helpers import invalid
from helpers.building import ROOT

DOCS = ROOT / "content" / "docs"
MADE = "<!-- Made by `python3 tasks.py reference`; change the code that it is made of instead. -->"

# What a field takes, by its check.
TAKES = {
    Check.TEXT: "words on one line",
    Check.PASSAGE: "words, to the letter",
    Check.QUOTE: "words of the text, to the letter",
    Check.KEY: "a key of the register",
    Check.PAGE: 'text, between quotes where it is a number: `"03"`',
    Check.DAY: "a day: `2024-05-17`",
    Check.DAYS: "a day, month, year or span: `2024-05-17`, `1937-08`, `1937`, `1937-08-07/1937-08-08`",
    Check.LANGUAGE: "a language tag: `en`, `zh-Hans`",
    Check.DIGEST: "a SHA-256 in 64 digits",
    Check.ADDRESS: "an address that begins with `https://` or `http://`",
    Check.COUNT: "a number from 1",
    Check.NAMES: "a list of names",
    Check.LICENCE: "an SPDX id, or an address",
    Check.STATUSES: "a status for all, or one for each fact",
}


def pages() -> dict[str, str]:
    """The text of each page that is made, by its name."""
    return {"fields": fields(), "commands": commands(), "messages": messages()}


def _page(title: str, *paragraphs: str) -> str:
    return "\n\n".join((f"---\ntitle: {title}\n---", MADE, *paragraphs)) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# --- fields ------------------------------------------------------------------------------------------------------


def records(kind: type[Record] = Article) -> Iterator[type[Record]]:
    """The records of a header, the article first."""
    yield kind
    for one in fields_of(kind):
        if one.check and one.record:
            yield from records(one.record)


def fields() -> str:
    """Every field of a header, as the model declares it."""
    parts = []
    for kind in dict.fromkeys(records()):
        rows = [_field(one, kind) for one in fields_of(kind) if one.check not in (None, Check.TERMS)]
        if kind is Article:
            said = header_schema()["properties"]
            rows += [f"| `{name}` | a list of names | {said[name]['description']} |" for name in TERM_KINDS]
            heading = "## An article"
        else:
            heading = f"## {_titled(kind)}"
        parts += [heading, *_forms(kind), "\n".join(("| field | takes | what it says |", "|---|---|---|", *rows))]
    return _page(
        "Every field of a header",
        "The fields of an article's header, as the code declares them. A field in **bold** must be there. "
        "`unknown` may stand wherever the table has it. What a field means, and what holds where it is absent, is "
        "said in [Writing an article](writing.md#every-field).",
        *parts,
    )


def _titled(kind: type[Record]) -> str:
    """The heading of a record: the fields that have it, by their names."""
    named = [one.header for owner in dict.fromkeys(records()) for one in fields_of(owner) if one.record is kind]
    return " and ".join(f"`{name}`" for name in dict.fromkeys(named))


def _forms(kind: type[Record]) -> list[str]:
    if not kind.example:
        return []
    alone = f" A text alone stands for `{kind.shorthand}`." if kind.shorthand else ""
    return [f"As in `{kind.example}`.{alone}"]


def _field(one: Declared, kind: type[Record]) -> str:
    # Of an article only title and source must stand in each header; the others follow from elsewhere.
    must = one.header in ("title", "source") if kind is Article else one.required
    name = f"**`{one.header}`**" if must else f"`{one.header}`"
    about = one.doc.description.partition("; null")[0].removesuffix(".")  # null is said of JSON
    return f"| {name} | {_cell(_takes(one))} | {_cell(about)}. |"


def _takes(one: Declared) -> str:
    if one.check in (Check.RECORD, Check.RECORDS):
        a_list = "a list of " if one.check is Check.RECORDS else ""
        return f"{a_list}[fields of its own](#{_anchor(_titled(one.record))})" if one.record else ""
    takes = (
        ", ".join(f"`{word}`" for word in one.values) if one.check is Check.CHOICE else TAKES[one.check or Check.TEXT]
    )
    return f"{takes}, or `unknown`" if one.doc.unknown else takes


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


# --- commands ----------------------------------------------------------------------------------------------------


def commands() -> str:
    """Every command with its arguments and options, as `--help` has them."""
    parser = make_parser()
    (subparsers,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    parts = []
    for name, command in subparsers.choices.items():
        rows = [_argument(one) for one in command._actions if "-h" not in one.option_strings]
        table = ["\n".join(("| argument | what it says |", "|---|---|", *rows))] if rows else []
        ends = [f"{command.epilog[0].upper()}{' '.join(command.epilog[1:].split())}."] if command.epilog else []
        parts += [f"## `{name}`", str(command.description), *table, *ends]
    return _page(
        "Every command",
        "The commands of `colophon`, as `--help` has them. What each is for is said in "
        "[Tasks and commands](tasks.md#colophon).",
        *parts,
    )


def _argument(one: argparse.Action) -> str:
    metavar = one.metavar if isinstance(one.metavar, str) else one.dest.upper()
    value = "" if one.nargs == 0 else f" {metavar}"
    names = ", ".join(f"`{name}{value}`" for name in one.option_strings) or f"`{metavar}`"
    choices = f"; one of {', '.join(f'`{choice}`' for choice in one.choices)}" if one.choices else ""
    said = re.sub(r" \(%\(default\)s\)", f"; `{one.default}` if it is left out", one.help or "")
    return f"| {names} | {_cell(said[:1].upper() + said[1:])}{choices} |"


# --- messages ----------------------------------------------------------------------------------------------------


def messages() -> str:
    """Examples of messages about articles, by the field that they name."""
    by_field: dict[str, list[str]] = {}
    for _, said in invalid.rows().values():
        match = re.match(r"content/\S+?\.md(?::\d+)?: (?:warning: )?([\w.-]+): ", said)
        by_field.setdefault(_plain(match[1]) if match else "the file", []).append(said)
    parts = []
    for name in sorted(by_field, key=lambda name: (name != "the file", name)):
        heading = f"## `{name}`" if name != "the file" else "## The file"
        parts += [heading, "\n\n".join(f"    {said}" for said in sorted(set(by_field[name])))]
    return _page(
        "Messages about articles",
        "Examples of what `colophon check` finds wrong in an article, by the field that it names. Each line is "
        "what an article in `tests/readers/invalid.yaml` gets, so it is the message to the letter; what stands "
        "between quotation marks is the example's. Messages about links and about the register are among those in "
        "[Writing an article](writing.md). [How to read a Problem](writing.md#how-to-read-a-problem) says what the"
        " parts are.",
        *parts,
    )


def _plain(field: str) -> str:
    """A field without the numbers of items."""
    return re.sub(r"\.\d+", "", field)


def write() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (DOCS / f"{name}.md").write_bytes(text.encode())


if __name__ == "__main__":
    write()
