"""A site that several tests of formats take."""

from __future__ import annotations

import pytest
from helpers.building import Site


@pytest.fixture
def full(site: Site) -> Site:
    """A site with something of every kind."""
    site.write("register/people.yaml", "ada: {name: Ada Rower}\n")
    site.write("register/places.yaml", "york: {name: York, kind: city}\n")
    site.write("register/organisations.yaml", "club: {name: The Club}\n")
    header = "people: [ada]\nplaces: [york]\norganisations: [club]"
    site.article("second", header=header, subjects="rowing, ski", date="2022-12-01")
    return site
