"""The settings of one process, from the file and the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from web.settings import validators
from web.settings.keys import KEYS
from web.settings.validators import Shape, group
from web.settings.yaml_node import SettingsError, read_node, variable_node

DEFAULT_FILE = "guidedex.yaml"
DEFAULT_INDEX = Path("build/index")

VARIABLES: dict[str, tuple[str, Shape]] = {
    "GUIDEDEX_TITLE": ("title", validators.text),
    "GUIDEDEX_BASE_URL": ("base_url", validators.address),
    "GUIDEDEX_URL_PATTERN": ("url_pattern", validators.url_pattern),
    "GUIDEDEX_EDITOR_TOKEN": ("editor_token", validators.text),
    "GUIDEDEX_INDEX": ("index", validators.path),
}
"""Variables that a deployment sets, the setting that each decides, and what it may be."""


@dataclass(frozen=True, slots=True)
class QueryLogSettings:
    """Whether finished searches are counted, in which file, and for how long."""

    enabled: bool = True
    file: Path = Path("build/queries.sqlite")
    keep_days: int = 90


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the site is reached, and what its server writes down.

    ``prefix`` is the path that the site is mounted at. ``proxies`` is how many proxies stand before the
    server: their forwarding headers are believed, no others. ``rate_limit`` is for each client and worker.
    ``log`` is ``errors`` or ``requests``.
    """

    prefix: str = ""
    proxies: int = 0
    rate_limit: str = ""
    log: str = "errors"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site decides; without a file, what suits the shipped guides.

    ``sources`` are paths as the process may open them: those of the file are taken from its folder.
    ``page_types`` and ``gaps`` are as the file says, checked; ``web.options`` makes of them what
    ``search.gaps`` takes, so that a search need not import the rules.
    ``theme`` holds colours by name, in light and in dark; ``templates`` is a folder of the site's own.
    ``host`` is the address that the process listens at, empty where another server decides.
    ``file`` is the settings file that was read, if any. ``editor_token`` is empty when none is set.
    """

    index: Path = DEFAULT_INDEX
    file: Path | None = None
    title: str = "Guidedex"
    base_url: str = ""
    url_pattern: str = ""
    language: str = "en"
    theme: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    templates: Path | None = None
    sources: tuple[Path, ...] = ()
    ignore: tuple[str, ...] = ()
    field_names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: tuple[tuple[str, str], ...] = ()
    boosts: Mapping[str, float] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    page_types: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gaps: Mapping[str, Any] = field(default_factory=dict)
    query_log: QueryLogSettings = QueryLogSettings()
    file_bytes: int = 16 * 1024 * 1024
    server: ServerSettings = ServerSettings()
    editor_token: str = field(default="", repr=False)
    host: str = ""


def load_settings(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of ``path``, else of ``$GUIDEDEX_CONFIG``, else of ``./guidedex.yaml``.

    Without any of them, the defaults. Variables decide before the file does; empty ones count as
    not set.
    Raises: SettingsError for a file that cannot be read, an unknown key or a wrong value.
    """
    environ = os.environ if environ is None else environ
    file = _settings_file(path, environ)
    values: dict[str, Any] = _from_file(file) if file else {}
    for variable, (name, shape) in VARIABLES.items():
        if environ.get(variable):
            values[name] = shape(variable_node(variable, environ[variable]))
    return Settings(file=file, **values)


def write_config(path: Path) -> None:
    """Write a settings file in which every key stands, explained and commented out.

    Raises: SettingsError when ``path`` is there already, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError as error:
        raise SettingsError(f"cannot write {path}: it is there already; move it away first") from error
    except OSError as error:
        raise SettingsError(f"cannot write {path}: {error.strerror}") from error


def template() -> str:
    """Return the text of the settings file that ``write_config`` writes."""
    return files("web.settings").joinpath("template.yaml").read_text(encoding="utf-8")


def _settings_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = path or environ.get("GUIDEDEX_CONFIG")
    if named:
        return Path(named)
    default = Path(DEFAULT_FILE)
    return default if default.exists() else None


def _folder(file: Path, name: Path) -> Path:
    """Return a folder that the settings in ``file`` name."""
    folder = file.parent / name
    if not folder.is_dir():
        raise SettingsError(f"{file}: site.templates is {name}, and there is no such folder in {file.parent}")
    return folder


def _from_file(file: Path) -> dict[str, Any]:
    cell = read_node(file)
    values: dict[str, Any] = group(KEYS)(cell) if cell is not None and not cell.empty else {}
    values |= values.pop("site", {})
    values |= values.pop("limits", {})
    if "templates" in values:
        values["templates"] = _folder(file, values["templates"])
    if "fields" in values:
        values["field_names"] = values.pop("fields")
    values["sources"] = tuple(file.parent / source for source in values.get("sources", ()))
    if "query_log" in values:
        values["query_log"] = QueryLogSettings(**values["query_log"])
    if "server" in values:
        values["server"] = ServerSettings(**values["server"])
    return values
