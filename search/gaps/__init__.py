"""What is missing from the guides, or wrong in them: the editors' rules and the queue that ranks
them."""

from search.gaps.demand import Demand
from search.gaps.finding import SEVERITIES, Finding, GapReport, Place
from search.gaps.queue import DEFAULT_RULES, find_gaps
from search.gaps.rules import RULES
from search.gaps.settings import GapSettings, PageType, SectionSchema, Waiver

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
