"""The address and the short name of a licence, which a record has as an SPDX id or as an address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CC = "https://creativecommons.org"
# CC-BY-NC-SA-4.0, CC-BY-3.0-AT, CC-SA-1.0: https://spdx.org/licenses/
_ID = re.compile(r"CC-((?:BY|SA|NC|ND)(?:-(?:NC|SA|ND))*)-(\d\.\d)(?:-([A-Z]{2,3}))?")
_DEED = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/([a-z]{2,4}))?(?:/.*)?")
# Those of the Creative Commons whose addresses have another form.
_OTHERS = {
    "CC0-1.0": ("CC0 1.0", f"{_CC}/publicdomain/zero/1.0/"),
    "CC-PDM-1.0": ("Public Domain Mark 1.0", f"{_CC}/publicdomain/mark/1.0/"),
}


def licence_address(licence: str) -> str:
    """Where the terms stand: the deed of a Creative Commons licence, SPDX's page of any other id, or the address
    itself."""
    if "/" in licence:
        return licence
    if licence in _OTHERS:
        return _OTHERS[licence][1]
    if found := _ID.fullmatch(licence):
        terms, version, country = found.groups()
        # The address of version 1.0 has nd before nc, and SPDX has not.
        path = "by-nd-nc" if (terms, version) == ("BY-NC-ND", "1.0") else terms.lower()
        place = f"{country.lower()}/" if country else ""
        return f"{_CC}/licenses/{path}/{version}/{place}"
    return f"https://spdx.org/licenses/{licence}.html"


def licence_name(licence: str) -> str:
    """“CC BY 4.0” of CC-BY-4.0 and of the address of its deed; the id of any other, the host of an address."""
    if licence in _OTHERS:
        return _OTHERS[licence][0]
    if found := _ID.fullmatch(licence) or _DEED.fullmatch(licence):
        terms, version, country = found.groups()
        return " ".join(filter(None, ("CC", terms.upper(), version, (country or "").upper())))
    bare = licence.partition("://")[2]
    known = (name for name, url in _OTHERS.values() if bare.startswith(url.partition("://")[2]))
    return next(known, "") or (urlsplit(licence).hostname or licence).removeprefix("www.")
