"""Lets newsboat load a feed over loopback, and reads from its cache what it made of it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from helpers.hosting import served
from helpers.npm_packages import missing


def loaded(output: Path, path: str) -> dict[str, Any]:
    """What newsboat makes of the feed at this path of a site. Addresses of the loopback server are paths here."""
    if (newsboat := shutil.which("newsboat")) is None:
        missing("newsboat is not on PATH")
    # A cache for each feed, since newsboat keeps an entry that is in two feeds once.
    with tempfile.TemporaryDirectory() as home, served(output) as base:
        urls, cache, config = (Path(home) / name for name in ("urls", "cache.db", "config"))
        urls.write_text(f"{base}{path}\n")
        config.touch()
        command = [str(newsboat), "-u", urls, "-c", cache, "-C", config, "-x", "reload"]
        environment = {"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60)
        with closing(sqlite3.connect(cache)) as database:
            ((page,),) = database.execute("SELECT url FROM rss_feed").fetchall()
            rows = database.execute("SELECT guid, title, url, author, content FROM rss_item").fetchall()
    entries = [dict(zip(("id", "title", "link", "author", "text"), row, strict=True)) for row in rows]
    for entry in entries:
        entry["link"] = entry["link"].removeprefix(base)
    return {"home": page.removeprefix(base), "entries": entries}
