"""What one place of a file says of one field."""

from __future__ import annotations

from dataclasses import dataclass

AS_STATED = "as-stated"
INFERRED = "inferred"
UNKNOWN = "unknown"

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A value for a field, the rule that found it, the words it rests on as they stand in the file, and their place.
    Of several witnesses the heaviest is proposed. `stated` says that the words say the value outright: nothing was
    added, such as a year, and nothing was concluded."""

    field: str
    value: Value
    rule: str
    words: str
    place: str
    weight: int
    stated: bool = True
