"""Asks lychee whether every link and fragment of a site leads somewhere. It asks this machine and no other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

LYCHEE = Path(sys.executable).with_name("lychee")


def findings(pages: Iterable[str], base: str | None = None) -> list[str]:
    """A sentence for each broken link. `pages` are files; or, where `base` is the address of a server on this machine,
    their addresses there."""
    where = ["--include", f"^{base}", "--exclude", "."] if base else ["--offline"]
    assert base is None or urlsplit(base).hostname == "127.0.0.1"
    options = ["--include-fragments", "--no-progress", "--format", "json", "--max-retries", "0"]
    options += ["--host-request-interval", "0ms", "--host-concurrency", "20"]  # it is our own server: nobody to spare
    command = [LYCHEE, *options, *where, "--"]
    done = subprocess.run([*map(str, command), *pages], capture_output=True, text=True, check=False, timeout=600)
    found = json.loads(done.stdout)
    assert found["successful"], done.stderr
    return [
        f"{page}: {one['url']}: {one['status']['text']}"
        for page, broken in found["error_map"].items()
        for one in broken
    ]
