"""A candidate for a related list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from search.results import Reason

MENTION = 0.3
"""What being named adds, as a share of what the score misses to 1."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate: its document's row, its score, and what gives its reasons, asked only when it is shown.

    ``is_listed`` ones come from the list of a guide, whose scores join many signals. ``has_weak_overlap`` ones have too
    little in common with what was asked about to be shown, whatever they score.
    """

    row: int
    score: float
    why: Callable[[], Sequence[Reason]] = tuple
    is_listed: bool = False
    has_weak_overlap: bool = False

    def raised(self, reason: Reason) -> "Candidate":
        """Return the candidate with a share of what it misses to 1, and with ``reason`` first."""
        score = self.score + (1 - self.score) * MENTION
        return Candidate(self.row, score, lambda: (reason, *self.why()))


def mean_of(row: int, founds: Sequence[Candidate], n_lists: int) -> Candidate:
    """Return what is found in some of several lists, with the mean of its scores; less where lists lack it."""
    mean = sum(found.score for found in founds) / n_lists
    return Candidate(
        row,
        mean * (0.5 + 0.5 * len(founds) / n_lists),
        lambda: tuple(dict.fromkeys(reason for found in founds for reason in found.why())),
        has_weak_overlap=all(found.has_weak_overlap for found in founds),
    )


def raised(found: Sequence[Candidate], named: Mapping[int, Reason]) -> list[Candidate]:
    """Return ``found``, best first, with what is ``named`` raised, or added; each row's reason comes first."""
    scored = {candidate.row: candidate for candidate in found}
    for row, reason in named.items():
        scored[row] = scored.get(row, Candidate(row, 0.0)).raised(reason)
    return sorted(scored.values(), key=lambda candidate: (-candidate.score, candidate.row))
