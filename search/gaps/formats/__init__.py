"""Reports as text, JSON, CSV, SARIF and HTML."""

from collections.abc import Callable

from search.gaps.finding import GapReport
from search.gaps.formats.data import render_csv, render_json
from search.gaps.formats.html import render_html
from search.gaps.formats.sarif import Repository, render_sarif
from search.gaps.formats.text import render_plan, render_text

FORMATS: dict[str, Callable[[GapReport], str]] = {
    "text": render_text,
    "json": render_json,
    "csv": render_csv,
    "sarif": render_sarif,
    "html": render_html,
}

__all__ = [
    "FORMATS",
    "Repository",
    "render_csv",
    "render_html",
    "render_json",
    "render_plan",
    "render_sarif",
    "render_text",
]
