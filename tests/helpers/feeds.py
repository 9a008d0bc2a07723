"""Reads what a site's feeds list, with a parser that isn't ours and from JSON."""

from __future__ import annotations

import json
from typing import Any

import feedparser

from helpers.building import Site

# The header of an article that changed after it first appeared here; received/text.txt has “Head ” before its text.
CHANGED = """custody: [{act: received, date: 2023-01-01, file: received/text.txt}]
changes: [{was: "Head ", now: "", kind: omitted, why: No part of the text., date: 2025-03-04}]
"""


def entries(site: Site, path: str = "feeds/all.atom.xml") -> list[Any]:
    feed = feedparser.parse((site.output / path).read_bytes())
    assert not feed.bozo
    return list(feed.entries)


def items(site: Site, path: str = "feeds/all.feed.json") -> list[dict[str, Any]]:
    return list(json.loads((site.output / path).read_text("utf-8"))["items"])
