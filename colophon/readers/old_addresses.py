"""The file that OLD_ADDRESSES names: the addresses of a site before it came to Colophon, and what answers there now.

Each line is one address. A text or a file stands at its old address, or the address leads to where it is found now:

    2010/12/first.html = {filename}first.rst       the text stands there
    2010/12/plan.png = {static}first/plan.png      so does the copy of a file
    category/news.html -> {category}News           a page there leads to the list
    feeds/news.rss.xml = feed of {category}News    the feed of the list stands there; “feed” is that of all
    tags.html -> subjects/index.html               or to any page of the site

What is written behind the signs is a link as in a text. An empty line, or one that begins with #, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from colophon.model.addresses import Unsafe, linkable
from colophon.model.problems import ERROR, Problem, Refused
from colophon.readers.links import TextLink, WrittenLink, text_link

_LINE = re.compile(r"(\S.*?) (=|->) (\S.*)")
_FEED = re.compile(r"feed(?: of (.+))?")


class OldAddress(NamedTuple):
    """An old address, and the link to what answers there, with its line; `feed` says that it is the feed of that,
    which is that of all articles where `link` is None."""

    address: str
    link: TextLink | None
    line: int
    feed: bool = False


@dataclass(frozen=True)
class OldAddresses:
    """What a file says. `texts` and `copies` are the addresses at which files of the content stand, by their paths;
    `moved` are addresses that lead elsewhere, `feeds` those of feeds. `label` is the file's name."""

    texts: dict[str, str] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    moved: tuple[OldAddress, ...] = ()
    feeds: tuple[OldAddress, ...] = ()
    label: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> tuple[OldAddresses, list[Problem]]:
        """Those of a site; none where it names no file. Raises Refused where the file can't be read."""
        stated = settings.get("OLD_ADDRESSES")
        if not stated:
            return cls(), []
        file = Path(settings["PATH"], "..", str(stated)).resolve()
        try:
            return read(file.read_text(encoding="utf-8"), file.name)
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"the setting OLD_ADDRESSES is “{stated}”, which can't be read ({error})") from None

    def placed(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings, with the places of copies."""
        extra = dict(settings.get("EXTRA_PATH_METADATA") or {})
        for path, address in self.copies.items():
            extra[path] = {**extra.get(path, {}), "path": address}
        return {**settings, "EXTRA_PATH_METADATA": extra}

    def unplaced(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings without these places again, which are no fields of a text that is copied as well."""
        extra = dict(settings["EXTRA_PATH_METADATA"])
        for path in self.copies:
            extra[path] = {name: value for name, value in extra[path].items() if name != "path"}
        return {**settings, "EXTRA_PATH_METADATA": extra}


def read(text: str, label: str) -> tuple[OldAddresses, list[Problem]]:
    """What the lines say, and what is wrong with them."""
    found, problems, seen = OldAddresses(label=label), list[Problem](), dict[str, int]()
    moved, feeds = list[OldAddress](), list[OldAddress]()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            address, sign, target = _parts(line)
            if (first := seen.setdefault(address.lower(), number)) != number:
                raise ValueError(f"“{address}” is on line {first} too")
            _enter(found, moved if sign == "->" else feeds, OldAddress(address, None, number), sign, target)
        except (Unsafe, ValueError) as error:
            remedy = "write OLD -> NEW, or OLD = {filename}…"
            problems.append(Problem(label, number, "address", str(error), remedy, ERROR))
    return OldAddresses(found.texts, found.copies, tuple(moved), tuple(feeds), label), problems


def _parts(line: str) -> tuple[str, str, str]:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise ValueError(f"“{line.strip()[:80]}” says neither where an old address leads nor what stands there")
    return linkable(match[1]), match[2], match[3]


def _enter(found: OldAddresses, lines: list[OldAddress], old: OldAddress, sign: str, target: str) -> None:
    """Take in one line. Raises ValueError."""
    feed = _FEED.fullmatch(target) if sign == "=" else None
    link = _link(feed[1] if feed else target, old.line) if not feed or feed[1] else None
    if feed or sign == "->":
        lines.append(old._replace(link=link, feed=bool(feed)))
    elif link is not None and link.file and link.notation in ("filename", "static"):
        known = found.texts if link.notation == "filename" else found.copies
        if link.file in known:
            raise ValueError(f"“{link.file}” stands at “{known[link.file]}” already")
        known[link.file] = old.address
    else:
        raise ValueError(f"“{target}” is no file of the content, which alone can stand at an address of its own")


def _link(target: str, line: int) -> TextLink:
    """What is written, as a link of a text in the root. Raises ValueError."""
    link = text_link(WrittenLink(target, image=False, lines=(line,)), "", "index.html", "")
    if link is None:
        raise ValueError(f"“{target}” leads out of the site")
    return link
