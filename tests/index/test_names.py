"""Known names in sequences of tokens."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.names import MAX_TOKENS, JoinedNames, NameTrie, names_in

KNOWN = {"rate": 1, "rate limiting": 2, "limiting a b": 3, "api": 4}
TRIE = NameTrie((name.split(), value) for name, value in KNOWN.items())


def found(text: str) -> list[tuple[int, int, int]]:
    return [tuple(name) for name in names_in(text.split(), TRIE.longest_at)]


def test_the_longest_name_counts_and_names_do_not_overlap() -> None:
    assert found("rate limiting a b api rate a") == [(0, 2, 2), (4, 5, 4), (5, 6, 1)]


def test_the_beginning_of_a_longer_name_is_found_where_that_breaks_off() -> None:
    assert found("limiting a rate") == [(2, 3, 1)]


def test_of_equal_names_the_first_counts() -> None:
    found = NameTrie([(["a"], 1), (["a"], 2), ([], 3)]).longest_at(["a"], 0)
    assert found == (0, 1, 1)


def test_a_joined_name_is_found_however_it_is_cut() -> None:
    rows = {"nodejs": 1, "node": 2}
    names = JoinedNames(lambda keys: rows.get("".join(keys)), max_tokens=2)
    assert [name.value for name in names_in(["node", "js", "nodejs", "node", "x"], names.longest_at)] == [1, 1, 2]


def test_a_name_has_at_most_so_many_tokens() -> None:
    names = NameTrie([(["a"] * MAX_TOKENS, 1), (["b"] * (MAX_TOKENS + 1), 2)])
    assert "a" in names
    assert "b" not in names


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=4), max_size=6), st.lists(st.sampled_from("abc")))
def test_a_trie_finds_what_comparing_every_name_finds(known: list[list[str]], keys: list[str]) -> None:
    def value_of(run: Sequence[str]) -> int | None:
        return known.index(list(run)) if list(run) in known else None

    trie = NameTrie((name, i) for i, name in enumerate(known))
    compared = JoinedNames(value_of, max_tokens=4)
    assert list(names_in(keys, trie.longest_at)) == list(names_in(keys, compared.longest_at))
