"""Bad articles and what an editor reads about each: the rows of tests/readers/invalid.yaml, which names its columns."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from helpers.building import ROOT, SITES

PATH = "content/articles/2024/bridge.md"
END = "---\n\n"  # of a header
CUSTODY = """\
custody:
  - {act: printed, by: daily-example, date: 2024-05-17, page: "03", lang: en, status: as-stated}
  - act: received
    date: 2024-05-20
    file: received/2024/elbe.txt
    sha256: 2f91a9e3af80ca1ef4bca0124c823cac47d9d88195c02dba1956d65a796b65f9
    status: verified
"""


# Paragraphs of a text and what is said of the links in them, by the check that looks at all files.
LINKS = {
    "[a]({filename}soon.md)": "13: text: the link “{filename}soon.md” leads nowhere: “articles/2024/soon.md” is a "
    "draft, so it has no page; publish it, or take the link out",
    "![a](photo.png)": "15: text: the picture “photo.png” is not shown: “articles/2024/photo.png” lies in no folder of "
    "STATIC_PATHS; put it into images/, and link to it there",
    "![a](/images/dsc1.jpg)": "17: text: the picture “/images/dsc1.jpg” is not shown: there is no “images/dsc1.jpg” in "
    "the content folder, but “images/DSC1.JPG”, and capital letters count; write “/images/DSC1.JPG”",
}


@cache
def bases() -> dict[str, str]:
    """The good articles that rows change."""
    folder = SITES / "minimal/content/articles/2024"
    good = (folder / "bridge.md").read_text("utf-8")
    return {"good": good, "custody": with_field(good, CUSTODY), "flat": (folder / "ferry.md").read_text("utf-8")}


def with_field(article: str, lines: str) -> str:
    """The article with these lines at the end of its YAML header."""
    assert article.count(END) == 1
    return article.replace(END, lines.removesuffix("\n") + "\n" + END)


@cache
def rows() -> dict[str, tuple[bytes, str]]:
    """By the name of each row the bytes of its article, and the line that an editor reads."""
    table = yaml.safe_load((ROOT / "tests/readers/invalid.yaml").read_text("utf-8"))
    return {name: (article(row), message(row["says"])) for name, row in table.items()}


def article(row: dict[str, Any]) -> bytes:
    text = row.get("article", bases()[row.get("base", "good")])
    if "replace" in row:
        assert row["replace"] in text, row
        text = text.replace(row["replace"], row["with"] * row.get("times", 1), 1)
    if "add" in row:
        text = with_field(text, row["add"])
    return str(text).encode(row.get("encoding", "utf-8"))


def message(says: str) -> str:
    return f"{PATH}:{says}" if says[0].isdigit() else f"{PATH}: {says}"
