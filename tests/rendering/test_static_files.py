"""Static files of authors: an SVG that could run a script or load something is refused, a large file is streamed."""

from __future__ import annotations

import os
from io import BufferedReader
from pathlib import Path

import pytest
from helpers.building import Site
from pelican.settings import read_settings

from colophon.build.site import Site as ColophonSite
from colophon.rendering.assets import Static
from colophon.rendering.static_svg import faults

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

HARMFUL = {
    "script": "<script>alert(1)</script>",
    "script by prefix": '<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>',
    "script in capitals": "<SCRIPT/>",
    "script of HTML": '<script xmlns="http://www.w3.org/1999/xhtml">1</script>',
    "handler": '<rect onload="alert(1)"/>',
    "handler in capitals": '<rect ONCLICK="alert(1)"/>',
    "foreign object": "<foreignObject><p>text</p></foreignObject>",
    "any HTML": '<b xmlns="http://www.w3.org/1999/xhtml">text</b>',
    "frame": '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.org"/>',
    "link to a script": '<a href="javascript:alert(1)"><rect/></a>',
    "link to a script with a tab": '<a xlink:href="java&#9;script:alert(1)"><rect/></a>',
    "link to data": '<a href="data:text/html,x"><rect/></a>',
    "picture from elsewhere": '<image href="https://example.org/a.png"/>',
    "picture beside it": '<image xlink:href="a.png"/>',
    "SVG inside": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "use of another file": '<use xlink:href="b.svg#a"/>',
    "filter from elsewhere": '<feImage href="//example.org/a.png"/>',
    "fill from elsewhere": '<rect fill="url(https://example.org/a.svg#p)"/>',
    "style from elsewhere": """<rect style="fill: URL( 'b.svg#p' )"/>""",
    "escaped style": r'<rect style="fill: \75rl(b.svg)"/>',
    "import": "<style>@import 'https://example.org/a.css';</style>",
    "set of pictures": "<style>svg { background: image-set('https://example.org/a.png' 1x) }</style>",
    "font": "<style>@font-face { src: url(https://example.org/a.woff) }</style>",
    "style in CDATA": "<style><![CDATA[ rect { fill: url(a.svg) } ]]></style>",
    "style in pieces": "<style>@im<!-- -->port 'a'; rect { fill: u<![CDATA[rl(a)]]> }</style>",
    "animated link": '<a><set attributeName="xlink:href" to="javascript:alert(1)"/></a>',
    "animated handler": '<rect><animate attributeName="onclick" to="alert(1)"/></rect>',
    "base": '<g xml:base="https://example.org/"><use href="#a"/></g>',
    "not well-formed": "<g><rect></g>",
}
HARMLESS = {
    "shapes": '<defs><linearGradient id="p"/></defs><rect fill="url(#p)" style="fill: url( &quot;#p&quot; )"/>',
    "use": '<use href="#a" xlink:href="#a"/>',
    "picture inside": '<image href="data:image/png;base64,iVBORw0KGgo="/>',
    "link": '<a href="https://example.org/"><text>on, script, url</text></a><a href="../a.html"/>',
    "style": "<style>@media print { rect { fill: url(#p) } }</style>",
    "editor": '<metadata><x:note xmlns:x="http://example.org/">text</x:note></metadata>',
    "animation": '<circle><animate attributeName="r" to="3" dur="1s"/></circle>',
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_could_run_or_load_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.svg").write_text(f"<svg {NAMESPACES}>\n{HARMFUL[name]}</svg>")
    found = faults(tmp_path / "a.svg")
    assert found
    assert found[0][0] == 2


@pytest.mark.parametrize(
    "start",
    [
        '<?xml-stylesheet href="https://example.org/a.css"?>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_nothing_stands_before_a_picture_that_could_load(tmp_path: Path, start: str) -> None:
    (tmp_path / "a.svg").write_text(f"{start}<svg {NAMESPACES}/>")
    assert faults(tmp_path / "a.svg")


def test_the_encoding_hides_nothing(tmp_path: Path) -> None:
    text = f"<?xml version='1.0' encoding='utf-16'?><svg {NAMESPACES}><script>1</script></svg>"
    (tmp_path / "a.svg").write_bytes(text.encode("utf-16"))
    assert faults(tmp_path / "a.svg") == [(1, "an element <script>")]
    (tmp_path / "a.svg").write_bytes(b"\x1f\x8b compressed")
    assert faults(tmp_path / "a.svg")


@pytest.mark.parametrize("name", HARMLESS)
def test_a_plain_picture_passes(tmp_path: Path, name: str) -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    (tmp_path / "a.svg").write_text(f"<?xml version='1.0'?>{doctype}<svg {NAMESPACES}>{HARMLESS[name]}</svg>")
    assert faults(tmp_path / "a.svg") == []


def test_a_harmful_picture_stops_the_build(site: Site) -> None:
    site.write("images/a.svg", f"<svg {NAMESPACES}>\n<script>1</script></svg>")
    fault = "content/images/a.svg:2: picture: the SVG has an element <script>; save the picture"
    site.refused(fault)
    assert fault in site.check().text
    site.write("images/a.svg", f"<svg {NAMESPACES}/>")
    assert site.build().code == 0


class Pieces(BufferedReader):
    """A file that can't be read whole."""

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        return super().read(size)


def test_a_large_file_is_never_read_whole(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Static.open

    def opened(static: Static) -> BufferedReader:
        file = whole(static)
        return Pieces(file.detach()) if static.path.endswith("large.bin") else file

    monkeypatch.setattr(Static, "open", opened)
    override = {"PATH": str(site.content), "OUTPUT_PATH": str(site.output), "CACHE_PATH": str(site.folder / "cache")}
    settings = dict(read_settings(str(site.settings), override=override))
    data = os.urandom(3 * 1024 * 1024)
    for content in (data, data, data[::-1], None, data[::-1]):
        if content is None:
            (site.output / "images/deep/large.bin").unlink()
            continue
        site.write("images/deep/large.bin", content)
        assert ColophonSite(dict(settings)).build().problems == []
        assert (site.output / "images/deep/large.bin").read_bytes() == content
    built = site.tree()
    site.forget()
    assert ColophonSite(dict(settings)).build().problems == []
    assert site.tree() == built
