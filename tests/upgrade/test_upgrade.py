"""What earlier versions wrote is taken over: an index is built again with one line; settings, searches, baseline hold.

``from_0_1_0`` was written by the last commit of 0.1.0: an index of three guides, every key of its settings, a query log
and a baseline of all rules. ``index_of_format_13.zip`` is the index of the same guides by the last commit with that
format.
"""

import json
import shutil
from pathlib import Path

import pytest

from index.build import check
from index.storage.generations import CURRENT, FORMAT, earlier_generations
from search.query_log import QueryLog, logged_demand
from web.cli.main import run

FOLDER = Path(__file__).parent
WRITTEN = FOLDER / "from_0_1_0"
INDEXES = {
    "format 7 with analyzer 3": WRITTEN / "index.zip",
    "format 13 with analyzer 5": FOLDER / "index_of_format_13.zip",
}
"""The indexes of earlier versions by what a message says of them."""


@pytest.fixture(params=INDEXES)
def version(request: pytest.FixtureRequest) -> str:
    """Return what a message says of the version that wrote the index of the site."""
    return str(request.param)


@pytest.fixture
def site(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder as a site of 0.1.0 has it, which is the current one; its index may be of a later version."""
    shutil.copytree(WRITTEN, tmp_path, dirs_exist_ok=True)
    shutil.unpack_archive(INDEXES[version], tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUIDEDEX_INDEX", "index")
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    """Return what a command prints, or its error where it prints nothing else."""
    assert run(list(arguments)) == status
    captured = capsys.readouterr()
    return captured.out or captured.err


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[str]:
    """Return the ids of the findings of all rules."""
    report = json.loads(printed(capsys, "gaps", "--rules", "all", "--json", *arguments))
    return {finding["id"] for finding in report["findings"]}


@pytest.mark.parametrize("command", [("search", "redis"), ("related", "redis"), ("gaps",), ("export", "static")])
def test_every_command_names_the_one_that_takes_the_index_over(
    site: Path, version: str, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    said = printed(capsys, *command, status=2)
    assert said.count("\n") == 1
    assert said.startswith(f"guidedex: cannot open the index at index: it has {version}")
    assert said.rstrip().endswith("run `guidedex build --index index`")


def test_check_says_that_the_index_is_of_another_version_and_nothing_of_damage(site: Path, version: str) -> None:
    report = check(site / "index")
    assert report.status == 2
    (message,) = report.messages
    assert f"{version}, this version reads {FORMAT}" in message
    assert "run `guidedex build" in message


def test_a_build_says_in_one_line_that_it_replaced_the_index(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, *rest = printed(capsys, "build").splitlines()
    assert first == "The index of another version was built again from its sources."
    assert "unknown-pin" not in "".join(rest)
    assert check(site / "index").status == 0
    assert "another version" not in printed(capsys, "build")


def test_an_index_of_another_version_stays_whole_until_the_new_one_is_there(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (site / "index" / CURRENT).read_bytes()
    shutil.rmtree(site / "guides")
    printed(capsys, "build", status=2)
    assert (site / "index" / CURRENT).read_bytes() == before


def test_an_old_generation_is_never_taken_for_the_build_before(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "build")
    assert [generation.manifest["format"] for generation in earlier_generations(site / "index")] == []


def test_the_baseline_knows_every_finding_that_is_still_one(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "build")
    known = {finding["id"] for finding in json.loads((site / "baseline.json").read_text())["findings"]}
    still = findings(capsys)
    assert len(known & still) >= 9
    assert findings(capsys, "--baseline", "baseline.json") == still - known


def test_waivers_pins_and_boosts_of_the_settings_hold(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "build")
    assert "missing-guide/docker" not in findings(capsys)
    found = json.loads(printed(capsys, "search", "getting started", "--json"))
    assert found["hits"][0]["id"] == "data/redis"
    assert found["hits"][0]["url"] == "https://guides.example/skills/data/redis"


def test_no_search_of_the_query_log_is_lost(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "build")
    assert "unanswered-search/kafka-lag" in " ".join(findings(capsys))
    log = QueryLog(Path("queries.sqlite"), keep_days=36_500)
    log.record("new search", 0)
    log.close()
    counts = {demand.query: demand.count for demand in logged_demand(log.path)}
    assert counts == {"kafka lag": 3, "probes": 4, "new search": 1}
    (filtered,) = logged_demand(log.path, filters="kind=section")
    assert (filtered.query, filtered.count, filtered.clicks) == ("redis expiry", 5, 1)
