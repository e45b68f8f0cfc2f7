"""Tables of embeddings that stay in eight bits: the same vectors in less memory, and every other model as it is."""

import struct
from collections.abc import Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from index.meaning import encoder, tables
from index.meaning.encoder import Encoder
from index.meaning.models import model_of
from index.meaning.tables import _delimited, _encoded, with_tables_in_eight_bits

TABLE = np.array([[1, -2], [3, 4], [-128, 127]], np.int8)
SCALES = np.array([[0.5], [0.25], [2.0]], np.float32)
IDS = np.array([[2, 0, 2]], np.int64)

FLOAT, INT8, INT64 = 1, 3, 7
"""Types of tensors in ONNX."""

CHAIN = (
    ("Cast", ["table"], "decoded", 1),
    ("Mul", ["decoded", "scales"], "words"),
    ("Gather", ["words", "ids"], "out"),
)


def number(field: int, value: int) -> bytes:
    return _encoded(field << 3) + _encoded(value)


def node(operator: str, inputs: Sequence[str], output: str, value: int | None = None) -> bytes:
    """Return a node; ``value`` is that of its attribute, ``to`` of a cast and ``axis`` of others."""
    fields = [*(_delimited(1, name.encode()) for name in inputs), _delimited(2, output.encode())]
    fields += [_delimited(3, f"makes {output}".encode()), _delimited(4, operator.encode())]
    if value is not None:
        name = b"to" if operator == "Cast" else b"axis"
        fields.append(_delimited(5, _delimited(1, name) + number(3, value) + number(20, 2)))
    return _delimited(1, b"".join(fields))


def tensor(name: str, values: np.ndarray, type_: int) -> bytes:
    shape = b"".join(number(1, length) for length in values.shape)
    return _delimited(5, shape + number(2, type_) + _delimited(8, name.encode()) + _delimited(9, values.tobytes()))


def input_or_output(field: int, name: str, type_: int, n_dimensions: int) -> bytes:
    shape = b"".join(_delimited(1, _delimited(2, f"{name}{place}".encode())) for place in range(n_dimensions))
    return _delimited(
        field, _delimited(1, name.encode()) + _delimited(2, _delimited(1, number(1, type_) + _delimited(2, shape)))
    )


def model(chain: Sequence[tuple] = CHAIN, scales: np.ndarray = SCALES, n_dimensions: int = 3) -> bytes:
    graph = b"".join(
        (
            *(node(*each) for each in chain),
            _delimited(2, b"embeddings"),
            tensor("table", TABLE, INT8),
            tensor("scales", scales, FLOAT),
            input_or_output(11, "ids", INT64, 2),
            input_or_output(12, "out", FLOAT, n_dimensions),
        )
    )
    return number(1, 8) + _delimited(7, graph) + _delimited(8, number(2, 17))


def found_by(path: Path) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"ids": IDS})[0]


@contextmanager
def _as_it_is(weights: Path):
    yield weights


def test_vectors_are_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch):
    texts = ("retry a request", "two people edit the same row " * 20, "日本語", "x")
    found = Encoder(model_of("on")).encode(texts)
    monkeypatch.setattr(encoder, "with_tables_in_eight_bits", _as_it_is)

    assert (found == Encoder(model_of("on")).encode(texts)).all()


def test_both_tables_of_the_packaged_model_are_rewritten():
    weights = model_of("on").weights

    with with_tables_in_eight_bits(weights) as path:
        content = path.read_bytes()
        assert path != weights
    assert not path.exists()
    assert content.count(b"in eight bits") == 4  # where it is made and where it is taken, of two tables


@pytest.mark.parametrize("axis", [None, 0])
def test_rows_are_looked_up_and_then_decoded(axis: int | None, tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(model((*CHAIN[:2], (*CHAIN[2], axis))))

    with with_tables_in_eight_bits(tmp_path / "model.onnx") as path:
        assert path != tmp_path / "model.onnx"
        assert (found_by(path) == (TABLE * SCALES)[IDS]).all()


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (model((*CHAIN[:2], (*CHAIN[2], 1))), None),
        (model((*CHAIN[:2], ("Gather", ["words", "ids"], "rows"), ("Mul", ["rows", "words"], "out"))), None),
        (model((*CHAIN[:2], ("Gather", ["words", "ids"], "rows"), ("Add", ["rows", "decoded"], "out"))), None),
        (model(scales=SCALES[:1]), (1, 3, 2)),
        (model(scales=np.ones((1, 2), np.float32)), (1, 3, 2)),
        (model((("Cast", ["table"], "words", 1), ("Gather", ["words", "ids"], "out"))), (1, 3, 2)),
        (model((("Gather", ["scales", "ids"], "out"),)), (1, 3, 1)),
    ],
    ids=["columns", "table", "codes", "one scale", "scales of columns", "no scales", "nothing in eight bits"],
)
def test_other_models_are_left_as_they_are(content: bytes, shape: tuple[int, ...] | None, tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(content)

    with with_tables_in_eight_bits(tmp_path / "model.onnx") as path:
        assert path == tmp_path / "model.onnx"
        assert shape is None or found_by(path).shape == shape


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        model()[:-9],
        model()[:60],
        b"\xff" * 1000,
        number(7, 1),
        struct.pack("<BQ", 0x39, 1),
        model() * 2,
    ],
    ids=["empty", "page", "end cut off", "graph cut off", "endless number", "number", "eight bytes", "twice"],
)
def test_what_is_no_model_is_left_to_the_library(content: bytes, tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(content)

    with with_tables_in_eight_bits(tmp_path / "model.onnx") as path:
        assert path == tmp_path / "model.onnx"


def test_on_a_full_disk_the_model_is_loaded_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "model.onnx").write_bytes(model())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "model.onnx").symlink_to("/dev/full")
    monkeypatch.setattr(tables, "TemporaryDirectory", lambda: nullcontext(tmp_path / "full"))

    with with_tables_in_eight_bits(tmp_path / "model.onnx") as path:
        assert path == tmp_path / "model.onnx"


def test_without_a_folder_for_files_the_model_is_loaded_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "model.onnx").write_bytes(model())
    monkeypatch.setattr(tables, "TemporaryDirectory", lambda: nullcontext(tmp_path / "nowhere"))

    with with_tables_in_eight_bits(tmp_path / "model.onnx") as path:
        assert path == tmp_path / "model.onnx"


def test_an_error_while_the_model_is_loaded_deletes_the_file(tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(model())

    with pytest.raises(OSError, match="while loading"), with_tables_in_eight_bits(tmp_path / "model.onnx") as path:
        raise OSError("while loading")
    assert not path.exists()
