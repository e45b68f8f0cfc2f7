"""``guidedex related`` and the part of ``guidedex check`` on lists of related skills."""

import io
import json
from pathlib import Path

import pytest

from index.build import build
from web.cli.main import run

TEXTS = {
    "kafka": ("Kafka", "A log of partitions for a broker. Consumers commit offsets; Serverless runs some of them."),
    "queues": ("Message Queues", "A broker keeps messages until consumers acknowledge. Kafka commits offsets."),
    "redis": ("Redis", "Keys in memory with expiry; a cache, or a broker of streams with offsets."),
}


def built(folder: Path, without: str = "") -> str:
    (folder / "guides").mkdir(parents=True)
    for slug, (title, text) in TEXTS.items():
        if slug != without:
            (folder / "guides" / f"{slug}.md").write_text(f"# {title}\n\n{text}\n")
    build([folder / "guides"], folder / "index")
    return str(folder / "index")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    return built(tmp_path_factory.mktemp("related"))


def test_changes_name_the_lists_that_are_others(index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = built(tmp_path / "before", without="redis")
    assert run(["related", "--changes", before, "--index", index, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["lists"] == 3
    assert {"id": "redis", "before": []}.items() <= report["changes"][-1].items()
    assert run(["related", "--changes", index, "--index", index]) == 0
    assert capsys.readouterr().out == "0 of 3 lists changed.\n"
    assert run(["related", "kafka", "--changes", before, "--index", index]) == 2
    assert "leave out SKILL, ID and --text" in capsys.readouterr().err


def test_a_check_says_how_guides_are_spread_over_the_lists(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--index", index]) == 0
    assert "related lists: 3 guides" in capsys.readouterr().out
    assert run(["check", "--index", index, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["related"]["guides"] == 3


def test_a_skill_without_a_guide_is_answered_with_a_notice(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["related", "serverless", "--index", index]) == 0
    assert capsys.readouterr().out.startswith("serverless has no guide; this is drawn from 1 guide that mentions it.")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kafak", "no skill is called 'kafak'; nearest: Kafka"),
        ("redis#s", "no document is called 'redis#s'; nearest: redis"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(
    index: str, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    assert run(["related", name, "--index", index]) == 2
    assert message in capsys.readouterr().err


def test_an_empty_text_has_an_empty_answer_and_a_long_one_is_bounded(
    index: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["related", "--text", "", "--index", index, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["hits"], answer["below_threshold"]) == ([], True)
    monkeypatch.setattr("sys.stdin", io.StringIO("Kafka has partitions. " * 100_000))
    assert run(["related", "--text", "-", "--index", index, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["id"] == "kafka"
