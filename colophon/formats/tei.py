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

from colophon.formats.registry import FORMATS, Format
from colophon.formats.tei_text import address, correction, marked_text, note, plain_text, reason, text
from colophon.model.article import Change
from colophon.model.l10n import day, language
from colophon.views.article import ArticleView, SourceView, StepView
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
    edited = bool(article.record.readings or article.record.notes)
    plain = None if edited else plain_text(article.record.html)
    if plain is None:
        inside, met = marked_text(article.body, article.record.readings, article.record.notes)
    else:
        inside, met = _credited(plain, article.source), set[str]()
    style = ' style="direction: rtl"' if article.direction == "rtl" else ""
    body = f"<body{style}>\n{inside}\n</body>\n{_back(article, met) if edited else ''}"
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{escape(article.record.lang)}">\n'
        '<teiHeader xml:lang="en">\n'
        f"{_file(article, site, credit, edited)}{_encoding(article)}{_profile(article)}{_revisions(article, site)}"
        f"</teiHeader>\n<text>\n{body}</text>\n</TEI>\n"
    )
    return xml_bytes(document)


def xml_bytes(document: str) -> bytes:
    """The document in UTF-8, without characters that XML forbids: U+FFFD stands for them, a space for white space."""
    try:
        data = document.encode()  # raises for what UTF-16 keeps for itself; bytes are searched faster than letters
        if len(data.translate(None, _FORBIDDEN)) == len(data) and not ("\ufffe" in document or "\uffff" in document):
            return data
    except UnicodeEncodeError:
        pass
    return _NO_CHARACTER.sub(lambda found: " " if found[0].isspace() else "\ufffd", document).encode()


def _credited(plain: str, source: SourceView | None) -> str:
    line = text(source.record.credit) if source and source.record.credit else ""
    return plain.replace(line, f'<seg type="credit">{line}</seg>') if line and plain.count(line) == 1 else plain


def _file(article: ArticleView, site: SiteView, credit: str, edited: bool) -> str:
    name, here = text(site.name), f"{site.url}/{article.path}" if site.url else article.path
    rights = (
        f'<availability status="restricted"><p>{text(article.record.rights)}</p></availability>\n'
        if article.record.rights
        else ""
    )
    spoken = "" if site.lang == "en" else f' xml:lang="{escape(site.lang)}"'  # the rest of the header is in English
    titled = (
        f'<note type="title">{_TITLED[article.record.title_by]}</note>\n' if article.record.title_by in _TITLED else ""
    )
    return (
        "<fileDesc>\n<titleStmt>\n"
        f'<title xml:lang="{escape(article.record.lang)}">{text(article.record.title)}</title>\n'
        f"{_EDITOR.format(name=name) if edited else ''}</titleStmt>\n"
        f"<extent>{article.record.words} words</extent>\n"
        f"<publicationStmt>\n<publisher>{name}</publisher>\n"
        f'<date type="published" {_when(article.record.published)}</date>\n'
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
        said = f"Written for {text(site.name)}." if article.record.original else "Source not stated."
        return "" if article.custody else f"<p>{said}</p>\n"
    title = f'<title level="a" xml:lang="{escape(article.record.lang)}">{text(article.record.title)}</title>'
    page = f'<biblScope unit="page">{text(source.record.page)}</biblScope>' if source.record.page is not None else ""
    edition = f"<edition>{text(source.record.edition)}</edition>" if source.record.edition else ""
    return (
        f"<biblStruct{_kind(source.what)} {_founded(source.record.status)}>\n"
        f"{f'<analytic>{title}</analytic>' if article.record.title_by == 'source' else ''}"
        f"<monogr>{_serial(source.name, source.names)}{edition}\n"
        f"<imprint><date {_when(source.record.date)}</date>{page}</imprint></monogr>\n</biblStruct>\n"
    )


def _kind(what: str | None) -> str:
    return f' type="{what}"' if what and _NAME.fullmatch(what) else ""


def _serial(name: str, names: tuple[tuple[str, str], ...]) -> str:
    others = "".join(
        [f'<title level="j" type="alternative" xml:lang="{escape(tag)}">{text(n)}</title>' for tag, n in names]
    )
    return f'<title level="j">{text(name)}</title>{others}'


def _custody(article: ArticleView, site: SiteView) -> str:
    steps = [_step(step, number, article, site) for number, step in enumerate(article.custody, 1)]
    return f'<listBibl type="custody">\n{"".join(steps)}</listBibl>\n' if steps else ""


def _step(step: StepView, number: int, article: ArticleView, site: SiteView) -> str:
    """One step: the text as it was after it."""
    parts = [_doer(step, site)]
    if step.record.date:
        parts.append(f"<date {_when(step.record.date)}</date>")
    if step.record.page is not None:
        parts.append(f'<biblScope unit="page">{text(step.record.page)}</biblScope>')
    if tag := step.record.target or step.record.lang:
        parts.append(f'<textLang mainLang="{escape(tag)}">{text(language(tag))}</textLang>')
    if step.file:
        root = f"{site.url}/" if site.url else page_view(article.path).root
        parts.append(_pointer("file", root + quote(step.file), step.file))
    if step.record.sha256:
        parts.append(f'<idno type="sha256">{step.record.sha256}</idno>')
    if step.record.url:
        parts.append(_pointer("evidence", step.record.url, step.record.url))
    if step.record.evidence:
        parts.append(f'<note type="evidence">{text(step.record.evidence)}</note>')
    return (
        f'<bibl type="{step.record.act}" n="{number}" {_founded(step.record.status)}>\n'
        + "\n".join(parts)
        + "\n</bibl>\n"
    )


def _pointer(kind: str, url: str, said: str) -> str:
    target = address(url)
    where = f' target="{escape(target)}"' if target else ""
    return f'<ref type="{kind}"{where}>{text(said)}</ref>'


def _doer(step: StepView, site: SiteView) -> str:
    if step.record.act == "printed" and step.by:
        return _serial(step.by, step.names)
    element = _AGENTS.get(step.what or "", "name")
    if step.by:
        others = [f'<{element} xml:lang="{escape(tag)}">{text(name)}</{element}>' for tag, name in step.names]
        names = f"<{element}{_kind(step.what)}>{text(step.by)}</{element}>{''.join(others)}"
    else:
        names = (
            f"<name>{text(site.name)}</name>"
            if step.record.act == "received"
            else '<name cert="unknown">unknown</name>'
        )
    return f"<respStmt><resp>{text(_deed(step))}</resp>{names}</respStmt>"


def _deed(step: StepView) -> str:
    """“machine translation from zh-Hans to en”, as far as it is known."""
    if step.record.act != "translated":
        return " ".join(filter(None, (step.record.act, step.record.method and f"({step.record.method})")))
    way = (step.record.origin and f"from {step.record.origin}", step.record.target and f"to {step.record.target}")
    return " ".join(filter(None, (step.record.method, "translation", *way)))


def _encoding(article: ArticleView) -> str:
    """What was done to the text. TEI has four words for how well a text was checked: “medium” is “at least once”,
    “low” is “not”; a review by one person is no more than once, and without one the record knows of none."""
    reviewed = article.reviewed_by and not article.record.review_voided
    changes = "".join([_change(change) for change in article.record.changes])
    if changes:
        said = f'<p>Changes to the text received:</p>\n<p><list type="changes">\n{changes}</list></p>\n'
    elif article.record.original:
        said = "<p>The text was written here.</p>\n"
    else:
        said = f"<p>{'No change is declared' if article.received else 'The text was not compared'}.</p>\n"
    return (
        f'<encodingDesc>\n<editorialDecl>\n<correction status="{"medium" if reviewed else "low"}" method="markup">\n'
        f"<p>{text(_reviewed(article))}</p>\n{_METHOD}{said}</correction>\n</editorialDecl>\n{_TAXONOMY}</encodingDesc>\n"
    )


def _reviewed(article: ArticleView) -> str:
    if article.record.review_voided:
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
    tag = article.record.lang
    summary = f"<abstract><p>{text(article.record.summary)}</p></abstract>\n" if article.record.summary else ""
    return (
        f'<profileDesc>\n{summary}<langUsage><language ident="{tag}">{text(language(tag))}</language>'
        f"</langUsage>\n{words}</profileDesc>\n"
    )


def _revisions(article: ArticleView, site: SiteView) -> str:
    """From new to old, as TEI asks."""
    steps = [(article.record.published, f"First published by {text(site.name)}.")]
    if article.reviewed_on:
        steps.append((article.reviewed_on, text(_reviewed(article))))
    changes = [f'<change when="{date.isoformat()}">{said}</change>\n' for date, said in sorted(steps, reverse=True)]
    return f'<revisionDesc status="{"draft" if article.draft else "published"}">\n{"".join(changes)}</revisionDesc>\n'


def _back(article: ArticleView, met: set[str]) -> str:
    """Readings and notes whose passages the text does not mark: none is lost."""
    readings = [
        f"<item>{correction(change, text(change.was), f'r{n}')}{reason(n, change.why)}</item>\n"
        for n, change in enumerate(article.record.readings, 1)
        if f"r{n}" not in met
    ]
    notes = [
        f'<item><seg xml:id="on-{n}">{text(remark.on)}</seg>{note(n, remark.note)}</item>\n'
        for n, remark in enumerate(article.record.notes, 1)
        if f"on-{n}" not in met
    ]
    if not readings and not notes:
        return ""
    return f'<back>\n<div type="apparatus">\n<list>\n{"".join(readings + notes)}</list>\n</div>\n</back>\n'


FORMATS["tei.xml"] = Format(tei, "TEI", "application/tei+xml", 6)
