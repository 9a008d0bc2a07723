"""A page is a pure function of its declared inputs: its template and its parts. Whatever else it read would not make it
due again when it changed, and the page would go stale unseen."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.building import ROOT, Site, tree

# Builds a site, and keeps what each page was made of.
HERE = """
import pickle, sys
from pelican.settings import read_settings
from colophon.build import render_pages
from colophon.build.site import Site

given, render_page = [], render_pages.render_page
def keeping(stale, words):
    given.append((stale, words.theme, words.content))
    return render_page(stale=stale, words=words)
render_pages.render_page = keeping
settings, content, output, cache, calls = sys.argv[1:]
Site(dict(read_settings(settings, override={"PATH": content, "OUTPUT_PATH": output, "CACHE_PATH": cache}))).build()
pickle.dump(given, open(calls, "wb"))
"""

# Makes every page again, with a watch on all that is opened, from the templates themselves and not from what was kept
# of them. Says each file's digest and what was opened.
ELSEWHERE = """
import hashlib, json, pickle, sys, tempfile

tempfile.gettempdir()  # which tries the folder

opened, watching = set(), False
EVENTS = ("open", "os.listdir", "os.scandir", "sqlite3.connect", "socket.connect", "subprocess.Popen")

def watch(event, arguments):
    if watching and event in EVENTS:
        opened.add(f"{event} {arguments[0]}")

sys.addaudithook(watch)
from colophon.build import render_pages
from colophon.build.sidecars import words_of
given, made = pickle.load(open(sys.argv[1], "rb")), {}
content = given[0][2]
exec(sys.argv[2])
watching = True
for stale, theme, content in given:
    files = render_pages.render_page(stale=stale, words=words_of(theme, content))
    made |= {path: hashlib.sha256(data).hexdigest() for path, data in files}
watching = False
print(json.dumps([made, sorted(opened)]))
"""

# Rooms in which pages take shape. What may differ from one build to the next though the parts are equal has no place
# there: clocks, chance, the machine, the disk.
MAKERS = [*sorted((ROOT / "colophon").glob("views/*.py")), *sorted((ROOT / "colophon").glob("formats/*.py")),
    ROOT / "colophon/model/l10n.py", ROOT / "colophon/readers/links.py"]  # fmt: skip
OUTSIDE = {"os", "time", "random", "pathlib", "sqlite3", "socket", "subprocess", "platform", "locale", "secrets",
    "glob"}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """A site with the project's first article and some plain ones, and what its workers were given."""
    site = Site.minimal(tmp_path_factory.mktemp("parts"))
    for path in (ROOT / "content").rglob("*"):
        if path.is_file():
            site.write(path.relative_to(ROOT / "content").as_posix(), path.read_bytes())
    register = (ROOT / "content/register/publications.yaml").read_text("utf-8")
    site.write("register/publications.yaml", f"{register}\nexample-daily: {{name: Example Daily}}\n")
    for n in range(12):
        site.article(f"a{n}", date=f"2022-{n + 1:02d}-10", text="With [a link]({filename}a0.md).\n\n- And\n- a list")
    calls = site.folder / "calls"
    paths = [site.settings, site.content, site.output, site.folder / "cache", calls]
    environment = {**os.environ, "COLOPHON_WORKERS": "1"}
    subprocess.run([sys.executable, "-c", HERE, *map(str, paths)], env=environment, check=True, capture_output=True)
    return site, calls


def elsewhere(built: tuple[Site, Path], folder: Path, spoil: str = "") -> tuple[dict[str, str], set[str]]:
    """The files made again in an empty folder, another zone and another language; what was opened besides code."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8",
        "HOME": str(folder), "TMPDIR": str(folder), "PYTHONHASHSEED": "7"}  # fmt: skip
    command = [sys.executable, "-P", "-c", ELSEWHERE, str(built[1]), spoil]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    made, opened = json.loads(done.stdout)
    # Babel looks at the machine's time zone when it is imported; that no page shows it is seen from the bytes.
    libraries = (sys.prefix, sys.base_prefix, str(ROOT / "colophon"), "/usr/lib", "/usr/share/zoneinfo",
        "/etc/localtime")  # fmt: skip
    return made, {o for o in opened if not o.split(" ", 1)[1].startswith(libraries)}


def test_a_page_reads_its_template_and_the_evidence_that_its_parts_name(
    built: tuple[Site, Path], tmp_path: Path
) -> None:
    site, _ = built
    made, opened = elsewhere(built, tmp_path)
    assert made.items() <= tree(site.output).items()
    assert {path for path in tree(site.output) if path.endswith((".html", ".xml", ".ris", ".zip"))} <= made.keys()
    # A file of the content is opened part by part from the folder above it, until it is known that no part is a link.
    paths = ("articles/2022/paris-olympics-symposium.md", "received/2022/paris-olympics-symposium.txt")
    declared = {f"open {part}" for path in paths for part in path.split("/")}
    declared |= {f"open {site.content}", *(f"open {site.content}/{path}" for path in paths)}
    templates = (f"open {ROOT}/theme/templates/", f"open {tmp_path}/_jinja2-cache-")  # as written, and compiled
    assert {o for o in opened if not o.startswith(templates)} <= declared
    assert all(any(one.endswith(path.split("/")[-1]) for one in opened) for path in paths)


@pytest.mark.parametrize(
    "leak",
    [
        "open(content + '/register/people.yaml').read()",
        "__import__('os').listdir(content)",
        "__import__('sqlite3').connect(':memory:')",
    ],
)
def test_a_view_that_reads_something_else_is_caught(built: tuple[Site, Path], tmp_path: Path, leak: str) -> None:
    _, opened_as_it_is = elsewhere(built, tmp_path)
    spoil = f"decode = render_pages.page_of\nrender_pages.page_of = lambda data: ({leak}, decode(data))[1]"
    _, opened = elsewhere(built, tmp_path, spoil)
    assert opened - opened_as_it_is


@pytest.mark.parametrize(
    "leak", ["__import__('os').environ['TZ']", "__import__('os').getcwd()", "str(hash('Colophon'))"]
)
def test_a_view_that_shows_where_it_was_made_is_caught(built: tuple[Site, Path], tmp_path: Path, leak: str) -> None:
    spoil = (
        "from colophon.views.article import ArticleView\n"
        f"ArticleView.title = property(lambda article: article.record.title + {leak})"
    )
    made, _ = elsewhere(built, tmp_path, spoil)
    assert not made.items() <= tree(built[0].output).items()


def outside(source: str) -> set[str]:
    """What a module imports or calls that isn't the same in every build."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & OUTSIDE
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & OUTSIDE
        elif isinstance(node, ast.Call):
            found |= {ast.unparse(node.func).rpartition(".")[2]} & {
                "open",
                "now",
                "today",
                "utcnow",
                "getenv",
                "__import__",
            }
    return found


@pytest.mark.parametrize("module", MAKERS, ids=lambda path: path.name)
def test_modules_that_make_pages_ask_neither_clock_nor_disk(module: Path) -> None:
    assert outside(module.read_text("utf-8")) == set()


def test_asking_the_clock_would_be_seen() -> None:
    assert outside("import datetime as dt\ndt.date.today()") == {"today"}
    assert outside("from pathlib import Path\nimport os.path") == {"pathlib", "os"}
    assert outside("open('x')") == {"open"}
