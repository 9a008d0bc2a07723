"""Run with the packages of tests/pypi: the pages that ultimate-sitemap-parser finds from a root, as JSON."""

import json
import logging
import sys

from usp.tree import sitemap_tree_for_homepage

logging.disable(logging.CRITICAL)
print(json.dumps(sorted({page.url for page in sitemap_tree_for_homepage(sys.argv[1]).all_pages()})))
