"""Guides close in meaning, as a signal of relation."""

from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document
from index.build import BuildOptions, build
from index.related import closeness
from index.related.closeness import (
    CROWD_POWER,
    DECIMALS,
    MIN_CROWD,
    N_CLOSE,
    N_CLOSER,
    N_CROWD,
    Meanings,
    close_guides,
)
from search import open_index

UNIT = 1000.0


def vectors_of(n_guides: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(-20, 20, (n_guides, 8)).astype(np.int8)


def naive(vectors: np.ndarray) -> np.ndarray:
    """Return how much closer each guide is to each other one than most are, of shape (n_guides, n_guides)."""
    n_guides = len(vectors)
    cosines = vectors.astype(np.int64) @ vectors.T.astype(np.int64) / UNIT
    np.fill_diagonal(cosines, -1)
    crowd = np.maximum(-np.sort(-cosines, axis=1)[:, :N_CROWD].mean(axis=1), MIN_CROWD) ** CROWD_POWER
    near = np.round(cosines / crowd, DECIMALS)
    least = -np.sort(-near, axis=1)[:, min(N_CLOSER, n_guides - 1) - 1]
    return np.maximum(near - least[:, None], 0)


@pytest.mark.parametrize("n_guides", [2, 11, 60, 300])
def test_the_value_is_what_a_guide_is_closer_than_the_two_hundredth(n_guides: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(closeness, "BLOCK", 64)
    vectors = vectors_of(n_guides)
    found, expected = close_guides(vectors, UNIT), naive(vectors)

    assert np.allclose(found.closer.toarray(), expected)
    assert (found.candidates.toarray() > 0).sum(axis=1).max(initial=0) <= N_CLOSE
    assert np.allclose(found.candidates.toarray().max(axis=1), expected.max(axis=1))


@pytest.mark.parametrize("n_guides", [0, 1])
def test_no_other_guide_is_no_relation(n_guides: int):
    assert close_guides(vectors_of(n_guides), UNIT).closer.nnz == 0


def test_more_guides_than_are_compared_have_no_such_relation(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(closeness, "MAX_GUIDES", 10)

    assert close_guides(vectors_of(11), UNIT).closer.nnz == 0
    assert close_guides(vectors_of(10), UNIT).closer.nnz


def test_a_guide_without_a_vector_is_close_to_none():
    vectors = vectors_of(20)
    vectors[3] = 0

    assert close_guides(vectors, UNIT).closer.toarray()[3].max() == 0


def test_pairs_that_may_not_be_related_are_left_out():
    found = close_guides(vectors_of(20), UNIT, lambda guides, others: (guides < 10) == (others < 10))

    assert not found.closer.toarray()[:10, 10:].any()


def test_a_guide_has_the_mean_of_its_documents_without_table_rows():
    guides = [Document(id=name, kind="guide", guide=name) for name in ("a", "b")]
    parts = [Document(id=f"a#{kind}", kind=kind, guide="a") for kind in ("section", "row")]
    vectors = np.array([[30, 0], [0, 30], [0, 30], [30, 0]], np.int8)

    found = Meanings(vectors, 900.0).of_guides(guides, [guides[0], parts[0], guides[1], parts[1]])

    assert found.vectors.tolist() == [[21, 21], [0, 30]]


def test_parts_whose_guide_has_no_page_are_of_no_guide():
    guides = [Document(id="a", kind="guide", guide="a")]
    orphans = [Document(id=f"b#{kind}", kind=kind, guide="b") for kind in ("section", "question", "row")]
    found = Meanings(np.full((4, 2), 30, np.int8), 1800.0).of_guides(guides, [*guides, *orphans])

    assert found.vectors.tolist() == [[30, 30]]


SUBJECTS = {
    "retries": "Calls that fail are tried once more after a pause that grows.",
    "backoff": "Waiting longer and longer between attempts keeps a broken service from drowning.",
    "gardens": "Roses want sun, water and a spade of compost.",
    "pruning": "Cut old wood from shrubs in winter so that they bloom in spring.",
}


def test_lists_have_guides_that_share_the_meaning_and_no_word(tmp_path: Path):
    (tmp_path / "guides").mkdir()
    for slug, text in SUBJECTS.items():
        (tmp_path / "guides" / f"{slug}.md").write_text(f"# {slug.title()}\n\n{text}\n")
    build([tmp_path / "guides"], tmp_path / "on", BuildOptions(meaning="on"))
    build([tmp_path / "guides"], tmp_path / "off")
    on, off = open_index(tmp_path / "on"), open_index(tmp_path / "off")

    def first(index, slug: str) -> str:
        return next((hit.id for hit in index.related(document=slug, kind="skill", floor=0).hits), "")

    pairs = {"retries": "backoff", "backoff": "retries", "gardens": "pruning", "pruning": "gardens"}
    assert {slug: first(on, slug) for slug in SUBJECTS} == pairs
    assert {slug: first(off, slug) for slug in SUBJECTS} != pairs


@pytest.mark.parametrize("title", ["How do I retry a call?", "Why is the sky blue?"])
def test_a_page_that_is_one_question_is_indexed_among_guides(title: str, tmp_path: Path):
    """It is a question and no guide, so that no list is of it."""
    (tmp_path / "guides").mkdir()
    for slug, text in {**SUBJECTS, "asked": "After a pause, and never for ever."}.items():
        (tmp_path / "guides" / f"{slug}.md").write_text(f"# {title if slug == 'asked' else slug}\n\n{text}\n")
    build([tmp_path / "guides"], tmp_path / "on", BuildOptions(meaning="on"))

    assert open_index(tmp_path / "on").search(title).hits[0].kind == "question"
