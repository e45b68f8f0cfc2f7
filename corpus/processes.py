"""The number of usable processors, a function in a subprocess, and a pause of the cyclic garbage collector."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from corpus.problems import GuidedexError

T = TypeVar("T")


def usable_cpus() -> int:
    """Return the number of processors that this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: it would scan all guides again and again, and they hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def in_subprocess(work: Callable[[], T], in_parallel: bool) -> Iterator[Callable[[], T]]:
    """Run ``work`` in a forked process while the body runs; unless ``in_parallel``, run it here before the body.

    The context value is a function that waits for the process and returns the result of ``work``, which must be
    picklable. The context always waits for the process before it ends.
    Raises: any exception of ``work``; GuidedexError when the process was killed.
    """
    if not in_parallel:
        value = work()
        yield lambda: value
        return
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_result, args=(work, sender), daemon=True)
    process.start()
    sender.close()
    outcome: list[tuple[Exception | None, Any]] = []

    def result() -> T:
        if not outcome:
            outcome.append(_received(receiver))
        error, value = outcome[0]
        if error is not None:
            raise error
        typed: T = value
        return typed

    try:
        yield result
        result()
    finally:
        process.kill()
        process.join()
        receiver.close()


def _send_result(work: Callable[[], object], sender: Connection) -> None:
    """Send ``(error, value)`` of ``work``; one of them is None."""
    try:
        value = work()
    except Exception as error:
        sender.send((error, None))
    else:
        sender.send((None, value))


def _received(receiver: Connection) -> tuple[Exception | None, Any]:
    try:
        error, value = receiver.recv()
    except EOFError:
        return GuidedexError("a process of the build was killed, perhaps for want of memory"), None
    return error, value
