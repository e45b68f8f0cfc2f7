"""What readers abbreviate or call by an everyday word finds what pages call otherwise, below the word itself."""

from pathlib import Path

import pytest

from search import Searcher
from search.query.other_words import OTHER_WORDS, with_other_words
from tests.corpora import searcher_over

RECORDS = (
    {"id": "js", "title": "Arrays in JavaScript", "text": "The first element is shifted off."},
    {"id": "np", "title": "Joining arrays", "text": "NumPy can concatenate along an axis."},
    {"id": "mac", "title": "Installing on macOS", "text": "With a package."},
    {"id": "cv", "title": "Resume tips", "text": "What to say of yourself."},
    {"id": "cost", "title": "Trade-offs", "text": "What a queue takes in return."},
    {"id": "folder", "title": "The directory of the content", "text": "Pages lie there."},
    {"id": "regex", "title": "Regular expressions", "text": "A pattern for text."},
    {"id": "size", "title": "Sizes", "text": "An index takes as much room as its documents."},
    {"id": "off", "title": "Disabling a rule", "text": "It is skipped from then on."},
    {"id": "link", "title": "Symbolic links", "text": "They are followed when they lead to files."},
    {"id": "ram", "title": "RAM", "text": "A server needs twice as much as it holds."},
    {"id": "undo", "title": "Rollback", "text": "The last deployment is taken back."},
    {"id": "other", "title": "Something else", "text": "Of no matter here."},
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("words"), RECORDS)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("js first element", "js"),
        ("np concat axis", "np"),
        ("install mac", "mac"),
        ("cv", "cv"),
        ("downsides of a queue", "cost"),
        ("content folder", "folder"),
        ("regex", "regex"),
        ("how big is an index", "size"),
        ("how do i turn off a rule", "off"),
        ("symlinks to files", "link"),
        ("how much memory does a server need", "ram"),
        ("undo a deployment", "undo"),
    ],
)
def test_the_other_word_is_found(searcher: Searcher, query: str, first: str) -> None:
    assert searcher.search(query).hits[0].id == first


@pytest.mark.parametrize(("typed", "other"), [("js", "javascript"), ("db", "database"), ("folder", "directory")])
def test_the_word_as_typed_comes_before_the_other_one(tmp_path: Path, typed: str, other: str) -> None:
    records = [{"id": word, "title": f"About {word}", "text": f"This is about {word}."} for word in (other, typed)]
    assert [hit.id for hit in searcher_over(tmp_path, records).search(f"about {typed}").hits] == [typed, other]


def test_pairs_are_for_english_alone_and_follow_those_of_the_site() -> None:
    site = {"js": ("jscript",), "motor": ("engine",)}
    assert with_other_words(site, "de") == site
    merged = with_other_words(site, "en-GB")
    assert merged["js"] == ("jscript", "javascript")
    assert merged["motor"] == ("engine",)
    assert merged["py"] == ("python",)


def test_no_word_is_another_word_of_itself() -> None:
    assert len(OTHER_WORDS) > 100
    assert OTHER_WORDS["downsides"] == OTHER_WORDS["downside"]
    assert not [word for word, others in OTHER_WORDS.items() if word in others]
