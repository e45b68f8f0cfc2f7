"""Sites of nested folders: the guides of folders are searched, shown, and tell guides of one title apart."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from index.build import BuildOptions, build
from search import Searcher, open_index
from tests.corpora import write_pages

PAGES: Mapping[str, str] = {
    "index.md": "# Languages\n\nAll of them.\n",
    "swift/index.md": "# Swift\n\nA language by Apple.\n",
    "swift/arrays.md": "# Arrays\n\nOrdered values.\n\n## Slices\n\nA part of one.\n",
    "swift/collections/index.md": "# Collections\n\nSets and maps.\n",
    "swift/collections/sets.md": "# Sets\n\nNothing comes twice.\n",
    "php/README.md": "# PHP\n\nA language of the web.\n",
    "php/arrays/index.md": "# Arrays\n\nOrdered maps.\n",
    "go.md": "# Go\n\nA language by Google.\n",
    "go/arrays.md": "# Arrays\n\nOf a fixed size.\n",
    "c/arrays.md": "# Arrays\n\nA pointer, more or less.\n",
    "es/php/arrays.md": "---\nlang: es\n---\n# Arrays\n\nMapas con orden.\n",
}


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("nested")
    write_pages(folder / "guides", PAGES)
    build([folder / "guides"], folder / "index", BuildOptions())
    return open_index(folder / "index")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("swift arrays", "swift/arrays"),
        ("arrays in php", "php/arrays"),
        ("go arrays", "go/arrays"),
        ("array swift", "swift/arrays"),
        ("swift sets", "swift/collections/sets"),
        ("swift slices", "swift/arrays#slices"),
    ],
)
def test_the_guide_of_a_folder_is_searched_with_the_guides_in_it(languages: Searcher, query: str, first: str) -> None:
    assert languages.search(query).hits[0].id == first


def test_the_guides_of_folders_begin_a_breadcrumb(languages: Searcher) -> None:
    crumbs = {
        hit.id: [(crumb.title, crumb.url) for crumb in hit.breadcrumb] for hit in languages.search("", limit=50).hits
    }
    swift = ("Swift", "/guides/swift")
    assert crumbs["swift/collections/sets"] == [swift, ("Collections", "/guides/swift/collections")]
    assert crumbs["swift/arrays#slices"] == [swift, ("Arrays", "/guides/swift/arrays")]
    assert crumbs["go/arrays"] == [("Go", "/guides/go")]
    assert crumbs["swift"] == crumbs["c/arrays"] == crumbs["index"] == []


def test_guides_of_one_title_are_suggested_with_their_folders(languages: Searcher) -> None:
    found = [(suggestion.text, suggestion.within) for suggestion in languages.suggest("arrays")]
    assert sorted(found[:4]) == [("Arrays", "Go"), ("Arrays", "PHP"), ("Arrays", "Swift"), ("Arrays", "c")]
    assert [text for text, _ in found].count("Arrays") == 4


@pytest.mark.parametrize("title", ["Getting it done", "How is it done?"])
@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            ("upgrade.md", "insiders/index.md", "insiders/upgrade.md"),
            {("upgrade", ""), ("insiders/upgrade", "Insiders")},
        ),
        (("faq.md", "shop/faq.md", "blog/faq.md"), {("faq", ""), ("shop/faq", "shop"), ("blog/faq", "blog")}),
    ],
)
def test_a_page_in_no_folder_is_suggested_beside_those_of_its_title_in_folders(
    tmp_path: Path, title: str, files: tuple[str, ...], places: set[tuple[str, str]]
) -> None:
    for name in files:
        (tmp_path / "guides" / name).parent.mkdir(parents=True, exist_ok=True)
        heading = "Insiders" if name.endswith("index.md") else title
        (tmp_path / "guides" / name).write_text(f"# {heading}\n\nText of {name}.\n", encoding="utf-8")
    build([tmp_path / "guides"], tmp_path / "index", BuildOptions())
    found = open_index(tmp_path / "index").suggest(title[:8])
    assert {(suggestion.id, suggestion.within) for suggestion in found if suggestion.text == title} == places


def test_a_folder_that_holds_the_whole_site_tells_nothing_apart(tmp_path: Path) -> None:
    (tmp_path / "guides" / "site").mkdir(parents=True)
    (tmp_path / "guides" / "about.md").write_text("# About\n\nIt is here.\n")
    (tmp_path / "guides" / "site" / "index.md").write_text("# Home\n\nBegin here.\n")
    for number in range(30):
        (tmp_path / "guides" / "site" / f"page{number}.md").write_text(f"# Page {number}\n\nText.\n")
    build([tmp_path / "guides"], tmp_path / "index", BuildOptions())
    assert open_index(tmp_path / "index").search("page 3").hits[0].breadcrumb == ()
