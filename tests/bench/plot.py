"""Small plots with logarithmic axes, as SVG with light and dark colours."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from xml.etree.ElementTree import Element, SubElement, indent, tostring

COLUMNS = 3
WIDTH, HEIGHT = 300, 210
"""Size of a panel in pixels."""

LEFT, RIGHT, TOP, BOTTOM = 52, 34, 34, 28
"""Free space around a panel's axes."""

HEAD = 44
"""Height of the title and the legend."""

STYLE = """
svg { background: #fff; color-scheme: light dark; font: 12px system-ui, sans-serif; }
text { fill: #24292f; } .tick { fill: #57606a; font-size: 11px; } .title { font-weight: 600; }
.grid { stroke: #d8dee4; } .line { fill: none; stroke-width: 2; }
.line-0 { stroke: #0a6b50; } .line-1 { stroke: #b0541b; stroke-dasharray: 5 3; }
.dot-0 { fill: #0a6b50; } .dot-1 { fill: #b0541b; }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; } text { fill: #e6edf3; } .tick { fill: #9198a1; } .grid { stroke: #30363d; }
  .line-0 { stroke: #4cc9a0; } .line-1 { stroke: #f0a468; } .dot-0 { fill: #4cc9a0; } .dot-1 { fill: #f0a468; }
}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Points by x, in ascending order; both coordinates are above 0."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over the same axes."""

    title: str
    lines: tuple[Line, ...]


class _Axis:
    """A logarithmic axis from pixel ``first`` to pixel ``last``, from one power of ten to another."""

    def __init__(self, values: Iterable[float], first: float, last: float) -> None:
        logs = [math.log10(value) for value in values]
        self._low, self._high = math.floor(min(logs)), max(math.ceil(max(logs)), math.floor(min(logs)) + 1)
        self._first, self._last = first, last

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return round(self._first + share * (self._last - self._first), 1)


def plot(title: str, panels: Sequence[Panel]) -> str:
    """Return an SVG image of ``panels``, which have the same lines."""
    rows = math.ceil(len(panels) / COLUMNS)
    width, height = COLUMNS * WIDTH, HEAD + rows * HEIGHT
    view = {"viewBox": f"0 0 {width} {height}", "width": f"{width}", "height": f"{height}"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **view})
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = "; ".join(chain.from_iterable(map(_described, panels)))
    SubElement(root, "style").text = STYLE
    _legend(root, title, panels[0].lines)
    for number, panel in enumerate(panels):
        place = f"translate({number % COLUMNS * WIDTH} {HEAD + number // COLUMNS * HEIGHT})"
        _draw(SubElement(root, "g", {"transform": place}), panel)
    indent(root, " ")
    return tostring(root, encoding="unicode") + "\n"


def _described(panel: Panel) -> Iterator[str]:
    for line in panel.lines:
        yield f"{panel.title}, {line.name}: " + ", ".join(f"{y:g} at {x:,.0f}" for x, y in line.points)


def _legend(root: Element, title: str, lines: Sequence[Line]) -> None:
    _text(root, 14, 26, title, "title")
    for number, line in enumerate(lines):
        x = COLUMNS * WIDTH - 130 * (len(lines) - number)
        _path(root, [(x, 22), (x + 26, 22)], number)
        _text(root, x + 32, 26, line.name)


def _draw(group: Element, panel: Panel) -> None:
    points = [point for line in panel.lines for point in line.points]
    across = _Axis((x for x, _ in points), LEFT, WIDTH - RIGHT)
    up = _Axis((y for _, y in points), HEIGHT - BOTTOM, TOP)
    _text(group, LEFT, TOP - 14, panel.title, "title")
    for tick in up.ticks:
        _path(group, [(LEFT, up(tick)), (WIDTH - RIGHT, up(tick))])
        _text(group, LEFT - 6, up(tick) + 4, f"{tick:,g}", "tick", "end")
    for tick in across.ticks:
        _path(group, [(across(tick), TOP), (across(tick), HEIGHT - BOTTOM)])
        _text(group, across(tick), HEIGHT - BOTTOM + 16, f"{tick:,.0f}", "tick", "middle")
    for number, line in enumerate(panel.lines):
        drawn = [(across(x), up(y)) for x, y in line.points]
        _path(group, drawn, number)
        for x, y in drawn:
            SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "3", "class": f"dot-{number}"})


def _path(parent: Element, points: Sequence[tuple[float, float]], number: int | None = None) -> None:
    """Draw a line of the plot, or one of the grid."""
    kind = "grid" if number is None else f"line line-{number}"
    joined = " ".join(f"{x:g},{y:g}" for x, y in points)
    SubElement(parent, "polyline", {"points": joined, "class": kind})


def _text(parent: Element, x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor}
    SubElement(parent, "text", {**place, "class": kind} if kind else place).text = text
