"""Content gaps: rules that find what the guides lack or get wrong, and the queue that ranks their findings.

The queue and the rules are imported on first use: every command reads the settings of the rules, and only a few run
them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from search.gaps.demand import Demand
from search.gaps.finding import SEVERITIES, Finding, GapReport, Place
from search.gaps.settings import GapSettings, PageType, SectionSchema, Waiver

if TYPE_CHECKING:
    from search.gaps.queue import DEFAULT_RULES, find_gaps
    from search.gaps.rules import RULES

__all__ = [
    "DEFAULT_RULES",
    "RULES",
    "SEVERITIES",
    "Demand",
    "Finding",
    "GapReport",
    "GapSettings",
    "PageType",
    "Place",
    "SectionSchema",
    "Waiver",
    "find_gaps",
]

_LAZY = {"DEFAULT_RULES": "queue", "find_gaps": "queue", "RULES": "rules"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
