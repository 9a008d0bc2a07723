"""Makes colophon/rendering/land.json, the land that maps are drawn on, from Natural Earth's land at 1:50m.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 cartography/land.py package/land-50m.json colophon/rendering/land.json

Rings lie in hundredths of a degree, each as its first point and then the steps from point to point: lon, lat, dlon,
dlat, … Run again on the same file, it writes the same bytes.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TOLERANCE = 4.0  # hundredths of a degree by which a coast may move: about a pixel of the closest map
SMALLEST = 60.0  # hundredths of a degree, squared: what is smaller than 8 km by 8 km would be a speck

Point = tuple[int, int]


def rings(topology: dict[str, Any]) -> list[list[Point]]:
    """All rings of a TopoJSON topology, holes among them, in hundredths of a degree."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((round(100 * (x * scale_x + left)), round(100 * (y * scale_y + bottom))))
        arcs.append(arc)
    found = []
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]:
            for numbers in polygon:
                ring: list[Point] = []
                for number in numbers:
                    ring += (arcs[number] if number >= 0 else arcs[~number][::-1])[bool(ring) :]
                found.append(unrolled(ring))
    return found


def unrolled(ring: list[Point]) -> list[Point]:
    """The ring with longitudes that run on where it crosses the 180th meridian, and down to the pole and back where it
    goes round the globe, as the shore of Antarctica does."""
    turns = 0
    run_on = ring[:1]
    for (before, _), (lon, lat) in pairwise(ring):
        turns += (before - lon > 18_000) - (lon - before > 18_000)
        run_on.append((lon + turns * 36_000, lat))
    if turns:
        run_on += [(run_on[-1][0], -9_000), (run_on[0][0], -9_000), run_on[0]]
    return run_on


def area(ring: list[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def simplified(line: list[Point]) -> list[Point]:
    """The line without the points that lie closer than TOLERANCE to what remains (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    open_ = [(0, len(line) - 1)]
    while open_:
        first, last = open_.pop()
        (x1, y1), (x2, y2) = line[first], line[last]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        furthest, at = TOLERANCE, 0
        for i in range(first + 1, last):
            x, y = line[i]
            across = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else 0
            away = across if length else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            if away > furthest:
                furthest, at = away, i
        if at:
            keep.add(at)
            open_ += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def steps(ring: list[Point]) -> list[int]:
    values = list(ring[0])
    for (x1, y1), (x2, y2) in pairwise(ring):
        values += [x2 - x1, y2 - y1]
    return values


def main(source: str, target: str) -> None:
    kept = [simplified(ring) for ring in rings(json.loads(Path(source).read_text("utf-8"))) if area(ring) >= SMALLEST]
    kept = [ring[:-1] for ring in kept if len(ring) > 3]
    lines = ",\n".join(json.dumps(steps(ring), separators=(",", ":")) for ring in kept)
    Path(target).write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
