"""`colophon new` reads files and prints what they say; what it can't do, it says in a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from helpers.found_pages import SENTENCES

from colophon.cli import main


def text_file(folder: Path) -> str:
    file = folder / "found.txt"
    file.write_text("\n\n".join([*SENTENCES, "Source: Bay Chronicle"]))
    return str(file)


def test_a_dry_run_prints_an_object_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("py3langid", reason="the extra `new`")
    file = text_file(tmp_path)
    assert main(["new", file, file, "--dry-run", "--format", "json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["file"] for answer in answers] == ["found.txt", "found.txt"]
    assert answers[0]["proposed"]["publication"]["value"] == "Bay Chronicle"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "found.txt"]


def test_without_a_dry_run_it_says_what_it_can_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", text_file(tmp_path)]) == 2
    assert "--dry-run --format json" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("colophon.importing")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("lxml", "py3langid", "py3langid.langid", "trafilatura"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["new", text_file(tmp_path), "--dry-run", "--format", "json"]) == 1
    assert "pip install 'pelican-colophon[new]'" in capsys.readouterr().err
