"""What a click on a value of a facet asks for."""

from collections.abc import Mapping, Sequence

from search.results import FacetCount


def clicked(filters: Mapping[str, Sequence[str]], name: str, count: FacetCount) -> dict[str, tuple[str, ...]]:
    """Return ``filters`` with the value of ``count`` beside those that are given already.

    A selected value is alone: that is what its number counts.
    """
    given = tuple(filters.get(name, ()))
    beside = () if count.selected or given == ("all",) else given
    return {**{key: tuple(values) for key, values in filters.items()}, name: tuple(sorted((*beside, count.value)))}
