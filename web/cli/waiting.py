"""``python -m web.cli.waiting`` is ``guidedex``, begun by a line on standard input.

What a build imports is imported before, which takes longer than building five hundred guides. Settings are read after.
"""

import sys
from importlib import import_module

from web.cli.main import main
from web.parent_process import end_with_parent

IMPORTED = ("web.cli.build", "index.related.write")
"""The build, and what it imports once it has read."""


def wait() -> None:
    end_with_parent()
    for module in IMPORTED:
        import_module(module)
    if sys.stdin.readline():  # the starter has ended without one
        main()


if __name__ == "__main__":
    wait()
