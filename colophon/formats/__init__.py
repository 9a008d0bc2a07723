"""The source record in each vocabulary that machines and citation tools read, one file for each.

Every encoding is a pure function of an article's view, the site's view and the credit line, which the theme words. None
says more than the record has: what is not known is left out, or said to be unknown where the vocabulary has a word for
that. Encodings know views and words; they must not know files, settings, archives, templates or one another, but for
`citation`, the particulars that reference formats share, and `tei_text`, the half of `tei` that writes the text.
"""

from colophon.formats.citations import citations
from colophon.formats.json_ld import json_ld
from colophon.formats.meta_tags import meta_tags
from colophon.formats.open_graph import open_graph

# Those that stand in the head of a page: the functions that templates may call.
GLOBALS = {"citations": citations, "json_ld": json_ld, "meta_tags": meta_tags, "open_graph": open_graph}
