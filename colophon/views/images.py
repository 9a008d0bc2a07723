"""The pictures of a text with what the header says of them: captions with credit and licence, and words for those who
don't see them. A caption has the attribute data-added: it is no part of the text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

from colophon.model.article import Image
from colophon.model.licences import licence_address, licence_name
from colophon.views.text import VOID

_IMAGE = re.compile(r"<img\b[^>]*>")
_SRC = re.compile(r'\ssrc="([^"]*)"')
_ALT = re.compile(r'\salt="([^"]*)"')
# A paragraph that is one picture and nothing else, as Markdown writes it, with its number.
_ALONE = re.compile(r'<p( id="[^"]*")?>(<span class="pn-meta">.*?</span>)?((?:<a [^>]*>)?<img\b[^>]*>(?:</a>)?)</p>')


def captioned(html: str, path: str, images: Mapping[str, Image]) -> str:
    """The text of the page at `path`; `images` by their files in the output. A picture that is alone in its paragraph
    becomes a figure. The captions of others stand after their block."""
    here = posixpath.dirname(path)

    def image_of(tag: str) -> Image | None:
        src = _SRC.search(tag)
        return images.get(posixpath.normpath(posixpath.join(here, unquote(unescape(src[1]))))) if src else None

    def described(match: re.Match[str]) -> str:
        tag, alt, image = match[0], _ALT.search(match[0]), image_of(match[0])
        if image is None or not image.alt or (alt and alt[1].strip()):
            return tag
        return f'<img alt="{escape(image.alt)}"{_ALT.sub("", tag)[4:]}'

    written = []
    for block in _blocks(_IMAGE.sub(described, html)):
        captions = [text for tag in _IMAGE.findall(block) if (image := image_of(tag)) and (text := _caption(image))]
        written.append(_with_captions(block, captions) if captions else block)
    return "".join(written)


def _with_captions(block: str, captions: list[str]) -> str:
    if len(captions) == 1 and (alone := _ALONE.fullmatch(block.strip())):
        number, mark, picture = alone.groups(default="")
        return f'<figure{number}>{mark}{picture}<figcaption data-added dir="auto">{captions[0]}</figcaption></figure>\n'
    added = "".join(f'<p class="caption" data-added dir="auto">{caption}</p>' for caption in captions)
    return f"{block.rstrip()}{added}\n"


def _caption(image: Image) -> str:
    """“Photo by Ana Ruiz · CC BY 4.0”, empty where nothing is said. The licence is that of the picture alone, so its
    link has no rel=license, which speaks of the page."""
    parts = [escape(image.credit)] if image.credit else []
    if image.licence:
        url, name = escape(licence_address(image.licence)), escape(licence_name(image.licence))
        parts.append(f'<a href="{url}" rel="external">{name}</a>')
    return " · ".join(parts)


def _blocks(html: str) -> Iterator[str]:
    """The text in pieces that end with a block of the highest level."""
    from colophon.readers.safe_html import TAG  # noqa: PLC0415 - few articles have pictures

    depth = start = 0
    for tag in TAG.finditer(html):
        depth += -1 if tag[1] else tag[2] not in VOID
        if depth == 0:
            yield html[start : tag.end()]
            start = tag.end()
    yield html[start:]
