"""``guidedex gaps``, called as a person calls it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from web.cli.main import run

KAFKA = "---\ntitle: Kafka\nrelated: [Zookeeper]\n---\n\nKafka keeps an ordered log of events on several brokers.\n"
TERRAFORM = "---\ntitle: Terraform\n---\n\nTerraform plans changes; see [the list](/guides/all).\n"

Report = Callable[..., dict[str, Any]]


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
