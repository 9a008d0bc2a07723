"""The pages on which checks are made, built once and served as they are deployed. tests/conftest.py names this as a
plugin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

import pytest

from helpers import full_record, gallery, page_types
from helpers.building import REGISTER, ROOT, Site
from helpers.hosting import served
from helpers.sharing import Share

FEWER = 600  # articles that fill further pages of every kind
PEOPLE = (
    "ada",
    "ben",
    "cyr",
    "dov",
    "eli",
    "fay",
    "gil",
    "hal",
    "ida",
    "jon",
    "kit",
    "lou",
    "mae",
    "ned",
    "ola",
    "pia",
)


@pytest.fixture(scope="session")
def ours(share: Share) -> Site:
    """The project's own site, built once into a temporary folder; only to be read."""
    return share("ours", lambda folder: Site(folder, ROOT / "content", ROOT / "publishconf.py"))


@pytest.fixture(scope="session")
def sample(share: Share) -> Site:
    """The sample site with every state of every page; only to be read."""
    return share("sample", gallery.sample)


@pytest.fixture(scope="session")
def fullest(share: Share) -> Site:
    """A site whose articles have everything that a record may have; only to be read."""
    return share("fullest", full_record.site)


@pytest.fixture(scope="session")
def many(share: Share) -> Site:
    """An archive with every type of page that ten thousand articles have; only to be read."""
    return share("many", _archive)


def _archive(folder: Path) -> Site:
    """Two of the articles name people, who are too many for one page: twelve of them twice."""
    site = gallery.archive(folder, FEWER - 2)
    people = [f"{name}-{letter}" for name in PEOPLE for letter in ascii_lowercase]
    entries = (f"{key}: {{name: {key.title()} Sample, kind: person, sources: []}}\n" for key in people)
    site.write("register/people.yaml", "".join(entries))
    site.write("register/publications.yaml", REGISTER)
    site.article("roll", header=f"people: [{', '.join(people)}]", date="2020-01-01")
    site.article("dozen", header=f"people: [{', '.join(people[::35])}]", date="2020-01-02")
    return site


@pytest.fixture(scope="session")
def addresses(sample: Site, ours: Site, many: Site) -> Iterator[list[str]]:
    """Each state of the sample site, the project's own site, and each type of page of a large archive."""
    with served(sample.output) as first, served(ours.output) as second, served(many.output) as third:
        yield [
            *(first + path for path in page_types.each_state(sample.output)),
            first + "search.html?q=lamps",
            *(second + path for path in page_types.each_state(ours.output)),
            *(third + path for path in page_types.each_type(many.output)),
        ]


@pytest.fixture(scope="session")
def types(sample: Site) -> Iterator[list[str]]:
    """One page of each type, and the articles that have most to them."""
    articles = ("2023/03/lamp-trials.html", "2023/03/lamps-in-arabic-ar.html", "2024/03/all-of-markdown.html")
    with served(sample.output) as base:
        yield [base + path for path in sorted({*page_types.each_type(sample.output), *articles})]
