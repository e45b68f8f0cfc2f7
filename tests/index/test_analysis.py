"""Text to terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import MAX_TERM, analyze, fold, normal_title, stem, whole_form
from tests.placed_terms import placed_terms


def terms(text: str) -> list[str]:
    return [token.term for token in placed_terms(text)]


@pytest.mark.parametrize("name", ["C++", "C#", "F#", ".NET", "k8s", "v1.2.3", "2.0", "=>", "??", "i++", "vue3"])
def test_a_name_without_parts_is_one_term(name: str) -> None:
    assert terms(name) == [name.lower()]


@pytest.mark.parametrize(
    ("compound", "joined", "parts"),
    [
        ("Node.js", "nodejs", ["node", "js"]),
        ("CI/CD", "cicd", ["ci", "cd"]),
        ("TCP/IP", "tcpip", ["tcp", "ip"]),
        ("HTTP/2", "http2", ["http", "2"]),
        ("UTF-8", "utf8", ["utf", "8"]),
        ("@angular/core", "angularcore", ["angular", "core"]),
        ("std::vector", "stdvector", ["std", "vector"]),
        ("snake_case", "snakecase", ["snake", "case"]),
        ("ASP.NET", "aspnet", ["asp", ".net"]),
    ],
)
def test_a_compound_is_found_whole_joined_and_by_its_parts(compound: str, joined: str, parts: list[str]) -> None:
    assert terms(compound) == [compound.lower(), joined, *parts]


def test_both_spellings_of_a_compound_have_one_whole_form() -> None:
    assert whole_form("Node.js") == whole_form("NodeJS") == "nodejs"
    assert whole_form("CI/CD") == whole_form("cicd")


def test_names_that_end_in_symbols_are_never_their_neighbours() -> None:
    assert len({whole_form(name) for name in ("C", "C++", "C#", "Objective-C", ".NET", "net")}) == 6


def test_a_slash_between_names_keeps_both_and_an_abbreviation_has_no_letters_as_parts() -> None:
    assert {"c", "c++"} <= set(terms("C/C++"))
    assert terms("I/O") == ["i/o", "io"]
    assert "c" not in terms("Objective-C")


def test_the_dot_of_a_method_is_not_a_part_of_its_name() -> None:
    assert "map" in terms("call .map() on it")
    assert "net" not in terms(".NET")


def test_parts_are_at_successive_positions_and_the_whole_at_the_first() -> None:
    positions = {token.term: token.position for token in placed_terms("use Node.js well")}
    assert positions == {"use": 0, "node.js": 1, "nodejs": 1, "node": 1, "js": 2, "well": 3}


def test_case_and_accents_are_folded_and_offsets_are_those_of_the_text() -> None:
    text = "Ein KÄSE, İstanbul"
    tokens = placed_terms(text)
    assert [token.term for token in tokens] == ["ein", "kaese", "kase", "istanbul"]
    assert [text[token.start : token.end] for token in tokens] == ["Ein", "KÄSE", "KÄSE", "İstanbul"]


def test_scripts_without_spaces_become_pairs_of_characters() -> None:
    assert terms("設計模式") == ["設計", "計模", "模式"]


def test_invisible_characters_are_dropped() -> None:
    assert terms("ku\u00adber\u200bnetes \u200b \ufeff") == ["kubernetes"]


def test_possessives_and_contractions() -> None:
    assert terms("the user's") == ["the", "user"]
    assert terms("don't") == ["don't", "dont"]


def test_long_words_are_cut_and_still_match_themselves() -> None:
    assert terms("x" * 500) == ["x" * MAX_TERM] == terms("X" * 500)


def test_a_path_has_parts_and_no_joined_form() -> None:
    assert terms("src/components/button/index.js") == [
        "src/components/button/index.js", "src", "components", "button", "index", "js"
    ]  # fmt: skip


def test_stems_follow_the_language() -> None:
    assert stem("limiting") == stem("limits") == "limit"
    assert stem("häuser".replace("ä", "a"), "de") == stem("haus", "de")
    assert stem("k8s") == "k8s"
    assert stem("word", "tlh") == "word"


def test_titles_are_equal_only_when_no_word_is_lost() -> None:
    assert normal_title("What is Node.js?") == normal_title("what is NodeJS")
    assert normal_title("What is C?") != normal_title("What is C++?")
    assert normal_title("?!") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pass --name or -v", ["pass", "--name", "name", "or", "-v", "v"]),
        ("name() is", ["name()", "name", "is"]),
        ("a.b()", ["a.b()", "a.b", "ab"]),
        ("a :: b ... c >>> d ** e", ["a", "::", "b", "...", "c", ">>>", "d", "**", "e"]),
        ("really?? wow!! ?!", ["really", "wow"]),
        ("a??b, a ?? b", ["a", "??", "b", "a", "??", "b"]),
        ("e-mail - or mail", ["e-mail", "email", "mail", "or", "mail"]),
        ("Ｃ＋＋ and c♯", ["c++", "and", "c#"]),
        ("🚀 go", ["🚀", "go"]),
    ],
)  # fmt: skip
def test_signs_of_code_are_words_or_parts_of_words_and_those_of_prose_are_not(text: str, words: list[str]) -> None:
    assert terms(text) == words


def test_names_differ_in_words_and_not_in_how_exact_a_version_is_or_in_ornaments() -> None:
    assert normal_title("OAuth 2.0") == normal_title("OAuth 2")
    assert normal_title("OAuth 2.1") != normal_title("OAuth 2")
    assert normal_title("🚀 Quick start -- today") == normal_title("Quick start today")
    assert normal_title("...") == "..."


@given(st.text())
def test_every_token_has_its_span_and_tokenizing_never_fails(text: str) -> None:
    for token in placed_terms(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert len(token.term) <= MAX_TERM


@given(st.text(min_size=1))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.from_regex(r"[a-z]{1,8}([./_-][a-z]{1,8}){0,6}", fullmatch=True))
def test_positions_of_parts_lie_within_the_compound(token: str) -> None:
    forms = analyze(token)
    assert all(0 <= surface.offset < forms.n_positions for surface in forms.surfaces)


@pytest.mark.parametrize(
    "words",
    [
        "reference references referencing referenced", "rebalance rebalances rebalancing", "experience experienced",
        "balance balancing balanced", "sequence sequencing", "advance advanced advancing", "fence fencing",
    ],
)  # fmt: skip
def test_words_in_ance_and_ence_keep_their_stem_with_ing_and_ed(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_a_compound_of_ten_thousand_names_with_a_dot_has_them_as_parts() -> None:
    forms = analyze("c#" + "/.net" * 10_000)
    assert forms.n_positions == 10_001
    assert [surface.term for surface in forms.surfaces[-2:]] == [".net", ".net"]
