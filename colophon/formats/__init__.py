"""The source record in each vocabulary that machines and citation tools read.

A format is a pure function of an article's view, the site's view and the credit line. None says more than the record
has: what is not known is left out, or said to be unknown where the vocabulary has a word for that. A module of this
package that registers a format is found by itself.
"""

from importlib import import_module
from pkgutil import iter_modules

from colophon.formats.citation_styles import citations
from colophon.formats.head import meta_tags, open_graph
from colophon.formats.json_ld import json_ld
from colophon.formats.registry import format_label

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

# What templates may call: the functions that make what stands in the head of a page, and what the files beside it
# are called.
GLOBALS = {
    "citations": citations,
    "json_ld": json_ld,
    "meta_tags": meta_tags,
    "open_graph": open_graph,
    "format_label": format_label,
}
