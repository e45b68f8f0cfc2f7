"""The vectors of documents: what is encoded of each, in eight bits, and taken over from the last build."""

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from index.documents import text_of
from index.meaning.encoder import MAX_CHARACTERS, MAX_TOKENS, Vectors, encoder_of
from index.meaning.models import Model
from index.storage.generations import Generation

Coded = NDArray[np.int8]
Keys = NDArray[np.uint64]

MAX_CODE = 127
DEVIATIONS = 6.9
"""Deviations of a vector's values that eight bits hold: .35 with 384 dimensions, beyond which a value is cut."""

NO_KEY = (0, 0)
"""The key of a document that is not encoded."""

CHUNK = 64
"""Documents that a process encodes at once; by hand, a second of its time."""

MIN_PARALLEL = 4
"""Chunks from which on processes encode them: each process loads the model. By hand."""

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DocumentVectors:
    """The vectors of all documents, and the key of each: a digest of what was encoded, 0 for nothing.

    Attributes:
        coded: of shape (n_docs, n_dimensions), see ``coded``; zeros for a document that was not encoded.
        keys: of shape (n_docs, 2).
    """

    coded: Coded
    keys: Keys


def meaning_text(document: Document) -> str:
    """Return what is encoded of a document: its title within its guide's, and its text."""
    title = document.title
    if document.kind != "guide" and document.guide_title and document.guide_title != title:
        title = f"{document.guide_title}: {title}"
    return f"{title}. {text_of(document)}"


def scale(n_dimensions: int) -> float:
    """Return the factor that codes a value of a unit vector; the square of it is the product of equal vectors."""
    return MAX_CODE * math.sqrt(n_dimensions) / DEVIATIONS


def coded(vectors: Vectors) -> Coded:
    """Return unit vectors in eight bits, of the same shape."""
    codes: Coded = np.rint(vectors * scale(vectors.shape[1])).clip(-MAX_CODE, MAX_CODE).astype(np.int8)
    return codes


def last_vectors(generation: Generation, model: Model) -> DocumentVectors | None:
    """Return the vectors of a generation, None where it has none or they are of another model."""
    if model_digest(generation) != model.digest:
        return None
    return DocumentVectors(generation.array("meaning_vectors"), generation.array("meaning_keys"))


def model_digest(generation: Generation) -> str:
    """Return the digest of the model that made the vectors of a generation, ``""`` where it has none."""
    return str(generation.manifest.get("meaning", ""))


def document_vectors(
    documents: Sequence[Document],
    model: Model,
    processes: int = 1,
    last: DocumentVectors | None = None,
    progress: Report | None = None,
) -> DocumentVectors:
    """Return the vectors of ``documents``; what ``last`` has, which is of the same model, is not encoded again.

    Documents in a language that the model does not know are not encoded.
    """
    texts = [meaning_text(document)[:MAX_CHARACTERS] if model.knows(document.lang) else "" for document in documents]
    keys = [_key(text, model) for text in texts]
    known = {} if last is None else {(first, second): row for row, (first, second) in enumerate(last.keys.tolist())}
    fresh = {key: text for key, text in zip(keys, texts, strict=True) if key != NO_KEY and key not in known}
    made = last.coded[:0] if last is not None and not fresh else _encoded([*fresh.values()], model, processes, progress)
    n_known = 0 if last is None else len(last.coded)
    # the rows of ``table``: those of ``last``, the ones just made, and one of zeros
    nothing = np.zeros((1, made.shape[1]), np.int8)
    table = np.concatenate([made[:0] if last is None else last.coded, made, nothing])
    row_of_key = {**known, **{key: n_known + place for place, key in enumerate(fresh)}, NO_KEY: len(table) - 1}
    return DocumentVectors(table[[row_of_key[key] for key in keys]], np.array(keys, np.uint64).reshape(-1, 2))


def _key(text: str, model: Model) -> tuple[int, int]:
    """Return a digest of all that determines the vector of ``text``."""
    if not text:
        return NO_KEY
    digest = hashlib.sha256(f"{model.digest} {MAX_TOKENS} {text}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


def _encoded(texts: Sequence[str], model: Model, processes: int, progress: Report | None) -> Coded:
    """Return the vectors of ``texts``; longer ones first, so that those of one length are encoded together."""
    order = sorted(range(len(texts)), key=lambda place: (-len(texts[place]), place))
    chunks = [order[first : first + CHUNK] for first in range(0, len(order), CHUNK)]
    vectors, done = [np.zeros((0, encoder_of(model).n_dimensions), np.int8)], 0
    for of_chunk in _encoded_chunks([[texts[place] for place in chunk] for chunk in chunks], model, processes):
        vectors.append(of_chunk)
        done += len(of_chunk)
        if progress:
            progress(done, len(texts))
    return np.concatenate(vectors)[np.argsort(np.array(order, np.int64))]


def _encoded_chunks(chunks: Sequence[Sequence[str]], model: Model, processes: int) -> Iterable[Coded]:
    encode = partial(_encode, model)
    if processes < 2 or len(chunks) < MIN_PARALLEL:
        yield from map(encode, chunks)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        yield from pool.map(encode, chunks)


def _encode(model: Model, texts: Sequence[str]) -> Coded:
    return coded(encoder_of(model).encode(texts))
