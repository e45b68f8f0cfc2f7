"""``guidedex gaps``, called as a person calls it."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.query_log import QueryLog
from tests.gaps.clean import clean_corpus
from web.cli.main import run

KAFKA = "---\ntitle: Kafka\nrelated: [Zookeeper]\n---\n\nKafka keeps an ordered log of events on several brokers.\n"
TERRAFORM = "---\ntitle: Terraform\n---\n\nTerraform plans changes; see [the list](/guides/all).\n"

Report = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call the command where no settings and no log of searches lie about: it reads those of its folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Report:
    """Return a function that calls ``guidedex gaps --json`` on an index of two guides."""
    guides, index = tmp_path / "guides", tmp_path / "index"
    guides.mkdir()
    (guides / "kafka.md").write_text(KAFKA, encoding="utf-8")
    (guides / "terraform.md").write_text(TERRAFORM, encoding="utf-8")
    assert run(["build", str(guides), "--index", str(index), "--json"]) == 0
    capsys.readouterr()

    def call(*options: str) -> dict[str, Any]:
        assert run(["gaps", "--index", str(index), "--json", *options]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return call


def test_results_of_a_weakened_query_do_not_answer_a_search(report: Report, tmp_path: Path) -> None:
    demand = tmp_path / "demand.csv"
    demand.write_text("query,count\nterraform xylophone,40\nterraform,90\n", encoding="utf-8")
    found = report("--rules", "unanswered-search", "--demand", str(demand))["findings"]
    assert [(finding["subject"], finding["demand"]) for finding in found] == [("terraform xylophone", 40)]


def test_a_waived_finding_is_counted_and_not_shown(report: Report, tmp_path: Path) -> None:
    (finding,) = report("--rules", "missing-guide")["findings"]
    config = tmp_path / "guidedex.yaml"
    waiver = f"{{finding: '{finding['id']}', reason: soon, until: 2999-01-01}}"
    config.write_text(f"gaps: {{waivers: [{waiver}]}}\n", encoding="utf-8")
    waived = report("--rules", "missing-guide", "--config", str(config))
    assert (waived["findings"], waived["waived"]) == ([], 1)


def test_an_address_that_is_no_guide_is_not_missed_where_the_settings_name_it(report: Report, tmp_path: Path) -> None:
    assert report("--rules", "broken-link")["by_rule"] == {"broken-link": 1}
    config = tmp_path / "guidedex.yaml"
    config.write_text("gaps: {pages: [/guides/all]}\n", encoding="utf-8")
    assert not report("--rules", "broken-link", "--config", str(config))["findings"]


BOTH = "missing-guide,broken-link"
SEVERITIES_OF_BOTH = {"missing-guide": "warning", "broken-link": "error"}


def status(tmp_path: Path, *options: str, config: str = "") -> int:
    """Return the exit status of ``guidedex gaps`` on the index of the two guides."""
    file = tmp_path / "guidedex.yaml"
    file.write_text(config, encoding="utf-8")
    return run(["gaps", "--index", str(tmp_path / "index"), "--config", str(file), *options])


def test_findings_as_severe_as_was_asked_are_exit_status_1(report: Report, tmp_path: Path) -> None:
    assert {f["rule"]: f["severity"] for f in report("--rules", BOTH)["findings"]} == SEVERITIES_OF_BOTH
    assert status(tmp_path) == 0
    assert status(tmp_path, "--fail-on", "error") == 1
    assert status(tmp_path, "--fail-on", "error", "--rules", "missing-guide") == 0
    assert status(tmp_path, "--fail-on", "warning", "--rules", "missing-guide") == 1


@pytest.mark.parametrize(
    ("options", "config", "expected"),
    [
        (["--rules", "broken-lnk"], "", "did you mean 'broken-link'"),
        ([], "gaps: {rules: [missing-guides]}", "did you mean 'missing-guide'"),
        ([], "gaps: {waivers: [{finding: missing-guide/zookeeper, reason: '', until: 2999-01-31}]}", "reason"),
        ([], "gaps: {waivers: [{finding: missing-guide/zookeeper, reason: soon, until: someday}]}", "someday"),
        ([], "gaps: {thin_word: 3}", "thin_words"),
        ([], "page_types: {skill: {sections: [Uses], rules: [thin]}}", "rules"),
        (["--baseline", "{tmp}/none.json"], "", "none.json"),
        (["--demand", "{tmp}/none.csv"], "", "none.csv"),
        (["--fail-on", "bad"], "", "bad"),
        (["--format", "pdf"], "", "pdf"),
        (["--yes"], "", "--fix"),
    ],
)
def test_what_cannot_be_done_is_exit_status_2_and_says_why(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], config: str, expected: str
) -> None:
    assert status(tmp_path, *(option.replace("{tmp}", str(tmp_path)) for option in options), config=config) == 2
    out, err = capsys.readouterr()
    assert not out
    assert expected in err


def test_a_waiver_that_ran_out_is_a_finding_and_no_failure(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = "gaps: {waivers: [{finding: missing-guide/zookeeper, reason: soon, until: 2020-01-31}]}"
    assert status(tmp_path, config=config) == 0
    assert "ran out on 2020-01-31" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["rubbish", "later"])
def test_a_log_that_cannot_be_read_is_exit_status_2(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    log = tmp_path / "queries.sqlite"
    if damage == "rubbish":
        log.write_bytes(b"no database" * 1000)
    else:
        database = sqlite3.connect(log)
        database.execute("PRAGMA user_version = 9")
        database.close()
    assert status(tmp_path, config=f"query_log: {{file: '{log}'}}") == 2
    assert "cannot" in capsys.readouterr().err
    assert status(tmp_path, config=f"query_log: {{file: '{log}', enabled: false}}") == 0


def test_guides_in_which_nothing_is_wrong_are_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, lines in clean_corpus(3).items():
        (tmp_path / "guides").mkdir(exist_ok=True)
        (tmp_path / "guides" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(["build", str(tmp_path / "guides"), "--index", str(tmp_path / "index"), "--json"]) == 0
    capsys.readouterr()
    assert status(tmp_path, "--fail-on", "info") == 0
    assert capsys.readouterr().out == "Nothing to mend: 5 rules found no gaps.\n"


def test_a_baseline_lets_old_findings_pass_and_no_new_one(report: Report, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps(report("--rules", "missing-guide")), encoding="utf-8")
    passed = report("--rules", "missing-guide", "--baseline", str(baseline))
    assert (passed["findings"], passed["known"], passed["by_rule"]) == ([], 1, {})
    assert status(tmp_path, "--fail-on", "warning", "--rules", "missing-guide", "--baseline", str(baseline)) == 0
    assert status(tmp_path, "--fail-on", "warning", "--baseline", str(baseline)) == 1


def test_ids_of_the_baseline_that_nothing_has_are_told_and_change_no_status(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(
        '{"known": ["missing-guide/zookeeper", "missing-guide/old", "placeholders/x"]}', encoding="utf-8"
    )
    assert report("--rules", "missing-guide", "--baseline", str(baseline))["gone"] == [
        "missing-guide/old",
        "placeholders/x",
    ]
    assert status(tmp_path, "--rules", "missing-guide", "--fail-on", "info", "--baseline", str(baseline)) == 0
    err = capsys.readouterr().err
    assert "2 ids that no finding has any more, such as missing-guide/old" in err
    assert "guidedex gaps --format json" in err


def test_an_export_finds_what_the_command_finds(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = QueryLog(tmp_path / "queries.sqlite")
    for query in ("terraform xylophone", "terraform xylophone", "terraform", "terraform"):
        log.record(query, 0)
    log.close()
    config = tmp_path / "guidedex.yaml"
    config.write_text(f"query_log: {{file: '{tmp_path / 'queries.sqlite'}'}}\n", encoding="utf-8")
    found = report("--config", str(config))
    assert "terraform xylophone" in {finding["subject"] for finding in found["findings"]}
    folder = tmp_path / "public"
    assert run(["export", str(folder), "--index", str(tmp_path / "index"), "--config", str(config)]) == 0
    assert json.loads((folder / "editors" / "gaps.json").read_text(encoding="utf-8")) == found


def test_findings_have_the_fields_of_the_contract(report: Report) -> None:
    found = report("--rules", BOTH)
    for finding in found["findings"]:
        assert {"id", "rule", "severity", "path", "line", "message", "evidence", "fix", "rank"} <= finding.keys()
        assert all(place.keys() == {"path", "line", "text"} for place in finding["evidence"])
    assert [finding["rank"] for finding in found["findings"]] == [1, 2]
    assert found["by_rule"] == {"missing-guide": 1, "broken-link": 1}


def test_a_search_in_vain_closes_when_its_guide_is_written_and_opens_when_it_is_gone(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = QueryLog(tmp_path / "queries.sqlite")
    for query in ("circuit breaker", "circuit breakers", "Circuit Breaker"):
        log.record(query, 0)
    log.close()
    config = tmp_path / "guidedex.yaml"
    config.write_text(f"query_log: {{file: '{tmp_path / 'queries.sqlite'}'}}\n", encoding="utf-8")
    guide = tmp_path / "guides" / "circuit-breaker.md"

    def found() -> tuple[list[str], list[str]]:
        assert run(["build", str(tmp_path / "guides"), "--index", str(tmp_path / "index"), "--json"]) == 0
        capsys.readouterr()
        queue = report("--rules", "unanswered-search", "--config", str(config))
        return [finding["subject"] for finding in queue["findings"]], queue["closed"]

    assert found() == (["circuit breaker"], [])
    guide.write_text(
        "---\ntitle: Circuit Breaker\n---\n\nA circuit breaker stops calls that would fail.\n", encoding="utf-8"
    )
    assert found() == ([], ["circuit breaker", "circuit breakers"])
    guide.unlink()
    assert found() == (["circuit breaker"], [])
