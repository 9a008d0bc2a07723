"""The source record in each vocabulary that machines and citation tools read.

A format is a pure function of an article's view, the site's view and the credit line. It leaves out what is not known,
or says that it is unknown where the vocabulary has a word for that. All modules of this package are imported here, so a
new one needs only to register its format.
"""

from importlib import import_module
from pkgutil import iter_modules

from colophon.formats.citation_styles import citations
from colophon.formats.head import meta_tags, open_graph
from colophon.formats.json_ld import json_ld
from colophon.formats.registry import format_label

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

# The functions that templates may call.
GLOBALS = {
    "citations": citations,
    "json_ld": json_ld,
    "meta_tags": meta_tags,
    "open_graph": open_graph,
    "format_label": format_label,
}
