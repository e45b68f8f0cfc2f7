"""What every subcommand has in common: its settings, and how it is declared."""

import functools
from collections.abc import Callable
from dataclasses import replace
from inspect import getdoc
from pathlib import Path
from typing import Any

import click

from web.settings import Settings, load_settings

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
ANY_PATH = click.Path(path_type=Path)


def subcommand(function: Callable[..., int]) -> click.Command:
    """Return ``function(settings, ...)`` as a subcommand with ``--index`` and ``--config``.

    Its docstring is the help, with its example at the end; what it returns is the exit status.
    """
    text, mark, example = (getdoc(function) or "").partition("\b\nExample:")

    @click.option("--index", type=FOLDER, help="The index; default $GUIDEDEX_INDEX, else build/index.")
    @click.option("--config", type=FILE, help="Settings; default $GUIDEDEX_CONFIG, else ./guidedex.yaml.")
    @functools.wraps(function)
    def call(index: Path | None, config: Path | None, **options: Any) -> int:
        return function(settings_of_call(index, config), **options)

    return click.command(function.__name__, help=text, epilog=mark + example)(call)


def settings_of_call(index: Path | None, config: Path | None) -> Settings:
    settings = load_settings(config)
    return replace(settings, index=index) if index else settings


json_option = click.option("--json", "as_json", is_flag=True, help="Write one JSON value to standard output.")
