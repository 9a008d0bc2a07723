"""What one page shows. A page is a pure function of it: a template reads nothing else.

Each kind of page has a class. Its msgpack goes to the worker that renders the page, and a digest of it tells whether
the page is stale.
"""

from __future__ import annotations

from msgspec.msgpack import Decoder

from colophon.store.records import from_ext
from colophon.views.article import ArticlePage, OwnPage
from colophon.views.feed import FeedPage
from colophon.views.lists import DatesView, IndexView, LedgerView, OverviewView
from colophon.views.page import CardPage, Page, PlainPage, RedirectPage, SitemapPage
from colophon.views.received import ReceivedPage

# Every kind of page.
Kind = (
    ArticlePage
    | OwnPage
    | IndexView
    | OverviewView
    | DatesView
    | LedgerView
    | FeedPage
    | ReceivedPage
    | SitemapPage
    | CardPage
    | PlainPage
    | RedirectPage
)

_DECODER: Decoder[Page] = Decoder(Kind, ext_hook=from_ext)


def page_of(data: bytes) -> Page:
    """The page in its bytes. Raises msgspec.MsgspecError."""
    return _DECODER.decode(data)
