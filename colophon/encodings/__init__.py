"""The source record in each vocabulary that machines and citation tools read, one file for each.

Every encoding is a pure function of an article's view, the site's view and the credit line, which the theme words. None
says more than the record has: what is not known is left out, or said to be unknown where the vocabulary has a word for
that. Encodings know views and words; they must not know files, settings, archives, templates or one another, but for
`citation`, the particulars that reference formats share.
"""
