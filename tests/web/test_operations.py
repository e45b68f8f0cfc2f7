"""Operation of a site: readiness, metrics, logs, request ids, rate limits, import guard."""

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

import corpus.reader
from corpus.files import FileListing, SourceFile, list_files
from corpus.formats.includes import PartOf
from corpus.problems import GuidedexError
from corpus.reader import FileReading, ReadOptions, digest_of
from index.build import build
from tests.web.conftest import GUIDES, SmallSite
from web.app import create_app
from web.http.access_log import JsonFormatter, configure_logging
from web.import_guard import check_packages
from web.pages.readiness import FreshnessCheck
from web.server import METRICS_FOLDER, METRICS_LOCK, _metrics_folder, _remove_abandoned_metrics
from web.settings import ServerSettings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def edited(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder of guides and the index that was just built from it."""
    guides, index = tmp_path / "guides", tmp_path / "index"
    shutil.copytree(GUIDES, guides)
    build([guides], index)
    return guides, index


def touch(guides: Path) -> None:
    for path in guides.rglob("*.md"):
        os.utime(path, (1, 1))


@pytest.fixture(autouse=True)
def requests_wait_for_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.readiness.WAIT_SECONDS", 60)


def readiness(index: Path) -> tuple[int, str]:
    answer = create_app(SmallSite(index)).test_client().get("/readyz")
    return answer.status_code, answer.get_json()["status"]


def test_an_index_as_new_as_its_sources_is_ready(edited: tuple[Path, Path]) -> None:
    assert readiness(edited[1]) == (200, "ok")


def test_an_index_that_is_lost_while_it_serves_is_red_and_figures_go_on(edited: tuple[Path, Path]) -> None:
    client = create_app(SmallSite(edited[1])).test_client()
    assert client.get("/readyz").get_json()["status"] == "ok"
    shutil.rmtree(edited[1])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "unavailable")
    assert "guidedex build" in answer.get_json()["detail"]
    assert "none can be opened" in client.get("/metrics").text


def added(guides: Path) -> None:
    (guides / "new.md").write_text("# New")


def removed(guides: Path) -> None:
    (guides / "caching.md").unlink()


def edited_to_another_size(guides: Path) -> None:
    (guides / "caching.md").write_text("# Changed")


def edited_at_one_size(guides: Path) -> None:
    data = (guides / "caching.md").read_bytes()
    (guides / "caching.md").write_bytes(data[:-2] + b"!\n")
    os.utime(guides / "caching.md", (1, 1))


@pytest.mark.parametrize("change", [added, removed, edited_to_another_size, edited_at_one_size])
def test_an_index_is_not_ready_once_a_guide_has_changed_come_or_gone(
    edited: tuple[Path, Path], change: Callable[[Path], None]
) -> None:
    change(edited[0])
    assert readiness(edited[1]) == (503, "stale")


def test_an_edit_while_the_build_reads_is_noticed(edited: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    guides, index = edited

    def read_file(data: bytes, path: str, options: ReadOptions, part_of: PartOf) -> FileReading:
        (guides / "caching.md").write_text("# Changed meanwhile")
        return real_read_file(data, path, options, part_of)

    real_read_file = corpus.reader.read_file
    added(guides)
    with monkeypatch.context() as patched:
        patched.setattr(corpus.reader, "read_file", read_file)
        build([guides], index)
    assert readiness(index) == (503, "stale")


def test_a_file_that_is_new_and_says_the_same_changes_nothing(edited: tuple[Path, Path]) -> None:
    guides, index = edited
    touch(guides)
    assert readiness(index) == (200, "ok")


def test_readiness_parses_no_source(edited: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> None:
        raise AssertionError("a request parses a source")

    touch(edited[0])
    for name in ("read", "read_file", "_read_records"):
        monkeypatch.setattr(corpus.reader, name, parsed)
    monkeypatch.setattr("index.build.read", parsed)
    assert readiness(edited[1]) == (200, "ok")


def test_requests_do_not_wait_for_a_disk_that_hangs(edited: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    guides, index = edited
    disk_is_asked, disk_answers, looks = threading.Event(), threading.Event(), []

    def list_files_late(sources: Sequence[Path], ignore: Sequence[str], hidden: bool) -> FileListing:
        looks.append(sources)
        disk_is_asked.set()
        disk_answers.wait(60)
        return list_files(sources, ignore, hidden=hidden)

    monkeypatch.setattr("web.pages.readiness.list_files", list_files_late)
    monkeypatch.setattr("web.pages.readiness.WAIT_SECONDS", 0)
    added(guides)
    freshness = FreshnessCheck(index, look_seconds=0)
    assert freshness.change() == ""
    assert disk_is_asked.wait(60)
    assert [freshness.change() for _ in range(3)] == ["", "", ""]
    assert len(looks) == 1
    monkeypatch.setattr("web.pages.readiness.WAIT_SECONDS", 60)
    disk_answers.set()
    assert "guidedex build" in freshness.change()


def test_of_many_touched_files_each_look_compares_some(
    edited: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    guides, index = edited
    touch(guides)
    monkeypatch.setattr("web.pages.readiness.MAX_COMPARED", 2)
    compared: list[str] = []

    def noting_digest_of(file: SourceFile, max_bytes: int) -> str:
        compared.append(file.path)
        return digest_of(file, max_bytes)

    monkeypatch.setattr("web.pages.readiness.digest_of", noting_digest_of)
    freshness = FreshnessCheck(index, look_seconds=0)
    n_files = len(list(guides.rglob("*.md")))
    assert n_files > 2
    for _ in range(n_files):
        assert freshness.change() == ""
    assert len(compared) == len(set(compared)) == n_files


def test_an_index_without_its_sources_beside_it_is_ready(edited: tuple[Path, Path]) -> None:
    guides, index = edited
    shutil.rmtree(guides)
    assert readiness(index) == (200, "ok")


def test_sources_are_looked_at_now_and_then_and_after_a_build(edited: tuple[Path, Path]) -> None:
    guides, index = edited
    now = 0.0
    freshness = FreshnessCheck(index, clock=lambda: now, look_seconds=10)
    assert freshness.change() == ""
    added(guides)
    now = 9.0
    assert freshness.change() == ""
    now = 10.0
    assert freshness.change() == f"the sources have changed since; run `guidedex build --index {index}`"
    build([guides], index)
    assert freshness.change() == ""


def metrics(client: FlaskClient) -> dict[tuple[str, str], float]:
    """Return the value of every metric by its name and route."""
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(answer.text))
    return {(s.name, s.labels.get("route", "")): s.value for family in families for s in family.samples}


def test_searches_are_counted_by_what_they_find_from_memory_too(small_index: Path) -> None:
    client = create_app(SmallSite(small_index)).test_client()
    for path in ("/search?q=zzyzx+qqjqq", "/api/v1/search?q=zzyzx+qqjqq", "/api/v1/search?q=zzyzx+qqjqq"):
        assert client.get(path).status_code == 200
    client.get("/api/v1/search?q=%2C%22total%22%3A0")
    client.get("/api/v1/search?q=token")
    values = metrics(client)
    assert values["guidedex_searches_without_results_total", ""] >= 3
    assert values["guidedex_search_results_count", ""] == 5
    assert values["guidedex_request_seconds_count", "api.search"] == 4
    assert sum(v for (name, route), v in values.items() if name == "guidedex_search_results_sum") > 0


def test_the_build_that_is_served_is_named(client: FlaskClient, client_without_index: FlaskClient) -> None:
    build_id = client.get("/readyz").get_json()["build_id"]
    assert f'build_id="{build_id}"' in client.get("/metrics").text
    assert "build_id=" not in client_without_index.get("/metrics").text


@pytest.mark.server
def test_figures_of_several_processes_are_added_up(small_index: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.web.conftest import SmallSite\n"
        "from web.app import create_app\n"
        "client = create_app(SmallSite(Path(sys.argv[1]))).test_client()\n"
        "client.get('/api/v1/search?q=token'); print(client.get('/metrics').text)"
    )
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    text = ""
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program, str(small_index)], env=environ, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        text = done.stdout
    assert "guidedex_search_results_count 2.0" in text


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, object]]]:
    """Return a function that reads the lines written so far."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger("guidedex")
    before = (root.handlers, root.propagate, root.level)
    configure_logging("requests")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.propagate, root.level = before


def test_a_request_is_one_line_that_says_nothing_of_who_asked_what(client: FlaskClient, log: Callable) -> None:
    client.get("/search?q=secret", headers={"User-Agent": "me", "X-Request-Id": "r-1"})
    (line,) = log()
    assert set(line) == {
        *("time", "level", "message", "request_id", "method", "route", "status", "milliseconds", "bytes")
    }
    assert (line["route"], line["status"], line["request_id"]) == ("pages.search", 200, "r-1")
    assert "secret" not in json.dumps(line)
    assert "127.0.0.1" not in json.dumps(line)


def test_an_error_that_nobody_foresaw_is_one_line_with_its_place(
    small_index: Path, log: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("search.searcher.Searcher.suggest", fail)
    client = create_app(SmallSite(small_index)).test_client()
    answer = client.get("/api/v1/suggest?q=unforeseen")
    error, _ = log()
    assert error["level"] == "error"
    assert "RuntimeError: broken" in error["error"]
    assert answer.get_json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_line_break_in_a_path_makes_no_second_line() -> None:
    record = logging.LogRecord("guidedex", logging.ERROR, "", 0, "a\nb", (), None)
    assert len(JsonFormatter().format(record).splitlines()) == 1


def test_every_answer_has_the_id_of_its_request(client: FlaskClient) -> None:
    assert client.get("/", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    made = [client.get("/nowhere").headers["X-Request-Id"] for _ in range(2)]
    assert len(set(made)) == 2
    for unfit in ("a b", "x" * 65, "é".encode().decode("latin-1"), ""):
        assert len(client.get("/", headers={"X-Request-Id": unfit}).headers["X-Request-Id"]) == 32


def test_a_client_that_asks_too_often_is_told_when_to_come_back(small_index: Path) -> None:
    limited = SmallSite(small_index, server=ServerSettings(rate_limit="3 per minute"))
    client = create_app(limited).test_client()
    codes = [client.get("/api/v1/skills").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = client.get("/api/v1/suggest?q=a")
    assert answer.get_json()["type"] == "urn:guidedex:problem:too-many-requests"
    assert answer.get_json()["detail"].startswith("At most 3 per 1 minute; ")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert client.get("/search?q=a").status_code == 200
    assert client.get("/api/v1/skills", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


def test_nobody_is_limited_unless_a_site_says_so(app: Flask) -> None:
    assert "limiter" not in app.extensions


def test_a_limit_without_its_library_says_what_to_install(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "flask_limiter", None)
    with pytest.raises(GuidedexError, match=r"pip install 'guidedex\[rate-limit\]'"):
        create_app(SmallSite(small_index, server=ServerSettings(rate_limit="3 per minute")))


def test_a_package_that_shadows_ours_is_named(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "__init__.py").write_text("")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", "import web.app"], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert f"`import search` finds {tmp_path / 'search'}, and not {ROOT / 'search'}" in last


def test_a_package_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportError, match="`import nosuchpackage` finds no such package"):
        check_packages(tmp_path, ("nosuchpackage",))


def settings_of(tmp_path: Path, text: str) -> ServerSettings:
    (tmp_path / "guidedex.yaml").write_text(f"server: {text}\n")
    return load_settings(tmp_path / "guidedex.yaml", {}).server


def test_a_deployment_says_how_its_server_is_reached(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "{prefix: /a/b/, proxies: 2, rate_limit: 10 per second, log: requests}")
    assert settings == ServerSettings("/a/b", 2, "10 per second", "requests")
    assert settings_of(tmp_path, "{}") == ServerSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{prefix: learn}", "server.prefix must be a path such as /learn"),
        ("{prefix: //x}", "server.prefix must be a path such as /learn"),
        ("{proxies: -1}", "server.proxies must be a whole number from 0"),
        ("{rate_limit: often}", "server.rate_limit must be a rate such as 120 per minute"),
        ("{rate_limit: 0 per minute}", "server.rate_limit must be a rate such as 120 per minute"),
        ("{log: all}", 'server.log is "all"'),
        ("{ports: 1}", 'unknown key "ports" in server; accepted: log, prefix, proxies, rate_limit'),
    ],
)
def test_what_a_server_cannot_be_told_is_an_error_that_says_what_it_can(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        settings_of(tmp_path, text)


def test_metrics_folders_of_killed_servers_are_removed_and_those_of_running_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv(METRICS_FOLDER, raising=False)
    killed, mine = tmp_path / "guidedex-metrics-killed", tmp_path / "guidedex-metrics-of-another-kind"
    for folder in (killed, mine):
        folder.mkdir()
    (killed / METRICS_LOCK).touch()
    (killed / "counter_1.db").touch()
    with _metrics_folder(2):
        running = Path(os.environ[METRICS_FOLDER])
        with _metrics_folder(1):
            pass
        _remove_abandoned_metrics(tmp_path)
        assert running.is_dir()
    assert list(tmp_path.iterdir()) == [mine]


def test_a_damaged_index_is_red_and_searches_are_answered_from_the_build_before(
    edited: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    guides, index = edited
    (guides / "caching.md").write_text("# Caching")
    damaged = build([guides], index).build_id
    path = index / damaged / "documents.txt"
    monkeypatch.setattr("index.storage.generations.MAX_VERIFIED_AT_OPEN", 0)
    path.write_bytes(b"x" * path.stat().st_size)
    app = create_app(SmallSite(index))
    assert app.test_client().get("/search?q=caching").status_code == 503
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "damaged")
    assert answer.get_json()["build_id"] != damaged
    assert app.test_client().get("/search?q=caching").status_code == 200
