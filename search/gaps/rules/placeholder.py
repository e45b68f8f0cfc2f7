"""Left-overs of a template, outside code.

Many features expose $-style endpoints.      # the name was to stand before "-style"
Welcome to {{ name }}!
"""

import re
from collections.abc import Iterator

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.site import Site, field_line
from search.gaps.where import prose_lines

_PATTERNS = (
    re.compile(r"(?<![\w$\\])\$-[a-z]\w+"),
    re.compile(r"(?<![{\w])\{\{\s*[\w.-]+(?:\s*\|\s*\w+)?\s*\}\}(?!\})"),
    re.compile(r"(?<![\w$])\$\{\s*[\w.]+\s*\}"),
    re.compile(r"(?<!\w)(?:TODO|FIXME|TBD|TBC)(?=:)|^\W*(?:TODO|FIXME|TBD|TBC|XXX)\b(?=\W*$)"),
    re.compile(r"[(\[](?:TODO|FIXME|TBD|TBC)\b[^)\]]*[)\]](?!\()"),
    re.compile(r"\bTO ?DO: |\bTBD\b(?=[.,;]|\s*$)"),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"\[(?:insert|add|your|enter|replace|fill in)\s[^\]]{2,40}\](?![(\[:]|\s\()", re.IGNORECASE),
    re.compile(r"\b(?:text|content|description|more) (?:goes|go) here\b", re.IGNORECASE),
    re.compile(r"(?<![\w*_`])_{2}[A-Z][A-Z_]{2,}_{2}(?![\w_])"),
    re.compile(r"^\W*coming soon\W*$", re.IGNORECASE),
)
_MATHS = re.compile(r"\$\$|\\\(|\\frac|\\text")


def check(site: Site) -> Iterator[Gap]:
    for guide in site.guides:
        found: dict[str, list[Place]] = {}
        for place in _places(guide):
            found.setdefault(_key(place.text), []).append(place)
        for key, places in found.items():
            yield _gap(guide, key, places)


def _places(guide: Guide) -> Iterator[Place]:
    """Yield the left-overs of one guide in order of their lines, front matter first."""
    for name, text in _front_matter(guide):
        for match in _left_overs(text):
            yield Place(guide.path, field_line(guide, name), match)
    for line, text in prose_lines(guide):
        for match in _left_overs(text):
            yield Place(guide.path, line, match)


def _front_matter(guide: Guide) -> Iterator[tuple[str, str]]:
    yield "title", guide.title
    yield "summary", guide.summary
    if "faq" in dict(guide.fields):
        yield "faq", "\n".join(f"{faq.text}\n{faq.answer}" for faq in guide.faqs)
    if "questions" in dict(guide.fields):
        yield (
            "questions",
            "\n".join(f"{q.text}\n{q.answer}\n{q.why_asked}" for q in guide.questions),
        )


def _left_overs(text: str) -> Iterator[str]:
    """Yield what is left over in a line, each stretch once."""
    if _MATHS.search(text):
        return
    taken = 0
    matches = (match for pattern in _PATTERNS for match in pattern.finditer(text))
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= taken:
            taken = match.end()
            yield match.group().strip(" |*#-")


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _gap(guide: Guide, key: str, places: list[Place]) -> Gap:
    often = f", {len(places)} times" if len(places) > 1 else ""
    return Gap(
        key=(guide.id, key),
        place=Place(places[0].path, places[0].line),
        message=f"{places[0].text!r} is left over from a template{often}",
        evidence=tuple(places),
        fix="write what was meant to stand there, or mark it as code",
        subject=places[0].text,
    )


RULE = Rule(
    name="placeholder",
    severity="error",
    summary="text left over from a template",
    check=check,
    minutes=5,
    worth=2.5,
    default=True,
)
