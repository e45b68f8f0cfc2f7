"""BM25F over dicts, as its formula reads: what engines are checked against, in the same integers."""

import math
from collections import defaultdict
from collections.abc import Sequence

from corpus.document import Document
from index.analysis import STEM, expand, raw_words, stem
from index.documents import FIELDS, field_texts
from index.postings import K1, MAX_IDF, MAX_IMPACT, TITLE_SHARE, B
from index.site import FIELD_BOOSTS


class NaiveIndex:
    """Impacts and idfs of some documents, one dict entry at a time."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.n = len(documents)
        counted = [self._count(document) for document in documents]
        average = [_mean([lengths[f] for _, lengths in counted if lengths[f]]) for f in range(len(FIELDS))]
        self.impacts: dict[str, dict[int, int]] = defaultdict(dict)
        for row, (counts, lengths) in enumerate(counted):
            for term, by_field in counts.items():
                tf = title = 0.0
                for f, times in by_field.items():
                    own = 1 / (1 - B + B * lengths[f] / average[f])
                    for _ in range(times):
                        tf += own * FIELD_BOOSTS[FIELDS[f]]
                        title += own if FIELDS[f] == "title" else 0
                total = _saturated(tf) + TITLE_SHARE * _saturated(title)
                impact = round(MAX_IMPACT * total / ((1 + TITLE_SHARE) * (K1 + 1)))
                self.impacts[term][row] = min(max(impact, 1), MAX_IMPACT)

    def _count(self, document: Document) -> tuple[dict[str, dict[int, int]], list[int]]:
        counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        lengths = [0] * len(FIELDS)
        for f, text in enumerate(field_texts(document)):
            for match in raw_words(text):
                expansion = expand(match.group())
                lengths[f] += expansion.n_positions
                for surface in expansion.surfaces:
                    counts[surface.term][f] += 1
                    if not surface.spelled:
                        counts[STEM + stem(surface.term, document.lang)][f] += 1
        return counts, lengths

    def idf(self, term: str) -> int:
        df = len(self.impacts.get(term, ()))
        highest = math.log1p((self.n - 0.5) / 1.5)
        return min(max(round(MAX_IDF * math.log1p((self.n - df + 0.5) / (df + 0.5)) / highest), 1), MAX_IDF)

    def score(self, terms: Sequence[tuple[str, int]], row: int) -> int:
        """Return the sum over (term, percent) of impact, idf and percent in document ``row``."""
        return sum(
            self.impacts[term][row] * self.idf(term) * percent
            for term, percent in terms
            if row in self.impacts.get(term, {})
        )


def _mean(lengths: Sequence[int]) -> float:
    return max(1.0, sum(lengths) / len(lengths)) if lengths else 1.0


def _saturated(tf: float) -> float:
    return tf * (K1 + 1) / (tf + K1)
