"""The mirror of an index on a cluster: an index folder on the machine that searches, without postings.

``cluster.json`` beside its generations names the cluster. A generation is fetched once, each file verified against the
manifest, and is then opened as any other; files that the last one had too are not fetched again.
"""

import json
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from index import analysis
from index.cluster.address import ClusterAddress, address_of
from index.cluster.client import Cluster, ClusterRefused
from index.cluster.files import fetch
from index.cluster.mapping import LAYOUT, files_index, rows_index
from index.cluster.publishing import counted, live_build, stated_count
from index.sources import SOURCES
from index.storage.fingerprints import MANIFEST, is_as_written
from index.storage.generations import (
    BUILD_ID,
    FORMAT,
    IndexDamaged,
    IndexFormat,
    IndexMissing,
    current_build,
    open_generation,
)
from index.storage.plain_files import read_plain, replace_file
from index.storage.writing import IndexLocked, writing

NAME = "cluster.json"

WAIT_SECONDS, LOOK_SECONDS = 60, 0.2
"""Time in which another process may finish fetching the same build, and between two looks. By hand."""


def write_address(index: Path, address: ClusterAddress) -> None:
    """Write into an index folder which cluster has its postings; without credentials."""
    data = json.dumps({"address": str(address)}).encode()
    with suppress(OSError):
        if read_plain(index / NAME) == data:
            return
    replace_file(index / NAME, data)


def address_beside(index: Path) -> ClusterAddress:
    """Return the cluster that has the postings of ``index``.

    Raises: IndexDamaged; GuidedexError for variables of the environment that are wrong.
    """
    try:
        return address_of(str(json.loads(read_plain(index / NAME))["address"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(
            f"cannot open the index at {index}: {NAME}, which names its cluster, cannot be read; "
            "run `guidedex build --engine opensearch://…` again"
        ) from error


def check_layout(address: ClusterAddress, manifest: Mapping[str, Any]) -> None:
    """Raise IndexFormat unless what is searched of a generation was written as this version writes it."""
    found = manifest.get("layout", 1)
    if found != LAYOUT:
        raise IndexFormat(
            f"cannot open {address}: it was written in layout {found}, this version reads {LAYOUT}; "
            f"run `guidedex build --engine {address}`"
        )


def is_mirror(index: Path) -> bool:
    """Return whether ``index`` was fetched from a cluster, and not built on this machine."""
    return (index / NAME).exists() and not (index / SOURCES).exists()


def damage_in_cluster(index: Path) -> tuple[str, ...]:
    """Return a message where the cluster does not have the documents that were built; none for other engines.

    Raises: ClusterUnavailable.
    """
    generation = open_generation(index)
    if generation.text("engine") != "opensearch":
        return ()
    address = address_beside(index)
    cluster, searched = Cluster(address), rows_index(address.name, generation.build_id)
    try:
        stated, found = stated_count(cluster, searched), counted(cluster, searched)
    except ClusterRefused as error:
        if error.status != 404:
            raise
        return (f"{address} has no {searched}; run `guidedex build --engine {address}`",)
    if found == stated:
        return ()
    return (f"{searched} is not as it was written; run `guidedex build --engine {address}` to repair it",)


def mirror_of(address: ClusterAddress) -> Path:
    """Return the folder of the mirror of ``address``, brought to the live build.

    Raises: ClusterUnavailable; IndexMissing, IndexFormat, each with the command to run; GuidedexError.
    """
    folder, cluster = address.mirror, Cluster(address)
    cluster.check()
    build_id = _live_build(cluster)
    end = time.monotonic() + WAIT_SECONDS
    while not _is_there(folder, build_id):
        try:
            with writing(folder) as writer:
                _fetch_generation(cluster, build_id, writer.folder, _last(folder))
                write_address(folder, address)
                writer.adopt(build_id)
        except IndexLocked:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK_SECONDS)
    return folder


def _live_build(cluster: Cluster) -> str:
    address = cluster.address
    build_id = live_build(cluster)
    if not BUILD_ID.fullmatch(build_id):
        if cluster.exists(f"/{address.name}"):
            raise IndexFormat(f"cannot open {address}: {address.name} is no index of Guidedex there; take another name")
        raise IndexMissing(f"no index at {address}; run `guidedex build --engine {address}` to make one")
    return build_id


def _is_there(folder: Path, build_id: str) -> bool:
    try:
        return current_build(folder) == build_id and open_generation(folder).build_id == build_id
    except GuidedexError:
        return False


def _last(folder: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """Return the folder of the generation that the mirror has, and the fingerprints of its files."""
    try:
        generation = open_generation(folder)
    except GuidedexError:
        return None
    return generation.folder, generation.manifest["files"]


def _fetch_generation(
    cluster: Cluster, build_id: str, target: Path, last: tuple[Path, Mapping[str, Any]] | None
) -> None:
    """Write the files of a build into ``target``, each as its manifest has it."""
    index = files_index(cluster.address.name, build_id)
    try:
        fetch(cluster, index, MANIFEST, None, target / MANIFEST)
        manifest = json.loads((target / MANIFEST).read_bytes())
        _check_format(cluster.address, manifest)
        for name, (size, digest) in manifest["files"].items():
            if last and last[1].get(name) == [size, digest] and is_as_written(last[0] / name, (size, digest)):
                _link(last[0] / name, target / name)
                continue
            fetch(cluster, index, name, size, target / name)
            if not is_as_written(target / name, (size, digest)):
                raise IndexDamaged(
                    f"{cluster.address} has another {name} than was built; "
                    f"run `guidedex build --engine {cluster.address}`"
                )
    except ClusterRefused as error:
        if error.status != 404:
            raise
        raise IndexDamaged(
            f"{cluster.address} lacks a part of build {build_id}; run `guidedex build --engine {cluster.address}`"
        ) from error


def _check_format(address: ClusterAddress, manifest: Mapping[str, Any]) -> None:
    check_layout(address, manifest)
    if manifest.get("format") != FORMAT or manifest.get("analyzer") != analysis.VERSION:
        raise IndexFormat(
            f"cannot open {address}: it has format {manifest.get('format')} with analyzer {manifest.get('analyzer')}, "
            f"this version reads {FORMAT} with {analysis.VERSION}; run `guidedex build --engine {address}`"
        )


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
