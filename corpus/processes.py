"""Processors and processes: how many this process may use, work in a second one, the paused cycle collector."""

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
    """Return how many processors this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def gc_paused() -> Iterator[None]:
    """Keep the cycle collector from going over all that was read, which holds no cycles, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def in_subprocess(work: Callable[[], T], in_parallel: bool) -> Iterator[Callable[[], T]]:
    """Do ``work`` in a process of its own while the body runs, or before it unless ``in_parallel``.

    The process has all that this one has, and gives back files and what ``work`` returns: what is yielded waits for
    that. It is waited for in any case when the body has ended.
    Raises: what ``work`` raises; GuidedexError when its process was killed.
    """
    if not in_parallel:
        value = work()
        yield lambda: value
        return
    context = get_context("fork")
    answer, sender = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, sender), daemon=True)
    process.start()
    sender.close()
    answers: list[tuple[Exception | None, Any]] = []

    def result() -> T:
        if not answers:
            answers.append(_received(answer))
        error, value = answers[0]
        if error is not None:
            raise error
        returned: T = value
        return returned

    try:
        yield result
        result()
    finally:
        process.kill()
        process.join()
        answer.close()


def _do(work: Callable[[], object], sender: Connection) -> None:
    try:
        value = work()
    except Exception as error:
        sender.send((error, None))
    else:
        sender.send((None, value))


def _received(answer: Connection) -> tuple[Exception | None, Any]:
    try:
        error, value = answer.recv()
    except EOFError:
        return GuidedexError("a process of the build was killed, perhaps for want of memory"), None
    return error, value
