"""The gallery: a sample site with every state of every page, an archive of one article and one of ten thousand.

    gallery.py    builds them below .cache/gallery/ and takes a picture of every state: see content/docs/tasks.md

The texts in tests/sites/gallery/ were written for it; newspapers, persons and places in them are invented.
"""

from __future__ import annotations

import shutil
import sys
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from helpers import page_types
from helpers.browsing import ARGUMENTS, find_chromium
from helpers.building import ROOT, SETTINGS, SITES, Site
from helpers.hosting import served
from helpers.measuring import TEXT_SPACING, go, opened, style, twice

HERE = ROOT / ".cache" / "gallery"
WIDTHS = (320, 390, 1280)
MANY = 10_000
HIGHEST = 16_000  # px that Chromium draws at once


def sample(folder: Path) -> Site:
    """The sample site, to be built below `folder`."""
    return Site(folder, SITES / "gallery" / "content", SITES / "gallery" / "settings.py")


def archive(folder: Path, number: int) -> Site:
    """An archive of `number` made-up articles, to be built below `folder`; benchmarks/ races the same."""
    sys.path.append(str(ROOT / "benchmarks"))
    import corpus

    corpus.write(number, folder, folders=["content/articles"])
    site = Site(folder, folder / "content", folder / "settings.py")
    site.settings.write_text(SETTINGS.format(theme=str(ROOT / "theme")), "utf-8")
    site.set(DEFAULT_PAGINATION=20, ARTICLE_FORMS=[])  # what stands beside a page shows nothing
    return site


def built(site: Site) -> Site:
    site.built()
    return site


def pictures(page: Page, name: str) -> dict[str, Path]:
    """Pictures of the page that is open, in every state in which a reader may have set up the browser."""
    taken: dict[str, Path] = {}

    def take(state: str, width: int, *, whole: bool = True, **media: str) -> None:
        page.emulate_media(**media)
        page.set_viewport_size({"width": width, "height": 900})
        if not whole:  # a picture of a whole page forgets the size of text: the window is made as high as the page
            high = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(high, HIGHEST)})
        taken[state] = HERE / "pictures" / f"{name}-{state.replace(' ', '-')}.png"
        page.screenshot(path=taken[state], full_page=whole)

    for width in WIDTHS:
        take(f"light {width}", width, color_scheme="light")
        take(f"dark {width}", width, color_scheme="dark")
    take("forced colours 1280", 1280, color_scheme="light", forced_colors="active")
    take("reduced motion 1280", 1280, forced_colors="none", reduced_motion="reduce")
    take("print 794", 794, media="print", reduced_motion="no-preference")
    page.emulate_media(media="screen")
    for width in (320, 1280):
        style(page, TEXT_SPACING)
        take(f"text spacing {width}", width)
        style(page, "")
    for width in (640, 1280):
        with twice(page):
            take(f"text 200 % {width}", width, whole=False)
    page.pdf(path=HERE / "pictures" / f"{name}.pdf", prefer_css_page_size=True)
    return taken


def sheet(taken: dict[str, dict[str, Path]]) -> str:
    """The contact sheet: a row a page, a picture a state."""
    rows = []
    for page, states in taken.items():
        cells = "".join(
            f'<figure><a href="pictures/{file.name}"><img src="pictures/{file.name}" alt="" loading="lazy"></a>'
            f"<figcaption>{escape(state)}</figcaption></figure>"
            for state, file in states.items()
        )
        name = next(iter(states.values())).name.split("-light-")[0]
        rows.append(f'<h2>{escape(page)} <a href="pictures/{name}.pdf">PDF</a></h2><div>{cells}</div>')
    look = "body{font:1rem sans-serif}div{display:flex;gap:1rem;overflow:auto}img{block-size:30rem;border:1px solid}"
    return f"<!doctype html><title>Gallery</title><style>{look}</style>{''.join(rows)}"


def show(browser: Browser, sites: dict[str, tuple[Site, list[str]]]) -> None:
    """Take every picture, and write the contact sheet."""
    taken = {}
    for label, (site, paths) in sites.items():
        with served(site.output) as base, opened(browser) as page:
            for path in paths:
                print(f"{label}: {path}", flush=True)
                go(page, base + path)
                taken[f"{label}: {path}"] = pictures(page, f"{label}-{path.removesuffix('.html')}".replace("/", "-"))
    (HERE / "index.html").write_text(sheet(taken), "utf-8")


def main() -> None:
    chromium = find_chromium()
    if chromium is None:
        sys.exit("The gallery needs Chromium. On Debian and Ubuntu: apt install chromium")
    shutil.rmtree(HERE, ignore_errors=True)
    for name in ("own", "sample", "one", "many"):
        (HERE / name).mkdir(parents=True)
    own = built(Site(HERE / "own", ROOT / "content", ROOT / "publishconf.py"))
    samples = built(sample(HERE / "sample"))
    one, many = built(archive(HERE / "one", 1)), built(archive(HERE / "many", MANY))
    sites = {
        "own": (own, page_types.each_type(own.output)),
        "sample": (samples, page_types.each_state(samples.output)),
        "one article": (one, page_types.each_type(one.output)),
        "ten thousand": (many, page_types.each_type(many.output)),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        show(browser, sites)
        browser.close()
    print(f"Look at {(HERE / 'index.html').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
