"""The page of licences has every package that an installation brings, with its licence, and none that binds a site."""

import re

import pytest

from tests.package.licences import PAGE, licence, sections

PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LicenseRef-public-domain", "MIT", "MIT-0",
    "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences that ask nothing of a site that uses a package; MPL-2.0 asks for changed files of the package itself."""

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "brought"), list(sections()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_page_has_every_package_of_an_installation(heading: str, brought: dict[str, object]) -> None:
    part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    shown = dict(re.findall(r"^\| (\S+) \S+ \| (.+?) \|", part, re.MULTILINE))
    found = {each.metadata["Name"]: licence(each) for each in brought.values()}
    assert found == shown, "run python -m tests.package.licences"


def test_every_licence_is_one_that_binds_no_site() -> None:
    licences = re.findall(r"^\| \S+ \S+ \| (.+?) \| [\d.]+ \|$", TEXT, re.MULTILINE)
    named = {name.strip("()") for each in licences for name in re.split(r" (?:AND|OR) ", each)}
    assert len(licences) >= 60
    assert named <= PERMISSIVE
