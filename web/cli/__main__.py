"""``python -m web.cli`` is the ``guidedex`` command."""

from web.cli import main

main()
