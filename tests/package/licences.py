"""Licences and sizes of an installation: ``python -m tests.package.licences`` writes ``docs/licences.md`` anew.

Everything is read from the environment that runs: the closure of the dependencies, and for each extra what it adds.
Sizes are those of the files on this machine, without byte code.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.package.declared import ROOT, dependencies, extras

PAGE = ROOT / "docs" / "licences.md"
PART = re.compile(r"(<!-- licences -->\n).*?(<!-- end -->)", re.DOTALL)

SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""Identifiers of the classifiers that distributions without a licence expression have."""

READ = {
    "docutils": "LicenseRef-public-domain AND BSD-2-Clause AND BSD-3-Clause",
    "pystemmer": "MIT AND BSD-3-Clause",
    "whoosh": "BSD-2-Clause",
}
"""Licences whose metadata say less than their files, which were read by hand."""


def closure(requirements: Iterable[Requirement]) -> dict[str, Distribution]:
    """Return name -> distribution of everything that ``requirements`` bring, themselves included.

    Raises: PackageNotFoundError where one is not installed.
    """
    found: dict[str, Distribution] = {}
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found:
            found[name] = distribution(name)
        waiting += [
            each for each in _needs(found[name], requirement.extras) if canonicalize_name(each.name) not in found
        ]
    return found


def _needs(installed: Distribution, wanted: Iterable[str]) -> Iterator[Requirement]:
    """Yield what a distribution needs here, with the extras ``wanted`` of it."""
    environments = [{"extra": extra} for extra in ("", *wanted)]
    for each in map(Requirement, installed.requires or ()):
        if each.marker is None or any(each.marker.evaluate(environment) for environment in environments):
            yield each


def licence(installed: Distribution) -> str:
    """Return the licence of a distribution as an SPDX expression; "" where its metadata have none."""
    metadata = installed.metadata
    if by_hand := READ.get(canonicalize_name(metadata["Name"])):
        return by_hand
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [text.rpartition(" :: ")[2] for text in metadata.get_all("Classifier") or () if "License ::" in text]
    known = [SPDX[name] for name in classifiers if name in SPDX]
    return " AND ".join(known) or SPDX.get(metadata.get("License", ""), metadata.get("License", ""))


def megabytes(installed: Distribution) -> float:
    """Return the size of the files of a distribution, in units of a million bytes."""
    paths = [Path(str(each.locate())) for each in installed.files or () if each.suffix != ".pyc"]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def sections() -> Iterator[tuple[str, dict[str, Distribution]]]:
    """Yield a heading and what it brings: the default installation, then each extra that is installed here."""
    default = closure(dependencies())
    yield "Default installation", default
    for extra, added in extras().items():
        try:
            brought = closure(added)
        except PackageNotFoundError:
            continue
        yield f"`guidedex[{extra}]`", {name: each for name, each in brought.items() if name not in default}


def table(brought: dict[str, Distribution]) -> str:
    """Return a table of distributions, largest first."""
    sizes = {name: megabytes(each) for name, each in brought.items()}
    rows = [
        f"| {each.metadata['Name']} {each.version} | {licence(each)} | {sizes[name]:.1f} |"
        for name, each in sorted(brought.items(), key=lambda item: (-sizes[item[0]], item[0]))
    ]
    return "\n".join(["| package | licence | MB |", "|---|---|---:|", *rows])


def made() -> str:
    """Return the generated part of the page."""
    parts = []
    for heading, brought in sections():
        total = sum(map(megabytes, brought.values()))
        parts.append(f"## {heading}\n\n{len(brought)} packages, {total:.0f} MB.\n\n{table(brought)}")
    return "\n\n".join(parts)


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PART.sub(lambda part: f"{part[1]}\n{made()}\n\n{part[2]}", text), encoding="utf-8")
