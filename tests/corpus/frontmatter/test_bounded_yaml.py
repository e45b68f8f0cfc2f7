import pytest

from corpus.frontmatter.bounded_yaml import MAX_DEPTH, YamlError, load


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("title: on", {"title": "on"}),
        ("title: 101", {"title": "101"}),
        ("date: 2026-06", {"date": "2026-06"}),
        ("title: ~", {"title": ""}),
        ("title: '~'", {"title": "~"}),
        ("tags: [a, {b: c}]", {"tags": ["a", {"b": "c"}]}),
        ("", ""),
    ],
)
def test_every_scalar_is_the_text_that_was_written(written: str, value: object) -> None:
    assert load(written).value == value


def test_lines_are_known_for_keys_list_items_and_what_they_hold() -> None:
    loaded = load("title: A\nfaq:\n  - question: Q\n    answer: B\n")
    assert loaded.lines[("title",)] == 0
    assert loaded.lines[("faq", 0)] == 2
    assert loaded.lines[("faq", 0, "answer")] == 3


def test_a_key_given_twice_is_reported_and_the_last_counts() -> None:
    loaded = load("a: 1\nb: 2\na: 3")
    assert loaded.duplicates == [("a", 2)]
    assert loaded.value == {"a": "3", "b": "2"}


def test_an_alias_stands_for_its_anchor_and_a_merge_key_adds_what_is_missing() -> None:
    loaded = load("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\n")
    assert loaded.value == {"base": {"x": "1", "y": "2"}, "own": {"x": "1", "y": "3"}}


def test_aliases_that_unfold_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(YamlError, match="unfolds to more than") as caught:
        load("\n".join(lines))
    assert caught.value.line < 6


def test_an_alias_to_what_holds_it_is_refused() -> None:
    with pytest.raises(YamlError, match="stands for nothing before it"):
        load("a: &a [*a]")


@pytest.mark.parametrize("text", ["[" * 10_000, "- " * 10_000 + "x", "{a: " * 10_000])
def test_nesting_is_bounded_however_deep_it_goes(text: str) -> None:
    # from 6.0.4 on, PyYAML itself refuses what is far deeper
    with pytest.raises(YamlError, match=f"nested deeper than {MAX_DEPTH}|exceeded maximum nesting depth"):
        load(f"a: {text}" if text[0] != "-" else text)


def test_what_is_not_yaml_names_its_line() -> None:
    with pytest.raises(YamlError) as caught:
        load("title: A\nsummary: one: two\n")
    assert caught.value.line == 1
