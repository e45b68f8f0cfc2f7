"""Two pieces of work at once, on two cores."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from corpus.problems import GuidedexError


@contextmanager
def beside(work: Callable[[], None], in_parallel: bool) -> Iterator[None]:
    """Do ``work`` in a process of its own while the body runs, or before it unless ``in_parallel``.

    The process has all that this one has, and gives nothing back but files: ``work`` is called for what it writes.
    Raises: what ``work`` raises, when the body has ended; GuidedexError when its process was killed.
    """
    if not in_parallel:
        work()
        yield
        return
    context = get_context("fork")
    answer, sender = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield
        error = _received(answer)
    finally:
        process.kill()
        process.join()
        answer.close()
    if error is not None:
        raise error


def _do(work: Callable[[], None], sender: Connection) -> None:
    try:
        work()
    except Exception as error:
        sender.send(error)
    else:
        sender.send(None)


def _received(answer: Connection) -> Exception | None:
    try:
        error: Exception | None = answer.recv()
    except EOFError:
        return GuidedexError("a process of the build was killed, perhaps for want of memory")
    return error
