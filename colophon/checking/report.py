"""Problems in the notations of other programs: JSON, annotations of GitHub, GitLab's Code Quality and SARIF.

content/docs/checking.md has the form of each. In all of them a problem has a rule: the field that it is in, without the
numbers of items, as in `custody.date`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from colophon.checking.selection import SETTINGS, Selection
from colophon.model.article import TERM_KINDS, Article, Check, Record, fields_of
from colophon.model.problems import ERROR, Problem, one_line

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
UNKNOWN = "unknown"  # the rule of a field that the model does not have
# What a problem may be in besides the fields of a header, and what that is.
OTHERS = {
    "file": "the file as a whole",
    "header": "the header as a whole",
    "text": "the text below the header",
    "picture": "an SVG file",
    "register": "a file of the register",
    SETTINGS: "the settings of the site",
    UNKNOWN: "a field that is not one of ours",
}
_LISTS = (*TERM_KINDS, "tags")
_MAPS = (*_LISTS, "source.status")  # whose parts are no rules of their own
_NUMBER = re.compile(r"\.\d+(?=\.|$)")


class Found(NamedTuple):
    """What a check found: the problems of the files that were asked for, how many there are in others, where the files
    are, and the version of Colophon."""

    problems: Sequence[Problem]
    elsewhere: int
    selection: Selection
    version: str

    @property
    def errors(self) -> int:
        """How many of the problems stop a build."""
        return sum(problem.level == ERROR for problem in self.problems)


@cache
def rules() -> Mapping[str, str]:
    """The rules, with what each is about."""
    return {**{name: f"the field {name} of a header" for name in (*_LISTS, *_fields(Article))}, **OTHERS}


def _fields(kind: type[Record], above: str = "") -> Iterator[str]:
    """The dotted names of the declared fields of a record and of those in it."""
    for one in fields_of(kind):
        if one.check and one.check is not Check.TERMS:
            yield above + one.header
        if one.check and one.record:
            yield from _fields(one.record, f"{above}{one.header}.")


def rule(problem: Problem) -> str:
    """The rule of a problem."""
    if problem.path == SETTINGS:
        return SETTINGS
    if problem.path.split("/")[1:2] == ["register"]:
        return "register"
    place = _NUMBER.sub("", problem.field)
    if place.startswith("source_"):  # of a header in Key: value lines
        place = place.replace("_", ".", 1)
    above = place.rpartition(".")[0]
    return next((name for name in (place, above if above in _MAPS else "") if name in rules()), UNKNOWN)


def fingerprints(found: Found) -> list[str]:
    """A digest of each problem that stays the same while other lines of its file come and go."""
    seen = Counter[tuple[str, ...]]()
    digests = []
    for problem in found.problems:
        parts = found.selection.from_repository(problem), rule(problem), problem.found
        seen[parts] += 1
        digests.append(hashlib.sha256("\0".join((*parts, str(seen[parts]))).encode(errors="replace")).hexdigest())
    return digests


def as_json(found: Found) -> str:
    """The problems for programs and editors."""
    listed = [
        {
            "path": found.selection.from_here(problem),
            "line": problem.line or None,
            "field": problem.field,
            "rule": rule(problem),
            "level": problem.level,
            "found": one_line(problem.found),
            "remedy": one_line(problem.remedy),
        }
        for problem in found.problems
    ]
    errors = found.errors
    numbers = {"errors": errors, "warnings": len(listed) - errors, "elsewhere": found.elsewhere}
    return _dumped({"version": 1, **numbers, "problems": listed})


def as_github(found: Found) -> str:
    """Workflow commands, which GitHub Actions shows beside the lines."""
    lines = []
    for problem in found.problems:
        line = {"line": str(problem.line)} if problem.line else {}
        places = {"file": found.selection.from_repository(problem), **line, "title": problem.field}
        stated = ",".join(f"{name}={_property(value)}" for name, value in places.items())
        lines.append(f"::{problem.level} {stated}::{_data(_message(problem))}")
    return "\n".join(lines)


def as_gitlab(found: Found) -> str:
    """GitLab's Code Quality report."""
    return _dumped([
        {
            "description": f"{problem.field}: {_message(problem)}",
            "check_name": rule(problem),
            "fingerprint": fingerprint,
            "severity": "major" if problem.level == ERROR else "minor",
            "location": {
                "path": found.selection.from_repository(problem),
                "lines": {"begin": problem.line or 1},
            },
        }
        for problem, fingerprint in zip(found.problems, fingerprints(found), strict=True)
    ])  # fmt: skip


def as_sarif(found: Found) -> str:
    """SARIF 2.1.0."""
    used = sorted({rule(problem) for problem in found.problems})
    driver = {
        "name": "Colophon",
        "version": found.version,
        "rules": [{"id": name, "shortDescription": {"text": rules()[name]}} for name in used],
    }
    results = []
    for problem, fingerprint in zip(found.problems, fingerprints(found), strict=True):
        where: dict[str, Any] = {
            "artifactLocation": {"uri": quote(found.selection.from_repository(problem)), "uriBaseId": "%SRCROOT%"}
        }
        if problem.line:
            where["region"] = {"startLine": problem.line}
        results.append({
            "ruleId": rule(problem),
            "ruleIndex": used.index(rule(problem)),
            "level": problem.level,
            "message": {"text": f"{problem.field}: {_message(problem)}"},
            "locations": [{"physicalLocation": where}],
            "partialFingerprints": {"colophon/v1": fingerprint},
        })  # fmt: skip
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


# By the name that the command line has for it.
FORMATS: dict[str, Callable[[Found], str]] = {
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
}


def _message(problem: Problem) -> str:
    return one_line(f"{problem.found}; {problem.remedy}")


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _data(text: str) -> str:
    """The words of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
