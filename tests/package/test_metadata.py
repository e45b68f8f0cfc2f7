"""The metadata of the package says what Guidedex is, where it runs, and nothing that is not so."""

import re
from pathlib import Path

from packaging.specifiers import SpecifierSet

from tests.package.declared import PYTHONS, ROOT, project
from tests.test_imports import PACKAGES


def test_the_claimed_pythons_are_those_that_were_run() -> None:
    claimed = re.findall(r"Programming Language :: Python :: (3\.\d+)$", "\n".join(project()["classifiers"]), re.M)
    assert tuple(claimed) == PYTHONS
    accepted = SpecifierSet(project()["requires-python"])
    assert all(version in accepted for version in PYTHONS)
    assert "3.10" not in accepted


def test_linux_and_macos_are_claimed_and_windows_is_not() -> None:
    systems = {each.split(" :: ", 1)[1] for each in project()["classifiers"] if each.startswith("Operating System")}
    assert systems == {"POSIX :: Linux", "MacOS"}
    page = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
    assert "Linux and macOS" in page
    assert not re.search(r"win32|nt\b.*platform", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_all_four_packages_are_typed() -> None:
    assert "Typing :: Typed" in project()["classifiers"]
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").exists()] == []


def test_classifiers_are_in_order_and_the_text_for_the_index_is_there() -> None:
    assert project()["classifiers"] == sorted(project()["classifiers"])
    assert Path(ROOT / project()["readme"]).stat().st_size > 1000
    assert project()["description"]
    assert project()["license-files"] == ["LICENSE"]


def test_the_changelog_has_the_version_with_its_date_and_no_line_twice() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## (.+)$", text, re.M)
    assert releases[0] == "Unreleased"
    assert re.fullmatch(re.escape(project()["version"]) + r" – \d{4}-\d\d-\d\d", releases[1])
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert [line for line in lines if lines.count(line) > 1] == []
    headings = re.findall(r"^### (\w+)", text, re.M)
    assert set(headings) <= {"Added", "Changed", "Fixed", "Removed", "Upgrading"}
