"""Invented pages and texts, as an editor may find them."""

from __future__ import annotations

import html
import json
from typing import Any

SENTENCES = (
    "The ferry to the northern island was stopped on Tuesday morning because the rudder had come loose in the night.",
    "About forty passengers waited in the hall, and the keeper of the kiosk gave them tea until the mechanic arrived.",
    "The company said that the boat would be back in service by the end of the week if the parts came in time.",
    "Islanders have asked for a second boat since the winter, when ice closed the channel for eleven days on end.",
    "A spokesman of the harbour office said that money for it was set aside, but that no yard had room before autumn.",
)
CHINESE = (
    "北岛的渡轮星期二早晨停航，因为船舵在夜里松动了。大约四十名乘客在候船室里等候，小卖部的老板给他们倒茶。",
    "船公司表示，如果零件按时送到，渡轮将在周末之前恢复航行。岛上的居民从冬天起就希望再添一条船。",
    "港务处的发言人说，买船的钱已经准备好了，但是秋天以前没有一家船厂有空位，只能先修好旧船再说。",
)
ADDRESS = "https://www.mill-weekly.example/2020/05/03/ferry-stopped"


def page(  # noqa: PLR0913 - the parts of a page
    *,
    head: str = "",
    above: str = "",
    below: str = "",
    title: str = "Ferry stopped by a loose rudder",
    paragraphs: tuple[str, ...] = SENTENCES,
    lang: str = "en",
    heading: str | None = None,
    site: str = "Mill Weekly",
) -> str:
    """A page with menus, a heading, a text, and what else a test wants."""
    text = "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
    shown = title if heading is None else heading
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{title} | {site}</title>{head}</head>"
        "<body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<main><article><h1>{shown}</h1>{above}<div class='story'>{text}</div>{below}</article></main>"
        "<footer><p><a href='/imprint'>Imprint</a></p></footer></body></html>"
    )


def linked_data(**more: Any) -> str:
    """A script with linked data of an article."""
    article = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry stopped by a loose rudder"}
    return f"<script type='application/ld+json'>{json.dumps(article | more)}</script>"


def meta(**contents: str) -> str:
    """Meta elements; two underscores stand for a colon."""
    return "".join(
        f"<meta property='{name.replace('__', ':')}' content='{html.escape(content, quote=True)}'>"
        for name, content in contents.items()
    )
