"""URLs of result lists, one for each list; and suffixes of paths."""

import pytest
from flask import Flask

from web.http.addresses import ListAddress, split_suffix

ORDER = ("kind", "skill")


def test_an_address_leaves_out_what_is_as_usual() -> None:
    assert ListAddress("/search").url == "/search"
    assert ListAddress("/search", "a b", (("kind", ("guide",)),), "updated", 2).url == (
        "/search?q=a+b&kind=guide&sort=updated&page=2"
    )


def test_choosing_in_another_order_leads_to_the_same_address() -> None:
    start = ListAddress("/search", "a", page=3)
    first = start.toggled("skill", "Go", ORDER).toggled("kind", "guide", ORDER)
    other = start.toggled("kind", "guide", ORDER).toggled("skill", "Go", ORDER)
    assert first == other
    assert first.page == 1


def test_choosing_twice_takes_the_choice_back() -> None:
    start = ListAddress("/search", "a")
    chosen = start.toggled("skill", "Go", ORDER)
    assert chosen.toggled("skill", "Go", ORDER) == start


def test_clearing_keeps_the_query() -> None:
    assert ListAddress("/search", "a", (("kind", ("guide",)),)).unfiltered().url == "/search?q=a"


@pytest.mark.parametrize(
    ("path", "known", "expected"),
    [
        ("/skills/a/related", {"a"}, ("a", True)),
        ("/skills/a/related", {"a", "a/related"}, ("a", True)),
        ("/skills/a/related", {"a/related"}, ("a/related", False)),
        ("/skills/a%2Frelated", {"a", "a/related"}, ("a/related", False)),
        ("/skills/a%2Frelated/related", {"a", "a/related"}, ("a/related", True)),
        ("/skills/a/related", set(), ("a", True)),
        ("/skills/a", set(), ("a", False)),
    ],
)
def test_a_suffix_is_told_from_a_name_that_ends_like_it(path: str, known: set[str], expected: tuple[str, bool]) -> None:
    with Flask(__name__).test_request_context(path) as context:
        name = context.request.path.removeprefix("/skills/")
        assert split_suffix(name, "/related", known.__contains__) == expected
