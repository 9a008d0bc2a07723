"""Reads the JSON-LD of a built page: its graph, what is described in it, and the way from the text to its print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import html

Node = dict[str, Any]

SCRIPTS = "//script[@type='application/ld+json']"


def graph_of(page: html.HtmlElement) -> list[Node]:
    (script,) = page.xpath(SCRIPTS)
    said = json.loads(script.text)
    assert set(said) == {"@context", "@graph"}
    assert said["@context"] == "https://schema.org"
    return list(said["@graph"])


def by_id(nodes: list[Node]) -> dict[str, Node]:
    """What has an id, by it: each is described once, and every reference leads to one."""
    described = [node for node in every(nodes) if "@id" in node and len(node) > 1]
    found = {node["@id"]: node for node in described}
    assert len(found) == len(described)
    assert {node["@id"] for node in every(nodes) if "@id" in node} == set(found)
    return found


def every(value: Any) -> Iterator[Node]:
    """Each node, however deep."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every(part)


def main(nodes: list[Node]) -> tuple[Node, Node]:
    """The page and the text it carries."""
    found = by_id(nodes)
    (page,) = (node for node in nodes if node["@type"] == "WebPage")
    return page, found[page["mainEntity"]["@id"]]


def chain(nodes: list[Node]) -> list[Node]:
    """From the text that the page carries to the oldest, along what it was made from."""
    found = by_id(nodes)
    walked = [main(nodes)[1]]
    while before := walked[-1].get("isBasedOn") or walked[-1].get("translationOfWork"):
        walked.append(found[before["@id"]] if set(before) == {"@id"} else before)
    return walked[1:]


def told(nodes: list[Node]) -> list[str]:
    return [node["description"] for node in chain(nodes)]
