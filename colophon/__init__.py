"""Colophon republishes news with its source in plain view, as a Pelican site.

Pelican finds the engine by the setting PELICAN_CLASS = "colophon.Site".
"""

from typing import Any


def __getattr__(name: str) -> Any:
    # Pelican resolves PELICAN_CLASS on the top package; loading it late keeps `import colophon` light.
    if name == "Site":
        from colophon.build.site import Site  # noqa: PLC0415

        return Site
    raise AttributeError(name)
