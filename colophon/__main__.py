"""`python -m colophon`: the command of colophon.cli."""

import sys

from colophon.cli import main

sys.exit(main())
