"""No text of a guide, a query or a path commands the terminal: its control characters are written out."""

import json
from pathlib import Path

import pytest

from web.cli import terminal
from web.cli.main import run

HOSTILE = "\x1b[31m\x1b]0;owned\x07\x9b2J\x7f"
CONTROL = {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))}
COMMANDS = {
    "search": ["search", "kafka", "alpha"],
    "no hits": ["search", f"zzzz{HOSTILE}", "--", "-kafka"],
    "json": ["search", "kafka", "--json"],
    "unknown skill": ["related", f"no{HOSTILE}"],
    "unknown option": ["search", f"--no{HOSTILE}"],
    "text": ["gaps", "--rules", "all", "--limit", "0"],
    "gaps as json": ["gaps", "--rules", "all", "--format", "json"],
    "sarif": ["gaps", "--rules", "all", "--format", "sarif"],
    "missing index": ["search", "x", "--index", f"no{HOSTILE}"],
}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    title = json.dumps(f"Kafka {HOSTILE} alpha")
    head = f'---\ntitle: {title}\nrelated: [{title[:-1]} gone"]\n---\n\n'
    page = f"{head}TODO kafka alpha {HOSTILE}.\n\n[x{HOSTILE}](no.md)\n"
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "a\x1b[2J.md").write_text(page, encoding="utf-8")
    (tmp_path / "guides" / "b\x1b[2J.md").write_text(page.replace("title: ", "slug: a\ntitle: "), encoding="utf-8")
    assert run(["build", "guides", "--index", "index"]) == 0
    return "index"


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_output_holds_no_control_character(index: str, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    built = capfd.readouterr()
    run([arguments[0], "--index", index, *arguments[1:]])
    shown = capfd.readouterr()
    for text in (*built, *shown):
        assert CONTROL & set(text) == set()
    assert "".join(shown)


def test_control_characters_are_written_out_and_our_own_styles_stay(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "has_colours", lambda: True)
    terminal.print_line(f"{terminal.styled('red', fg='red')} \x1b[31m {terminal.styled(chr(27) + 'c')}")
    assert capsys.readouterr().out == "\x1b[31mred\x1b[0m \\x1b[31m \\x1bc\x1b[0m\n"


def test_values_in_json_are_those_of_the_guides(index: str, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    run(["search", "kafka", "--index", index, "--json"])
    shown = capfd.readouterr().out
    assert json.loads(shown)["total"]
