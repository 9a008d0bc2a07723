"""Makes newsreader.woff2 and newsreader.json in colophon/rendering/, in which social cards are lettered: the
headline cut of Newsreader with all its letters, and their widths and kerning in thousandths of the size.

    pip download --no-deps fontpkg-newsreader==1.3 && unzip fontpkg_newsreader-1.3-*.whl
    python3 cartography/lettering.py "fontpkg_newsreader/files/Newsreader[opsz,wght].ttf" colophon/rendering

Run again on the same file, it writes the same bytes (fontTools 4.68, brotli 1.2). The licence is in licences/.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

CUT = {"opsz": 40, "wght": 520}  # as in theme/static/fonts/newsreader-headline.woff2

# Kerned are letters of Western Europe and marks of sentences, where it makes a hundredth of the size or more.
KERNED = [*range(0x20, 0x100), *range(0x2010, 0x2030)]
LEAST = 10

Pairs = dict[tuple[str, str], int]


def kerning(font: TTFont) -> Pairs:
    """The kerning of GPOS by pairs of glyphs; the first subtable that knows a pair counts, as in a lookup."""
    found: Pairs = {}
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            pairs = table.ExtSubTable if table.LookupType == 9 else table
            if pairs.LookupType == 2:
                (by_pair if pairs.Format == 1 else by_class)(pairs, font.getGlyphOrder(), found)
    return found


def by_pair(table: Any, _glyphs: list[str], found: Pairs) -> None:
    for first, entries in zip(table.Coverage.glyphs, table.PairSet, strict=True):
        for entry in entries.PairValueRecord:
            found.setdefault((first, entry.SecondGlyph), advance(entry.Value1))


def by_class(table: Any, glyphs: list[str], found: Pairs) -> None:
    first_of, second_of = table.ClassDef1.classDefs, table.ClassDef2.classDefs
    for first in table.Coverage.glyphs:
        entries = table.Class1Record[first_of.get(first, 0)].Class2Record
        for second in glyphs:
            found.setdefault((first, second), advance(entries[second_of.get(second, 0)].Value1))


def advance(value: Any) -> int:
    return int(getattr(value, "XAdvance", 0) or 0)


def measures(font: TTFont) -> dict[str, Any]:
    """Widths by letter; kerning by the first letter, then by how much, to all second letters of which it is true."""
    thousandths, glyph_of = 1000 / font["head"].unitsPerEm, font.getBestCmap()
    widths = {chr(code): round(font["hmtx"][glyph][0] * thousandths) for code, glyph in sorted(glyph_of.items())}
    pairs = kerning(font)
    kerned = [chr(code) for code in KERNED if code in glyph_of]
    found: dict[str, dict[str, str]] = {}
    for first in kerned:
        for second in kerned:
            value = round(pairs.get((glyph_of[ord(first)], glyph_of[ord(second)]), 0) * thousandths)
            if abs(value) >= LEAST:
                seconds = found.setdefault(first, {})
                seconds[str(value)] = seconds.get(str(value), "") + second
    return {"widths": widths, "kerning": found}


def main(source: str, folder: str) -> None:
    font = instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), CUT)
    said = json.dumps(measures(font), ensure_ascii=False, separators=(",", ":"))
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = [], False, [0, 1, 2, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(Path(folder, "newsreader.woff2"))
    Path(folder, "newsreader.json").write_text(f"{said}\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
