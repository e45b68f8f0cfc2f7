"""A build ends with the server that started it, however that ends."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.web.running import PATIENCE

ROOT = Path(__file__).parents[2]
CHILD = """
import subprocess, sys, time
from web.parent_process import end_with_parent
end_with_parent()
own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(own.pid, flush=True)
time.sleep(600)
"""
STARTER = f"""
import subprocess, sys, time
from web.parent_process import environment
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], env=environment(), start_new_session=True)
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.server
def test_a_killed_starter_takes_its_child_and_what_that_started_along() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    starter = subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True, env=environment)
    assert starter.stdout is not None
    with starter:
        started = [int(starter.stdout.readline()) for _ in range(2)]
        try:
            starter.kill()
            starter.wait(PATIENCE)
            deadline = time.monotonic() + PATIENCE
            while any(map(is_running, started)) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not any(map(is_running, started))
        finally:
            for process in started:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
