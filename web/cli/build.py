"""``guidedex build``: builds the index and prints one screen with counts, problems and the first gaps."""

import datetime
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import click

from corpus.formats.endings import advice
from corpus.problems import GuidedexError, Problem
from index.build import BuildReport
from index.build import build as build_index
from index.cluster.address import is_address
from index.storage.generations import format_of_another_version
from search import Searcher, open_index
from search.gaps import find_gaps
from search.wording import counted
from web.cli.subcommand import ANY_PATH, json_option, subcommand
from web.cli.terminal import print_json, print_line, print_text, progress_bars, styled
from web.options import build_options, gap_settings, sources
from web.settings import Settings, write_config
from web.settings.load import DEFAULT_FILE, DEFAULT_INDEX, with_index
from web.source_files import files_of

MAX_GUIDES_FOR_ALL_RULES = 500  # by hand
QUICK_RULES = ("broken-related", "broken-link")
"""Gap rules that run after the build of a larger site: a second for 5,000 guides, where all rules take a dozen."""

MAX_GAPS, MAX_RULES, MAX_PROBLEMS_PER_RULE = 3, 5, 3  # by hand, so that the report fits on a screen


def _write_config(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        write_config(Path(DEFAULT_FILE))
        click.echo(f"Wrote {DEFAULT_FILE}; every key in it is explained.", err=True)
        ctx.exit(0)


@partial(subcommand, mirrors=False)
@click.argument("named", nargs=-1, type=ANY_PATH, metavar="[SOURCE]...")
@click.option(
    "--engine", help="What searches the index: arrays (the default), whoosh, or opensearch://HOST:PORT/NAME, a cluster."
)
@click.option("--strict", is_flag=True, help="Exit with status 1 when there are problems.")
@click.option("--drafts", is_flag=True, help="Take in drafts, hidden pages and pages dated later.")
@click.option(
    "--write-config",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_write_config,
    help=f"Write {DEFAULT_FILE} with every key explained, and build nothing.",
)
@json_option
def build(
    settings: Settings,
    named: tuple[Path, ...],
    engine: str | None,
    strict: bool,
    drafts: bool,
    as_json: bool,
) -> int:
    """Read guides and build the index.

    A SOURCE is a folder or a file. Without one, those of guidedex.yaml are read, else the guides
    that ship with Guidedex. What was served before stays until the new index is complete.

    \b
    Example:
      guidedex build content/guides --index build/index
    """
    today = datetime.date.today().isoformat()
    settings = _with_engine(settings, engine)
    options = build_options(settings, today, drafts, settings.engine or engine or "arrays")
    was_of_another_version = bool(format_of_another_version(settings.index))
    with progress_bars(quiet=as_json) as progress:
        report = build_index(sources(settings, named), settings.index, options, progress)
    if as_json:
        print_json(report)
    else:
        if was_of_another_version:
            print_line("The index of another version was built again from its sources.")
        _print_report(report, open_index(settings.index), settings, today)
    return int(strict and bool(report.problems))


def _with_engine(settings: Settings, engine: str | None) -> Settings:
    """Return the settings of a build for an engine: for a cluster, into the mirror unless ``--index`` names a folder.

    Raises: GuidedexError where ``--engine`` and ``--index`` name two engines.
    """
    if engine and settings.engine and engine != settings.engine:
        raise GuidedexError(
            f"cannot build {settings.engine} for the engine {engine!r}: that index is on a cluster; leave out --engine"
        )
    if not engine or not is_address(engine):
        return settings
    on_cluster = with_index(settings, Path(engine))
    return (
        on_cluster if settings.index in (DEFAULT_INDEX, on_cluster.index) else replace(on_cluster, index=settings.index)
    )


def _print_report(report: BuildReport, index: Searcher, settings: Settings, today: str) -> None:
    _print_totals(report, index)
    if report.problems:
        print_line()
        _print_problems(report)
    _print_gaps(index, settings, today)
    option = "" if settings.index == DEFAULT_INDEX else f" --index {settings.engine or settings.index}"
    print_line()
    print_text(f"See the page:  {styled(f'guidedex serve{option}', bold=True)}\n")


def _print_totals(report: BuildReport, index: Searcher) -> None:
    left_out = f", {report.ignored:,} left out" if report.ignored else ""
    print_line(f"Read {counted(report.files, 'file')}{left_out}, in {report.seconds:.1f} s:")
    n_skills = len({skill.skill or skill.title for skill in index.skills()})
    counts = {"guide": report.guides, "skill": n_skills, **report.documents}
    nouns = {"row": "table row", "faq": "FAQ"}
    totals = [counted(number, nouns.get(kind, kind)) for kind, number in counts.items() if number]
    print_line(styled(", ".join(totals), bold=True), indent=2)
    if report.skipped:
        print_line()
        print_line("Not read:")
        for line in advice(report.skipped):
            print_line(line, indent=2)


def _print_problems(report: BuildReport) -> None:
    n_files = len({problem.path for problem in report.problems})
    print_line(f"{counted(len(report.problems), 'problem')} in {counted(n_files, 'file')}:")
    by_rule = sorted(report.problems, key=lambda p: (-report.problems_by_rule[p.rule], p.rule, p))
    groups = [(rule, list(problems)) for rule, problems in groupby(by_rule, key=lambda p: p.rule)]
    for rule, problems in groups[:MAX_RULES]:
        print_line(f"{styled(rule, fg='yellow')} {len(problems):,}", indent=2)
        for problem in problems[:MAX_PROBLEMS_PER_RULE]:
            print_line(_problem_line(problem), indent=4)
    if len(groups) > MAX_RULES:
        print_line(f"and {counted(len(groups) - MAX_RULES, 'other rule')}; --json lists all", indent=2)


def _problem_line(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{place}: {problem.message}"


def _print_gaps(index: Searcher, settings: Settings, today: str) -> None:
    guides = index.guides()
    rules = QUICK_RULES if len(guides) > MAX_GUIDES_FOR_ALL_RULES else None
    files = files_of(settings.index)
    findings = find_gaps(guides, settings=gap_settings(settings), today=today, rules=rules, files=files).findings
    if not findings:
        return
    print_line()
    print_line("Gaps worth an hour:")
    for finding in findings[:MAX_GAPS]:
        print_line(f"{finding.rank}. {finding.message}", indent=2)
        print_line(styled(str(finding.place), dim=True), indent=5)
    if len(findings) > MAX_GAPS:
        print_line(f"{counted(len(findings) - MAX_GAPS, 'other')}: guidedex gaps", indent=2)


command = build
