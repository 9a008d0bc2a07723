"""Language tags (BCP 47, RFC 5646), each subtag held to the IANA registry."""

from __future__ import annotations

import re
from functools import lru_cache

# Looking a tag up loads the registry, which takes as long as reading 500 articles. These need no look.
_USUAL = frozenset(
    "ar cs da de el en en-GB en-US es fa fi fr he hi hu id it ja ko nl no pl pt pt-BR ro ru sv sw th tr uk vi zh "  # noqa: SIM905 - shorter
    "zh-CN zh-Hans zh-Hant zh-TW".split()
)
# The syntax of RFC 5646, section 2.1, without grandfathered tags: language, extlang, script, region, variants,
# extensions, private use.
_SYNTAX = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)


def language_fault(tag: str) -> tuple[str, str] | None:
    """What is wrong with a language tag, and what to write; None for a tag of registered subtags."""
    return None if tag in _USUAL else _fault(tag)


@lru_cache(maxsize=1_000)
def _fault(tag: str) -> tuple[str, str] | None:
    if _registered(tag):
        return None
    hint = _meant(tag)
    return f"“{tag[:80]}” is not a language tag", f"write {hint}" if hint else "write a BCP 47 tag, as in en or zh-Hans"


def _registered(tag: str) -> bool:
    from langcodes import Language  # noqa: PLC0415 - loads the registry

    try:
        # Not normalised: that would make valid subtags of what is none, such as en-GB of en-UK.
        return bool(_SYNTAX.fullmatch(tag)) and Language.get(tag, normalize=False).is_valid()
    except ValueError:
        return False


def _meant(tag: str) -> str:
    """The tag that a wrong one was probably meant to be: zh-CN for zh_cn, and ja for jp, which is a country's code."""
    from langcodes import Language, standardize_tag  # noqa: PLC0415 - loads the registry

    first, hyphen, rest = tag.replace("_", "-").partition("-")
    try:
        usual = standardize_tag(tag)
        if _registered(usual):
            return usual
        spoken = Language.get(f"und-{first}").maximize().language if len(first) == 2 else None
        if spoken and (spoken != "en" or first.lower() in ("au", "gb", "nz", "us")):  # en is also said of no country
            meant = f"{spoken}{hyphen}{rest}"
            return standardize_tag(meant) if _registered(meant) else spoken
    except ValueError:
        pass
    return ""
