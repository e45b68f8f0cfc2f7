"""What is missing from the guides, or wrong in them: the rules and the queue that ranks findings.

The queue and its rules are loaded when they are asked for: every command reads the rules' settings, and
only one runs the rules.
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

_LATER = {"DEFAULT_RULES": "queue", "find_gaps": "queue", "RULES": "rules"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
