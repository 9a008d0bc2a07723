"""Runs `python -m pelican` and `python -m colophon` in a fraction of their time.

One process imports both, builds a small site once, and then forks for each command that it reads, a line of JSON each.
A fork has what any process has: a memory, working folder, environment and exit status of its own. It saves half a
second of imports, and the time to compile the theme's templates.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

MODULES = ("pelican", "colophon")
AT_START = ("PYTHON", "TZ", "LC_", "LANG")  # Python reads these variables when it starts
FIRST = dict(os.environ)
TERMINAL = {"COLUMNS": "10000", "TERM": "dumb"}  # so that nothing is wrapped or coloured


def fits(command: list[str], environment: dict[str, str]) -> bool:
    """Whether a fork does what a process of its own, in this environment, would do."""
    ours = command[:2] == [sys.executable, "-m"] and command[2] in MODULES and hasattr(os, "fork")
    return ours and not any(n.startswith(AT_START) and value != FIRST.get(n) for n, value in environment.items())


def run(command: list[str], environment: dict[str, str], folder: Path) -> tuple[int, str]:
    """The exit status of a command that fits, and what it wrote on both channels."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as written:
        order = {"module": command[2], "argv": command[2:], "environment": environment}
        process = _forker()
        print(json.dumps({**order, "folder": str(folder), "written": written.name}), file=process.stdin, flush=True)
        return int(process.stdout.readline()), written.read()


@cache
def _forker() -> Any:
    """The process that forks; it ends with the one that runs the tests."""
    environment = {**FIRST, **TERMINAL, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, __file__], env=environment, text=True, **pipes)
    atexit.register(process.communicate)
    return process


def main() -> None:
    """Import and build once, then answer each order with an exit status."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _warm()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _obey(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)


def _warm() -> None:
    """Import everything, compile the templates, and let caches fill."""
    from helpers.building import Site

    with tempfile.TemporaryDirectory() as folder:
        site = Site.minimal(Path(folder))
        site.set(SITEURL="https://example.org")  # without it Pelican warns, and then warns no more
        site.build_here()
    gc.freeze()


def _obey(module: str, argv: list[str], folder: str, written: str, environment: dict[str, str]) -> None:
    """Run a module as a command, and end this process."""
    status: Any = 1
    try:
        nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(written, os.O_WRONLY | os.O_APPEND)
        for number, opened in enumerate((nothing, file, file)):
            os.dup2(opened, number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = argv
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as Python itself ends a command
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
