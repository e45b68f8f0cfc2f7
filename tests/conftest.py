"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("guidedex", deadline=None)
settings.load_profile("guidedex")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real guides, questions and judged searches, or skip."""
    fallback = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("GUIDEDEX_DATA") or fallback)
    if not folder.is_dir():
        pytest.skip("set GUIDEDEX_DATA to the folder of real data to run this test")
    return folder
