"""Reports as text, JSON, CSV, SARIF and HTML."""

import json
from collections.abc import Callable

from search.gaps.finding import GapReport
from search.gaps.formats.data import render_csv, report_data
from search.gaps.formats.html import render_html
from search.gaps.formats.sarif import render_sarif
from search.gaps.formats.text import render_text


def render_json(report: GapReport) -> str:
    """Return a report as one JSON value."""
    return json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[GapReport], str]] = {
    "text": render_text,
    "json": render_json,
    "csv": render_csv,
    "sarif": render_sarif,
    "html": render_html,
}

__all__ = [
    "FORMATS",
    "render_csv",
    "render_html",
    "render_json",
    "render_sarif",
    "render_text",
    "report_data",
]
