"""The page for beginners, followed from its first file to its last command."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS
from web.cli.main import run

PAGE = (DOCS / "getting-started.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(guides/[a-z-]+\.md)`:\n\n```markdown\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
WALK = re.findall(r"^```(?:console)\n\$ guidedex (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def without_seconds(text: str) -> str:
    return re.sub(r"in \d+\.\d s", "in some time", text)


def test_every_command_of_the_page_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "guides").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(FILES) == 2
    shown = 0
    for command, output in WALK:
        if command == "serve":
            continue
        assert run([each.strip('"') for each in re.findall(r'"[^"]+"|\S+', command)]) == 0
        printed = capsys.readouterr().out
        if output:
            assert without_seconds(output.strip()) in without_seconds(printed)
            shown += 1
    assert shown == 3
