"""The pages of the reference that are made of the code are as it makes them now."""

from __future__ import annotations

import pytest
from helpers import reference

PAGES = reference.pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_gives(name: str) -> None:
    written = (reference.DOCS / f"{name}.md").read_text("utf-8")
    assert written == PAGES[name], "write it anew: python3 tasks.py reference"
