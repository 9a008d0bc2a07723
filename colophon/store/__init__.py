"""The articles and indexes of a site in a SQLite database, and the queries on them.

The database is a cache: when it can't be trusted, it is deleted and made again.
"""
