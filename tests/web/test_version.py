"""The command, the API, the metrics and the MCP server name one version: that of the installed distribution."""

from importlib.metadata import PackageNotFoundError, version

import pytest
from click.testing import CliRunner

from web.api.openapi import openapi
from web.cli.main import cli
from web.version import software_version


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    software_version.cache_clear()


def versions() -> set[str]:
    """Return the versions that the command, the API's document and the MCP server name."""
    pytest.importorskip("mcp", reason="needs the extra mcp")
    from web.assistants.server import Assistants, make_server
    from web.settings import Settings

    server = make_server(Assistants(Settings(), None), "Guides")
    said = CliRunner().invoke(cli, ["--version"]).output
    return {said.split()[-1], openapi("Guides", "/api/v1")["info"]["version"], server.version}


def test_every_interface_names_the_installed_version() -> None:
    assert versions() == {version("guidedex")}


def test_every_interface_names_source_where_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert versions() == {"0+source"}
    software_version.cache_clear()
