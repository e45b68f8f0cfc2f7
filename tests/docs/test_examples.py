"""The examples in the docstrings of the Python API run over the shipped guides."""

import doctest
from pathlib import Path

import pytest

import search.searcher
import web.app
import web.blueprint
from index.build import build
from search import open_index
from web.options import SHIPPED_GUIDES


@pytest.mark.parametrize(("module", "n_least"), [(search.searcher, 8), (web.app, 2), (web.blueprint, 5)])
def test_examples_of_a_module_give_what_they_show(
    module: object, n_least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    build([SHIPPED_GUIDES], Path("build/index"))
    globs = {"open_index": open_index, "index": open_index("build/index")}
    tests = [test for test in doctest.DocTestFinder().find(module, extraglobs=globs) if test.examples]
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in tests:
        runner.run(test)
    assert runner.tries >= n_least
    assert runner.failures == 0
