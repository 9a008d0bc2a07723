"""An adopted site answers all its old addresses: each file of what Pelican made of it, and each link of its pages, is
asked for over HTTP. What answers is the text or the file, or a page that leads to what is nearest."""

from __future__ import annotations

import pytest
from helpers.adopting import Adopted, adopted, lost_words
from helpers.pelican_sites import SITES, written


@pytest.fixture(scope="session", params=SITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    folder = written(tmp_path_factory.mktemp("adopted") / request.param, SITES[request.param])
    old = "publishconf.py" if request.param == "blog" else "pelicanconf.py"
    return adopted(folder, old)


def test_each_old_address_answers(site: Adopted) -> None:
    assert site.said.code == 0, site.said.text
    assert site.unanswered() == {}


def test_each_text_stands_where_it_stood(site: Adopted) -> None:
    assert lost_words(site) == {}
