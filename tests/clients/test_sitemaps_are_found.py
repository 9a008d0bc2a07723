"""A crawler finds every page by its sitemaps: at a root by the site's own robots.txt, in a sub-folder once the
robots.txt of the host names the sitemap."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.answers import Answered
from helpers.building import Site
from helpers.pypi_packages import Asked
from helpers.servers import FOLDER, free_port, running

SCRIPT = Path(__file__).with_name("sitemaps_of.py")
PROGRAM = "ultimate-sitemap-parser"


@pytest.mark.parametrize("folder", ["", FOLDER])
def test_every_page_is_found(folder: str, site: Site, pypi_packages: Asked, answered: Answered) -> None:
    port = free_port()
    host = f"http://127.0.0.1:{port}/"
    base = f"{host}{folder}/" if folder else host
    site.set(SITEURL=base.rstrip("/"))
    site.write("received/first.txt", "Text of first.\n\nMore of it.")
    site.built()
    # Evidence is left to the article, and the page for what is not found is nobody's aim.
    pages = {path for path in site.tree() if path.endswith(".html") and not path.startswith(("received/", "404"))}
    with running("nginx", site.output, ours=True, folder=folder, port=port) as server:
        if folder:
            assert pypi_packages(SCRIPT, host) == []
            (server.root / "robots.txt").write_text(f"User-agent: *\nSitemap: {base}sitemap.xml\n")
        found = pypi_packages(SCRIPT, host)
    assert {url.removeprefix(base) or "index.html" for url in found} == pages
    where = "in a sub-folder, with the sitemap in the robots.txt of the host" if folder else "at a root"
    answered(PROGRAM, f"the pages of a site {where}", "all, and no other")
    if folder:
        answered(PROGRAM, "the pages of a site in a sub-folder that no robots.txt of the host names", "none")
