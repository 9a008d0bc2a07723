"""The source record as JSON-LD in schema.org's words, for search engines and other readers: https://schema.org.

It is one object, the text, since many readers look at the outermost object alone. In it stand our page and the steps of
custody, each within the step that was made from it. A property is on the step of which it is true: the printed page on
the print, the digest on the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
from msgspec.structs import replace

from colophon.model.article import FACTS, Change, Contributor, Event, Image, Source, Status
from colophon.model.licences import licence_address
from colophon.views.article import ArticleView, Paired, SourceView, StepView
from colophon.views.site import SiteView, page_view

Node = dict[str, Any]

# Only what has one of these statuses becomes a property. schema.org has no words for doubt, so a description says what
# is inferred or unknown, with its status; machines would take a property for a fact.
FIRM = ("verified", "as-stated", "asserted")

TERMS = {
    "subjects": "Thing",
    "people": "Person",
    "organisations": "Organization",
    "places": "Place",
    "events": "Event",
    "terms": "DefinedTerm",
}
NEWS_MEDIA = ("newspaper", "magazine", "journal", "agency")
SERIALS = {"newspaper": "Newspaper", "magazine": "Periodical", "journal": "Periodical"}
DATED = {
    "printed": "datePublished",
    "reposted": "datePublished",
    "translated": "dateCreated",
    "edited": "dateCreated",
}
# Only the print is a news article of its own, with a printed page; each further one would be a headline to those who
# list the articles of a page.
OF_ACT = {"printed": "NewsArticle", "received": "MediaObject"}
AS_PRINTED = {"title": "headline", "edition": "printEdition", "section": "articleSection", "url": "url"}
DONE_BY = {"reposted": "publisher", "translated": "translator", "edited": "editor"}

# IPTC's code for the product of a trained model. The codes for mixed media don't fit: all words of this step are the
# machine's, and what people did before and after has its own nodes.
MACHINE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def json_ld(article: ArticleView, site: SiteView, credit: str) -> str:
    """The content of the page's script of type application/ld+json; nothing in it can end that script."""
    text = {"@context": "https://schema.org", **_text(article, site, credit)}
    data = orjson.dumps(text).decode()
    data = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _text(article: ArticleView, site: SiteView, credit: str) -> Node:
    """The text on the page. Its date is that of its source; its translators are those of the record."""
    record, source = article.record, article.source
    # Ids are relative, so that they stay right when the page moves.
    text: Node = {"@type": "NewsArticle" if source else "Article", "@id": "#text"}
    text |= {"headline": record.title, "inLanguage": record.lang}
    if record.date and record.date.single and (source is None or source.record.status_of("date") in FIRM):
        text["datePublished"] = str(record.date)
    if changed := [change.date for change in record.changes if change.date]:
        text["dateModified"] = max(changed).isoformat()
    if authors := _authors(article):
        text["author"] = authors if len(authors) > 1 else authors[0]  # many read the name of an object, not of a list
    if article.translators:
        text["translator"] = [_contributor(one, article) for one in article.translators]
    if record.licence:
        text["license"] = licence_address(record.licence)
    text |= {"wordCount": record.words, "creditText": credit}
    if record.rights:
        text["copyrightNotice"] = record.rights
    text["publisher" if record.original else "sdPublisher"] = _ours(site)
    text["mainEntityOfPage"] = _page(article, site)
    if chain := _chain(article, site):
        text["isBasedOn"] = chain[-1]
    if pictures := _pictures(article, site):
        text["image"] = pictures
    original = [article.translated_from] if article.translated_from else []
    others = {"translationOfWork": original, "workTranslation": article.translations}
    text |= {name: [_other(one, article, site) for one in found] for name, found in others.items() if found}
    if record.changes:
        # We made the changes, so they are on the text shown here, not on a step of custody.
        text["correction"] = list(map(_correction, record.changes))
    return text | _mentions(article)


def _ours(site: SiteView) -> Node:
    ours: Node = {"@type": "Organization", "@id": "#publisher", "name": site.name}
    return ours | ({"url": f"{site.url}/"} if site.url else {})


def _page(article: ArticleView, site: SiteView) -> Node:
    """Our page: its day is ours."""
    whole: Node = {"@type": "WebSite", "name": site.name}
    page: Node = {"@type": "WebPage", "@id": "#page"}
    if site.url:
        whole["url"] = f"{site.url}/"
        page["url"] = f"{site.url}/{article.path}"
    page["inLanguage"] = site.lang
    if article.record.published:
        page["datePublished"] = article.record.published.isoformat()
    if article.reviewed_by and article.reviewed_on:
        # The credit line names the reviewer. The record doesn't say whether that is a person or a body.
        page["lastReviewed"] = article.reviewed_on.isoformat()
    return page | {"isPartOf": whole, "publisher": {"@id": "#publisher"}, "sdPublisher": {"@id": "#publisher"}}


def _authors(article: ArticleView) -> list[Node]:
    """The authors of the record. Without any, what printed the text stands in their place, as in the feeds, where that
    is firm: else programs that show one byline would show none, or ours."""
    if authors := article.record.authors:
        return [_contributor(one, article) for one in authors]
    source = article.source
    if source is None or not source.name or source.record.status_of("publication") not in FIRM:
        return []
    of_type = "NewsMediaOrganization" if source.what in NEWS_MEDIA else "Organization"
    return [{"@type": of_type, "name": source.name, "description": "author not stated"}]


def _pictures(article: ArticleView, site: SiteView) -> list[Node]:
    """The pictures of the text; without any, its social card."""
    pictures = [_picture(one, _root(article, site) + quote(file)) for one, file in article.pictures]
    if not pictures and article.card and site.url:
        pictures = [{"@type": "ImageObject", "contentUrl": f"{site.url}/{quote(article.card)}"}]
    return pictures


def _mentions(article: ArticleView) -> Node:
    """What the text is about, and whom and what it names."""
    node: Node = {}
    for kind, names in article.terms.items():
        of_kind = TERMS.get(kind, "Thing")
        node.setdefault("about" if kind == "subjects" else "mentions", []).extend(
            [_named(of_kind, name.text, name.names) for name in names]
        )
    return node


def _contributor(one: Contributor, article: ArticleView) -> Node:
    """Who wrote or translated the text."""
    person = one.kind == "person"
    node: Node = {"@type": "Person" if person else "Organization", "name": one.name}
    if one.family and person:
        node["familyName"] = one.family
    if one.at:
        node["affiliation" if person else "parentOrganization"] = _named("Organization", article.name_of(one.at), ())
    return node


def _root(article: ArticleView, site: SiteView) -> str:
    """What leads from the page to the root of the site."""
    return f"{site.url}/" if site.url else page_view(article.path).root


def _picture(one: Image, url: str) -> Node:
    """A picture of the text: who made it, and its terms."""
    node: Node = {"@type": "ImageObject", "contentUrl": url}
    if one.credit:
        node["creditText"] = one.credit
    if one.licence:
        node["license"] = licence_address(one.licence)
    if one.alt:
        node["description"] = one.alt
    return node


def _other(one: Paired, article: ArticleView, site: SiteView) -> Node:
    """The other article of a translation."""
    url = _root(article, site) + quote(one.path)
    return {"@type": "NewsArticle", "headline": one.title, "inLanguage": one.lang, "url": url}


def _correction(change: Change) -> Node:
    passages = " → ".join(f"“{passage}”" for passage in (change.was.strip(), change.now.strip()) if passage)
    text = "; ".join(filter(None, (f"{change.kind}: {passages or 'white space'}", change.why)))
    node: Node = {"@type": "CorrectionComment", "text": text}
    if change.date:
        node["datePublished"] = change.date.isoformat()
    return node


def _named(of_type: str, name: str, names: tuple[tuple[str, str], ...]) -> Node:
    node: Node = {"@type": of_type, "name": name}
    if names:
        node["alternateName"] = [other for _, other in names] if len(names) > 1 else names[0][1]
    return node


def _chain(article: ArticleView, site: SiteView) -> list[Node]:
    """The steps as nodes, oldest first, each within the next. A step of which nothing is known is left out, since a
    node would claim that there was such a text."""
    nodes: list[Node] = []
    for number, step in enumerate(_steps(article), 1):
        source = article.source if step.record.act == "printed" else None
        stated = source.record if source and step.by == source.name else None
        facts = _firm(stated) if stated else {}
        if step.record.status == "unknown" and not step.file and not facts:
            continue
        node = _step(step, number, stated)
        if stated:
            _as_printed(node, facts, stated)
        if nodes:
            before = nodes[-1]
            if step.record.origin and step.record.status in FIRM:
                before.setdefault("inLanguage", step.record.origin)
            node["translationOfWork" if step.record.act == "translated" else "isBasedOn"] = before
        elif step.record.act == "translated" and step.record.origin:
            node["translationOfWork"] = {"@type": "CreativeWork", "inLanguage": step.record.origin}
        if step.file:
            _evidence(node, step, article, site)
        nodes.append(node)
    return nodes


def _firm(source: Source) -> dict[str, Any]:
    """The facts of a source that may be properties."""
    facts = ((fact, getattr(source, fact)) for fact in FACTS)
    return {fact: value for fact, value in facts if value and source.status_of(fact) in FIRM}


def _as_printed(node: Node, facts: Mapping[str, Any], source: Source) -> None:
    """Adds what the source's own facts say of the print. Volume and number are those of an issue."""
    node |= {name: facts[fact] for fact, name in AS_PRINTED.items() if fact in facts}
    if source.archived:
        node["archivedAt"] = source.archived.url
    whole = node.get("isPartOf", {})
    if facts.keys().isdisjoint(("volume", "issue")) or whole.get("@type") == "WebSite":
        return
    if whole.get("@type") != "PublicationIssue":
        whole = {"@type": "PublicationIssue", **({"isPartOf": whole} if whole else {})}
    if "issue" in facts:
        whole["issueNumber"] = facts["issue"]
    if "volume" in facts:
        volume: Node = {"@type": "PublicationVolume", "volumeNumber": facts["volume"]}
        whole["isPartOf"] = volume | ({"isPartOf": whole["isPartOf"]} if "isPartOf" in whole else {})
    node["isPartOf"] = whole


def _steps(article: ArticleView) -> tuple[StepView, ...]:
    """The steps of custody. Where there is a source, one of them is the print as the source states it."""
    source = article.source
    if source is None:
        return article.custody
    for n, step in enumerate(article.custody):
        if step.record.act == "printed" and step.by in (None, source.name):
            return (*article.custody[:n], _print(source, step), *article.custody[n + 1 :])
    return (_print(source, StepView(Event(act="printed"))), *article.custody)


def _print(source: SourceView, step: StepView) -> StepView:
    stated, page = source.record, source.record.page or step.record.page
    event = replace(step.record, date=stated.date, page=page, status=stated.status_of("publication"))
    return StepView(event, source.named, step.file)


def _step(step: StepView, number: int, stated: Source | None) -> Node:
    """The node of a step. `stated` is the source of whose print it is: date and page have statuses of their own."""
    event = step.record
    node: Node = {"@type": OF_ACT.get(event.act, "CreativeWork"), "@id": f"#hop{number}"}
    if lang := event.target or event.lang:
        node["inLanguage"] = lang
    of_date = stated.status_of("date") if stated else event.status
    of_page = stated.status_of("page") if stated and stated.page is not None else event.status
    description = [event.act, *([event.method] if event.method else [])]
    if event.act == "translated" and event.method == "machine":
        # Even where it is inferred: without this warning the text passes for a person's.
        node["digitalSourceType"] = MACHINE
    if event.status in FIRM and (doer := _doer(step, dated=of_date in FIRM)):
        node |= doer
    elif step.by:
        description.append(f"by {step.by}")
    if event.date and of_date in FIRM and event.date.single and event.act in DATED:
        node[DATED[event.act]] = str(event.date)
    elif event.date:
        description.append(f"{event.date}{_apart(of_date, event)}")
    if event.page is not None and of_page in FIRM and event.act == "printed":
        node["printPage"] = event.page
    elif event.page is not None:
        description.append(f"page {event.page}{_apart(of_page, event)}")
    description += _doubtful(stated) if stated else []
    # The evidence in words is for readers, who have it on the page; the address is for machines too.
    node["description"] = f"{', '.join(description)}: {event.status}" + (f"; {event.url}" if event.url else "")
    return node


def _doubtful(stated: Source) -> list[str]:
    """The facts of a print that are in words alone, but for its publication, date and page: “volume 3 (inferred)”."""
    facts = ((fact, getattr(stated, fact), stated.status_of(fact)) for fact in (*AS_PRINTED, "volume", "issue"))
    return [f"{fact} {value} ({status})" for fact, value, status in facts if value and status not in FIRM]


def _apart(status: Status, event: Event) -> str:
    """“ (inferred)” where a fact is less firm than its step."""
    return f" ({status})" if status not in FIRM and event.status in FIRM else ""


def _doer(step: StepView, *, dated: bool) -> Node | None:
    """Who did it, as a property; None where that is unknown, the record doesn't say what they are, or the step has no
    property for it."""
    if not step.by:
        return None
    name, what = step.by, step.what
    if step.record.act == "printed":
        if serial := SERIALS.get(what or ""):
            issue: Node = {"@type": "PublicationIssue", "isPartOf": _named(serial, name, step.names)}
            if step.record.date and step.record.date.single and dated:
                issue["datePublished"] = str(step.record.date)
            return {"isPartOf": issue}
        if what == "agency":
            return {"publisher": _named("NewsMediaOrganization", name, step.names)}
        return {"isPartOf": _named("WebSite" if what == "site" else "CreativeWork", name, step.names)}
    done_by = DONE_BY.get(step.record.act)
    if done_by is None or what is None or (done_by == "editor" and what != "person"):
        return None
    return {done_by: _named("Person" if what == "person" else "Organization", name, step.names)}


def _evidence(node: Node, step: StepView, article: ArticleView, site: SiteView) -> None:
    """Adds our copy of the bytes: the text received is these bytes; for any other step they are one encoding of it."""
    file: Node = {"contentUrl": f"{_root(article, site)}{quote(step.file or '')}"}
    if step.record.sha256:
        file["sha256"] = step.record.sha256
    if step.record.act == "received":
        node |= file
    else:
        node["encoding"] = {"@type": "MediaObject", **file}
