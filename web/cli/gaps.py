"""``guidedex gaps``: what the guides lack, as one ranked queue."""

import datetime
from pathlib import Path

import click

from search import open_index
from search.gaps import RULES, SEVERITIES, Demand, find_gaps
from search.gaps.answers import replay
from search.gaps.baseline import load_baseline, without_known
from search.gaps.demand import load_demand
from search.gaps.formats import FORMATS, render_text
from search.query_log import logged_demand
from web.cli.calls import subcommand
from web.cli.terminal import styled
from web.options import gap_settings
from web.settings import Settings

FIRST_SCREEN = 10
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)


@subcommand
@click.option("--rules", help=f"all, or names by commas: {', '.join(RULES)}.")
@click.option("--demand", type=EXISTING, help="What readers searched: CSV with query, count, clicks.")
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 on such findings.")
@click.option("--baseline", type=EXISTING, help="Leave out the findings of this JSON report.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=FIRST_SCREEN,
    show_default=True,
    help="Findings that the text shows; 0 for all.",
)
def gaps(
    settings: Settings,
    rules: str | None,
    demand: Path | None,
    form: str,
    fail_on: str | None,
    baseline: Path | None,
    limit: int,
) -> int:
    """Show what the guides lack, most useful first.

    Exit status: 0, or 1 when --fail-on is given and something at least as severe was found.

    \b
    Example:
      guidedex gaps --rules all --fail-on error --format sarif > gaps.sarif
    """
    index = open_index(settings.index)
    report = find_gaps(
        index.guides(),
        settings=gap_settings(settings),
        today=datetime.date.today().isoformat(),
        demand=demand_of(settings, demand),
        search=replay(index),
        rules=[name.strip() for name in rules.split(",") if name.strip()] if rules else None,
    )
    if baseline:
        report = without_known(report, load_baseline(baseline))
    if form == "text":
        text = render_text(report, limit, emphasise=lambda line: styled(line, bold=True))
    else:
        text = FORMATS[form](report)
    click.echo(text, nl=False)
    return int(bool(fail_on and report.at_least(fail_on)))


def demand_of(settings: Settings, file: Path | None) -> tuple[Demand, ...]:
    """Return what readers searched: as ``file`` says, else the query log if there is one."""
    if file:
        return load_demand(file)
    log = settings.query_log.file
    return logged_demand(log) if settings.query_log.enabled and log.exists() else ()


command = gaps
