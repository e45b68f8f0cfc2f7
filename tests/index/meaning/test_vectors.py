"""Vectors of documents: what is encoded, in eight bits, and not twice."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document
from index.build import BuildOptions, build
from index.meaning import vectors
from index.meaning.encoder import BATCH, MAX_TOKENS, Encoder, encoder_of
from index.meaning.models import model_of
from index.meaning.vectors import coded, document_vectors, meaning_text, scale
from index.storage.generations import open_generation

TEXTS = (
    "Retry a request with a growing delay.",
    "Two writers change one row at the same time.",
    "A cache holds what was computed before.",
    "Deploy without downtime, one server after the other.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoder_of(model_of("on"))


def documents(texts: Sequence[str] = TEXTS) -> list[Document]:
    return [Document(id=f"d{i}", kind="guide", guide=f"d{i}", title=f"T{i}", text=text) for i, text in enumerate(texts)]


def test_vectors_have_unit_length_and_close_ones_mean_the_same(encoder: Encoder):
    query = encoder.encode(["two people edit the same record at once"], is_query=True)[0]
    found = encoder.encode(TEXTS)

    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert int((found @ query).argmax()) == 1


def test_a_vector_depends_on_its_text_alone(encoder: Encoder):
    """However many others are encoded with it, of whatever length."""
    together = encoder.encode([*TEXTS, *TEXTS[::-1], "x", "", "word " * 500] * (BATCH // 2))

    assert (together[: len(TEXTS)] == [encoder.encode([text])[0] for text in TEXTS]).all()


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "日本語", "🙂" * 5000, "a" * 100_000, "word " * 10_000])
def test_every_text_has_a_vector(encoder: Encoder, text: str):
    assert np.isfinite(encoder.encode([text])).all()


def test_eight_bits_change_no_cosine_by_more_than_a_hundredth(encoder: Encoder):
    found = encoder.encode(TEXTS)
    codes = coded(found).astype(np.int64)

    assert np.abs(codes @ codes.T / scale(384) ** 2 - found @ found.T).max() < 0.01


def test_a_part_is_encoded_with_its_guides_title():
    part = Document(id="k#a", kind="section", guide="k", title="Acks", text="All replicas.", guide_title="Kafka")

    assert meaning_text(part) == "Kafka: Acks. All replicas."
    assert meaning_text(replace(part, kind="guide")) == "Acks. All replicas."


def test_documents_in_languages_that_the_model_does_not_know_have_no_vector():
    made = document_vectors([*documents(), replace(documents()[0], id="x", lang="de")], model_of("on"))

    assert made.coded[:4].any(axis=1).all()
    assert not made.coded[4].any()
    assert made.keys[4].tolist() == [0, 0]


def test_what_the_last_build_has_is_not_encoded_again(monkeypatch: pytest.MonkeyPatch):
    model = model_of("on")
    last = document_vectors(documents(), model)
    encoded: list[str] = []
    encode = vectors._encoded
    monkeypatch.setattr(vectors, "_encoded", lambda texts, *rest: encoded.extend(texts) or encode(texts, *rest))

    edited = [*documents(), *documents(["Something new."])]
    made = document_vectors(edited, model, last=last)

    assert encoded == ["T0. Something new."]
    whole = document_vectors(edited, model)
    assert (made.coded == whole.coded).all()
    assert (made.keys == whole.keys).all()


def test_nothing_is_encoded_where_nothing_changed(monkeypatch: pytest.MonkeyPatch):
    model = model_of("on")
    last = document_vectors(documents(), model)
    monkeypatch.delattr(vectors, "_encoded")

    assert (document_vectors(documents()[::-1], model, last=last).coded == last.coded[::-1]).all()


def test_processes_give_the_same_vectors_and_report_progress(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vectors, "CHUNK", 2)
    texts = [f"{text} {number}" for number in range(3) for text in TEXTS]
    reports: list[tuple[int, int]] = []

    made = document_vectors(documents(texts), model_of("on"), 2, None, lambda *report: reports.append(report))

    assert (made.coded == document_vectors(documents(texts), model_of("on")).coded).all()
    assert reports[-1] == (12, 12)


def test_no_document_is_no_work():
    assert document_vectors([], model_of("on")).coded.shape == (0, 384)


def write_guides(folder: Path, n_guides: int = 3) -> Path:
    for number, text in enumerate(TEXTS[:n_guides]):
        (folder / f"guide-{number}.md").write_text(f"# Guide {number}\n\n{text}\n\n## Part\n\nMore of {text}\n")
    return folder


def test_a_build_without_meaning_has_the_bytes_that_it_had(tmp_path: Path):
    (tmp_path / "guides").mkdir()
    source = write_guides(tmp_path / "guides")
    build([source], tmp_path / "off")
    generation = open_generation(tmp_path / "off")

    assert "meaning" not in generation.manifest
    assert not [name for name in generation.manifest["files"] if "meaning" in name]
    assert b'"meaning"' not in (tmp_path / "off" / "sources.json").read_bytes()


def test_a_build_after_an_edit_has_the_bytes_of_a_whole_one(tmp_path: Path):
    (tmp_path / "guides").mkdir()
    source, options = write_guides(tmp_path / "guides"), BuildOptions(meaning="on")
    build([source], tmp_path / "edited", options)
    (source / "guide-1.md").write_text("# Guide 1\n\nSomething else.\n")

    edited = build([source], tmp_path / "edited", options).build_id

    assert edited == build([source], tmp_path / "whole", options).build_id
    generation = open_generation(tmp_path / "whole")
    assert generation.array("meaning_vectors").shape == (generation.number("documents"), 384)


def test_tokens_beyond_the_first_ones_change_nothing(encoder: Encoder):
    text = "word " * MAX_TOKENS

    assert (encoder.encode([text]) == encoder.encode([text + "other"])).all()
