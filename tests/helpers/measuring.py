"""Opens a page as a reader has set up the browser, and measures it; what is measured is written in measures.js."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

MEASURES = Path(__file__).with_name("measures.js").read_text("utf-8")
HEIGHT = 900
# WCAG 2.2, 1.4.12: the spacing that a reader may set, and nothing may be lost.
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    "p { margin-block-end: 2em !important }"
)


@contextmanager
def opened(browser: Browser, width: int = 1280, **context: object) -> Iterator[Page]:
    """A page in a context of its own, with a window `width` CSS px wide; more goes to Playwright's new_context."""
    with browser.new_context(viewport={"width": width, "height": HEIGHT}, **context) as made:
        yield made.new_page()


def go(page: Page, address: str) -> None:
    """Open an address, wait for its fonts, and have the measures at hand."""
    page.goto(address, wait_until="networkidle" if "?" in address else "load")  # a search takes a moment
    page.evaluate(MEASURES)
    page.evaluate("document.fonts.ready.then(() => null)")


def style(page: Page, css: str) -> None:
    """Set a style as a reader's own style sheet does; no policy of the page stands in its way. Empty takes it back."""
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
        css,
    )


@contextmanager
def twice(page: Page) -> Iterator[None]:
    """Text at twice its size (WCAG 2.2, 1.4.4), as the browser's own setting makes it."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    yield
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    session.detach()


def faults(page: Page, *measures: str) -> list[str]:
    """What these measures find, as in `runsOff()`; a sentence each."""
    return [fault for measure in measures for fault in page.evaluate(f"measures.{measure}")]
