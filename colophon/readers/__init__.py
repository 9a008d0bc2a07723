"""From the files of the content folder to articles or problems: headers, fields, provenance, Markdown, register.

Each problem names the file, the line, the field, what was found and what to write.
"""
