"""The model that made the vectors of a generation."""

from corpus.problems import GuidedexError
from index.meaning.models import PACKAGED, MeaningUnavailable, Model, model_of
from index.meaning.vectors import model_digest
from index.sources import recorded_sources
from index.storage.generations import Generation


def model_of_generation(generation: Generation) -> Model:
    """Return the model with which texts are compared to the vectors of ``generation``.

    Raises: MeaningUnavailable where it is not installed, not where it was, or another one.
    """
    index = generation.folder.parent
    model = model_of(_setting(generation))
    if model.digest != model_digest(generation):
        raise MeaningUnavailable(
            f"cannot search {index} by meaning: its vectors were made by another model than {model.weights}; "
            f"run `guidedex build --index {index}`"
        )
    return model


def meaning_problem(generation: Generation, setting: str = "") -> str:
    """Return why ``generation`` is not searched by meaning as it should be, and the command to run; "" for nothing.

    Args:
        setting: the setting ``meaning``, with which the index would be built now.
    """
    index = generation.folder.parent
    if not model_digest(generation):
        return f"the index has no vectors, and meaning is on; run `guidedex build --index {index}`" if setting else ""
    try:
        model = model_of_generation(generation)
        if setting and model_of(setting).digest != model.digest:
            return f"the vectors of the index are of another model; run `guidedex build --index {index}`"
    except MeaningUnavailable as error:
        return str(error)
    return ""


def _setting(generation: Generation) -> str:
    """Return the setting that the index was built with; that of the extra where it is not recorded."""
    try:
        return recorded_sources(generation.folder.parent).meaning or PACKAGED
    except GuidedexError:
        return PACKAGED
