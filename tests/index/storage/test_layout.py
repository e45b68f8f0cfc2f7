from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest

from index.build import ENGINES, BuildOptions
from index.documents import FIELDS
from index.storage import layout
from index.storage.generations import Generation, open_generation
from index.storage.writing import writing
from tests.corpora import ANIMALS, searcher_over


@pytest.fixture(scope="module", params=[*ENGINES, "meaning"])
def generation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = tmp_path_factory.mktemp(request.param)
    tagged = [{**animal, "tags": ["pet", animal["id"]]} for animal in ANIMALS]
    is_engine = request.param in ENGINES
    searcher_over(folder, tagged, BuildOptions(engine=request.param) if is_engine else BuildOptions(meaning="on"))
    return open_generation(folder / "index")


def arrays_of(generation: Generation) -> list[layout.Array]:
    """Return the arrays of the layout that a generation has."""
    others = () if generation.manifest.get("meaning") else layout.MEANING
    engine = generation.manifest["engine"]
    return [array for array in layout.ARRAYS.values() if array.is_of(engine) and array.name not in others]


def test_a_generation_has_the_files_of_the_layout_and_no_others(generation: Generation) -> None:
    engine = generation.manifest["engine"]
    names = {path.name for path in generation.folder.iterdir()}
    own = {name for name in names if engine == "whoosh" and any(fnmatch(name, p) for p in layout.WHOOSH)}
    arrays = {f"{array.name}.npy" for array in arrays_of(generation)}
    expected = arrays | {f"{name}.txt" for name in layout.LINES} | {f"{name}.json" for name in layout.JSON}
    assert names - own == expected
    assert bool(own) == (engine == "whoosh")


def test_arrays_are_of_the_type_and_shape_that_the_layout_states(generation: Generation) -> None:
    sizes = {"n_fields": len(FIELDS)}
    arrays = arrays_of(generation)
    stored = {array.name: generation.array(array.name) for array in arrays}
    assert {name: array.dtype.name for name, array in stored.items()} == {a.name: a.dtype for a in arrays}
    # a dimension that is only a name has one size in all arrays; the others are worked out from these
    dimensions = [pair for a in arrays for pair in zip(a.shape.split(", "), stored[a.name].shape, strict=True)]
    sizes |= {dimension: size for dimension, size in dimensions if dimension.isidentifier()}
    assert [eval(dimension, sizes) for dimension, _ in dimensions] == [size for _, size in dimensions]


def test_lines_are_as_many_as_the_layout_states(generation: Generation) -> None:
    assert len(generation.lines("ids")) == len(generation.lines("documents")) == generation.manifest["documents"]


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("upadted", np.zeros(1, np.int32), "the layout has no array 'upadted'"),
        ("updated", np.zeros(1, np.int64), "the array 'updated' is int64 of 1 dimensions, not int32 of 1"),
        ("updated", np.zeros((1, 1), np.int32), "the array 'updated' is int32 of 2 dimensions, not int32 of 1"),
    ],
)
def test_an_array_that_is_not_of_the_layout_is_refused(
    tmp_path: Path, name: str, array: np.ndarray, message: str
) -> None:
    with writing(tmp_path) as writer, pytest.raises(ValueError, match=message):
        writer.write_array(name, array)
