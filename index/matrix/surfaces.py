"""The surfaces of each distinct token, which are found once for each token, and kept from one build to the next."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyze
from index.matrix.ragged import ragged_ranges, starts_of
from index.matrix.words import Numbering

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TokenSurfaces:
    """The surfaces of each of ``tokens``: a ragged table whose row ``i`` begins at ``starts[i]``.

    Attributes:
        surface: indexes ``surfaces``, the distinct ones in code-point order.
        offset: the position of each surface, from the first of its token.
        spelled: which surfaces are compounds as they are spelled.
        n_positions: (n_tokens,), the positions that each token takes.
    """

    tokens: Sequence[str]
    surfaces: Sequence[str]
    starts: NDArray[np.int64]
    surface: Ints
    offset: Ints
    spelled: NDArray[np.bool_]
    n_positions: Ints


def surfaces_of(tokens: Sequence[str], known: TokenSurfaces | None = None) -> TokenSurfaces:
    """Return the surfaces of ``tokens``, which are in code-point order; those of ``known`` are not analysed again."""
    if known is None:
        return _analysed(tokens)
    place = {token: i for i, token in enumerate(known.tokens)}
    # Tokens by their place in both tables, one after the other: known ones, and those that are analysed now.
    fresh = _analysed([token for token in tokens if token not in place])
    place |= {token: len(place) + i for i, token in enumerate(fresh.tokens)}
    surfaces, numbers = _merged(known, fresh)
    places = np.fromiter(map(place.__getitem__, tokens), np.int64, len(tokens))
    lengths = np.concatenate([np.diff(known.starts), np.diff(fresh.starts)])
    rows = ragged_ranges(starts_of(lengths)[places], lengths[places])
    number = numbers[rows]
    is_used = np.zeros(len(surfaces), np.bool_)
    is_used[number] = True
    return TokenSurfaces(
        tokens,
        tuple([surface for surface, used in zip(surfaces, is_used.tolist(), strict=True) if used]),
        starts_of(lengths[places]),
        (np.cumsum(is_used, dtype=np.int32) - np.int32(1))[number],
        np.concatenate([known.offset, fresh.offset])[rows],
        np.concatenate([known.spelled, fresh.spelled])[rows],
        np.concatenate([known.n_positions, fresh.n_positions])[places],
    )


def _merged(known: TokenSurfaces, fresh: TokenSurfaces) -> tuple[list[str], Ints]:
    """Return the surfaces of both in code-point order, and the number of each row of both tables among them."""
    surfaces = sorted({*known.surfaces, *fresh.surfaces})
    number_of = {surface: i for i, surface in enumerate(surfaces)}
    numbers = [
        np.fromiter(map(number_of.__getitem__, table.surfaces), np.int32, len(table.surfaces))[table.surface]
        for table in (known, fresh)
    ]
    return surfaces, np.concatenate(numbers)


def _analysed(tokens: Sequence[str]) -> TokenSurfaces:
    numbering = Numbering()
    surface_numbers, offsets, n_positions = (array("i") for _ in range(3))
    spelled, ends = bytearray(), array("q", [0])
    for token in tokens:
        forms = analyze(token)
        for surface in forms.surfaces:
            surface_numbers.append(numbering[surface.term])
            offsets.append(surface.offset)
            spelled.append(surface.spelled)
        n_positions.append(forms.n_positions)
        ends.append(len(surface_numbers))
    surfaces, rank = numbering.in_order()
    return TokenSurfaces(
        tokens,
        surfaces,
        np.array(ends, np.int64),
        rank[np.array(surface_numbers, np.int32)],
        np.array(offsets, np.int32),
        np.frombuffer(spelled, np.bool_),
        np.array(n_positions, np.int32),
    )
