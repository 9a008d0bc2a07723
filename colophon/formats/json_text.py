"""JSON that programs read: on one line, without spaces, letters as they are (RFC 8259)."""

from __future__ import annotations

from typing import Any

import orjson


def json_bytes(value: Any) -> bytes:
    """A value of dictionaries, lists, tuples, texts, numbers, truths and None, in UTF-8. Raises TypeError for anything
    else, and for numbers beyond 64 bits."""
    return orjson.dumps(value)


def json_text(value: Any) -> str:
    """The same as text."""
    return json_bytes(value).decode()
