"""Each slug has files of its own in an export, whatever it is, and none outside of the folder."""

import random

import pytest

from web.export_names import EXTENSIONS, file_names

ODD = [
    *("index", "INDEX", "/abs", "a//b", "..", "../x", "a/../b", ".", "", "CON", "con.x", "lpt1", "a\\b", "a\0b"),
    *(
        "a.",
        "a ",
        "a./b",
        "a /b",
        "LPT1 ",
        "con .x",
        "conin$",
        "x" * 300,
        "ü" * 150,
        "/".join("y" * 200 for _ in range(9)),
        "\ud800",
        "a\x1bb",
    ),
]
SOUND = [
    "kafka",
    "apis/rest",
    "es:abstract-factory",
    "c++",
    "ü",
    ".net",
    "a b",
    "asp.net-core",
    "what?",
    "-x",
    "a/index.x",
]


def test_usual_slugs_are_the_names_of_their_files() -> None:
    assert file_names(SOUND) == {slug: slug for slug in SOUND}


@pytest.mark.parametrize("slug", ODD)
def test_odd_slugs_have_a_plain_name(slug: str) -> None:
    name = file_names([slug])[slug]
    assert name.isascii()
    assert not set(name) & set("/\\.\0")
    assert 12 < len(name) < 80


def test_slugs_that_differ_by_case_alone_or_in_composition_have_two_files() -> None:
    names = file_names(["Case", "case", "ü", "u\u0308", "straße", "STRASSE"])
    assert len({name.casefold() for name in names.values()}) == 6


@pytest.mark.parametrize("other", ["a.json/b", "a.html/b/c", "a.md/b", "A.json/b", "A.MD/b/c", "a.Html/b"])
def test_no_file_is_the_folder_of_another(other: str) -> None:
    names = file_names(["a", other, "a/b"])
    assert names["a/b"] == "a/b"
    files = {f"{name}{extension}".casefold() for name in names.values() for extension in EXTENSIONS}
    folders = {name.casefold().rpartition("/")[0] for name in names.values()}
    assert files.isdisjoint(folders)


def test_a_slug_that_is_called_like_the_files_of_another_has_files_of_its_own() -> None:
    slugs = ["con"]
    for _ in range(3):
        slugs.append(file_names(slugs)["con"])
    assert len(set(file_names(slugs).values())) == 4
    assert all(file_names(slugs)[slug] == slug for slug in slugs[1:])


def test_names_do_not_depend_on_the_order_of_slugs() -> None:
    slugs = [*ODD, *SOUND, "Kafka", "a.json/b", "a"]
    expected = dict(file_names(slugs))
    files = {f"{name}{extension}".casefold() for name in expected.values() for extension in EXTENSIONS}
    assert len(files) == len(EXTENSIONS) * len(expected)
    random.Random(3).shuffle(slugs)
    assert dict(file_names(slugs)) == expected
