"""lychee finds no broken link and no broken fragment: on disk, at a server's root and in a sub-folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import lychee_links
from helpers.building import Site
from helpers.hosting import SUBFOLDER, served
from helpers.planting import planted

pytestmark = pytest.mark.rest  # every link of two sites, three times over

LINKING = (".html", ".xml")  # pages and feeds
# A site without an address takes itself to be at the root of its host in this page alone, which only a server shows.
AT_A_ROOT = "404.html"


def files(output: Path) -> list[str]:
    found = (file for file in sorted(output.rglob("*")) if file.suffix in LINKING)
    return [str(file) for file in found if file.name != AT_A_ROOT]


def paths(output: Path, mount: str) -> list[str]:
    return [Path(file).relative_to(output).as_posix() for file in files(output)] + [AT_A_ROOT] * (mount == "/")


def test_no_link_is_broken_on_disk(sample: Site, ours: Site) -> None:
    found = lychee_links.findings([*files(sample.output), *files(ours.output)])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("mount", ["/", SUBFOLDER])
def test_no_link_is_broken_on_a_server(mount: str, sample: Site, ours: Site) -> None:
    for site in (sample, ours):
        with served(site.output, mount) as base:
            found = lychee_links.findings([base + path for path in paths(site.output, mount)], base)
            assert not found, "\n".join(found)


@pytest.mark.parametrize("link", ["gone.html", "index.html#nowhere", "theme/gone.css"])
def test_a_planted_fault_is_found(link: str, sample: Site, tmp_path: Path) -> None:
    page = planted(sample, tmp_path, "index.html", in_body=f'<a href="{link}">words</a>')
    assert any(link in one for one in lychee_links.findings([str(page)]))
    with served(tmp_path / "planted", SUBFOLDER) as base:
        assert any(link in one for one in lychee_links.findings([base + "index.html"], base))


def test_a_link_that_leaves_the_sub_folder_is_found(sample: Site, tmp_path: Path) -> None:
    planted(sample, tmp_path, "index.html", in_body='<a href="/index.html">words</a>')
    with served(tmp_path / "planted", SUBFOLDER) as base:
        root = base.removesuffix(SUBFOLDER.replace(" ", "%20")) + "/"
        assert lychee_links.findings([base + "index.html"], root)
