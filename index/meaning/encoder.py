"""Texts encoded by a model: one unit vector each, in one thread."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.meaning.models import MeaningUnavailable, Model
from index.meaning.tables import with_tables_in_eight_bits

Vectors = NDArray[np.float32]

MAX_TOKENS = 64
"""Tokens that are read of a text. By hand: 128 were no better on the guides that ship, at twice the time."""

MAX_CHARACTERS = 16 * MAX_TOKENS
"""Characters that are read of a text: what is cut off has no token among the first ones. By hand."""

BATCH = 8
"""Texts of one length that are encoded at once; more gained no time. By hand."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Encoder:
    """Encodes texts with a model; threads may share it.

    Only texts of as many tokens are encoded together: none is padded, and a vector depends on its text alone.
    """

    def __init__(self, model: Model) -> None:
        """Load ``model``.

        Raises: MeaningUnavailable where a file cannot be loaded, or the model takes or gives something else.
        """
        self._model = model
        self._tokenizer = _tokenizer(model)
        self._session = _session(model)
        self._inputs = [node.name for node in self._session.get_inputs()]
        if unknown := set(self._inputs) - set(INPUTS):
            raise _unusable(model, f"it takes {', '.join(sorted(unknown))}; accepted are {', '.join(INPUTS)}")
        shape = self._session.get_outputs()[0].shape
        if len(shape) not in (2, 3) or not isinstance(shape[-1], int):
            raise _unusable(model, f"its first output has the shape {shape}; accepted is (texts, tokens, dimensions)")
        self.n_dimensions: int = shape[-1]
        _give_back_freed_memory()

    def encode(self, texts: Sequence[str], is_query: bool = False) -> Vectors:
        """Return the unit vectors of ``texts``, of shape (n_texts, n_dimensions)."""
        before = self._model.before_query if is_query else self._model.before_text
        vectors = np.zeros((len(texts), self.n_dimensions), np.float32)
        tokens = [self._tokenizer.encode(_as_unicode(before + text[:MAX_CHARACTERS])).ids for text in texts]
        for places in _batches([len(ids) for ids in tokens]):
            vectors[places] = self._encoded(np.array([tokens[place] for place in places], np.int64))
        return vectors

    def _encoded(self, tokens: NDArray[np.int64]) -> Vectors:
        feeds = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
        output = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        if output.ndim == 3:
            output = output.mean(axis=1) if self._model.pooling == "mean" else output[:, 0]
        lengths = np.linalg.norm(output, axis=1, keepdims=True)
        vectors: Vectors = np.divide(output, lengths, out=np.zeros_like(output), where=lengths > 0)
        return vectors


def _as_unicode(text: str) -> str:
    """Return ``text`` with its halves of characters, which the tokenizer refuses, replaced."""
    return text.encode(errors="replace").decode()


@lru_cache(maxsize=1)
def encoder_of(model: Model) -> Encoder:
    """Return the encoder of ``model``, loaded once in a process.

    Raises: MeaningUnavailable.
    """
    return Encoder(model)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of texts of one length, at most ``BATCH`` at once; none of texts without a token."""
    in_order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, group in groupby(in_order, key=lengths.__getitem__):
        places = list(group) if length else []
        for first in range(0, len(places), BATCH):
            yield places[first : first + BATCH]


def _tokenizer(model: Model) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(model.vocabulary))
    except Exception as error:  # the library raises nothing more exact
        raise _unusable(model, f"{model.vocabulary.name} is no vocabulary ({error})") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _session(model: Model) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # errors are raised as well
    try:
        with with_tables_in_eight_bits(model.weights) as weights:
            return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors have no class in common
        reason = str(error).partition("\n")[0][:200]
        raise _unusable(model, f"{model.weights.name} is no whole ONNX model ({reason})") from error


def _unusable(model: Model, reason: str) -> MeaningUnavailable:
    return MeaningUnavailable(f"cannot use the model at {model.weights.parent}: {reason}")


def _give_back_freed_memory() -> None:
    """Give what loading freed back to the system: 57 MB of 155, which glibc keeps."""
    with suppress(OSError, AttributeError):  # where the C library is another one
        ctypes.CDLL(None).malloc_trim(0)
