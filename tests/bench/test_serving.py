"""The benchmarks of the running site run: for a moment, with what they need."""

import json
import shutil
from pathlib import Path

import pytest

from tests.bench import http, keystrokes

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not shutil.which("wrk"), reason="needs wrk: apt-get install wrk")
def test_requests_a_second_are_counted_beside_the_empty_route(tmp_path: Path) -> None:
    assert http.main(["--seconds", "1", "--rounds", "1", "--out", str(tmp_path / "http.json")]) == 0
    figures = json.loads((tmp_path / "http.json").read_text())
    assert set(figures) == {"empty", *(f"{a}, {b}" for a in ("json", "page") for b in ("distinct", "repeated"))}
    assert all(found[0] > 0 for found in figures.values())


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromedriver"), reason="needs Chromium and its driver")
def test_keys_are_timed_to_their_results(tmp_path: Path) -> None:
    pytest.importorskip("selenium.webdriver", reason="pip install selenium")
    assert keystrokes.main(["--out", str(tmp_path / "keys.json")]) == 0
    figures = json.loads((tmp_path / "keys.json").read_text())
    assert 0 < figures["median_ms"] <= figures["p95_ms"]
    assert 0 < figures["answered"] <= figures["keys"]


def test_without_wrk_the_benchmark_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert http.main([]) == 2
    assert "apt-get install wrk" in capsys.readouterr().err
