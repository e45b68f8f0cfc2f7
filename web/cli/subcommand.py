"""The declaration of a subcommand, with the options and settings that all of them share."""

import functools
from collections.abc import Callable
from inspect import getdoc
from pathlib import Path
from typing import Any

import click

from search.searcher import index_folder
from web.settings import Settings, load_settings
from web.settings.load import with_index

HELP = {"help_option_names": ["-h", "--help"]}
"""Settings of the contexts of all commands."""

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
ANY_PATH = click.Path(path_type=Path)


def subcommand(function: Callable[..., int], mirrors: bool = True) -> click.Command:
    """Return ``function(settings, ...)`` as a subcommand with ``--index`` and ``--config``.

    Before it is called, the mirror of an index on a cluster is brought to the live build if it ``mirrors``.

    The docstring is the help text, with the example at the end; the return value is the exit status.
    """
    text, mark, example = (getdoc(function) or "").partition("\b\nExample:")

    @click.option("--index", type=FOLDER, help="The index; default $GUIDEDEX_INDEX, else build/index.")
    @click.option("--config", type=FILE, help="Settings; default $GUIDEDEX_CONFIG, else ./guidedex.yaml.")
    @functools.wraps(function)
    def call(index: Path | None, config: Path | None, **options: Any) -> int:
        settings = load_settings_with_index(index, config)
        if mirrors and settings.engine:
            index_folder(settings.engine)
        return function(settings, **options)

    return click.command(function.__name__, context_settings=HELP, help=text, epilog=mark + example)(call)


def load_settings_with_index(index: Path | None, config: Path | None) -> Settings:
    settings = load_settings(config)
    return with_index(settings, index) if index else settings


json_option = click.option("--json", "as_json", is_flag=True, help="Write one JSON value to standard output.")
