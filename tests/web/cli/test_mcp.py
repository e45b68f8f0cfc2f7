"""``guidedex mcp``: its address, a missing package, and the configuration of clients that the documentation shows."""

import json
import re
import sys
from pathlib import Path

import click
import pytest

from web.cli.main import cli, run
from web.cli.mcp import _address

DOCS = Path(__file__).parents[3] / "docs" / "assistants.md"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8100", ("127.0.0.1", 8100)),
        ("[::1]:80", ("::1", 80)),
        (":8100", ("127.0.0.1", 8100)),
        ("guides.example:1", ("guides.example", 1)),
    ],
)
def test_an_address_has_a_host_and_a_port(text: str, address: tuple[str, int]) -> None:
    assert _address(text) == address


@pytest.mark.parametrize("text", ["8100", "localhost", "localhost:", "localhost:http", "localhost:99999"])
def test_another_address_is_an_error_that_shows_one(text: str) -> None:
    with pytest.raises(click.UsageError, match=re.escape("127.0.0.1:8100")):
        _address(text)


def test_without_its_package_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("mcp", "web.assistants"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert run(["mcp"]) == 2
    assert "pip install 'guidedex[mcp]'" in capsys.readouterr().err


def test_the_configurations_of_clients_start_the_command() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    servers = [
        next(iter((config.get("servers") or config["mcpServers"]).values())) for config in map(json.loads, blocks)
    ]
    assert len(servers) == 2
    for server in servers:
        assert server["command"] == "guidedex"
        name, *arguments = server["args"]
        assert cli.get_command(click.Context(cli), name).make_context(name, list(arguments))
