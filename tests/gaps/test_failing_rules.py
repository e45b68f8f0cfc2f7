"""A rule that raises is one line of the report in every format, and never its end."""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from corpus.reader import ReadOptions, read
from search.gaps import RULES, Demand, Finding, GapReport, GapSettings, Waiver, find_gaps
from search.gaps.finding import Gap, Place
from search.gaps.formats import FORMATS
from search.gaps.site import Site
from tests.gaps.conftest import GuidesOf

TODAY = "2026-06-15"
FILES = {
    "a.md": "---\ntitle: Alpha\nrelated: [Docker]\n---\n\nTODO: text\n",
    "b.md": "---\ntitle: Beta\nrelated: [Docker]\n---\n\nText.\n",
}


def raising(site: Site) -> Iterator[Gap]:
    for number, guide in enumerate(site.guides):
        if number:
            raise ValueError(f"min() of\n{guide.title}\x1b[2J")
        yield Gap(("found",), Place(guide.path, 1), "found before")


@pytest.fixture
def report(guides_of: GuidesOf, monkeypatch: pytest.MonkeyPatch) -> GapReport:
    monkeypatch.setitem(RULES, "placeholder", replace(RULES["placeholder"], check=raising))
    return find_gaps(guides_of(FILES), today=TODAY, rules=["missing-guide", "placeholder"])


def test_the_other_rules_run_and_what_the_rule_found_before_stays(report: GapReport) -> None:
    rules = {finding.rule for finding in report.findings}
    assert {"rule-failed", "missing-guide", "placeholder"} <= rules


def test_the_first_finding_names_the_rule_the_guide_and_the_error(report: GapReport) -> None:
    failed = report.findings[0]
    assert (failed.id, failed.path) == ("rule-failed/placeholder", "b.md")
    assert "placeholder stopped at b.md" in failed.message
    assert "ValueError: min() of Beta" in failed.message
    assert "test_failing_rules.py:" in failed.message
    assert "please report it" in failed.fix


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_line(report: GapReport, form: str) -> None:
    text = FORMATS[form](report)
    assert "laceholder stopped at b.md" in text
    assert "lease report it" in text
    if form == "sarif":
        run = json.loads(text)["runs"][0]
        rule = run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]
        assert rule["id"] == run["results"][0]["ruleId"] == "rule-failed"
    if form == "csv":
        assert next(csv.DictReader(io.StringIO(text)))["rule"] == "rule-failed"


def test_gaps_that_cannot_be_grouped_stay_apart(guides_of: GuidesOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.gaps.run.grouped", lambda gaps, *_: min([]))
    findings = find_gaps(guides_of(FILES), today=TODAY, rules=["missing-guide"]).findings
    assert {finding.id for finding in findings} >= {"missing-guide/docker", "rule-failed/missing-guide"}


def test_searches_that_cannot_be_replayed_do_not_end_the_report(guides_of: GuidesOf) -> None:
    def search(_: str) -> int:
        raise KeyError("x")

    demand = [Demand("kafka", 9, results=0)]
    findings = find_gaps(guides_of(FILES), today=TODAY, demand=demand, search=search).findings
    assert "rule-failed/closed-searches" in {finding.id for finding in findings}
    assert "placeholder" in {finding.rule for finding in findings}


def test_the_baseline_of_a_rule_that_failed_is_not_called_gone(
    guides_of: GuidesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "placeholder", replace(RULES["placeholder"], check=raising))
    assert find_gaps(guides_of(FILES), today=TODAY, known=["placeholder/a/todo"]).gone == ()


@pytest.mark.parametrize("rules", [None, ["stale-guide"]])
def test_an_expired_waiver_is_a_finding_whatever_rules_run(guides_of: GuidesOf, rules: list[str] | None) -> None:
    settings = GapSettings(waivers=(Waiver("missing-guide/docker", "in autumn", "2026-06-14"),))
    report = find_gaps(guides_of(FILES), settings=settings, today=TODAY, rules=rules)
    (expired,) = [finding for finding in report.findings if finding.rule == "waiver-expired"]
    assert expired.message == "the waiver of 'missing-guide/docker' (in autumn) ran out on 2026-06-14"
    assert report.waived == 0
    for render in FORMATS.values():
        assert "ran out on 2026-06-14" in render(report)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\ta", "\ra", "\na", " =1", "＝1"])
def test_no_cell_of_the_csv_is_a_formula(cell: str) -> None:
    finding = Finding("id", "stale-guide", "info", cell, 1, cell, fix=cell, why=cell)
    row = next(csv.DictReader(io.StringIO(FORMATS["csv"](GapReport((finding,))), newline="")))
    assert [row[name] for name in ("path", "message", "fix", "why")] == ["'" + cell.replace("\r", "\n")] * 4


@pytest.mark.parametrize(
    "text", ["a;=1+1", "a\t=1", "a\n+1", "a; \u200b@x", "a;;;-1", 'a;"=1"', "\ufeff=1", "\x00=1", "a\r\n\r＝1", ";\n;@"]
)
def test_no_cell_is_a_formula_where_a_spreadsheet_divides_at_other_signs(text: str) -> None:
    written = FORMATS["csv"](GapReport((Finding("id", "stale-guide", "info", text, 1, text, fix=text, why=text),)))
    cells = [cell.strip(' "\x00\u200b\ufeff') for cell in re.split(r"[;\t\n]", written)]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("name", ['x"; touch /tmp/owned; "', "$(id)", "`id`", "a\\", "it's!", "-rf", "a\nb"])
def test_the_command_for_a_new_guide_is_one_word_of_a_shell(guides_of: GuidesOf, name: str) -> None:
    (finding,) = [
        finding
        for finding in find_gaps(
            guides_of(FILES), today=TODAY, demand=[Demand(name, 9, results=0)], rules=["unanswered-search"]
        ).findings
        if finding.rule == "unanswered-search"
    ]
    command = finding.fix.partition("(")[2].rpartition("), or add")[0]
    words = shlex.split(command)
    assert words[:2] == ["guidedex", "new"]
    assert words[-1] == " ".join(name.split())
    assert words[2:-1] in ([], ["--"])


@pytest.mark.parametrize("n_guides", [4, 10, 16])
def test_the_first_shipped_guides_which_list_many_names_have_a_report(n_guides: int) -> None:
    files = sorted((Path(corpus.__file__).parent / "guides").rglob("*.md"))[:n_guides]
    report = find_gaps(read(files, ReadOptions()).guides, today=TODAY, rules=["missing-guide"])
    assert set(report.by_rule) == {"missing-guide"}
