#!/usr/bin/env python3
"""Write a synthetic news archive as source for several generators.

    corpus.py N DEST [SUBJECTS]   N articles, dates spread over ten years

DEST/content/articles/*.md        Pelican's Markdown, with its `Key: value` header
DEST/hugo/content/posts/*.md      the same text with YAML front matter
DEST/eleventy/posts/*.md          the same again

Every article has seven paragraphs (about 5 KB), five subjects out of sixty (or out of SUBJECTS) and one source out of
eight. The words are those of the texts in content/received/, drawn with a seeded generator: equal N gives equal bytes.
"""

import datetime as dt
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

RECEIVED = Path(__file__).resolve().parent.parent / "content" / "received" / "2022"
SUBJECTS = 60
SOURCES = [f"Newspaper {number}" for number in range(8)]
FIRST_DAY = dt.datetime(2016, 1, 1, 8, tzinfo=dt.UTC)
DAYS = 3650
NOT_IN_TITLES = str.maketrans("", "", ':"“”')  # they would need quoting, in every header its own


class Story(NamedTuple):
    slug: str
    title: str
    date: dt.datetime
    subjects: list[str]
    source: str
    page: str
    body: str


def stories(number: int, subjects: int = SUBJECTS) -> Iterator[Story]:
    """`number` stories, from old to new."""
    names = [f"Subject {n:02}" for n in range(subjects)]
    words = " ".join(path.read_text(encoding="utf-8") for path in sorted(RECEIVED.glob("*.txt"))).split()
    for i in range(number):
        chance = random.Random(i)
        starts = [chance.randrange(len(words) - 130) for _ in range(7)]
        heading = words[chance.randrange(len(words) - 8) :][:8]
        yield Story(
            slug=f"story-{i:06}",
            title=f"Story {i} " + " ".join(heading).translate(NOT_IN_TITLES),
            date=FIRST_DAY + dt.timedelta(days=DAYS * i / number),
            subjects=sorted(chance.sample(names, 5)),
            source=chance.choice(SOURCES),
            page=f"{chance.randrange(1, 17):02}",
            body="\n\n".join(" ".join(words[start : start + chance.randrange(110, 130)]) for start in starts),
        )


def for_pelican(story: Story) -> str:
    return (
        f"Title: {story.title}\nDate: {story.date:%Y-%m-%d}\nSlug: {story.slug}\nCategory: News\n"
        f"Tags: {', '.join(story.subjects)}\nSource: {story.source}\nSource_Page: {story.page}\n"
        f"Source_Date: {story.date:%Y-%m-%d}\n\n{story.body}\n"
    )


def with_front_matter(story: Story) -> str:
    return (
        f'---\ntitle: "{story.title}"\ndate: {story.date:%Y-%m-%dT%H:%M:%SZ}\nslug: {story.slug}\n'
        f"tags: [{', '.join(story.subjects)}]\nsource: {story.source}\n"
        f'source_page: "{story.page}"\n---\n\n{story.body}\n'
    )


WRITERS = {
    "content/articles": for_pelican,
    "hugo/content/posts": with_front_matter,
    "eleventy/posts": with_front_matter,
}


def write(number: int, destination: Path, subjects: int = SUBJECTS, folders: Iterable[str] = WRITERS) -> None:
    """Write the stories below `destination`, in the forms that belong to `folders`."""
    forms = {destination / folder: WRITERS[folder] for folder in folders}
    for folder in forms:
        folder.mkdir(parents=True, exist_ok=True)
    for story in stories(number, subjects):
        for folder, form in forms.items():
            (folder / f"{story.slug}.md").write_text(form(story), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or not all(number.isdecimal() for number in (sys.argv[1], *sys.argv[3:])):
        sys.exit("usage: corpus.py N DEST [SUBJECTS]")
    write(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
