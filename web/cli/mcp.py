"""``guidedex mcp``: answers coding assistants over the Model Context Protocol."""

import click

from corpus.problems import GuidedexError
from search.query_log import QueryLog
from web.cli.subcommand import subcommand
from web.settings import Settings


@subcommand
@click.option(
    "--http", metavar="HOST:PORT", help="Answer over HTTP at this address, instead of standard input and output."
)
def mcp(settings: Settings, http: str | None) -> int:
    """Answer assistants over the Model Context Protocol.

    Assistants search, read guides and find related skills; nothing is written. Over HTTP every request
    stands alone, at the path /mcp.

    \b
    Example:
      guidedex mcp
      guidedex mcp --http 127.0.0.1:8100
    """
    try:
        from web.assistants.http import serve_http
        from web.assistants.server import Assistants, make_server
    except ImportError as error:
        raise GuidedexError(
            f"cannot speak MCP: {error.name} is not installed; run `pip install 'guidedex[mcp]'`"
        ) from error
    log = QueryLog(settings.query_log.file, settings.query_log.keep_days) if settings.query_log.enabled else None
    try:
        if http is None:
            make_server(Assistants(settings, log), settings.title).run("stdio")
        else:
            host, port = _address(http)
            serve_http(Assistants(settings, log, is_local=False), settings, host, port)
    finally:
        if log:
            log.close()
    return 0


def _address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``, ``[::1]:PORT`` or ``:PORT``."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65_535:
        raise click.UsageError(f"--http is {text!r}; give HOST:PORT, such as 127.0.0.1:8100.")
    return host.strip("[]") or "127.0.0.1", int(port)


command = mcp
