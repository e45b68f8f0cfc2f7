"""Reports for terminals, programs, spreadsheets, editors and browsers."""

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft202012Validator

from search.gaps import Finding, GapReport, Place, find_gaps
from search.gaps.formats import (
    FORMATS,
    Repository,
    render_csv,
    render_html,
    render_json,
    render_plan,
    render_sarif,
    render_text,
)
from tests.gaps.clean import TODAY, break_corpus, clean_corpus, demand_of
from tests.gaps.conftest import GuidesOf
from tests.gaps.sarif_schema import LOG
from web.source_files import FilesOfSources

HOSTILE = '<script>alert(1)</script> & "co"'
FINDINGS = (
    Finding(
        "missing-guide/docker", "missing-guide", "warning", "a b.md", 3, "Docker has no guide",
        (Place("a b.md", 3, "Docker"), Place("c.md", 4, HOSTILE)), "write it", 1, "2 guides gain",
    ),
    Finding("unanswered-search/zig", "unanswered-search", "warning", "", 0, "=zig found nothing", rank=2, why="asked"),
)  # fmt: skip
REPORT = GapReport(FINDINGS, {"missing-guide": 1, "unanswered-search": 1}, ("missing-guide", "unanswered-search"))
NOTHING = GapReport((), {}, ("placeholder",), known=2, closed=("kafka",))


def test_the_text_names_place_fix_and_reason_of_each_finding() -> None:
    text = render_text(REPORT)
    for part in (
        "1. Docker has no guide",
        "a b.md:3",
        "missing-guide",
        "Fix: write it",
        "Why here: 2 guides gain",
        "Id: ",
    ):
        assert part in text
    assert "2 findings: 1 missing-guide, 1 unanswered-search" in text


def test_the_first_screen_has_ten_findings_at_most() -> None:
    many = tuple(
        Finding(f"placeholder/{i}", "placeholder", "error", "a.md", i, f"number {i}", rank=i) for i in range(1, 31)
    )
    text = render_text(GapReport(many, {"placeholder": 30}))
    assert "number 10" in text
    assert "number 11" not in text
    assert "30 findings: 30 placeholder. The first 10 are above." in text
    assert "number 30" in render_text(GapReport(many, {"placeholder": 30}), limit=0)


def test_the_plan_has_ten_lines_with_what_to_do_where_and_why() -> None:
    first = Finding("placeholder/a", "placeholder", "error", "a.md", 3, "a note", fix="mend it", why="1 guide gains")
    many = tuple(replace(first, rank=rank) for rank in range(1, 31))
    lines = render_plan(GapReport(many, {"placeholder": 30})).split("\n\n")[0].splitlines()
    assert len(lines) == 10
    assert lines[2] == "3. a note: mend it (a.md:3; 1 guide gains)"


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_corpus_in_which_nothing_is_wrong_is_told_so(form: str) -> None:
    assert "Nothing to mend: 1 rule" in FORMATS[form](NOTHING)


def test_json_has_the_fields_that_programs_rely_on() -> None:
    data = json.loads(render_json(REPORT))
    assert data["by_rule"] == {"missing-guide": 1, "unanswered-search": 1}
    fields = {"id", "rule", "severity", "path", "line", "message", "evidence", "fix", "rank"}
    assert all(fields <= finding.keys() for finding in data["findings"])
    assert data["findings"][0]["evidence"][0] == {"path": "a b.md", "line": 3, "text": "Docker"}


def test_no_cell_of_the_csv_is_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(REPORT))))
    assert [row["rule"] for row in rows] == ["missing-guide", "unanswered-search"]
    assert rows[1]["message"] == "'=zig found nothing"


def sarif_errors(log: object) -> list[str]:
    validator = Draft202012Validator(LOG, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)]


@pytest.mark.parametrize("report", [REPORT, NOTHING], ids=["findings", "none"])
def test_sarif_is_what_its_schema_allows(report: GapReport) -> None:
    assert not sarif_errors(json.loads(render_sarif(report)))


def test_sarif_of_every_rule_is_what_its_schema_allows(guides_of: GuidesOf) -> None:
    files = clean_corpus(4)
    break_corpus(files, Random(4), 10)
    guides = guides_of({path: "\n".join(lines) for path, lines in files.items()})
    log = json.loads(render_sarif(find_gaps(guides, today=TODAY, rules=["all"], demand=demand_of(files))))
    assert len(log["runs"][0]["results"]) == 10
    assert not sarif_errors(log)


def test_the_schema_refuses_what_sarif_does() -> None:
    log = json.loads(render_sarif(REPORT))
    result = log["runs"][0]["results"][0]
    result["level"] = "info"
    result["rank"] = 1
    del result["message"]["text"]
    result["relatedLocations"] *= 2
    assert len(sarif_errors(log)) == 4


def test_sarif_leads_to_rule_file_and_line() -> None:
    (run,) = json.loads(render_sarif(REPORT))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "guidedex"
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["missing-guide", "unanswered-search"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": "a%20b.md"}, "region": {"startLine": 3}}


def test_every_result_of_sarif_has_a_place_in_the_repository() -> None:
    repository = Repository(lambda path: f"site/content/{path}", "site/guidedex.yaml")
    (run,) = json.loads(render_sarif(REPORT, repository))["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    uris = [place["artifactLocation"]["uri"] for place in places]
    assert uris == ["site/content/a%20b.md", "site/guidedex.yaml"]
    assert all(place["region"]["startLine"] > 0 for place in places)


def test_paths_of_sarif_begin_at_the_root_of_the_repository(tmp_path: Path) -> None:
    source = tmp_path / "site" / "content" / "guides"
    (source / "in").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (source / "in" / "a.md").write_text("# A")
    assert FilesOfSources([source]).repository_path("in/a.md") == "site/content/guides/in/a.md"
    (source / ".git").mkdir()
    assert FilesOfSources([source]).repository_path("in/a.md") == "in/a.md"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]


def test_the_page_needs_nothing_else_and_escapes_what_guides_say() -> None:
    page = Tags()
    page.feed(render_html(REPORT))
    assert "script" not in page.tags
    assert not page.addresses
    assert page.tags.count("article") == 2


def test_a_search_that_has_an_answer_now_is_on_the_page() -> None:
    assert "<li>kafka</li>" in render_html(NOTHING)
