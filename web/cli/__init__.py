"""The ``guidedex`` command: one module per subcommand, imported when it is called."""

from web.cli.main import cli, main

__all__ = ["cli", "main"]
