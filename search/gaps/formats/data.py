"""A report as JSON and as CSV."""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from search.gaps.finding import GapReport
from search.results import to_json

COLUMNS = ("rank", "severity", "rule", "path", "line", "message", "fix", "why", "places", "id")


def render_json(report: GapReport) -> str:
    """Return a report as one JSON value, with the fields of GapReport and Finding."""
    return json.dumps(report, ensure_ascii=False, indent=2, default=to_json) + "\n"


def render_csv(report: GapReport) -> str:
    """Return a report as CSV with a header; a cell that a spreadsheet would take for a formula begins with a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        values: Mapping[str, Any] = {
            **{name: getattr(finding, name, "") for name in COLUMNS},
            "places": len(finding.evidence),
        }
        writer.writerow([_cell(values[name]) for name in COLUMNS])
    return out.getvalue()


_BLANKS = r"[ \"\x00-\x08\x0b-\x1f\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff]"
_CELL_BEGINS = re.compile(rf"(^|[;\t\n])({_BLANKS}*)(?=[=+@＝＋－＠-])")
"""Where a cell begins with a formula: a spreadsheet that divides at semicolons or tabs finds cells within our texts, as
it does not see our quotes. Full-width signs are folded by some. Source: OWASP, CSV Injection (2023)."""


def _cell(value: object) -> str:
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")  # a bare CR is not quoted, and would begin a row
    cell = _CELL_BEGINS.sub(r"\1'\2", text)
    return f"'{cell}" if cell.startswith(("\t", "\n")) else cell
