"""A small site: five guides and a record, built once and served by the real application."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.build import build
from web.app import create_app
from web.options import SHIPPED_GUIDES
from web.settings import QueryLogSettings, Settings

GUIDES = Path(__file__).parent / "guides"


NOT_COUNTED = QueryLogSettings(enabled=False)


@dataclass(frozen=True)
class SmallSite(Settings):
    """Settings that count no searches unless a test says so."""

    title: str = "Small Site"
    query_log: QueryLogSettings = NOT_COUNTED


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index over the guides beside this file."""
    index = tmp_path_factory.mktemp("web") / "index"
    build([GUIDES], index)
    return index


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index over the guides that ship."""
    index = tmp_path_factory.mktemp("shipped") / "index"
    build([SHIPPED_GUIDES], index)
    return index


@pytest.fixture(scope="session")
def app(small_index: Path) -> Flask:
    return create_app(SmallSite(small_index, host="127.0.0.1"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_without_index(tmp_path: Path) -> FlaskClient:
    return create_app(SmallSite(tmp_path / "none")).test_client()
