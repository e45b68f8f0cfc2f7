"""Settings, loaded from ``guidedex.yaml`` and environment variables."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.identity.versions import VERSIONS
from index.cluster.address import address_of, is_address
from web.settings import validators
from web.settings.keys import KEYS
from web.settings.validators import Validator, fixed_mapping
from web.settings.yaml_node import SettingsError, read_node, variable_node

DEFAULT_FILE = "guidedex.yaml"
DEFAULT_INDEX = Path("build/index")

VARIABLES: dict[str, tuple[str, Validator]] = {
    "GUIDEDEX_TITLE": ("title", validators.text),
    "GUIDEDEX_BASE_URL": ("base_url", validators.web_address),
    "GUIDEDEX_URL_PATTERN": ("url_pattern", validators.url_pattern),
    "GUIDEDEX_EDITOR_TOKEN": ("editor_token", validators.text),
    "GUIDEDEX_FILE_URL": ("file_url", validators.file_url),
    "GUIDEDEX_INDEX": ("index", validators.path),
    "GUIDEDEX_MEANING": ("meaning", validators.meaning_variable),
}
"""(setting, validator) of each environment variable; a variable overrides the file."""


@dataclass(frozen=True, slots=True)
class QueryLogSettings:
    """Whether finished searches are logged, in which file, and for how many days."""

    enabled: bool = True
    file: Path = Path("build/queries.sqlite")
    keep_days: int = 90


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the site is reached, and what its server logs.

    ``prefix`` is the path that the site is mounted at. ``proxies`` is the number of proxies in front of the
    server, whose forwarding headers are trusted. ``rate_limit`` applies to each client, per worker process.
    ``log`` is ``errors`` or ``requests``.
    """

    prefix: str = ""
    proxies: int = 0
    rate_limit: str = ""
    log: str = "errors"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a site; the defaults suit the shipped guides.

    ``sources`` are paths; relative ones in the file are resolved against its folder.
    ``page_types`` and ``gaps`` are the validated values of the file. ``web.options`` converts them to the types
    of ``search.gaps``, so that a search does not import the gap rules.
    ``theme`` maps names of colours to (in light mode, in dark mode). ``templates`` is the site's own folder of
    templates. ``host`` is the address that the process listens on, empty when another server listens.
    ``engine`` is the address of the cluster that has the index, whose mirror is in the folder ``index``; else "".
    ``file`` is the settings file that was read, if any. ``editor_token`` is empty if none is set.
    """

    index: Path = DEFAULT_INDEX
    engine: str = ""
    file: Path | None = None
    title: str = "Guidedex"
    base_url: str = ""
    url_pattern: str = ""
    language: str = "en"
    theme: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    templates: Path | None = None
    sources: tuple[Path, ...] = ()
    ignore: tuple[str, ...] = ()
    versions: tuple[str, ...] = VERSIONS
    anchors: str = ""
    """The style of the anchors of headings, "" for that of the site's generator."""
    inline_tags: bool = False
    """Read ``#tags`` in the text."""
    field_names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: tuple[tuple[str, str], ...] = ()
    boosts: Mapping[str, float] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    meaning: str = ""
    """The model that texts are encoded with: ``on`` for that of the extra, a folder for another, "" for none."""
    page_types: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gaps: Mapping[str, Any] = field(default_factory=dict)
    file_url: str = ""
    """The address by which the editors' page opens a file, with ``{path}`` and ``{line}``; empty for none."""
    query_log: QueryLogSettings = QueryLogSettings()
    file_bytes: int = 16 * 1024 * 1024
    llms_bytes: int = 2_000_000
    server: ServerSettings = ServerSettings()
    editor_token: str = field(default="", repr=False)
    host: str = ""

    @property
    def is_for_this_machine(self) -> bool:
        """Whether the server listens on loopback alone, with no proxy in front of it."""
        return is_loopback(self.host) and not self.server.proxies


def is_loopback(host: str) -> bool:
    """Return whether a host name or IP address is of the loopback interface."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of ``path``, else of ``$GUIDEDEX_CONFIG``, else of ``./guidedex.yaml``.

    Without any of them, return the defaults. Variables override the file; an empty variable counts as not set.
    Raises: SettingsError for a file that cannot be read, an unknown key or a wrong value.
    """
    environ = os.environ if environ is None else environ
    file = _settings_file(path, environ)
    values: dict[str, Any] = _file_values(file) if file else {}
    for variable, (name, validator) in VARIABLES.items():
        if environ.get(variable):
            values[name] = validator(variable_node(variable, environ[variable]))
    settings = Settings(file=file, **values)
    return with_index(settings, settings.index)


def with_index(settings: Settings, index: Path) -> Settings:
    """Return ``settings`` for another index; one on a cluster has the folder of its mirror, whatever that holds.

    Raises: GuidedexError for an address that is none.
    """
    if not is_address(str(index)):
        return replace(settings, index=index, engine="")
    address = address_of(str(index))
    return replace(settings, index=address.mirror, engine=str(address))


def write_config(path: Path) -> None:
    """Write a settings file that contains every key, explained and commented out.

    Raises: SettingsError when ``path`` exists or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template_text())
    except FileExistsError as error:
        raise SettingsError(f"cannot write {path}: it is there already; move it away first") from error
    except OSError as error:
        raise SettingsError(f"cannot write {path}: {error.strerror}") from error


def template_text() -> str:
    """Return the text of the settings file that ``write_config`` writes."""
    return files("web.settings").joinpath("template.yaml").read_text(encoding="utf-8")


def _settings_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    chosen = path or environ.get("GUIDEDEX_CONFIG")
    if chosen:
        return Path(chosen)
    default = Path(DEFAULT_FILE)
    return default if default.exists() else None


def _folder(file: Path, name: Path) -> Path:
    """Return the folder ``name``, relative to the settings file.

    Raises: SettingsError when there is no such folder.
    """
    folder = file.parent / name
    if not folder.is_dir():
        raise SettingsError(f"{file}: site.templates is {name}, and there is no such folder in {file.parent}")
    return folder


def _file_values(file: Path) -> dict[str, Any]:
    """Return the fields of ``Settings`` that the file sets."""
    root = read_node(file)
    values: dict[str, Any] = fixed_mapping(KEYS)(root) if root is not None and not root.is_empty else {}
    values |= values.pop("site", {})
    values |= values.pop("limits", {})
    values |= values.pop("editor", {})
    if "templates" in values:
        values["templates"] = _folder(file, values["templates"])
    if "fields" in values:
        values["field_names"] = values.pop("fields")
    values["sources"] = tuple(file.parent / source for source in values.get("sources", ()))
    if values.get("meaning") not in (None, "", "on"):
        values["meaning"] = str((file.parent / values["meaning"]).resolve())
    if "query_log" in values:
        values["query_log"] = QueryLogSettings(**values["query_log"])
    if "server" in values:
        values["server"] = ServerSettings(**values["server"])
    return values
