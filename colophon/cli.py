"""The command `colophon`: begin a site or take one in, check, build, serve, explain it. `pelican` builds it as well."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pelican.log import init as init_logging  # before other modules of Pelican, whose loggers depend on it
from pelican.settings import read_settings

from colophon.model.distribution import version
from colophon.model.problems import Refused, print_any_character

SHELLS = ("bash", "fish", "powershell", "tcsh", "zsh")
# What `serve` does without unless it is asked to do all, so that no save waits for it.
SLOW = ("SEARCH", "ARCHIVE_DATA", "SOCIAL_CARDS")

# The hosts whose limits are known; those of colophon/checking/hosts.toml, which --help need not read.
HOSTS = ("github-pages", "cloudflare-free", "cloudflare", "gitlab", "netlify", "none")
CHECK_STATUS = """\
exit status: 0 without errors, 1 with errors (with --strict: or warnings) in what is reported, or for a limit that is
passed, 2 for a command line that can't be read
"""

EPILOGUE = """\
exit status: 0, or 1 for a problem that is printed, or 2 for a command line that can't be read
documentation: content/docs/ in the repository of Colophon
"""


def command() -> None:
    """What a shell runs."""
    sys.exit(main())


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0, or 1 for a problem; a faulty command line exits with 2."""
    print_any_character()
    parser = make_parser()
    options = parser.parse_args(arguments)
    init_logging()
    if "settings" in options and not Path(options.settings).is_file():
        parser.error(
            f"there is no settings file {options.settings}; go to the folder of a site, name the file with -s, "
            "or begin a site with: colophon init FOLDER"
        )
    try:
        return int(options.run(options))
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return error.exitcode if isinstance(error, Refused) else 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def make_parser(files: Any = None, folders: Any = None) -> argparse.ArgumentParser:
    """The command line. `files` and `folders` are what shtab takes for arguments that shells complete so."""
    parser = argparse.ArgumentParser(
        "colophon",
        description="Republish news with its source in plain view.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Colophon {version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], does: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.")
        one.set_defaults(run=run)
        return one

    _takes_beginnings(add, folders)
    _takes_checks(add("check", check, "list every problem of the content, without building"), files)

    add("schema", schema, "print the JSON Schema of article headers, for editors")
    _takes_found(add, files)

    building = add("build", build, "build the site into its output folder")
    building.add_argument("--anew", action="store_true", help="read and render all, also what did not change")
    building.add_argument("-o", "--output", help="the output folder, if not the settings' OUTPUT_PATH")

    serving = add("serve", serve, "build with drafts, serve on this machine, rebuild and reload on save")
    serving.add_argument("--port", type=int, default=8000, help="the first port to try (%(default)s)")
    serving.add_argument(
        "--full", action="store_true", help="with search, data and cards, if the settings ask for them"
    )

    explaining = add("explain", explain, "say why a page was, or would be, rendered")
    explaining.add_argument("path", help="the page below the output folder, as in 2022/11/some-article.html")
    explaining.add_argument("-o", "--output", help="the output folder, if not the settings' OUTPUT_PATH")

    completing = add("completion", completion, "print what makes a shell complete this command")
    completing.add_argument("shell", choices=SHELLS, help="as in: colophon completion bash >> ~/.bash_completion")

    for name in ("check", "build", "serve", "explain"):
        one = commands.choices[name]
        if name != "check":
            content = one.add_argument("content", nargs="?", help="the content folder, if not the settings' PATH")
            content.complete = folders  # type: ignore[attr-defined]
        stated = one.add_argument("-s", "--settings", default="pelicanconf.py", help="the settings file (%(default)s)")
        stated.complete = files  # type: ignore[attr-defined]
    return parser


def _takes_beginnings(add: Callable[..., argparse.ArgumentParser], folders: Any) -> None:
    """Add the commands with which a site begins."""
    making = add("init", init, "begin a site in a new folder")
    folder = making.add_argument("folder", help="the folder of the site; files that it has stay as they are")
    making.add_argument("--name", help="the name of the site, such as “The Harbour Archive”")
    making.add_argument("--lang", help="the language of most of its texts, such as en or zh-Hans")
    making.add_argument("--url", help="the address where it will stand, such as https://example.org")
    making.add_argument("-y", "--yes", action="store_true", help="ask nothing, and take the default of every question")

    adopting = add("adopt", adopt, "take in a site that Pelican builds, with its addresses")
    site = adopting.add_argument("site", help="the folder of the site; nothing that it has is changed")
    adopting.add_argument("content", nargs="?", help="its content folder, if the settings don't say it")
    adopting.add_argument(
        "-s", "--settings", dest="old", help="its settings file (publishconf.py, else pelicanconf.py)"
    )

    folder.complete = site.complete = folders  # type: ignore[attr-defined]


def _takes_found(add: Callable[..., argparse.ArgumentParser], files: Any) -> None:
    """Add the command that reads what was found."""
    reading = add("new", new, "read texts or saved pages that were found, and propose what they say of their source")
    given = reading.add_argument(
        "files", nargs="+", metavar="FILE", help="a text, a saved page, an MHTML file, a WARC or WACZ"
    )
    given.complete = files  # type: ignore[attr-defined]
    reading.add_argument("--dry-run", action="store_true", help="print what is proposed, and write nothing")
    reading.add_argument("--format", choices=("json",), help="how it is printed: json is one object a line")


def _takes_checks(checking: argparse.ArgumentParser, files: Any) -> None:
    """Add what `check` takes."""
    checking.epilog = CHECK_STATUS
    named = checking.add_argument("paths", nargs="*", metavar="PATH", help="report these files and folders alone")
    named.complete = files  # type: ignore[attr-defined]
    checking.add_argument("--content", help="the content folder, if not the settings' PATH")
    checking.add_argument(
        "--format", choices=("text", "json", "github", "gitlab", "sarif"), default="text",
        help="for people, for programs, or as one of these hosts shows it beside the lines (%(default)s)",
    )  # fmt: skip
    checking.add_argument("--strict", action="store_true", help="end with status 1 for warnings too")
    checking.add_argument("--fix", action="store_true", help="show what is certain to mend, ask, and write it")
    checking.add_argument("-y", "--yes", action="store_true", help="with --fix: write without asking")
    checking.add_argument(
        "--host", choices=HOSTS, help="instead, hold the built site to the limits of a host; none: say how large it is"
    )
    checking.add_argument("-o", "--output", help="with --host: the output folder, if not the settings' OUTPUT_PATH")


def settings(options: argparse.Namespace, **more: Any) -> dict[str, Any]:
    """The site's settings; options of the command line and `more` override them."""
    content = {"PATH": os.path.abspath(options.content)} if options.content else {}
    output = {"OUTPUT_PATH": os.path.abspath(options.output)} if getattr(options, "output", None) else {}
    return dict(read_settings(options.settings, override={**content, **output, **more}))


def init(options: argparse.Namespace) -> int:
    """Begin a site, build it, and say what to do next."""
    from colophon.quickstart import begin  # noqa: PLC0415 - the engine loads only where it is asked for

    return begin(
        Path(options.folder), {"name": options.name, "lang": options.lang, "url": options.url}, ask=not options.yes
    )


def new(options: argparse.Namespace) -> int:
    """Read files that were found, and print what they say of their source."""
    if not (options.dry_run and options.format == "json"):
        print("colophon new writes no drafts yet; say: colophon new FILE… --dry-run --format json", file=sys.stderr)
        return 2
    from colophon.importing.command import print_proposals  # noqa: PLC0415

    return print_proposals(options.files)


def adopt(options: argparse.Namespace) -> int:
    """Take in a site that Pelican builds, build it, and say what differs."""
    from colophon.adopting import adopt as take_in  # noqa: PLC0415

    return take_in(Path(options.site), options.old, options.content)


def check(options: argparse.Namespace) -> int:
    """List every problem of the content, mend some, or say how large the built site is."""
    from colophon.build.site import Site  # noqa: PLC0415
    from colophon.checking import command  # noqa: PLC0415
    from colophon.checking.selection import Misused, Selection  # noqa: PLC0415

    others = [name for name in ("paths", "strict", "fix") if getattr(options, name)]
    if options.host and (others or options.format != "text"):
        raise Misused("--host asks for nothing but the size of the built site; give it alone")
    if options.fix and options.format != "text":
        raise Misused("--fix shows what it mends to people; leave out --format")
    if options.format != "text":
        command.keep_output_clean()
    site = Site(settings(options))
    if options.host:
        return command.hold_to_limits(site, options.host)
    selection = Selection.of(site.path, options.settings, options.paths)
    if options.fix and not command.fix(site, selection, yes=options.yes):
        return 1
    return command.check(site, selection, options.format, strict=options.strict, version=version())


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of article headers."""
    from colophon.checking.command import put  # noqa: PLC0415
    from colophon.checking.header_schema import as_text  # noqa: PLC0415

    put(as_text())
    return 0


def build(options: argparse.Namespace) -> int:
    """Build the site."""
    from colophon.build.site import Site  # noqa: PLC0415

    site = Site(settings(options))
    site.anew = options.anew
    site.run()
    return 0


def explain(options: argparse.Namespace) -> int:
    """Say why a page was, or would be, rendered."""
    from colophon.build.site import Site  # noqa: PLC0415

    print("\n".join(Site(settings(options)).explain(options.path.replace(os.sep, "/"))))
    return 0


def serve(options: argparse.Namespace) -> int:
    """Build into a folder for serving, with drafts, and build again on each save."""
    from colophon.build.serve import serve as serve_folder  # noqa: PLC0415
    from colophon.build.site import Live  # noqa: PLC0415

    file = Path(options.settings).resolve()
    output = file.parent / ".cache" / "serve"
    without = {} if options.full else dict.fromkeys(SLOW, False)
    live = Live(lambda: settings(options, OUTPUT_PATH=str(output), SHOW_DRAFTS=True, **without))
    return serve_folder(output, live.rebuild, [*live.watched(), file], options.port)


def completion(options: argparse.Namespace) -> int:
    """Print the file with which a shell completes the command."""
    import shtab  # noqa: PLC0415 - no other command needs it

    print(shtab.complete(make_parser(shtab.FILE, shtab.DIRECTORY), shell=options.shell))
    return 0
