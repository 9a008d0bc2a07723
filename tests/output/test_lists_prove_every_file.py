"""The lists in manifest/ name every file that Colophon wrote with its size and SHA-256, and no address that is hidden."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from helpers.building import Site, tree
from helpers.sums import ROOT_LIST, UNLISTED, faults, named

from colophon.output import manifest
from colophon.output.manifest import Output

HIDDEN = "2022/11/quiet.html"
STEP = "[{act: received, date: 2025-01-01, file: received/%s}]"


@pytest.mark.parametrize("which", ["ours", "sample", "fullest"])
def test_every_file_is_listed_once(which: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(which)
    assert not faults(site.output)
    assert {".nojekyll", "index.html", "theme/main.css"} <= named(site.output).keys()


@pytest.fixture
def quiet(site: Site) -> Site:
    """A site with a hidden article that has a map, an old address and two files received: one for it alone."""
    site.write("received/shared.txt", "The words of both.\n")
    site.write("received/alone.txt", "The words of one.\n")
    site.write("images/both.png", b"\x89PNG\r\n\x1a\n")
    site.write("register/places.yaml", "port: {name: Port, sources: [], lat: 1, lon: 2}\n")
    picture = "![A port](/images/both.png)"
    shared = f"custody: {STEP % 'shared.txt'}\n"
    site.article("loud", header=shared, text=f"The words of both.\n\n{picture}")
    both = "[{act: reposted, by: unknown, date: 2025-01-01, file: received/alone.txt}, "
    both += "{act: received, date: 2025-01-02, file: received/shared.txt}]"
    header = f"status: hidden\nredirect_from: [old/quiet-place.html]\nplaces: [port]\ncustody: {both}\n"
    site.article("quiet", header=header, text=f"The words of both.\n\n{picture}")
    site.write("pages/silent.md", "---\ntitle: Silent\nstatus: hidden\n---\n\nWords.\n")
    site.built()
    return site


ALONE = {HIDDEN, "old/quiet-place.html", "received/alone.txt", "received/alone.txt.html", "pages/silent.html"}


def test_no_list_names_what_is_hidden(quiet: Site) -> None:
    listed = named(quiet.output)
    assert {path.relative_to(quiet.output).as_posix() for path in quiet.output.rglob("*")} >= ALONE
    assert not ALONE & listed.keys()
    assert listed.keys() >= {"received/shared.txt", "received/shared.txt.html", "images/both.png"}
    lists = b"".join(path.read_bytes() for path in (quiet.output / "manifest").iterdir())
    assert not [word for word in (b"quiet", b"alone", b"silent") if word in lists]
    assert not faults(quiet.output)


def test_who_has_a_hidden_file_and_its_address_can_prove_it(quiet: Site) -> None:
    line = f"{sha256((quiet.output / HIDDEN).read_bytes()).hexdigest()}  {HIDDEN}\n"
    assert sha256(line.encode()).hexdigest() in (quiet.output / UNLISTED).read_text().splitlines()


def test_lists_follow_what_becomes_hidden_and_public(quiet: Site) -> None:
    file = quiet.content / "articles/quiet.md"
    hidden, before = file.read_text(), quiet.tree()
    file.write_text(hidden.replace("status: hidden\n", ""))
    quiet.built()
    assert named(quiet.output).keys() >= ALONE - {"pages/silent.html"}
    assert quiet.tree() == quiet.tree_from_nothing()
    file.write_text(hidden)
    quiet.built()
    assert quiet.tree() == before
    (quiet.content / "articles/loud.md").unlink()
    quiet.built()
    assert not {"received/shared.txt", "images/both.png"} & named(quiet.output).keys()
    assert not faults(quiet.output)
    file.unlink()
    (quiet.content / "pages/silent.md").unlink()
    quiet.built()
    assert not (quiet.output / UNLISTED).exists()
    assert not faults(quiet.output)


def test_a_lost_archive_does_not_make_our_files_those_of_others(quiet: Site) -> None:
    """As in a fresh checkout of a site whose output is committed."""
    (quiet.output / "CNAME").write_text("example.org")
    (quiet.output / "manifest/SHA256SUMS.sig").write_text("a signature")
    shutil.rmtree(quiet.folder / "cache")
    (quiet.output / "index.html").write_text("edited by hand")
    (quiet.content / "articles/quiet.md").unlink()
    quiet.article("loud", title="Another title")
    quiet.built()
    assert not (quiet.output / HIDDEN).exists()
    assert not (quiet.output / "received/alone.txt").exists()
    assert (quiet.output / "CNAME").read_text() == "example.org"
    assert (quiet.output / "manifest/SHA256SUMS.sig").read_text() == "a signature"
    assert not faults(quiet.output, {"CNAME", "manifest/SHA256SUMS.sig"})


def test_an_output_of_before_is_known_by_its_lists_of_names(quiet: Site) -> None:
    shutil.rmtree(quiet.output / "manifest")
    shutil.rmtree(quiet.folder / "cache")
    folder, names = quiet.output / ".colophon", sorted(quiet.tree())
    folder.mkdir()
    for number in (0, 255):
        (folder / f"{number:02x}").write_text("".join(f"{name}\n" for name in names[number > 0 :: 2]))
    (quiet.output / "CNAME").write_text("example.org")
    (quiet.content / "articles/loud.md").unlink()
    quiet.article("first", title="Another title")
    quiet.built()
    assert not (quiet.output / "2022/11/loud.html").exists()
    assert not folder.exists()
    assert not faults(quiet.output, {"CNAME"})


def test_lists_of_another_program_make_no_file_ours(site: Site) -> None:
    site.write("../output/index.html", "by hand")
    line = f"{sha256(b'by hand').hexdigest()}  index.html\n"
    site.write("../output/manifest/files.sha256", line)
    site.refused("ADOPT_OUTPUT")


def test_a_file_that_somebody_edited_is_found(site: Site) -> None:
    site.article("old", date="2001-01-01")
    site.built()
    page = site.output / "2001/01/old.html"
    page.write_bytes(page.read_bytes().replace(b"</main>", b"!</main>"))
    site.article("new", date="2023-01-01")
    site.built()
    assert faults(site.output) == ["differs: 2001/01/old.html"]
    site.article("old", date="2001-01-01", title="Another title")
    site.built()
    assert not faults(site.output)


def test_a_signature_beside_the_lists_stays_and_a_list_that_is_lost_is_written_again(site: Site) -> None:
    site.built()
    (site.output / "manifest/SHA256SUMS.sig").write_text("a signature")
    (site.output / "manifest/files.sha256").unlink()
    (site.output / ROOT_LIST).unlink()
    site.built()
    assert not faults(site.output, {"manifest/SHA256SUMS.sig"})
    for change in ("--ignore-cache", "-v"):
        site.article("second", title=f"With {change}")
        assert site.build(change).code == 0
        assert not faults(site.output, {"manifest/SHA256SUMS.sig"})


def test_a_hidden_page_that_somebody_edited_is_ours_as_long_as_the_archive_says_so(quiet: Site) -> None:
    """The lists alone do not, since its line is another one now."""
    whole = (quiet.output / HIDDEN).read_bytes()
    (quiet.output / HIDDEN).write_text("by hand")
    quiet.article("second")
    quiet.built()
    assert (quiet.output / HIDDEN).read_text() == "by hand"
    shutil.rmtree(quiet.folder / "cache")
    quiet.refused(f"holds {HIDDEN}, which Colophon did not write")
    quiet.set(ADOPT_OUTPUT=True)
    quiet.built()
    assert (quiet.output / HIDDEN).read_bytes() == whole
    (quiet.output / HIDDEN).write_text("by hand")
    quiet.set(ADOPT_OUTPUT=False, PLUGINS=["pelican.plugins.neighbors"])
    quiet.built()
    assert (quiet.output / HIDDEN).read_bytes() == whole
    assert not faults(quiet.output)


def test_the_lists_name_the_site(site: Site) -> None:
    site.built()
    assert (site.output / ROOT_LIST).read_text().startswith("# site: A small site\n# engine: Colophon\n")
    site.set(SITEURL="https://example.org/news")
    site.built()
    assert (site.output / ROOT_LIST).read_text().startswith("# site: https://example.org/news\n")


def test_nothing_else_stands_among_the_lists(site: Site) -> None:
    site.write("images/x.txt", "x")
    site.set(EXTRA_PATH_METADATA={"images/x.txt": {"path": "manifest/files.sha256"}})
    site.refused("“manifest/” is for the lists of all files")


@pytest.mark.parametrize("name", ["two\\nlines.txt", "back\\\\slash.txt", "manifest/unlisted.txt"])
def test_a_plugins_file_that_no_list_can_name_stops_the_build(name: str, site: Site) -> None:
    (site.folder / "odd.py").write_text(
        "from pathlib import Path\nfrom pelican import signals\n"
        "def write(pelican):\n"
        f"    file = Path(pelican.output_path, '{name}')\n"
        "    file.parent.mkdir(exist_ok=True)\n    file.write_text('x')\n"
        "def register():\n    signals.finalized.connect(write)\n"
    )
    site.set(PLUGINS=["odd"], PLUGIN_PATHS=[str(site.folder)])
    site.refused("a plugin wrote the file")
    assert not site.output.exists()


def test_many_files_are_in_many_lists_of_which_an_edit_changes_few(tmp_path: Path) -> None:
    """Also where lists are divided as files come, and joined as they go."""
    live = tmp_path / "output"
    pages = {f"{n % 40}/{n}.txt": f"page {n}" for n in range(600)}
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as db:
        for statement in manifest.SCHEMA.split(";"):
            db.execute(statement)

        def build(pages: dict[str, str]) -> set[str]:
            before = tree(live)
            output = Output(live, db, "A site")
            with output.staged(lambda: None):
                for path in output.paths() - pages.keys():
                    output.drop(path)
                for path, text in pages.items():
                    output.put(path, text.encode())
            assert not faults(live)
            assert {path for path in tree(live) if not path.startswith("manifest/")} == pages.keys()
            after = tree(live)
            return {path for path in {*before, *after} if before.get(path) != after.get(path)}

        build(pages)
        lists = {path for path in tree(live) if path.startswith("manifest/")} - {ROOT_LIST}
        assert lists == {f"manifest/files-{n:x}.sha256" for n in range(16)}
        number = sha256(b"7/7").hexdigest()[0]
        assert build(pages | {"7/7.txt": "edited"}) == {"7/7.txt", f"manifest/files-{number}.sha256", ROOT_LIST}
        fewer = dict([*pages.items()][:512])
        assert build(fewer) >= lists | {"manifest/files.sha256"}
        assert not build(fewer)
        again = tree(live)
        build(pages)
        build(fewer)
        assert tree(live) == again
