"""The heading above each block of a page."""

from collections.abc import Callable, Sequence

from corpus.markdown.blocks import HEADING, Block


def headings_above(blocks: Sequence[Block], is_open: Callable[[int], bool] = lambda _: True) -> list[int]:
    """Return for each block the index of the heading that it is below, -1 for none.

    A heading inside details is above nothing outside of it. A heading for whose index ``is_open`` is false
    counts as text.
    """
    above: list[int] = []
    # The headings above the next block, outermost first, and for each open scope those above its first heading.
    chain: list[int] = []
    outside: list[tuple[int, list[int]]] = []
    for at, block in enumerate(blocks):
        while outside and outside[-1][0] not in block.inside:
            chain = outside.pop()[1]
        is_heading = block.kind == HEADING and is_open(at)
        if is_heading and block.scope not in (0, outside[-1][0] if outside else 0):
            outside.append((block.scope, chain.copy()))
        while is_heading and chain and blocks[chain[-1]].level >= block.level:
            chain.pop()
        above.append(chain[-1] if chain else -1)
        if is_heading:
            chain.append(at)
    return above
