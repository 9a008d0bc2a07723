"""The article and its source record as a TEI document: P5, chapters 2 (The TEI Header), 3 (Elements Available in All
TEI Documents), 4 (Default Text Structure) and 14 (Tables, Formulæ, Graphics).

@ana says how well a statement is founded in our own words, @cert in TEI's. Without corr, note and figDesc, the words of
the body are those that the page shows. The HTML must be safe; ArticleView.marked has the marks of readings and notes.
This module writes the header; tei_body.py writes the body.
"""

from __future__ import annotations

import datetime as dt
import re
from html import escape
from urllib.parse import quote

from colophon.formats.registry import FORMATS, Format
from colophon.formats.tei_body import BodyWriter, annotation, choice, plain_body, reason, tree, uri, xml_bytes, xml_text
from colophon.formats.wording import compared
from colophon.model.article import Change, Contributor
from colophon.model.days import Days
from colophon.model.l10n import day, language
from colophon.model.licences import licence_address
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
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_TITLED = {"editor": "The title is the editor's.", "translator": "The title is the translator's."}
_AGENTS = {"person": "persName", "organisation": "orgName"}


def tei(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The whole document in UTF-8."""
    record = article.record
    edited = bool(record.readings or record.notes)
    credited = record.source.credit if record.source else None
    plain = None if edited else _credited(plain_body(record.html), credited)
    if plain is None:
        writer = BodyWriter(record.readings, record.notes)
        inside, ids = writer.sections(tree(article.marked)), writer.ids
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


def _credited(plain: str | None, credit: str | None) -> str | None:
    """Plain paragraphs with the credit line marked; None where it stands in them otherwise than to the letter."""
    if plain is None or not credit:
        return plain
    line = xml_text(credit)
    return plain.replace(line, f'<seg type="credit">{line}</seg>') if plain.count(line) == 1 else None


def _file(article: ArticleView, site: SiteView, credit: str, edited: bool) -> str:
    record, name = article.record, xml_text(site.name)
    lang = "" if site.lang == "en" else f' xml:lang="{escape(site.lang)}"'  # the rest of the header is in English
    editor = f'<respStmt xml:id="editor"><resp>readings and notes</resp><name>{name}</name></respStmt>\n'
    terms = f"<p>{xml_text(record.rights)}</p>" if record.rights else ""
    if record.licence:
        terms = (
            f'<licence target="{escape(licence_address(record.licence))}">{xml_text(record.licence)}</licence>{terms}'
        )
    rights = f'<availability status="restricted">{terms}</availability>\n' if terms else ""
    titled = f'<note type="title">{_TITLED[record.title_by]}</note>\n' if record.title_by in _TITLED else ""
    return (
        "<fileDesc>\n<titleStmt>\n"
        f'<title xml:lang="{escape(record.lang)}">{xml_text(record.title)}</title>\n'
        f"{_contributors(article)}{editor if edited else ''}</titleStmt>\n"
        f"<extent>{record.words} words</extent>\n"
        f"<publicationStmt>\n<publisher>{name}</publisher>\n"
        f"{_first_day(record.published)}\n"
        f'<idno type="{"URL" if site.url else "path"}">{xml_text(_root(site) + article.path)}</idno>\n'
        f"{rights}</publicationStmt>\n"
        f'<notesStmt>\n<note type="credit"{lang}>{xml_text(credit)}</note>\n{titled}{_pictures(article, site)}'
        f"{_pairs(article, site)}</notesStmt>\n"
        f"<sourceDesc>\n{_source(article, site)}{_custody(article, site)}</sourceDesc>\n</fileDesc>\n"
    )


def _pictures(article: ArticleView, site: SiteView) -> str:
    """Who made the pictures of the text, and under which terms."""
    notes = []
    for one, file in article.pictures:
        parts = [xml_text(text) for text in (one.credit, one.alt) if text]
        if one.licence:
            parts.append(_pointer("licence", licence_address(one.licence), one.licence))
        place = _pointer("file", _root(site, article.path) + quote(file), file)
        notes.append(f'<note type="image">{place}{": " if parts else ""}{", ".join(parts)}</note>\n')
    return "".join(notes)


def _pairs(article: ArticleView, site: SiteView) -> str:
    """The other texts of a translation on this site."""
    original = [("original", article.translated_from)] if article.translated_from else []
    return "".join(
        f'<relatedItem type="{kind}"><bibl><title xml:lang="{escape(one.lang)}">{xml_text(one.title)}</title> '
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
    at = f"<affiliation>{xml_text(article.name_of(one.at))}</affiliation>" if one.at else ""
    return f"<{element}{key}>{xml_text(one.name)}{at}</{element}>"


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
        origin = f"Written for {xml_text(site.name)}." if record.original else "Source not stated."
        return "" if article.custody else f"<p>{origin}</p>\n"
    stated = source.record

    def fact(name: str) -> str:
        return _founded(stated.status_of(name))

    edition = f"<edition {fact('edition')}>{xml_text(stated.edition)}</edition>" if stated.edition else ""
    title = f'<title level="a" xml:lang="{escape(record.lang)}">{xml_text(record.title)}</title>'
    if stated.title:
        title = f'<title level="a" {fact("title")}>{xml_text(stated.title)}</title>'
    when = f" {_when(stated.date)}" if stated.date else ">not known"
    date = f"<date {fact('date')}{when}</date>"
    numbers = (("volume", stated.volume), ("issue", stated.issue), ("section", stated.section), ("page", stated.page))
    scope = "".join(
        [f'<biblScope unit="{unit}" {fact(unit)}>{xml_text(number)}</biblScope>' for unit, number in numbers if number]
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
    return "" if page is None else f'<biblScope unit="page">{xml_text(page)}</biblScope>'


def _kind(what: str | None) -> str:
    return f' type="{what}"' if what and _NAME.fullmatch(what) else ""


def _serial(name: str, names: tuple[tuple[str, str], ...]) -> str:
    start = '<title level="j" type="alternative" xml:lang='
    return f'<title level="j">{xml_text(name)}</title>' + "".join(
        [f'{start}"{escape(tag)}">{xml_text(other)}</title>' for tag, other in names]
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
        tag and f'<textLang mainLang="{escape(tag)}">{xml_text(language(tag))}</textLang>',
        step.file and _pointer("file", _root(site, article.path) + quote(step.file), step.file),
        event.sha256 and f'<idno type="sha256">{event.sha256}</idno>',
        event.url and _pointer("evidence", event.url, event.url),
        event.evidence and f'<note type="evidence">{xml_text(event.evidence)}</note>',
    )
    start = f'<bibl type="{event.act}" n="{number}" {_founded(event.status)}>'
    return "\n".join([start, *filter(None, lines), "</bibl>\n"])


def _pointer(kind: str, address: str, label: str, founded: str = "") -> str:
    place = uri(address)
    target = f' target="{escape(place)}"' if place else ""
    return f'<ref type="{kind}"{target}{founded and f" {founded}"}>{xml_text(label)}</ref>'


def _doer(step: StepView, site: SiteView) -> str:
    act = step.record.act
    if act == "printed" and step.by:
        return _serial(step.by, step.names)
    if step.by:
        element = _AGENTS.get(step.what or "", "name")
        others = [f'<{element} xml:lang="{escape(tag)}">{xml_text(name)}</{element}>' for tag, name in step.names]
        names = f"<{element}{_kind(step.what)}>{xml_text(step.by)}</{element}>{''.join(others)}"
    else:
        names = f"<name>{xml_text(site.name)}</name>" if act == "received" else '<name cert="unknown">unknown</name>'
    return f"<respStmt><resp>{xml_text(_deed(step))}</resp>{names}</respStmt>"


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
    summary = f"<p>{xml_text(compared(article.record.comparison))}.</p>\n{summary}"
    return (
        f'<encodingDesc>\n<editorialDecl>\n<correction status="{"medium" if reviewed else "low"}" method="markup">\n'
        f"<p>{xml_text(_reviewed(article))}</p>\n{_METHOD}{summary}</correction>\n</editorialDecl>\n"
        f"{_TAXONOMY}</encodingDesc>\n"
    )


def _reviewed(article: ArticleView) -> str:
    if article.record.review_voided:
        return "Not reviewed: the text changed since its review."
    if not article.reviewed_by:
        return "Not reviewed." if article.record.unreviewed else "No review is recorded."
    return f"Reviewed by {article.reviewed_by}" + (f", {day(article.reviewed_on)}." if article.reviewed_on else ".")


def _change(change: Change) -> str:
    why = f"<note>{xml_text(change.why)}</note>" if change.why else ""
    why += f"<date {_when(change.date)}</date>" if change.date else ""
    was, now = ("orig", "reg") if change.kind == "normalised" else ("sic", "corr")
    passages = f"<{was}>{xml_text(change.was)}</{was}><{now}>{xml_text(change.now)}</{now}>"
    return f'<item rend="{change.kind}"><choice>{passages}</choice>{why}</item>\n'


def _profile(article: ArticleView) -> str:
    terms = [
        f'<term type="{kind}">{xml_text(name.text)}</term>\n'
        for kind, names in article.terms.items()
        if _NAME.fullmatch(kind)
        for name in names
    ]
    words = f"<textClass><keywords>\n{''.join(terms)}</keywords></textClass>\n" if terms else ""
    tag, summary = article.record.lang, article.record.summary
    abstract = f"<abstract><p>{xml_text(summary)}</p></abstract>\n" if summary else ""
    return (
        f'<profileDesc>\n{abstract}<langUsage><language ident="{tag}">{xml_text(language(tag))}</language>'
        f"</langUsage>\n{words}</profileDesc>\n"
    )


def _revisions(article: ArticleView, site: SiteView) -> str:
    """From new to old, as TEI asks."""
    steps: list[tuple[dt.date, str]] = []
    if article.record.published:
        steps.append((article.record.published, f"First published by {xml_text(site.name)}."))
    if article.reviewed_on:
        steps.append((article.reviewed_on, xml_text(_reviewed(article))))
    changes = [f'<change when="{date.isoformat()}">{step}</change>\n' for date, step in sorted(steps, reverse=True)]
    changes = changes or ["<change>The record names no day.</change>\n"]
    return f'<revisionDesc status="{"draft" if article.draft else "published"}">\n{"".join(changes)}</revisionDesc>\n'


def _back(article: ArticleView, ids: set[str]) -> str:
    """Readings and notes whose passages the body does not mark, so that none is lost."""
    readings = [
        f"<item>{choice(change, xml_text(change.was), f'r{n}')}{reason(n, change.why)}</item>\n"
        for n, change in enumerate(article.record.readings, 1)
        if f"r{n}" not in ids
    ]
    notes = [
        f'<item><seg xml:id="on-{n}">{xml_text(remark.on)}</seg>{annotation(n, remark.note)}</item>\n'
        for n, remark in enumerate(article.record.notes, 1)
        if f"on-{n}" not in ids
    ]
    if not readings and not notes:
        return ""
    return f'<back>\n<div type="apparatus">\n<list>\n{"".join(readings + notes)}</list>\n</div>\n</back>\n'


FORMATS["tei.xml"] = Format(tei, "TEI", "application/tei+xml", 7)
