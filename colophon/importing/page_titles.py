"""What the markup of a page says of its title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colophon.importing.page import SEPARATORS, Page, key, strings
from colophon.importing.witnesses import Witness

_TITLES = ("og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title", "articletitle")
# What is compared of two titles: pairs of letters in scripts that do not part words, and words.
_PAIRS = re.compile("(?=([\u3040-\u9fff\uac00-\ud7af]{2}))")
_WORDS = re.compile(r"[^\W_\u3040-\u9fff\uac00-\ud7af]+")


def titles_of(page: Page, names: list[str]) -> list[Witness]:
    """What the markup of a page says of its title. `names` are those of the site, which many titles end with."""
    said = [*_in_linked_data(page), *_in_meta(page, names), *_in_title_element(page, names)]
    return [*said, *_headings(page, names, said)]


def _in_linked_data(page: Page) -> Iterator[Witness]:
    for each, place in page.articles[:2]:
        for text in (strings(each.get("headline")) or strings(each.get("name")) or strings(each.get("title")))[:1]:
            yield Witness("title", text, "linked data headline", text, place, 7)


def _in_meta(page: Page, names: list[str]) -> Iterator[Witness]:
    for name, content, place in page.said(_TITLES):
        text = without_site(content, names)
        yield Witness("title", text, f"meta {name}", content, place, 7 if name == "og:title" else 5)


def _in_title_element(page: Page, names: list[str]) -> Iterator[Witness]:
    if text := without_site(page.title, names):
        yield Witness("title", text, "title element", page.title, "title", 4, stated=False)
    shown, sites = set(page.line_keys), set(map(key, names))
    for part in parts_of_title(page.title):
        if key(part) in shown and key(part) not in sites:
            yield Witness("title", part, "part of the title element that stands in the page", part, "title", 6)


def _headings(page: Page, names: list[str], said: list[Witness]) -> Iterator[Witness]:
    sites = set(map(key, names))
    for heading in page.headings[:12]:
        if key(heading.text) in sites or len(key(heading.text)) < 4:
            continue
        near = max((likeness(heading.text, str(one.value)) for one in said), default=0.0)
        about = f"{heading.element.get('class') or ''} {heading.element.get('itemprop') or ''}"
        alone = len(page.headings) == 1 and re.search("head(?:line|ing)|title|titel", about, re.IGNORECASE)
        weight = 10 if near >= 1 else 9 if near >= 0.5 else 6 if alone else 3
        yield Witness("title", heading.text, "heading h1", heading.text, heading.place, weight, weight > 3)


def parts_of_title(title: str) -> list[str]:
    """The title element from one separator to another, as far as it is long enough for a title, the longest first."""
    starts, ends = [0], []
    for match in SEPARATORS.finditer(title):
        ends.append(match.start())
        starts.append(match.end())
    ends.append(len(title))
    parts = {title[start:end].strip() for at, start in enumerate(starts) for end in ends[at:]}
    return sorted((part for part in parts if len(key(part)) >= 8), key=lambda part: (-len(part), part))


def without_site(title: str, names: list[str]) -> str:
    """A title without the name of the site behind it, and without what else stands between."""
    known = {key(name) for name in names if name}
    separators = list(SEPARATORS.finditer(title))
    for at, separator in enumerate(separators):
        ends = [*(one.start() for one in separators[at + 1 :]), len(title)]
        rest = [title[one.end() : end] for one, end in zip(separators[at:], ends, strict=True)]
        short = all(len(part) <= 40 for part in rest)
        if separator.start() >= 6 and short and any(_names_site(part, known) for part in rest):
            return title[: separator.start()].strip()
    return title


def _names_site(part: str, known: set[str]) -> bool:
    one = key(re.sub(r"\.(?:com|de|net|org|co\.uk|at)$", "", part.strip(), flags=re.IGNORECASE))
    return len(one) > 1 and any(
        one == name or (len(name) > 2 and (one.startswith(name) or name.startswith(one))) for name in known
    )


def likeness(one: str, other: str) -> float:
    """How many of the words of the shorter title the other has, 1 for the same."""
    if key(one) == key(other):
        return 1.0
    a, b = (set(_PAIRS.findall(text)) | set(_WORDS.findall(text.casefold())) for text in (one, other))
    return 0.99 * len(a & b) / max(1, min(len(a), len(b)))
