"""Figures, drawn at build time: pure functions from small plain data to SVG; social cards, to PNG.

What they say in words is given to them, since templates word it; each stands beside a list or table that says the same.
This room knows nothing of ours: neither articles nor views, settings, templates or files of the site.
"""

from colophon.rendering.figures.counts import bars, heat_strip
from colophon.rendering.figures.places import places_map

# The functions that templates may call.
GLOBALS = {"bars": bars, "heat_strip": heat_strip, "places_map": places_map}
