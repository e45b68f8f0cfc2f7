"""``guidedex serve``: the page and the API, on a production server."""

import functools
from dataclasses import replace
from pathlib import Path

import click

from corpus.problems import GuidedexError
from index.cluster.client import ClusterUnavailable
from index.storage.generations import IndexMissing
from index.storage.writing import remove_leftovers
from search import open_index
from search.searcher import index_folder
from web.cli.subcommand import ANY_PATH, subcommand
from web.cli.terminal import note
from web.command import result_of, start_build
from web.server import Address, application, default_workers, serve_until_stopped
from web.settings import Settings
from web.watching import Watcher


@functools.partial(subcommand, mirrors=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen at; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=default_workers,
    help="Processes that answer, each one search at a time; default one per processor, at most 4.",
)
@click.option(
    "--watch",
    "watched",
    type=ANY_PATH,
    multiple=True,
    metavar="SOURCE",
    help="Build the index from here, and again whenever something there changes.",
)
def serve(settings: Settings, host: str, port: int, workers: int, watched: tuple[Path, ...]) -> int:
    """Serve the search page and the JSON API.

    Without an index it builds one first, from the sources of guidedex.yaml or else from the guides
    that ship with Guidedex.

    \b
    Example:
      guidedex serve --port 8080 --watch content/guides
    """
    address = Address.free(host, port)
    is_missing = _is_missing(settings)
    remove_leftovers(settings.index)
    settings = replace(settings, host=address.ip)
    watcher = Watcher(settings, watched) if watched else None
    failed = False
    if watched or is_missing:
        note(f"Building {settings.engine or settings.index} …")
        failed = not _is_built(settings, watched)
    open_index(settings.index, falls_back=True)  # an index that cannot be read is an error now, not at the first page
    try:
        if watcher:
            watcher.start(failed)
        load = functools.partial(application, settings)
        serve_until_stopped(load, address, workers, announce=lambda: _announce(address))
    finally:
        if watcher:
            watcher.stop()
    return 0


def _is_missing(settings: Settings) -> bool:
    """Return whether there is no index; the mirror of one on a cluster is brought to the live build first.

    While the cluster does not answer, the mirror is served: pages of guides work, and searches as soon as it does.
    Raises: GuidedexError where the cluster cannot be used, or does not answer and there is no mirror.
    """
    has_current = (settings.index / "CURRENT").exists()
    if not settings.engine:
        return not has_current
    try:
        index_folder(settings.engine)
    except IndexMissing:
        return True
    except ClusterUnavailable as error:
        if not has_current:
            raise
        note(str(error))
    return False


def _is_built(settings: Settings, watched: tuple[Path, ...]) -> bool:
    """Build the index; return False where that fails and a watcher can try again, as an index is there already.

    Raises: GuidedexError where nothing can be served.
    """
    try:
        result_of(start_build(settings, watched))
    except (GuidedexError, OSError) as error:
        if not watched or not (settings.index / "CURRENT").exists():
            raise
        note(f"Not built: {error}; what was built before is served, and the build tried again")
        return False
    return True


def _announce(address: Address) -> None:
    note(f"Guidedex is at {address.url} (Ctrl-C stops it)")


command = serve
