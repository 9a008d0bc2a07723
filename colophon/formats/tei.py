"""The article and its source record as a TEI document: P5, chapters 2 (The TEI Header), 3.5 (Simple Editorial Changes),
3.12 (Bibliographic Citations) and 4 (Default Text Structure).

How well a statement is founded stands in @ana, in our own words, and in @cert, in TEI's. It must not know how the text
is searched: readings and notes stand where the article's view marks them.
"""

from __future__ import annotations

import datetime as dt
import re
from html import escape
from urllib.parse import quote

from colophon.formats.tei_text import address, correction, marked_text, note, plain_text, reason, text
from colophon.model.article import Change
from colophon.model.l10n import day, language
from colophon.views.article import ArticleView, HopView, SourceView
from colophon.views.site import SiteView, page_view

CERTAINTY = {"verified": "high", "as-stated": "medium", "inferred": "low", "unknown": "unknown"}

_TAXONOMY = """<classDecl><taxonomy xml:id="status">
<desc>How well a statement is founded. @cert says the same in TEI's words: high, medium, low, unknown.</desc>
<category xml:id="verified"><catDesc>There is a file and its digest to show for it.</catDesc></category>
<category xml:id="as-stated"><catDesc>The text or its source says so.</catDesc></category>
<category xml:id="inferred"><catDesc>It was concluded from something else.</catDesc></category>
<category xml:id="unknown"><catDesc>It is not known.</catDesc></category>
</taxonomy></classDecl>
"""
_METHOD = """<p>The text in body is the diplomatic one: what was received, with the changes listed here, if any. Nothing
was corrected silently. Where a reading is offered, sic has the text and corr the reading; a conjecture, made without
the original, has cert="low". Without corr, note and figDesc, body has the text word for word.</p>
"""
_EDITOR = """<respStmt xml:id="editor"><resp>readings and notes</resp><name>{name}</name></respStmt>
"""
_FORBIDDEN = bytes({*range(0x20)} - {*b"\t\n\r"})  # XML 1.0, section 2.2, in what UTF-8 may hold
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_TITLED = {"editor": "The title is the editor's.", "translator": "The title is the translator's."}
_AGENTS = {"person": "persName", "organisation": "orgName"}


def tei(article: ArticleView, site: SiteView, credit: str) -> bytes:
    """The whole document."""
    edited = bool(article.readings or article.notes)
    plain = None if edited else plain_text(article.html)
    if plain is None:
        inside, met = marked_text(article.body, article.readings, article.notes)
    else:
        inside, met = _credited(plain, article.source), set[str]()
    style = ' style="direction: rtl"' if article.direction == "rtl" else ""
    body = f"<body{style}>\n{inside}\n</body>\n{_back(article, met) if edited else ''}"
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{article.lang}">\n<teiHeader xml:lang="en">\n'
        f"{_file(article, site, credit, edited)}{_encoding(article)}{_profile(article)}{_revisions(article, site)}"
        f"</teiHeader>\n<text>\n{body}</text>\n</TEI>\n"
    )
    return _allowed(document)


def _allowed(document: str) -> bytes:
    """The document in UTF-8, without characters that XML forbids: U+FFFD stands for them, a space for white space."""
    try:
        data = document.encode()  # raises for what UTF-16 keeps for itself; bytes are searched faster than letters
        if len(data.translate(None, _FORBIDDEN)) == len(data) and not ("\ufffe" in document or "\uffff" in document):
            return data
    except UnicodeEncodeError:
        pass
    return _NO_CHARACTER.sub(lambda found: " " if found[0].isspace() else "\ufffd", document).encode()


def _credited(plain: str, source: SourceView | None) -> str:
    line = text(source.credit) if source and source.credit else ""
    return plain.replace(line, f'<seg type="credit">{line}</seg>') if line and plain.count(line) == 1 else plain


def _file(article: ArticleView, site: SiteView, credit: str, edited: bool) -> str:
    name, here = text(site.name), f"{site.url}/{article.path}" if site.url else article.path
    rights = (
        f'<availability status="restricted"><p>{text(article.rights)}</p></availability>\n' if article.rights else ""
    )
    spoken = "" if site.lang == "en" else f' xml:lang="{site.lang}"'  # the rest of the header is in English
    titled = f'<note type="title">{_TITLED[article.title_by]}</note>\n' if article.title_by in _TITLED else ""
    return (
        f'<fileDesc>\n<titleStmt>\n<title xml:lang="{article.lang}">{text(article.title)}</title>\n'
        f"{_EDITOR.format(name=name) if edited else ''}</titleStmt>\n"
        f"<extent>{article.words} words</extent>\n"
        f'<publicationStmt>\n<publisher>{name}</publisher>\n<date type="published" {_when(article.published)}</date>\n'
        f'<idno type="{"URL" if site.url else "path"}">{text(here)}</idno>\n{rights}</publicationStmt>\n'
        f'<notesStmt>\n<note type="credit"{spoken}>{text(credit)}</note>\n{titled}</notesStmt>\n'
        f"<sourceDesc>\n{_source(article, site)}{_custody(article, site)}</sourceDesc>\n</fileDesc>\n"
    )


def _when(date: dt.date) -> str:
    return f'when="{date.isoformat()}">{day(date)}'


def _founded(status: str) -> str:
    return f'ana="#{status}" cert="{CERTAINTY[status]}"'


def _source(article: ArticleView, site: SiteView) -> str:
    """The print item, whose own title is known only where the text came with one."""
    source = article.source
    if source is None:
        said = f"Written for {text(site.name)}." if article.original else "Source not stated."
        return "" if article.custody else f"<p>{said}</p>\n"
    title = f'<title level="a" xml:lang="{article.lang}">{text(article.title)}</title>'
    page = f'<biblScope unit="page">{text(source.page)}</biblScope>' if source.page is not None else ""
    return (
        f"<biblStruct{_kind(source.what)} {_founded(source.status)}>\n"
        f"{f'<analytic>{title}</analytic>' if article.title_by == 'source' else ''}"
        f"<monogr>{_serial(source.name, source.names)}\n"
        f"<imprint><date {_when(source.date)}</date>{page}</imprint></monogr>\n</biblStruct>\n"
    )


def _kind(what: str | None) -> str:
    return f' type="{what}"' if what and _NAME.fullmatch(what) else ""


def _serial(name: str, names: tuple[tuple[str, str], ...]) -> str:
    others = "".join([f'<title level="j" type="alternative" xml:lang="{tag}">{text(n)}</title>' for tag, n in names])
    return f'<title level="j">{text(name)}</title>{others}'


def _custody(article: ArticleView, site: SiteView) -> str:
    hops = [_hop(hop, number, article, site) for number, hop in enumerate(article.custody, 1)]
    return f'<listBibl type="custody">\n{"".join(hops)}</listBibl>\n' if hops else ""


def _hop(hop: HopView, number: int, article: ArticleView, site: SiteView) -> str:
    """One step: the text as it was after it."""
    parts = [_doer(hop, site)]
    if hop.date:
        parts.append(f"<date {_when(hop.date)}</date>")
    if hop.page is not None:
        parts.append(f'<biblScope unit="page">{text(hop.page)}</biblScope>')
    if tag := hop.target or hop.lang:
        parts.append(f'<textLang mainLang="{tag}">{text(language(tag))}</textLang>')
    if hop.file:
        root = f"{site.url}/" if site.url else page_view(article.path).root
        parts.append(_pointer("file", root + quote(hop.file), hop.file))
    if hop.sha256:
        parts.append(f'<idno type="sha256">{hop.sha256}</idno>')
    if hop.url:
        parts.append(_pointer("evidence", hop.url, hop.url))
    if hop.evidence:
        parts.append(f'<note type="evidence">{text(hop.evidence)}</note>')
    return f'<bibl type="{hop.act}" n="{number}" {_founded(hop.status)}>\n' + "\n".join(parts) + "\n</bibl>\n"


def _pointer(kind: str, url: str, said: str) -> str:
    target = address(url)
    where = f' target="{escape(target)}"' if target else ""
    return f'<ref type="{kind}"{where}>{text(said)}</ref>'


def _doer(hop: HopView, site: SiteView) -> str:
    if hop.act == "printed" and hop.by:
        return _serial(hop.by, hop.names)
    element = _AGENTS.get(hop.what or "", "name")
    if hop.by:
        others = [f'<{element} xml:lang="{tag}">{text(name)}</{element}>' for tag, name in hop.names]
        names = f"<{element}{_kind(hop.what)}>{text(hop.by)}</{element}>{''.join(others)}"
    else:
        names = f"<name>{text(site.name)}</name>" if hop.act == "received" else '<name cert="unknown">unknown</name>'
    return f"<respStmt><resp>{text(_deed(hop))}</resp>{names}</respStmt>"


def _deed(hop: HopView) -> str:
    """“machine translation from zh-Hans to en”, as far as it is known."""
    if hop.act != "translated":
        return " ".join(filter(None, (hop.act, hop.method and f"({hop.method})")))
    way = (hop.origin and f"from {hop.origin}", hop.target and f"to {hop.target}")
    return " ".join(filter(None, (hop.method, "translation", *way)))


def _encoding(article: ArticleView) -> str:
    """What was done to the text. TEI has four words for how well a text was checked: “medium” is “at least once”,
    “low” is “not”; a review by one person is no more than once, and without one the record knows of none."""
    reviewed = article.reviewed_by and not article.review_voided
    changes = "".join([_change(change) for change in article.changes])
    if changes:
        said = f'<p>Changes to the text received:</p>\n<p><list type="changes">\n{changes}</list></p>\n'
    elif article.original:
        said = "<p>The text was written here.</p>\n"
    else:
        said = f"<p>{'No change is declared' if article.received else 'The text was not compared'}.</p>\n"
    return (
        f'<encodingDesc>\n<editorialDecl>\n<correction status="{"medium" if reviewed else "low"}" method="markup">\n'
        f"<p>{text(_reviewed(article))}</p>\n{_METHOD}{said}</correction>\n</editorialDecl>\n{_TAXONOMY}</encodingDesc>\n"
    )


def _reviewed(article: ArticleView) -> str:
    if article.review_voided:
        return "Not reviewed: the text changed since its review."
    if not article.reviewed_by:
        return "Not reviewed."
    return f"Reviewed by {article.reviewed_by}" + (f", {day(article.reviewed_on)}." if article.reviewed_on else ".")


def _change(change: Change) -> str:
    why = f"<note>{text(change.why)}</note>" if change.why else ""
    was, now = ("orig", "reg") if change.kind == "normalised" else ("sic", "corr")
    passages = f"<{was}>{text(change.was)}</{was}><{now}>{text(change.now)}</{now}>"
    return f'<item rend="{change.kind}"><choice>{passages}</choice>{why}</item>\n'


def _profile(article: ArticleView) -> str:
    named = [
        f'<term type="{kind}">{text(name.text)}</term>\n'
        for kind, names in article.terms.items()
        if _NAME.fullmatch(kind)
        for name in names
    ]
    words = f"<textClass><keywords>\n{''.join(named)}</keywords></textClass>\n" if named else ""
    summary = f"<abstract><p>{text(article.summary)}</p></abstract>\n" if article.summary else ""
    return (
        f'<profileDesc>\n{summary}<langUsage><language ident="{article.lang}">{text(language(article.lang))}</language>'
        f"</langUsage>\n{words}</profileDesc>\n"
    )


def _revisions(article: ArticleView, site: SiteView) -> str:
    """From new to old, as TEI asks."""
    steps = [(article.published, f"First published by {text(site.name)}.")]
    if article.reviewed_on:
        steps.append((article.reviewed_on, text(_reviewed(article))))
    changes = [f'<change when="{date.isoformat()}">{said}</change>\n' for date, said in sorted(steps, reverse=True)]
    return f'<revisionDesc status="{"draft" if article.draft else "published"}">\n{"".join(changes)}</revisionDesc>\n'


def _back(article: ArticleView, met: set[str]) -> str:
    """Readings and notes whose passages the text does not mark: none is lost."""
    readings = [
        f"<item>{correction(change, text(change.was), f'r{n}')}{reason(n, change.why)}</item>\n"
        for n, change in enumerate(article.readings, 1)
        if f"r{n}" not in met
    ]
    notes = [
        f'<item><seg xml:id="on-{n}">{text(remark.on)}</seg>{note(n, remark.note)}</item>\n'
        for n, remark in enumerate(article.notes, 1)
        if f"on-{n}" not in met
    ]
    if not readings and not notes:
        return ""
    return f'<back>\n<div type="apparatus">\n<list>\n{"".join(readings + notes)}</list>\n</div>\n</back>\n'
