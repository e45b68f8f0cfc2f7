"""``guidedex search``: prints search results as text or as JSON."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from corpus.document import KINDS
from search import open_index
from search.results import FacetCount, Hit, ResultPage
from search.searcher import SORTS
from search.wording import counted
from web.cli.subcommand import json_option, subcommand
from web.cli.terminal import highlighted, n_columns, note, print_json, print_line, styled
from web.settings import Settings

FACETS = ("kind", "skill", "category", "difficulty", "version")
MAX_FACET_VALUES, MAX_COPIES = 5, 5  # by hand

OptionDecorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def repeatable_option(flag: str, text: str, type: Any = None) -> OptionDecorator:
    """Return an option that may be given several times."""
    return click.option(flag, multiple=True, type=type, help=f"{text}; may be repeated.")


@subcommand
@click.argument("query", nargs=-1)
@repeatable_option("--kind", "Only this kind of document", type=click.Choice(KINDS))
@repeatable_option("--skill", "Only this skill")
@repeatable_option("--category", "Only this category")
@repeatable_option("--difficulty", "Only questions of this difficulty")
@repeatable_option("--tag", "Only guides with this tag")
@repeatable_option("--lang", "Only this language")
@repeatable_option(
    "--version", "Only this version, such as 3.5; all for every one. Without it: the newest of each page"
)
@repeatable_option("--updated", "Only guides updated then: 2026, 2026-06, '>=2026-01', '<2025'")
@click.option("--sort", type=click.Choice(SORTS), default="score", show_default=True, help="Order of the results.")
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
        print_json(page)
    else:
        print_page(page)
    return 0


def print_page(page: ResultPage) -> None:
    for notice in (*page.notices, *([page.relaxed.text] if page.relaxed else [])):
        note(notice)
    if not page.hits:
        _print_no_hits(page)
        return
    _print_total(page)
    for number, hit in enumerate(page.hits, start=page.offset + 1):
        print_line()
        print_hit(hit, number)
    _print_facets(page)


def print_hit(hit: Hit, number: int) -> None:
    """Print a hit: title, breadcrumb, snippet, reasons, URL and, where it has one, the explanation of its score."""
    about = " · ".join(part for part in (hit.kind, hit.difficulty, hit.version, hit.updated) if part)
    print_line(f"{number:>2}  {styled(hit.title, bold=True)}  {styled(about, dim=True)}")
    if hit.breadcrumb:
        print_line(styled(" › ".join(crumb.title for crumb in hit.breadcrumb), fg="cyan"), indent=4)
    if hit.snippet:
        print_line(highlighted(hit.snippet), indent=4)
    if hit.reasons:
        print_line(styled("; ".join(reason.text for reason in hit.reasons), dim=True), indent=4)
    print_line(styled(hit.url, dim=True, underline=True), indent=4)
    others = [(version.label, version.url) for version in hit.versions]
    others += [(copy.title, copy.url) for copy in hit.copies[:MAX_COPIES]]
    if others:
        print_line(styled(f"also in {', '.join(f'{label} {url}' for label, url in others)}", dim=True), indent=4)
    if len(hit.copies) > MAX_COPIES:
        print_line(styled(f"and {counted(len(hit.copies) - MAX_COPIES, 'more place')}", dim=True), indent=4)
    for part in hit.explanation:
        print_line(f"{part.value:>12.4f}  {part.source}  {part.term}", indent=4)


def _print_total(page: ResultPage) -> None:
    last = page.offset + len(page.hits)
    shown = f", {page.offset + 1} to {last} shown" if len(page.hits) < page.total else ""
    query = f" for {styled(page.query, bold=True)}" if page.query else ""
    print_line(f"{counted(page.total, 'result')}{query}{shown}")


def _print_no_hits(page: ResultPage) -> None:
    if page.total:
        print_line(f"{counted(page.total, 'result')}, none from number {page.offset + 1} on.")
        return
    print_line(f"Nothing found for {styled(page.query, bold=True)}." if page.query else "Nothing found.")
    if page.suggestion:
        print_line(f"Did you mean {styled(page.suggestion, bold=True)}?")


def _print_facets(page: ResultPage) -> None:
    lines = [line for name in FACETS if (line := _facet_line(name, page.facets.get(name, ())))]
    if lines:
        print_line()
        print_line("Narrow it down:")
        for line in lines:
            print_line(line, indent=2)


def _facet_line(name: str, counts: Sequence[FacetCount]) -> str:
    """Return one line such as ``--kind  section 8, question 3``; empty for fewer than two values."""
    values = [f"{facet.value} {facet.count:,}" for facet in counts if facet.value]
    if len(values) < 2:
        return ""
    n_shown = min(len(values), MAX_FACET_VALUES)
    while n_shown > 1 and len(_first_values(name, values, n_shown)) > n_columns() - 2:
        n_shown -= 1
    return _first_values(name, values, n_shown)


def _first_values(name: str, values: Sequence[str], n_shown: int) -> str:
    more = f", and {len(values) - n_shown} more" if n_shown < len(values) else ""
    return f"{f'--{name}':<13}{', '.join(values[:n_shown])}{more}"


command = search
