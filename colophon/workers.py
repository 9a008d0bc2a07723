"""Where work is done: in this process, or in local processes. A cluster is a Pool of its own, in build/cluster.

A worker may be lost: killed for want of memory, or with its machine. Its batches are then done again by others.
"""

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

# How many batches wait beside those at work, so that no worker is ever idle and memory stays small.
AHEAD = 3

# Fewer files than this are read and rendered here before a pool of processes has started.
WORTH_A_POOL = 200

# How often a batch is given out before it is taken to be what kills workers.
TRIES = 3


class Unusable(Exception):
    """Work can't be done where it should be; the text is one line for whoever chose the place."""


class Pool:
    """Workers of which some may be lost; `start` gives their executor, and another one where it broke.

    `limit` is how many batches are given out at once. `lost` are the errors of a batch that its worker didn't finish.
    The workers of a `local` pool see this machine's files.
    """

    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)
    local = True

    def __init__(self, start: Callable[[], Executor], limit: int) -> None:
        self._start, self._workers, self.limit = start, start(), limit

    def submit(self, work: Callable[..., R], *arguments: Any) -> Future[R]:
        """Give out work; it is never refused because a worker died before."""
        try:
            return self._workers.submit(work, *arguments)
        except BrokenExecutor:
            self._workers.shutdown()
            self._workers = self._start()
            return self._workers.submit(work, *arguments)

    def wait(self, future: Future[R]) -> R:
        """What became of one piece of work; raises what it raised, and one of `lost`."""
        return future.result()

    def shutdown(self) -> None:
        """Let go of the workers; what is not yet begun is not done."""
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
    """How many processes work: the setting of the environment, else one a core that we may use."""
    stated = os.environ.get("COLOPHON_WORKERS", "")
    if stated.isdigit():
        return max(1, int(stated))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def local(number: int, *, fork: bool = False) -> Iterator[Pool | None]:
    """A pool of local processes; None, for this process alone, where one would do.

    With `fork` they are forked at once, which is the quickest way, if the system does it safely and this process has
    one thread. The caller must then have no database open: SQLite forbids to carry an open one into another process
    (https://www.sqlite.org/howtocorrupt.html, section 2.6). Processes that replace lost ones are never forked.
    """
    if number < 2:
        yield None
        return
    # What stands now is shared with the workers; frozen, the collector won't touch and thereby copy it.
    gc.collect()
    gc.freeze()
    ways = iter(["fork" if fork and may_fork() else "spawn"])
    pool = Pool(lambda: _processes(number, next(ways, "spawn")), number + AHEAD)
    try:
        yield pool
    finally:
        pool.shutdown()
        gc.unfreeze()


def may_fork() -> bool:
    """Whether this process can be forked safely: not on macOS, whose own libraries don't bear it, and not beside other
    threads, since what these hold locked would stay so."""
    can = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return can and threading.active_count() == 1


def _processes(number: int, way: str) -> Executor:
    executor = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context(way))
    if way == "fork":
        executor.submit(int)  # all processes are forked with the first piece of work
    return executor


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def each(pool: Pool | None, work: Callable[[list[T]], R], batches: Iterable[list[T]]) -> Iterator[tuple[list[T], R]]:
    """Each batch with what `work` makes of it, in order. `work` must be picklable where there is a pool; it may be done
    more than once, where a worker is lost. Raises Unusable where one batch loses worker after worker."""
    if pool is None:
        for batch in batches:
            yield batch, work(batch)
        return
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
        except pool.lost as error:
            future.cancel()
            if not left:
                reason = f"workers were lost {TRIES} times over the same work ({type(error).__name__})"
                raise Unusable(f"{reason}; see whether they have memory enough") from error
        future = pool.submit(work, batch)
    raise AssertionError  # the last try returns or raises
