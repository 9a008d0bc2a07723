"""Words of a text that Markdown or the sanitiser would take away, each with what to write so that it is shown.

The words of the source are compared with the words of the page. What is missing and is no notation, such as the
address of a link or a comment, is lost. A remedy puts one sign of the source in a form that Markdown leaves alone; each
is tried before it is said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import NamedTuple

from colophon.readers.comparison import places
from colophon.readers.safe_html import TAG
from colophon.readers.sanitiser import NAMES, UNCLOSED, without_comments

# A run of letters and digits, in which a character may be written as an HTML reference.
_REFERENCE = re.compile(r"&(?:amp;)*(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]*;)")
_TOKEN = re.compile(rf"(?:[^\W_]|{_REFERENCE.pattern})+")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r'(?!.*\sid="fn:).*\svalue="(-?[0-9]+)"', re.DOTALL)
_HIGHLIGHTED = re.compile(r'<div class="highlight">.*?</div>', re.DOTALL)
_CALL = re.compile(r'<sup id="[^"]*"><a class="footnote-ref"[^>]*>[^<]*</a></sup>')
_QUOTED = re.compile(r'="([^"]*)"')
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])(\s+[a-zA-Z][\w:-]*=)?")

# Notation that is read and not shown. Of `kept` the page has the words in an attribute: an address, a title, an
# alternative text, the meaning of an abbreviation. Where it has not, they are lost.
_NOTATION = re.compile(
    r"""
    (?P<comment> <!--(?!-?>) (?:(?!--!?>).)* --> )
  | (?P<refused> <(?P<code>(?i:script|style))\b .*? (?: </(?P=code)\s*> | \Z ) )
  | (?P<fence> ^(?:`{3,}|~{3,}) [ ]* (?:\{[^\n}]*\} | [\w#.+-]* (?:[ ]+hl_lines=[^\n]*)?) [ ]*$ )
  | (?P<language> ^(?:[ ]{4}|\t) (?: :::+ | \#! ) [\w/.+#-]+ )
  | (?P<tag> </? [a-zA-Z][a-zA-Z0-9]* (?:\s (?:"[^"]*" | '[^']*' | [^<>"'])* )? /?> )
  | (?P<bracket> <!\[CDATA\[ (?: .*? \]\]> )? | <\? .*? \?> | <![A-Za-z] [^<>]* > | <!-- .*? --!> | <[^<>\s][^<>\n]*> )
  | (?P<abbreviation> ^[ ]{0,3}\*\[ [^\]\n]+ \][ ]?: ) (?P<kept_meaning> [^\n]* )
  | (?P<note> \[\^ [^\]\n]* \] )
  | (?P<label> ^[ ]{0,3}\[ [^\[\]\n]* \]: ) (?P<kept_definition> [ ]*(?:\n[ ]*)? \S+ [ ]*
        (?: \n?[ ]* (?: "[^"\n]*" | '[^'\n]*' | \([^)\n]*\) ) )? [ ]*$ )
  | (?P<kept_alternative> !\[ [^\[\]]* (?=\][(\[]) )
  | (?P<kept_address> \]\(\s* (?: <[^<>\n]*>
            | [^\s()<>]* (?: \([^\s()]*\) [^\s()]* )* (?=\s*\)|\s["'])
            | (?: [a-zA-Z][\w+.-]*: | [/.#{?|] ) [^()"'\n]* | [^()"'\n]* \.\w{2,5} )
        (?: \s+ (?: "[^"]*" | '[^']*' ) )? \s*\) )
  | (?P<called> \][ ]?\n? \[ [^\[\]\n]* \] )
  | (?P<attributes> \{:?[ ]*+ (?: (?: [#.][^\s{}=]++
            | [^\s{}=#.]++=(?: "[^"\n]*+" | '[^'\n]*+' | [^\s"'{}]++ ) ) [ ]*+ )++ \} )
  | (?P<contents> ^\[TOC\][ ]*$ )
  | (?P<admonition> ^!!![ ]?[\w -]+ )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)

_KINDS = tuple(name for name in _NOTATION.groupindex if name != "code")
_LONG = ("<!--", "<![", "<?")  # what is looked through to its end, however far that is
_MAY_BE_NOTATION = re.compile(r"[<\]!{]|^ {0,3}\*?\[|\[\^|^(?:```|~~~|(?: {4}|\t)(?:#!|:::))", re.MULTILINE)

# The words of a footnote, which stand at the end of the page.
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]*\]:(?:.+\n?|\n+(?=    ))*", re.MULTILINE)
_SIGNS = frozenset('\\`*_{}[]()#+-.!|<>&~:=^"')
_OPENING = ("<", "[{", "&", "*#|`>+~", ".")  # where a construct may begin, by how often that is at fault
_ENTITIES = {sign: f"&#{ord(sign)};" for sign in '|~:=^"'} | {"<": "&lt;", "&": "&amp;"}
_LIST_NUMBER = re.compile(r"(?:[ \t]|[>*+-] |\d+\. )*(\d+)\.[ ]")

MOST_LOSSES = 20  # of one text
_MOST_TRIES = 12  # of one loss
_MOST_ALIKE = 5  # other places of a lost word
_MOST_RENDERED = 400_000  # characters that are rendered again to try the remedies of a text
_SLOW = 100  # characters that take as long as a sign
_NEAR = 8  # words within which one of the source is looked for on the page


class Rendered(NamedTuple):
    """The safe HTML of a text, and the HTML before anything was taken out of it."""

    html: str
    written: str


class Span(NamedTuple):
    """Where notation stands in the source, or a tag that is none and whose words are looked for first."""

    start: int
    end: int
    notation: bool = True


class Token(NamedTuple):
    """A word of the source, where it stands, whether it is notation, which may be shown or not, and whether it is in
    a tag that is none."""

    word: str
    start: int
    end: int
    notation: bool
    bracketed: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """Words of one line that are not shown, where they stand in the source, and the words shown instead."""

    words: tuple[str, ...]
    start: int
    end: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A loss in words: what was found, what to write, on which line (from 0), and whether no word is missing but the
    number that Markdown itself counts."""

    found: str
    remedy: str
    line: int
    counted: bool = False


def findings(text: str, page: Rendered, render: Callable[[str], Rendered]) -> tuple[list[Finding], Rendered]:
    """What of `text` its page does not show, in the order of the text; and the page with all remedies followed."""
    lost = losses(text, page)
    if not lost or not page.written:
        return [], page
    found, beyond = list(_counted(text, lost)), set[int]()
    budget, slashes = _MOST_RENDERED // (len(text) + _SLOW * sum(map(text.count, "<[&*"))), text.count("\\")

    def seen(escaped: str) -> Rendered | None:
        """The page of a text; None where a remedy's own backslash is seen, as it is within HTML."""
        rendered = render(escaped)
        return None if rendered.html.count("\\") > slashes else rendered

    for _ in range(MOST_LOSSES):
        loss = next((one for one in lost if not _is_counted(text, one) and one.start not in beyond), None)
        if loss is None:
            break
        for place in (loss, *_alike(text, loss)):
            remedy, budget = _remedy(text, lost, place, seen, budget)
            if remedy:
                break
        found.append(_worded(text, place if remedy else loss, remedy))
        if not remedy:
            beyond.update(one.start for one in lost if one.start <= loss.start)
            continue
        text = _escaped(text, remedy)
        page = render(text)
        lost = losses(text, page)
    else:
        if number := sum(len(one.words) for one in lost if not _is_counted(text, one)):
            line = text.count("\n", 0, lost[0].start)
            found.append(Finding(f"{number:,} more words are not shown", "correct those above first", line))
    return sorted(found, key=lambda finding: finding.line), page


def remedy_at(text: str, words: str, line: int, holds: Callable[[str], bool]) -> str | None:
    """How to write words that stand in the text, near this line (from 0), so that Markdown takes no sign of them. A way
    is good if the text that has it `holds`. None where the words don't stand there, or nothing helps."""
    found = places(words, text)
    if not found:
        return None
    start, end = min(found, key=lambda place: abs(text.count("\n", 0, place[0]) - line))
    signs = _signs(text, start, end)
    for tried in (*({at} for at in signs[:_MOST_TRIES]), set(signs)):
        if tried and holds(_escaped(text, tried)):
            return _clip(_escaped(text[start:end], (at - start for at in tried)), 300)
    return None


def losses(text: str, page: Rendered) -> list[Loss]:
    """The words of the source that are neither shown nor notation, by lines."""
    spans = list(_notation(text, page.written))
    shown = shown_words(page.html)
    missing = Counter(_words(_without(text, spans)))
    missing.subtract(shown)
    if max(missing.values(), default=0) <= 0:
        return []
    return list(_grouped(text, *_located(text, spans, shown, +missing)))


def lost(words: Iterable[str], html: str) -> list[str]:
    """Those of the words of a text that its page does not show, in the order of the text."""
    missing, found = Counter(words), []
    missing.subtract(shown_words(html))
    for word in words:
        if missing[word] > 0:
            missing[word] -= 1
            found.append(word)
    return found


def shown_words(html: str) -> list[str]:
    """The words that a page shows, with the numbers of lists and without those of footnotes. A tag parts words here."""
    html = _HIGHLIGHTED.sub(lambda code: f"\n{TAG.sub('', code[0])}\n", _CALL.sub("\n", html))
    return _words(unescape(TAG.sub(_number_or_end, html)))


def _number_or_end(tag: re.Match[str]) -> str:
    return f"\n{number[1]}\n" if tag[3] and (number := _NUMBER.match(tag[3])) else "\n"


def _words(text: str) -> list[str]:
    """The words of a text, in which a reference, such as &eacute;, is a character whatever it is in."""
    return _WORD.findall(_REFERENCE.sub(_character, text) if "&" in text else text)


def _character(reference: re.Match[str]) -> str:
    written = reference[0]
    while (plain := unescape(written)) != written:
        written = plain
    return written


def _tokens(text: str, spans: list[Span]) -> list[Token]:
    """The words of a text with their places."""
    tokens, number = list[Token](), 0
    for match in _TOKEN.finditer(text):
        while number < len(spans) and spans[number].end <= match.start():
            number += 1
        within = number < len(spans) and spans[number].start <= match.start()
        kind = (within and spans[number].notation, within and not spans[number].notation)
        tokens += [Token(word, match.start(), match.end(), *kind) for word in _words(match[0])]
    return tokens


def _without(text: str, spans: list[Span]) -> str:
    """The text without its notation."""
    parts, at = [], 0
    for span in spans:
        if not span.notation:
            continue
        parts.append(text[at : span.start])
        at = max(at, span.end)
    return " ".join([*parts, text[at:]])


def _notation(text: str, written: str) -> Iterator[Span]:
    """The notation of a text, in its order. `written` is the HTML that Markdown made of it."""
    markup, end, closed = _markup(text), 0, max(map(text.rfind, ("->", "!>", "?>", "]>")))
    attributes = set(_words(unescape(" ".join(_QUOTED.findall(written)))))
    for place in _MAY_BE_NOTATION.finditer(text):
        at = place.start()
        if at < end or (at > closed and text.startswith(_LONG, at)):
            continue
        match = _NOTATION.match(text, at)
        if match is None:
            continue
        for name in _KINDS:
            start, stop = match.span(name)
            if start < 0 or (name.startswith("kept_") and not attributes.issuperset(_words(text[start:stop]))):
                continue
            yield Span(start, stop, name not in ("tag", "bracket") or start in markup)
        end = match.end()


def _markup(text: str) -> set[int]:
    """Where a text has tags of HTML on purpose: their elements are known, and closed if they must be or have an
    attribute, as in <a name="x">. Others are words between brackets."""
    found, opened = set[int](), dict[str, list[int]]()
    for tag in _TAG_NAME.finditer(without_comments(text)):
        name = tag[2].lower()
        if name in UNCLOSED or (name in NAMES and tag[3]):
            found.add(tag.start())
        if name in UNCLOSED:
            continue
        if not tag[1]:
            opened.setdefault(name, []).append(tag.start())
        elif name in NAMES and opened.get(name):
            found |= {opened[name].pop(), tag.start()}
    return found


def _located(
    text: str, spans: list[Span], shown: list[str], missing: Counter[str]
) -> tuple[list[Token], dict[int, str]]:
    """The words of the source, and those that are missing, by number, each with the words shown in its place."""
    tokens = _tokens(text, spans)
    found = dict.fromkeys(_taken(missing, (one for one in enumerate(tokens) if one[1].bracketed)), "")
    notes = [match.span() for match in _NOTE.finditer(text)]
    order = [number for number in range(len(tokens)) if number not in found]
    order.sort(key=lambda number: any(start <= tokens[number].start < end for start, end in notes))
    found |= _passed_over(tokens, shown, missing, order)
    rest = [(number, token) for number, token in enumerate(tokens) if number not in found and not token.notation]
    return tokens, found | dict.fromkeys(_taken(missing, reversed(rest)), "")


def _taken(missing: Counter[str], tokens: Iterable[tuple[int, Token]]) -> Iterator[int]:
    """The numbers of the first of these tokens that are missing."""
    for number, token in tokens:
        if missing[token.word] > 0:
            missing[token.word] -= 1
            yield number


def _passed_over(tokens: list[Token], shown: list[str], missing: Counter[str], order: list[int]) -> dict[int, str]:
    """The tokens that are not met where both texts are read word by word, each with the word shown in its place.
    `order` has the numbers of the tokens in the order in which a page shows them."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(shown):
        places.setdefault(word, []).append(at)
    found, at = dict[int, str](), 0
    for number, next_number in zip(order, [*order, -1][1:], strict=True):
        token, following = tokens[number], tokens[next_number].word if next_number >= 0 else ""
        there = places.get(token.word, [])
        place = there[index] if (index := bisect_left(there, at)) < len(there) else len(shown)
        if place == at:
            at += 1
        elif token.notation:
            continue
        elif missing[token.word] > 0 and not _is_near(shown, at, place, following):
            missing[token.word] -= 1
            replaced = at < len(shown) and shown[at + 1 : at + 2] == [*filter(None, [following])]
            found[number] = shown[at] if replaced else ""
            at += replaced
        elif place < len(shown) and (place - at < _NEAR or shown[place + 1 : place + 2] == [following]):
            at = place + 1
    return found


def _is_near(shown: list[str], at: int, place: int, following: str) -> bool:
    """Whether a word that is shown at `place`, and not `at` once, is the one looked for."""
    return place - at < _NEAR and shown[place + 1 : place + 2] == [following]


def _grouped(text: str, tokens: list[Token], found: dict[int, str]) -> Iterator[Loss]:
    """Neighbouring words of a line as one loss."""
    group: list[int] = []
    for number in [*sorted(found), -1]:
        start = tokens[group[0]].start if group else 0
        if group and (number < 0 or number != group[-1] + 1 or "\n" in text[start : tokens[number].start]):
            yield Loss(tuple(tokens[one].word for one in group), start, tokens[group[-1]].end, found[group[0]])
            group = []
        group.append(number)


def _counted(text: str, lost: Iterable[Loss]) -> Iterator[Finding]:
    """The numbers of lists that Markdown counts, as one finding."""
    counted = [loss for loss in lost if _is_counted(text, loss)]
    if counted:
        first = counted[0]
        found = f"“1.” is shown as “{first.instead}.”"
        if len(counted) > 1:
            found += f", and {len(counted) - 1} more of its kind"
        yield Finding(found, f"write {first.instead}.", text.count("\n", 0, first.start), counted=True)


def _is_counted(text: str, loss: Loss) -> bool:
    """Whether a loss is a 1 before an item of a list, for which Markdown shows the next number."""
    line = text.rfind("\n", 0, loss.start) + 1
    match = _LIST_NUMBER.match(text, line)
    number = match[1] if match and match.start(1) == loss.start else ""
    return number == "1" and loss.instead.isdecimal()


def _remedy(
    text: str, lost: list[Loss], loss: Loss, render: Callable[[str], Rendered | None], budget: int
) -> tuple[frozenset[int] | None, int]:
    """The signs of the text to be escaped so that the words of a loss are shown, and how many more may be tried. A
    remedy that takes other words away is the second choice."""
    before, second, fewest = _lost_words(text, lost), None, len(text)
    before.subtract(loss.words)
    for tried in _candidates(text, loss):
        if (budget := budget - 1) < 0:
            break
        escaped = _escaped(text, tried)
        if (rendered := render(escaped)) is None:
            continue
        left = losses(escaped, rendered)
        after = _lost_words(escaped, left)
        if after <= before:
            return tried, budget
        if after.total() < fewest and not any(_line(escaped, one) == _line(text, loss) for one in left):
            second, fewest = tried, after.total()
    return second, budget


def _line(text: str, loss: Loss) -> int:
    return text.count("\n", 0, loss.start)


def _lost_words(text: str, lost: Iterable[Loss]) -> Counter[str]:
    return Counter(word for one in lost if not _is_counted(text, one) for word in one.words)


def _alike(text: str, loss: Loss) -> Iterator[Loss]:
    """Other places of a word: where one of several is lost, the comparison may take another for it."""
    places = re.finditer(rf"(?<![^\W_]){re.escape(loss.words[0])}(?![^\W_])", text) if len(loss.words) == 1 else ()
    for match in islice((match for match in places if match.start() != loss.start), _MOST_ALIKE):
        yield Loss(loss.words, match.start(), match.end(), loss.instead)


def _candidates(text: str, loss: Loss) -> Iterator[frozenset[int]]:
    """Signs that may be at fault: one by one, from the words back to the start of the paragraph and on to the end of
    the line; then more and more of the line together, then all of the paragraph."""
    line, end = text.rfind("\n", 0, loss.start) + 1, text.find("\n", loss.end)
    end = len(text) if end < 0 else end
    paragraph = text.rfind("\n\n", 0, loss.start) + 2 if "\n\n" in text[: loss.start] else 0
    signs = _signs(text, paragraph, end)
    if loss.words[0].isdecimal() and text.startswith(".", loss.end):
        yield frozenset({loss.end})
    near = [at for at in reversed(signs) if at < loss.start] + [at for at in signs if at >= loss.start]
    ordered = [at for kind in _OPENING for at in near if text[at] in kind]
    for at in ordered[:_MOST_TRIES]:
        yield frozenset({at})
    for number in range(1, len(_OPENING) + 1):
        kinds = "".join(_OPENING[:number])
        yield frozenset(at for at in ordered if at >= line and text[at] in kinds)
    yield frozenset(at for at in signs if at >= line)
    yield frozenset(signs)


def _signs(text: str, start: int, end: int) -> list[int]:
    """Where signs stand that Markdown or HTML may take, and that are not escaped."""
    signs, at = list[int](), start
    while at < end:
        reference = _REFERENCE.match(text, at)
        if text[at] == "\\" and text[at + 1 : at + 2] in _SIGNS:
            at += 2
        elif reference and _character(reference) in _ENTITIES:
            at = reference.end()
        else:
            if text[at] in _SIGNS:
                signs.append(at)
            at = reference.end() if reference else at + 1
    return signs


def _escaped(text: str, signs: Iterable[int]) -> str:
    """The text with these signs in a form that Markdown leaves alone, and references as their characters."""
    written, at = [], 0
    for sign in sorted(signs):
        if reference := _REFERENCE.match(text, sign):
            written += [text[at:sign], _character(reference)]
            at = reference.end()
        elif sign >= at:
            written += [text[at:sign], _ENTITIES.get(text[sign], f"\\{text[sign]}")]
            at = sign + 1
    return "".join([*written, text[at:]])


def _worded(text: str, loss: Loss, signs: frozenset[int] | None) -> Finding:
    """A loss as an editor reads it, with the passage as it should be."""
    start, end = min(loss.start, *(signs or (loss.start,))), loss.end
    while end < len(text) and not (text[end].isspace() or text[end].isalnum()):
        end += 1
    found = f"“{_clip(text[start:end])}” is not shown"
    if loss.instead and len(loss.words) == len(loss.instead.split()):
        found = f"“{_clip(text[loss.start : loss.end])}” is shown as “{_clip(loss.instead)}”"
    line = text.count("\n", 0, start)
    if signs is None:
        return Finding(found, "write it without signs of Markdown or HTML", line)
    # What to write: from the first sign to the last, and the words where they stand on a line of theirs.
    end = max(at + 1 for at in signs)
    if "\n" not in text[min(end, loss.end) : loss.end]:
        end = max(end, loss.end)
    whole = re.compile(r"\S*").match(text, end)
    end = whole.end() if whole else end
    start = _start_of_passage(text, start, end)
    remedy = f"write {_clip(_escaped(text[start:end], (at - start for at in signs)), 300)}"
    if text.startswith("<!--", min(signs)):
        remedy += ", or close the comment with -->"
    return Finding(found, remedy, line)


def _start_of_passage(text: str, start: int, end: int) -> int:
    """The start of a word, before which the passage up to `end` stands only once on its line."""
    line = text.rfind("\n", 0, start) + 1
    while True:
        start = max(text.rfind(" ", line, start) + 1, line)
        if start == line or text.count(text[start:end], line, end) == 1:
            return start
        start -= 1


def _clip(words: str, size: int = 100) -> str:
    words = " ".join(words.split())
    return words if len(words) <= size else f"{words[:size]} …"
