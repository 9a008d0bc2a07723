"""Asks the Nu HTML checker, W3C's own, about HTML, style sheets and SVG."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from helpers import npm_packages as npm

KINDS = (".html", ".css", ".svg")


def files(*folders: Path) -> list[Path]:
    """What the checker can read below these folders."""
    return [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in KINDS]


def findings(node_modules: Path, wanted: Iterable[Path]) -> list[str]:
    """A sentence for every error, warning and remark, in one run for all files."""
    java = shutil.which("java")
    if java is None:
        npm.missing("java is not on PATH; the Nu HTML checker needs it")
    jar = node_modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    # -Xss: a deep page must not end the checker. Serial: one short run gains nothing from more threads.
    command = [java, "-Xss8m", "-XX:+UseSerialGC", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always"]
    command += ["--also-check-css", "--also-check-svg", *wanted]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=600)
    return [
        f"{one.get('url', '')}:{one.get('lastLine', '')}: {one['type']}: {one['message']}: {one.get('extract', '')!r}"
        for one in json.loads(done.stdout)["messages"]
    ]
