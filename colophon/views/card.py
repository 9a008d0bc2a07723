"""What the social card of an article shows."""

from __future__ import annotations

from typing import NamedTuple

# The file beside an article's page that is its card, by the ending of its name.
CARD = "card.png"


class CardParts(NamedTuple):
    """Title, source and site by name; the day in words and as a bare date; the fonts for letters that ours lacks, as
    (file, number of the font in it, digest of the file)."""

    path: str
    title: str
    source: str | None
    day: str
    date: str
    site: str
    fonts: tuple[tuple[str, int, bytes], ...] = ()
