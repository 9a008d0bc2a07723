"""A build on a Dask cluster gives the bytes of a plain one, and a worker that is lost costs no page, there or here."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.building import Site, tree

# A filter of the theme's that takes its process down, as the system does where memory is short: once, until the file
# `died` lies beside the module. It lets the workers of a cluster and of a local pool die in the middle of a batch.
DEADLY = """\
import os, signal
from pathlib import Path

from colophon.model import l10n

def iso(date):
    try:
        os.close(os.open(Path(__file__).with_name("died"), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return l10n.iso(date)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site lies, with the module of its deadly filter."""
    folder = tmp_path_factory.mktemp("clustered")
    (folder / "deadly.py").write_text(DEADLY)
    (folder / "died").touch()
    (folder / "plain").mkdir()
    return folder


@pytest.fixture(scope="module")
def large(folder: Path) -> Site:
    """A site with enough articles that workers are asked, built in one process; nobody has died of it."""
    site = Site.minimal(folder / "site")
    for n in range(300):
        site.article(f"a{n:03d}", date=f"20{n % 15 + 10}-0{n % 9 + 1}-1{n % 7}", subjects=f"s{n % 11}, s{n % 7}")
    with site.settings.open("a") as settings:
        settings.write(f"import sys; sys.path.insert(0, {str(folder)!r})\n")
        settings.write("import deadly\nJINJA_FILTERS = {'iso': deadly.iso}\n")
    assert site.build(environment={"COLOPHON_WORKERS": "1"}, output=folder / "plain" / "output").code == 0
    return site


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[str]:
    """The address of a scheduler with two worker processes; no process is left when it has stopped."""
    import distributed

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)  # which the worker processes inherit
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None,
            local_directory=str(folder / "dask"), silence_logs=False,
        )  # fmt: skip
        try:
            yield cluster.scheduler_address.replace("tcp://", "dask://")
        finally:
            cluster.close()
    assert multiprocessing.active_children() == []


def same(site: Site, environment: dict[str, str]) -> bool:
    """Whether a clean build gives the bytes of the plain one."""
    site.forget()
    site.built(environment=environment)
    return site.tree() == tree(site.folder.parent / "plain" / "output")


def test_two_workers_of_a_cluster(large: Site, cluster: str) -> None:
    assert same(large, {"COLOPHON_EXECUTOR": cluster})


@pytest.mark.parametrize("place", [pytest.param("cluster", marks=pytest.mark.rest), "here"])
def test_a_worker_that_is_lost_costs_no_page(
    place: str, large: Site, folder: Path, request: pytest.FixtureRequest
) -> None:
    (folder / "died").unlink()
    where = {"COLOPHON_EXECUTOR": request.getfixturevalue("cluster")} if place == "cluster" else {}
    assert same(large, {"COLOPHON_WORKERS": "2", **where})
    assert (folder / "died").exists()


def test_a_cluster_that_is_not_there_touches_nothing(large: Site, folder: Path) -> None:
    large.forget()
    assert large.build(environment={"COLOPHON_WORKERS": "1"}).code == 0
    before = large.tree()
    for n in range(300):
        large.article(f"a{n:03d}", title=f"Another {n}")
    with socket.socket() as nobody:  # bound, and not listening: it stays refused for as long as we have it
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        said = large.build(environment={"COLOPHON_EXECUTOR": f"dask://{address}"})
    line = (
        f"no Dask scheduler answers at tcp://{address}; start one, or unset COLOPHON_EXECUTOR; the output is as it was"
    )
    assert (said.code, said.text.count("CRITICAL"), line in said.text) == (1, 1, True), said.text
    assert "Traceback" not in said.text
    assert large.tree() == before


@pytest.mark.parametrize(
    "stated", ["tcp://127.0.0.1:8786", "dask://127.0.0.1", "dask://127.0.0.1:8786/x", "dask://h:x"]
)
def test_an_address_that_is_none(stated: str, site: Site) -> None:
    said = site.build(environment={"COLOPHON_EXECUTOR": stated})
    assert (said.code, f"COLOPHON_EXECUTOR is “{stated}”; write dask://HOST:PORT" in said.text) == (1, True), said.text
    assert not os.path.lexists(site.output)


def test_work_that_kills_every_worker_ends_in_one_line() -> None:
    from colophon import workers

    with workers.local(2) as pool, pytest.raises(workers.Unusable, match=r"^workers were lost 3 times .*memory"):
        list(workers.each(pool, os._exit, [9]))  # type: ignore[arg-type]  # the batch is the exit status


def test_without_dask_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from colophon.build.cluster import cluster
    from colophon.workers import Unusable

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Unusable, match=r"pip install 'pelican-colophon\[dask\]'"), cluster("tcp://h:1", tuple, ()):
        pass


def test_a_worker_with_other_code_does_no_work() -> None:
    from colophon.build.cluster import Conditions, Unlike, alike

    answer = alike(Conditions(lambda: ("Python 3",), ("Python 2",), ()), b"")
    assert isinstance(answer, Unlike)
    assert answer.text.endswith("runs Python 3, not Python 2")


def test_a_build_without_a_cluster_loads_nothing_of_it() -> None:
    import subprocess
    import sys

    script = "import sys, colophon.build.site; print('colophon.build.cluster' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"
    )
