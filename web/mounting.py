"""Public alias of ``web.blueprint``, for ``from web.mounting import guidedex_blueprint``."""

from web.blueprint import guidedex_blueprint

__all__ = ["guidedex_blueprint"]
