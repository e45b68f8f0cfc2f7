"""A search finds the newest version of a place, and the hit names the others."""

from pathlib import Path

import pytest

from index.build import BuildOptions, build
from search import Searcher, open_index
from search.facets import FACETS
from tests.corpora import ANIMALS, searcher_over, write_pages
from tests.search.clicks import clicked

MEMORY = "## Memory\n\nThe heap takes all memory.\n\n| Key | Meaning |\n|---|---|\n| heap | memory |\n"
LEGACY = "## Legacy\n\nThe old memory mode.\n"
PAGES = {
    "v3.4/tune": f"# Tune\n\nTune it.\n\n{MEMORY}| pool | memory |\n\n{LEGACY}",
    "v3.5/tune": f"# Tune\n\nTune it, slowly.\n\n{MEMORY}\n{LEGACY}",
    "v3.6/tune": f"# Tune\n\nTune it well.\n\n{MEMORY}",
    "v3.4/install": "# Install\n\nUnpack it into memory.\n",
    "v3.5/install": "# Install\n\nUnpack it into memory.\n",
    "v3.6/install": "# Install\n\nRun it.\n",
    "v3.4/gone": "# Gone\n\nOnly once in memory.\n",
    "about": "# About\n\nOf memory.\n",
}
ENGINES = ("arrays", "whoosh")
QUERIES = ("memory", "", "tune", "legacy memory", "unpack", "the heap of nothing", "memory kind:row", "unpack lang:all")
SCOPES = ({}, {"version": ["all"]}, {"version": ["3.5"]}, {"version": ["3.4", "newest"]}, {"kind": ["section"]})


def site(folder: Path, pages: dict[str, str], engine: str = "arrays") -> Searcher:
    write_pages(folder / "source", {f"{path}.md": text for path, text in pages.items()})
    build([folder / "source"], folder / "index", BuildOptions(engine=engine))
    return open_index(folder / "index")


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return site(tmp_path_factory.mktemp("versions"), PAGES, request.param)


def versions_found(searcher: Searcher, query: str, **filters: list[str]) -> dict[str, list[str]]:
    """Return the ids of the hits, each with the versions that it is in besides."""
    page = searcher.search(query, filters, limit=50)
    assert page.total == len(page.hits)
    return {hit.id: [link.label for link in hit.versions] for hit in page.hits}


def test_each_place_is_found_in_its_newest_version_with_the_others_beside_it(searcher: Searcher) -> None:
    assert versions_found(searcher, "memory") == {
        "about": [],
        "v3.4/gone": [],
        "v3.5/tune#legacy": ["3.4"],
        "v3.6/tune": ["3.5", "3.4"],
        "v3.6/tune#memory": ["3.5", "3.4"],
        "v3.6/tune#memory-row-1": ["3.5", "3.4"],
    }


def test_the_links_lead_to_the_same_place_in_the_other_versions(searcher: Searcher) -> None:
    hits = {hit.id: hit for hit in searcher.search("memory").hits}
    for id_ in ("v3.6/tune#memory", "v3.6/tune#memory-row-1"):
        urls = [link.url for link in hits[id_].versions]
        assert urls == ["/guides/v3.5/tune#memory", "/guides/v3.4/tune#memory"]
    assert hits["v3.6/tune#memory"].version == "3.6"
    assert hits["about"].version == ""


def test_a_filter_asks_for_a_version_for_all_or_for_the_newest(searcher: Searcher) -> None:
    assert versions_found(searcher, "memory version:3.5") == versions_found(searcher, "memory", version=["3.5"])
    assert versions_found(searcher, "heap", version=["3.5"], kind=["section"]) == {"v3.5/tune#memory": ["3.6", "3.4"]}
    every = {"v3.4/tune#memory", "v3.5/tune#memory", "v3.6/tune#memory"}
    assert versions_found(searcher, "heap version:all", kind=["section"]).keys() == every
    assert versions_found(searcher, "heap", version=["newest"]) == versions_found(searcher, "heap")
    assert versions_found(searcher, "unpack", guide=["v3.5/install"]) == {"v3.5/install": ["3.6", "3.4"]}


def test_what_only_older_versions_say_is_offered_and_counted(searcher: Searcher) -> None:
    page = searcher.search("unpack", facets=("version",))
    assert (page.total, page.notices[-1]) == (0, "Nothing matches in this version; in all versions: 2 results.")
    counts = [(count.value, count.count, count.selected) for count in page.facets["version"]]
    assert counts == [("3.5", 1, False), ("3.4", 1, False), ("newest", 0, True)]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("filters", SCOPES, ids=str)
def test_every_count_is_the_number_of_results_after_the_click(
    searcher: Searcher, query: str, filters: dict[str, list[str]]
) -> None:
    page = searcher.search(query, filters, facets=FACETS)
    for name in FACETS:
        for count in page.facets[name]:
            if name not in query:
                after = searcher.search(query, clicked(filters, name, count))
                assert after.total == count.count, (name, count)


def test_titles_are_completed_in_their_newest_version(searcher: Searcher) -> None:
    assert [suggestion.id for suggestion in searcher.suggest("tun", limit=1)] == ["v3.6/tune"]
    suggested = {suggestion.id for text in ("tun", "inst", "mem", "gone") for suggestion in searcher.suggest(text)}
    assert suggested <= {hit.id for hit in searcher.search("", limit=50).hits}
    assert [suggestion.id for suggestion in searcher.suggest("leg", limit=1)] == ["v3.5/tune#legacy"]


@pytest.mark.parametrize(
    ("newer", "older", "label"),
    [
        ("docs/tune", "versioned_docs/version-1.0/tune", "1.0"),
        ("1.10/tune", "1.9/tune", "1.9"),
        ("latest/tune", "v2/tune", "2"),
        ("v3/tune", "next/tune", "next"),
    ],
)
def test_two_versions_are_told_apart_however_their_folders_are_called(
    tmp_path: Path, newer: str, older: str, label: str
) -> None:
    found = site(tmp_path, {newer: PAGES["v3.6/tune"], older: PAGES["v3.6/tune"]})
    assert {tuple(links) for links in versions_found(found, "memory").values()} == {(label,)}
    others = versions_found(found, "memory", version=[label])
    assert len(others) == 3
    assert all(len(links) == 1 and links != [label] for links in others.values())


def test_translations_are_no_versions_of_each_other(tmp_path: Path) -> None:
    pages = {f"{lang}{v}/tune": PAGES["v3.6/tune"] for lang in ("", "es/") for v in ("v1", "v2")}
    found = site(
        tmp_path, {path: f"---\nlang: {'es' if 'es' in path else 'en'}\n---\n{t}" for path, t in pages.items()}
    )
    for lang in ("en", "es"):
        hits = found.search("memory", {"lang": [lang]}).hits
        assert [hit.lang for hit in hits] == [lang] * 3
        assert [[link.label for link in hit.versions] for hit in hits] == [["1"]] * 3
    assert found.search("memory", {"lang": ["all"]}).total == 6


def test_a_site_without_versions_has_no_facet_of_them(tmp_path: Path) -> None:
    found = searcher_over(tmp_path, ANIMALS)
    page = found.search("cat", facets=("version",))
    assert (page.total, page.facets["version"]) == (3, ())
    assert found.search("cat", {"version": ["newest"]}).total == found.search("cat version:all").total == 3
    nothing = found.search("cat version:3")
    assert nothing.notices == (
        "No document has the version “3”; none has any.",
        "Nothing matches in this version; in all versions: 3 results.",
    )


def test_a_name_that_versions_share_is_that_of_the_newest(searcher: Searcher) -> None:
    assert searcher.skill("Tune").slug == "v3.6/tune"
    assert searcher.guide("Install").slug == "v3.6/install"
