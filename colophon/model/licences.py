"""Licences as pages and formats name them: an SPDX id or an address → the short name and the address of the terms."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

_CC = "https://creativecommons.org"
# CC-BY-NC-SA-4.0, CC-BY-3.0-AT, CC-SA-1.0: https://spdx.org/licenses/
_DEED = re.compile(r"CC-((?:BY|SA|NC|ND)(?:-(?:NC|SA|ND))*)-(\d\.\d)(?:-([A-Z]{2,3}))?")
_DEED_ADDRESS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/([a-z]{2,4}))?(?:/.*)?")
# Ids of the Creative Commons whose addresses have another form.
_OTHERS = {"CC0-1.0": f"{_CC}/publicdomain/zero/1.0/", "CC-PDM-1.0": f"{_CC}/publicdomain/mark/1.0/"}
_NAMES = {"CC0-1.0": "CC0 1.0", "CC-PDM-1.0": "Public Domain Mark 1.0"}


class Terms(NamedTuple):
    """A licence: its short name, such as “CC BY-SA 4.0”, and the address of its terms."""

    name: str
    url: str


def terms_of(licence: str) -> Terms:
    """The terms of a licence, an SPDX id or an address. A Creative Commons licence has the address of its deed, any
    other id that of its entry in the SPDX License List."""
    if "://" in licence:
        return Terms(_name_of(licence), licence)
    if deed := _DEED.fullmatch(licence):
        kind, version, place = deed.groups()
        # Version 1.0 wrote nd in front of nc in its address, and SPDX does not.
        path = "by-nd-nc" if (kind, version) == ("BY-NC-ND", "1.0") else kind.lower()
        parts = (path, version, *([place.lower()] if place else ()))
        return Terms(" ".join(filter(None, ("CC", kind, version, place))), f"{_CC}/licenses/{'/'.join(parts)}/")
    return Terms(_NAMES.get(licence, licence), _OTHERS.get(licence, f"https://spdx.org/licenses/{licence}.html"))


def _name_of(address: str) -> str:
    for id_, url in _OTHERS.items():
        if address.partition("://")[2].startswith(url.partition("://")[2]):
            return _NAMES[id_]
    if deed := _DEED_ADDRESS.fullmatch(address):
        kind, version, place = deed.groups()
        return " ".join(filter(None, ("CC", kind.upper(), version, (place or "").upper())))
    return (urlsplit(address).hostname or address).removeprefix("www.")
