"""The evidence bundle is a bag that BagIt's own program takes in, whatever its files are called; and sha256sum reads
its digests."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from helpers.answers import Answered
from helpers.building import Site
from helpers.pypi_packages import Asked

SCRIPT = Path(__file__).with_name("bagit_of.py")
# What a manifest would escape, what BagIt or a shell could take for something else, and what is no ASCII.
NAMES = ["100%.txt", "a=b %41.txt", "体育é.txt", "-dash.txt"]


def unpacked(bundle: Path, folder: Path) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    (bag,) = folder.iterdir()
    return bag


def test_bagit_finds_it_valid_and_what_was_altered(
    site: Site, ours: Site, pypi_packages: Asked, tmp_path: Path, answered: Answered
) -> None:
    for name in NAMES:
        site.write(f"received/{name}", "Text.\n")
    steps = "".join(f" - {{act: received, date: 2023-01-01, file: 'received/{name}'}}\n" for name in NAMES)
    site.article("named", header=f"custody:\n{steps}", title="'Odd names: é'", text="Text.")
    site.built()
    bags = [
        unpacked(ours.output / "2022/11/paris-olympics-symposium.evidence.zip", tmp_path / "first"),
        unpacked(site.output / "2022/11/named.evidence.zip", tmp_path / "named"),
        unpacked(site.output / "2022/11/named.evidence.zip", tmp_path / "altered"),
        unpacked(site.output / "2022/11/named.evidence.zip", tmp_path / "more"),
    ]
    (bags[2] / "README.txt").write_text("altered")
    (bags[3] / "data" / "more.txt").write_text("more")
    first, named, altered, more = pypi_packages(SCRIPT, *bags)
    assert (first, named) == ("", "")
    assert len(list((bags[1] / "data/received").iterdir())) == len(NAMES)
    assert "README.txt" in altered
    assert re.search("more.txt|Oxum", more)
    answered("bagit", "evidence bundles, one with odd names", "valid; an altered file is named")


def test_sha256sum_reads_its_manifests(ours: Site, tmp_path: Path, answered: Answered) -> None:
    bag = unpacked(ours.output / "2022/11/paris-olympics-symposium.evidence.zip", tmp_path)
    assert shutil.which("sha256sum")
    command = ["sha256sum", "--strict", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    done = subprocess.run(command, cwd=bag, capture_output=True, text=True, check=False)
    files = [path for path in bag.rglob("*") if path.is_file()]
    assert (done.returncode, done.stdout.count(": OK")) == (0, len(files) - 1)
    answered("sha256sum", "-c of the bundle's two manifests", "OK for every file")
