"""A candidate for a related list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.results import Reason

MENTION = 0.3
"""What being named adds, as a share of what the score misses to 1; by hand."""

ON_NO_LIST = 0.5
"""Share of the mean score that a candidate on no list would keep; one on every list keeps all of it. By hand."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be shown as related.

    Attributes:
        row: of the document.
        score: 0 to 1.
        reasons: makes the reasons; called for shown candidates only, as that takes longer than scoring.
        is_listed: it comes from the list that the build made for a guide, whose scores join many signals.
        has_weak_overlap: it has too little in common with what was asked about to be shown, whatever it scores.
    """

    row: int
    score: float
    reasons: Callable[[], Iterable[Reason]] = tuple
    is_listed: bool = False
    has_weak_overlap: bool = False

    def raised(self, reason: Reason) -> "Candidate":
        """Return the candidate with a score nearer to 1, no weak overlap, and ``reason`` first."""
        score = self.score + (1 - self.score) * MENTION
        return Candidate(self.row, score, lambda: (reason, *self.reasons()))


def merged(lists: Sequence[Sequence[Candidate]], without: set[int]) -> list[Candidate]:
    """Return the candidates of several lists, each row once, but for the rows ``without``; best first.

    A score is the sum of a row's scores over the number of lists, times 0.5 to 1 by the share of lists that it is on.
    """
    by_row: dict[int, list[Candidate]] = {}
    for candidates in lists:
        for candidate in candidates:
            if candidate.row not in without:
                by_row.setdefault(candidate.row, []).append(candidate)
    means = [_mean_of(row, candidates, len(lists)) for row, candidates in by_row.items()]
    return sorted(means, key=lambda candidate: (-candidate.score, candidate.row))


def _mean_of(row: int, candidates: Sequence[Candidate], n_lists: int) -> Candidate:
    mean = sum(candidate.score for candidate in candidates) / n_lists
    return Candidate(
        row,
        mean * (ON_NO_LIST + (1 - ON_NO_LIST) * len(candidates) / n_lists),
        lambda: tuple(dict.fromkeys(reason for candidate in candidates for reason in candidate.reasons())),
        has_weak_overlap=all(candidate.has_weak_overlap for candidate in candidates),
    )


def with_named(candidates: Sequence[Candidate], reasons: Mapping[int, Reason]) -> list[Candidate]:
    """Return ``candidates``, best first, with those that have a reason of ``reasons``, by row, raised or added."""
    by_row = {candidate.row: candidate for candidate in candidates}
    for row, reason in reasons.items():
        by_row[row] = by_row.get(row, Candidate(row, 0.0)).raised(reason)
    return sorted(by_row.values(), key=lambda candidate: (-candidate.score, candidate.row))
