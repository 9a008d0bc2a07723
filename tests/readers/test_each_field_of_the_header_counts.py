"""Whoever removes or falsifies any single field of the first article's header is told so, or changes what is shown.

Each variant of the header is put into a copy of the project's content. `check` refuses it, naming the field, or its
page, once built, no longer shows what is written down in first_article.yaml.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from helpers.building import ROOT, Site
from helpers.facts_of_the_record import Record, record

NAME = "paris-olympics-symposium"
_, HEADER, TEXT = (ROOT / f"content/articles/2022/{NAME}.md").read_text("utf-8").split("---\n", 2)
HEADER = HEADER.replace("  credit: ", "  edition: late city edition\n  credit: ", 1)
ADDRESS = f"2022/11/{NAME}.html"
SHOWN: Record = yaml.safe_load((ROOT / "tests/readers/first_article.yaml").read_text("utf-8"))
SHOWN["slip"][0] = SHOWN["slip"][0].replace(
    "page 01", "edition “late city edition” · page 01 edition: stated by the editor, without evidence"
)
Path = tuple[str | int, ...]

# Fields that say what is meant without them too, so that their absence changes nothing; a false one still does.
SAME_WITHOUT = {
    "slug": "the file has the same name",
    "date": "the source's day is the article's",
    "lang": "the site's own language is English as well",
    "source.status.publication": "the credit line names the publication",
    "source.status.page": "the credit line names the page",
    "dates.1.status": "the words name no year, so the day is inferred",
    "dates.2.status": "the words name no year, so the day is inferred",
}

# What is written instead. Where the words are limited, the false one is another that may stand there.
OTHER: dict[str, Any] = {
    "title_by": "source", "slug": "another-slug", "publication": "breakinglatest-news", "page": "02",
    "lang": "fr", "from": "de", "to": "fr", "method": "human", "act": {"printed": "reposted", "reposted": "edited",
    "translated": "edited", "received": "printed"}, "status": {"as-stated": "inferred", "inferred": "as-stated",
    "verified": "as-stated"},
    "kind": {"omitted": "corrected", "typographic": "conjecture", "conjecture": "typographic"},
    "by": {"china-sports-daily": "breakinglatest-news", "unknown": "gao-zhidan", "breakinglatest-news": "unknown"},
    "nth": 2, "url": "https://example.org/", "file": "received/2022/other.txt",
    "review": {
        "by": "Nobody", "date": dt.date(2026, 11, 22), "sha256": hashlib.sha256(TEXT.strip().encode()).hexdigest(),
    },
}  # fmt: skip


class Loader(yaml.SafeLoader):
    """Reads `on` as the word that it is, not as “true”."""


class Dumper(yaml.SafeDumper):
    """Writes a value out wherever it stands, without a reference to another place."""

    def ignore_aliases(self, data: object) -> bool:
        return True


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read() -> dict[str, Any]:
    return dict(yaml.load(HEADER, Loader))


@dataclass
class Variant:
    """A header with one field removed or falsified, or with the same falsehood in every place of it."""

    name: str
    header: dict[str, Any]
    number: int = 0
    problems: list[str] = field(default_factory=list)
    shown: Record = field(default_factory=dict)
    address: str = ""

    @property
    def file(self) -> str:
        return f"articles/v{self.number}/{NAME}.md"

    @property
    def slug(self) -> str:
        """Its own, so that all of them can stand in one site, unless the slug is what is falsified."""
        return str(self.header.get("slug", NAME)) if self.name.startswith("slug ") else f"v{self.number}"

    def written(self) -> str:
        header = self.header if self.name.startswith("slug ") else {**self.header, "slug": self.slug}
        return f"---\n{yaml.dump(header, Dumper=Dumper, allow_unicode=True, sort_keys=False)}---\n{TEXT}"


def paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field with its value, however deep, the items of lists included."""
    if path:
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths(part, (*path, key))


def dotted(path: Path) -> str:
    """As a Problem names it: places in a list count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def false(path: Path, value: Any) -> Any:
    """Another day, name, digit or word that may stand in this place."""
    key = path[-1]
    if isinstance(key, int):
        return other_key(str(path[0]), value)
    if key in OTHER:
        other = OTHER[key]
        return other[value] if isinstance(other, dict) and isinstance(value, str) and value in other else other
    if isinstance(value, dt.date):
        return value - dt.timedelta(days=1)
    if key == "sha256":
        return value[:-1] + ("1" if value[-1] == "0" else "0")
    return f"Another {value.partition(' ')[2]}" if value else "another"


def other_key(kind: str, key: str) -> str:
    """Another of the register that the article doesn't have, by key or by name; where there is none, one that the
    register lacks too."""
    file = ROOT / f"content/register/{kind}.yaml"
    known = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
    other = (name for name, entry in known.items() if name not in HEADER and entry["name"] not in HEADER)
    return next(other, f"not-{key}")


def changed(path: Path, value: Any = None, *, removed: bool = False) -> dict[str, Any]:
    header = read()
    holder = header
    for part in path[:-1]:
        holder = holder[part]
    if removed:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return header


def everywhere(was: Any, now: Any) -> dict[str, Any]:
    """The header with the same falsehood in every place, so that it doesn't contradict itself."""
    header = read()
    for path, value in paths(read()):
        if value == was and type(value) is type(was):
            holder = header
            for part in path[:-1]:
                holder = holder[part]
            holder[path[-1]] = now
    return header


def variants() -> Iterator[Variant]:
    header = read()
    for path, value in paths(header):
        yield Variant(f"{dotted(path)} removed", changed(path, removed=True))
        if not isinstance(value, (dict, list)):
            yield Variant(f"{dotted(path)} falsified", changed(path, false(path, value)))
    yield Variant("date everywhere falsified", everywhere(dt.date(2022, 11, 30), dt.date(2022, 11, 29)))
    yield Variant("page everywhere falsified", everywhere("01", "1"))
    yield Variant("publication everywhere falsified", everywhere("china-sports-daily", "breakinglatest-news"))
    yield Variant("lang everywhere falsified", everywhere("zh-Hans", "zh-Hant"))


VARIANTS = {variant.name: variant for variant in (Variant("as written", read()), *variants())}


@pytest.fixture(scope="session")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Variant]:
    """Every variant, checked in one run; those that nothing is found wrong with, built in another."""
    folder = tmp_path_factory.mktemp("each-field")
    site = Site(folder, folder / "content", ROOT / "publishconf.py")
    shutil.copytree(ROOT / "content", site.content, ignore=shutil.ignore_patterns("articles"))
    for number, variant in enumerate(VARIANTS.values()):
        variant.number = number
        site.write(variant.file, variant.written())
        if "custody" not in variant.header:
            shutil.copy(site.content / f"received/2022/{NAME}.txt", site.write(f"received/v{number}/{NAME}.txt", b""))
    lines = site.check().text.splitlines()
    for variant in VARIANTS.values():
        prefix = f"content/{variant.file}:"
        variant.problems = [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
        variant.problems = [line for line in variant.problems if " warning: " not in line]
        if variant.problems:
            (site.content / variant.file).unlink()
    site.built()
    for variant in VARIANTS.values():
        if not variant.problems:
            (page,) = [*site.output.rglob(f"{variant.slug}.html"), *site.output.rglob(f"{variant.slug}-??.html")]
            variant.address = page.relative_to(site.output).as_posix().replace(f"/{variant.slug}", f"/{NAME}")
            if variant.name.startswith("slug "):
                variant.address = page.relative_to(site.output).as_posix()
            variant.shown = record(site.page(page.relative_to(site.output).as_posix()))
    return VARIANTS


def test_the_header_as_it_is_written_is_shown_so(tried: dict[str, Variant]) -> None:
    whole = tried["as written"]
    assert whole.problems == []
    assert whole.address == ADDRESS
    for name, fact in SHOWN.items():
        assert whole.shown[name] == fact, name
    assert [*whole.shown] == [*SHOWN]


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "as written"])
def test_a_field_removed_or_falsified_is_noticed(tried: dict[str, Variant], name: str) -> None:
    variant, whole, place = tried[name], tried["as written"].shown, name.rpartition(" ")[0]
    differing = [fact for fact in SHOWN if variant.shown and variant.shown[fact] != whole[fact]]
    if name.endswith(" removed") and place in SAME_WITHOUT:
        assert (variant.problems, differing, variant.address) == ([], [], ADDRESS), SAME_WITHOUT[place]
    elif variant.problems:
        assert any(names(problem, place) for problem in variant.problems), variant.problems
    else:
        assert differing or variant.address != ADDRESS


def names(problem: str, place: str) -> bool:
    """Whether a Problem speaks of a field: it stands there, or in the item that holds it, or names it in its words."""
    found = re.match(r"(?:\d+:)? ?([^:]+): ", problem)
    assert found, problem
    at, (top, *rest) = found[1], place.split(".")
    item = ".".join([top, *rest[:1]]) if rest[:1] and rest[0].isdigit() else top
    return at == item or at.startswith(f"{item}.") or re.search(rf"\b{re.escape(top)}\b", problem) is not None
