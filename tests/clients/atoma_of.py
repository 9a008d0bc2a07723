"""Run with the packages of tests/pypi: what atoma makes of Atom feeds, as JSON."""

import json
import sys

import atoma


def read(path: str) -> dict[str, object]:
    feed = atoma.parse_atom_file(path)
    home = [link.href for link in feed.links if link.rel == "alternate"]
    entries = [
        {
            "id": entry.id_,
            "title": entry.title.value,
            "link": " ".join(link.href for link in entry.links if link.rel == "alternate"),
            # atoma gives a moment in the machine's zone
            "day": entry.published.isoformat() if entry.published else None,
            "author": entry.authors[0].name,
            "text": (entry.content or entry.summary).value,
            "rights": entry.rights.value if entry.rights else None,
        }
        for entry in feed.entries
    ]
    return {"home": " ".join(home), "entries": entries}


print(json.dumps([read(path) for path in sys.argv[1:]]))
