"""Whether the words of a text state a fact of its source. What nobody gave a status is as stated only where they do.

A fact that is not found counts as asserted by the editor, which is true of it in any case. So the rules find less
rather than more than what is there: a name or a number that stands in the text for another reason founds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from unicodedata import normalize

from colophon.model.article import FACTS, Status
from colophon.model.days import Days
from colophon.readers.days_in_words import month_names, states_days, weekday_names

__all__ = ["founded", "states_days"]

_UNKNOWN, _ASSERTED = Status.UNKNOWN, Status.ASSERTED  # which Python 3.11 looks up slowly
_LONGEST_CREDIT = 200  # characters of a line of the text
_BREAK = re.compile(r"</?(?:p|div|h\d|li|blockquote|br|hr|td|th|tr|figcaption|pre|dd|dt)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
# Words of credit lines beside names and dates.
_SAYING = frozenset(
    "a and at by das dated de del der die dans des du el en erschienen first from gedruckt im in issue it la le no "  # noqa: SIM905 - shorter
    "of on originally p page pages pagina página paru pp printed publicado published publié quelle reposted reprinted "
    "s seite source st th the this to via vom von was".split()
)
_SAYING_HAN = "转载自|转自|转载|来源|原载|原文|据|摘自|刊于|载于|载|刊|自|于|《|》|日电|讯|电|报道|第|版|年|月|日|页|期"
_HAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# What a number is of, before it or behind it.
_LABELS = {
    "page": (r"p|pp|pg|page|pages|s\.|seite|página|pagina|pág|pag|str|стр|с\.|sida|side|صفحة", "版|页|頁|面|쪽|면"),
    "volume": (r"vol|volume|volumen|band|bd|jg|jahrgang|tome|том", "卷|巻|辑"),
    "issue": (r"no|nr|nº|n°|№|#|issue|number|heft|numéro|número|номер", "期|号|號"),
}


def founded(given: Mapping[str, Any], names: Sequence[str], html: str, lang: str) -> dict[str, Status]:
    """The status of each fact of a source that is given, and of its publication and date. What has no status yet is
    AS_STATED where the text states it, else ASSERTED; what is not known is UNKNOWN. `given` are the values of the
    source by name, `names` those of the publication; the credit line is taken to stand in the text, which is checked
    elsewhere."""
    credit, written = given.get("credit"), given.get("status", ())
    lines = _lines(credit, names, html, lang)
    statuses = {"publication": _UNKNOWN, "date": _UNKNOWN}
    for fact in FACTS:
        value = given.get(fact)
        if value is None:
            continue
        if fact in written:
            statuses[fact] = written[fact]
        elif lines and any(_states(line, fact, value, names, lang) for line in lines):
            statuses[fact] = Status.AS_STATED
        else:
            statuses[fact] = _ASSERTED
    return statuses


def _lines(credit: str | None, names: Sequence[str], html: str, lang: str) -> list[str]:
    """The words of the text that say where it was printed: its credit line or, where the header quotes none, lines that
    have nothing but the name of the publication and what belongs to it."""
    if credit:
        return [credit] if html else []
    for name in names:  # of a name with & or < it may miss one
        if name and name in html:
            break
    else:
        return []
    lines = (" ".join(unescape(_TAG.sub("", line)).split()) for line in _BREAK.split(html))
    return [line for line in lines if len(line) <= _LONGEST_CREDIT and _is_credit(line, names, lang)]


def _is_credit(line: str, names: Sequence[str], lang: str) -> bool:
    name = next((name for name in names if name and _stands(name, line, lang)), None)
    if name is None:
        return False
    rest = re.sub(_SAYING_HAN, " ", re.sub(r"https?://\S+", " ", line.replace(name, " ").casefold()))
    words = re.findall(r"[^\W\d_]+", rest)
    return all(word in _SAYING or word in month_names(lang) or word in weekday_names(lang) for word in words)


def _states(line: str, fact: str, value: object, names: Sequence[str], lang: str) -> bool:
    if isinstance(value, Days):
        return states_days(line, value, lang)
    if fact == "publication":
        return any(name and _stands(name, line, lang) for name in names)
    if fact in _LABELS:
        return _numbered(line, fact, str(value))
    return _stands(str(value), line, lang)


def _stands(name: str, line: str, lang: str) -> bool:
    """Whether a name stands in a line, and not as a part of a longer one: Times is not in “New York Times”, nor 体育报
    in 中国体育报."""
    for match in re.finditer(re.escape(name), line):
        before, after = line[: match.start()], line[match.end() :]
        if _ends_freely(before, name[0]) and _begins_freely(after, name[-1], lang):
            return True
    return False


def _ends_freely(before: str, first: str) -> bool:
    if re.search(rf"[{_HAN}]$", before) and re.match(rf"[{_HAN}]", first):
        return bool(re.search(rf"(?:{_SAYING_HAN})$", before))
    if re.search(r"[\w@/&-]$|\w\.$", before):
        return False
    word = re.search(r"([^\W\d_]+)['’.]?\s+$", before)
    return not word or not word[1][0].isupper() or word[1].casefold() in _SAYING


def _begins_freely(after: str, last: str, lang: str) -> bool:
    if re.match(rf"[{_HAN}]", after) and re.match(rf"[{_HAN}]", last):
        return bool(re.match(rf"(?:{_SAYING_HAN}|记者)", after))
    if re.match(r"\d", after):
        return bool(re.match(rf"[{_HAN}]", last))
    if re.match(r"[\w@/]|[-.&]\w|['’]\w", after):
        return False
    word = re.match(r"\s+((?:on|of|and|&)\s+)?([^\W\d_]+)", after)
    if not word or not word[2][0].isupper():
        return True
    small = word[2].casefold()
    return small in month_names(lang) or (not word[1] and (small in _SAYING or small in weekday_names(lang)))


def _numbered(line: str, fact: str, value: str) -> bool:
    """Whether a page, a volume or an issue stands in a line after or before the word for it: as it is written, or as
    the same number."""
    before, after = _LABELS[fact]
    line, value = normalize("NFKC", line), normalize("NFKC", value)
    number = rf"0*{int(value)}" if value.isdecimal() else re.escape(value)
    patterns = (
        rf"(?<![^\W\d_])(?:{before})\.?\s*{number}(?!\w)",
        rf"(?<!\w){number}\s*(?:{after})",
        rf"第\s*{number}\s*(?:{after})",
    )
    return any(re.search(pattern, line, re.IGNORECASE) for pattern in patterns)
