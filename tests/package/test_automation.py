"""The steps for builds of sites do what they say: the GitHub action, the GitLab job, the hooks and the container."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.package.declared import ROOT

pytestmark = pytest.mark.server

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((ROOT / ".ci" / "gitlab.yml").read_text(encoding="utf-8"))["guidedex"]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8")

GUIDE = "---\ntitle: Caching\n---\nA cache keeps answers. See [expiry](#expirry).\n\n## Expiry\n\nEntries expire.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with a guide that has a broken link, in a folder whose name has a blank."""
    (tmp_path / "our guides").mkdir()
    (tmp_path / "our guides" / "caching.md").write_text(GUIDE)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "guidedex"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m web.cli "$@"\n')
    command.chmod(0o755)
    return tmp_path


def run(site: Path, script: str, variables: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a script as a runner does: in bash, which ends at the first command that fails."""
    environ = {"PATH": f"{site / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), **variables}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(shell, cwd=site, env=environ, capture_output=True, text=True, timeout=120)


def acted(site: Path, **inputs: str) -> list["subprocess.CompletedProcess[str]"]:
    """Run the steps of the action that need no network, up to the first that fails; ``fail_on`` is ``fail-on``."""
    values = {name: each["default"] for name, each in ACTION["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}
    done = []
    for step in ACTION["runs"]["steps"]:
        if (
            "run" not in step
            or step["name"].startswith("Install")
            or (step["name"] == "Export" and not values["export"])
        ):
            continue
        variables = {name: filled(text, site, values) for name, text in step["env"].items()}
        done.append(run(site, step["run"], {"GITHUB_STEP_SUMMARY": str(site / "summary.md"), **variables}))
        if done[-1].returncode:
            break
    return done


def filled(text: str, site: Path, inputs: Mapping[str, str]) -> str:
    """Return a value of the action with its expressions worked out."""
    text = text.replace("${{ runner.temp }}", str(site / "temp"))
    return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda name: inputs[name[1]], text)


def scripted(site: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the script of the GitLab job, without the lines that install."""
    lines = [line for line in GITLAB["script"] if not re.match(r"python -m venv|PATH=|pip install", line)]
    return run(site, "\n".join(lines), {**GITLAB["variables"], **variables})


def results(path: Path) -> list[dict[str, Any]]:
    """Return the results of a SARIF file."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]
    return found


def test_the_action_reports_a_broken_link_with_its_file_and_fails(site: Path) -> None:
    steps = acted(site, source="our guides\n")
    assert [step.returncode for step in steps] == [0, 1], steps[-1].stderr
    (result,) = results(site / "guidedex.sarif")
    place = result["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == 4
    assert "expirry" in (site / "summary.md").read_text(encoding="utf-8")


def test_the_action_reports_alone_exports_and_takes_a_baseline(site: Path) -> None:
    assert [step.returncode for step in acted(site, source="our guides", fail_on="", export="public/search")] == [0] * 3
    assert (site / "public" / "search" / "data" / "guidedex.json").exists()
    report = run(site, "guidedex gaps --json", {"GUIDEDEX_INDEX": str(site / "temp" / "guidedex-index")})
    (site / "known.json").write_text(report.stdout)
    assert [step.returncode for step in acted(site, source="our guides", baseline="known.json")] == [0, 0]
    assert results(site / "guidedex.sarif") == []


def test_the_action_never_reads_the_guides_that_ship_for_want_of_a_source(site: Path) -> None:
    (step,) = acted(site)
    assert step.returncode == 2
    assert "::error::" in step.stdout
    (site / "guidedex.yaml").write_text("sources: [our guides]\n")
    assert [step.returncode for step in acted(site, fail_on="")] == [0, 0]


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 4
    assert [script for script in scripts if "${{" in script] == []


def test_the_gitlab_job_writes_its_artifacts_and_fails_on_errors(site: Path) -> None:
    (site / "guidedex.yaml").write_text("sources: [our guides]\n")
    done = scripted(site)
    assert done.returncode == 1, done.stderr
    for artifact in GITLAB["artifacts"]["paths"]:
        assert "expirry" in (site / artifact).read_text(encoding="utf-8")
    done = scripted(site, FAIL_ON="", RULES="missing-guide", EXPORT="public")
    assert done.returncode == 0, done.stderr
    assert (site / "public" / "data" / "guidedex.json").exists()
    assert results(site / "guidedex.sarif") == []


def test_the_gitlab_job_wants_a_source(site: Path) -> None:
    assert scripted(site).returncode == 2


def test_hooks_fail_on_what_they_name(site: Path) -> None:
    hooks = {hook["id"]: hook for hook in HOOKS}
    assert all(hook["language"] == "python" and not hook["pass_filenames"] for hook in HOOKS)
    (site / "guidedex.yaml").write_text("sources: [our guides]\n")
    assert run(site, hooks["guidedex"]["entry"], {}).returncode == 1
    assert run(site, hooks["guidedex-problems"]["entry"], {}).returncode == 0
    (site / "our guides" / "caching.md").write_text("---\ntitle: [Caching\n---\nA cache.\n")
    assert run(site, hooks["guidedex"]["entry"], {}).returncode == 0
    assert run(site, hooks["guidedex-problems"]["entry"], {}).returncode == 1


def test_gaps_build_refuses_to_read_the_guides_that_ship(site: Path) -> None:
    done = run(site, "guidedex gaps --build", {})
    assert done.returncode == 2
    assert "guidedex.yaml" in done.stderr


def test_the_container_keeps_the_rules_of_small_and_safe_images() -> None:
    lines = re.sub(r"\\\n\s*", "", CONTAINER).splitlines()
    steps = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    bases = [argument.split()[0] for word, argument in steps if word == "FROM"]
    assert all(re.search(r"python:3\.\d+-slim$", base) for base in bases)
    last = steps[max(number for number, (word, _) in enumerate(steps) if word == "FROM") :]
    words = [word for word, _ in last]
    assert words.count("HEALTHCHECK") == words.count("ENTRYPOINT") == words.count("USER") == 1
    assert dict(last)["USER"].isdigit()
    assert int(dict(last)["USER"]) > 0
    assert words.index("RUN") < words.index("USER"), "root makes the user, and nothing else"
    installs = [argument for word, argument in steps if word == "RUN" and "pip install" in argument]
    assert all("--no-cache-dir" in argument and "--constraint" in argument for argument in installs)
    assert all(word != "ADD" for word, _ in steps)


def test_the_container_copies_what_the_package_needs_and_nothing_else() -> None:
    copied = {name for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINER, re.M) for name in line.split()[:-1]}
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)


def test_the_container_runs_a_command_that_there_is() -> None:
    (entry,) = re.findall(r"^ENTRYPOINT (\[.+\])$", CONTAINER, re.M)
    (command,) = re.findall(r"^CMD (\[.+\])$", CONTAINER, re.M)
    assert json.loads(entry) == ["guidedex"]
    words = json.loads(command)
    help_text = subprocess.run(
        [sys.executable, "-m", "web.cli", words[0], "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    ).stdout
    assert all(word in help_text for word in words if word.startswith("--")), shlex.join(words)


def test_the_documentation_uses_inputs_variables_and_hooks_that_there_are() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    github, gitlab, hooks = map(yaml.safe_load, re.findall(r"^```yml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    (step,) = [step for step in github["jobs"]["guides"]["steps"] if "guidedex" in step["uses"]]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    assert [name for name in ACTION["inputs"] if f"`{name}`" not in page] == []
    assert gitlab["guidedex"]["variables"].keys() <= GITLAB["variables"].keys()
    assert (ROOT / gitlab["include"][0]["file"]).exists()
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == {hook["id"] for hook in HOOKS}
