"""The JSON Schema of the header takes every header that the reader takes, and refuses what the reader refuses for its
form, so that an editor says it while somebody types."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from helpers import full_record, invalid
from helpers.building import ROOT, SITES
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pelican.settings import DEFAULT_CONFIG

from colophon.model.article import TERM_KINDS, Article, Event, Source, fields_of
from colophon.quickstart import Site as New
from colophon.quickstart import files
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register

HEADER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
CONTENT = SITES / "minimal/content"
REGISTER, _ = Register.load(CONTENT / "register")
READER = Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(CONTENT)}), REGISTER)

# Rows of tests/readers/invalid.yaml whose fault no look at the form of a header shows. It lies in the text, in other
# files, in what several fields say together, in a name that may be of the site's own, or in what YAML itself can't
# read, which an editor says without a schema.
ELSEWHERE = {
    "text": {name for name in invalid.rows() if name.startswith("text-")},
    "the text": {
        "change-not-in-received", "change-twice-in-received", "changes-without-received", "dated-words-not-in-text",
        "dated-words-twice-in-text", "note-nth-too-high", "note-twice-in-text", "reading-not-in-text",
        "reading-supplies-without-brackets", "source-credit-not-in-text", "source-credit-twice",
    },
    "other files": {
        "custody-digest-differs", "custody-file-missing", "custody-file-outside", "person-unknown",
        "source-publication-unknown",
    },
    "several fields": {
        "custody-by-left-out", "custody-out-of-order", "custody-printed-on-another-day", "date-not-that-of-the-source",
        "published-before-the-source", "source-verified-without-file",
    },
    "the calendar, the registry of languages, and what is no path or name": {
        "date-impossible", "redirect-outside", "slug-a-device", "draft-of-another-system",
    },
    "the bytes": {"control-character", "header-invisible-character", "not-utf-8", "nul"},
    "what YAML reads in its own way": {"key-twice", "yaml-alias", "yaml-comment"},
}  # fmt: skip


class Core(yaml.SafeLoader):
    """YAML 1.2 by its core schema, as language servers read it: a day is text, and so is `no`."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"(?:~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^{pattern}$"), [*first])
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


@cache
def validator() -> Draft202012Validator:
    printed = subprocess.run(
        [sys.executable, "-m", "colophon", "schema"], cwd=ROOT, capture_output=True, check=True, timeout=60
    ).stdout
    schema = json.loads(printed.decode("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(header: str) -> list[str]:
    """What an editor would say of a header."""
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(yaml.load(header, Core))]


def headers(folder: Path) -> dict[str, str]:
    found = {}
    for file in sorted(folder.rglob("*.md")):
        match = HEADER.match(file.read_text("utf-8").replace("\r\n", "\n"))
        if match and not {"pages", "docs"}.intersection(file.parts):
            found[str(file.relative_to(folder))] = match[1]
    return found


@pytest.mark.parametrize(
    "folder", [ROOT / "content", SITES / "gallery/content", CONTENT], ids=["ours", "gallery", "minimal"]
)
def test_every_header_of_the_sites_is_taken(folder: Path) -> None:
    found = headers(folder)
    assert found
    # The gallery has REQUIRE_SOURCE = False, with which the lack of a source is still a warning.
    lacking = {"articles/2024/no-source.md": ["$: 'source' is a required property"]}
    wanted = lacking if "gallery" in folder.parts else {}
    assert {name: said for name, header in found.items() if (said := faults(header))} == wanted


def test_headers_with_everything_and_with_little_are_taken() -> None:
    several = {"full": full_record.HEADER, **full_record.OTHERS, "withdrawn": full_record.WITHDRAWN}
    assert {name: said for name, header in several.items() if (said := faults(header))} == {}
    for base in ("good", "custody"):
        match = HEADER.match(invalid.bases()[base])
        assert match
        assert faults(match[1]) == []


def test_a_new_site_has_the_schema_and_its_example_names_it() -> None:
    made = files(New("News", "en", ""))
    example = "content/articles/2026/example.md"
    (line,) = [line for line in made[example].decode().splitlines() if "$schema=" in line]
    named = line.removeprefix("# yaml-language-server: $schema=")
    assert named != line
    (place,) = [place for place in made if (Path("/") / Path(example).parent / named).resolve() == Path("/") / place]
    assert json.loads(made[place]) == validator().schema
    assert not place.startswith("content/")
    match = HEADER.match(made[example].decode())
    assert match
    assert faults(match[1]) == []


def test_what_is_wrong_in_its_form_is_refused() -> None:
    listed = set().union(*ELSEWHERE.values())
    taken = set()
    for name, (data, _) in invalid.rows().items():
        match = HEADER.match(data.decode("utf-8", "replace"))
        if match is None:
            continue  # no YAML header
        try:
            said = faults(match[1])
        except yaml.YAMLError:
            continue  # which an editor says itself
        if not said:
            taken.add(name)
    assert taken - listed == set()
    assert listed - taken - {name for name in listed if name.startswith("text-")} == set()


WRONG = {
    "title:": "$.title", "title: [a]": "$.title", "lang: en_US": "$.lang", "lang: 7": "$.lang",
    "published: 2024-5-7": "$.published", "published: unknown": "", "published:": "", "date: 1937": "",
    "date: 1937-08-07/1937-08-08": "", "date: 2024-05-17 08:30": "", "date: 2024-05-17T08:30:00+02:00": "",
    "date: May 2024": "$.date", "date: unknown": "", "slug: A b": "$.slug", "licence: CC-BY-4.0": "",
    "people: a, b": "", "people: {a: b}": "$.people", "subjects: [a, 1, {name: b, slug: b}]": "",
    "subjects: [{tag: b}]": "$.subjects", "tags: [[a]]": "$.tags", "authors: Li Ming": "",
    "authors: {name: Li Ming, kind: robot}": "$.authors", "authors: [{at: x}]": "$.authors", "source_page: '03'": "$",
    "_x: 1": "$", "url: x": "$", "x: 1": "", "review: unreviewed": "", "review: maybe": "$.review",
    "review: {by: Ada, date: 2024-06-01}": "$.review", "status: withdrawn": "$",
    "withdrawn: {date: 2026-12-01, why: x}": "$", "images: [{credit: x}]": "$.images", "title_by: me": "$.title_by",
    "translation_of: articles/x.md": "", "translation_of: {sha256: x}": "$.translation_of",
    "notes: [{on: x, note: y, nth: 0}]": "$.notes", "changes: [{was: x, now: '', kind: omitted}]": "",
    "changes: [{was: '', now: x, kind: added}]": "$.changes", "custody: [{act: stolen}]": "$.custody",
    "custody: [{act: printed, date: 1937, from: de}]": "", "custody: [{act: received, status: verified}]": "$.custody",
}  # fmt: skip
SOURCE = "title: x\nsource: {publication: a, date: 2024-05-17}\n"


@pytest.mark.parametrize("line", WRONG)
def test_each_field_has_its_form(line: str) -> None:
    begun = SOURCE if not line.startswith("title:") else SOURCE.removeprefix("title: x\n")
    said = faults(f"{begun}{line}\n")
    place = WRONG[line]
    assert [one.partition(":")[0] for one in said][:1] == ([place] if place else []), said


def test_a_text_of_this_site_has_a_day() -> None:
    assert faults("title: x\nsource: original\ndate: 2024-05-17\n") == []
    assert faults("title: x\nsource: original\n") != []
    assert faults("title: x\n") != []
    assert faults("title: x\nsource: {publication: unknown, date: unknown, page: 3}\n") != []


def test_editors_show_what_each_field_says() -> None:
    properties = validator().schema["properties"]
    own = {one.header for one in fields_of(Article) if one.check} - {"terms"} | {*TERM_KINDS, "tags"}
    assert own <= set(properties)
    assert [name for name in own if not properties[name].get("description")] == []
    for kind in (Source, Event):
        fields = validator().schema["$defs"][kind.__name__.lower()]["properties"]
        assert [name for name, field in fields.items() if not field.get("description")] == []


DAYS = st.dates().filter(lambda day: day.year >= 1000).map(str)
PAST = st.sampled_from(["1937", "1937-08", "1937-08-07/1937-08-08", "unknown", '"1937"', "1937-08-07 / 1937-08-08"])
WORD = st.sampled_from(["x", '"y: z"', "12", "1.50", "no", "true", "~", "", "[a]", "{b: c}", "unknown"])
FIELDS = st.dictionaries(
    st.sampled_from(["summary", "lang", "rights", "template", "slug", "subjects", "people", "published", "title_by",
        "licence", "authors", "redirect_from", "status", "date", "notes", "custody", "images", "review"]),
    st.one_of(WORD, DAYS, PAST), max_size=4)  # fmt: skip


@given(
    FIELDS,
    st.dictionaries(st.sampled_from(["page", "edition", "url", "archived", "status", "title"]), WORD, max_size=2),
    PAST | DAYS,
)
def test_what_the_reader_takes_the_schema_takes(fields: dict[str, str], parts: dict[str, str], printed: str) -> None:
    lines = [f"{name}: {value}" for name, value in fields.items()]
    below = [f"  {name}: {value}" for name, value in {"publication": "daily-example", "date": printed, **parts}.items()]
    header = "\n".join(["title: x", *lines, "source:", *below, ""])
    reading = READER.parse("articles/x.md", f"---\n{header}---\n\nThe text.\n".encode())
    refused = [problem for problem in reading.problems if problem.level == "error"]
    if not refused:
        assert faults(header) == []
