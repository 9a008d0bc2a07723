"""The whole archive as data: JSON Lines, an SQLite file, and the ledger as CSV.

Made after the pages, from the JSON beside them, and only where one of these changed. Knows the record as JSON has it,
and the output; how a record comes about must not be known here.
"""
