import pytest

from corpus.slugs import Anchors, clean_slug, heading_anchor, n_shared_folders, page_parts, slugify


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Core Concepts", "core-concepts"),
        ("What's new in C#?", "whats-new-in-c"),
        ("CI/CD & more", "cicd--more"),
        ("snake_case — dash", "snake_case--dash"),
        ("你好 世界", "你好-世界"),
        ("हिन्दी शीर्षक", "हिन्दी-शीर्षक"),
        ("🔥", ""),
    ],
)
def test_headings_have_the_anchors_that_github_gives_them(title: str, anchor: str) -> None:
    assert heading_anchor(title) == anchor


def test_a_slug_is_cut_at_a_word() -> None:
    assert slugify("Explain how microservices fit into a system", max_length=25) == ("explain-how-microservices")
    assert len(slugify("x" * 200)) == 60


def test_equal_anchors_are_numbered_and_never_taken_twice() -> None:
    anchors = Anchors()
    assert [anchors.take(name) for name in ("a", "a", "a-1", "a")] == ["a", "a-1", "a-1-1", "a-2"]


def test_a_slug_from_front_matter_cannot_climb_out_of_its_place() -> None:
    assert clean_slug(" /Guides/../My Page/ ") == "guides/my-page"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("topics/3d/index.md", ("topics", "3d")),
        ("a/_index.md", ("a",)),
        ("a/README.md", ("a",)),
        ("a/b/arrays.md", ("a", "b", "arrays")),
        ("README.md", ()),
    ],
)
def test_an_index_takes_the_path_of_its_folder(path: str, parts: tuple[str, ...]) -> None:
    assert page_parts(path) == parts


def test_shared_folders_are_those_that_no_file_lies_outside_of() -> None:
    assert n_shared_folders([("a", "b", "c"), ("a", "b"), ("a", "b", "d")]) == 2
    assert n_shared_folders([]) == 0
