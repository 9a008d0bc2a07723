"""Articles of every sort as views, made without a build, for tests of the forms that stand beside a page; and TEI's
schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from lxml import etree
from pelican.settings import DEFAULT_CONFIG

from colophon.model.addresses import INDEXED
from colophon.model.article import (
    Article,
    Change,
    Contributor,
    Copy,
    Emendation,
    Event,
    Image,
    Note,
    Review,
    Source,
    Status,
)
from colophon.model.days import Days
from colophon.model.names import Named, Names
from colophon.readers.markdown import MarkdownText
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register
from colophon.views.article import ArticleView
from helpers import citing
from helpers.building import ROOT

RNG = "{http://relaxng.org/ns/structure/1.0}"
FIRST = "articles/2022/paris-olympics-symposium.md"
MARKDOWN = MarkdownText({"extensions": ["extra", "codehilite"]})
HOSTILE = "<a href='x'>&amp; \"b\" ]]> <!-- --> \x00\x07\x0b\x1f\ufffe\u2028 {{ x }} \U0001f600"
DAY = Days.on(dt.date(2022, 11, 30))

# A text with everything that Markdown and safe HTML may bring.
RICH = """Before *any* **heading** with `code` and [a link](https://example.org/?a=1&b=[2]|3 "T").

## First

- one
- two

    with a paragraph

    > and a quote with *emphasis*

1. a
2. b
   - c

### Deeper

> A quotation.
>
> - with a list
>
> ## and a heading

| a | b |
|---|--:|
| *c* | d & e |

## Second

![The bridge](../images/bridge 1.jpg) beside words, then a break<br>and <q>quoted</q> <abbr title="x">abbr</abbr>
<ins>in</ins><del>out</del> H<sub>2</sub>O <ruby>漢<rt>kan</rt></ruby> <span lang="fr">mot</span> <cite>Work</cite>.

```python
if a < b & c:
    pass
```

Term
:   Meaning

    More of it

Word[^1] and word[^1].

[^1]: A footnote.

<div>loose <em>words</em><p>and a paragraph</p></div>

<table><caption>Nothing</caption></table>

***

<p lang="zh-Hans">体育</p><dl><dt>x</dt></dl><ul>stray</ul><details><summary>s</summary>d</details>
"""


def rich(text: str) -> str:
    return MARKDOWN.parsed(text, lambda *_: None)


def article(html: str = "<p>One word.</p>", **given: object) -> Article:
    values: dict[str, object] = {
        "path": "articles/x.md", "title": "A title", "slug": "x", "date": DAY, "digest": "",
        "published": dt.date(2023, 1, 2),
        "lang": "en", "html": html, "words": 2, "source": Source(publication="example-daily", date=DAY, page="A1"),
    }  # fmt: skip
    return Article(**{**values, **given})  # type: ignore[arg-type]


def viewed(article: Article, what: str | None = "newspaper") -> ArticleView:
    names = (("zh-Hans", "例"), ("fr", "L’exemple"))
    return citing.viewed(article, "2022/11/x.html", lambda kind, word: Named(word, f"{kind}/x", what, names))


def first() -> ArticleView:
    register, _ = Register.load(ROOT / "content/register")
    reader = Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(ROOT / "content")}), register)
    known = Names(
        lambda word: word,
        lambda kind, key: _registered(register, kind, key),
        lambda kind, key: None,
        INDEXED,
        lambda file: file,
    )
    return citing.viewed(
        reader.parse(FIRST, (ROOT / "content" / FIRST).read_bytes()).article,
        "2022/11/paris-olympics-symposium.html",
        known.of,
    )


def _registered(register: Register, kind: str, key: str) -> Named | None:
    entry = register.find(kind, key)
    return entry and Named(entry.name, what=entry.what or "", names=tuple(entry.names.items()))


VIEWS = {
    "first": first(),
    "original": viewed(article(source=None, original=True, title_by="editor")),
    "sourceless": viewed(article(source=None)),
    "agency": viewed(article(), "news agency"),
    "rich": viewed(article(rich(RICH))),
    "rich with readings": viewed(
        article(
            rich(RICH),
            readings=(
                Emendation(was="heading with code and a", now="crossing [markup]", kind="conjecture", why="Why."),
                Emendation(was="two\n\nwith", now="over the end of a paragraph", kind="typographic"),
                Emendation(was="not there", now="left to the back", kind="typographic", why="Why & <how>."),
            ),
            notes=(
                Note(on="d & e", note="In a table."),
                Note(on="markup that is not there", note="Kept."),
                Note(on="a < b & c", note="Code."),
            ),
        )
    ),
    "Chinese": viewed(article("<p>十一月三十日，“体育总局”。</p>\n<p>会议</p>", lang="zh-Hans", title="座谈会")),
    "Arabic": viewed(article("<p>عقدت الندوة</p>", lang="ar", title="ندوة", notes=(Note(on="الندوة", note="ملاحظة"),))),
    "forty notes": viewed(
        article(
            "".join(f"<p>Words of paragraph {n:02} here.</p>\n" for n in range(40)).strip(),
            notes=tuple(Note(on=f"paragraph {n:02}", note=f"Note {n}") for n in range(40)),
            readings=tuple(Emendation(was=f"of paragraph {n:02}", now="[x]", kind="conjecture") for n in range(40)),
        )
    ),
    "hostile": viewed(
        article(
            "<p>" + HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>",
            title=HOSTILE, summary=HOSTILE, rights=HOSTILE, original=False,
            source=Source(publication=HOSTILE, date=DAY, page=HOSTILE, credit=HOSTILE, title=HOSTILE, edition=HOSTILE,
                volume=HOSTILE, issue=HOSTILE, section=HOSTILE, url="https://example.org/<a>&b",
                archived=Copy(url="https://example.org/<a>&b", date=DAY.first), status={"page": Status.INFERRED}),
            authors=(Contributor(name=HOSTILE, at=HOSTILE), Contributor(name=HOSTILE, kind="institution")),
            translators=(Contributor(name=HOSTILE, family=HOSTILE, key=HOSTILE),), licence="https://example.org/<a>&b",
            images=(Image(file=HOSTILE, credit=HOSTILE, licence="CC-BY-4.0", alt=HOSTILE),),
            custody=(
                Event(act="printed", by=HOSTILE, date=DAY, page=HOSTILE, lang="de", evidence=HOSTILE,
                    url=f"https://[{HOSTILE}:a/%zz##"),
                Event(act="edited", by=HOSTILE, date=DAY, method=HOSTILE),
                Event(act="received", date=DAY, file=f"received/{HOSTILE}", sha256="0" * 64, status=Status.VERIFIED),
            ),
            review=Review(by=HOSTILE, date=DAY.first, sha256="0" * 64),
            changes=(
                Change(was=HOSTILE, now="", kind="omitted", why=HOSTILE),
                Change(was=HOSTILE, now=HOSTILE, kind="normalised"),
            ),
            readings=(Emendation(was="<a href='x'>&amp;", now=HOSTILE, kind="conjecture", why=HOSTILE),),
            notes=(Note(on="<!--", note=HOSTILE), Note(on=HOSTILE, note=HOSTILE)),
            terms={"subjects": (HOSTILE,), "people": (HOSTILE,), "odd kind": ("x",)},
        ),
        HOSTILE,
    ),
    "deep": viewed(article("<blockquote>" * 300 + "<p>deep</p><p>er</p>" + "</blockquote>" * 300)),
    "empty": viewed(article("")),
    "voided": viewed(article(review=Review(by="Ann", date=DAY.first, sha256="0" * 64), review_voided=True)),
    "reviewed": viewed(article(review=Review(by="Ann", date=DAY.first, sha256="0" * 64))),
}  # fmt: skip


class Schema:
    """TEI's schema without the elements that a document doesn't use: what is valid by the part is valid by the whole,
    and it is loaded a thousand times as fast."""

    def __init__(self) -> None:
        self._whole = etree.parse(ROOT / "tests/schemas/tei_all.rng")
        self._used: set[str] = set()

    def errors(self, document: etree._Element) -> list[str]:
        used = {etree.QName(element).localname for element in document.iter(etree.Element)}
        if not used <= self._used:
            self._used |= used
            self._part = etree.RelaxNG(self._cut(self._used))
        self._part.validate(document)
        return [f"{error.line}: {error.message}" for error in self._part.error_log]

    def _cut(self, used: Iterable[str]) -> etree._ElementTree:
        part = etree.ElementTree(etree.fromstring(etree.tostring(self._whole)))
        for element in list(part.iter(f"{RNG}element")):
            if element.get("name") and element.get("name") not in used:
                refused = etree.Element(f"{RNG}notAllowed")
                refused.tail = element.tail
                element.getparent().replace(element, refused)
        return part
