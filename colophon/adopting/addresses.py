"""The lines of the file of old addresses: what answers now for each file of the output that Pelican made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from colophon.adopting.earlier import Earlier, Listed
from colophon.model import addresses
from colophon.model.addresses import Addresses, Unsafe, linkable
from colophon.readers.links import OTHER_MARKUP, TEXTS
from colophon.rendering.assets import place, within

HEADER = """\
# The addresses of this site before it came to Colophon, and what answers there now. `colophon adopt` wrote this file,
# from all that Pelican made of the site.
#
#   OLD = {filename}FILE     the text stands there, as before       OLD = {static}FILE   so does the copy of a file
#   OLD -> ADDRESS           a page there leads to the new place    OLD = feed of LINK   the feed of that list
#
# A new text needs no line. Lines that nobody needs any more can go.
"""

# Pelican's own templates of lists, and the page that is nearest.
DATES, SUBJECTS, FRONT = "dates/index.html", "subjects/index.html", "{index}"
DIRECT = {"index": FRONT, "archives": DATES, "period_archives": DATES, "tags": SUBJECTS, "categories": SUBJECTS}


@dataclass
class Lines:
    """The lines, in groups with a heading; the addresses for which none is needed, since what Colophon has there by
    itself is the same; and those that nothing can answer, each with the reason."""

    groups: dict[str, list[str]] = field(default_factory=dict)
    itself: list[str] = field(default_factory=list)
    none: dict[str, str] = field(default_factory=dict)

    def add(self, group: str, address: str, line: str) -> None:
        """Add the line of an address, if links can have it."""
        try:
            linkable(address)
        except Unsafe as error:
            self.none[address] = str(error)
        else:
            self.groups.setdefault(group, []).append(f"{address} {line}")

    def text(self) -> str:
        """The file."""
        groups = (f"# {name}\n" + "".join(f"{line}\n" for line in lines) for name, lines in self.groups.items())
        return "\n".join((HEADER, *groups))


def lines(earlier: Earlier, settings: Mapping[str, Any]) -> Lines:
    """The lines for a site. `settings` are those for Colophon."""
    found, seen = Lines(), set[str]()
    own = Addresses.of(settings)
    parts = (
        _texts(earlier, own),
        _lists(earlier, settings),
        _feeds(earlier, settings),
        _copies(earlier, settings),
        _others(earlier, found, settings, seen),
    )
    for part in parts:
        for group, address, line in part:
            if address not in seen and address in earlier.files:
                seen.add(address)
                if line:
                    found.add(group, address, line)
                else:
                    found.itself.append(address)
    return found


Parts = Iterator[tuple[str, str, str]]  # (group, address, what stands behind it, empty where no line is needed)


def _texts(earlier: Earlier, own: Addresses) -> Parts:
    kept = set[str]()
    for text in earlier.texts:
        try:
            address = linkable(text.address) if text.page else own.free(text.address)
            ours = address == addresses.FRONT or address in addresses.SINGLES
        except Unsafe:
            ours = True
        leads = text.status == "draft" or text.file in kept or ours
        if text.address == addresses.FRONT:
            yield "Texts", text.address, ""
            continue
        if not leads:
            kept.add(text.file)
        yield "Texts", text.address, f"{'->' if leads else '='} {{filename}}{_quoted(text.file)}"


def _lists(earlier: Earlier, settings: Mapping[str, Any]) -> Parts:
    for one in earlier.lists:
        if one.address == addresses.FRONT:
            yield "Lists", one.address, ""
        else:
            yield "Lists", one.address, f"-> {nearest(one, settings)}"


def _quoted(name: str) -> str:
    """A name as a link has it, in which these signs would mean something else."""
    return name.translate({ord(sign): f"%{ord(sign):02X}" for sign in "%#?"})


def nearest(one: Listed, settings: Mapping[str, Any]) -> str:
    """The page that is nearest to one of Pelican's lists, as a link."""
    if one.kind == "category" and one.name == settings["DEFAULT_CATEGORY"]:
        return DATES  # of articles without a category, which no list has here
    if one.kind in ("category", "tag", "author"):
        return f"{{{one.kind}}}{_quoted(one.name)}"
    if one.kind == "period":
        year, month = one.period[0], one.period[1] if len(one.period) > 1 else 0
        return f"dates/{addresses.month(year, month)}.html" if month else addresses.year(year)
    if one.name == "index" and one.further:
        return DATES
    return DIRECT.get(one.name, FRONT)


def _feeds(earlier: Earlier, settings: Mapping[str, Any]) -> Parts:
    for one in earlier.feeds:
        if one.address == settings["FEED_ALL_ATOM"]:
            yield "Feeds", one.address, ""
        elif one.kind == "all" or (one.kind == "category" and one.name == settings["DEFAULT_CATEGORY"]):
            yield "Feeds", one.address, "= feed"
        else:
            yield "Feeds", one.address, f"= feed of {{{one.kind}}}{_quoted(one.name)}"


def _copies(earlier: Earlier, settings: Mapping[str, Any]) -> Parts:
    inside = tuple(settings["STATIC_PATHS"])
    for file, address in earlier.copies.items():
        # A text that lies in a folder of files is not copied by itself.
        text = file.lower().endswith((*TEXTS, *OTHER_MARKUP))
        alike = address == place(settings, file) and within(file, inside) and not text
        yield "Files", address, "" if alike else f"= {{static}}{_quoted(file)}"


def _others(earlier: Earlier, found: Lines, settings: Mapping[str, Any], seen: set[str]) -> Parts:
    """What is no text, list, feed or copy: the theme's files, and what plugins and templates of the site's own made."""
    theme, sources = (
        f"{settings['THEME_STATIC_DIR']}/",
        {text.address.rpartition(".")[0]: text for text in earlier.texts},
    )
    for address in earlier.files:
        stem, _, ending = address.rpartition(".")
        if address in seen:
            continue
        if address.startswith(theme) or address in (addresses.NO_JEKYLL, addresses.ROBOTS, addresses.SITEMAP):
            yield "Others", address, ""
        elif stem in sources and ending not in ("html", "htm"):
            text = sources[stem]  # of which Pelican copies the file itself
            own = ending in ("txt", "md") and not text.page  # forms that Colophon has beside each article
            yield "Others", address, "" if own else f"= {{static}}{_quoted(text.file)}"
        elif ending in ("html", "htm"):
            yield "Others", address, f"-> {FRONT}"
        else:
            found.none.setdefault(address, "a plugin made it")
