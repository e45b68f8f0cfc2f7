"""A small site: five guides and a record, built once and served by the real application."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.build import build
from web.app import create_app

GUIDES = Path(__file__).parent / "guides"


@dataclass(frozen=True)
class SmallSite:
    index: Path
    title: str = "Small Site"
    base_url: str = ""


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index over the guides beside this file."""
    index = tmp_path_factory.mktemp("web") / "index"
    build([GUIDES], index)
    return index


@pytest.fixture(scope="session")
def app(small_index: Path) -> Flask:
    return create_app(SmallSite(small_index))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_without_index(tmp_path: Path) -> FlaskClient:
    return create_app(SmallSite(tmp_path / "none")).test_client()
