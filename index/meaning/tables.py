"""A model whose tables of embeddings stay in eight bits in memory: their rows are looked up first, and then decoded.

A model with weights of eight bits may decode a whole table, ``Gather(Mul(Cast(table), scales), ids)``. ONNX Runtime
does so once, when it loads the model, and holds the table in 32 bits, 47 MB of the 90 that all-MiniLM-L6-v2 needs.
``Mul(Cast(Gather(table, ids)), Gather(scales, ids))`` makes the same products, of the rows that are asked for.

The package ``onnx`` reads and writes graphs too, but takes more memory than is saved. What is known of the format here
is how protocol buffers write fields, and a few fields of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

Bytes = bytes | memoryview

GRAPH = 7
"""The field of a model that is its graph."""

NODE, TENSOR = 1, 5
"""Fields of a graph."""

INPUT, OUTPUT, NAME, OPERATOR, ATTRIBUTE = 1, 2, 3, 4, 5
"""Fields of a node."""

WHOLE_NUMBER = 3
"""The field of an attribute that is its value, where that is a whole number."""

DIMENSION, NAME_OF_TENSOR = 1, 8
"""Fields of a tensor: its length in a dimension, and its name."""

NUMBER, EIGHT_BYTES, DELIMITED, FOUR_BYTES = 0, 1, 2, 5
"""Ways in which a field is written, the lowest three bits of what it begins with."""

MAX_SHIFT = 63
"""Where the last seven bits of a number begin: it has 64."""


class Field(NamedTuple):
    """A field of a message: its ``value``, and the ``whole`` of its bytes."""

    number: int
    value: int | memoryview
    whole: Bytes


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a graph: an operator, the names of what it takes, and the name of the first of what it gives."""

    operator: str
    inputs: Sequence[str]
    output: str
    fields: Sequence[Field]


@contextmanager
def with_tables_in_eight_bits(weights: Path) -> Iterator[Path]:
    """Yield a file of the same model that is loaded into less memory: one for the meantime, or ``weights`` itself."""
    with ExitStack() as opened:
        yield _rewritten_copy(weights, opened) or weights


def _rewritten_copy(weights: Path, opened: ExitStack) -> Path | None:
    """Return a file with the rewritten model, which is deleted with ``opened``; None where there is nothing to rewrite.

    What cannot be read is left to ONNX Runtime, which says why.
    """
    try:
        pieces = _rewritten(memoryview(weights.read_bytes()))
        if pieces is None:
            return None
        copy = Path(opened.enter_context(TemporaryDirectory()), "model.onnx")
        with copy.open("wb") as file:
            file.writelines(pieces)
    except (OSError, ValueError, IndexError):
        return None
    return copy


def _rewritten(model: memoryview) -> Sequence[Bytes] | None:
    """Return the pieces of a model without tables that are decoded whole; None where it has none."""
    fields = [*_fields(model)]
    graphs = [field for field in fields if field.number == GRAPH]
    graph = _rewritten_graph([*_fields(_message(graphs[0]))]) if len(graphs) == 1 else None
    if graph is None:
        return None
    size = sum(map(len, graph))
    around = [field.whole for field in fields if field.number != GRAPH]
    return [*around, _encoded(GRAPH << 3 | DELIMITED), _encoded(size), *graph]


def _rewritten_graph(fields: Sequence[Field]) -> Sequence[Bytes] | None:
    nodes = {place: _node(field) for place, field in enumerate(fields) if field.number == NODE}
    shapes = dict(_tensor(field) for field in fields if field.number == TENSOR)
    made_by = {node.output: place for place, node in nodes.items()}
    n_uses = Counter(name for node in nodes.values() for name in node.inputs)
    pieces: list[Bytes] = [field.whole for field in fields]
    for place, gather in nodes.items():
        chain = _decoded_whole(gather, nodes, made_by, n_uses, shapes)
        if chain:
            cast, product = (nodes[made_by[name]] for name in chain)
            pieces[made_by[cast.output]] = pieces[made_by[product.output]] = b""
            pieces[place] = _rows_decoded(cast, product, gather)
    return pieces if any(not len(piece) for piece in pieces) else None


def _decoded_whole(
    gather: Node,
    nodes: Mapping[int, Node],
    made_by: Mapping[str, int],
    n_uses: Mapping[str, int],
    shapes: Mapping[str, Sequence[int]],
) -> tuple[str, str] | None:
    """Return what the cast and the product give by which a table is decoded for ``gather`` alone; None for another."""
    product = nodes.get(made_by.get(gather.inputs[0], -1)) if _looks_up_rows(gather) else None
    cast = nodes.get(made_by.get(product.inputs[0], -1)) if product and _is(product, "Mul", 2) else None
    if not product or not cast or not _is(cast, "Cast", 1) or n_uses[cast.output] > 1 or n_uses[product.output] > 1:
        return None
    table, scales = shapes.get(cast.inputs[0], ()), shapes.get(product.inputs[1], ())
    has_scale_of_each_row = len(table) == 2 and scales == (table[0], 1)
    return (cast.output, product.output) if has_scale_of_each_row else None


def _looks_up_rows(node: Node) -> bool:
    attributes = [_message(field) for field in node.fields if field.number == ATTRIBUTE]
    axes = [field.value for attribute in attributes for field in _fields(attribute) if field.number == WHOLE_NUMBER]
    return _is(node, "Gather", 2) and not any(axes)


def _is(node: Node, operator: str, n_inputs: int) -> bool:
    return node.operator == operator and len(node.inputs) == n_inputs


def _rows_decoded(cast: Node, product: Node, gather: Node) -> bytes:
    """Return the nodes, in bytes, that look up rows of a table and of its scales, and multiply them."""
    (table,), (decoded, scales), (_, ids) = cast.inputs, product.inputs, gather.inputs
    rows, scales_of_rows = f"{gather.output} in eight bits", f"{gather.output} scales"
    return b"".join(
        (
            _renamed(gather, (table, ids), rows),
            _renamed(cast, (rows,), decoded),
            _renamed(gather, (scales, ids), scales_of_rows),
            _renamed(product, (decoded, scales_of_rows), gather.output),
        )
    )


def _renamed(node: Node, inputs: Iterable[str], output: str) -> bytes:
    """Return a field of a graph: ``node`` without its name, with other names of what it takes and gives."""
    others = [field.whole for field in node.fields if field.number not in (INPUT, OUTPUT, NAME)]
    names = [_delimited(INPUT, name.encode()) for name in inputs]
    return _delimited(NODE, b"".join((*names, _delimited(OUTPUT, output.encode()), *others)))


def _node(field: Field) -> Node:
    fields = [*_fields(_message(field))]
    inputs, outputs, operators = (
        [str(_message(part), "utf-8") for part in fields if part.number == number]
        for number in (INPUT, OUTPUT, OPERATOR)
    )
    return Node(operators[0], inputs, outputs[0], fields)


def _tensor(field: Field) -> tuple[str, Sequence[int]]:
    """Return the name and the shape of a tensor."""
    name, shape = "", []
    for part in _fields(_message(field)):
        if part.number == NAME_OF_TENSOR:
            name = str(_message(part), "utf-8")
        elif part.number == DIMENSION:
            shape += [part.value] if isinstance(part.value, int) else [*_numbers(part.value)]
    return name, tuple(shape)


def _message(field: Field) -> memoryview:
    if isinstance(field.value, int):
        raise ValueError(f"field {field.number} is a number")
    return field.value


def _fields(message: memoryview) -> Iterator[Field]:
    """Yield the fields of a message. Raises: ValueError or IndexError where it is none."""
    start = 0
    while start < len(message):
        key, begin = _number(message, start)
        value: int | memoryview
        if key & 7 == NUMBER:
            value, end = _number(message, begin)
        else:
            size, begin = _size(message, key & 7, begin)
            end = begin + size
            value = message[begin:end]
        if end > len(message):
            raise ValueError("a field is cut off")
        yield Field(key >> 3, value, message[start:end])
        start = end


def _size(message: memoryview, way: int, begin: int) -> tuple[int, int]:
    """Return the length of a value, and the place where it begins."""
    if way == DELIMITED:
        return _number(message, begin)
    if way not in (EIGHT_BYTES, FOUR_BYTES):
        raise ValueError(f"a field is written in way {way}")
    return (8 if way == EIGHT_BYTES else 4), begin


def _numbers(message: memoryview) -> Iterator[int]:
    place = 0
    while place < len(message):
        number, place = _number(message, place)
        yield number


def _number(message: memoryview, place: int) -> tuple[int, int]:
    """Return the number that begins at a place, seven bits in each byte, and the place behind it."""
    number = shift = 0
    while message[place] > 127 and shift < MAX_SHIFT:
        number |= (message[place] & 127) << shift
        place, shift = place + 1, shift + 7
    return number | message[place] << shift, place + 1


def _encoded(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes((*encoded, number))


def _delimited(number: int, value: bytes) -> bytes:
    return _encoded(number << 3 | DELIMITED) + _encoded(len(value)) + value
