"""Pelican's settings that have no effect in Colophon, each with what holds instead.

content/docs/settings.md has the same.
"""

from __future__ import annotations

_LINKS = "links follow from the place of a file"
_LISTS = "Colophon's lists have places of their own; the old ones lead to them"
_FEEDS = "the feed of the list, or of all articles, stands at its address"
_WORDS = "words and dates do not depend on the machine"
_CACHE = "Colophon's own database does this"
_ORDER = "lists are in the order of the days"

UNUSED = {
    **dict.fromkeys(
        "ARTICLE_URL ARTICLE_LANG_URL DRAFT_URL DRAFT_LANG_URL PAGE_URL PAGE_LANG_URL DRAFT_PAGE_URL "  # noqa: SIM905 - shorter
        "DRAFT_PAGE_LANG_URL STATIC_URL CATEGORY_URL TAG_URL AUTHOR_URL YEAR_ARCHIVE_URL MONTH_ARCHIVE_URL "
        "DAY_ARCHIVE_URL RELATIVE_URLS INTRASITE_LINK_REGEX".split(),
        _LINKS,
    ),
    **dict.fromkeys(
        "INDEX_SAVE_AS STATIC_SAVE_AS DRAFT_PAGE_SAVE_AS "  # noqa: SIM905
        "DRAFT_PAGE_LANG_SAVE_AS".split(),
        "only the patterns of articles, drafts and pages count",
    ),
    **dict.fromkeys(
        "CATEGORY_SAVE_AS TAG_SAVE_AS AUTHOR_SAVE_AS YEAR_ARCHIVE_SAVE_AS MONTH_ARCHIVE_SAVE_AS "  # noqa: SIM905
        "DAY_ARCHIVE_SAVE_AS DIRECT_TEMPLATES PAGINATED_TEMPLATES PAGINATION_PATTERNS DEFAULT_ORPHANS "
        "TEMPLATE_PAGES DISPLAY_PAGES_ON_MENU DISPLAY_CATEGORIES_ON_MENU".split(),
        _LISTS,
    ),
    **dict.fromkeys("NEWEST_FIRST_ARCHIVES REVERSE_CATEGORY_ORDER ARTICLE_ORDER_BY PAGE_ORDER_BY".split(), _ORDER),  # noqa: SIM905
    **dict.fromkeys(
        "CATEGORY_FEED_ATOM AUTHOR_FEED_ATOM AUTHOR_FEED_RSS TRANSLATION_FEED_ATOM RSS_FEED_SUMMARY_ONLY "  # noqa: SIM905
        "FEED_APPEND_REF".split(),
        _FEEDS,
    ),
    **dict.fromkeys(
        "TYPOGRIFY TYPOGRIFY_IGNORE_TAGS TYPOGRIFY_OMIT_FILTERS TYPOGRIFY_DASHES".split(),  # noqa: SIM905
        "quotes and dashes are shown as the text has them",
    ),
    **dict.fromkeys("SUMMARY_MAX_LENGTH SUMMARY_END_SUFFIX".split(), "no summary is made up"),  # noqa: SIM905
    **dict.fromkeys(
        "ARTICLE_TRANSLATION_ID PAGE_TRANSLATION_ID".split(),  # noqa: SIM905
        "translations are joined by the field translation_of",
    ),
    "AUTHOR": "no text has it as its author unless the text says so; DEFAULT_METADATA = {'authors': …} gives it to all",
    "DEFAULT_DATE": "no date is made up; DEFAULT_METADATA has that of the old settings, if it is a day",
    "WITH_FUTURE_DATES": "the field published says when a text appears",
    **dict.fromkeys(
        "STATIC_EXCLUDE_SOURCES STATIC_CREATE_LINKS STATIC_CHECK_IF_MODIFIED OUTPUT_SOURCES "  # noqa: SIM905
        "OUTPUT_SOURCES_EXTENSION CSS_FILE".split(),
        "files are always copied, texts never are",
    ),
    **dict.fromkeys("LOCALE DEFAULT_DATE_FORMAT DATE_FORMATS".split(), _WORDS),  # noqa: SIM905
    **dict.fromkeys(
        "CACHE_CONTENT CONTENT_CACHING_LAYER GZIP_CACHE CHECK_MODIFIED_METHOD LOAD_CONTENT_CACHE".split(),  # noqa: SIM905
        _CACHE,
    ),
}
