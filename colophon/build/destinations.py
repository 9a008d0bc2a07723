"""Where the links of texts lead, and why some lead nowhere.

A link leads to a file of the output: the page of another text, a copied file, a list, a feed. Whether that is there
follows from the archive, the files of the content folder and the settings, so it is known before anything is written.
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from colophon.build.named_files import LISTED, list_of, named_by_site, received_names, was_received
from colophon.model.addresses import FRONT, LISTS, RECEIVED, SUMS, UNDATED
from colophon.model.article import Article
from colophon.pages import Pages
from colophon.readers import scanner
from colophon.readers.links import CALL, FILES, TEXTS, TextLink
from colophon.readers.safe_html import TAG
from colophon.readers.sanitiser import own_id
from colophon.rendering.assets import clean, of_content, of_theme, published, within
from colophon.store.database import Archive
from colophon.store.records import ArticleState
from colophon.views.text import body

if TYPE_CHECKING:
    from colophon.build.settings import SiteConfig

_ID = re.compile(r'\sid="([^"]*)"')
_PLAIN_ID = re.compile(r'\sid="([A-Za-z][\w-]*)"')
_FURTHER_PAGE = re.compile(
    rf"(?:{'|'.join(LISTS)}|ledger)/(?:.+/)?(?:\d{{4}}-\d\d-\d\d(?:-\d{{6}})?|{UNDATED}|by_key/[^/]+)\.(?:html|json)"
)
_PAGE = (".html", ".htm", "")  # endings of an address that is more likely that of a page than of another file
MOST_COMPARED = 5_000  # names that are compared with a wrong one,
MOST_HINTS = 30  # for so many wrong ones
LONGEST_SHOWN = 100  # characters of an address in a message


class Fault(NamedTuple):
    """Why a link leads nowhere, and what to write."""

    found: str
    remedy: str


class KnownNames:
    """Paths to which a wrong one may be near."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._folded, self._named = dict[str, list[str]](), dict[str, list[str]]()
        for path in paths:
            self._folded.setdefault(_folded(path), []).append(path)
            self._named.setdefault(_name(path), []).append(path)
        self._names = [*self._named][:MOST_COMPARED]
        self._hints = MOST_HINTS

    def nearest(self, wanted: str) -> str:
        """The path most like a wanted one: the same but for case and composition, else one of the same name in another
        folder, else one with a name like it; empty where none is like it."""
        name = _name(wanted)
        alike = self._folded.get(_folded(wanted)) or self._named.get(name, [])
        if not alike and self._hints:
            self._hints -= 1
            alike = [path for like in get_close_matches(name, self._names, 1, 0.7) for path in self._named[like]]
        return get_close_matches(wanted, alike[:MOST_COMPARED], 1, 0)[0] if alike else ""


class Destinations:
    """The files of the output that links may lead to. `files` are those of the content folder. Of the files `unread`
    it is not known what they hold, so no link to them is called wrong. Make another one when the archive changes."""

    def __init__(
        self, config: SiteConfig, archive: Archive, files: Mapping[str, Any], unread: Collection[str] = ()
    ) -> None:
        self.config, self.archive, self.files, self.unread = config, archive, files, unread
        self._ids = cache(self._read_ids)

    def of(self, link: TextLink) -> tuple[str, str] | None:
        """The same, and the id that the link leads to there; empty where it is the one that is written."""
        file = self.file(link)
        if file is None:
            return None
        own = own_id(link.fragment)
        target = self.archive.state_at(file) if own != link.fragment else None
        renamed = target is not None and target.address == file and own in self._ids(target.path, target.kind)
        return file, own if renamed else ""

    def file(self, link: TextLink) -> str | None:
        """The file of the output that a link leads to; None where there is none."""
        if link.notation in LISTED:
            return self._list_of(link)
        if not link.written.strip():
            return None
        found = self._of_content(link) if link.file is not None else None
        return found or (self.page(link.page) if link.page is not None else None)

    def _list_of(self, link: TextLink) -> str | None:
        path = list_of(link, self.config.register, self.config.addresses)
        return path if self._pages.has(path) else None

    def _of_content(self, link: TextLink) -> str | None:
        """The page of a text, or the copy of a file."""
        path = link.file or ""
        state = None if link.notation in FILES[1:] else self.archive.state(path)
        if state is not None:
            return state.address if state.built else None
        return self._copy_of(path)

    def _copy_of(self, path: str) -> str | None:
        """The copy of a file of the content folder. A link of a published text is enough to have a file copied."""
        copied = path in self.files and self.config.kind(path) is None
        return published(self.config.settings, path) if copied else None

    def page(self, path: str) -> str | None:
        """The file of the output at an address, or that to which it moved; None where there is none."""
        if path == "":
            return FRONT
        state = self.archive.state_at(path)
        if state is not None and state.built:
            return path if state.address == path else None
        if moved := self.archive.moved(path):
            return moved.address
        if self._is_copy(path) or path in self._of_theme or self._pages.has(path):
            return path
        if path == SUMS or path in {link.path for link in self.config.site.data}:
            return path
        inside = f"{path}/{FRONT}"  # servers show it for the folder
        return self.page(inside) if not posixpath.splitext(path)[1] else None

    @cached_property
    def _pages(self) -> Pages:
        return self.config.pages(self.archive, self.files)

    @cached_property
    def _of_theme(self) -> set[str]:
        return {static.path for static in of_theme(self.config.settings)}

    def _is_copy(self, path: str) -> bool:
        """Whether a file of the content folder is copied to this place."""
        placed = self.config.settings["EXTRA_PATH_METADATA"].items()
        sources = (*received_names(path), *(file for file, more in placed if more.get("path") == path))
        return any(self._copy_of(file) == path for file in sources)

    # --- why a link leads nowhere ------------------------------------------------------------------------------------

    def fault(self, link: TextLink, source: ArticleState) -> Fault | None:
        """What is wrong with a link of an article; None where it leads somewhere, or will once the article is there."""
        if not link.written.strip():
            return Fault(
                f"a {'picture' if link.image else 'link'} without an address", "write the address, or take it out"
            )
        fault = self._withheld(link, source) or self._missing(link, source) or self._misplaced(link, source)
        if fault is None:
            return None
        if link.here and link.fragment.startswith(CALL):  # a note leads back to what calls it
            label = f"[^{link.fragment.removeprefix(CALL)}]"
            return Fault(f"nothing in the text calls the note {label}", f"write {label} where it belongs, or remove it")
        written = link.written if len(link.written) <= LONGEST_SHOWN else f"{link.written[:LONGEST_SHOWN]}…"
        if link.image:
            return Fault(f"the picture “{written}” is not shown: {fault.found}", fault.remedy)
        return Fault(f"the link “{written}” leads nowhere: {fault.found}", fault.remedy)

    def _missing(self, link: TextLink, source: ArticleState) -> Fault | None:
        """Why there is nothing at all."""
        if link.here or self.file(link) is not None:
            return None
        if link.notation in LISTED:
            return self._no_list(link) if source.built and not self.unread else None
        if link.notation and link.file is None:
            return _no_notation(link.notation)
        if link.file is not None and (self._is_known(link.file) or link.page is None):
            return self._no_file(link, source)
        state = self.archive.state_at(link.page or "")
        if state is not None and state.address == link.page:
            return self._no_page_yet(state, source)
        by_name = posixpath.splitext(link.file or "")[1].lower() not in _PAGE
        if state := self._state_beside(link.page or ""):
            return self._not_beside(link.page or "", state, source)
        if by_name and not _FURTHER_PAGE.fullmatch(link.page or ""):
            return self._no_file(link, source)
        return self._no_page(link)

    def _state_beside(self, path: str) -> ArticleState | None:
        """The article whose page a file would be beside, by its name."""
        folder, _, name = path.rpartition("/")
        page = f"{folder}/{name.partition('.')[0]}.html".lstrip("/")
        return self.archive.state_at(page) if "." in name and page != path else None

    def _not_beside(self, path: str, target: ArticleState, source: ArticleState) -> Fault | None:
        """Why a file is not beside the page of an article."""
        if not target.built:
            return self._no_page_yet(target, source)
        lacks = {"hidden": ", which is hidden", "withdrawn": ", which was withdrawn"}.get(target.status, "")
        found = f"there is no “{posixpath.basename(path)}” beside the page of “{target.path}”{lacks}"
        return Fault(found, "link to the page, or take the link out")

    def _is_known(self, path: str) -> bool:
        """Whether a file or a folder of this name is in the content folder."""
        return path in self.files or path in self._folders or self.archive.state(path) is not None

    @cached_property
    def _folders(self) -> set[str]:
        folders = set()
        for path in self.files:
            while (path := posixpath.dirname(path)) and path not in folders:
                folders.add(path)
        return folders

    def _no_file(self, link: TextLink, source: ArticleState) -> Fault | None:
        """Why there is nothing for a file of the content folder."""
        path = link.file or ""
        if any(path == one or path.startswith(f"{one}/") for one in self.unread):
            return None
        if path.startswith(".."):
            return Fault("it leads out of the content folder", "put the file into it, and link to it there")
        state = self.archive.state(path)
        if state is not None and not state.built:
            return self._no_page_yet(state, source)
        if path in self.files:
            return self._not_published(path, state)
        if path in self._folders or not path:
            return Fault(f"“{path or self.config.label}” is a folder", "link to a file")
        there = os.path.lexists(os.path.join(self.config.content, path))
        if there and scanner.passed_over(path, self.config.ignore):
            return Fault(f"“{path}” is left out by IGNORE_FILES", "give it another name, or take the link out")
        near = (self._texts if path.lower().endswith(TEXTS) else self._copies).nearest(path)
        found, remedy = f"there is no “{path}” in the content folder", "mend the address, or add the file"
        return _with_nearest(found, remedy, path, near, _as_written(link, near, source.path))

    @cached_property
    def _texts(self) -> KnownNames:
        return KnownNames(self.archive.built("path"))

    @cached_property
    def _copies(self) -> KnownNames:
        return KnownNames(of_content(self.config.settings, self.files))

    @cached_property
    def _addresses(self) -> KnownNames:
        return KnownNames((*self.archive.built("address"), *self.config.site.menu_files))

    @cached_property
    def _subjects(self) -> KnownNames:
        return KnownNames(self.archive.counts.keys("subjects"))

    def _no_page_yet(self, target: ArticleState, source: ArticleState) -> Fault | None:
        """Why a text has no page, unless it has one as soon as the text that links to it has. What a draft links to is
        looked at again when it is published."""
        if source.status == "draft":
            return None
        if target.status == "draft":
            return Fault(f"“{target.path}” is a draft, so it has no page", "publish it, or take the link out")
        if target.published <= max(source.published, self.config.today):
            return None
        remedy = "link to it from then on, or take the link out"
        return Fault(f"“{target.path}” waits until {target.published}, and has no page before", remedy)

    def _withheld(self, link: TextLink, source: ArticleState) -> Fault | None:
        """Why a link leads to what was received for a text that is not published. Where it was received for another
        text too, which is published, or where the site itself names it, nothing is wrong."""
        for path in filter(was_received, (link.file or "", *received_names(link.page or ""))):
            resting = [one for one in self.archive.naming(path) if one.kept]
            if resting and not any(one.published for one in resting) and not named_by_site(self.config, path):
                return self._no_evidence_yet(path, resting[0].article, source)
        return None

    def _no_evidence_yet(self, path: str, article: str, source: ArticleState) -> Fault | None:
        """Why what was received for a text is not published, unless it will be as soon as the text that links to it."""
        target = self.archive.state(article)
        if target is not None and target.status == "withdrawn":
            return Fault(f"“{path}” was received for a text that was withdrawn", "take the link out")
        found = f"“{path}” was received for “{article}”"
        if target is None and source.status != "draft":
            return Fault(f"{found}, which has the status skip", "publish it, or take the link out")
        fault = self._no_page_yet(target, source) if target else None
        return fault and Fault(f"{found}; {fault.found}", fault.remedy)

    def _not_published(self, path: str, state: ArticleState | None) -> Fault:
        """Why a file that is there is not in the output."""
        settings, kind = self.config.settings, self.config.kind(path)
        if state is not None:
            return Fault(f"“{path}” is a text, which has a page and no copy", "write {filename} for the braces")
        if kind is not None:
            return Fault(f"“{path}” has the status skip, so it has no page", "publish it, or take the link out")
        inside = clean(settings["STATIC_PATHS"])
        if within(path, inside):
            return Fault(f"“{path}” is left out by STATIC_EXCLUDES", "put it elsewhere, or take the link out")
        if path.lower().endswith(TEXTS):
            found = f"“{path}” lies in no folder of ARTICLE_PATHS or PAGE_PATHS, so it has no page"
            return Fault(found, "put it into one of them, or take the link out")
        folders = " or ".join(f"{folder}/" for folder in inside if folder != RECEIVED)  # that is for evidence
        place = f"put it into {folders}" if folders else "put it into a folder, name that in STATIC_PATHS"
        return Fault(f"“{path}” lies in no folder of STATIC_PATHS", f"{place}, and link to it there")

    def _no_page(self, link: TextLink) -> Fault | None:
        """Why there is nothing at an address."""
        path = link.page or ""
        if path.startswith(".."):
            return Fault("it leads out of the site", "write the full address, with https://")
        if self.unread:
            return None  # it may be the page of one of these
        if _FURTHER_PAGE.fullmatch(path):
            found = f"“{path}” is a further page of a list, and such pages move when articles come"
            return Fault(found, "link to the first page of the list, or to the page of a month")
        near = self._addresses.nearest(path)
        found, remedy = f"the site has no “{path}”", "mend the address, or take the link out"
        return _with_nearest(found, remedy, path, near, f"/{near}")

    def _no_list(self, link: TextLink) -> Fault:
        subject = link.value
        if link.notation == "author":
            return Fault(f"the register has no person “{subject}” of whom there is a list", "take the link out")
        if link.notation == "category" and "category" not in self.config.settings.get("SUBJECT_FIELDS", ()):
            return Fault(
                "there are no pages for {category}", "link to a subject with {tag}, or name it in SUBJECT_FIELDS"
            )
        if "subjects" not in self.config.features.indexed:
            return Fault("the site has no lists of subjects, since INDEXES leaves them out", "take the link out")
        near = self._subjects.nearest(self.config.addresses.key_of(subject))
        remedy = f"did you mean “{{tag}}{near}”?" if near else "take the link out"
        return Fault(f"no article has the subject “{subject}”", remedy)

    # --- what is there but not so ------------------------------------------------------------------------------------

    def _misplaced(self, link: TextLink, source: ArticleState) -> Fault | None:
        """What is wrong with a link to something that is there: a text as a picture, an id that its page lacks."""
        file = None if link.here else self.file(link)
        target = source if link.here else self.archive.state_at(file) if file else None
        if target is None or (not link.here and target.address != file):
            return None  # not the page of a text
        if link.image:
            return Fault(f"“{target.path}” is a text, not a picture", "link to a picture, or take the ! out")
        wanted = link.fragment
        known = self._ids(target.path, target.kind) if wanted else set()
        if not wanted or wanted.lower() == "top" or not known.isdisjoint((wanted, own_id(wanted))):
            return None
        if wanted in self._theme_ids:
            return None
        if target.status == "withdrawn":
            return Fault(f"“{target.path}” was withdrawn, and its text is gone", "link to the page as a whole")
        remedy = "link to the page as a whole" + (", or to a paragraph, as #p1" if "p1" in known else "")
        if near := KnownNames(sorted(known)).nearest(wanted):
            remedy = f"did you mean “#{near}”?"
        return Fault(f"“{target.path}” has nothing with the id “{wanted}”", remedy)

    def _read_ids(self, path: str, kind: str) -> set[str]:
        article = self.archive.article(path)
        return ids(article, kind) if article else set()

    @cached_property
    def _theme_ids(self) -> set[str]:
        """The ids that the templates of the theme write out."""
        files = (file for folder in self.config.theme.folders for file in Path(folder).rglob("*.html"))
        return {match[1] for file in files for match in _PLAIN_ID.finditer(file.read_text("utf-8", "replace"))}


def ids(article: Article, kind: str) -> set[str]:
    """The ids in the text of an article as its page shows it, and of its notes."""
    html = article.html
    if kind == "article":
        credit = article.source.credit if article.source else None
        html = body(html, credit, article.readings, article.notes, article.dates)
    tags = "".join(tag[0] for tag in TAG.finditer(html))
    return {unescape(one) for one in _ID.findall(tags)} | {f"note-{n}" for n, _ in enumerate(article.notes, 1)}


def _no_notation(notation: str) -> Fault:
    return Fault(f"there is no notation {{{notation}}}", "write {filename}, {static}, {index} or {tag}")


def _with_nearest(found: str, remedy: str, path: str, near: str, write: str) -> Fault:
    """A fault that names the nearest name; where only the case or the composition of letters differs, that is it."""
    if not near:
        return Fault(found, remedy)
    if near.casefold() == path.casefold():
        return Fault(f"{found}, but “{near}”, and capital letters count", f"write “{write}”")
    if _folded(near) == _folded(path):
        usual = unicodedata.is_normalized("NFC", path)  # the form that keyboards give; “write” would look the same
        remedy = "rename it with the letters of the link" if usual else f"write “{write}”"
        return Fault(f"{found}, but “{near}”, whose accents are composed differently", remedy)
    return Fault(found, f"did you mean “{write}”?")


def _as_written(link: TextLink, path: str, source: str) -> str:
    """The address of a file of the content folder in the notation of a link: from the root, or relative."""
    if link.field != "text":
        return path
    value = link.value if link.notation else link.written
    address = f"/{path}" if value.startswith("/") else posixpath.relpath(path or ".", posixpath.dirname(source) or ".")
    return f"{{{link.notation}}}{address}" if link.notation else address


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _name(path: str) -> str:
    """The name of a file; of a page, without its ending, which some addresses leave out."""
    return _folded(posixpath.basename(path.replace("\\", "/")).removesuffix(".html"))
