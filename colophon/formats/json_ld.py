"""The source record in schema.org's words, for search engines and whoever else reads JSON-LD: https://schema.org.

One graph: the page of ours, the text that it carries, and one node for each step of custody, which leads to the step
before it. A property stands on the step of which it is true: the printed page on the print, the digest on the bytes.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
from msgspec.structs import replace

from colophon.model.article import Change, Event
from colophon.views.article import ArticleView, SourceView, StepView
from colophon.views.site import SiteView, page_view

Node = dict[str, Any]

# What may stand as a plain property. schema.org has no words for doubt, so what is inferred or unknown is told in a
# description, with its status; it names nobody and no day where machines take such for facts.
FIRM = ("verified", "as-stated")

TERMS = {
    "subjects": "Thing",
    "people": "Person",
    "organisations": "Organization",
    "places": "Place",
    "events": "Event",
    "terms": "DefinedTerm",
}
SERIALS = {"newspaper": "Newspaper", "magazine": "Periodical", "journal": "Periodical"}
DATED = {
    "printed": "datePublished",
    "reposted": "datePublished",
    "translated": "dateCreated",
    "edited": "dateCreated",
}
DONE_BY = {"reposted": "publisher", "translated": "translator", "edited": "editor"}

# IPTC's code for what a trained model made. Those for mixed media don't fit: the step's words are all the machine's,
# and what people did before and after has nodes of its own.
MACHINE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def json_ld(article: ArticleView, site: SiteView, credit: str) -> str:
    """The text of the page's script of type application/ld+json; nothing in it can end that script."""
    hops = _chain(article, site)
    graph = [_page(article, site), _text(article, credit, hops[-1] if hops else None), *reversed(hops)]
    said = orjson.dumps({"@context": "https://schema.org", "@graph": graph}).decode()
    said = said.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return said.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _page(article: ArticleView, site: SiteView) -> Node:
    # Ids are relative, so that they hold wherever the page is moved.
    ours: Node = {"@type": "Organization", "@id": "#publisher", "name": site.name}
    whole: Node = {"@type": "WebSite", "name": site.name}
    page: Node = {"@type": "WebPage", "@id": "#page"}
    if site.url:
        ours["url"] = whole["url"] = f"{site.url}/"
        page["url"] = f"{site.url}/{article.path}"
    page["inLanguage"] = site.lang
    page["datePublished"] = article.record.published.isoformat()
    if article.reviewed_by and article.reviewed_on:
        # The reviewer's name stands in the credit: whether it is a person's or a body's, the record doesn't say.
        page["lastReviewed"] = article.reviewed_on.isoformat()
    page |= {"isPartOf": whole, "publisher": ours, "sdPublisher": {"@id": "#publisher"}, "mainEntity": {"@id": "#text"}}
    return page


def _text(article: ArticleView, credit: str, last: Node | None) -> Node:
    """The text that the page carries. It is dated by its source, and has no author, since the record knows none."""
    source = article.source
    text: Node = {
        "@type": "NewsArticle" if source else "Article",
        "@id": "#text",
        "headline": article.record.title,
        "inLanguage": article.record.lang,
    }
    if source is None or source.record.status in FIRM:
        text["datePublished"] = article.record.date.isoformat()
    text["wordCount"] = article.record.words
    text["creditText"] = credit
    if article.record.rights:
        text["copyrightNotice"] = article.record.rights
    text["publisher" if article.record.original else "sdPublisher"] = {"@id": "#publisher"}
    if last:
        text["isBasedOn"] = {"@id": last["@id"]}
    if article.record.changes:
        # Ours, and so of the text as it is shown: what was received stands without them.
        text["correction"] = [
            {"@type": "CorrectionComment", "text": _correction(change)} for change in article.record.changes
        ]
    for kind, names in article.terms.items():
        of_kind = TERMS.get(kind, "Thing")
        text.setdefault("about" if kind == "subjects" else "mentions", []).extend(
            [_named(of_kind, name.text, name.names) for name in names]
        )
    return text


def _correction(change: Change) -> str:
    passages = " → ".join(f"“{passage}”" for passage in (change.was.strip(), change.now.strip()) if passage)
    return "; ".join(filter(None, (f"{change.kind}: {passages or 'white space'}", change.why)))


def _named(of_type: str, name: str, names: tuple[tuple[str, str], ...]) -> Node:
    node: Node = {"@type": of_type, "name": name}
    if names:
        node["alternateName"] = [other for _, other in names] if len(names) > 1 else names[0][1]
    return node


def _chain(article: ArticleView, site: SiteView) -> list[Node]:
    """The hops as nodes, oldest first, each leading to the one before it. A step of which nothing is known is left out:
    a link of the chain would claim that there was such a text."""
    nodes: list[Node] = []
    for number, step in enumerate(_steps(article), 1):
        if step.record.status == "unknown" and not step.file:
            continue
        node = _step(step, number)
        edition = article.source.record.edition if article.source and step.named is article.source.named else None
        if edition and step.record.status in FIRM:
            node["printEdition"] = edition
        if nodes:
            before = nodes[-1]
            node["translationOfWork" if step.record.act == "translated" else "isBasedOn"] = {"@id": before["@id"]}
            if step.record.origin and step.record.status in FIRM:
                before.setdefault("inLanguage", step.record.origin)
        elif step.record.act == "translated" and step.record.origin:
            node["translationOfWork"] = {"@type": "CreativeWork", "inLanguage": step.record.origin}
        if step.file:
            _evidence(node, step, article, site)
        nodes.append(node)
    return nodes


def _steps(article: ArticleView) -> tuple[StepView, ...]:
    """Custody, with its print as the source states it, and never without it where there is a source."""
    source = article.source
    if source is None:
        return article.custody
    for at, step in enumerate(article.custody):
        if step.record.act == "printed" and step.by in (None, source.name):
            return (*article.custody[:at], _print(source, step), *article.custody[at + 1 :])
    return (_print(source, StepView(Event(act="printed"))), *article.custody)


def _print(source: SourceView, step: StepView) -> StepView:
    stated, page = source.record, source.record.page or step.record.page
    event = replace(step.record, date=stated.date, page=page, status=stated.status)
    return StepView(event, source.named, step.file)


def _step(step: StepView, number: int) -> Node:
    node: Node = {"@type": "MediaObject" if step.record.act == "received" else "NewsArticle", "@id": f"#hop{number}"}
    if lang := step.record.target or step.record.lang:
        node["inLanguage"] = lang
    firm = step.record.status in FIRM
    told: list[str] = [step.record.act]
    if step.record.method:
        told.append(step.record.method)
        if step.record.act == "translated" and step.record.method == "machine":
            # Even where it is inferred: this warns, and a text without the warning passes for a person's.
            node["digitalSourceType"] = MACHINE
    if step.by:
        doer = _doer(step) if firm else None
        if doer:
            node |= doer
        else:
            told.append(f"by {step.by}")
    if step.record.date:
        if firm and step.record.act in DATED:
            node[DATED[step.record.act]] = step.record.date.isoformat()
        else:
            told.append(step.record.date.isoformat())
    if step.record.page is not None:
        if firm and step.record.act == "printed":
            node["printPage"] = step.record.page
        else:
            told.append(f"page {step.record.page}")
    # What it rests on in words is for readers, who have it on the page; the address is for machines too.
    node["description"] = f"{', '.join(told)}: {step.record.status}" + (
        f"; {step.record.url}" if step.record.url else ""
    )
    return node


def _doer(step: StepView) -> Node | None:
    """Who did it, as a property; None where the record doesn't say what they are, or the step has no property that
    takes such."""
    name, what = step.by or "", step.what
    if step.record.act == "printed":
        if serial := SERIALS.get(what or ""):
            issue: Node = {"@type": "PublicationIssue", "isPartOf": _named(serial, name, step.names)}
            if step.record.date:
                issue["datePublished"] = step.record.date.isoformat()
            return {"isPartOf": issue}
        if what == "agency":
            return {"publisher": _named("NewsMediaOrganization", name, step.names)}
        return {"isPartOf": _named("WebSite" if what == "site" else "CreativeWork", name, step.names)}
    done_by = DONE_BY.get(step.record.act)
    if done_by is None or what is None or (done_by == "editor" and what != "person"):
        return None
    return {done_by: _named("Person" if what == "person" else "Organization", name, step.names)}


def _evidence(node: Node, step: StepView, article: ArticleView, site: SiteView) -> None:
    """Our copy of the bytes: what was received is these bytes; of any other step they are one rendering."""
    root = f"{site.url}/" if site.url else page_view(article.path).root
    file: Node = {"contentUrl": f"{root}{quote(step.file or '')}"}
    if step.record.sha256:
        file["sha256"] = step.record.sha256
    if step.record.act == "received":
        node |= file
    else:
        node["encoding"] = {"@type": "MediaObject", **file}
