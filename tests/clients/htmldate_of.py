"""Run with the packages of tests/pypi: the days that htmldate finds in pages, as JSON."""

import json
import sys
from pathlib import Path

from htmldate import find_date

print(json.dumps([find_date(Path(path).read_text("utf-8")) for path in sys.argv[1:]]))
