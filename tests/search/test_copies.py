"""A text that several pages have is one result, and the hit names the other pages."""

from pathlib import Path

import pytest

from search import Searcher
from search.facets import FACETS
from tests.corpora import searcher_over
from tests.search.clicks import clicked
from tests.search.test_versions import site

FILTERS = "The box filter averages pixels, and is fast; the lanczos filter gives sharp results."
TABLE = "| Filter | Description |\n|---|---|\n| box | A simple and fast averaging filter |\n| cubic | A slower one |\n"
PAGES = {
    "_filters": f"## Filters\n\n{FILTERS}\n\n{TABLE}",
    **{
        f"{folder}/{name}": f"---\ncategory: {folder}\ntags: [image, {name}]\n---\n# {name.title()}\n\nTo {name} it.\n"
        '\n{% include "../_filters.md" %}\n\n'
        f"## Note\n\nSee {name}.\n"
        for folder, name in (("methods", "crop"), ("methods", "fill"), ("functions", "resize"))
    },
    "copied": f"# Copied\n\nBy hand.\n\n## Filters\n\n{FILTERS}\n\n## Note\n\nSee crop.\n",
    "es/filters": f"---\nlang: es\n---\n# Filtros\n\nEn inglés.\n\n## Filters\n\n{FILTERS}\n",
    "short/a": "# A\n\nOne.\n\n## License\n\nMIT, of pixels\n",
    "short/b": "# B\n\nTwo.\n\n## License\n\nMIT, of pixels\n",
}
QUERIES = ("filters", "crop filters", "fast averaging", "", "note", "box kind:row", "pixels lang:all")
SCOPES = ({}, {"kind": ["section"]}, {"category": ["methods"]}, {"tag": ["fill", "resize"]}, {"lang": ["all"]})


@pytest.fixture(scope="module", params=("arrays", "whoosh"))
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return site(tmp_path_factory.mktemp("copies"), PAGES, request.param)


def found(searcher: Searcher, query: str, **filters: list[str]) -> dict[str, list[str]]:
    """Return the ids of the hits, each with the pages that it is in besides."""
    page = searcher.search(query, filters, limit=50)
    assert page.total == len(page.hits)
    return {hit.id: [copy.title for copy in hit.copies] for hit in page.hits}


def test_a_part_that_pages_include_is_found_once_with_the_pages_beside_it(searcher: Searcher) -> None:
    assert found(searcher, "averages pixels", kind=["section"]) == {
        "copied#filters": [],  # without the table
        "functions/resize#filters": ["Crop", "Fill"],
        "short/a#license": [],
        "short/b#license": [],
    }
    assert found(searcher, "averaging", kind=["row"]) == {"functions/resize#filters-row-1": ["Crop", "Fill"]}


def test_the_page_that_fits_the_query_best_stands_for_the_others(searcher: Searcher) -> None:
    for name, others in (("Crop", ["Resize", "Fill"]), ("Fill", ["Resize", "Crop"]), ("Resize", ["Crop", "Fill"])):
        hit = searcher.search(f"{name} filters lanczos", {"kind": ["section"]}).hits[0]
        assert (hit.breadcrumb[0].title, [copy.title for copy in hit.copies]) == (name, others)
        assert [copy.url.rpartition("/")[2] for copy in hit.copies] == [f"{other.lower()}#filters" for other in others]


def test_a_filter_chooses_among_copies(searcher: Searcher) -> None:
    assert [*found(searcher, "lanczos", category=["methods"])] == ["methods/crop#filters"]
    assert [*found(searcher, "lanczos", tag=["fill"])] == ["methods/fill#filters"]
    assert [*found(searcher, "lanczos", guide=["methods/fill"])] == ["methods/fill#filters"]


def test_texts_of_two_languages_short_ones_versions_and_records_are_no_copies(
    searcher: Searcher, tmp_path: Path
) -> None:
    assert "es:es/filters#filters" in found(searcher, "lanczos", lang=["all"])
    assert {"short/a#license", "short/b#license"} <= found(searcher, "MIT").keys()
    versions = site(tmp_path / "versions", {"v1/a": PAGES["copied"], "v2/a": PAGES["copied"]})
    assert found(versions, "lanczos version:all") == {"v1/a#filters": [], "v2/a#filters": []}
    records = searcher_over(tmp_path / "records", [{"id": id_, "title": "Filters", "text": FILTERS} for id_ in "ab"])
    assert found(records, "lanczos") == {"a": [], "b": []}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("filters", SCOPES, ids=str)
def test_every_count_is_the_number_of_results_after_the_click(
    searcher: Searcher, query: str, filters: dict[str, list[str]]
) -> None:
    page = searcher.search(query, filters, facets=FACETS)
    for name in FACETS:
        for count in page.facets[name]:
            if name not in query:
                after = searcher.search(query, clicked(filters, name, count), limit=50)
                assert after.total == count.count == len(after.hits), (name, count)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["score", "title", "updated"])
def test_a_page_is_a_slice_of_all_results(searcher: Searcher, query: str, sort: str) -> None:
    whole = [hit.id for hit in searcher.search(query, limit=50, sort=sort).hits]
    assert len(whole) == searcher.search(query, limit=1).total
    slices = [searcher.search(query, limit=2, offset=offset, sort=sort).hits for offset in range(0, 50, 2)]
    assert [hit.id for hits in slices for hit in hits] == whole
