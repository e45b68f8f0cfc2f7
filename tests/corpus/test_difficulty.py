import pytest

from corpus.difficulty import bars, rank


@pytest.mark.parametrize(
    ("names", "n_bars"),
    [
        (("easy", "beginner", "basic", "junior"), 1),
        (("Medium", "intermediate", "mid", "Mid-level"), 2),
        (("hard", "advanced", "expert", "senior"), 3),
        (("fiendish",), 3),
        (("",), 0),
    ],
)
def test_every_name_of_a_level_is_drawn_with_its_bars(names: tuple[str, ...], n_bars: int) -> None:
    assert {bars(name) for name in names} == {n_bars}


def test_difficulties_outside_the_scale_come_after_it_and_none_comes_last() -> None:
    names = ["", "senior", "fiendish", "basic", "mid-level"]
    assert sorted(names, key=rank) == ["basic", "mid-level", "senior", "fiendish", ""]
