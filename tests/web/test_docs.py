"""README and docs/ are true: examples and recipes run, settings and commands are accepted."""

import json
import re
import runpy
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from markdown_it import MarkdownIt

from search import open_index
from tests.web.conftest import SmallSite
from web.api.endpoints import ENDPOINTS, LIMIT, MAX_OFFSET, MAX_QUERY
from web.api.openapi import openapi
from web.api.reference import coded
from web.app import create_app
from web.cli.main import COMMANDS, cli, run
from web.http.limits import HEADER_SECONDS, MAX_ADDRESS, MAX_HEAD, MAX_HEADERS
from web.http.parameters import MAX_PAIRS
from web.http.problems import NAMESPACE, PROBLEM_TYPES
from web.pages.widgets import SCRIPT
from web.settings import load_settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = tuple(path.name for path in sorted(DOCS.glob("*.md")))
RECIPES = {
    "Hugo": "hugo_docs",
    "Jekyll": "github_explore_topics",
    "MkDocs": "zola_docs",
    "Docusaurus": "meilisearch_docs",
    "Eleventy and Astro": "thirty_seconds_of_code",
}


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text(name), re.MULTILINE | re.DOTALL)


EXAMPLES = list(zip(blocks("api.md", "sh"), blocks("api.md", "json"), strict=True))
SETTINGS = [(name, block) for name in PAGES for block in blocks(name, "yaml")]
CALLS = [
    line
    for text_ in (README, *(block for name in PAGES for block in blocks(name, "sh")))
    for line in text_.splitlines()
    if re.match(r"(\S+/)?guidedex\s", line)
]
ADDRESSES = re.findall(r"^GET (\S+)$", README, re.MULTILINE)
SITES = blocks("deploying.md", "python")


@pytest.fixture(scope="module")
def shipped(shipped_index: Path) -> FlaskClient:
    return create_app(SmallSite(shipped_index)).test_client()


@pytest.fixture
def beside_the_index(shipped_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to a folder with an index of the shipped guides at the default path."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "index").symlink_to(shipped_index)
    monkeypatch.chdir(tmp_path)


def ran(code: str) -> dict[str, Any]:
    """Run a program and return its names."""
    Path("program.py").write_text(code, encoding="utf-8")
    return runpy.run_path("program.py")


def curl_request(command: str) -> dict[str, Any]:
    """Return the request of a curl command as arguments of the test client."""
    _, url, *rest = shlex.split(command)
    options = dict(zip(rest[::2], rest[1::2], strict=True))
    path = url.removeprefix("http://127.0.0.1:8000")
    if "-d" not in options:
        return {"path": path}
    kind = options["-H"].removeprefix("Content-Type: ")
    return {"path": path, "method": "POST", "data": options["-d"], "content_type": kind}


def missing(expected: Any, actual: Any, where: str = "") -> Iterator[str]:
    """Yield the places where ``actual`` differs from ``expected``; additional members are allowed."""
    if isinstance(expected, Mapping):
        for name, value in expected.items():
            yield from missing(value, actual[name], f"{where}.{name}")
    elif isinstance(expected, list):
        for number, value in enumerate(expected):
            yield from missing(value, actual[number], f"{where}[{number}]")
    elif expected != actual:
        yield f"{where}: {actual!r}"


def test_there_is_something_to_test() -> None:
    assert (len(EXAMPLES), len(ADDRESSES), len(SITES)) == (5, 3, 2)
    assert (len(SETTINGS) > 5, len(CALLS) > 20) == (True, True)


@pytest.mark.parametrize(("command", "answer"), EXAMPLES, ids=lambda value: value[:60])
def test_an_example_is_answered_as_shown(shipped: FlaskClient, command: str, answer: str) -> None:
    actual = shipped.open(**curl_request(command.strip())).get_json()
    assert list(missing(json.loads(answer), actual)) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_readme_answers(shipped: FlaskClient, address: str) -> None:
    assert shipped.get(address).status_code == 200


@pytest.mark.usefixtures("beside_the_index")
def test_the_python_of_readme_runs_and_finds_what_it_asks_for() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    names = ran(code)
    page = names["page"]
    assert (page.hits[0].kind, page.hits[0].skill) == ("question", "Kubernetes")
    assert page.relaxed
    assert page.facets["skill"]


@pytest.mark.usefixtures("beside_the_index")
@pytest.mark.parametrize(("code", "root"), list(zip(SITES, ("", "/learn"), strict=True)), ids=["alone", "within Flask"])
def test_a_site_of_its_own_or_within_another_is_made_as_written(code: str, root: str) -> None:
    names = ran(code)
    client = names["app"].test_client()
    assert client.get(f"{root}/api/v1/search?q=token+bucket").get_json()["hits"][0]["guide"] == "rate-limiting"
    assert client.get(f"{root}/search?q=token+bucket").status_code == 200


def test_every_kind_of_problem_is_documented_with_its_status(client: FlaskClient) -> None:
    rows = re.findall(rf"^\| `{NAMESPACE}([a-z-]+)` \| (\d+) \|", text("api.md"), re.MULTILINE)
    assert {kind: int(status) for kind, status in rows} == {k: v.status for k, v in PROBLEM_TYPES.items()}
    page = client.get("/api/v1/docs").text
    assert all(f"{NAMESPACE}{kind}" in page for kind in PROBLEM_TYPES)


def test_the_limits_are_those_that_requests_are_held_to() -> None:
    rows = dict(re.findall(r"^\| ([^|]+) \| ([\d,]+) \|$", text("api.md"), re.MULTILINE))
    actual = {name: int(value.replace(",", "")) for name, value in rows.items()}
    assert actual["characters of `q`"] == MAX_QUERY
    assert actual["`limit`"] == LIMIT.maximum
    assert actual["`offset`"] == MAX_OFFSET
    assert actual["parameters of one request"] == MAX_PAIRS
    assert actual["bytes of an address"] == MAX_ADDRESS
    assert (actual["headers of one request"], actual["bytes of address and headers"]) == (MAX_HEADERS, MAX_HEAD)
    assert f"headers take longer than {HEADER_SECONDS} seconds" in text("api.md")


def test_what_the_server_refuses_by_itself_is_described_with_every_endpoint() -> None:
    paths = openapi("Small Site", "/api/v1")["paths"].values()
    described = [method["responses"] for path in paths for method in path.values()]
    assert len(described) > 8
    for responses in described:
        assert f"{MAX_ADDRESS:,}" in responses["414"]["description"]
        assert all(f"{maximum:,}" in responses["431"]["description"] for maximum in (MAX_HEAD, MAX_HEADERS))
        assert all("content" not in responses[status] for status in ("414", "431"))


def test_the_reference_has_every_endpoint_and_parameter(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").text
    for endpoint in ENDPOINTS:
        assert f"<code>{endpoint.method} {endpoint.path}</code>" in page
        assert all(f"<code>{parameter.name}</code>" in page for parameter in (*endpoint.parameters, *endpoint.body))
    assert "`" not in page


def test_what_a_site_may_set_of_a_widget_is_what_the_script_reads() -> None:
    script, page = SCRIPT.read_text(encoding="utf-8"), text("widgets.md")
    assert set(re.findall(r"--guidedex-[a-z]+", page)) == set(re.findall(r"--guidedex-[a-z]+", script))
    parts = re.search(r"The parts (.*?) take any style", page, re.DOTALL)
    assert set(re.findall(r"`([a-z]+)`", parts[1])) == set(re.findall(r'make\("[a-z]+", "([a-z]+)"', script))
    attributes = set(re.findall(r'(?:get|has)Attribute\("([a-z]+)"\)', script))
    assert attributes == set(re.findall(r"^\|[^|]*\| `([a-z]+)` \|", page, re.MULTILINE))


def test_code_in_a_description_is_shown_as_code_and_nothing_as_markup() -> None:
    assert coded("`a<b` <i> `c`") == "<code>a&lt;b</code> &lt;i&gt; <code>c</code>"


@pytest.mark.parametrize(("name", "block"), SETTINGS, ids=lambda value: value[:30])
def test_settings_are_read_as_they_stand(tmp_path: Path, name: str, block: str) -> None:
    (tmp_path / "guidedex.yaml").write_text(block, encoding="utf-8")
    assert load_settings(tmp_path / "guidedex.yaml", {}).file, name


@pytest.mark.parametrize("call", CALLS)
def test_commands_are_taken_as_they_stand(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for given in ("baseline.json", "searches.csv"):
        Path(given).touch()
    _, name, *arguments = shlex.split(call.partition(" > ")[0], comments=True)
    assert name in COMMANDS
    cli.get_command(None, name).make_context(name, arguments)


def test_links_within_the_documentation_lead_somewhere() -> None:
    for name in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (DOCS / target).exists(), (name, target)


def recipe_for(name: str) -> str:
    return text("recipes.md").split(f"## {name}\n")[1].split("\n## ")[0]


def followed(recipe: str) -> None:
    """Write the settings of a recipe and run its commands in the current folder."""
    Path("guidedex.yaml").write_text(re.search(r"```yaml\n(.*?)```", recipe, re.DOTALL)[1])
    commands, rest = re.search(r"```sh\n(.*?)(guidedex build)\n```", recipe, re.DOTALL).groups()
    subprocess.run(["sh", "-ec", commands], check=True)
    assert run(shlex.split(rest)[1:]) == 0


def pages_of(folder: Path) -> dict[str, str]:
    """Return the Markdown pages of a site's folder by their URL on the site."""
    paths = [path for path in sorted(folder.rglob("*.md")) if path.stem != "_index" and "/." not in str(path)]
    return {f"{path.relative_to(folder).with_suffix('')}/": path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works_on_a_real_site(recipe: str, real_data: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    part = recipe_for(recipe)
    settings = yaml.safe_load(re.search(r"```yaml\n(.*?)```", part, re.DOTALL)[1])
    settings["sources"] = [str(real_data / "guides" / RECIPES[recipe] / "raw")]
    (tmp_path / "guidedex.yaml").write_text(yaml.safe_dump(settings))
    monkeypatch.chdir(tmp_path)
    for line in re.search(r"```sh\n(.*?)```", part, re.DOTALL)[1].splitlines():
        if line.startswith("guidedex "):
            assert run(shlex.split(line)[1:]) == 0, line
    assert "set site.url_pattern" not in capsys.readouterr().err
    (file,) = tmp_path.glob("**/data/guidedex.json")
    data = json.loads(file.read_bytes())
    assert len(data) > 40
    assert all(skill["url"].startswith("https://example.org/") for skill in data.values())
    assert not any(skill["url"].endswith("#") for skill in data.values())
    assert sum(bool(skill["related_skills"]) for skill in data.values()) > len(data) / 2


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.skipif(not shutil.which("jq"), reason="needs jq: apt-get install jq")
def test_the_file_that_lunr_reads_is_a_source(real_data: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    documents = [{"location": "", "title": "Home", "text": "Welcome"}]
    for place, markdown in pages_of(real_data / "guides" / RECIPES["MkDocs"] / "raw").items():
        documents.append({"location": place, "title": place.split("/")[-2], "text": markdown})
        for title, words in re.findall(r"^## (.+)\n([^#]*)", markdown, re.MULTILINE):
            documents.append({"location": f"{place}#{title.lower()}", "title": title, "text": words})
    Path("site/search").mkdir(parents=True)
    Path("site/search/search_index.json").write_text(json.dumps({"docs": documents}), encoding="utf-8")
    followed(recipe_for("Coming from lunr"))
    index = open_index("build/index")
    actual = index.search("syntax highlighting", limit=20).hits
    assert actual[0].url.endswith("/syntax-highlighting/")
    assert {hit.kind for hit in actual} == {"guide", "section"}
    assert index.related(skill=actual[0].id).hits


@pytest.mark.slow
@pytest.mark.real_data
def test_the_pages_that_pagefind_reads_are_a_source(real_data: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    pages = pages_of(real_data / "guides" / RECIPES["MkDocs"] / "raw")
    for place, markdown in {**pages, "pagefind/": "# Left out"}.items():
        body = MarkdownIt().enable("table").render(re.sub(r"\A\+\+\+.*?\+\+\+", "", markdown, flags=re.DOTALL))
        title = place.split("/")[-2].replace("-", " ")
        Path("public", place).mkdir(parents=True)
        page = (
            f"<!doctype html><title>{title}</title><nav><a href='/'>Home</a></nav><main><h1>{title}</h1>{body}</main>"
        )
        Path("public", place, "index.html").write_text(page, encoding="utf-8")
    followed(recipe_for("Coming from Pagefind"))
    index = open_index("build/index")
    assert {f"{skill.slug}/" for skill in index.skills()} == {place.lower() for place in pages}
    (first, *_) = index.search("syntax highlighting").hits
    assert re.fullmatch(r"https://example\.org/.*/syntax-highlighting/", first.url)
    assert Path("public", first.url.removeprefix("https://example.org/"), "index.html").exists()
