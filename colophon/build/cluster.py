"""The workers of a Dask scheduler, for COLOPHON_EXECUTOR. Loaded only where that is set."""

from __future__ import annotations

import importlib.util
import logging
import os
import pickle
import socket
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from colophon.workers import AHEAD, Pool, Unusable

R = TypeVar("R")

# Seconds until a cluster must have answered, and until a batch on it counts as lost: its workers may all be gone.
ANSWER = 5
PATIENCE = 300

GONE = "the connection to the Dask scheduler is lost"


class Conditions(NamedTuple):
    """What must be the same here and in a worker: the `lines` that `code` returns, and the times of `folders`."""

    code: Callable[[], tuple[str, ...]]
    lines: tuple[str, ...]
    folders: tuple[tuple[str, int | None], ...]


class Unlike(NamedTuple):
    """The answer of a worker that differs from this process; `text` says in what."""

    text: str


class Cluster(Pool):
    """The workers of a Dask scheduler. Work travels as bytes, into which Dask doesn't look."""

    local = False

    def __init__(self, client: Any, surroundings: Conditions) -> None:
        from distributed.client import ClosedClientError  # noqa: PLC0415 - an extra
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        # Not pure: Dask would answer the second try of a batch with the error of the first.
        super().__init__(lambda: client.get_executor(pure=False), 2 * sum(client.nthreads().values()) + AHEAD)
        self.lost, self._gone = (*Pool.lost, KilledWorker, TimeoutError), ClosedClientError
        self._client, self._surroundings = client, surroundings

    def submit(self, work: Callable[..., R], *arguments: Any) -> Future[R]:
        """As in Pool. Raises Unusable where the scheduler is gone."""
        try:
            return super().submit(alike, self._surroundings, pickle.dumps((work, arguments), 5))
        except self._gone as error:
            raise Unusable(GONE) from error

    def wait(self, future: Future[R]) -> R:
        """As in Pool. Raises Unusable where the scheduler is gone, of which Dask's futures are never told."""
        for _ in range(PATIENCE):
            try:
                answer = future.result(1)
            except TimeoutError:
                if future.done():
                    raise
            else:
                if isinstance(answer, Unlike):
                    raise Unusable(f"{answer.text}; a cluster must have the same code, libraries and folders")
                return answer
            if self._client.status != "running":
                raise Unusable(GONE)
        raise TimeoutError


@contextmanager
def cluster(address: str, code: Callable[[], tuple[str, ...]], folders: Iterable[str]) -> Iterator[Pool]:
    """The workers of the Dask scheduler at `address`, as tcp://HOST:PORT; see Conditions. Raises Unusable."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError:
        raise Unusable(
            "COLOPHON_EXECUTOR needs Dask, which this Python does not have; run pip install 'pelican-colophon[dask]'"
        ) from None
    for name in ("distributed", "distributed.client", "tornado"):  # tracebacks of what we say in a line
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        url = urlsplit(address)
        # A scheduler speaks first. Dask would wait for a web server for ever, and its own dashboard is one.
        with socket.create_connection((url.hostname or "", url.port or 0), ANSWER) as connection:
            if not connection.recv(1):
                raise ConnectionResetError
        client: Any = distributed.Client(address, timeout=ANSWER, set_as_default=False, name="colophon")  # type: ignore[no-untyped-call]
    except OSError:
        raise Unusable(f"no Dask scheduler answers at {address}; start one, or unset COLOPHON_EXECUTOR") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError:
            reason = f"the Dask scheduler at {address} has no workers"
            raise Unusable(f"{reason}; start one: dask worker {address}") from None
        ours = __name__.partition(".")[0]  # a worker without it would die of its first batch
        # A lambda travels as its code, so that it runs where nothing of ours can be imported.
        for worker, has_code in client.run(lambda: importlib.util.find_spec(ours) is not None).items():
            if not has_code:
                reason = f"the Dask worker {worker} can't import {ours}"
                raise Unusable(f"{reason}; it must run in an environment like this one")
        times = tuple((path, _time(path)) for path in map(os.path.abspath, folders))
        yield Cluster(client, Conditions(code, code(), times))


def tcp(stated: str) -> str:
    """The address as Dask writes it. Raises Unusable."""
    try:
        url = urlsplit(stated)
        good = url.scheme == "dask" and url.hostname and url.port and stated == f"dask://{url.netloc}"
    except ValueError:  # a port that is none
        good = False
    if not good:
        raise Unusable(f"COLOPHON_EXECUTOR is “{stated}”; write dask://HOST:PORT, or unset it")
    return f"tcp://{url.netloc}"


def alike(wanted: Conditions, call: bytes) -> Any:
    """Do work in a worker; return Unlike where the worker differs from the process that sends the work."""
    if difference := _difference(wanted):
        return Unlike(difference)
    try:
        work, arguments = pickle.loads(call)  # noqa: S301 - from the builder; a scheduler runs anything for anybody
    except ImportError as error:
        return Unlike(f"a worker on {socket.gethostname()} can't import {error.name}")
    return work(*arguments)


@lru_cache(maxsize=4)
def _difference(wanted: Conditions) -> str:
    """In what this process differs; empty where it doesn't. Found out once."""
    there = f"a worker on {socket.gethostname()}"
    for here, line in zip(wanted.code(), wanted.lines, strict=True):
        if here != line:
            return f"{there} runs {here}, not {line}"
    for path, time in wanted.folders:
        if (now := _time(path)) != time:
            return f"{there} has {'no' if now is None else 'another'} {path}"
    return ""


def _time(path: str) -> int | None:
    """When a folder last changed, in whole seconds, which every file system keeps; None where there is none."""
    return int(os.stat(path).st_mtime) if os.path.exists(path) else None
