"""The version of Guidedex, as the command, the API, the metrics and the MCP server report it."""

from functools import cache


@cache
def software_version() -> str:
    """Return the version of the installed distribution, such as ``0.2.0``; ``0+source`` where none is installed."""
    from importlib.metadata import PackageNotFoundError, version  # 10 ms that a search need not wait for

    try:
        return version("guidedex")
    except PackageNotFoundError:
        return "0+source"
