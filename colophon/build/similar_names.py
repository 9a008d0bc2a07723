"""Asks about names that are alike: two subjects or two papers that differ in case or accents alone may be meant as one.

Names that are both in the register are two by the editor's own word, so nobody is asked about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colophon.model.problems import WARNING, Problem, counted
from colophon.model.spelling import alike, differences
from colophon.readers.register import Register
from colophon.store.queries import IndexCounts, Spelling

# The kinds of index that have free names, each with its field in headers and its kind in the register.
_FREE = {"sources": ("source", "publications"), "subjects": ("subjects", "subjects")}
_MOST = 4  # names in one warning


def questions(counts: IndexCounts, register: Register, label: str) -> Iterator[Problem]:
    """One warning for all names that are alike. `label` is what messages call the content folder."""
    for kind, (field, registered) in _FREE.items():
        keys, known = register.keys(registered), _by_likeness(register, registered)
        for likeness in sorted({*counts.alike(kind), *known}):
            free = [one for one in counts.spellings(kind, likeness) if one.key not in keys]
            names = known.get(likeness, ())
            if free and len(free) + len(names) > 1:
                free.sort(key=lambda one: (one.articles, one.name))  # the rarest is the likeliest slip
                remedy = f"write one of them in all articles, or add each to register/{registered}.yaml if they differ"
                path = f"{label}/{free[0].file}"
                yield Problem(path, 0, field, _found(free, names, label), remedy, WARNING)


def _found(free: Sequence[Spelling], registered: Sequence[str], label: str) -> str:
    named = [f"“{one.name}” ({_articles(f'{label}/{one.file}' if at else 'here', one)})" for at, one in enumerate(free)]
    named += [f"“{name}” (in the register)" for name in registered]
    if len(named) > _MOST:
        named[_MOST:] = [f"{len(named) - _MOST} more"]
    differing = differences([*(one.name for one in free), *registered])
    return f"{', '.join(named[:-1])} and {named[-1]} differ only in {differing}"


def _articles(file: str, one: Spelling) -> str:
    return f"{file} and in {counted(one.articles - 1, 'other')}" if one.articles > 1 else file


def _by_likeness(register: Register, kind: str) -> dict[str, list[str]]:
    """The names of the register's entries of a kind, by what `alike` makes of them."""
    known: dict[str, list[str]] = {}
    for entry in register.entries(kind):
        for name in dict.fromkeys((entry.name, *entry.names.values())):
            known.setdefault(alike(name), []).append(name)
    return known
