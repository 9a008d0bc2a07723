"""A site whose articles have everything that a record may have, and articles that lack what others have. Each value is
one that stands nowhere else, so that a test knows where it came from."""

from __future__ import annotations

import hashlib
from pathlib import Path

from helpers.building import Site

URL = "https://example.org/news"
FULL, FIRST = "2024/05/full", "2024/05/bruecke"
GERMAN = "Die Brücke wurde im Mai geöffnet.\n"
TEXT = "The bridge was opened in May, befor noon on 20 May.\n\n![]({static}/images/lamps.png)\n\n(Gazette, May 2024)\n"
RECEIVED = "Head7 The bridge was opened in May, befor noon on 20 May.\n\n(Gazette, May 2024)\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()


HEADER = f"""\
title: The bridge & the “tides”
title_by: translator
slug: full
published: 2024-06-03
lang: en-GB
summary: Summary7 of the opening.
authors:
  - 李明
  - {{name: Gabriel García Márquez, family: García Márquez, at: office7}}
  - {{name: Ana Ruiz, at: Institute of Samples, key: ana-ruiz7}}
  - {{name: Harbour Desk, kind: institution}}
translators: [Bo Sample]
source:
  publication: gazette
  title: 'Die „Brücke“ & die Gezeiten'
  date: 2024-05
  page: "P07"
  edition: evening7
  volume: XVII
  issue: N57
  section: Harbours7
  url: https://example.org/2024/05/20/bridge?a=1&b=2
  archived: {{url: "https://web.archive.org/web/2024/https://example.org/7", date: 2024-06-01}}
  credit: (Gazette, May 2024)
  status: {{publication: as-stated, date: asserted, page: inferred, edition: asserted, volume: as-stated,
    issue: asserted, section: asserted, title: as-stated, url: as-stated}}
custody:
  - {{act: printed, by: gazette, date: 2024-05, page: "P07", lang: de, status: as-stated}}
  - {{act: translated, by: unknown, method: human, from: de, to: en-GB, date: 2024-05-30, evidence: Evidence7,
     url: "https://example.org/step7", status: as-stated}}
  - {{act: received, date: 2024-06-02, file: received/full.txt, encoding: utf-8, status: verified,
     sha256: {hashlib.sha256(RECEIVED.encode()).hexdigest()}}}
review: {{by: Ada Reviewer, date: 2024-06-04, sha256: {sha256(TEXT)}}}
changes: [{{was: "Head7 ", now: "", kind: omitted, why: Why7., date: 2024-06-05, nth: 1}}]
readings: [{{was: befor, now: before7, kind: typographic, why: Reading7., nth: 1}}]
notes: [{{on: The bridge, note: Note7., nth: 1}}]
dates: [{{on: 20 May, date: 2024-05-20, what: What7, status: inferred, nth: 1}}]
subjects: [Subject7]
people: [ana-ruiz7]
organisations: [office7]
places: [place7]
events: [event7]
terms: [term7]
images: [{{file: images/lamps.png, credit: Photo by Ada Sample, licence: CC-BY-SA-4.0, alt: Two lamps7.}}]
rights: Rights7 remain with their source.
licence: CC-BY-4.0
translation_of: {{article: articles/bruecke.md, sha256: {sha256(GERMAN)}}}
redirect_from: [old7.html]
"""
# What others lack: the header of each, its text, and what is kept of it.
OTHERS = {
    "pont": f"""\
title: 'Le «pont» rouvre : A & B_1, 100 % sûr'
published: 2023-05-04
lang: fr
source: {{publication: gazette, date: 2023-02-28, page: "A_07", edition: "Édition du soir & 2_e", status: as-stated}}
custody:
  - {{act: printed, by: gazette, date: 2023-02-28, page: "A_07", lang: de, status: as-stated}}
  - {{act: translated, by: unknown, method: human, from: de, to: fr, status: as-stated}}
  - {{act: received, date: 2023-05-03, file: received/pont.txt, status: as-stated}}
review: {{by: Ada Example, date: 2023-05-02, sha256: {sha256("Le pont rouvre.")}}}
""",
    "bro": """\
title: The bridge opens
lang: en
source: {publication: posten, date: 2021-12-31}
""",
    "clipping": """\
title: Unknown clipping
lang: en
source: {publication: unknown, date: unknown, title: Lost and found, volume: XIX}
""",
    "span": """\
title: Two days in August
lang: en
source: {publication: gazette, date: 1937-08-07/1937-08-08, page: "3"}
""",
    "year": """\
title: Some day in a year
lang: en
source: {publication: unknown, date: 1937, page: "4"}
""",
}
OWN = {"pont": "Le pont rouvre.\n"}
WITHDRAWN = """\
title: The withdrawn one
lang: en
source: {publication: gazette, date: 2020-01-02}
status: withdrawn
withdrawn: {date: 2026-12-01, why: At the request of the source.}
"""


def site(folder: Path) -> Site:
    """The site, not yet built."""
    made = Site.minimal(folder)
    (made.content / "articles/first.md").unlink()
    made.set(SITEURL=URL, ARCHIVE_DATA=True, SEARCH=True, REQUIRE_SOURCE=True)
    place = "{date:%Y}/{date:%m}/{slug}.html"
    made.set(ARTICLE_SAVE_AS=place, ARTICLE_URL=place, ARTICLE_LANG_SAVE_AS=place, ARTICLE_LANG_URL=place)
    made.write(
        "register/publications.yaml",
        "gazette: {name: 'La Gazette & C°', names: {de: Die Zeitung}, kind: newspaper}\n"
        "posten: {name: Posten, kind: newspaper}\n",
    )
    made.write("register/people.yaml", "ana-ruiz7: {name: Ana Ruiz of the register}\n")
    made.write("register/organisations.yaml", "office7: {name: Harbour Office}\n")
    made.write("register/places.yaml", "place7: {name: Southsample7, lat: 51.5, lon: -1.2}\n")
    made.write("register/events.yaml", "event7: {name: Opening7, start: 2024-05-20}\n")
    made.write("register/terms.yaml", "term7: {name: Swing bridge7}\n")
    made.write("images/lamps.png", b"\x89PNG\r\n\x1a\n")
    made.write("received/full.txt", RECEIVED)
    made.write("articles/full.md", f"---\n{HEADER}---\n\n{TEXT}")
    german = "title: Die Brücke\nslug: bruecke\nlang: de\nsource: {publication: gazette, date: 2024-05-19}\n"
    made.write("articles/bruecke.md", f"---\n{german}---\n\n{GERMAN}")
    for slug, header in OTHERS.items():
        text = OWN.get(slug, f"Text of {slug}.\n")
        made.write(f"articles/{slug}.md", f"---\n{header}---\n\n{text}")
        made.write(f"received/{slug}.txt", text) if slug in OWN else None
    made.write("articles/withdrawn.md", f"---\n{WITHDRAWN}---\n\nWithdrawn words.\n")
    return made
