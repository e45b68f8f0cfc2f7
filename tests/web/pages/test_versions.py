"""A site with versions: page, API and command line show the newest and link to the others."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build import build
from tests.web.conftest import SmallSite
from tests.web.pages.test_search import ids, page, texts
from web.app import create_app
from web.cli.main import run


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("versions")
    for version in ("v3.4", "v3.5", "v3.6"):
        (folder / "source" / version).mkdir(parents=True)
        text = f"# Tune\n\nSet it for {version}.\n\n## Memory\n\nThe heap of {version}.\n"
        (folder / "source" / version / "tune.md").write_text(text)
    build([folder / "source"], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def versioned(index: Path) -> FlaskClient:
    return create_app(SmallSite(index)).test_client()


def test_the_page_shows_the_newest_with_links_to_the_others(versioned: FlaskClient) -> None:
    found = page(versioned, "/search?q=heap")
    assert ids(found) == ["v3.6/tune#memory"]
    assert texts(found, ".hit .versions") == ["3.6, also in 3.5, 3.4"]
    links = [link.get("href") for link in found.cssselect(".hit .versions a")]
    assert links == ["/guides/v3.5/tune#memory", "/guides/v3.4/tune#memory"]
    assert all(versioned.get(link).status_code == 200 for link in links)


def test_the_versions_are_a_filter_in_which_the_newest_are_selected(versioned: FlaskClient) -> None:
    def options(path: str) -> dict[str, tuple[str, bool]]:
        found = page(versioned, path).cssselect('.option[data-key^="version="]')
        return {
            " ".join(option.text_content().split()): (option.get("href"), option.get("aria-current") == "true")
            for option in found
        }

    at_first = options("/search?q=heap")
    assert [*at_first] == ["Newest", "3.6 1", "3.5 1", "3.4 1"]
    assert [is_selected for _, is_selected in at_first.values()] == [True, False, False, False]
    assert ids(page(versioned, at_first["3.5 1"][0])) == ["v3.5/tune#memory"]
    assert len(ids(page(versioned, at_first["Newest"][0]))) == 3
    assert "Remove Version: All versions ×" in texts(page(versioned, at_first["Newest"][0]), ".chosen a")


def test_the_api_has_the_versions_of_a_hit(versioned: FlaskClient) -> None:
    (hit,) = versioned.get("/api/v1/search?q=heap").get_json()["hits"]
    assert (hit["id"], hit["version"]) == ("v3.6/tune#memory", "3.6")
    assert hit["versions"] == [
        {"label": "3.5", "url": "/guides/v3.5/tune#memory"},
        {"label": "3.4", "url": "/guides/v3.4/tune#memory"},
    ]
    every = versioned.get("/api/v1/search?q=heap&version=all&facets=version").get_json()
    assert every["total"] == 3
    counts = {count["value"]: count["count"] for count in every["facets"]["version"]}
    assert counts == {"newest": 1, "3.6": 1, "3.5": 1, "3.4": 1}


def test_the_description_of_the_api_has_the_filter_and_the_fields(versioned: FlaskClient) -> None:
    description = versioned.get("/api/v1/openapi.json").get_json()
    parameters = description["paths"]["/search"]["get"]["parameters"]
    assert "version" in {parameter.get("name") for parameter in parameters}
    fields = description["components"]["schemas"]["Hit"]["properties"]
    assert {"version", "versions"} <= fields.keys()


def test_the_command_prints_where_else_a_hit_is(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "heap", "--index", str(index)]) == 0
    printed = capsys.readouterr().out
    assert "also in 3.5 /guides/v3.5/tune#memory, 3.4 /guides/v3.4/tune#memory" in " ".join(printed.split())
    assert run(["search", "heap", "--version", "3.5", "--index", str(index), "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert (hit["id"], [link["label"] for link in hit["versions"]]) == ("v3.5/tune#memory", ["3.6", "3.4"])


def test_a_hit_with_copies_links_to_five_of_them_and_counts_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "source").mkdir()
    for number in range(8):
        text = f"# Page <{number}>\n\nIts own.\n\n## Memory\n\nThe heap takes all the memory that the machine has.\n"
        (tmp_path / "source" / f"p{number}.md").write_text(text)
    build([tmp_path / "source"], tmp_path / "index")
    client = create_app(SmallSite(tmp_path / "index")).test_client()
    found = page(client, "/search?q=heap")
    shown = "also in Page <1>, Page <2>, Page <3>, Page <4>, Page <5> and 2 more places"
    assert (ids(found), texts(found, ".hit .versions")) == (["p0#memory"], [shown])
    assert all(client.get(link.get("href")).status_code == 200 for link in found.cssselect(".hit .versions a"))
    (hit,) = client.get("/api/v1/search?q=heap").get_json()["hits"]
    assert hit["copies"] == [{"title": f"Page <{n}>", "url": f"/guides/p{n}#memory"} for n in range(1, 8)]
    assert run(["search", "heap", "--index", str(tmp_path / "index")]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "also in Page <1> /guides/p1#memory, Page <2>" in printed
    assert "and 2 more places" in printed
