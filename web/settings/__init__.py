"""The settings of a site: ``guidedex.yaml`` and the ``GUIDEDEX_*`` variables as one value."""

from web.settings.load import QueryLogSettings, ServerSettings, Settings, load_settings, write_config
from web.settings.yaml_node import SettingsError

__all__ = ["QueryLogSettings", "ServerSettings", "Settings", "SettingsError", "load_settings", "write_config"]
