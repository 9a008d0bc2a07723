"""The command `colophon`: what Pelican's own command does not offer. Building is `pelican`, as everywhere."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from pelican.log import init as init_logging  # before any other module of Pelican, which set their loggers up by it
from pelican.settings import read_settings

from colophon.model.problems import Refused, errors, report


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 where something is wrong, 2 where the command line is."""
    parser = argparse.ArgumentParser(
        prog="python -m colophon", description="Check, serve and question a Colophon site."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    checking = commands.add_parser("check", help="list every problem of the content, without building")
    serving = commands.add_parser("serve", help="build with drafts, serve, rebuild and reload on save")
    serving.add_argument("--port", type=int, default=8000, help="the first port to try (%(default)s)")
    explaining = commands.add_parser("explain", help="say why a page was, or would be, rendered")
    explaining.add_argument("path", help="the page below the output folder, as in 2022/11/some-article.html")
    explaining.add_argument("-o", "--output", help="the output folder, if not the settings' OUTPUT_PATH")
    for command in (checking, serving, explaining):
        command.add_argument("content", nargs="?", help="the content folder, if not the settings' PATH")
        command.add_argument("-s", "--settings", default="pelicanconf.py", help="the settings file (%(default)s)")
    given = parser.parse_args(arguments)
    init_logging()
    if not Path(given.settings).is_file():
        parser.error(f"there is no settings file {given.settings}; name one with -s")
    try:
        return {"check": check, "serve": serve, "explain": explain}[given.command](given)
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def settings(given: argparse.Namespace, **more: Any) -> dict[str, Any]:
    """The site's settings, with what the command line and `more` put in their place."""
    override = {**({"PATH": os.path.abspath(given.content)} if given.content else {}), **more}
    return dict(read_settings(given.settings, override=override))


def check(given: argparse.Namespace) -> int:
    """List every problem of the content."""
    from colophon.build.progress import say  # noqa: PLC0415 - the engine loads only where it is asked for
    from colophon.build.site import Site  # noqa: PLC0415

    problems = Site(settings(given)).check()
    say(report(problems) or "No problems found.")
    return 1 if errors(problems) else 0


def explain(given: argparse.Namespace) -> int:
    """Say why a page was, or would be, rendered."""
    from colophon.build.site import Site  # noqa: PLC0415

    output = {"OUTPUT_PATH": os.path.abspath(given.output)} if given.output else {}
    print("\n".join(Site(settings(given, **output)).explain(given.path.replace(os.sep, "/"))))
    return 0


def serve(given: argparse.Namespace) -> int:
    """Build into a folder of its own, where drafts show, and build again on each save."""
    from colophon.build.serve import serve as serve_folder  # noqa: PLC0415
    from colophon.build.site import Live  # noqa: PLC0415

    file = Path(given.settings).resolve()
    output = file.parent / ".cache" / "serve"
    live = Live(lambda: settings(given, OUTPUT_PATH=str(output), SHOW_DRAFTS=True))
    return serve_folder(output, live.rebuild, [*live.watched(), file], given.port)
