"""``python -m tests.faults`` runs every module of fault tests and prints one table."""

from types import ModuleType

from tests.faults.__main__ import lines, modules


def test_every_module_with_a_run_is_run() -> None:
    assert {"documents", "disks", "flips", "fuzz", "kills", "load", "servers"} <= {
        module.__name__.rpartition(".")[2] for module in modules()
    }
    assert [module.__name__ for module in modules(["kills"])] == ["tests.faults.kills"]


def test_a_row_of_the_table_has_the_figure_and_the_cases_behind_it() -> None:
    module = ModuleType("tests.faults.stones")
    module.run = lambda _: [{"what": "stones thrown", "figure": 2, "of": 3, "which": ["big"]}]
    assert list(lines([module], 1))[2:] == ["| stones | stones thrown | 2 of 3 ['big'] |"]
