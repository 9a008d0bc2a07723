"""Makes newsreader.ttf in colophon/rendering/, in which social cards are lettered: the headline cut of Newsreader with
all its letters, their kerning and their marks.

    pip download --no-deps fontpkg-newsreader==1.3 && unzip fontpkg_newsreader-1.3-*.whl
    python3 cartography/lettering.py "fontpkg_newsreader/files/Newsreader[opsz,wght].ttf" colophon/rendering

Run again on the same file, it writes the same bytes (fontTools 4.68). The licence is in licences/. It is no
WOFF2, since HarfBuzz reads none.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

CUT = {"opsz": 40, "wght": 520}  # as in theme/static/fonts/newsreader-headline.woff2
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]


def main(source: str, folder: str) -> None:
    font = instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), CUT)
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = FEATURES, False, [0, 1, 2, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(font.getBestCmap()))
    subsetter.subset(font)
    font.save(Path(folder, "newsreader.ttf"))


if __name__ == "__main__":
    main(*sys.argv[1:])
