"""What guides state of each other: related lists and links, and the labels that they share."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from index.documents import Document
from index.links import Resolver
from index.matrix.words import Numbering
from index.related.versions import Versions


def references(resolver: Resolver, guide_of: Mapping[str, int], versions: Versions) -> tuple[Any, Any]:
    """Return which guides each guide lists as related, and to which it links, as csr_arrays of ones.

    Args:
        guide_of: the number of each guide by its id. A guide without one is left out.
    """
    listed: set[tuple[int, int]] = set()
    linked: set[tuple[int, int]] = set()
    for guide in resolver.guides:
        row = guide_of.get(guide.id)
        if row is None:
            continue
        named = (resolver.guide_named(name, guide) for name in (*guide.related, *guide.related_pin))
        targets = (resolver.target(link.target, guide).guide for link in guide.links)
        # A guide without a row gets the guide itself in its place, and such pairs are dropped.
        listed |= {(row, guide_of.get(other.id, row)) for other in named if other}
        linked |= {(row, guide_of.get(other.id, row)) for other in targets if other}
    return _of_ones(listed, versions), _of_ones(linked, versions)


def _of_ones(pairs: Iterable[tuple[int, int]], versions: Versions) -> Any:
    """Return the csr_array with a one at each pair of guides, the second in the version that the first one's readers
    see."""
    from scipy.sparse import csr_array

    row, column = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    column = versions.seen_from(row, column)
    is_other = row != column
    n_guides = len(versions.page)
    matrix = csr_array((np.ones(int(is_other.sum())), (row[is_other], column[is_other])), shape=(n_guides, n_guides))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def label_matrix(guides: Sequence[Document]) -> Any:
    """Return the labels of each guide as csr_array of shape (n_guides, n_labels); two rows' product is what they share.

    Labels are tags, the category and the folders of the id. A label is worth ``ln((1 + N) / df) / ln(1 + N)`` when
    ``df`` of ``N`` guides have it, which is 1 for a rare one and 0 for one that all have.
    """
    from scipy.sparse import csr_array

    labels = [_labels(guide) for guide in guides]
    n_guides = Counter(label for of_guide in labels for label in of_guide)
    numbers = Numbering()
    entries = [(row, numbers[label], n_guides[label]) for row, found in enumerate(labels) for label in sorted(found)]
    row, column, df = np.array(entries, np.int64).reshape(-1, 3).T
    worth = np.log((1 + len(guides)) / df) / math.log(1 + max(len(guides), 1))
    return csr_array((np.sqrt(worth), (row, column)), shape=(len(guides), max(len(numbers), 1)))


def _labels(guide: Document) -> set[str]:
    folders = guide.guide.split("/")[:-1]
    labels = {*guide.tags, guide.category, *accumulate(folders, "{}/{}".format)}
    return {label.lower() for label in labels if label}
