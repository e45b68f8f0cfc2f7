"""``guidedex gaps``: prints the queue of content gaps, and applies safe fixes."""

import datetime
from collections.abc import Collection
from pathlib import Path

import click

from corpus.problems import GuidedexError
from index.build import build
from index.sources import recorded_sources
from search import Searcher, open_index
from search.gaps import RULES, SEVERITIES, Demand, GapReport, find_gaps
from search.gaps.baseline import load_baseline, waived_ids
from search.gaps.demand import load_demand, unread_columns
from search.gaps.fixes import Edit, safe_edits
from search.gaps.formats import FORMATS, Repository, render_plan, render_sarif, render_text
from search.gaps.replay import MAX_REPLAYED, best_guide, result_counter
from search.gaps.run import failure
from search.gaps.site import Site
from search.query_log import logged_demand
from search.wording import counted
from web.apply_fixes import changed_files, replace_file
from web.cli.subcommand import subcommand
from web.cli.terminal import json_text, note, print_data, print_text, styled
from web.options import build_options, gap_settings, read_options, sources
from web.settings import Settings
from web.source_files import files_of

EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@subcommand
@click.option("--rules", help=f"all, or names by commas: {', '.join(RULES)}.")
@click.option("--demand", type=EXISTING_FILE, help="What readers searched: CSV with query, count, clicks.")
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--build", "build_first", is_flag=True, help="Build the index first, of the sources of guidedex.yaml.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 on such findings.")
@click.option("--baseline", type=EXISTING_FILE, help="Leave out the findings of this JSON report.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    help="Findings that the text shows with places and reasons, 0 for all; without it a plan of ten lines.",
)
@click.option("--fix", is_flag=True, help="Show, as a patch, what can be mended safely; nothing is written.")
@click.option("--yes", is_flag=True, help="With --fix: write it into the sources.")
def gaps(
    settings: Settings,
    rules: str | None,
    demand: Path | None,
    form: str,
    build_first: bool,
    fail_on: str | None,
    baseline: Path | None,
    limit: int | None,
    fix: bool,
    yes: bool,
) -> int:
    """Show what the guides lack, most useful first.

    With --fix: misspelt names of related guides and links to pages that moved, mended as a patch.

    Exit status: 0, or 1 when --fail-on is given and something at least as severe was found.

    \b
    Example:
      guidedex gaps --rules all --fail-on error --format sarif > gaps.sarif
    """
    known = load_baseline(baseline) if baseline else frozenset()
    if build_first:
        build_from_settings(settings)
    if fix:
        return apply_fixes(settings, known, yes)
    if yes:
        raise click.UsageError("--yes is for --fix: it writes what --fix shows")
    index = open_index(settings.index)
    names = [name.strip() for name in rules.split(",") if name.strip()] if rules else None
    report = gap_report(settings, index, names, demand, known)
    if report.gone:
        note(
            f"The baseline and the waivers list {counted(len(report.gone), 'id')} that no finding has any more, "
            f"such as {report.gone[0]}. Write the baseline again: guidedex gaps --format json"
        )
    for sentence in report.retired:
        note(sentence)
    if form == "text":
        print_text(_text(report, limit))
    elif form == "sarif":
        print_data(json_text(render_sarif(report, _repository(settings))))
    elif form == "json":
        print_data(json_text(FORMATS[form](report)))
    else:
        print_data(FORMATS[form](report))
    return int(bool(fail_on and report.at_least(fail_on)))


def build_from_settings(settings: Settings) -> None:
    """Build the index of the sources that the settings name, and print nothing.

    Raises: click.UsageError where they name none: the guides that ship are nobody's own.
    """
    if not settings.sources:
        raise click.UsageError("--build reads the `sources` of guidedex.yaml, and there are none; name your folders")
    options = build_options(settings, datetime.date.today().isoformat(), drafts=False)
    build(sources(settings), settings.index, options)


def _text(report: GapReport, limit: int | None) -> str:
    def bold(line: str) -> str:
        return styled(line, bold=True)

    return render_plan(report, bold) if limit is None else render_text(report, limit, bold)


def _repository(settings: Settings) -> Repository:
    """Return where the guides of the index are in their repository."""
    files = files_of(settings.index)
    return Repository(files.repository_path) if files else Repository()


def gap_report(
    settings: Settings,
    index: Searcher,
    rules: Collection[str] | None = None,
    demand: Path | None = None,
    known: Collection[str] = (),
) -> GapReport:
    """Return the report on an index, with the searches of ``demand`` or else of the query log; see ``find_gaps``."""
    return find_gaps(
        index.guides(),
        settings=gap_settings(settings),
        today=datetime.date.today().isoformat(),
        demand=reader_demand(settings, demand),
        search=result_counter(index),
        best_guide=best_guide(index),
        rules=rules,
        known=known,
        files=files_of(settings.index),
    )


def apply_fixes(settings: Settings, known: frozenset[str], yes: bool) -> int:
    """Print the safe fixes as a patch and, with ``yes``, write them into the sources; return the exit status.

    Findings in ``known`` (those of a baseline) and waived findings are not fixed.
    """
    today = datetime.date.today().isoformat()
    options = gap_settings(settings)
    waived = waived_ids(options.waivers, today)
    site = Site(open_index(settings.index).guides(), options, today, files=files_of(settings.index))
    edits = _edits(site, known | waived)
    files = list(
        changed_files(recorded_sources(settings.index).paths, read_options(settings, today, drafts=True), edits)
    )
    for file in files:
        print_data(file.diff)
    if not files:
        note("Nothing that can be mended safely.")
    elif not yes:
        note(f"{counted(len(files), 'file')} would change; --fix --yes writes this.")
    else:
        for file in files:
            replace_file(file)
        note(f"Mended {counted(len(files), 'file')}; run `guidedex build` to see the rest.")
    return 0


def _edits(site: Site, excluded: frozenset[str]) -> tuple[Edit, ...]:
    """Return the safe edits.

    Raises: GuidedexError, with what to report, when a rule raises.
    """
    try:
        return safe_edits(site, excluded)
    except GuidedexError:
        raise
    except Exception as error:
        gap = failure("--fix", error)
        raise GuidedexError(f"{gap.message}; please report it with this line") from error


def reader_demand(settings: Settings, file: Path | None) -> tuple[Demand, ...]:
    """Return what readers searched for, from ``file``, else from the query log; empty where there is neither."""
    if file:
        demands = load_demand(file)
        if unread := unread_columns(file):
            note(f"Columns of {file} that are not known and not read: {', '.join(unread)}")
        if (n_rest := len(demands) - MAX_REPLAYED) > 0:
            note(f"The {MAX_REPLAYED:,} most frequent searches are run again; {n_rest:,} others count as recorded.")
        return demands
    log = settings.query_log.file
    return logged_demand(log) if settings.query_log.enabled and log.exists() else ()


command = gaps
