"""Run with the packages of tests/pypi: what bagit says of folders, as JSON: what is wrong, or nothing."""

import json
import sys

import bagit


def wrong(folder: str) -> str:
    try:
        bagit.Bag(folder).validate()
    except bagit.BagError as error:
        return str(error)
    return ""


print(json.dumps([wrong(folder) for folder in sys.argv[1:]]))
