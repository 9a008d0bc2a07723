"""Find the parts of an SVG file that could run a script on the site's own origin, or load something from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

_EMBEDDED = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,", re.IGNORECASE)  # a picture inside the file
_LINK = re.compile(r"https?:|mailto:|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)  # an address to which a link may lead
# In a style without its white space: a load from elsewhere, or a backslash, which can hide one.
_STYLE = re.compile(rf"""@import|\\|image-set\(|src\(|url\(["']?(?!["'#]|{_EMBEDDED.pattern})""", re.IGNORECASE)
_ACTIVE = {"script", "foreignobject", "handler", "listener", "iframe", "embed", "object", "audio", "video", "link"}
_ANIMATIONS = {"set", "animate", "animatemotion", "animatetransform"}


def faults(path: Path) -> list[tuple[int, str]]:
    """The faults of a file as (line, description). Raises OSError."""
    reader = _Reader()
    try:
        reader.parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        reader.faults.append((error.lineno, f"no well-formed XML ({expat.ErrorString(error.code)})"))
    return reader.faults


class _Reader:
    """Collects the faults of a file that its `parser` parses."""

    def __init__(self) -> None:
        self.faults: list[tuple[int, str]] = []
        self._styles: list[list[str] | None] = []  # of each open element: its text, if it is <style>
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = lambda *_: self._report("a declaration of an entity")
        parser.ProcessingInstructionHandler = lambda target, _: self._report(f"an instruction <?{target}>")

    def _report(self, what: str) -> None:
        self.faults.append((self.parser.CurrentLineNumber, what))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._styles.append([] if local.lower() == "style" else None)
        if local.lower() in _ACTIVE or space.endswith("/xhtml"):
            self._report(f"an element <{local}>")
        for key, value in attributes.items():
            if fault := _attribute(local.lower(), key.rpartition(" ")[2].lower(), value):
                self._report(fault)

    def _text(self, data: str) -> None:
        if (pieces := self._styles[-1]) is not None:
            pieces.append(data)

    def _end(self, _name: str) -> None:
        if _loads("".join(self._styles.pop() or ())):
            self._report("a style that loads something from elsewhere")


def _attribute(element: str, name: str, value: str) -> str:
    """The fault of an attribute; empty where it has none."""
    address = "".join(value.split())
    if name.startswith("on"):
        return f"an event handler “{name}”"
    if name in ("href", "src", "base"):
        harmless = _LINK.match(address) if element == "a" and name == "href" else address.startswith("#")
        return "" if harmless or _EMBEDDED.match(address) else f"“{name}” with the address {value[:60]}"
    if element in _ANIMATIONS and name == "attributename" and value.lower().startswith(("href", "xlink:href", "on")):
        return f"an animation of “{value}”"
    return f"“{name}” that loads something from elsewhere" if _loads(value) else ""


def _loads(style: str) -> bool:
    return bool(_STYLE.search("".join(style.split())))
