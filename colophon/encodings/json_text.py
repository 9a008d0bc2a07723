"""JSON as every encoding writes it: on one line, without spaces, letters as they are (RFC 8259)."""

from __future__ import annotations

from typing import Any

import orjson

json_bytes = orjson.dumps


def json_text(value: Any) -> str:
    """A value of dictionaries, lists, tuples, texts, numbers, truths and None. Raises TypeError for anything else."""
    return json_bytes(value).decode()
