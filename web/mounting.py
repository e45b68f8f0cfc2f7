"""The public name of ``web.blueprint``: ``from web.mounting import guidedex_blueprint`` goes on working."""

from web.blueprint import guidedex_blueprint, mount

__all__ = ["guidedex_blueprint", "mount"]
