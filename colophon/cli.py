"""The command `colophon`: check, serve and explain. To build, use Pelican's own command, `pelican`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from pelican.log import init as init_logging  # before other modules of Pelican, whose loggers depend on it
from pelican.settings import read_settings

from colophon.model.problems import Refused, errors, report


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0, or 1 for a problem; a faulty command line exits with 2."""
    parser = argparse.ArgumentParser("python -m colophon", description="Check, serve and question a Colophon site.")
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
    options = parser.parse_args(arguments)
    init_logging()
    if not Path(options.settings).is_file():
        parser.error(f"there is no settings file {options.settings}; name one with -s")
    try:
        return {"check": check, "serve": serve, "explain": explain}[options.command](options)
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def settings(options: argparse.Namespace, **more: Any) -> dict[str, Any]:
    """The site's settings; options of the command line and `more` override them."""
    content = {"PATH": os.path.abspath(options.content)} if options.content else {}
    return dict(read_settings(options.settings, override={**content, **more}))


def check(options: argparse.Namespace) -> int:
    """List every problem of the content."""
    from colophon.build.progress import say  # noqa: PLC0415 - the engine loads only where it is asked for
    from colophon.build.site import Site  # noqa: PLC0415

    problems = Site(settings(options)).check()
    say(report(problems) or "No problems found.")
    return 1 if errors(problems) else 0


def explain(options: argparse.Namespace) -> int:
    """Say why a page was, or would be, rendered."""
    from colophon.build.site import Site  # noqa: PLC0415

    output = {"OUTPUT_PATH": os.path.abspath(options.output)} if options.output else {}
    print("\n".join(Site(settings(options, **output)).explain(options.path.replace(os.sep, "/"))))
    return 0


def serve(options: argparse.Namespace) -> int:
    """Build into a folder for serving, with drafts, and build again on each save."""
    from colophon.build.serve import serve as serve_folder  # noqa: PLC0415
    from colophon.build.site import Live  # noqa: PLC0415

    file = Path(options.settings).resolve()
    output = file.parent / ".cache" / "serve"
    live = Live(lambda: settings(options, OUTPUT_PATH=str(output), SHOW_DRAFTS=True))
    return serve_folder(output, live.rebuild, [*live.watched(), file], options.port)
