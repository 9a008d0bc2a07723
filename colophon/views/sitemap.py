"""What crawlers are told: the files of a sitemap, or the sitemaps of a site."""

from __future__ import annotations

from typing import NamedTuple


class SitemapParts(NamedTuple):
    """A list of files, each with the day as an ordinal on which it last changed, None where that isn't known."""

    path: str
    files: tuple[tuple[str, int | None], ...]
