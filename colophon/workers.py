"""Where work is done: in this process, in local processes, or on a Dask cluster. Knows nothing of what the work is.

A worker may be lost: killed for want of memory, or with its machine. Its batches are then done again by others.
"""

from __future__ import annotations

import gc
import importlib.util
import logging
import multiprocessing
import os
import pickle
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
R = TypeVar("R")

# How many batches wait beside those at work, so that no worker is ever idle and memory stays small.
AHEAD = 3

# How often a batch is given out before it is taken to be what kills workers.
TRIES = 3

# Seconds until a cluster must have answered, and until a batch on it counts as lost: its workers may all be gone.
ANSWER = 5
PATIENCE = 300

GONE = "the connection to the Dask scheduler is lost"


class Unusable(Exception):
    """Work can't be done where it should be; the text is one line for whoever chose the place."""


class Unlike(Exception):
    """A worker that would do the work otherwise than it is done here; the text says in what it differs."""


class Pool(Executor):
    """Workers of which some may be lost: `start` makes their executor, and makes it anew where it broke.

    `limit` is how many batches are given out at once; `lost` are the errors of a batch that its worker didn't finish.
    """

    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)
    here = True  # its workers see this machine's files

    def __init__(self, start: Callable[[], Executor], limit: int) -> None:
        self._start, self._workers, self.limit = start, start(), limit

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """As in Executor, but never refused because a worker died before."""
        try:
            return self._workers.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._workers.shutdown()
            self._workers = self._start()
            return self._workers.submit(fn, *args, **kwargs)

    def wait(self, future: Future[R]) -> R:
        """What became of one piece of work; raises what it raised, and one of `lost`."""
        return future.result()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As in Executor."""
        self._workers.shutdown(wait, cancel_futures=cancel_futures)


def workers() -> int:
    """How many processes work: the setting of the environment, else one a core that we may use."""
    stated = os.environ.get("COLOPHON_WORKERS", "")
    if stated.isdigit():
        return max(1, int(stated))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chosen(code: Callable[[], tuple[str, ...]], folders: Iterable[str]) -> AbstractContextManager[Executor | None]:
    """Where the environment says: on the cluster of COLOPHON_EXECUTOR, else here.

    `code` and `folders` are what a cluster's workers must have as we do: see Surroundings. Raises Unusable, at once
    where the address is none, else on entering.
    """
    stated = os.environ.get("COLOPHON_EXECUTOR", "")
    return cluster(_tcp(stated), code, folders) if stated else local(workers())


@contextmanager
def local(number: int) -> Iterator[Executor | None]:
    """A pool of local processes; None, for this process alone, where one would do."""
    if number < 2:
        yield None
        return
    # What stands now is shared with the workers; frozen, the collector won't touch and thereby copy it.
    gc.collect()
    gc.freeze()
    pool = Pool(lambda: _processes(number), number + AHEAD)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()


def _processes(number: int) -> Executor:
    # A forked process has none of our other threads, and whatever these held locked would stay so.
    fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("fork" if fork else "spawn"))


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def each(
    executor: Executor | None, work: Callable[[list[T]], R], batches: Iterable[list[T]]
) -> Iterator[tuple[list[T], R]]:
    """Each batch with what `work` makes of it, in order. `work` must be picklable where there is an executor; it may be
    done more than once, where a worker is lost. Raises Unusable where one batch loses worker after worker."""
    if executor is None:
        for batch in batches:
            yield batch, work(batch)
        return
    pool = executor if isinstance(executor, Pool) else Pool(lambda: executor, workers() + AHEAD)
    running: deque[tuple[list[T], Future[R]]] = deque()
    for batch in batches:
        running.append((batch, pool.submit(work, batch)))
        if len(running) >= pool.limit:
            first, future = running.popleft()
            yield first, _result(pool, work, first, future)
    while running:
        first, future = running.popleft()
        yield first, _result(pool, work, first, future)


def _result(pool: Pool, work: Callable[[list[T]], R], batch: list[T], future: Future[R]) -> R:
    """What became of a batch. Where its worker was lost it is given out again, and waited for, before the next one is
    looked at: so the batch that kills workers is soon told from those that were at work beside it."""
    for left in reversed(range(TRIES)):
        try:
            return pool.wait(future)
        except Unlike as error:
            raise Unusable(f"{error}; a cluster must have the same code, libraries and folders") from error
        except pool.lost as error:
            future.cancel()
            if not left:
                reason = f"workers were lost {TRIES} times over the same work ({type(error).__name__})"
                raise Unusable(f"{reason}; see whether they have memory enough") from error
        future = pool.submit(work, batch)
    raise AssertionError  # the last try returns or raises


# --- on a cluster --------------------------------------------------------------------------------------------------


class Surroundings(NamedTuple):
    """What work depends on besides what travels with it: the code, as lines that `code` gives here and there, and
    folders, which are to be the same by the same path, told by their time."""

    code: Callable[[], tuple[str, ...]]
    lines: tuple[str, ...]
    folders: tuple[tuple[str, int | None], ...]


class Cluster(Pool):
    """The workers of a Dask scheduler. Work travels as bytes, into which Dask doesn't look."""

    here = False

    def __init__(self, client: Any, surroundings: Surroundings) -> None:
        from distributed.client import ClosedClientError  # noqa: PLC0415 - an extra
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        # Not pure: Dask would answer the second try of a batch with the error of the first.
        super().__init__(lambda: client.get_executor(pure=False), 2 * sum(client.nthreads().values()) + AHEAD)
        self.lost, self._gone = (*Pool.lost, KilledWorker, TimeoutError), ClosedClientError
        self._client, self._surroundings = client, surroundings

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """As in Executor. Raises Unusable where the cluster is gone."""
        try:
            return super().submit(alike, self._surroundings, pickle.dumps((fn, args, kwargs), 5))
        except self._gone as error:
            raise Unusable(GONE) from error

    def wait(self, future: Future[R]) -> R:
        """As in Pool. Raises Unusable where the scheduler is gone, of which Dask's futures are never told."""
        for _ in range(PATIENCE):
            try:
                return future.result(1)
            except TimeoutError:
                if future.done():
                    raise
            if self._client.status != "running":
                raise Unusable(GONE)
        raise TimeoutError


@contextmanager
def cluster(address: str, code: Callable[[], tuple[str, ...]], folders: Iterable[str]) -> Iterator[Executor]:
    """The workers of the Dask scheduler at `address`, as tcp://HOST:PORT. Raises Unusable."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError:
        raise Unusable("Dask isn't installed; pip install distributed, in the version of pyproject.toml") from None
    for name in ("distributed", "distributed.client", "tornado"):  # tracebacks of what we say in a line
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        _greeted(address)
        client: Any = distributed.Client(address, timeout=ANSWER, set_as_default=False, name="colophon")  # type: ignore[no-untyped-call]
    except OSError:
        raise Unusable(f"no Dask scheduler answers at {address}; start one, or unset COLOPHON_EXECUTOR") from None
    try:
        yield Cluster(_with_workers(client, address), surroundings(code, folders))
    finally:
        client.close()


def _greeted(address: str) -> None:
    """Raise OSError where nobody speaks first, as a scheduler does: Dask would wait for a web server for ever, and its
    dashboard is one."""
    url = urlsplit(address)
    with socket.create_connection((url.hostname or "", url.port or 0), ANSWER) as connection:
        if not connection.recv(1):
            raise ConnectionResetError


def _with_workers(client: Any, address: str) -> Any:
    """The client, if there are workers that can take work. One without our code would die of its first batch."""
    ours = __name__.partition(".")[0]
    try:
        client.wait_for_workers(1, timeout=ANSWER)
    except TimeoutError:
        raise Unusable(f"the Dask scheduler at {address} has no workers; start one: dask worker {address}") from None
    # A lambda travels as its code, so that it runs where nothing of ours can be imported.
    for worker, found in client.run(lambda: importlib.util.find_spec(ours) is not None).items():
        if not found:
            raise Unusable(f"the Dask worker {worker} can't import {ours}; it must run in an environment like this one")
    return client


def _tcp(stated: str) -> str:
    """The address as Dask writes it. Raises Unusable."""
    try:
        url = urlsplit(stated)
        good = url.scheme == "dask" and url.hostname and url.port and stated == f"dask://{url.netloc}"
    except ValueError:  # a port that is none
        good = False
    if not good:
        raise Unusable(f"COLOPHON_EXECUTOR is “{stated}”; write dask://HOST:PORT, or unset it")
    return f"tcp://{url.netloc}"


def surroundings(code: Callable[[], tuple[str, ...]], folders: Iterable[str]) -> Surroundings:
    """Those of this process."""
    return Surroundings(code, code(), tuple((path, _time(path)) for path in map(os.path.abspath, folders)))


def alike(wanted: Surroundings, call: bytes) -> Any:
    """Do work in a worker, if it does it as it is done where it came from. Raises Unlike."""
    _compare(wanted)
    try:
        fn, args, kwargs = pickle.loads(call)  # noqa: S301 - from the builder; a scheduler runs anything for anybody
    except ImportError as error:
        raise Unlike(f"a worker on {socket.gethostname()} can't import {error.name}") from None
    return fn(*args, **kwargs)


@lru_cache(maxsize=4)
def _compare(wanted: Surroundings) -> None:
    """Raise Unlike where this process differs; that it doesn't is found out once."""
    there = f"a worker on {socket.gethostname()}"
    for here, line in zip(wanted.code(), wanted.lines, strict=True):
        if here != line:
            raise Unlike(f"{there} runs {here}, not {line}")
    for path, time in wanted.folders:
        if (found := _time(path)) != time:
            raise Unlike(f"{there} {'has no' if found is None else 'has another'} {path}")


def _time(path: str) -> int | None:
    """When a folder last changed, in whole seconds, which every file system keeps; None where there is none."""
    try:
        return int(os.stat(path).st_mtime)
    except OSError:
        return None
