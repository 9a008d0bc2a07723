"""The text of a page: what trafilatura takes, held to what readability takes, without lines that are no part of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from colophon.importing.page import Line, Page, key, squeezed

# Of trafilatura's text, readability must have this share for both to have found the same article.
_SAME = 0.5
_SURE = 0.8
_ENOUGH = 600  # letters of a text on which both agree
_LITTLE = 150  # letters: less is no article
# Words of a class or an id that name what stands beside a text; held to whole words of the name.
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:captions?|newsletters?|related|recommend\w*|promos?|teasers?|subscri\w+|paywall|social|"
    r"share|sharing|breadcrumbs?|read-?more|also-?read|most-?read|author-?bio|author-?box|bio|comments?|disclaimer|footnotes?|sidebar|"
    r"infobox|factbox|tags?|taglist|copyright|advert\w*|outbrain|taboola|twitter-tweet|instagram-media|tweet|embed|"
    r"bylines?|widget)(?:$|[-_ ])|[a-z](?:Caption|Newsletter|Related|Teaser|Promo|Byline)"
)
_ASIDE = frozenset(("figcaption", "figure", "aside", "nav", "footer", "form"))
# Lines that say something of the article, and are none of it.
_LABEL = re.compile(
    r"^[\[(（【]?\s*(?:责任编辑|責任編輯|编辑|責編|责编|校对|原标题|原標題|关键词|關鍵詞|图片来源|圖片來源|图源|相关新闻|相关阅读|相关推荐|相關閱讀|"
    r"延伸阅读|推荐阅读|更多新闻|免责声明|免責聲明|版权声明|此前报道|本文来源|文章来源|摄影|字号|"
    r"相关资讯|更多相关|扫码|点击下载|本文来自|作者[：:])|"
    r"^(?:read (?:more|also|next)|see also|also read|related(?: (?:articles|stories))?|more (?:from|on)|les også|"
    r"læs også|läs (?:också|mer)|lesen sie (?:auch|mehr)|mehr zum thema|auch interessant|lire aussi|à lire aussi|"
    r"lea también|lee también|leer más|leia (?:mais|também)|leggi anche|"
    r"czytaj (?:więcej|też|także)|zobacz (?:też|także)|"
    r"читайте также|اقرأ أيضا|اقرأ أيضاً|関連記事|あわせて読みたい|"
    r"photo:|image:|foto:|bild:|source:|quelle:|źródło:|fuente:|"
    r"zum artikel:|sign up|get the latest|follow us)",
    re.IGNORECASE,
)
# A line above the text that says when, and from whom.
_HEAD_LINE = re.compile(
    r"(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}.*(?:来源|來源|作者|字号|浏览|阅读|:\d\d)"
)
_LABEL_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Extraction:
    """The paragraphs of a page, the program that took them, and what another took beside them."""

    paragraphs: tuple[str, ...]
    method: str
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Paragraphs parted by one empty line."""
        return "\n\n".join(self.paragraphs)


def extract(page: Page, title: str = "") -> Extraction:
    """The text of a page. A paragraph counts if two programs took it. Where they disagree on which article the page
    is, the text that follows the heading counts."""
    light = _without_scripts(page.tree)
    second = _readability(light)
    first = _trafilatura(light, fast=True)  # without its fallbacks: the second program is one
    both = _standing_in(first, second)
    if _size(both) >= max(_SURE * _size(first), _ENOUGH):
        taken, others = both, second
    else:
        if _size(first) < _ENOUGH or _size(both) < _SAME * _size(first):
            first = _trafilatura(page.tree)
        taken, others = _agreed(page, first, second, title)
    if _size(taken) < _LITTLE and _size(whole := _most_text(page)) > 3 * _size(taken):
        taken, others = whole, taken
    paragraphs = _without_beside(page, _parted(page, taken), title)
    kept = {key(one) for one in paragraphs}
    left = tuple(one for one in (*first, *others) if len(one) > 40 and key(one) not in kept)
    return Extraction(tuple(paragraphs), f"trafilatura {version('trafilatura')}", tuple(dict.fromkeys(left)))


def _trafilatura(tree: Any, *, fast: bool = False, precise: bool = False) -> list[str]:
    from trafilatura import bare_extraction  # noqa: PLC0415 - slow to load

    # A copy, since trafilatura takes the tree apart. Deduplication remembers texts across pages: never.
    try:
        found = bare_extraction(
            copy.deepcopy(tree),
            with_metadata=False,
            include_comments=False,
            deduplicate=False,
            fast=fast,
            favor_precision=precise,
        )
    except Exception:  # noqa: BLE001 - whatever a page breaks in it, there is another program
        return []
    text = (found.text if found is not None and not isinstance(found, dict) else "") or ""
    return [line for line in map(squeezed, text.split("\n")) if line]


def _without_scripts(tree: Any) -> Any:
    from lxml import etree  # noqa: PLC0415

    light = copy.deepcopy(tree)
    etree.strip_elements(light, "script", "style", "svg", "noscript", "iframe", with_tail=False)
    return light


def _readability(tree: Any) -> list[str]:
    from lxml import html as lxml_html  # noqa: PLC0415
    from readability import Document  # noqa: PLC0415

    try:
        tree = lxml_html.fromstring(Document(copy.deepcopy(tree)).summary())
    except Exception:  # noqa: BLE001 - as above
        return []
    return [line.text for line in Page.lines_below(tree)]


def _agreed(page: Page, first: list[str], second: list[str], title: str) -> tuple[list[str], list[str]]:
    """The paragraphs that count, and those of the other program."""
    both = _standing_in(first, second)
    share = _size(both) / max(1, _size(first))
    if share >= _SURE:
        return both, second
    precise = _trafilatura(page.tree, fast=True, precise=True)
    if _size(precise) < _ENOUGH:
        precise = _trafilatura(page.tree, precise=True)
    inside = _standing_in(second, precise)
    overlap = max(_size(_standing_in(precise, second)), _size(inside))
    if overlap * 2 < min(_size(precise), _size(second)):  # two articles
        if _begins(page, second, title) < _begins(page, precise, title):
            return both or second, first
        return precise or first or second, second
    if share >= _SAME:
        three = _standing_in(both, precise)
        return (three if _size(three) * 10 >= _size(both) * 7 else both), second
    if any(sum(key(part) in whole for part in inside) > 2 for whole in map(key, precise)):
        return inside, precise  # trafilatura took several paragraphs for one, as it does with those in a list
    return (first if _size(first) * 10 <= _size(precise) * 14 else precise), second


def _most_text(page: Page) -> list[str]:
    """The lines of the smallest element that holds most of the sentences, where both programs overlook a text."""
    sizes: dict[Any, int] = {}
    for line in page.lines:
        if line.links < 0.3 and len(line.text) >= 20 and re.search(r"[.。!?！？…،؟]", line.text):
            for element in (line.element, *line.element.iterancestors()):
                sizes[element] = sizes.get(element, 0) + len(line.text)
    if not sizes:
        return []
    most = max(sizes.values())
    holder = min((each for each in sizes.items() if each[1] * 10 >= most * 8), key=lambda each: each[1])[0]
    return [line.text for line in Page.lines_below(holder) if line.links < 0.5]


def _begins(page: Page, paragraphs: Sequence[str], title: str) -> int:
    """How many lines after the heading a text begins."""
    keys = page.line_keys
    wanted = key(title)
    heading = next((at for at, one in enumerate(keys) if wanted and one == wanted), 0)
    long = [key(one)[:30] for one in paragraphs if len(one) > 30] or [key(one)[:30] for one in paragraphs]
    places = [at for at in range(heading, len(keys)) if any(keys[at].startswith(one) for one in long[:3])]
    return places[0] if places else len(keys)


def _size(paragraphs: Sequence[str]) -> int:
    return sum(len(key(one)) for one in paragraphs)


def _joined(paragraphs: Sequence[str]) -> str:
    return "|".join(map(key, paragraphs))


def _standing_in(paragraphs: Sequence[str], others: Sequence[str]) -> list[str]:
    """Those paragraphs whose beginning stands in others."""
    joined = _joined(others)
    return [one for one in paragraphs if key(one)[:40] in joined]


def _parted(page: Page, paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs, those that are several lines of the page in one as these lines."""
    keys = page.line_keys
    known = set(keys)
    found: list[str] = []
    for paragraph in paragraphs:
        whole = key(paragraph)
        if whole in known or len(whole) < 60:
            found.append(paragraph)
            continue
        inside = [line.text for line, one in zip(page.lines, keys, strict=True) if len(one) > 3 and one in whole]
        several = len(inside) > 1 and key("".join(inside)) == whole
        found += inside if several else [paragraph]
    return found


def _without_beside(page: Page, paragraphs: Sequence[str], title: str) -> list[str]:
    """The paragraphs without those that stand beside the text, unless that would be a large part of it."""
    holders: dict[str, Line] = {}
    for line, one in zip(page.lines, page.line_keys, strict=True):
        holders.setdefault(one[:40], line)
    kept = list(paragraphs)
    tests: tuple[Callable[[str, Line | None], bool], ...] = (
        lambda text, _: bool(_LABEL.search(text)) and len(text) <= _LABEL_LENGTH,
        lambda text, line: (
            line is not None and line.links >= 0.9 and len(text) < 200 and text[-1:] not in ".。!?！？…”"
        ),
        lambda _, line: line is not None and _beside(line),
    )
    for test in tests:
        left = [one for one in kept if not test(one.removeprefix("- "), holders.get(key(one)[:40]))]
        if _size(left) * 10 >= _size(kept) * 6:
            kept = left
    head = [one for one in kept[:3] if not (len(one) <= 80 and _HEAD_LINE.search(one))]
    return _once([*head, *kept[3:]], title)


def _beside(line: Line) -> bool:
    for at, element in enumerate((line.element, *line.element.iterancestors())):
        if element.tag in ("article", "main", "body") or at > 5:
            return False
        if element.tag in _ASIDE or _BESIDE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
    return False


def _once(paragraphs: Sequence[str], title: str) -> list[str]:
    """Each long paragraph once, without the title above the text."""
    seen: set[str] = set()
    found = []
    for at, paragraph in enumerate(paragraphs):
        one = key(paragraph)
        if (at < 3 and one and one == key(title)) or not one or (len(one) >= 25 and one in seen):
            continue
        seen.add(one)
        found.append(paragraph)
    return found
