"""The colours that a site may set, and what a colour may be."""

import re

from web.settings.yaml_node import YamlNode

COLOURS = (
    *("paper", "surface", "band", "ink", "soft", "line", "edge", "accent", "on-accent", "tint"),
    *("mark", "on-mark", "warm", "shadow"),
)
"""Custom properties of the style sheet, by name without the dashes."""

ACCEPTED = 'a colour such as "#0b6653", rgb(11 102 83) or oklch(45% 0.09 170), or two: [in light, in dark]'

_NUMBER = r"[+-]?(?:\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})(?:%|deg)?"
_COLOUR = re.compile(
    r"#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})"
    rf"|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\( ?{_NUMBER}(?:(?:, ?| ){_NUMBER}){{2}}(?:(?: ?/ ?|, ?){_NUMBER})? ?\)",
    re.IGNORECASE,
)


def colours(cell: YamlNode) -> tuple[str, str]:
    """Return a colour for light and one for dark; one alone is for both."""
    if cell.kind != "list":
        only = colour(cell)
        return only, only
    both = [colour(item) for item in cell.items(ACCEPTED)]
    if len(both) != 2:
        raise cell.error(f"{cell.key} must be {ACCEPTED}, found {len(both)} colours")
    return both[0], both[1]


def colour(cell: YamlNode) -> str:
    """Return a colour that a style sheet may hold as it is: nothing else gets through."""
    said = " ".join(cell.scalar(ACCEPTED).split())
    if not _COLOUR.fullmatch(said):
        raise cell.wrong(ACCEPTED)
    return said
