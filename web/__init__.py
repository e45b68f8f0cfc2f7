"""What people touch: pages, JSON API, widgets, and the ``guidedex`` command."""

from pathlib import Path

from web.import_guard import check_packages

check_packages(Path(__file__).parents[1])
