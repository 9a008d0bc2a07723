"""The article and its source record as a TEI document: P5, chapters 2 (The TEI Header), 3 (Elements Available in All
TEI Documents), 4 (Default Text Structure) and 14 (Tables, Formulæ, Graphics).

@ana says how well a statement is founded in our own words, @cert in TEI's. Without corr, note and figDesc, the words of
the body are those that the page shows. The HTML must be safe; ArticleView.body marks readings and notes in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote

from colophon.formats.registry import FORMATS, Format
from colophon.formats.wording import compared
from colophon.model.article import Change, Contributor, Emendation, Note
from colophon.model.days import Days
from colophon.model.l10n import day, language
from colophon.model.licences import licence_address
from colophon.readers.safe_html import INLINE, TAG
from colophon.views.article import ArticleView, StepView
from colophon.views.site import SiteView, page_view

_CERTAINTY = {
    "verified": "high",
    "as-stated": "medium",
    "asserted": "low",
    "inferred": "low",
    "unknown": "unknown",
}
_TAXONOMY = """<classDecl><taxonomy xml:id="status">
<desc>How well a statement is founded. @cert says the same in TEI's words: high, medium, low, unknown.</desc>
<category xml:id="verified"><catDesc>There is a file and its digest to show for it.</catDesc></category>
<category xml:id="as-stated"><catDesc>The text or its source says so.</catDesc></category>
<category xml:id="asserted"><catDesc>The editor says so, and nothing shows it.</catDesc></category>
<category xml:id="inferred"><catDesc>It was concluded from something else.</catDesc></category>
<category xml:id="unknown"><catDesc>It is not known.</catDesc></category>
</taxonomy></classDecl>
"""
_METHOD = """<p>The text in body is the one that the page shows. Where a reading is offered, sic has the text and corr
the reading; a conjecture, made without the original, has cert="low". Without corr, note and figDesc, body has all words
of that text and no others.</p>
"""
_FORBIDDEN = bytes({*range(0x20)} - {*b"\t\n\r"})  # XML 1.0, section 2.2, in what UTF-8 may hold
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_TITLED = {"editor": "The title is the editor's.", "translator": "The title is the translator's."}
_AGENTS = {"person": "persName", "organisation": "orgName"}

_DEEPEST = 40  # elements within one another; deeper elements keep their words and lose their markup
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "area"})
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)(?:="([^"]*)")?')
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_NOT_IN_URI = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%/?:@!$&'()*+,;=._~-]")
_SCHEME = r"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))"
_URI = re.compile(_SCHEME + r"(?://[^/?#:]*(?::\d*)?(?=[/?#]|$)|(?!//))[^#]*(?:#.*)?")
_FOOTNOTE = re.compile(r"fn(?:ref)?\d*:")
_MARK = re.compile(r"(?:p|r|d|on-|note-)\d+")  # ids of paragraphs, readings and notes, in the body as on the page
# What the name of an id may have (Namespaces in XML 1.0, NCName; XML 1.0, section 2.3).
_NO_NAME = re.compile(
    "[^A-Za-z0-9_.\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff-]"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul": ("bulleted", "li"), "ol": ("numbered", "li"), "dl": ("definitions", "dt dd")}
# Inline elements of HTML that TEI has an element for. All others become <hi>, which takes any inline content.
_PHRASES = {"em": "emph", "q": "q", "ins": "add", "del": "del", "cite": "title"}
_UNSEEN = frozenset({"bdi", "bdo", "data", "span", "time"})  # only their language matters here
_BOXES = frozenset({"article", "aside", "center", "details", "div", "figure", "footer", "header", "map", "nav"})
_EMPTY = {"br": "\n<lb{}/>", "hr": '\n<milestone{} unit="section" rend="rule"/>\n'}
_LOOSE = INLINE | {"br", "img"}  # what may stand between blocks
_ROWS = frozenset({"thead", "tbody", "tfoot"})


def tei(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The whole document in UTF-8."""
    record = article.record
    edited = bool(record.readings or record.notes)
    credited = record.source.credit if record.source else None
    plain = None if edited else _credited(plain_body(record.html), credited)
    if plain is None:
        writer = _BodyWriter(record.readings, record.notes)
        inside, ids = writer.sections(_tree(article.marked)), writer.ids
    else:
        inside, ids = plain, set[str]()
    style = ' style="direction: rtl"' if article.direction == "rtl" else ""
    body = f"<body{style}>\n{inside}\n</body>\n{_back(article, ids) if edited else ''}"
    return xml_bytes(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{escape(record.lang)}">\n'
        '<teiHeader xml:lang="en">\n'
        f"{_file(article, site, credit, edited)}{_encoding(article)}{_profile(article)}{_revisions(article, site)}"
        f"</teiHeader>\n<text>\n{body}</text>\n</TEI>\n"
    )


def xml_bytes(document: str) -> bytes:
    """The document in UTF-8. U+FFFD replaces characters that XML forbids, a space replaces forbidden white space."""
    try:
        data = document.encode()  # raises for surrogates; a search in bytes is faster than one in letters
        if len(data.translate(None, _FORBIDDEN)) == len(data) and not ("\ufffe" in document or "\uffff" in document):
            return data
    except UnicodeEncodeError:
        pass
    return _NO_CHARACTER.sub(lambda match: " " if match[0].isspace() else "\ufffd", document).encode()


def plain_body(html: str) -> str | None:
    """The numbered paragraphs of a text that has no other markup; None where it has, or may have."""
    if html[:3] != "<p>" or html[-4:] != "</p>" or "&nbsp;" in html:
        return None
    paragraphs = html[3:-4].split("</p>\n<p>")
    if any("<" in paragraph for paragraph in paragraphs):
        return None
    return "\n".join([f'<p xml:id="p{n}">{paragraph}</p>' for n, paragraph in enumerate(paragraphs, 1)])


def _credited(plain: str | None, credit: str | None) -> str | None:
    """Plain paragraphs with the credit line marked; None where it stands in them otherwise than to the letter."""
    if plain is None or not credit:
        return plain
    line = _text(credit)
    return plain.replace(line, f'<seg type="credit">{line}</seg>') if plain.count(line) == 1 else None


def _file(article: ArticleView, site: SiteView, credit: str, edited: bool) -> str:
    record, name = article.record, _text(site.name)
    lang = "" if site.lang == "en" else f' xml:lang="{escape(site.lang)}"'  # the rest of the header is in English
    editor = f'<respStmt xml:id="editor"><resp>readings and notes</resp><name>{name}</name></respStmt>\n'
    terms = f"<p>{_text(record.rights)}</p>" if record.rights else ""
    if record.licence:
        terms = f'<licence target="{escape(licence_address(record.licence))}">{_text(record.licence)}</licence>{terms}'
    rights = f'<availability status="restricted">{terms}</availability>\n' if terms else ""
    titled = f'<note type="title">{_TITLED[record.title_by]}</note>\n' if record.title_by in _TITLED else ""
    return (
        "<fileDesc>\n<titleStmt>\n"
        f'<title xml:lang="{escape(record.lang)}">{_text(record.title)}</title>\n'
        f"{_contributors(article)}{editor if edited else ''}</titleStmt>\n"
        f"<extent>{record.words} words</extent>\n"
        f"<publicationStmt>\n<publisher>{name}</publisher>\n"
        f"{_first_day(record.published)}\n"
        f'<idno type="{"URL" if site.url else "path"}">{_text(_root(site) + article.path)}</idno>\n'
        f"{rights}</publicationStmt>\n"
        f'<notesStmt>\n<note type="credit"{lang}>{_text(credit)}</note>\n{titled}{_pictures(article, site)}'
        f"{_pairs(article, site)}</notesStmt>\n"
        f"<sourceDesc>\n{_source(article, site)}{_custody(article, site)}</sourceDesc>\n</fileDesc>\n"
    )


def _pictures(article: ArticleView, site: SiteView) -> str:
    """Who made the pictures of the text, and under which terms."""
    notes = []
    for one, file in article.pictures:
        parts = [_text(text) for text in (one.credit, one.alt) if text]
        if one.licence:
            parts.append(_pointer("licence", licence_address(one.licence), one.licence))
        place = _pointer("file", _root(site, article.path) + quote(file), file)
        notes.append(f'<note type="image">{place}{": " if parts else ""}{", ".join(parts)}</note>\n')
    return "".join(notes)


def _pairs(article: ArticleView, site: SiteView) -> str:
    """The other texts of a translation on this site."""
    original = [("original", article.translated_from)] if article.translated_from else []
    return "".join(
        f'<relatedItem type="{kind}"><bibl><title xml:lang="{escape(one.lang)}">{_text(one.title)}</title> '
        f"{_pointer(kind, _root(site, article.path) + quote(one.path), one.path)}</bibl></relatedItem>\n"
        for kind, one in (*original, *(("translation", one) for one in article.translations))
    )


def _contributors(article: ArticleView) -> str:
    """Authors and translators, in the order of the source."""
    authors = [f"<author>{_name_of(one, article)}</author>\n" for one in article.record.authors]
    translators = [
        f"<respStmt><resp>translator</resp>{_name_of(one, article)}</respStmt>\n" for one in article.translators
    ]
    return "".join([*authors, *translators])


def _name_of(one: Contributor, article: ArticleView) -> str:
    element = "orgName" if one.kind == "institution" else "persName"
    key = f' key="{escape(one.key)}"' if one.key else ""
    at = f"<affiliation>{_text(article.name_of(one.at))}</affiliation>" if one.at else ""
    return f"<{element}{key}>{_text(one.name)}{at}</{element}>"


def _root(site: SiteView, page: str = "") -> str:
    """What leads to the root of the site: its address, else the relative path from `page`."""
    return f"{site.url}/" if site.url else page_view(page).root


def _first_day(published: dt.date | None) -> str:
    if published is None:
        return '<date type="published">not recorded</date>'
    return f'<date type="published" {_when(published)}</date>'


def _when(date: dt.date | Days) -> str:
    if isinstance(date, Days) and len(date.ends) > 1:
        first, last = ("-".join([f"{end[0]:04}", *(f"{part:02}" for part in end[1:])]) for end in date.ends)
        return f'notBefore="{first}" notAfter="{last}">{day(date)}'
    return f'when="{date}">{day(date)}'


def _founded(status: str) -> str:
    return f'ana="#{status}" cert="{_CERTAINTY[status]}"'


def _source(article: ArticleView, site: SiteView) -> str:
    """The print item. Its own title is known only where the text came with one."""
    source, record = article.source, article.record
    if source is None:
        origin = f"Written for {_text(site.name)}." if record.original else "Source not stated."
        return "" if article.custody else f"<p>{origin}</p>\n"
    stated = source.record

    def fact(name: str) -> str:
        return _founded(stated.status_of(name))

    edition = f"<edition {fact('edition')}>{_text(stated.edition)}</edition>" if stated.edition else ""
    title = f'<title level="a" xml:lang="{escape(record.lang)}">{_text(record.title)}</title>'
    if stated.title:
        title = f'<title level="a" {fact("title")}>{_text(stated.title)}</title>'
    when = f" {_when(stated.date)}" if stated.date else ">not known"
    date = f"<date {fact('date')}{when}</date>"
    numbers = (("volume", stated.volume), ("issue", stated.issue), ("section", stated.section), ("page", stated.page))
    scope = "".join(
        [f'<biblScope unit="{unit}" {fact(unit)}>{_text(number)}</biblScope>' for unit, number in numbers if number]
    )
    places = [_pointer("original", stated.url, stated.url, fact("url"))] if stated.url else []
    if stated.archived:
        day_of = f", archived {stated.archived.date}" if stated.archived.date else ""
        places.append(_pointer("archived", stated.archived.url, f"{stated.archived.url}{day_of}"))
    found = "".join([f"<note>{place}</note>\n" for place in places])
    return (
        f"<biblStruct{_kind(source.what)} {fact('publication')}>\n"
        f"{f'<analytic>{title}</analytic>' if stated.title or record.title_by == 'source' else ''}"
        f"<monogr>{_serial(source.name or 'not known', source.names)}{edition}\n"
        f"<imprint>{date}{scope}</imprint></monogr>\n{found}"
        "</biblStruct>\n"
    )


def _page(page: str | None) -> str:
    return "" if page is None else f'<biblScope unit="page">{_text(page)}</biblScope>'


def _kind(what: str | None) -> str:
    return f' type="{what}"' if what and _NAME.fullmatch(what) else ""


def _serial(name: str, names: tuple[tuple[str, str], ...]) -> str:
    start = '<title level="j" type="alternative" xml:lang='
    return f'<title level="j">{_text(name)}</title>' + "".join(
        [f'{start}"{escape(tag)}">{_text(other)}</title>' for tag, other in names]
    )


def _custody(article: ArticleView, site: SiteView) -> str:
    steps = [_step(step, number, article, site) for number, step in enumerate(article.custody, 1)]
    return f'<listBibl type="custody">\n{"".join(steps)}</listBibl>\n' if steps else ""


def _step(step: StepView, number: int, article: ArticleView, site: SiteView) -> str:
    """One step: the text as it was after it."""
    event = step.record
    tag = event.target or event.lang
    lines: tuple[str | None, ...] = (
        _doer(step, site),
        f"<date {_when(event.date)}</date>" if event.date else "",
        _page(event.page),
        tag and f'<textLang mainLang="{escape(tag)}">{_text(language(tag))}</textLang>',
        step.file and _pointer("file", _root(site, article.path) + quote(step.file), step.file),
        event.sha256 and f'<idno type="sha256">{event.sha256}</idno>',
        event.url and _pointer("evidence", event.url, event.url),
        event.evidence and f'<note type="evidence">{_text(event.evidence)}</note>',
    )
    start = f'<bibl type="{event.act}" n="{number}" {_founded(event.status)}>'
    return "\n".join([start, *filter(None, lines), "</bibl>\n"])


def _pointer(kind: str, address: str, label: str, founded: str = "") -> str:
    uri = _uri(address)
    target = f' target="{escape(uri)}"' if uri else ""
    return f'<ref type="{kind}"{target}{founded and f" {founded}"}>{_text(label)}</ref>'


def _doer(step: StepView, site: SiteView) -> str:
    act = step.record.act
    if act == "printed" and step.by:
        return _serial(step.by, step.names)
    if step.by:
        element = _AGENTS.get(step.what or "", "name")
        others = [f'<{element} xml:lang="{escape(tag)}">{_text(name)}</{element}>' for tag, name in step.names]
        names = f"<{element}{_kind(step.what)}>{_text(step.by)}</{element}>{''.join(others)}"
    else:
        names = f"<name>{_text(site.name)}</name>" if act == "received" else '<name cert="unknown">unknown</name>'
    return f"<respStmt><resp>{_text(_deed(step))}</resp>{names}</respStmt>"


def _deed(step: StepView) -> str:
    """“machine translation from zh-Hans to en”, without what is not known."""
    event = step.record
    if event.act != "translated":
        return f"{event.act} ({event.method})" if event.method else event.act
    languages = (event.origin and f"from {event.origin}", event.target and f"to {event.target}")
    return " ".join(filter(None, (event.method, "translation", *languages)))


def _encoding(article: ArticleView) -> str:
    """What was done to the text. TEI has four words for how well a text was checked: “medium” is “at least once”,
    “low” is “not”. A review by one person counts as once; without a review the record knows of no check."""
    reviewed = article.reviewed_by and not article.record.review_voided
    changes = "".join([_change(change) for change in article.record.changes])
    if changes:
        summary = f'<p>Changes that the editor declares:</p>\n<p><list type="changes">\n{changes}</list></p>\n'
    else:
        summary = ""
    summary = f"<p>{_text(compared(article.record.comparison))}.</p>\n{summary}"
    return (
        f'<encodingDesc>\n<editorialDecl>\n<correction status="{"medium" if reviewed else "low"}" method="markup">\n'
        f"<p>{_text(_reviewed(article))}</p>\n{_METHOD}{summary}</correction>\n</editorialDecl>\n"
        f"{_TAXONOMY}</encodingDesc>\n"
    )


def _reviewed(article: ArticleView) -> str:
    if article.record.review_voided:
        return "Not reviewed: the text changed since its review."
    if not article.reviewed_by:
        return "Not reviewed." if article.record.unreviewed else "No review is recorded."
    return f"Reviewed by {article.reviewed_by}" + (f", {day(article.reviewed_on)}." if article.reviewed_on else ".")


def _change(change: Change) -> str:
    why = f"<note>{_text(change.why)}</note>" if change.why else ""
    why += f"<date {_when(change.date)}</date>" if change.date else ""
    was, now = ("orig", "reg") if change.kind == "normalised" else ("sic", "corr")
    passages = f"<{was}>{_text(change.was)}</{was}><{now}>{_text(change.now)}</{now}>"
    return f'<item rend="{change.kind}"><choice>{passages}</choice>{why}</item>\n'


def _profile(article: ArticleView) -> str:
    terms = [
        f'<term type="{kind}">{_text(name.text)}</term>\n'
        for kind, names in article.terms.items()
        if _NAME.fullmatch(kind)
        for name in names
    ]
    words = f"<textClass><keywords>\n{''.join(terms)}</keywords></textClass>\n" if terms else ""
    tag, summary = article.record.lang, article.record.summary
    abstract = f"<abstract><p>{_text(summary)}</p></abstract>\n" if summary else ""
    return (
        f'<profileDesc>\n{abstract}<langUsage><language ident="{tag}">{_text(language(tag))}</language>'
        f"</langUsage>\n{words}</profileDesc>\n"
    )


def _revisions(article: ArticleView, site: SiteView) -> str:
    """From new to old, as TEI asks."""
    steps: list[tuple[dt.date, str]] = []
    if article.record.published:
        steps.append((article.record.published, f"First published by {_text(site.name)}."))
    if article.reviewed_on:
        steps.append((article.reviewed_on, _text(_reviewed(article))))
    changes = [f'<change when="{date.isoformat()}">{step}</change>\n' for date, step in sorted(steps, reverse=True)]
    changes = changes or ["<change>The record names no day.</change>\n"]
    return f'<revisionDesc status="{"draft" if article.draft else "published"}">\n{"".join(changes)}</revisionDesc>\n'


def _back(article: ArticleView, ids: set[str]) -> str:
    """Readings and notes whose passages the body does not mark, so that none is lost."""
    readings = [
        f"<item>{_choice(change, _text(change.was), f'r{n}')}{_reason(n, change.why)}</item>\n"
        for n, change in enumerate(article.record.readings, 1)
        if f"r{n}" not in ids
    ]
    notes = [
        f'<item><seg xml:id="on-{n}">{_text(remark.on)}</seg>{_note(n, remark.note)}</item>\n'
        for n, remark in enumerate(article.record.notes, 1)
        if f"on-{n}" not in ids
    ]
    if not readings and not notes:
        return ""
    return f'<back>\n<div type="apparatus">\n<list>\n{"".join(readings + notes)}</list>\n</div>\n</back>\n'


def _choice(change: Emendation, sic: str, number: str = "") -> str:
    """A passage and the reading beside it. Of a passage in pieces only the first has a number, and only it has the
    reading: so all pieces together are read as that."""
    doubt = ' cert="low"' if change.kind == "conjecture" else ""
    name, reading = (f' xml:id="{number}"', _text(change.now)) if number else ("", "")
    return f'<choice{name}><sic>{sic}</sic><corr type="{change.kind}" resp="#editor"{doubt}>{reading}</corr></choice>'


def _note(number: int, note: str) -> str:
    return f'<note xml:id="note-{number}" n="{number}" resp="#editor" target="#on-{number}">{_text(note)}</note>'


def _reason(number: int, why: str | None) -> str:
    return f'<note type="reason" target="#r{number}">{_text(why)}</note>' if why else ""


def _text(text: str) -> str:
    """Words as XML has them. It is faster than html.escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _uri(address: str) -> str | None:
    """The address as xsd:anyURI has it; None where it is none."""
    before, mark, fragment = address.partition("#")
    whole = f"{_NOT_IN_URI.sub(_quoted, before)}{mark}{_NOT_IN_URI.sub(_quoted, fragment)}"
    return whole if _URI.fullmatch(whole) else None


def _quoted(match: re.Match[str]) -> str:
    return quote(match[0], safe="", errors="replace")


@dataclass(slots=True)
class _Node:
    """An element of HTML with what stands in it."""

    name: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)


def _tree(html: str) -> list[_Node | str]:
    root = _Node("", {})
    stack, skipped, at = [root], 0, 0
    for tag in TAG.finditer(html):
        if tag.start() > at:
            stack[-1].children.append(unescape(html[at : tag.start()]))
        at, name = tag.end(), tag[2].lower()
        if name == "wbr":
            continue
        if not tag[1] and len(stack) <= _DEEPEST and not skipped:
            node = _Node(name, {k.lower(): unescape(v or "") for k, v in _ATTRIBUTE.findall(tag[3])})
            stack[-1].children.append(node)
            if name not in _VOID:
                stack.append(node)
            continue
        if not skipped and tag[1] and len(stack) > 1:
            stack.pop()
            continue
        skipped += 0 if name in _VOID else -1 if tag[1] else 1
        if name not in INLINE:
            stack[-1].children.append("\n")
    stack[-1].children.append(unescape(html[at:]))
    return root.children


class _BodyWriter:
    """Writes one body. `ids` are those of the readings, notes and footnotes in it."""

    def __init__(self, readings: Sequence[Emendation], notes: Sequence[Note]) -> None:
        self._readings, self._notes = readings, notes
        self._reading = 0  # the last that began
        self.ids: set[str] = set()

    def sections(self, children: Sequence[_Node | str]) -> str:
        """The whole text: a division for each heading, as deep as the heading says."""
        body, levels, loose = "", list[int](), list[_Node | str]()
        for child in _opened(children):
            if isinstance(child, str) or child.name not in _HEADINGS:
                loose.append(child)
                continue
            body += self._blocks(loose)
            loose = []
            while levels and levels[-1] >= _HEADINGS[child.name]:
                levels.pop()
                body += "</div>\n"
            levels.append(_HEADINGS[child.name])
            body += f"<div>\n<head{self._marks(child)}>{self._phrases(child.children)}</head>\n"
        body += self._blocks(loose) + "</div>\n" * len(levels)
        return body if body.strip() else "<p/>\n"

    def _blocks(self, children: Sequence[_Node | str]) -> str:
        """The content of body or div, where stray words get a paragraph."""
        blocks, loose = list[str](), list[_Node | str]()
        for child in (*children, None):
            if isinstance(child, str) or (child and child.name in _LOOSE):
                loose.append(child)
                continue
            words = self._phrases(loose).strip()
            blocks += [f"<p>{words}</p>\n" if words else "", self._block(child) if child else ""]
            loose = []
        return "".join(blocks)

    def _mixed(self, children: Sequence[_Node | str]) -> str:
        """The content of quote, item or cell, which take blocks and words."""
        return "".join(
            self._block(child) if isinstance(child, _Node) and child.name not in INLINE else self._phrases((child,))
            for child in _opened(children)
        )

    def _phrases(self, children: Sequence[_Node | str]) -> str:
        """The content of an element that takes no paragraph: a block is its words between line ends."""
        written: list[str] = []
        for child in children:
            if isinstance(child, str):
                written.append(_text(child))
            elif child.name in INLINE:
                written.append(self._phrase(child))
            elif child.name in ("br", "hr", "img", "blockquote", "table", *_LISTS):
                written.append(self._block(child))
            else:
                written.append(f"\n{self._phrases(child.children)}\n")
        return "".join(written)

    def _phrase(self, node: _Node) -> str:
        kinds = node.attributes.get("class", "").split()
        inner = self._phrases(node.children)
        if "reading" in kinds or "noted" in kinds:
            return self._passage(node, kinds, inner)
        if "credit" in kinds:
            return f'<seg type="credit">{inner}</seg>'
        if "dated" in kinds:
            return inner
        marks = self._marks(node)
        if not inner:
            return f"<anchor{marks}/>" if marks and "xml:id" in marks else ""
        if node.name == "a":
            return f"<ref{self._target(node)}{marks}>{inner}</ref>"
        if node.name in _UNSEEN:
            return f"<hi{marks}>{inner}</hi>" if marks else inner
        name = _PHRASES.get(node.name, "hi")
        return f'<{name}{marks} rend="{node.name}">{inner}</{name}>'

    def _passage(self, node: _Node, kinds: list[str], inner: str) -> str:
        """A piece of a passage with a reading or a note. The note stands where the last piece ends."""
        number = node.attributes.get("id", "")
        self.ids.add(number)
        if "reading" in kinds:
            if number:
                self._reading = int(number[1:])
            reading = self._readings[self._reading - 1]
            return _choice(reading, inner, number) + (_reason(self._reading, reading.why) if number else "")
        name = f' xml:id="{number}"' if number else ""
        note = int(node.attributes.get("data-n", 0))
        return f'<seg type="noted"{name}>{inner}</seg>' + (_note(note, self._notes[note - 1].note) if note else "")

    def _block(self, node: _Node) -> str:
        name, inside = node.name, node.children
        if name in _LISTS:
            return self._list(node)
        if name == "table":
            return self._table(node)
        if name in _EMPTY:
            return _EMPTY[name].format(self._marks(node))
        if name == "img":
            return self._image(node)
        if name == "blockquote":
            return f"\n<quote{self._marks(node)}>{self._mixed(inside)}</quote>\n"
        if name == "pre":
            return f'\n<ab{self._marks(node)} type="code" xml:space="preserve">{self._phrases(inside)}</ab>\n'
        rend = "" if name == "p" else f' rend="{name}"'
        return f"\n<p{self._marks(node)}{rend}>{self._phrases(inside)}</p>\n"

    def _list(self, node: _Node) -> str:
        rend, names = _LISTS[node.name]
        children = [child for child in node.children if isinstance(child, _Node) or child.strip()]
        labelled = all(isinstance(child, _Node) and "value" in child.attributes for child in children)
        items = []
        for child in children:
            if isinstance(child, _Node) and child.name in names.split():
                kind = f' rend="{child.name}"' if node.name == "dl" else ""
                if labelled:
                    items.append(f"<label>{_text(child.attributes['value'])}.</label>\n")
                items.append(f"<item{self._marks(child)}{kind}>{self._mixed(child.children)}</item>\n")
            elif words := self._mixed((child,)).strip():
                items.append(f"<item>{words}</item>\n")
        return f'\n<list{self._marks(node)} rend="{rend}">\n{"".join(items)}</list>\n' if items else ""

    def _table(self, node: _Node) -> str:
        head = rows = ""
        for child in _opened(node.children, _ROWS):
            if isinstance(child, _Node) and child.name == "tr":
                cells = "".join([self._cell(cell) for cell in child.children if isinstance(cell, _Node)])
                rows += f"<row{self._marks(child)}>{cells}</row>\n" if cells else ""
            elif words := self._phrases((child,)).strip():
                head += f"<head>{words}</head>\n"
        return f"\n<table{self._marks(node)}>\n{head}{rows or '<row><cell/></row>'}</table>\n"

    def _cell(self, node: _Node) -> str:
        spans = ((html, node.attributes.get(html, "")) for html in ("colspan", "rowspan"))
        size = "".join([f' {html[:3]}s="{int(n)}"' for html, n in spans if re.fullmatch("[1-9][0-9]{0,2}", n)])
        role = ' role="label"' if node.name == "th" else ""
        return f"<cell{self._marks(node)}{role}{size}>{self._mixed(node.children)}</cell>\n"

    def _image(self, node: _Node) -> str:
        url = _uri(node.attributes.get("src", ""))
        graphic = f'<graphic url="{escape(url)}"/>' if url else ""
        alt = node.attributes.get("alt", "")
        return f"\n<figure{self._marks(node)}>{graphic}{f'<figDesc>{_text(alt)}</figDesc>' if alt else ''}</figure>\n"

    def _target(self, node: _Node) -> str:
        href = node.attributes.get("href", "")
        url = f"#{_id(href[1:])}" if href.startswith("#") and len(href) > 1 else _uri(href) if href else None
        return f' target="{escape(url)}"' if url else ""

    def _marks(self, node: _Node) -> str:
        """The id and the language of an element. The first element that has an id keeps it."""
        number = _id(node.attributes.get("id", ""))
        if not number or number in self.ids:
            return _language(node)
        self.ids.add(number)
        return f' xml:id="{number}"{_language(node)}'


def _id(name: str) -> str:
    """The id in TEI of what a page calls `name`. Those of the text's own begin with fn or text, so that they differ
    from all others here. A sign that no name may have is its code."""
    if not name or _MARK.fullmatch(name):
        return name
    name = name.replace(":", ".") if _FOOTNOTE.match(name) else f"text.{name}"
    return _NO_NAME.sub(lambda sign: f"_{ord(sign[0]):x}_", name)


def _opened(children: Sequence[_Node | str], boxes: frozenset[str] = _BOXES) -> list[_Node | str]:
    """The children, each box replaced by its content."""
    content: list[_Node | str] = []
    for child in children:
        if isinstance(child, _Node) and child.name in boxes:
            anchor = [_Node("a", {"id": child.attributes["id"]})] if child.attributes.get("id") else []
            content += ["\n", *anchor, *_opened(child.children, boxes), "\n"]
        else:
            content.append(child)
    return content


def _language(node: _Node) -> str:
    tag = node.attributes.get("lang", "")
    return f' xml:lang="{tag}"' if _LANGUAGE.fullmatch(tag) else ""


FORMATS["tei.xml"] = Format(tei, "TEI", "application/tei+xml", 6)
