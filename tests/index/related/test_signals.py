"""Signals of relation, on sites of a few lines."""

from collections.abc import Mapping

import numpy as np
import pytest

from corpus.document import Document
from index.links import Resolver
from index.matrix.counts import count
from index.matrix.vectors import term_counts, tfidf
from index.related.mentions import find_mentions
from index.related.references import label_matrix
from index.related.signals import combine, guide_signals
from index.related.units import LEAD_TIMES, LEAD_TOKENS, times_counted
from index.related.versions import versions_of


def guide(id_: str, text: str = "", title: str = "", **fields: object) -> Document:
    return Document(id=id_, kind="guide", guide=id_, title=title or id_, text=text, **fields)  # type: ignore[arg-type]


def signals(*guides: Document) -> dict[tuple[str, str], Mapping[str, float]]:
    """Return the signals of each pair, by the ids of its guides."""
    counts = count(guides)
    matrix, _ = term_counts(counts)
    versions = versions_of(guides, {})
    pairs, found = guide_signals(
        tfidf(matrix, "square root"),
        np.asarray(matrix.sum(axis=1)).ravel(),
        guides,
        counts,
        guides,
        Resolver(()),
        find_mentions(guides, counts, guides, versions=versions),
        versions,
    )
    ids = [(guides[a].id, guides[b].id) for a, b in zip(pairs.row.tolist(), pairs.column.tolist(), strict=True)]
    return {pair: {name: float(values[i]) for name, values in found.items()} for i, pair in enumerate(ids)}


def test_a_title_counts_by_how_rare_its_words_are() -> None:
    fillers = [guide(f"f{i}", "code is a thing that programs and people read") for i in range(20)]
    text = "code for lattice surgery on planar qubits with magic states"
    found = signals(
        guide("a", text), guide("b", text, "What is a code?"), guide("c", text, "Lattice surgery with magic states"),
        *fillers,
    )  # fmt: skip
    assert 0 < found["a", "b"]["words"] < 0.2
    assert 0.7 < found["a", "c"]["words"] < 1


def test_a_label_is_worth_more_the_fewer_guides_have_it() -> None:
    guides = [guide(f"guides/{i}", tags=("all",)) for i in range(8)]
    guides += [
        guide("guides/kafka/a", tags=("all", "Streams")),
        guide("guides/kafka/b", tags=("all",), category="streams"),
        guide("guides/kafka/c"),
        guide("elsewhere"),
    ]
    shared = (label_matrix(guides) @ label_matrix(guides).T).toarray()
    kafka_a, kafka_b, kafka_c, elsewhere = range(8, 12)
    assert shared[kafka_a, kafka_b] > shared[kafka_a, kafka_c] > 2 * shared[kafka_c, 0] > 0
    assert not shared[elsewhere].any()
    # tags, category and folders alike: "streams" of two, "guides/kafka" of three, "all" of ten and "guides" of eleven
    assert shared[kafka_a, kafka_b] == pytest.approx(sum(np.log(13 / df) for df in (2, 3, 10, 11)) / np.log(13))


def test_guides_without_labels_share_none() -> None:
    assert label_matrix([]).shape[0] == 0
    assert not label_matrix([guide("a"), guide("b")]).nnz


def test_the_first_own_words_of_a_guide_count_more() -> None:
    words = [f"w{i}" for i in range(LEAD_TOKENS + 30)]
    documents = [guide("a", " ".join(words), title="T"), Document(id="a#s", kind="section", guide="a", text="x y")]
    stream = count(documents).stream
    is_own = np.ones(len(stream.numbers), np.bool_)
    is_own[1:11] = False  # the title comes first
    times = times_counted(documents, is_own, stream).tolist()
    assert times[:11] == [1] + [0] * 10
    assert times[11:] == [LEAD_TIMES] * LEAD_TOKENS + [1] * (len(times) - 11 - LEAD_TOKENS)


def test_of_two_guides_with_one_cosine_the_longer_and_the_less_central_comes_first() -> None:
    def score(length: float, closeness: float) -> float:
        names = ("mentioned", "words", "labels", "listed", "listed_back", "linked", "meaning")
        found = {name: np.zeros(1) for name in names}
        found |= {"cosine": np.array([0.4]), "length": np.array([length]), "closeness": np.array([closeness])}
        return float(combine(found)[0])

    assert score(2, 0.3) > score(1, 0.3) > score(1, 0.5) > 0
