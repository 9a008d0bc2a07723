"""A site that goes through Jekyll, as on GitHub Pages without .nojekyll, keeps every file and every byte."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from helpers.answers import Answered
from helpers.building import Site, tree
from helpers.npm_packages import missing


def wanted(site: Site) -> dict[str, str]:
    """What readers need: all but the file that tells GitHub Pages to leave Jekyll out."""
    return {path: digest for path, digest in site.tree().items() if path != ".nojekyll"}


@pytest.mark.parametrize("name", ["ours", "sample", "many"])
def test_no_name_begins_with_an_underscore_or_a_dot(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    assert (site.output / ".nojekyll").is_file()
    assert [path for path in wanted(site) if any(part.startswith(("_", ".")) for part in path.split("/"))] == []


def test_jekyll_takes_every_file(sample: Site, site: Site, tmp_path: Path, answered: Answered) -> None:
    program = shutil.which("jekyll")
    if program is None:
        missing("no jekyll found")
    keys = [f"{chr(97 + number % 26)}-{number}" for number in range(400)]
    site.write("register/people.yaml", "".join(f"{key}: {{name: {key.title()}}}\n" for key in keys))
    site.article("people", header=f"people: [{', '.join(keys)}]")
    site.built()
    assert len([path for path in site.tree() if path.startswith("people/by_key/")]) > 10
    for number, one in enumerate((sample, site)):
        made = tmp_path / str(number)
        options = ["--source", one.output, "--destination", made, "--safe", "--disable-disk-cache", "--quiet"]
        done = subprocess.run(
            [str(program), "build", *map(str, options)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert (done.returncode, "Conflict" in done.stdout + done.stderr) == (0, False), done.stderr
        assert tree(made) == wanted(one)
    answered("Jekyll", "the output without .nojekyll, with more than 300 people", "every file, byte for byte")
