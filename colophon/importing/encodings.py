"""The encoding of bytes: what they can be read as counts for more than what is declared."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What is meant by a name: browsers read the larger set too.
_MEANT = {
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "csgb2312"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    "iso-8859-9": "cp1254",
}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)


def decoded(data: bytes, said: str | None, *, page: bool) -> tuple[str, str]:
    """The characters of bytes, and the name of their encoding. `said` is what a header of the transport says."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name.removesuffix("-sig")
    if b"\x1b$" not in data:  # else ISO-2022-JP, whose bytes are ASCII as well
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    for declared in (said, _declared(data) if page else None):
        if declared and (read := _read_as(data, declared)) is not None:
            return read, _MEANT.get(declared.lower(), declared.lower())
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 500 < len(text):  # a few broken bytes
        return text, "utf-8"
    return _guessed(data)


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:8_192])
    return (match[1] or match[2]).decode("ascii") if match else None


def _read_as(data: bytes, name: str) -> str | None:
    """The characters, unless more than a few bytes are none of this encoding."""
    try:
        text = data.decode(_MEANT.get(name.lower(), name), "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") * 500 <= len(text) else None


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only where all else failed

    best = from_bytes(data).best()
    name = best.encoding if best else "cp1252"
    name = _MEANT.get(name.replace("_", "-"), name)
    return data.decode(name, "replace"), name.replace("_", "-")
