"""What `colophon new --dry-run` prints."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from colophon.importing.found import Unreadable

EXTRA = "colophon new needs more packages; install them with: pip install 'pelican-colophon[new]'"


def print_proposals(files: Sequence[str]) -> int:
    """Print one JSON object for each file. A file that can't be read is named, and the others are read."""
    for noisy in ("trafilatura", "readability"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        read = [_print(file) for file in files]
    except ModuleNotFoundError as missing:
        print(f"{EXTRA} ({missing.name} is missing)", file=sys.stderr)
        return 1
    return 0 if all(read) else 1


def _print(file: str) -> bool:
    from colophon.importing.reading import read_file  # noqa: PLC0415 - the libraries load only here

    try:
        print(json.dumps(read_file(Path(file)).as_json(), ensure_ascii=False), flush=True)
    except (Unreadable, OSError) as problem:
        print(f"{file}: {problem}", file=sys.stderr)
        return False
    return True
