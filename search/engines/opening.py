"""Open the engine that a generation was built for."""

from index.storage.generations import Generation, IndexFormat
from index.weights import WEIGHTS, Weights
from search.engines.arrays import ArraysEngine
from search.engines.protocol import Engine


def open_engine(generation: Generation, weights: Weights = WEIGHTS) -> Engine:
    """Return the engine named by the manifest of ``generation``.

    Raises: IndexFormat when this version has no such engine; IndexDamaged when its files cannot be used.
    """
    name = generation.text("engine")
    if name == "arrays":
        return ArraysEngine(generation, weights)
    if name == "whoosh":
        from search.engines.whoosh import WhooshEngine

        return WhooshEngine(generation, weights)
    if name == "opensearch":
        from search.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(generation, weights)
    index = generation.folder.parent
    raise IndexFormat(
        f"cannot open the index at {index}: it was built for the engine {name!r}, this version opens those for "
        f"arrays, whoosh and opensearch; run `guidedex build --index {index}`"
    )
