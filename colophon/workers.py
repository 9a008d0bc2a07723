"""Do work in this process or in local processes. build/cluster has a Pool for a cluster.

A worker may be lost: the system kills it because memory is short, or its machine fails. Others then do its work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 3  # batches that wait beside those in work, so that no worker is idle and memory stays small
TRIES = 3  # how often a batch is submitted before it counts as the cause of lost workers
MOST_ON_WINDOWS = 61  # the system waits for no more at once
WORTH_A_POOL = 200  # files; this process reads and renders fewer before processes have started


class Unusable(Exception):
    """The workers can't be used. The text is one line for the person who chose them."""


class Pool:
    """Workers of which some may be lost. `start` makes their executor, and a new one where it broke. At most `limit`
    batches are submitted at once. `lost` are the errors of a batch whose worker was lost. The workers of a `local` pool
    see this machine's files."""

    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)
    local = True

    def __init__(self, start: Callable[[], Executor], limit: int) -> None:
        self._start, self._workers, self.limit = start, start(), limit

    def submit(self, work: Callable[..., R], *arguments: Any) -> Future[R]:
        """Submit work, to a new executor where the last one lost a worker."""
        try:
            return self._workers.submit(work, *arguments)
        except BrokenExecutor:
            self._workers.shutdown()
            self._workers = self._start()
            return self._workers.submit(work, *arguments)

    def wait(self, future: Future[R]) -> R:
        """The result of some work. Raises what the work raised, and the errors in `lost`."""
        return future.result()

    def shutdown(self) -> None:
        """End the workers, without the work that is not yet begun."""
        self._workers.shutdown(wait=True, cancel_futures=True)


class Workers:
    """The workers of one build: none for a few files, else one pool for all its steps, which `stack` closes."""

    def __init__(self, stack: ExitStack, start: Callable[[bool], AbstractContextManager[Pool | None]]) -> None:
        """`start` is told whether processes may be forked."""
        self._stack, self._start = stack, start
        self._pools: list[Pool | None] = []

    def fork(self, folder: str) -> None:
        """Fork the workers, if the folder holds many files. No database may be open."""
        names = chain.from_iterable(names for _, _, names in os.walk(folder))
        if next(islice(names, WORTH_A_POOL - 1, None), None) is not None:
            self._pools.append(self._stack.enter_context(self._start(True)))

    def pool(self, files: int) -> Pool | None:
        """The pool for a number of files; None where this process does the work."""
        if files < WORTH_A_POOL:
            return None
        if not self._pools:
            self._pools.append(self._stack.enter_context(self._start(False)))
        return self._pools[0]


def workers() -> int:
    """The number of worker processes: COLOPHON_WORKERS, else one for each core that this process may use."""
    stated = os.environ.get("COLOPHON_WORKERS", "")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    number = max(1, int(stated)) if stated.isdigit() else cores
    return min(number, MOST_ON_WINDOWS) if os.name == "nt" else number


@contextmanager
def local(number: int, *, fork: bool = False) -> Iterator[Pool | None]:
    """A pool of local processes; None, for this process alone, where `number` is 1.

    With `fork` they are forked at once, which is the quickest way: not on macOS, whose own libraries can't be forked
    safely, and not beside other threads, whose locks would stay locked. The caller must then have no database open:
    SQLite forbids to use an open one in another process (https://www.sqlite.org/howtocorrupt.html, section 2.6).
    Processes that replace lost ones are never forked."""
    if number < 2:
        yield None
        return
    # The workers share today's objects. The collector skips frozen ones; it would write to them, and so copy them.
    gc.collect()
    gc.freeze()
    can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    methods = iter(["fork"] if fork and can_fork and threading.active_count() == 1 else [])

    def start() -> Executor:
        method = next(methods, "spawn")
        executor = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context(method))
        if method == "fork":
            executor.submit(int)  # the first work forks all processes
        return executor

    pool = Pool(start, number + AHEAD)
    try:
        yield pool
    finally:
        pool.shutdown()
        gc.unfreeze()


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def each(pool: Pool | None, work: Callable[[list[T]], R], batches: Iterable[list[T]]) -> Iterator[tuple[list[T], R]]:
    """Each batch with the result of `work`, in order. Where there is a pool, `work` must be picklable; it may be done
    more than once, where a worker is lost. Raises Unusable where workers are lost TRIES times over one batch."""
    if pool is None:
        yield from ((batch, work(batch)) for batch in batches)
        return
    remaining = iter(batches)
    running: deque[tuple[list[T], Future[R]]] = deque()
    while True:
        for batch in islice(remaining, pool.limit - len(running)):
            running.append((batch, pool.submit(work, batch)))
        if not running:
            return
        first, future = running.popleft()
        yield first, _result(pool, work, first, future)


def _result(pool: Pool, work: Callable[[list[T]], R], batch: list[T], future: Future[R]) -> R:
    """The result of a batch. Where its worker was lost, it is submitted again and waited for before any other batch: so
    the batch that kills workers is soon told from those that ran beside it."""
    for attempt in range(TRIES):
        if attempt:
            future = pool.submit(work, batch)
        try:
            return pool.wait(future)
        except pool.lost as error:
            future.cancel()
            lost = error
    reason = f"workers were lost {TRIES} times over the same work ({type(lost).__name__})"
    raise Unusable(f"{reason}; see whether they have memory enough") from lost
