"""What an article is, as plain typed data, and the words of the field: problems, addresses, names, dates in words.

Nothing here reads files, settings or templates.
"""
