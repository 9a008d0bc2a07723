"""Where work is done: in this process, in local processes, or on a Dask cluster. Knows nothing of what the work is."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# How many batches wait beside those at work, so that no worker is ever idle and memory stays small.
AHEAD = 3


def workers() -> int:
    """How many processes work: the setting of the environment, else one a core that we may use."""
    stated = os.environ.get("COLOPHON_WORKERS", "")
    return (
        max(1, int(stated))
        if stated.isdigit()
        else len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1
    )


@contextmanager
def local(number: int) -> Iterator[Executor | None]:
    """A pool of local processes; None, for this process alone, where one would do."""
    if number < 2:
        yield None
        return
    # A forked process has none of our other threads, and whatever these held locked would stay so.
    fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    start = "fork" if fork else "spawn"
    # What stands now is shared with the workers; frozen, the collector won't touch and thereby copy it.
    gc.collect()
    gc.freeze()
    pool = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context(start))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def each(
    executor: Executor | None, work: Callable[[list[T]], R], batches: Iterable[list[T]]
) -> Iterator[tuple[list[T], R]]:
    """Each batch with what `work` makes of it, in order. `work` must be picklable where there is an executor."""
    if executor is None:
        for batch in batches:
            yield batch, work(batch)
        return
    running: deque[tuple[list[T], Future[R]]] = deque()
    limit = workers() + AHEAD
    for batch in batches:
        running.append((batch, executor.submit(work, batch)))
        if len(running) >= limit:
            first, future = running.popleft()
            yield first, future.result()
    while running:
        first, future = running.popleft()
        yield first, future.result()
