"""Reads the JSON-LD of a built page: what is described in it, and the way from the text to its print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import html

Node = dict[str, Any]

SCRIPTS = "//script[@type='application/ld+json']"


def graph_of(page: html.HtmlElement) -> list[Node]:
    """The objects of the page's script: the text, in which all else stands."""
    (script,) = page.xpath(SCRIPTS)
    return read(script.text)


def read(script: str) -> list[Node]:
    said = json.loads(script)
    assert isinstance(said, dict)
    assert "@graph" not in said
    assert said.pop("@context") == "https://schema.org"
    return [said]


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
    (text,) = nodes
    page = text["mainEntityOfPage"]
    assert page["@type"] == "WebPage"
    return page, text


def chain(nodes: list[Node]) -> list[Node]:
    """From the text that the page carries to the oldest, along what it was made from; each with the id of the one
    before it, or with all that is said of it where it has none."""
    steps, (_, at) = [], main(nodes)
    while before := made_from(at):
        _, at = before
        steps.append(at)
    return [_shortened(step) for step in steps]


def made_from(node: Node) -> tuple[str, Node] | None:
    """What a text or a step was made from, and by which property. Other articles of a translation are lists."""
    links = ((name, node.get(name)) for name in ("isBasedOn", "translationOfWork"))
    return next(((name, before) for name, before in links if isinstance(before, dict)), None)


def _shortened(node: Node) -> Node:
    before = made_from(node)
    if before is None or "@id" not in before[1]:
        return node
    return {**node, before[0]: {"@id": before[1]["@id"]}}


def people(node: Node, role: str) -> list[Node]:
    """The authors or the translators: one alone is no list."""
    found = node.get(role, [])
    return found if isinstance(found, list) else [found]


def told(nodes: list[Node]) -> list[str]:
    return [node["description"] for node in chain(nodes)]
