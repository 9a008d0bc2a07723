"""The system's programs for digests check the output by the lists in manifest/, and find what is not as it was."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from helpers.answers import Answered
from helpers.building import Site, tree
from helpers.sums import ROOT_LIST, UNLISTED

PROGRAMS = {"sha256sum": ["sha256sum"], "shasum": ["shasum", "-a", "256"]}


def check(program: str, output: Path, *lists: str) -> tuple[int, list[str], str]:
    """(status, what is said of each file, what is said of the lists) of a check that takes every odd line for an
    error."""
    command = [*PROGRAMS[program], "--check", "--strict", "--warn", *lists]
    done = subprocess.run(command, cwd=output, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"})
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_file_is_proved_and_a_change_and_a_loss_are_named(
    program: str, fullest: Site, tmp_path: Path, answered: Answered
) -> None:
    output = tmp_path / "mirror"
    shutil.copytree(fullest.output, output)
    status, said, errors = check(program, output, ROOT_LIST)
    assert (status, errors) == (0, "")
    lists = [line.removesuffix(": OK") for line in said]
    assert {*lists} | {ROOT_LIST} == {path for path in tree(output) if path.startswith("manifest/")}
    sums = [path for path in lists if path != UNLISTED]
    status, said, errors = check(program, output, *sums)
    assert (status, errors) == (0, "")
    proved = {line.removesuffix(": OK") for line in said}
    others = {path for path in tree(output) if not path.startswith("manifest/")} - proved
    unlisted = (output / UNLISTED).read_text().split() if (output / UNLISTED).exists() else []
    assert len(others) == len(unlisted)
    answered(program, "every file of a site, by the lists in manifest/", "OK")

    page, lost = output / "index.html", output / "robots.txt"
    page.write_bytes(page.read_bytes().replace(b"</main>", b".</main>"))
    lost.unlink()
    status, said, _ = check(program, output, *sums)
    assert status == 1
    assert sorted(line for line in said if not line.endswith(": OK")) == [
        "index.html: FAILED",
        "robots.txt: FAILED open or read",
    ]
    answered(program, "the same with a changed byte and a missing file", "both FAILED")
