"""The files of a generation in a cluster: cut into parts, and put together again in a folder."""

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from index.cluster.client import Cluster, ClusterRefused

PART = 1 << 20
"""Bytes of a file in one document of the cluster; by hand, far below the 100 MB that a request may have."""

FILE_SECONDS = 60.0
"""Deadline for one part; by hand."""


def part_lines(path: Path) -> Iterator[bytes]:
    """Yield the two lines of a bulk request for each part of a file; an empty file has one."""
    with path.open("rb") as file:
        data = file.read(PART)
        number = 0
        while data or not number:
            fields = {"file": path.name, "part": number, "data": base64.b64encode(zlib.compress(data, 1)).decode()}
            yield orjson.dumps({"index": {"_id": f"{path.name}:{number}"}}) + b"\n" + orjson.dumps(fields) + b"\n"
            data = file.read(PART)
            number += 1


def fetch(cluster: Cluster, index: str, name: str, size: int | None, target: Path) -> None:
    """Write the file ``name`` of ``index`` to ``target``; of unknown ``size``, it has one part."""
    n_parts = 1 if size is None else max(1, -(-size // PART))
    with target.open("wb") as file:
        for number in range(n_parts):
            file.write(_part(cluster, index, f"{name}:{number}"))


def _part(cluster: Cluster, index: str, id_: str) -> bytes:
    # without a refresh, `_doc` finds what is in the translog too
    answer: Any = cluster.ask("GET", f"/{index}/_doc/{id_}", seconds=FILE_SECONDS)
    try:
        return zlib.decompress(base64.b64decode(answer["_source"]["data"]))
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise ClusterRefused(f"{cluster.address} has {index}, of which {id_} cannot be read; build it again") from error
