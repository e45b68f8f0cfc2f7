"""A disk without space, at every file that a build writes."""

import builtins
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpus.problems import GuidedexError
from index.build import ENGINES, BuildOptions, build, check
from search import open_index

FULL = "/dev/full"
"""A file that takes no byte: the kernel reports that no space is left."""

GUIDE = """---
title: {0}
category: Backend
tags: [speed]
---
A guide about {0}.

## Interview questions

| Question | Why asked | Strong answer | Difficulty |
|---|---|---|---|
| When does {0} hurt? | Judgement | When nobody measures it. | Hard |
"""

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not Path(FULL).exists(), reason=f"needs {FULL}")]


@contextmanager
def disk(folder: Path, full_at: int | None = None) -> Iterator[list[str]]:
    """Yield the names of the files below ``folder`` opened for writing; the one with the number ``full_at`` is full."""
    really_open = io.open
    written: list[str] = []

    def opened(file: Any, mode: str = "r", *others: Any, **options: Any) -> Any:
        if isinstance(file, int) or folder not in Path(file).parents or not set(mode) & set("wx"):
            return really_open(file, mode, *others, **options)
        written.append(Path(file).name)
        if len(written) - 1 == full_at:
            really_open(file, mode, *others, **options).close()
            file, mode = FULL, mode.replace("x", "w")
        return really_open(file, mode, *others, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        yield written


def content(index: Path) -> dict[str, bytes]:
    """Return the bytes of every file of an index, by its path."""
    return {str(path.relative_to(index)): path.read_bytes() for path in index.rglob("*") if path.is_file()}


class Trial:
    """A good index, and a build of other guides that runs out of space."""

    def __init__(self, folder: Path, engine: str) -> None:
        self._folder = folder
        self._options = BuildOptions(engine=engine)
        self._good = folder / "good"
        build([self._guides("Caching")], self._good, self._options)
        self._new = self._guides("Queues")

    def files(self) -> list[str]:
        """Return the names of the files that the build writes, in order."""
        index = self._copy("probe")
        with disk(index) as written:
            build([self._new], index, self._options)
        return [name.split(f"-{os.getpid()}")[0] for name in written]

    def runs_out_of_space(self, at: int) -> bool:
        """Fill the disk at one file, assert that the index and its answers stay, and return whether the build failed.

        A file that gets no byte stops no build, whose index must then be sound.
        """
        index = self._copy(f"full-{at}")
        searcher = open_index(index)
        message = self._error_of_building(index, at)
        if not message:
            assert check(index).status == 0
            return False
        assert message.startswith(f"cannot write the index at {index}: ")
        assert "No space left" in message
        assert content(index) == content(self._good)
        assert [opened.search("guide").hits[0].title for opened in (searcher, open_index(index))] == ["Caching"] * 2
        return True

    def _error_of_building(self, index: Path, at: int) -> str:
        try:
            with disk(index, at):
                build([self._new], index, self._options)
        except GuidedexError as error:
            return str(error)
        return ""

    def _guides(self, title: str) -> Path:
        folder = self._folder / title
        folder.mkdir()
        (folder / "guide.md").write_text(GUIDE.format(title))
        return folder

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self._good, self._folder / name))


NOT_IN_GENERATION = (".CURRENT", ".sources.json", ".readings.cache")
"""Files beside the generations, which are written when the new generation is complete."""


def see_that_no_half_index_is_left(folder: Path, engine: str, every: int) -> None:
    """Run out of space at every ``every``-th file of a generation; at most one of them gets no byte."""
    trial = Trial(folder, engine)
    of_generation = [at for at, name in enumerate(trial.files()) if name not in NOT_IN_GENERATION]
    assert len(of_generation) > 50
    tried = of_generation[::every]
    assert sum(trial.runs_out_of_space(at) for at in tried) >= len(tried) - 1


def test_no_space_is_a_clear_error_and_the_last_good_index_stays_alone(tmp_path: Path) -> None:
    see_that_no_half_index_is_left(tmp_path, "arrays", every=20)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Exception ignored in.*FileIO")  # Whoosh does not close its files when it fails
@pytest.mark.parametrize("engine", ENGINES)
def test_no_space_for_any_file_is_a_clear_error_and_the_last_good_index_stays_alone(
    tmp_path: Path, engine: str
) -> None:
    see_that_no_half_index_is_left(tmp_path, engine, every=1)


@pytest.mark.parametrize("name", NOT_IN_GENERATION)
def test_no_space_for_a_file_beside_the_generations_leaves_nothing_over(tmp_path: Path, name: str) -> None:
    trial = Trial(tmp_path, "arrays")
    assert trial.runs_out_of_space(trial.files().index(name))
