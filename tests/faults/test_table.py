"""``python -m tests.faults`` runs every module of fault tests and prints one table."""

from types import ModuleType

from tests.faults.__main__ import ENOUGH_SECONDS, budgets, lines, modules


def test_every_module_with_a_run_is_run() -> None:
    assert {"documents", "disks", "flips", "fuzz", "kills", "load", "searches", "servers"} <= {
        module.__name__.rpartition(".")[2] for module in modules()
    }
    assert [module.__name__ for module in modules(["kills"])] == ["tests.faults.kills"]


def test_a_row_of_the_table_has_the_figure_and_the_cases_behind_it() -> None:
    module = ModuleType("tests.faults.stones")
    module.run = lambda _: [{"what": "stones thrown", "figure": 2, "of": 3, "which": ["big"]}]
    assert list(lines([module], 1))[2:] == ["| stones | stones thrown | 2 of 3 ['big'] |"]


def test_a_full_run_gives_each_module_the_time_that_its_count_takes() -> None:
    by_count, by_time = ModuleType("tests.faults.stones"), ModuleType("tests.faults.rain")
    by_time.FULL_SECONDS = 300.0
    assert list(budgets([by_count, by_time], None)) == [(by_count, ENOUGH_SECONDS), (by_time, 300.0)]


def test_a_bounded_run_shares_its_time_out() -> None:
    one, two = ModuleType("tests.faults.stones"), ModuleType("tests.faults.rain")
    two.SHARE = 3
    shares = [seconds for _, seconds in budgets([one, two], 400)]
    assert [round(seconds) for seconds in shares] == [100, 400]
