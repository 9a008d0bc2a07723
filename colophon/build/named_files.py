"""Which files of the content folder a text names, and which of them stay out of the output."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from colophon.model.addresses import FRONT, RECEIVED, Addresses, index
from colophon.model.article import Article
from colophon.readers.links import TextLink, WrittenLink, field_link, text_link
from colophon.readers.register import Register
from colophon.store.database import Archive

if TYPE_CHECKING:
    from colophon.build.settings import SiteConfig

# The words between braces that link to lists, each with the kind of its index.
LISTED = {"tag": "subjects", "category": "subjects", "author": "people"}


def kept_back(config: SiteConfig, archive: Archive, paths: Iterable[str]) -> set[str]:
    """Those of some files that stay out of the output: what only texts name that are not published, and what was
    received and no text names. What a template or a setting names goes out in any case."""
    return {path for path in paths if _is_kept_back(archive, path) and not named_by_site(config, path)}


def _is_kept_back(archive: Archive, path: str) -> bool:
    naming = archive.naming(path)
    if not naming:
        return was_received(path)
    return not any(one.published for one in naming)


def named_by_site(config: SiteConfig, path: str) -> bool:
    """Whether a template or a setting names a file: EXTRA_PATH_METADATA, which gives it a place, MENUITEMS, …"""
    words = config.own_words
    return path in words and re.search(rf"(?<![\w.-]){re.escape(path)}(?![\w.-])", words) is not None


def was_received(path: str) -> bool:
    """Whether a file lies in the folder of what was received."""
    return path.startswith(f"{RECEIVED}/")


def leads_to(link: TextLink, register: Register, addresses: Addresses) -> Iterator[str]:
    """The files that a link may lead to; those of the output begin with a slash."""
    if link.notation in LISTED:
        yield "/" + list_of(link, register, addresses)
    if link.file:
        yield link.file
    if link.page:
        yield f"/{link.page}"
        yield f"/{link.page}/{FRONT}"
    if link.page and not link.page.endswith(".html"):
        yield from received_names(link.page)


def list_of(link: TextLink, register: Register, addresses: Addresses) -> str:
    """The file of the list of a subject or a person, by the key in the register or by the name."""
    kind, name = LISTED[link.notation], link.value
    known = register.named(kind, name)
    return index(kind, addresses.key_of(known[0] if len(known) == 1 else name))


def received_names(path: str) -> tuple[str, str]:
    """The files of the content folder of which a file of the output may be the copy: received files that could run a
    script are copied with the ending .txt."""
    return path, path.removesuffix(".txt")


def named_in_extra(article: Article, address: str, site: str) -> Iterator[str]:
    """The files that fields may name which are not ours, such as cover: images/bridge.jpg."""
    for value in _texts(article.extra):
        if os.path.splitext(value)[1] and "\n" not in value:
            links = field_link("", value, 0), text_link(WrittenLink(value, False, ()), article.path, address, site)
            for link in filter(None, links):
                yield from filter(None, (link.file, *received_names(link.page or "")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, (list, tuple, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
