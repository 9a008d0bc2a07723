"""Elements of SVG as text, for the other figures.

They have no `style` attribute, which pages refuse, and no id, since a figure may stand on a page twice.
"""

from __future__ import annotations

from html import escape

from markupsafe import Markup

Value = str | int | float


def element(name: str, content: str = "", /, **attributes: Value) -> str:
    """One element. `content` is markup already; attributes are escaped, with `_` for `-`, and left out where empty."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def number(value: Value) -> str:
    """A number at its shortest, to a tenth; text as it is; markup, which templates make of text, as what it says."""
    if isinstance(value, str):
        return value.unescape() if isinstance(value, Markup) else value
    return f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0") if isinstance(value, float) else str(value)


def said(text: str) -> str:
    """Plain text as content."""
    return escape(text, quote=False)


def drawing(content: str, label: str, **attributes: Value) -> Markup:
    """A whole figure that stands in a page: a picture with a name."""
    return Markup(element("svg", content, role="img", aria_label=label, **attributes))  # noqa: S704 - escaped above
