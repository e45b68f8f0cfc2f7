"""Processes that end with the one that started them, however that ends.

The starter names itself in a variable. A thread compares it with the parent twice a second: this works on every POSIX
system, where ``prctl`` is Linux's own, and a pipe would be kept open by other children of the starter.
"""

import os
import signal
import threading
import time
from collections.abc import Mapping

PARENT = "GUIDEDEX_PARENT"
"""The variable with the id of the process that a command ends with."""

LOOK_SECONDS = 0.5
"""By hand: a build that goes on for half a second does no harm."""


def environment() -> Mapping[str, str]:
    """Return the environment of a process that is to end with this one."""
    return {**os.environ, PARENT: str(os.getpid())}


def end_with_parent() -> None:
    """Have this process, and those of its group, killed when the process ends that the variable names; else nothing."""
    parent = os.environ.pop(PARENT, "")
    if parent.isdecimal():
        threading.Thread(target=_wait_for_end, args=(int(parent),), name="parent", daemon=True).start()


def _wait_for_end(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    if os.getpgrp() == os.getpid():  # our own group, with the processes of this build
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
