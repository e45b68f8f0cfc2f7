"""Growth with the number of documents, as a table and as a plot."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.growth import LIBRARIES, MEASURES, main
from tests.bench.test_aims import speed

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "bench.json"
    both = (("guidedex", 1.0), ("tantivy-py", 0.5), ("Whoosh", 9.0))
    found = [speed(name, size, size / 1000 * by, by) for size in (10_000, 50_000) for name, by in both]
    path.write_text(json.dumps({"speed": [*found, speed("guidedex", 200_000, 200.0, 4.0)]}))
    return path


def test_a_table_has_a_line_for_each_size_and_both_libraries_in_each_cell(
    figures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(figures), "--out", str(tmp_path / "growth.svg")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Guidedex / tantivy-py"
    assert len(lines) == 7
    assert lines[4].startswith("| 10,000 | 10.0 / 5.00 | 4,096 / 4,096 |")
    assert lines[6].startswith("| 200,000 | 200 / - | 4,096 / - |")


def test_figures_of_several_runs_make_one_table(
    figures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    million = tmp_path / "million.json"
    million.write_text(json.dumps({"speed": [speed("guidedex", 1_000_000, 900.0, 30.0)]}))
    assert main([str(figures), str(million), "--out", str(tmp_path / "growth.svg")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("| 1,000,000 | 900 / - |")


def test_a_plot_is_valid_has_a_line_for_each_measure_and_library_and_tells_its_figures(
    figures: Path, tmp_path: Path
) -> None:
    out = tmp_path / "images" / "growth.svg"
    assert main([str(figures), "--out", str(out)]) == 0
    root = ElementTree.parse(out).getroot()
    drawn = [line for line in root.iter(f"{SVG}polyline") if line.get("class", "").startswith("line")]
    assert len(drawn) == (len(MEASURES) + 1) * len(LIBRARIES)
    numbers = [float(part) for line in drawn for point in line.get("points").split() for part in point.split(",")]
    width, height = map(float, root.get("viewBox").split()[2:])
    assert all(0 <= number <= max(width, height) for number in numbers)
    assert "build, s, Guidedex: 10 at 10,000, 50 at 50,000, 200 at 200,000" in root.find(f"{SVG}desc").text
    assert "prefers-color-scheme: dark" in root.find(f"{SVG}style").text


def test_one_size_is_no_growth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bench.json"
    path.write_text(json.dumps({"speed": [speed("guidedex", 10_000, 1.0, 1.0)]}))
    assert main([str(path), "--out", str(tmp_path / "growth.svg")]) == 2
    assert "--full" in capsys.readouterr().err
    assert not (tmp_path / "growth.svg").exists()
