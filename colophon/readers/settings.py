"""What reading depends on besides the files: an extract of Pelican's settings, and a digest of it."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

# The header fields whose names are subjects, unless a setting says otherwise; and the settings of Pelican's readers of
# other markup than Markdown.
SUBJECT_FIELDS = ("subjects", "tags")
MARKUP = ("DEFAULT_LANG", "DOCUTILS_SETTINGS", "PYGMENTS_RST_OPTIONS")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What reading depends on. `content` is the folder; `templates` are the names that a `template` field may take,
    None for any; `briefs` asks for excerpts of texts; `site` is the address of the site, empty where that is not known.
    Without `strict`, what is wrong in a text or in a field that it can do without is a warning. `subject_fields` are
    the fields whose names are subjects, and with `folder_category` the folder of a file is its category. `kept` are
    the texts that stand at an old address. `slug_of_title` and `slug_letters`, which say whether the case of letters
    and letters beyond ASCII are kept, are for texts that are not read strictly.
    The others are settings of Pelican, of which MARKDOWN may hold functions and objects."""

    content: str
    timezone: str = "UTC"
    default_lang: str = "en"
    require_source: bool = True
    markdown: dict[str, Any] = field(default_factory=dict)
    formatted_fields: tuple[str, ...] = ("summary",)
    extra_fields: tuple[str, ...] = ()
    default_metadata: dict[str, Any] = field(default_factory=dict)
    extra_path_metadata: dict[str, dict[str, Any]] = field(default_factory=dict)
    filename_metadata: str = ""
    path_metadata: str = ""
    slug_substitutions: tuple[tuple[str, str], ...] = ()
    templates: tuple[str, ...] | None = None
    briefs: bool = False
    site: str = ""
    strict: bool = True
    slug_of_title: bool = False
    slug_letters: tuple[bool, bool] = (False, False)
    subject_fields: tuple[str, ...] = SUBJECT_FIELDS
    folder_category: bool = False
    markup: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> ReaderSettings:
        """From Pelican's settings."""
        return cls(
            content=os.path.abspath(settings["PATH"]),
            timezone=settings.get("TIMEZONE") or "UTC",
            default_lang=settings.get("DEFAULT_LANG") or "en",
            require_source=bool(settings.get("REQUIRE_SOURCE", True)),
            markdown=_own(settings.get("MARKDOWN") or {}),
            formatted_fields=tuple(settings.get("FORMATTED_FIELDS") or ()),
            extra_fields=tuple(
                {str(name).lower().replace("-", "_"): None for name in settings.get("EXTRA_FIELDS") or ()}
            )
            + tuple(name for name in settings.get("SUBJECT_FIELDS", ()) if name not in SUBJECT_FIELDS)
            + _of_patterns(settings),
            default_metadata=dict(settings.get("DEFAULT_METADATA") or {}),
            extra_path_metadata={
                path.replace(os.sep, "/"): dict(values)
                for path, values in (settings.get("EXTRA_PATH_METADATA") or {}).items()
            },
            filename_metadata=settings.get("FILENAME_METADATA") or "",
            path_metadata=settings.get("PATH_METADATA") or "",
            slug_substitutions=tuple((old, new) for old, new in settings.get("SLUG_REGEX_SUBSTITUTIONS") or ()),
            site=str(settings.get("SITEURL") or ""),
            strict=bool(settings.get("STRICT", True)),
            slug_of_title=settings.get("SLUGIFY_SOURCE") == "title",
            slug_letters=(bool(settings.get("SLUGIFY_PRESERVE_CASE")), bool(settings.get("SLUGIFY_USE_UNICODE"))),
            subject_fields=(subjects := tuple(settings.get("SUBJECT_FIELDS", SUBJECT_FIELDS))),
            folder_category="category" in subjects and bool(settings.get("USE_FOLDER_AS_CATEGORY")),
            markup={name: settings.get(name) for name in MARKUP},
        )


def _of_patterns(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The header fields that patterns of addresses use, such as {category}."""
    names = (f"{name}{lang}_SAVE_AS" for name in ("ARTICLE", "DRAFT", "PAGE") for lang in ("", "_LANG"))
    patterns = (str(settings.get(name) or "") for name in names)
    return tuple(dict.fromkeys(field for pattern in patterns for _, field, _, _ in Formatter().parse(pattern) if field))


def _own(options: dict[str, Any]) -> dict[str, Any]:
    """A copy, since an extension that is an object changes when it is used; without one where it can't be copied."""
    try:
        return copy.deepcopy(options)
    except TypeError:
        return options
