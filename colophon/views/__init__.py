"""What one page shows. A page is a pure function of it: nothing that a template reads lies outside.

Each kind of page has a class; what a page shows travels as msgpack, by which the page is known.
"""

from __future__ import annotations

from msgspec.msgpack import Decoder

from colophon.store.records import from_ext
from colophon.views.article import ArticlePage, OwnPage
from colophon.views.feed import FeedPage
from colophon.views.lists import DatesView, IndexView, LedgerView, OverviewView
from colophon.views.page import CardPage, Page, PlainPage, RedirectPage, SitemapPage

# Every kind of page.
Kind = (
    ArticlePage
    | OwnPage
    | IndexView
    | OverviewView
    | DatesView
    | LedgerView
    | FeedPage
    | SitemapPage
    | CardPage
    | PlainPage
    | RedirectPage
)

_DECODER: Decoder[Page] = Decoder(Kind, ext_hook=from_ext)


def page_of(data: bytes) -> Page:
    """What a page shows, from its bytes."""
    return _DECODER.decode(data)
