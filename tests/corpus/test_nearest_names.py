import pytest

from corpus.nearest_names import misspelt_name, nearest_names


def test_the_nearest_names_come_best_first_whatever_their_case() -> None:
    assert nearest_names("KAFAK", ["Redis", "Kafka Streams", "Kafka", "kafa"]) == ("Kafka", "kafa")


def test_at_most_so_many_names_are_offered_as_asked_for() -> None:
    assert nearest_names("aab", ["aaa", "aac", "aad", "aae"]) == ("aaa", "aac", "aad")
    assert nearest_names("aab", ["aaa", "zzz"], 2, min_similarity=0) == ("aaa", "zzz")


@pytest.mark.parametrize(("name", "meant"), [("limt", "limit"), ("titel", ""), ("", "")])
def test_one_name_is_meant_where_it_is_near_enough(name: str, meant: str) -> None:
    assert misspelt_name(name, ["limit", "kind"]) == meant
