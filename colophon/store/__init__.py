"""The articles and indexes of a site in a SQLite database, and what is asked of them.

The database is a cache: where it can't be trusted, it is thrown away and made again.
"""
