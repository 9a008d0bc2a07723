"""The source record in schema.org's words, for search engines and whoever else reads JSON-LD: https://schema.org.

One graph: the page of ours, the text that it carries, and one node for each hop of custody, which leads to the hop
before it. A property stands on the hop of which it is true: the printed page on the print, the digest on the bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from colophon.formats.json_text import json_text
from colophon.model.article import Change
from colophon.views.article import ArticleView, HopView, SourceView
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

# IPTC's code for what a trained model made. Those for mixed media don't fit: the hop's words are all the machine's,
# and what people did before and after has nodes of its own.
MACHINE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"

# The print of which custody says nothing.
NO_HOP = HopView(
    act="printed", by=None, what=None, names=(), date=None, page=None, lang=None, method=None, origin=None, target=None,
    file=None, sha256=None, url=None, evidence=None, status="unknown",
)  # fmt: skip


def json_ld(article: ArticleView, site: SiteView, credit: str) -> str:
    """The text of the page's script of type application/ld+json; nothing in it can end that script."""
    hops = _chain(article, site)
    graph = [_page(article, site), _text(article, credit, hops[-1] if hops else None), *reversed(hops)]
    said = json_text({"@context": "https://schema.org", "@graph": graph})
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
    page["datePublished"] = article.published.isoformat()
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
        "headline": article.title,
        "inLanguage": article.lang,
    }
    if source is None or source.status in FIRM:
        text["datePublished"] = article.date.isoformat()
    text["wordCount"] = article.words
    text["creditText"] = credit
    if article.rights:
        text["copyrightNotice"] = article.rights
    text["publisher" if article.original else "sdPublisher"] = {"@id": "#publisher"}
    if last:
        text["isBasedOn"] = {"@id": last["@id"]}
    if article.changes:
        # Ours, and so of the text as it is shown: what was received stands without them.
        text["correction"] = [{"@type": "CorrectionComment", "text": _correction(change)} for change in article.changes]
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
    """The hops as nodes, oldest first, each leading to the one before it. A hop of which nothing is known is left out:
    a link of the chain would claim that there was such a text."""
    nodes: list[Node] = []
    for number, hop in enumerate(_hops(article), 1):
        if hop.status == "unknown" and not hop.file:
            continue
        node = _hop(hop, number)
        if nodes:
            before = nodes[-1]
            node["translationOfWork" if hop.act == "translated" else "isBasedOn"] = {"@id": before["@id"]}
            if hop.origin and hop.status in FIRM:
                before.setdefault("inLanguage", hop.origin)
        elif hop.act == "translated" and hop.origin:
            node["translationOfWork"] = {"@type": "CreativeWork", "inLanguage": hop.origin}
        if hop.file:
            _evidence(node, hop, article, site)
        nodes.append(node)
    return nodes


def _hops(article: ArticleView) -> tuple[HopView, ...]:
    """Custody, with its print as the source states it, and never without it where there is a source."""
    source = article.source
    if source is None:
        return article.custody
    for at, hop in enumerate(article.custody):
        if hop.act == "printed" and hop.by in (None, source.name):
            if (hop.by, hop.date, hop.page, hop.status) == (source.name, source.date, source.page, source.status):
                return article.custody
            return (*article.custody[:at], _print(source, hop), *article.custody[at + 1 :])
    return (_print(source, NO_HOP), *article.custody)


def _print(source: SourceView, hop: HopView) -> HopView:
    return replace(
        hop,
        by=source.name,
        what=source.what,
        names=source.names,
        date=source.date,
        page=source.page or hop.page,
        status=source.status,
    )


def _hop(hop: HopView, number: int) -> Node:
    node: Node = {"@type": "MediaObject" if hop.act == "received" else "NewsArticle", "@id": f"#hop{number}"}
    if lang := hop.target or hop.lang:
        node["inLanguage"] = lang
    firm = hop.status in FIRM
    told = [hop.act]
    if hop.method:
        told.append(hop.method)
        if hop.act == "translated" and hop.method == "machine":
            # Even where it is inferred: this warns, and a text without the warning passes for a person's.
            node["digitalSourceType"] = MACHINE
    if hop.by:
        doer = _doer(hop) if firm else None
        if doer:
            node |= doer
        else:
            told.append(f"by {hop.by}")
    if hop.date:
        if firm and hop.act in DATED:
            node[DATED[hop.act]] = hop.date.isoformat()
        else:
            told.append(hop.date.isoformat())
    if hop.page is not None:
        if firm and hop.act == "printed":
            node["printPage"] = hop.page
        else:
            told.append(f"page {hop.page}")
    # What it rests on in words is for readers, who have it on the page; the address is for machines too.
    node["description"] = f"{', '.join(told)}: {hop.status}" + (f"; {hop.url}" if hop.url else "")
    return node


def _doer(hop: HopView) -> Node | None:
    """Who did it, as a property; None where the record doesn't say what they are, or the hop has no property that
    takes such."""
    name, what = hop.by or "", hop.what
    if hop.act == "printed":
        if serial := SERIALS.get(what or ""):
            issue: Node = {"@type": "PublicationIssue", "isPartOf": _named(serial, name, hop.names)}
            if hop.date:
                issue["datePublished"] = hop.date.isoformat()
            return {"isPartOf": issue}
        if what == "agency":
            return {"publisher": _named("NewsMediaOrganization", name, hop.names)}
        return {"isPartOf": _named("WebSite" if what == "site" else "CreativeWork", name, hop.names)}
    done_by = DONE_BY.get(hop.act)
    if done_by is None or what is None or (done_by == "editor" and what != "person"):
        return None
    return {done_by: _named("Person" if what == "person" else "Organization", name, hop.names)}


def _evidence(node: Node, hop: HopView, article: ArticleView, site: SiteView) -> None:
    """Our copy of the bytes: what was received is these bytes; of any other hop they are one rendering."""
    root = f"{site.url}/" if site.url else page_view(article.path).root
    file: Node = {"contentUrl": f"{root}{quote(hop.file or '')}"}
    if hop.sha256:
        file["sha256"] = hop.sha256
    if hop.act == "received":
        node |= file
    else:
        node["encoding"] = {"@type": "MediaObject", **file}
