"""Run with the packages of tests/pypi: the JSON-LD that extruct finds in pages, as JSON."""

import json
import sys
from pathlib import Path

import extruct

texts = [Path(path).read_text("utf-8") for path in sys.argv[1:]]
print(json.dumps([extruct.extract(text, syntaxes=["json-ld"])["json-ld"] for text in texts]))
