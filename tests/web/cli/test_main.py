"""The ``guidedex`` command: text for people, JSON for programs."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from web.cli.main import COMMANDS, run
from web.cli.terminal import highlighted, plain
from web.pages import wording

ROOT = Path(__file__).parents[3]

KAFKA = """---
title: Kafka
category: Data
aliases: [event log]
related: [Terraform, Zookeeper]
updated: 2026-05
---

Kafka keeps an ordered log of events on several brokers.

## Partitions

A partition is an ordered log; consumers of one group share the partitions.

## Interview questions

| Question | Why asked | Strong answer | Difficulty |
|---|---|---|---|
| How does a consumer group share partitions? | To see practice. | One consumer per partition. | Hard |
"""
TERRAFORM = """---
title: Terraform
category: DevOps
related: [Kafka]
updated: 2026-06
---

Terraform plans changes to infrastructure and keeps its state in a file.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Return a folder with two guides in ``guides`` and their index in ``build/index``."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "guides").mkdir()
    (folder / "guides" / "kafka.md").write_text(KAFKA)
    (folder / "guides" / "terraform.md").write_text(TERRAFORM)
    assert run(["build", str(folder / "guides"), "--index", str(folder / "build" / "index"), "--json"]) == 0
    return folder


@pytest.fixture
def guidedex(site, monkeypatch, capsys):
    """Return a function that calls the command in the site's folder: (status, stdout, stderr)."""
    monkeypatch.chdir(site)
    for name in ("GUIDEDEX_INDEX", "GUIDEDEX_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(arguments)
        output = capsys.readouterr()
        return status, output.out, output.err

    return call


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_ends_its_help_with_an_example(guidedex, name):
    status, out, _ = guidedex(name, "--help")
    assert status == 0
    assert COMMANDS[name] in " ".join(out.split())
    assert f"  guidedex {name}" in out.partition("Example:")[2]
    assert "Options" not in out.partition("Example:")[2]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("serve", "mcp")])
def test_every_command_that_ends_speaks_json(guidedex, name):
    assert "--json" in guidedex(name, "--help")[1]


def test_the_help_lists_every_command(guidedex):
    out = guidedex("--help")[1]
    assert all(f"  {name} " in out for name in COMMANDS)
    assert out.rstrip().endswith("guidedex serve")


def test_a_build_reports_what_the_contract_says(guidedex, tmp_path):
    bad = tmp_path / "bad.md"
    bad.write_text("---\ntitle: [unclosed\n---\n\nText of a guide.\n")
    status, out, err = guidedex("build", "guides", str(bad), "--index", str(tmp_path / "index"), "--json")
    report = json.loads(out)
    assert (status, err) == (0, "")
    assert set(report) == {
        "files", "guides", "documents", "questions", "problems", "problems_by_rule", "ignored", "skipped",
        "seconds", "build_id",
    }  # fmt: skip
    assert report["questions"] == report["documents"]["question"] == 1
    assert {"path", "line", "rule", "message", "fix"} == set(report["problems"][0])


def test_a_strict_build_with_problems_is_status_1(guidedex, tmp_path):
    bad = tmp_path / "bad.md"
    bad.write_text("---\ntitle: [unclosed\n---\n\nText of a guide.\n")
    index = str(tmp_path / "index")
    assert guidedex("build", str(bad), "--index", index, "--strict", "--json")[0] == 1
    assert guidedex("build", "guides", "--index", index, "--strict", "--json")[0] == 0


def test_a_build_ends_with_one_screen(guidedex, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "helm.md").write_text("# Helm\n\nTODO: say what a chart is.\n")
    status, out, _ = guidedex("build", "guides", str(tmp_path / "more"), "--index", str(tmp_path / "index"))
    assert status == 0
    assert "Read 3 files" in out
    assert "3 guides" in out
    assert "1 question" in out
    assert "TODO: say what a chart is" in out
    assert f"guidedex serve --index {tmp_path / 'index'}" in out
    assert len(out.splitlines()) < 25


def test_a_build_shows_the_first_problems_of_each_rule(guidedex, tmp_path):
    for number in range(5):
        (tmp_path / f"bad{number}.md").write_text("---\ntitle: [unclosed\n---\n\nText of a guide.\n")
    out = guidedex("build", str(tmp_path), "--index", str(tmp_path / "index"))[1]
    assert "5 problems in 5 files:" in out
    assert out.count(".md:") == 3


def test_a_build_reads_the_sources_of_the_settings(guidedex, tmp_path, monkeypatch):
    (tmp_path / "guidedex.yaml").write_text(f"sources: [{Path('guides').resolve()}]\n")
    monkeypatch.chdir(tmp_path)
    out = guidedex("build", "--json")[1]
    assert json.loads(out)["guides"] == 2
    assert (tmp_path / "build" / "index" / "CURRENT").exists()


def test_the_settings_file_is_written_once(guidedex, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert guidedex("build", "--write-config")[0] == 0
    assert "# site:" in (tmp_path / "guidedex.yaml").read_text()
    status, _, err = guidedex("build", "--write-config")
    assert (status, "it is there already" in err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["guidedex.yaml"]


def test_a_search_says_title_place_snippet_reasons_and_facets(guidedex):
    status, out, _ = guidedex("search", "consumer", "group")
    assert status == 0
    assert "How does a consumer group share partitions?  question · hard · 2026-05" in out
    assert "Kafka" in out
    assert "/guides/kafka#" in out
    assert "--kind" in out
    assert "\x1b" not in out
    assert "<mark>" not in out


def test_a_search_as_json_is_the_answer_of_the_api(guidedex):
    page = json.loads(guidedex("search", "kafka", "--limit", "1", "--json")[1])
    assert {
        "query", "total", "limit", "offset", "hits", "facets", "relaxed", "suggestion", "notices", "build_id",
    } <= set(page)  # fmt: skip
    assert (page["limit"], page["hits"][0]["id"]) == (1, "kafka")
    assert "explanation" not in page["hits"][0]


def test_an_explained_search_shows_parts_that_sum_to_the_score(guidedex):
    hit = json.loads(guidedex("search", "kafka", "--explain", "--json")[1])["hits"][0]
    assert sum(part["value"] for part in hit["explanation"]) == pytest.approx(hit["score"], abs=1e-6)


def test_a_search_is_filtered_and_paged(guidedex):
    page = json.loads(guidedex("search", "--kind", "guide", "--category", "DevOps", "--json")[1])
    assert [hit["id"] for hit in page["hits"]] == ["terraform"]
    assert json.loads(guidedex("search", "kafka", "--offset", "900", "--json")[1])["hits"] == []
    assert "none from number 901 on" in guidedex("search", "kafka", "--offset", "900")[1]


def test_a_search_that_finds_nothing_is_no_error(guidedex):
    status, out, _ = guidedex("search", "xylophone zither")
    assert (status, "Nothing found for xylophone zither" in out) == (0, True)


def test_notices_do_not_stand_in_the_json(guidedex):
    status, out, _ = guidedex("search", '"no such phrase in kafka"', "--json")
    assert status == 0
    assert isinstance(json.loads(out), dict)


def test_related_takes_a_skill_an_alias_an_id_several_and_a_text(guidedex):
    def ids(*arguments):
        status, out, _ = guidedex("related", *arguments, "--floor", "0", "--json")
        assert status == 0
        return [hit["id"] for hit in json.loads(out)["hits"]]

    assert ids("kafka") == ids("Kafka") == ids("event log") == ["terraform"]
    assert ids("kafka", "terraform") == []
    assert ids("--text", "ordered log of events on brokers", "--kind", "skill")[0] == "kafka"
    question = "kafka#q-how-does-a-consumer-group-share-partitions"
    assert ids(question, "--kind", "skill") == ["kafka"]


def test_a_related_text_may_come_from_standard_input(guidedex, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("plans changes to infrastructure"))
    out = guidedex("related", "--text", "-", "--kind", "skill", "--floor", "0", "--json")[1]
    assert json.loads(out)["hits"][0]["id"] == "terraform"


def test_related_says_when_nothing_is_close_enough(guidedex):
    status, out, _ = guidedex("related", "--text", "knitting a scarf", "--kind", "skill")
    assert (status, "Nothing is close enough" in out) == (0, True)
    assert guidedex("related", "kafka", "--kind", "skill")[1].startswith(" 1  Terraform  guide")


def test_gaps_come_as_text_json_csv_sarif_and_html(guidedex):
    rules = ("--rules", "missing-guide,broken-link")
    text = guidedex("gaps", *rules)[1]
    assert "Zookeeper has no guide" in text
    report = json.loads(guidedex("gaps", *rules, "--json")[1])
    assert report["by_rule"]["missing-guide"] == 1
    keys = {"id", "rule", "severity", "path", "line", "message", "evidence", "fix", "rank"}
    assert keys <= set(report["findings"][0])
    assert guidedex("gaps", *rules, "--format", "csv")[1].startswith("rank,")
    assert json.loads(guidedex("gaps", *rules, "--format", "sarif")[1])["version"] == "2.1.0"
    assert guidedex("gaps", *rules, "--format", "html")[1].startswith("<!doctype html>")


def test_gaps_fail_only_when_asked_to(guidedex):
    assert guidedex("gaps", "--rules", "missing-guide")[0] == 0
    assert guidedex("gaps", "--rules", "missing-guide", "--fail-on", "info")[0] == 1
    assert guidedex("gaps", "--rules", "placeholder", "--fail-on", "info")[0] == 0


def test_gaps_of_a_baseline_and_waived_ones_are_left_out(guidedex, tmp_path):
    before = guidedex("gaps", "--rules", "missing-guide,broken-link", "--json")[1]
    (tmp_path / "baseline.json").write_text(before)
    after = guidedex("gaps", "--baseline", str(tmp_path / "baseline.json"), "--fail-on", "info", "--json")
    assert (after[0], json.loads(after[1])["findings"]) == (0, [])
    waived = json.loads(before)["findings"][0]["id"]
    config = tmp_path / "guidedex.yaml"
    config.write_text(f"gaps: {{waivers: [{{finding: '{waived}', reason: soon, until: 2999-01-01}}]}}\n")
    left = json.loads(guidedex("gaps", "--config", str(config), "--json")[1])
    assert waived not in {finding["id"] for finding in left["findings"]}


def test_gaps_join_what_readers_searched(guidedex, tmp_path):
    demand = tmp_path / "demand.csv"
    demand.write_text("query,count,clicks\nxylophone,40,0\n")
    out = guidedex("gaps", "--rules", "unanswered-search", "--demand", str(demand), "--json")[1]
    assert "xylophone" in json.loads(out)["findings"][0]["message"]


def test_a_ranking_is_measured(guidedex, tmp_path):
    queries, qrels = tmp_path / "queries.jsonl", tmp_path / "qrels.tsv"
    queries.write_text('{"id": "1", "text": "kafka"}\n{"id": "2", "text": "terraform state"}\n')
    qrels.write_text("query_id\tdoc_id\tgrade\n1\tkafka\t1\n2\tterraform\t1\n")
    options = ("evaluate", "--queries", str(queries), "--qrels", str(qrels))
    status, out, _ = guidedex(*options, "--json")
    assert status == 0
    assert json.loads(out) == {"queries": 2, "ndcg@10": 1.0, "map": 1.0, "mrr@10": 1.0, "recall@100": 1.0}
    assert "ndcg@10        1.0000" in guidedex(*options)[1]


def test_a_check_tells_sound_from_changed_from_what_cannot_be_used(guidedex, tmp_path):
    guide, index = tmp_path / "kafka.md", tmp_path / "index"
    guide.write_text(KAFKA)
    assert guidedex("build", str(guide), "--index", str(index), "--json")[0] == 0
    status, out, _ = guidedex("check", "--index", str(index), "--json")
    assert (status, json.loads(out)["status"], json.loads(out)["messages"]) == (0, 0, [])
    guide.write_text(KAFKA.replace("Kafka keeps", "Kafka holds"))
    status, out, _ = guidedex("check", "--index", str(index))
    assert (status, "the sources have changed" in out) == (1, True)
    biggest = max(index.rglob("*.npy"), key=lambda path: path.stat().st_size)
    data = bytearray(biggest.read_bytes())
    data[-1] ^= 1
    biggest.write_bytes(data)
    status, out, _ = guidedex("check", "--index", str(index))
    output = " ".join(out.split())  # however long the path is that it names
    assert (status, "cannot be used" in output, "is not as it was written" in output) == (2, True, True)
    manifest = next(index.rglob("manifest.json"))
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}))
    status, out, _ = guidedex("check", "--index", str(index))
    output = " ".join(out.split())
    assert (status, "cannot be used" in output, "it has format 1" in output) == (2, True, True)


@pytest.mark.parametrize("name", ["search", "related", "gaps", "check", "evaluate"])
def test_without_an_index_every_command_says_what_to_run(guidedex, tmp_path, name):
    judged = tmp_path / "judged"
    judged.write_text("doc_id\trelated_id\n")
    more = {"related": ["kafka"], "evaluate": ["--related", str(judged)]}.get(name, [])
    status, out, err = guidedex(name, *more, "--index", str(tmp_path / "none"))
    assert (status, out) == (2, "")
    assert err.startswith("guidedex: ")
    assert "guidedex build" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serch"], "No such command"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["search", "x", "--limit", "101"], "--limit"),
        (["search", "x", "--kind", "page"], "--kind"),
        (["related"], "Name a SKILL or an ID, or give --text"),
        (["related", "kafka", "--text", "x"], "one of the two"),
        (["related", "kafak"], "kafak"),
        (["evaluate"], "Give --queries and --qrels, or --related"),
        (["gaps", "--rules", "mising-guide"], "missing-guide"),
        (["gaps", "--format", "pdf"], "--format"),
        (["build", "nowhere"], "nowhere"),
        (["build", "--engine", "lucene", "guides"], "lucene"),
        (["search", "x", "--config", "none.yaml"], "cannot read the settings in none.yaml"),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_status_2_with_a_reason(guidedex, arguments, message):
    status, out, err = guidedex(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_the_index_is_named_by_option_before_variable_before_default(guidedex, site, tmp_path, monkeypatch):
    monkeypatch.setenv("GUIDEDEX_INDEX", str(tmp_path / "none"))
    assert guidedex("check")[0] == 2
    assert guidedex("check", "--index", str(site / "build" / "index"))[0] == 0


def test_ctrl_c_is_quiet(guidedex, monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("web.cli.search.open_index", interrupted)
    assert guidedex("search", "kafka") == (130, "", "")


def start(site: Path, *arguments: str, **options) -> "subprocess.Popen[bytes]":
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("environ", {})}
    command = [sys.executable, "-m", "web.cli", *arguments]
    return subprocess.Popen(command, cwd=site, env=environ, stderr=subprocess.PIPE, **options)


def test_a_reader_that_goes_away_is_no_error(site):
    read, write = os.pipe()
    os.close(read)
    process = start(site, "search", "kafka", "--json", stdout=write)
    os.close(write)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("variables", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {}])
def test_output_is_utf_8_whatever_the_locale(site, variables):
    process = start(site, "search", "kafka", stdout=subprocess.PIPE, environ=variables)
    out, _ = process.communicate(timeout=30)
    assert " · " in out.decode("utf-8")


def on_a_terminal(site: Path, *arguments: str, **variables: str) -> str:
    """Return what the command writes when standard output and error are one terminal."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", *arguments],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **variables},
        stdout=end,
        stderr=end,
    )
    os.close(end)
    written = b""
    try:
        while part := os.read(terminal, 4096):
            written += part
    except OSError:  # what Linux says at the end of a terminal
        pass
    os.close(terminal)
    assert process.wait(30) == 0
    return written.decode()


def test_words_are_highlighted_on_a_terminal_unless_it_wants_no_colour(site):
    assert "\x1b[33m\x1b[1mconsumers" in on_a_terminal(site, "search", "consumer", NO_COLOR="")
    assert "\x1b" not in on_a_terminal(site, "search", "consumer", NO_COLOR="1")


def test_a_build_shows_progress_on_a_terminal(site, tmp_path):
    written = on_a_terminal(site, "build", "guides", "--index", str(tmp_path / "index"))
    assert "Reading" in written
    assert "100%" in written


def test_content_cannot_steer_the_terminal():
    assert plain("a\x1b[31mb\x07\x9bc\td\n") == "a\\x1b[31mb\\x07\\x9bc\td\n"
    assert highlighted("a &lt;b&gt; <mark>c\x1b</mark>") == "a <b> c\\x1b"


def test_search_sorts_in_every_order_that_the_page_has(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for sort in wording.SORTS:
        assert run(["search", "log", "--sort", sort, "--index", str(site / "build" / "index"), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["total"] > 0


def test_a_build_says_what_it_did_not_read_and_what_to_do(guidedex, tmp_path):
    for name in ("a.md", "b.adoc", "c.adoc", "d.org"):
        (tmp_path / name).write_text("# A title\n\nText")
    status, out, _ = guidedex("build", str(tmp_path), "--index", str(tmp_path / "index"))
    assert status == 0
    assert "Not read:\n  2 .adoc: index the rendered HTML\n  1 .org: index the rendered HTML\n" in out
    _, out, _ = guidedex("build", str(tmp_path), "--index", str(tmp_path / "index"), "--json")
    assert json.loads(out)["skipped"] == {".adoc": 2, ".org": 1}


def test_a_pipe_in_the_place_of_the_settings_is_an_error_and_no_wait(guidedex, tmp_path):
    os.mkfifo(tmp_path / "guidedex.yaml")
    status, _, error = guidedex("search", "x", "--config", str(tmp_path / "guidedex.yaml"))
    assert status == 2
    assert "this is not a regular file" in error
