"""The passage of a document that is closest to a query in meaning: the snippet of a hit in which no word matches."""

from collections.abc import Sequence

from corpus.document import Document
from index.documents import text_of
from index.related.boilerplate import sentences
from search.closeness import Closeness, Coded
from search.hit import MAX_BEGINNING, beginning

MAX_READ = 500
"""Characters of a text whose sentences are compared: about what was encoded of the document. By hand."""

MAX_SENTENCES = 4
"""Sentences of one document that are compared; by hand."""

MAX_COMPARED = 16
"""Sentences of one page that are compared, 8 ms each the first time; later hits show their beginning. By hand."""


def closest_passages(documents: Sequence[Document], vector: Coded, closeness: Closeness) -> list[str]:
    """Return for each document, as escaped HTML, its closest sentence and what follows it."""
    passages, n_left = [], MAX_COMPARED
    for document in documents:
        text = text_of(document) or document.code
        candidates = _sentences(text) if len(text) > MAX_BEGINNING else []
        if 1 < len(candidates) <= n_left:
            n_left -= len(candidates)
            text = text[text.find(candidates[closeness.closest(vector, candidates)]) :]
        passages.append(beginning(text))
    return passages


def _sentences(text: str) -> list[str]:
    """Return the first sentences of a text as they are written there."""
    found = [sentence for line in text[:MAX_READ].split("\n") for sentence in sentences(line)]
    return [sentence for sentence in found if sentence in text][:MAX_SENTENCES]
