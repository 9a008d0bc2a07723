"""What the markup of a page says of its source."""

from __future__ import annotations

from urllib.parse import urlsplit

from colophon.importing.found import Found
from colophon.importing.page import Page
from colophon.importing.page_address import addresses
from colophon.importing.page_days import days_of
from colophon.importing.page_people import authors_of
from colophon.importing.page_publication import site_names, sources
from colophon.importing.page_titles import titles_of
from colophon.importing.witnesses import Witness

_CORROBORATED = 5  # a name of the site that weighs more has another witness


def read_page(page: Page, found: Found) -> list[Witness]:
    """The witnesses in the markup of a page."""
    urls = list(addresses(page, found))
    host = next((urlsplit(str(one.value)).hostname or "" for one in urls), "")
    names = [*site_names(page, host), *sources(page)]
    sure = [str(one.value) for one in names if one.weight > _CORROBORATED]
    return [*urls, *names, *days_of(page), *authors_of(page), *titles_of(page, sure)]
