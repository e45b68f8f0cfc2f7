"""Work in a process of its own, with its memory watched and bounded."""

import subprocess
from pathlib import Path

import pytest

from tests.bench.processes import Limits, OverLimit, run_alone

HOLD = """
import json, os, sys, time
held = bytearray(int(sys.argv[1]) << 20)
if os.fork() == 0:
    own = b"x" * (int(sys.argv[2]) << 20)
    time.sleep(float(sys.argv[3]))
    os._exit(0)
os.wait()
print("noise")
print(json.dumps({"pid": os.getpid()}))
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "holding_memory.py").write_text(HOLD)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "holding_memory"


def test_memory_of_children_counts_and_what_they_share_counts_once(module: str) -> None:
    ran = run_alone(module, ["200", "100", "1.5"], Limits(seconds=60))
    assert ran.answer["pid"] > 0
    assert 295 < ran.peak_mb < 400


@pytest.mark.parametrize(
    ("limits", "said"), [(Limits(seconds=0.5), "more than 0.5 s"), (Limits(memory=50 << 20), "more than 0.0488281 GiB")]
)
def test_work_over_a_limit_is_ended_with_its_children(module: str, limits: Limits, said: str) -> None:
    with pytest.raises(OverLimit, match=said):
        run_alone(module, ["200", "100", "60"], limits)


def test_work_that_fails_is_an_error(module: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_alone(module, ["not a number"], Limits())
