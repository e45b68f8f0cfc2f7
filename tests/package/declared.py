"""What ``pyproject.toml`` declares: dependencies, extras and their least versions."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The Pythons that are claimed; ``make pythons`` runs the installed package on each of them."""

TOOLS = ("dev", "bench")
"""Extras for those who work on Guidedex; users install the others."""


@cache
def project() -> Mapping[str, Any]:
    """Return the table ``project`` of ``pyproject.toml``."""
    table: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def dependencies() -> list[Requirement]:
    """Return what every installation needs."""
    return [Requirement(text) for text in project()["dependencies"]]


def extras() -> dict[str, list[Requirement]]:
    """Return extra -> what it adds, for the extras that users install."""
    declared = project()["optional-dependencies"]
    return {name: [Requirement(text) for text in declared[name]] for name in declared if name not in TOOLS}


def names(requirements: Iterable[Requirement]) -> set[str]:
    """Return the names of distributions, in the form in which they compare."""
    return {canonicalize_name(requirement.name) for requirement in requirements}


def least_versions() -> dict[str, str]:
    """Return distribution -> the least version that Guidedex and its extras accept."""
    wanted = [*dependencies(), *(each for added in extras().values() for each in added)]
    return {canonicalize_name(each.name): _least(each) for each in wanted}


def _least(requirement: Requirement) -> str:
    """Return the version after ``>=``."""
    found = re.search(r">=\s*([\w.]+)", str(requirement.specifier))
    assert found, f"{requirement} names no least version"
    return found[1]
