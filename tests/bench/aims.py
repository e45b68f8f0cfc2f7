"""The table of aims: Guidedex's figure, the peer's, their ratio, and whether the aim is met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.relevance.search_sets import JUDGED

Figures = Mapping[str, Any]

PEER = "tantivy-py"
GUIDES = 50_000
"""Number of documents in the rows on searching and building, else the largest smaller size that was measured."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its aim: a bound of the figure itself or, with a peer, of its ratio to the peer's.

    A row without a bound is shown and judged by nobody.
    """

    what: str
    unit: str
    value: float | None
    peer: str = ""
    peer_value: float | None = None
    most: float | None = None
    least: float | None = None
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure divided by the peer's, None without a peer's figure."""
        return self.value / self.peer_value if self.value is not None and self.peer_value else None

    @property
    def has_aim(self) -> bool:
        return self.most is not None or self.least is not None

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is met, None where it was not measured."""
        return self._reaches(self.most, self.least)

    @property
    def is_goal_met(self) -> bool | None:
        """Whether the goal beyond the aim is met; None without a goal or a measurement."""
        if self.goal is None:
            return None
        return self._reaches(*((self.goal, None) if self.least is None else (None, self.goal)))

    def _reaches(self, most: float | None, least: float | None) -> bool | None:
        measured = self.ratio if self.peer else self.value
        if measured is None or not self.has_aim:
            return None
        return (most is None or measured <= most) and (least is None or measured >= least)


def rows(figures: Figures) -> Sequence[Row]:
    """Return all rows, measured or not."""
    speed = {(library["library"], library["n_documents"]): library for library in figures.get("speed", [])}
    sizes = [size for library, size in speed if library == "guidedex" and size <= GUIDES]
    size = max(sizes, default=GUIDES)
    ours, theirs = (speed.get((name, size), {}) for name in ("guidedex", PEER))
    return [
        *_searching(ours, theirs, size),
        *_building(ours, theirs, figures.get("replaced", {}), size),
        *_editing(figures.get("editing", {})),
        *_opening(ours, figures.get("startup", {}), size),
        *_related_lists(ours, size),
        *_http(figures.get("http", {})),
        *_million(speed.get(("guidedex", MILLION), {})),
        *_ranking(figures.get("quality", {})),
        *_related_content(figures.get("related", {})),
    ]


def _searching(ours: Figures, theirs: Figures, size: int) -> Iterator[Row]:
    names = {"short": "ten best, 1 to 4 words", "long": "ten best, 10 to 25 words", "page": "page with snippets"}
    for state in ("warm", "cold"):
        for kind, name in names.items():
            for share in ("median", "p95"):
                what = f"{name}, {state}, {share}, {size:,} documents"
                our_time, their_time = (_time(library, state, kind, share) for library in (ours, theirs))
                yield Row(what, "ms", our_time, PEER, their_time, most=2.0, goal=1.0)
    for kind, name in (("prefix", "half-typed word"), ("typo", "one typo")):
        yield Row(f"{name}, warm, median, {size:,} documents", "ms", _time(ours, "warm", kind, "median"), most=1.0)


REPLACED = "tantivy-py and scikit-learn"
"""What gives search, related lists and near-duplicates without Guidedex, see ``replaced``."""


def _building(ours: Figures, theirs: Figures, replaced: Figures, size: int) -> Iterator[Row]:
    seconds = ours.get("build_seconds")
    what = f"building {size:,} documents"
    in_its_place = replaced.get("seconds") if replaced.get("documents") == size else None
    yield Row(what, "s", seconds, REPLACED, in_its_place, most=0.5)
    yield Row(what, "s", seconds, PEER, theirs.get("build_seconds"))


def _editing(editing: Figures) -> Iterator[Row]:
    of_guides = f" of {editing['guides']:,}" if editing else ""
    what = f"building when one guide was edited{of_guides}"
    edited, whole = (editing.get(name) for name in ("edited_seconds", "whole_seconds"))
    yield Row(what, "s", edited, "whole build", whole, most=1 / 3, goal=0.2)


def _opening(ours: Figures, startup: Figures, size: int) -> Iterator[Row]:
    yield Row(f"opening an index of {size:,} documents", "ms", ours.get("open_ms"), most=50.0)
    searched, imported = (startup.get(name) for name in ("search_ms", "numpy_ms"))
    yield Row("guidedex search from the shell", "ms", searched, "import numpy", imported, most=3.0)


def _related_lists(ours: Figures, size: int) -> Iterator[Row]:
    for kind in ("related skills", "related questions"):
        for share, most in (("median", 1.0), ("p95", 3.0)):
            yield Row(f"{kind}, {share}, {size:,} documents", "ms", _time(ours, "warm", kind, share), most=most)


def _http(rates: Figures) -> Iterator[Row]:
    for kind, least, goal in (("distinct", 0.15, 0.25), ("repeated", 0.75, None)):
        value, empty = rates.get(f"json, {kind}"), rates.get("empty")
        what = f"HTTP search, {kind} queries"
        yield Row(what, "requests/s", value, "empty Flask route", empty, least=least, goal=goal)


def _million(ours: Figures) -> Iterator[Row]:
    built = ours.get("build_mb")
    yield Row("memory to build a million documents", "GiB", built / 1024 if built else None, most=8.0)
    for kind in ("short", "long"):
        yield Row(f"ten best, {kind}, p95, a million documents", "ms", _time(ours, "warm", kind, "p95"), most=50.0)


def _ranking(quality: Figures) -> Iterator[Row]:
    ours = quality.get("guidedex", {})
    peers = {name: scores for name, scores in quality.items() if name != "guidedex"}
    sets = [name for name in ours if name in JUDGED]
    best = max(peers, key=lambda name: peers[name]["mean"], default="the best peer")
    mean = peers.get(best, {}).get("mean")
    yield Row("ranking, mean nDCG@10", "", ours.get("mean"), best, mean, least=1.04, goal=1.08)
    worst = min(sets, key=lambda name: ours[name] / _best(peers, name), default="")
    name = f"ranking, nDCG@10 of the weakest set{worst and f' ({worst})'}"
    theirs = _best(peers, worst) if worst else None
    yield Row(name, "", ours.get(worst), "its best peer", theirs, least=0.98, goal=1.0)


COSINES = ("cosine", "stemmed cosine")


def _related_content(related: Figures) -> Iterator[Row]:
    ours, *peers = (_ndcg(related.get(name, {})) for name in ("guidedex", *COSINES))
    cosines = {name: scores for name, scores in zip(COSINES, peers, strict=True) if scores}
    better = {name: _best(cosines, name) for name in ours}
    mean, their_mean = (sum(scores.values()) / len(scores) if scores else None for scores in (ours, better))
    peer = "better cosine"
    yield Row("related content, mean nDCG@10", "", mean, peer, their_mean, least=1.12, goal=1.18)
    worst = min(ours, key=lambda name: ours[name] / better[name], default="")
    name = f"related content, nDCG@10 of the weakest set{worst and f' ({worst})'}"
    yield Row(name, "", ours.get(worst), peer, better.get(worst), least=1.0)


def _ndcg(by_set: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    return {name: figures["ndcg"] for name, figures in by_set.items()}


def _best(scores_by_peer: Mapping[str, Mapping[str, float]], name: str) -> float:
    return max(scores[name] for scores in scores_by_peer.values())


def _time(library: Figures, state: str, kind: str, share: str) -> float | None:
    value: float | None = library.get(state, {}).get(kind, {}).get(f"{share}_ms")
    return value
