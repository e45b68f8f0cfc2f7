"""Work in a subprocess."""

import os
import signal
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from corpus.processes import in_subprocess


@pytest.mark.parametrize("in_parallel", [False, True])
def test_both_pieces_are_done_when_the_body_has_ended(tmp_path: Path, in_parallel: bool) -> None:
    with in_subprocess(lambda: (tmp_path / "one").touch(), in_parallel):
        (tmp_path / "other").touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other"]


@pytest.mark.parametrize("in_parallel", [False, True])
def test_what_the_work_returns_can_be_asked_for_again(in_parallel: bool) -> None:
    with in_subprocess(lambda: {"one": frozenset("ab")}, in_parallel) as result:
        assert result() == {"one": {"a", "b"}}
    assert result() == {"one": {"a", "b"}}


@pytest.mark.parametrize("in_parallel", [False, True])
def test_what_the_work_raises_is_raised(in_parallel: bool) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"), in_subprocess(full, in_parallel):
        pass


def test_work_that_is_killed_is_an_error() -> None:
    with (
        pytest.raises(GuidedexError, match="was killed"),
        in_subprocess(lambda: os.kill(os.getpid(), signal.SIGKILL), in_parallel=True),
    ):
        pass


def test_the_work_is_stopped_when_the_body_fails(tmp_path: Path) -> None:
    def wait() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        signal.pause()

    def fail() -> None:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            pass
        raise ValueError("the body failed")

    with pytest.raises(ValueError, match="the body failed"), in_subprocess(wait, in_parallel=True):
        fail()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
