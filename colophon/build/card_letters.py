"""Says what social cards leave out, since no font has its letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from colophon.model.article import Article
from colophon.model.problems import WARNING, Problem
from colophon.readers.register import Register
from colophon.views.page import Font

REMEDY = "name a font that has them in SOCIAL_CARD_FONTS"
_TITLE = re.compile(rb"^title[ \t]*:", re.IGNORECASE | re.MULTILINE)


def of_article(
    fonts: tuple[Font, ...], file: tuple[str, bytes], article: Article, register: Register
) -> Iterator[Problem]:
    """What the card of an article leaves out of its title and the name of its source. `file` is the name of the
    article's file in messages, and its bytes."""
    label, data = file
    at = _TITLE.search(data)
    line = data.count(b"\n", 0, at.start()) + 1 if at else 0
    yield from _problems(fonts, (label, line), "title", article.title, "the card has no title")
    if article.source and (key := article.source.publication):
        entry = register.find("publications", key)
        name = entry.name if entry else key
        yield from _problems(fonts, (label, 0), "source.publication", name, "the card has no source")


def of_site(fonts: tuple[Font, ...], name: str) -> Iterator[Problem]:
    """What all cards leave out of the name of the site."""
    yield from _problems(fonts, ("settings", 0), "SITENAME", name, "no card has it")


def summed(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, where one stands for all that cards leave out for one reason: a site in a script without a font
    would else have one for each article."""
    first, number, others = dict[tuple[str, str], Problem](), Counter[tuple[str, str]](), list[Problem]()
    for problem in sorted(problems):
        if problem.remedy != REMEDY:
            others.append(problem)
            continue
        kind = problem.field, problem.found
        first.setdefault(kind, problem)
        number[kind] += 1
    return others + [
        replace(problem, found=f"{problem.found}, as in {number[kind] - 1:,} more") if number[kind] > 1 else problem
        for kind, problem in first.items()
    ]


def _problems(fonts: tuple[Font, ...], at: tuple[str, int], field: str, text: str, loss: str) -> Iterator[Problem]:
    if text.isascii():
        return
    from colophon.rendering.lettering import Lettering  # noqa: PLC0415 - HarfBuzz is slow to load

    drawable = Lettering(tuple((font.file, font.number) for font in fonts)).drawable(text)
    if drawable.lacking:
        what = " and ".join(dict.fromkeys(map(_kind, drawable.lacking)))
        found = f"no font of the social cards has {what}, so {'the card leaves it out' if drawable.text else loss}"
        yield Problem(*at, field, found, REMEDY, WARNING)


def _kind(letter: str) -> str:
    """“Arabic letters”, “CJK letters”; of what is no letter the character itself, “⊕”."""
    if unicodedata.category(letter[0]).startswith("L") and (name := unicodedata.name(letter[0], "")):
        script = name.split()[0]
        return f"{script if script == 'CJK' else script.capitalize()} letters"
    return f"“{letter}”"
