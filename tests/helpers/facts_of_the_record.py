"""Reads a whole record off a built page: all that it shows of where its text comes from, and of what it says."""

from __future__ import annotations

import json
from typing import Any

from lxml import html

from helpers.building import words

Record = dict[str, Any]


def record(page: html.HtmlElement) -> Record:
    """What the page shows, in words; it holds no fact that a reader doesn't see, but for the last three."""
    (article,) = page.xpath("//article")
    (text,) = article.xpath("./div[@class='text']")
    sections = {section.findtext("h2"): section for section in article.xpath(".//section[h2]")}
    chain, names = sections["How this text reached you"], sections["Subjects and names"]
    days = sections["Timeline"].iter("li") if "Timeline" in sections else ()
    return {
        "title": [said(h1) for h1 in article.iter("h1")],
        "summary": [said(p) for p in article.xpath("./header/p")],
        "slip": [said(cell) for cell in article.xpath(".//dl[@class='slip']/div")],
        "credit in the text": [said(span) for span in text.xpath(".//*[@class='credit']")],
        "steps": [" | ".join(said(part) for part in step.xpath(".//p | .//details/code")) for step in chain.iter("li")],
        "addresses of evidence": [a.get("href") for a in chain.iter("a")],
        "published": said(chain.xpath("./p")[0]),
        "changes": [said(li) for li in sections["What we changed"].iter("li")],
        "title by": [said(p) for p in sections["What we changed"].xpath("./p")][1:],
        "readings": marked(text, "reading", listed(article, "Readings")),
        "notes": marked(text, "noted", listed(article, "Notes")),
        "names": {said(div[0]): [said(dd) for dd in div.iter("dd")] for div in names.xpath("./dl/div")},
        "map": [[said(place), place.get("x"), place.get("y")] for place in names.xpath(".//svg/svg")],
        "timeline": [" | ".join(said(p) for p in day.iter("p")) for day in days],
        "days in the text": [
            [mark.get("id"), said(mark)] for mark in text.xpath(".//*[@class='named-day']") if mark.get("id")
        ],
        "credit line": [said(dd) for dd in article.xpath(".//*[@class='line']")],
        # For machines.
        "language": str(article.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")),
        "reference": {
            tag.get("name"): tag.get("content")
            for tag in page.iter("meta")
            if (tag.get("name") or "").startswith(("prism:", "z:"))
        },
        "page here": [
            json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["mainEntityOfPage"].get(name)
            for name in ("datePublished", "lastReviewed")
        ],
    }


def said(element: html.HtmlElement) -> str:
    return " ".join(words(element))


def listed(article: html.HtmlElement, heading: str) -> list[str]:
    """What the list below a heading says, without its numbers."""
    (parent,) = [h2.getparent() for h2 in article.iter("h2") if said(h2) == heading] or [None]
    return [] if parent is None else [" | ".join(said(p) for p in li.iter("p")) for li in parent.iter("li")]


def marked(text: html.HtmlElement, kind: str, said_of: list[str]) -> list[list[int | str]]:
    """Each passage as where its mark stands in the text, counted in words, and what is said of it below the text."""
    starts: dict[int, int] = {}
    for element in text.xpath(f".//*[contains(@class, '{kind}')]"):
        number = element.get("id")
        if number:
            before = "".join(element.xpath("preceding::text()[ancestor::*[@class='text']]"))
            starts[int("".join(filter(str.isdigit, number)))] = len(before.split())
    return [[starts[number], words] for number, words in enumerate(said_of, 1)]
