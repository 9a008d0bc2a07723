"""The address and the short name of a licence, which a record has as an SPDX id or as an address."""

from __future__ import annotations

import re

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)(?:-([A-Z]{2,3}))?")


def licence_address(licence: str) -> str:
    """Where the terms stand: the deed of a Creative Commons licence, SPDX's page of any other id, or the address
    itself."""
    if "/" in licence:
        return licence
    if found := _CREATIVE_COMMONS.fullmatch(licence):
        terms, version, country = found.groups()
        place = f"{country.lower()}/" if country else ""
        return f"https://creativecommons.org/licenses/{terms.lower()}/{version}/{place}"
    if licence == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://spdx.org/licenses/{licence}.html"


def licence_name(licence: str) -> str:
    """“CC BY 4.0” of CC-BY-4.0, the id of any other, the host of an address."""
    if "/" in licence:
        return licence.split("/")[2].removeprefix("www.")
    if found := _CREATIVE_COMMONS.fullmatch(licence):
        return " ".join(filter(None, ("CC", *found.groups())))
    return "CC0 1.0" if licence == "CC0-1.0" else licence
