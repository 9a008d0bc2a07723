"""The formatted reference in APA, Chicago and MLA style, for readers who copy it.

This module writes the two kinds of reference that the site has: a newspaper article, or a page of the site. It follows
the CSL styles apa, chicago-notes-bibliography and modern-language-association in American English. Tests compare it
with a citation processor that runs these styles. Of an edition of several words it says “Edition”, where processors
say “Editions”, and says it once where no paper is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from colophon.formats.references import Citation, citation
from colophon.model.days import Days
from colophon.model.people import CitedName
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# The styles name months in English whatever the language of the site (CSL's locale en-US).
_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
_SHORT_MONTHS = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
# Words that get no capital within a title.
_SMALL = re.compile(
    "(?:a|an|and|as|at|but|by|down|for|from|in|into|nor|of|on|onto|or|over|so|the|till|to|up|via|with|yet"
    "|about|van|von|de|d|l)"
).fullmatch
_PIECE = re.compile(r"[^\W_]+|\s+|[\W_]")
_SEVERAL = re.compile(r"[-–,&]")
_RANGE = re.compile(r"\s*[-–]\s*")
_SHORTENED = re.compile(r"([^\W\d_]*)(\d+)–\1(\d+)")
_OPENING = re.compile(r"(^|[\s(\[/—–“‘])([\"'])(?=\S)")
_SMART = str.maketrans({'"': "”", "'": "’"})
_PASSAGE = re.compile(r"“([^“”]*)”|‘((?:[^‘’]|’(?=\w))*)’(?!\w)")
_MARKS = (("“", "”"), ("‘", "’"))
_BREAK = re.compile("[-/–—]")
# The place of a piece in a title: at a start, before a word, before the last word, within a word, after a full stop.
_APA_MOST, _CHICAGO_MOST = 20, 6  # names, of which more are shortened
_NUMERIC = re.compile(r"[A-Za-z]*\d+[A-Za-z]*(?:\s*[-–,&]\s*[A-Za-z]*\d+[A-Za-z]*)*")
_INITIALS = re.compile(r"([A-Z]\.)(?=[A-Z]\.)")
_START, _WORD, _LAST, _WITHIN, _STOP = range(5)
_ITALIC, _UPRIGHT = "\x02", "\x03"


def citations(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str, str], ...]:
    """(name of the style, safe HTML, plain text) for each style."""
    cited = citation(article, site, credit)
    quoted = _quoted(cited)
    marked = "\n".join((_apa(cited), _chicago(cited, quoted), _mla(cited, quoted)))  # each is on one line
    html = escape(marked, quote=False).replace(_ITALIC, "<i>").replace(_UPRIGHT, "</i>")
    plain = marked.replace(_ITALIC, "").replace(_UPRIGHT, "")
    return tuple(zip(("APA", "Chicago", "MLA"), html.split("\n"), plain.split("\n"), strict=True))


def _apa(cited: Citation) -> str:
    title, container = _requoted(_typographic(cited.title), 0), _container(cited)
    # The style sets the newspaper in italics, or what has none.
    within = cited.newspaper and container
    title, container = (title, _italic(container)) if within else (_italic(title), container)
    if cited.translators:
        title += f" ({_apa_names([_initialled(name, inverted=False) for name in cited.translators], ' & ')}, Trans.)"
    genre = f"[{_capital(cited.genre)}]" if cited.genre else ""
    date = f"({_apa_date(cited.issued)})."
    if cited.authors:
        names = _apa_names(list(map(_initialled, cited.authors)), ", & ")
        parts = [_stopped(names), date, _stopped(f"{title} {genre}" if genre else title)]
    else:
        parts = [_stopped(title), date, *([f"{genre}."] if genre else [])]
    number = f"{_italic(cited.volume or '')}{f'({cited.issue})' if cited.issue else ''}"
    where = ", ".join(filter(None, (container, number, _range(cited.page or ""))))
    parts += [_stopped(where)] if where else []
    if cited.url:
        parts.append(cited.url if cited.issued else f"Retrieved {cited.url}")
    if cited.original_title:
        parts.append(f"(Original work published as {_italic(_typographic(cited.original_title))})")
    return " ".join(parts)


def _chicago(cited: Citation, quoted: str) -> str:
    container = _italic(_container(cited)) if cited.newspaper else _container(cited)
    if cited.authors:
        parts = [_stopped(_chicago_names(cited.authors)), quoted]
    elif cited.translators:
        parts = [_stopped(f"{_chicago_names(cited.translators)}, trans"), quoted]
    else:
        parts = [_stopped(container), quoted] if container else [quoted]
    if cited.genre:
        parts.append(_stopped(_capital(cited.genre)))
    if cited.section:
        parts.append(_stopped(_titled(_typographic(cited.section), cited.language)))
    if cited.authors and cited.translators:
        parts.append(_stopped(f"Translated by {_shortened([*map(_straight, cited.translators)], ' and ')}"))
    date = _american(cited.issued, _MONTHS)
    if (cited.authors or cited.translators) and container:
        parts.append(_stopped(f"{container}, {date or 'n.d.'}"))
    else:
        parts.append(_stopped(date or "n.d."))
    if cited.edition:
        parts.append(_stopped(f"{_titled(_typographic(cited.edition), cited.language)} Edition"))
    if cited.original_title:
        original = _italic(_titled(_typographic(cited.original_title), cited.language))
        parts.append(_stopped(f"Originally published as {original}"))
    return " ".join([*parts, f"{cited.url}."] if cited.url else parts)


def _mla(cited: Citation, quoted: str) -> str:
    before = []
    if cited.authors:
        before.append(_stopped(_mla_names(cited.authors)))
    elif cited.translators:
        word = "translators" if len(cited.translators) > 1 else "translator"
        before.append(_stopped(f"{_mla_names(cited.translators)}, {word}"))
    before.append(quoted)
    if cited.genre:
        before.append(_stopped(_capital(cited.genre)))
    parts = [_italic(container)] if (container := _container(cited)) else []
    if cited.authors and cited.translators:
        names = [_straight(name) for name in cited.translators]
        several = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        parts.append(f"{'t' if parts else 'T'}ranslated by {several}")
    parts += [_capital(cited.edition)] if cited.edition else []
    for label, number in (("vol.", cited.volume), ("no.", cited.issue)):
        if number:
            parts.append(f"{label} {number}" if _NUMERIC.fullmatch(number) else number)
    parts += [date] if (date := _european(cited.issued)) else []
    if cited.page:
        label = "pp." if _SEVERAL.search(cited.page) else "p."
        parts.append(f"{label} {_SHORTENED.sub(_last_page, _range(cited.page))}")
    if cited.url:
        parts.append(cited.url)
    after = [_stopped(_titled(_typographic(cited.section), cited.language))] if cited.section else []
    if cited.original_title and not cited.newspaper:
        original = _italic(_titled(_typographic(cited.original_title), cited.language))
        after.append(_stopped(f"Originally published as {original}"))
    return " ".join([*before, *([_stopped(", ".join(parts))] if parts else []), *after])


def _listed(names: Sequence[str], two: str, last: str) -> str:
    """Names in a row; `two` parts two of them, `last` the last of more."""
    if len(names) < 3:
        return two.join(names)
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def _apa_names(names: Sequence[str], two: str) -> str:
    """Names in APA's row."""
    if len(names) > _APA_MOST:
        return f"{', '.join(names[: _APA_MOST - 1])}, … {names[-1]}"
    return _listed(names, two, ", & ")


def _initialled(name: CitedName, *, inverted: bool = True) -> str:
    """APA's form of a name: “van Gogh, V.”, “V. van Gogh”."""
    if name.whole:
        return name.whole
    given = " ".join(filter(None, map(_initials, name.given.replace(".", ". ").split())))
    parts = (name.families, given, name.suffix) if inverted else (f"{given} {name.families}".strip(), name.suffix)
    return ", ".join(filter(None, parts)) if inverted else " ".join(filter(None, parts))


def _initials(word: str) -> str:
    """“A.” of Ana, “J.-P.” of Jean-Paul; a word without capitals stays as it is."""
    firsts = [part[0] for part in word.split("-") if part[:1].isupper()]
    return "-".join([f"{first}." for first in firsts]) or word


def _straight(name: CitedName) -> str:
    """“Vincent van Gogh”."""
    given = _spaced(name.given)
    return name.whole or " ".join(filter(None, (given, name.families, name.suffix)))


def _spaced(given: str) -> str:
    """Initials apart and with full stops: “J. K.” of J.K."""
    words = _INITIALS.sub(r"\1 ", given).split(" ")
    return " ".join([f"{word}." if len(word) == 1 and word.isupper() else word for word in words])


def _chicago_names(names: Sequence[CitedName]) -> str:
    """The first name inverted, its particle behind; of seven and more the first three."""
    first = names[0]
    head = first.whole or ", ".join(
        filter(None, (first.family, f"{_spaced(first.given)} {first.particle}".strip(), first.suffix))
    )
    rest = [_straight(name) for name in names[1:]]
    return _shortened([head, *rest], ", and ")


def _shortened(names: Sequence[str], two: str) -> str:
    """Names in Chicago's row."""
    if len(names) > _CHICAGO_MOST:
        return f"{', '.join(names[:3])}, et al."
    return _listed(names, two, ", and ")


def _mla_names(names: Sequence[CitedName]) -> str:
    """The first name inverted; of three and more only that."""
    head = names[0].whole or ", ".join(filter(None, (names[0].families, _spaced(names[0].given), names[0].suffix)))
    if len(names) > 2:
        return f"{head}, et al."
    return _listed([head, *map(_straight, names[1:])], ", and ", ", and ")


def _apa_date(days: Days | None) -> str:
    """“2022, November 30”, “1937, August 7–8”, “n.d.”."""
    if days is None:
        return "n.d."
    years, rest = _years_apart(days)
    return ", ".join(filter(None, (years, rest)))


def _years_apart(days: Days) -> tuple[str, str]:
    """The year or years of a date, and its months and days."""
    years = "–".join(dict.fromkeys(str(end[0]) for end in days.ends))
    ends = [end[1:] for end in days.ends if end[1:]]
    if len(ends) == 2 and len(days.known) == 2:  # two days of one month
        return years, f"{_MONTHS[ends[0][0] - 1]} {ends[0][1]}–{ends[1][1]}"
    return years, "–".join([" ".join([_MONTHS[end[0] - 1], *map(str, end[1:])]) for end in ends])


def _american(days: Days | None, months: Sequence[str]) -> str:
    """“November 30, 2022”, “August 7–8, 1937”; empty where nothing is known."""
    if days is None:
        return ""
    years, rest = _years_apart(days)
    if "–" in years and rest:
        return "–".join([_american_end(end, months) for end in days.ends])
    return f"{rest}{', ' if len(days.ends[0]) == 3 else ' '}{years}" if rest else years


def _american_end(end: tuple[int, ...], months: Sequence[str]) -> str:
    year, month, *day = end
    return f"{months[month - 1]} {day[0]}, {year}" if day else f"{months[month - 1]} {year}"


def _european(days: Days | None) -> str:
    """“30 Nov. 2022”, “7–8 Aug. 1937”; empty where nothing is known."""
    if days is None:
        return ""
    ends = [" ".join([*map(str, end[2:]), *(_SHORT_MONTHS[month - 1] for month in end[1:2])]) for end in days.ends]
    years = [str(end[0]) for end in days.ends]
    if len(set(years)) > 1:
        return "–".join([f"{end} {year}".strip() for end, year in zip(ends, years, strict=True)])
    if len(ends) == 2 and len(days.known) == 2:
        return f"{days.ends[0][2]}–{ends[1]} {years[0]}"
    return f"{'–'.join(ends)} {years[0]}".strip()


def _italic(text: str) -> str:
    return f"{_ITALIC}{text}{_UPRIGHT}" if text else ""


def _stopped(text: str) -> str:
    """The text with a full stop, unless it ends with another closing sign. The stop is inside a quotation that ends
    the text."""
    if text.endswith(_UPRIGHT):
        inner = text[1:-1]
        return text if _stopped(inner) == inner else f"{text}."
    if text[-1:] in {"”", "’"} and any(match.end() == len(text) for match in _PASSAGE.finditer(text)):
        return _stopped(text[:-1]) + text[-1]
    return text if text.endswith((".", "?", "!", ":", ";", ",")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _range(page: str) -> str:
    return _RANGE.sub("–", page)


def _last_page(match: re.Match[str]) -> str:
    """“101–05”: the digits of the last page that differ, at least two."""
    letters, first, last = match.groups()
    if len(first) == len(last) > 2:
        alike = next((n for n, (one, other) in enumerate(zip(first, last, strict=True)) if one != other), 0)
        last = last[min(alike, len(last) - 2) :]
    return f"{letters}{first}–{last}"


def _container(cited: Citation) -> str:
    """The name of the newspaper or of the site; empty for a paper that is not known."""
    return _titled(_typographic(cited.container), cited.language) if cited.container else ""


def _quoted(cited: Citation) -> str:
    """The title in quotation marks; in italics where nothing is known that has it."""
    if not cited.container:
        return _stopped(_italic(_requoted(_titled(_typographic(cited.title), cited.language, closed=False), 0)))
    return f"“{_stopped(_requoted(_titled(_typographic(cited.title), cited.language), 1))}”"


def _requoted(text: str, depth: int) -> str:
    """The text with double and single quotation marks in turn, from the outside to the inside."""
    if "“" not in text and "‘" not in text:
        return text
    opening, closing = _MARKS[depth]
    return _PASSAGE.sub(lambda match: opening + _requoted(match[1] or match[2] or "", 1 - depth) + closing, text)


@lru_cache(maxsize=64)
def _typographic(text: str) -> str:
    """The text with curly quotation marks instead of straight ones."""
    text = text.replace(_ITALIC, "").replace(_UPRIGHT, "")
    if '"' not in text and "'" not in text:
        return text
    return _OPENING.sub(lambda mark: mark[1] + ("“" if mark[2] == '"' else "‘"), text).translate(_SMART)


@lru_cache(maxsize=64)
def _titled(text: str, language: str, *, closed: bool = True) -> str:
    """An English title in title case: each word of small letters gets a capital, except _SMALL words within it. Of a
    title that no quotation mark closes, processors take the last word for one within it."""
    if language[:2].lower() != "en":
        return text
    head, space, tail = text.rpartition(" ")
    last = len(head) + len(space) if space and not _BREAK.search(tail) else len(text)
    pieces, state = [], _START
    for match in _PIECE.finditer(text):
        piece = match[0]
        if closed and match.start() == last and state in (_WORD, _START):
            state = _LAST
        pieces.append(_capital(piece) if _takes_capital(piece, state) else piece)
        state = _after(piece, state)
    return "".join(pieces)


def _takes_capital(piece: str, state: int) -> bool:
    if not piece.islower():
        return False
    return state == _START or (len(piece) > 1 and (state == _LAST or (state == _WORD and not _SMALL(piece))))


def _after(piece: str, state: int) -> int:
    if piece.isspace():
        return _START if state == _STOP else _WORD
    if piece.isalnum():
        return _WITHIN
    if piece in ".?!:":
        return _STOP
    return _WORD if _BREAK.match(piece) else state
