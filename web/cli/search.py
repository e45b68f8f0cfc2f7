"""``guidedex search``: the answer of the search page, on a terminal or as JSON."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from corpus.document import KINDS
from search import open_index
from search.results import FacetCount, Hit, ResultPage, to_json
from web.cli.subcommand import json_option, subcommand
from web.cli.terminal import columns, count, highlighted, note, say, say_json, styled
from web.settings import Settings

FACETS = ("kind", "skill", "category", "difficulty")
FACET_VALUES_SHOWN = 5

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def several(flag: str, text: str, type: Any = None) -> Option:
    """Return an option that may be given several times."""
    return click.option(flag, multiple=True, type=type, help=f"{text}; may be repeated.")


@subcommand
@click.argument("query", nargs=-1)
@several("--kind", "Only this kind of document", type=click.Choice(KINDS))
@several("--skill", "Only this skill")
@several("--category", "Only this category")
@several("--difficulty", "Only questions of this difficulty")
@several("--tag", "Only guides with this tag")
@several("--lang", "Only this language")
@several("--updated", "Only guides updated then: 2026, 2026-06, '>=2026-01'")
@click.option("--sort", type=click.Choice(("score", "updated", "difficulty")), default="score")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(0, 1_000_000), default=0, show_default=True)
@click.option("--explain", is_flag=True, help="Show the parts that each score is the sum of.")
@json_option
def search(
    settings: Settings,
    query: tuple[str, ...],
    sort: str,
    limit: int,
    offset: int,
    explain: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> int:
    """Search the index. Without QUERY, list what the filters allow.

    QUERY may hold words, "phrases", -not, OR, field:value and word*. Put -- before one that begins
    with a minus.

    \b
    Example:
      guidedex search "token bucket" --kind question --limit 5
    """
    page = open_index(settings.index).search(
        " ".join(query),
        filters={name: values for name, values in filters.items() if values},
        limit=limit,
        offset=offset,
        facets=FACETS,
        explain=explain,
        sort=sort,
    )
    if as_json:
        say_json(to_json(page))
    else:
        say_page(page)
    return 0


def say_page(page: ResultPage) -> None:
    for notice in (*page.notices, *([page.relaxed.text] if page.relaxed else [])):
        note(notice)
    if not page.hits:
        _say_nothing(page)
        return
    _say_total(page)
    for number, hit in enumerate(page.hits, start=page.offset + 1):
        say()
        say_hit(hit, number)
    _say_facets(page)


def say_hit(hit: Hit, number: int) -> None:
    """Write a hit: title, where it stands, snippet, reasons, address."""
    about = " · ".join(part for part in (hit.kind, hit.difficulty, hit.updated) if part)
    say(f"{number:>2}  {styled(hit.title, bold=True)}  {styled(about, dim=True)}")
    if hit.breadcrumb:
        say(styled(" › ".join(crumb.title for crumb in hit.breadcrumb), fg="cyan"), indent=4)
    if hit.snippet:
        say(highlighted(hit.snippet), indent=4)
    if hit.reasons:
        say(styled("; ".join(reason.text for reason in hit.reasons), dim=True), indent=4)
    say(styled(hit.url, dim=True, underline=True), indent=4)
    for part in hit.explanation:
        say(f"{part.value:>12.4f}  {part.source}  {part.term}", indent=4)


def _say_total(page: ResultPage) -> None:
    last = page.offset + len(page.hits)
    shown = f", {page.offset + 1} to {last} shown" if len(page.hits) < page.total else ""
    asked = f" for {styled(page.query, bold=True)}" if page.query else ""
    say(f"{count(page.total, 'result')}{asked}{shown}")


def _say_nothing(page: ResultPage) -> None:
    if page.total:
        say(f"{count(page.total, 'result')}, none from number {page.offset + 1} on.")
        return
    say(f"Nothing found for {styled(page.query, bold=True)}." if page.query else "Nothing found.")
    if page.suggestion:
        say(f"Did you mean {styled(page.suggestion, bold=True)}?")


def _say_facets(page: ResultPage) -> None:
    lines = [_facet_line(name, page.facets.get(name, ())) for name in FACETS]
    told = [line for line in lines if line]
    if told:
        say()
        say("Narrow it down:")
        for line in told:
            say(line, indent=2)


def _facet_line(name: str, counts: Sequence[FacetCount]) -> str:
    """Return one line such as ``--kind  section 8, question 3``; "" without a choice."""
    named = [f"{facet.value} {facet.count:,}" for facet in counts if facet.value]
    if len(named) < 2:
        return ""
    shown = min(len(named), FACET_VALUES_SHOWN)
    while shown > 1 and len(_shortened(name, named, shown)) > columns() - 2:
        shown -= 1
    return _shortened(name, named, shown)


def _shortened(name: str, values: Sequence[str], shown: int) -> str:
    more = f", and {len(values) - shown} more" if shown < len(values) else ""
    return f"{f'--{name}':<13}{', '.join(values[:shown])}{more}"


command = search
