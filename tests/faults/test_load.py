"""Mixed requests are answered while builds are published; ``python -m tests.faults load`` asks for minutes."""

from pathlib import Path

import pytest

from tests.faults.load import mixed_load

pytestmark = pytest.mark.server


def test_every_request_is_answered_as_due_while_builds_are_published(tmp_path: Path) -> None:
    load = mixed_load(tmp_path / "site", 4)
    assert load.answers > 50
    assert load.builds >= 2
    assert dict(load.errors) == {}
