"""An address has what is known of a date, whatever the shape of ARTICLE_SAVE_AS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pelican.settings import DEFAULT_CONFIG

from colophon.model.addresses import Addresses
from colophon.model.article import Article
from colophon.model.days import Days

FIELDS: dict[str, Any] = {
    "path": "articles/x.md", "title": "X", "slug": "x", "published": None, "lang": "en", "html": "", "words": 0,
    "digest": "", "source": None,
}  # fmt: skip
DATES = ("1937-08-07", "1937-08", "1937", "unknown", "0999-05-05")


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        ("{date:%Y}/{date:%m}/{slug}.html", "1937/08/x 1937/08/x 1937/x undated/x 0999/05/x"),
        ("{date:%Y/%m/%d}/{slug}.html", "1937/08/07/x 1937/08/x 1937/x undated/x 0999/05/05/x"),
        ("{date:%Y%m%d}-{slug}.html", "19370807-x 193708-x 1937-x undated-x 09990505-x"),
        ("{slug}-{date:%d-%m-%Y}.html", "x-07-08-1937 x-08-1937 x-1937 undated-x x-05-05-0999"),
        ("{date:%Y}-{date:%m}/{slug}.html", "1937-08/x 1937-08/x 1937/x undated/x 0999-05/x"),
        ("a/{date:%Y}/{date:%b}/{slug}.html", "a/1937/Aug/x a/1937/Aug/x a/1937/x a/undated/x a/0999/May/x"),
        ("{category}/{slug}.html", "misc/x misc/x misc/x misc/x misc/x"),
    ],
)
def test_an_address_has_the_known_part_of_the_date(pattern: str, places: str) -> None:
    addresses = replace(Addresses.of(DEFAULT_CONFIG), article=pattern)
    for written, place in zip(DATES, places.split(), strict=True):
        date = None if written == "unknown" else Days.read(written)
        assert addresses.of_article(Article(**FIELDS, date=date)) == f"{place}.html"
