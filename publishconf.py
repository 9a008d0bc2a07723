"""Settings of a published build: pelicanconf.py, and what must hold whatever is being tried out there."""

import sys
from pathlib import Path

# Pelican loads a settings file by its path, which leaves the folder it lies in unknown to `import`.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *

SHOW_DRAFTS = False
SEARCH = True
ARCHIVE_DATA = True
SOCIAL_CARDS = True
