"""Names of people out of a byline or a field."""

from __future__ import annotations

import re

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTED = re.compile(
    r"\s*(?:[,;|/•、，；·]|\s&\s|\b(?:and|und|y|et|e|og|och|en|with|mit|con|avec|и|i)\b(?=\s))\s*", re.IGNORECASE
)
_BEFORE = re.compile(
    r"^(?:by|von|por|par|di|da|de|av|af|door|text|texto|texte|text von|byline|author|autor|autorin|автор|بقلم|作者|文|撰文|记者|記者|采写|"
    r"本报记者|本刊记者|通讯员|written by|story by|reported by|interview)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporter|editor|correspondent|korrespondent\w*|redakteur\w*|redaktion|writer|journalist\w*|staff writer|columnist|"
    r"contributor|photographer|fotograf\w*|producer|enviado especial|redactor\w*|corresponsal|chef\w*|head of|director|bureau)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:기자|특파원|记者|記者|編集委員|\((?:[^()]*)\)|[\w.+-]+@[\w.-]+|(?:for|für) \S.*|in [A-Z]\w+)\s*$", re.IGNORECASE)


def people_in(written: str) -> tuple[str, ...]:
    """The names that a byline has, in its order; roles, addresses and places beside them are left out."""
    text = re.sub(r"\s+", " ", written).strip(" 　,，.。:：|【】()（）")
    text = _BEFORE.sub("", _BEFORE.sub("", text))
    found: list[str] = []
    for part in _PARTED.split(text):
        for name in _parted_by_spaces(part):
            cleaned = _AFTER.sub("", name).strip(" 　,，.:：")
            if cleaned and _is_name(cleaned):
                found.append(cleaned.title() if cleaned.isupper() and " " in cleaned and len(cleaned) > 5 else cleaned)
    return tuple(dict.fromkeys(found))


def _parted_by_spaces(part: str) -> list[str]:
    """Chinese names are parted by spaces as well; Korean and Japanese ones have spaces inside."""
    if re.fullmatch("[\u4e00-\u9fff]{2,4}(?: +[\u4e00-\u9fff]{2,4})+", part.strip()):
        return part.split()
    return [part]


def _is_name(text: str) -> bool:
    if re.search(r"https?:|www\.|@|\d{2,}|[<>{}#]", text) or len(text) > 60:
        return False
    if _ROLE.search(text) and not re.search(r"^\S+ redaktion|redaktion \S+", text, re.IGNORECASE):
        return False
    return len(text) > 1 and bool(re.search(r"[^\W\d_]", text))
