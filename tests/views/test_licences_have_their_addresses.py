"""A licence has a short name and the address of its terms, whatever its notation."""

from __future__ import annotations

import pytest

from colophon.model.licences import licence_address, licence_name

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("licence", "name", "address"),
    [
        ("CC-BY-4.0", "CC BY 4.0", f"{CC}/licenses/by/4.0/"),
        ("CC-BY-NC-SA-3.0-IGO", "CC BY-NC-SA 3.0 IGO", f"{CC}/licenses/by-nc-sa/3.0/igo/"),
        ("CC-BY-3.0-AT", "CC BY 3.0 AT", f"{CC}/licenses/by/3.0/at/"),
        ("CC-BY-NC-ND-1.0", "CC BY-NC-ND 1.0", f"{CC}/licenses/by-nd-nc/1.0/"),
        ("CC-SA-1.0", "CC SA 1.0", f"{CC}/licenses/sa/1.0/"),
        ("CC0-1.0", "CC0 1.0", f"{CC}/publicdomain/zero/1.0/"),
        ("GFDL-1.3-only", "GFDL-1.3-only", "https://spdx.org/licenses/GFDL-1.3-only.html"),
        ("CC-PDDC", "CC-PDDC", "https://spdx.org/licenses/CC-PDDC.html"),
        (f"{CC}/licenses/by/4.0/", "CC BY 4.0", f"{CC}/licenses/by/4.0/"),
        (f"{CC}/licenses/by-sa/3.0/de/deed.de", "CC BY-SA 3.0 DE", f"{CC}/licenses/by-sa/3.0/de/deed.de"),
        (f"{CC}/publicdomain/zero/1.0/deed.fr", "CC0 1.0", f"{CC}/publicdomain/zero/1.0/deed.fr"),
        ("https://www.example.org/terms", "example.org", "https://www.example.org/terms"),
    ],
)
def test_a_licence_has_a_name_and_an_address(licence: str, name: str, address: str) -> None:
    assert (licence_name(licence), licence_address(licence)) == (name, address)
