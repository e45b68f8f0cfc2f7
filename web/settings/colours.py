"""The colours that a site may set, and the accepted syntax of a colour."""

import re

from web.settings.yaml_node import YamlNode

COLOURS = (
    *("paper", "surface", "band", "ink", "soft", "line", "edge", "accent", "on-accent", "tint"),
    *("mark", "on-mark", "warm", "shadow"),
)
"""Names of the style sheet's custom properties, without the leading dashes."""

ACCEPTED = 'a colour such as "#0b6653", rgb(11 102 83) or oklch(45% 0.09 170), or two: [in light, in dark]'

_NUMBER = r"[+-]?(?:\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})(?:%|deg)?"
_COLOUR = re.compile(
    r"#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})"
    rf"|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\( ?{_NUMBER}(?:(?:, ?| ){_NUMBER}){{2}}(?:(?: ?/ ?|, ?){_NUMBER})? ?\)",
    re.IGNORECASE,
)


def colours(node: YamlNode) -> tuple[str, str]:
    """Return the colours (in light mode, in dark mode); a single colour is used in both."""
    if node.kind != "list":
        value = colour(node)
        return value, value
    values = [colour(item) for item in node.items(ACCEPTED)]
    if len(values) != 2:
        raise node.error(f"{node.key} must be {ACCEPTED}, found {len(values)} colours")
    return values[0], values[1]


def colour(node: YamlNode) -> str:
    """Return a colour that is safe to copy into a style sheet; any other CSS is an error."""
    value = " ".join(node.scalar(ACCEPTED).split())
    if not _COLOUR.fullmatch(value):
        raise node.wrong_value(ACCEPTED)
    return value
