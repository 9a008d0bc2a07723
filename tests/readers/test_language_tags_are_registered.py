"""A language tag is one of the registry, in every field that takes one, and a near miss is told the right one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.building import ROOT, SITES

from colophon.readers.languages import _USUAL, _registered, language_fault
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register

MEANT = {"jp": "ja", "cn": "zh", "en-UK": "en-GB", "zh_cn": "zh-CN", "dk": "da", "cz_CZ": "cs-CZ", "cn-Hans": "zh-Hans"}
HEADER = """\
---
title: A
source: {{publication: daily-example, date: 2024-05-17}}
lang: {0}
custody:
  - {{act: translated, by: unknown, lang: {0}, from: {0}, to: {0}}}
---
Text.
"""


@pytest.mark.parametrize("tag", MEANT)
def test_every_field_of_a_header_names_the_right_tag(tag: str) -> None:
    content = SITES / "minimal/content"
    reader = Reader(ReaderSettings(str(content)), Register.load(content / "register")[0])
    problems = reader.parse("articles/x.md", HEADER.format(tag).encode()).problems
    assert {p.field for p in problems} == {"lang", "custody.1.lang", "custody.1.from", "custody.1.to"}
    assert {(p.found, p.remedy) for p in problems} == {(f"“{tag}” is not a language tag", f"write {MEANT[tag]}")}
    assert not reader.parse("articles/x.md", HEADER.format(MEANT[tag]).encode()).problems


@pytest.mark.parametrize("tag", ["jp", "zh_cn", 'x" y="', "'<b>'"])
def test_names_of_the_register_have_tags_of_the_registry(tmp_path: Path, tag: str) -> None:
    (tmp_path / "people.yaml").write_text(f"a:\n  name: x\n  names:\n    {tag}: y\n", encoding="utf-8")
    (problem,) = Register.load(tmp_path)[1]
    assert (problem.line, problem.found) == (4, f"“{tag.strip(chr(39))}” is not a language tag")


@pytest.mark.parametrize("tag", ["EN", "zh-yue", "de-1996", "sl-rozaj-biske", "es-419", "qaa", "x-ours", "en-x-ours"])
def test_what_the_registry_has_is_let_through(tag: str) -> None:
    assert language_fault(tag) is None


@pytest.mark.parametrize("tag", ["english", "i", "en--GB", "en-", "en-foobar", "sr-Cyrl-Qaaa", "中文", "zz_ZZ", "e n"])
def test_what_the_registry_has_not_is_refused(tag: str) -> None:
    assert language_fault(tag)


def test_usual_tags_are_registered_and_cost_nothing() -> None:
    assert all(_registered(tag) for tag in _USUAL)
    program = "import sys; from colophon.readers.languages import language_fault as fault; "
    program += "fault('zh-Hans'); print('langcodes' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
