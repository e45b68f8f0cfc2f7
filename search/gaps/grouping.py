"""Findings of one kind that are so many that each alone would be a line in a wall: they become one."""

from collections.abc import Iterator, Sequence

from search.gaps.finding import Gap, Place

MANY = 20
"""Findings of one kind beyond which they are one: what an editor still reads one by one."""

A_DAY = 480
"""Minutes; what is one decision for many places takes a day to begin with, however many they are."""


def together(gaps: Sequence[Gap], key: tuple[str, ...], said: str, fix: str, subject: str = "") -> Gap:
    """Return one gap for many, the most telling first, each with what its own message says."""
    ordered = sorted(gaps, key=lambda gap: (-gap.waiting, gap.place))
    places = tuple(Place(gap.place.path, gap.place.line, gap.message) for gap in ordered)
    return Gap(
        key=key,
        place=Place(places[0].path, places[0].line),
        message=said,
        evidence=places,
        fix=fix,
        subject=subject,
        waiting=len({place.path for place in places}),
        minutes=min(A_DAY, sum(gap.minutes for gap in gaps)) or A_DAY,
        confidence=min(gap.confidence for gap in gaps),
    )


def few(gaps: Sequence[Gap], key: tuple[str, ...], said: str, fix: str) -> Iterator[Gap]:
    """Yield the gaps, or one for all of them where they are more than MANY; ``{n}`` in ``said`` is their number,
    ``{guides}`` that of their guides."""
    if len(gaps) <= MANY:
        yield from gaps
        return
    n_guides = len({gap.place.path for gap in gaps})
    said = said.replace("{n}", f"{len(gaps):,}").replace("{guides}", f"{n_guides:,}")
    yield together(gaps, key, said, fix)
